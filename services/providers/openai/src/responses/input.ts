import { type Call, fittingId, noted, type Part, type Said, type ToolResultPart } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import { reasons } from "../common/model.js";
import { imageUrl, resultText } from "../common/parts.js";

/** What the input depends on besides the call. */
export interface InputOptions {
  provider: string;
  store: boolean;
  /** Whether apply_patch is the vendor's own tool in this request. */
  native: boolean;
}

type Item = JsonObject;
type ToolCallPart = Extract<Part, { type: "tool_call" }>;
/** In which form a call went or came; its result must have the same. */
type Form = "function_call" | "apply_patch_call" | "custom_tool_call";

/** The member of a tool_call block that tells what item it was, where that is no function_call. */
export const ITEM = "openai_item";
/** Items of the vendor besides messages, reasoning and calls of ours, which go back as they came. */
const VENDORS =
  /^(file_search|computer|web_search|code_interpreter|image_generation|mcp|local_shell|shell|tool_search)_call(_output)?$|^(tool_search_output|mcp_list_tools|mcp_approval_request|compaction|program|program_output|additional_tools)$/;

/** A conversation as the items of `input`. */
export function inputOf(call: Call, options: InputOptions): Item[] {
  const forms = new Map<string, Form>();
  return call.conversation.flatMap((said) => itemsOf(said, call, options, forms));
}

function itemsOf(said: Said, call: Call, options: InputOptions, forms: Map<string, Form>): Item[] {
  switch (said.role) {
    case "tool":
      return said.parts.flatMap((part) => (part.type === "tool_result" ? [outputItem(part, forms)] : []));
    case "assistant":
      return withoutLooseReasoning(said.parts.flatMap((part) => assistantItems(part, said, call, options, forms)));
    default:
      return [{ role: said.role, content: contentOf(said.parts) }];
  }
}

function contentOf(parts: readonly Part[]): string | Item[] {
  const [only, ...more] = parts;
  if (only?.type === "text" && more.length === 0) return only.text;
  return parts.map((part) => (part.type === "image" ? imageItem(part.source) : textItem(noted(part))));
}

function textItem(text: string): Item {
  return { type: "input_text", text };
}

function imageItem(source: Parameters<typeof imageUrl>[0]): Item {
  return { type: "input_image", detail: "auto", image_url: imageUrl(source) };
}

function assistantItems(part: Part, said: Said, call: Call, options: InputOptions, forms: Map<string, Form>): Item[] {
  const own = said.provider === undefined || said.provider === options.provider;
  switch (part.type) {
    case "tool_call":
      return [callItem(part, call, options, forms)];
    case "reasoning":
      return own && reasons(call) !== false && isComplete(part.block, options) ? [plainBlock(part.block)] : [];
    case "thinking":
    case "redacted_thinking":
      return []; // the reasoning item beside it has them
    case "other":
      if (said.provider === options.provider && VENDORS.test(String(part.block["type"])))
        return [plainBlock(part.block)];
      return [{ role: "assistant", content: noted(part) }];
    case "text":
      return [{ role: "assistant", content: part.text, ...phaseOf(part.block) }];
    default:
      return [{ role: "assistant", content: noted(part) }];
  }
}

/** Without its text the vendor would look a reasoning item up, and finds only what it was told to store. */
function isComplete(block: JsonObject, { store }: InputOptions): boolean {
  const encrypted = block["encrypted_content"];
  const content = block["content"];
  const whole = (typeof encrypted === "string" && encrypted !== "") || (Array.isArray(content) && content.length > 0);
  return whole || (store && typeof block["id"] === "string");
}

/** A block as the item that it was. */
function plainBlock(block: JsonObject): Item {
  return Object.fromEntries(Object.entries(block).filter(([name, value]) => name !== "visibility" && value !== null));
}

/** Which part of the answer a text was; the vendor asks for it back. */
function phaseOf(block: JsonObject | undefined): Item {
  return typeof block?.["phase"] === "string" ? { phase: block["phase"] } : {};
}

/** The vendor refuses reasoning that nothing follows. */
function withoutLooseReasoning(items: Item[]): Item[] {
  const last = items.findLastIndex((item) => item["type"] !== "reasoning");
  return items.slice(0, last + 1);
}

function callItem(part: ToolCallPart, call: Call, { native }: InputOptions, forms: Map<string, Form>): Item {
  const { id, name, input, block } = part;
  const call_id = fittingId(id);
  const form = formOf(part, native);
  forms.set(id, form);
  if (form === "apply_patch_call") return { type: form, call_id, status: "completed", operation: input };
  if (form === "custom_tool_call") return { type: form, call_id, name, input: textIn(input, block) };
  return { type: form, call_id, name: call.toolName(name), arguments: JSON.stringify(input) };
}

function formOf({ name, input, block }: ToolCallPart, native: boolean): Form {
  if (block?.[ITEM] === "custom_tool_call") return "custom_tool_call";
  const fits = typeof input["type"] === "string" && typeof input["path"] === "string";
  return native && name === "apply_patch" && fits ? "apply_patch_call" : "function_call";
}

function textIn(input: JsonObject, block: JsonObject | undefined): string {
  const value = input[block?.["name"] === "apply_patch" ? "patch" : "input"];
  return typeof value === "string" ? value : JSON.stringify(input);
}

function outputItem(part: ToolResultPart, forms: Map<string, Form>): Item {
  const call_id = fittingId(part.id);
  switch (forms.get(part.id)) {
    case "apply_patch_call":
      return {
        type: "apply_patch_call_output",
        call_id,
        status: part.isError ? "failed" : "completed",
        output: part.text,
      };
    case "custom_tool_call":
      return { type: "custom_tool_call_output", call_id, output: outputOf(part) };
    default:
      return { type: "function_call_output", call_id, output: outputOf(part) };
  }
}

function outputOf(part: ToolResultPart): string | Item[] {
  const text = resultText(part);
  if (part.images.length === 0) return text;
  return [...(text === "" ? [] : [textItem(text)]), ...part.images.map(imageItem)];
}

/** What a custom tool's free text is as the input of a tool of ours. */
export function customInput(name: string, text: string): JsonObject {
  const parsed = jsonIn(text);
  if (parsed !== undefined) return parsed;
  return name === "apply_patch" ? { patch: text } : { input: text };
}

function jsonIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
