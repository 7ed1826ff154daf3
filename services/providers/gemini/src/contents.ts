import { noted, type Said, type ToolResultPart, textOf } from "@amplifier-ipc/provider-kit";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type { Content, FunctionResponse, Part } from "@google/genai/web";
import type { GeminiCall } from "./config.js";
import { imagePart, inline } from "./images.js";
import { isThirdGeneration } from "./manner.js";
import { CALL_ID, isObject, PART, PART_TYPE, SIGNATURE, SIGNATURES, type Signed } from "./marks.js";

/** What Google documents for function calls that another model made, or nobody signed. */
const FOREIGN = "skip_thought_signature_validator";
/** What stands before an assistant who speaks first: the API wants the user to. */
const OPENING = "(The conversation begins with the assistant.)";

type Known = Pick<GeminiCall, "conversation" | "facts" | "model" | "toolName">;
type ToolCall = Extract<Said["parts"][number], { type: "tool_call" }>;

/**
 * The conversation as contents of the roles user and model, neighbours of one role joined. The results of a turn are one
 * content of their own, in the order of their calls: without ids that order tells which is whose.
 */
export function contentsOf(call: Known): Content[] {
  const strict = isThirdGeneration(call);
  const contents: Content[] = [];
  let calls: ToolCall[] = [];
  for (const said of call.conversation) {
    if (said.role === "assistant") calls = said.parts.filter((part) => part.type === "tool_call");
    const content = contentOf(said, calls, call.toolName, strict);
    if (content.parts?.length) add(contents, content);
  }
  if (contents[0]?.role === "model") contents.unshift({ role: "user", parts: [{ text: OPENING }] });
  return contents;
}

function contentOf(said: Said, calls: readonly ToolCall[], toolName: Known["toolName"], strict: boolean): Content {
  switch (said.role) {
    case "assistant":
      return { role: "model", parts: modelParts(said, toolName, strict) };
    case "tool":
      return { role: "user", parts: resultParts(said, calls, toolName, strict) };
    case "user":
      return { role: "user", parts: said.parts.flatMap(userParts) };
    case "system":
      return { role: "user", parts: wrapped("system-reminder", said) };
    case "developer":
      return { role: "user", parts: wrapped("context_file", said) };
  }
}

/** Joins neighbours, but nothing to function responses: what stands beside them would begin a new turn. */
function add(contents: Content[], content: Content): void {
  const last = contents.at(-1);
  const alone = [last, content].some((each) => each?.parts?.some((part) => part.functionResponse !== undefined));
  if (last?.parts === undefined || last.role !== content.role || alone) contents.push(content);
  else last.parts.push(...(content.parts ?? []));
}

function userParts(part: Said["parts"][number]): Part[] {
  if (part.type === "image") return [imagePart(part.source)];
  const text = noted(part);
  return text === "" ? [] : [{ text }];
}

function wrapped(tag: string, said: Said): Part[] {
  const text = textOf(said.parts);
  return text === "" ? [] : [{ text: `<${tag}>\n${text}\n</${tag}>` }];
}

/** Signatures go back exactly where they came from, and only to whom they came from. */
function modelParts(said: Said, toolName: Known["toolName"], strict: boolean): Part[] {
  const own = said.provider === undefined || isOwn(said.provider);
  const parts = said.parts.flatMap((part): Part[] => {
    switch (part.type) {
      case "text":
        return textParts(part.text, own ? part.block?.[SIGNATURES] : undefined);
      case "tool_call":
        return [callPart(part, own, toolName)];
      case "thinking":
        return isOwn(said.provider) ? thoughtParts(part.thinking, part.signature) : [];
      case "other":
        return own && part.block["type"] === PART_TYPE && isObject(part.block[PART])
          ? [part.block[PART] as Part]
          : userParts(part);
      default:
        return userParts(part);
    }
  });
  const first = parts.find((part) => part.functionCall !== undefined);
  if (strict && first !== undefined) first.thoughtSignature ??= FOREIGN;
  return parts;
}

/** By either of the names that this provider has. */
function isOwn(provider: string | undefined): boolean {
  return provider === "gemini" || provider === "google";
}

function callPart(part: ToolCall, own: boolean, toolName: Known["toolName"]): Part {
  const id = own ? part.block?.[CALL_ID] : undefined;
  const signature = own ? part.block?.[SIGNATURE] : undefined;
  return {
    functionCall: { ...(typeof id === "string" ? { id } : {}), name: toolName(part.name), args: part.input },
    ...(typeof signature === "string" ? { thoughtSignature: signature } : {}),
  };
}

/** Thoughts are not asked for again; but a signature on them is, and one that came with nothing. */
function thoughtParts(thinking: string, signature: string | undefined): Part[] {
  if (signature === undefined) return [];
  return thinking === ""
    ? [{ text: "", thoughtSignature: signature }]
    : [{ text: thinking, thought: true, thoughtSignature: signature }];
}

/** A text, cut again where its signed pieces were. */
function textParts(text: string, signatures: unknown): Part[] {
  const signed = (Array.isArray(signatures) ? signatures : []).filter(isSigned);
  const parts: Part[] = [];
  let at = 0;
  for (const { start, end, signature } of signed) {
    if (start < at || end > text.length) return [{ text }]; // somebody has changed the text
    if (start > at) parts.push({ text: text.slice(at, start) });
    parts.push({ text: text.slice(start, end), thoughtSignature: signature });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

function isSigned(value: unknown): value is Signed {
  if (!isObject(value)) return false;
  const { start, end, signature } = value;
  return typeof start === "number" && typeof end === "number" && start <= end && typeof signature === "string";
}

function resultParts(said: Said, calls: readonly ToolCall[], toolName: Known["toolName"], strict: boolean): Part[] {
  const results = said.parts.filter((part) => part.type === "tool_result");
  const place = (id: string): number => calls.findIndex((call) => call.id === id);
  const ordered = results.sort((a, b) => place(a.id) - place(b.id));
  const responses: Part[] = [];
  const images: Part[] = [];
  for (const result of ordered) {
    const call = calls[place(result.id)];
    const within = result.images.map((source) => (strict ? inline(source) : undefined));
    responses.push({ functionResponse: responseOf(result, call, toolName, within) });
    const beside = result.images.filter((_, index) => within[index] === undefined);
    if (beside.length > 0) images.push({ text: `[Images of the result of ${result.name}:]` }, ...beside.map(imagePart));
  }
  return [...responses, ...images];
}

/** A function response carries the function's name, and the call's id where Gemini had given one. */
function responseOf(
  result: ToolResultPart,
  call: ToolCall | undefined,
  toolName: Known["toolName"],
  images: readonly ReturnType<typeof inline>[],
): FunctionResponse {
  const id = call?.block?.[CALL_ID];
  const parts = images.filter((each) => each !== undefined).map((inlineData) => ({ inlineData }));
  return {
    ...(typeof id === "string" ? { id } : {}),
    name: toolName(call?.name ?? result.name),
    response: result.isError ? { error: result.text } : outputOf(result.text),
    ...(parts.length === 0 ? {} : { parts }),
  };
}

/**
 * The output as an object. One that is an object already goes as it is, unless it has names that the API reads in its own
 * way: `error` and `output`, and `$ref` anywhere, which would have to name an image.
 */
function outputOf(text: string): JsonObject {
  const value = parsed(text);
  if (text.includes('"$ref"')) return { output: text };
  if (!isObject(value)) return { output: value };
  return "error" in value || "output" in value ? { output: value } : value;
}

/** The JSON that the kit made of an output; a text that merely looks like it stays a text. */
function parsed(text: string): unknown {
  if (!/^[[{\d-]|^(true|false|null)$/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}
