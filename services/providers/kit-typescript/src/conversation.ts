import type { ChatRequest, ContentBlock, JsonObject, Message } from "@amplifier-ipc/sdk";

/** The bytes of an image in base64, or its address. */
export type ImageSource = Extract<ContentBlock, { type: "image" }>["source"];

/** A piece of what somebody said. */
export type Part =
  /** `block`: the whole block, where it has more than its text. */
  | { type: "text"; text: string; block?: JsonObject }
  | { type: "image"; source: ImageSource }
  | { type: "tool_call"; id: string; name: string; input: JsonObject; block?: JsonObject }
  | ToolResultPart
  | { type: "thinking"; thinking: string; signature?: string; block: JsonObject }
  | { type: "redacted_thinking"; data: string; block: JsonObject }
  | { type: "reasoning"; block: JsonObject }
  | { type: "other"; block: JsonObject };

/** What a tool gave: its output as text (JSON where it is no string), and the images that it shows. */
export interface ToolResultPart {
  type: "tool_result";
  id: string;
  /** The tool's name; empty where nobody said it. */
  name: string;
  text: string;
  isError: boolean;
  images: ImageSource[];
}

/** One message: a role that every vendor can be told, and its parts. A tool's results are messages of their own. */
export interface Said {
  role: "system" | "developer" | "user" | "assistant" | "tool";
  parts: Part[];
  /** The provider that wrote it, if the message tells. */
  provider?: string;
  /** The model that wrote it, if the message tells. */
  model?: string;
}

/** The messages of a request in one shape, none left out, in their order (PRV-010). */
export function conversationOf(request: ChatRequest): Said[] {
  const names = new Map<string, string>();
  const said = request.messages.flatMap((message) => saidIn(message, names));
  return said.filter(({ parts }) => parts.length > 0);
}

/** The texts of the system messages before all others, and what comes after them. */
export function splitSystem(request: ChatRequest, said: Said[]): { system: string[]; rest: Said[] } {
  const first = said.findIndex(({ role }) => role !== "system");
  const leading = said.slice(0, first < 0 ? said.length : first);
  const own = request.system === undefined || request.system === "" ? [] : [request.system];
  const texts = leading.map(({ parts }) => textOf(parts)).filter((text) => text !== "");
  return { system: [...own, ...texts], rest: said.slice(leading.length) };
}

/** The text of parts, joined; what is no text is told in words. */
export function textOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === "text" ? part.text : noted(part))).join("");
}

/** A part in words, for a vendor that has nothing of the kind: kept or noted, never dropped in silence. */
export function noted(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "image":
      return `[image${part.source.url === undefined ? "" : ` ${part.source.url}`}]`;
    case "tool_call":
      return `[call of ${part.name} with ${JSON.stringify(part.input)}]`;
    case "tool_result":
      return `[result of ${part.name || "a tool"}: ${part.text}]`;
    case "thinking":
    case "redacted_thinking":
    case "reasoning":
      return "";
    case "other":
      return `[block of type ${String(part.block["type"])}: ${JSON.stringify(part.block)}]`;
  }
}

function saidIn(message: Message, names: Map<string, string>): Said[] {
  const about = aboutWriter(message);
  const parts = partsOf(message);
  for (const part of parts) if (part.type === "tool_call") names.set(part.id, part.name);
  if (message.role === "tool" || message.role === "function") return toolMessage(message, parts, names);
  const results = parts.filter((part) => part.type === "tool_result");
  for (const result of results) result.name ||= names.get(result.id) ?? "";
  const others = parts.filter((part) => part.type !== "tool_result");
  return [
    { role: "tool", parts: results },
    { role: message.role, parts: others, ...about },
  ];
}

function aboutWriter({ metadata }: Message): Pick<Said, "provider" | "model"> {
  const about: Pick<Said, "provider" | "model"> = {};
  if (typeof metadata?.["provider"] === "string") about.provider = metadata["provider"];
  if (typeof metadata?.["model"] === "string") about.model = metadata["model"];
  return about;
}

/** The blocks of a message, and the calls that stand only in `tool_calls`. */
function partsOf(message: Message): Part[] {
  const blocks =
    typeof message.content === "string" ? textParts(message.content) : (message.content ?? []).flatMap(partOf);
  const there = new Set(blocks.flatMap((part) => (part.type === "tool_call" ? [part.id] : [])));
  const calls = (message.tool_calls ?? []).filter(({ id }) => !there.has(id));
  return [
    ...blocks,
    ...calls.map(({ id, name, arguments: input }) => ({ type: "tool_call" as const, id, name, input })),
  ];
}

function textParts(text: string): Part[] {
  return text === "" ? [] : [{ type: "text", text }];
}

function partOf(block: ContentBlock): Part[] {
  switch (block.type) {
    case "text":
      return textParts(block.text).map((part) => (hasMore(block) ? { ...part, block: { ...block } } : part));
    case "image":
      return [imagePart(block.source)];
    case "tool_call":
      return [{ type: "tool_call", id: block.id, name: block.name, input: block.input, block: { ...block } }];
    case "tool_result":
      return [resultPart(block.tool_call_id, "", block.output, block.is_error === true)];
    case "thinking":
      return [{ ...block, type: "thinking", block: { ...block } }];
    case "redacted_thinking":
      return [{ type: "redacted_thinking", data: block.data, block: { ...block } }];
    case "reasoning":
      return [{ type: "reasoning", block: { ...block } }];
    default:
      return [{ type: "other", block: { ...(block as JsonObject) } }];
  }
}

/** An image by what it has, bytes or an address; one with neither is a note: vendors refuse a request with such an image. */
function imagePart(source: ImageSource): Part {
  const { data = "", url = "" } = source;
  if (data === "" && url === "") return { type: "text", text: "[an image with neither data nor url]" };
  const byAddress = source.type === "url" ? url !== "" : data === "";
  return { type: "image", source: { ...source, type: byAddress ? "url" : "base64" } };
}

/** Whether a text block has members that a vendor may have put there. */
function hasMore(block: object): boolean {
  return Object.keys(block).some((name) => name !== "type" && name !== "text" && name !== "visibility");
}

/** A message of role tool: its own blocks of type tool_result, or else the whole of it is one result. */
function toolMessage(message: Message, parts: Part[], names: Map<string, string>): Said[] {
  const isError = message.metadata?.["is_error"] === true;
  const named = (id: string): string => message.name ?? names.get(id) ?? "";
  const blocks = parts.filter((part) => part.type === "tool_result");
  const images = parts.flatMap((part) => (part.type === "image" ? [part.source] : []));
  const rest = parts.filter((part) => part.type !== "tool_result" && part.type !== "image");
  if (blocks.length === 0) {
    const id = message.tool_call_id ?? "";
    return [{ role: "tool", parts: [{ ...resultPart(id, named(id), textOf(rest), isError), images }] }];
  }
  const results = blocks.map((part) => ({ ...part, name: named(part.id), isError: part.isError || isError }));
  const [first, ...more] = results;
  if (first === undefined) return [];
  const text = rest.length === 0 ? first.text : `${first.text}\n${textOf(rest)}`;
  return [{ role: "tool", parts: [{ ...first, text, images: [...first.images, ...images] }, ...more] }];
}

function resultPart(id: string, name: string, output: unknown, isError: boolean): ToolResultPart {
  const text = typeof output === "string" ? output : JSON.stringify(output ?? null);
  return { type: "tool_result", id, name, text, isError, images: [] };
}
