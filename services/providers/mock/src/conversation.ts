import type { ChatRequest, JsonObject, Message } from "@amplifier-ipc/sdk";

/** What a hook adds for the model (`<system-reminder source="…">`). */
const REMINDER = /<system-reminder\b[^>]*>[\s\S]*?<\/system-reminder>/g;

/** A tool call of the current prompt, with what came back. */
export interface ToolOutcome {
  name: string;
  input: JsonObject;
  /** The output: JSON if it is JSON, else the text. */
  output: unknown;
  failed: boolean;
}

/** The text of a message: its string, or its text blocks joined. */
export function textOf(message: Message): string {
  if (typeof message.content === "string") return message.content;
  return message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

/** The latest thing that the user said, without what hooks put in. */
export function lastPrompt(request: ChatRequest): string {
  return withoutReminders(request.messages.findLast(isPrompt));
}

/** How many pictures came with it. */
export function picturesOf(request: ChatRequest): number {
  const content = request.messages.findLast(isPrompt)?.content ?? "";
  return typeof content === "string" ? 0 : content.filter(({ type }) => type === "image").length;
}

/** What a user said in a message: its text without the notes of hooks, which a transcript does not keep. */
export function withoutReminders(message: Message | undefined): string {
  return message === undefined ? "" : textOf(message).replaceAll(REMINDER, "").trim();
}

/** Whether a message is the user's, not only what hooks or tools say in the user's name. */
function isPrompt(message: Message): boolean {
  if (message.role !== "user") return false;
  const bare = textOf(message).search(REMINDER) < 0 && !hasResults(message);
  return bare || withoutReminders(message) !== "";
}

function hasResults({ content }: Message): boolean {
  return typeof content !== "string" && content.some(({ type }) => type === "tool_result");
}

/** The tools called since the user spoke last, in order, with their results. */
export function outcomes(request: ChatRequest): ToolOutcome[] {
  const since = request.messages.slice(request.messages.findLastIndex(isPrompt) + 1);
  const calls = new Map(since.flatMap(callsOf).map((call) => [call.id, call]));
  return since.flatMap((message) =>
    resultsOf(message).map(({ id, ...result }) => ({
      name: calls.get(id)?.name ?? message.name ?? "tool",
      input: calls.get(id)?.input ?? {},
      ...result,
    })),
  );
}

/** The ids of all tool calls of the conversation: new ids go on from there. */
export function callIds(request: ChatRequest): string[] {
  return request.messages.flatMap(callsOf).map(({ id }) => id);
}

function callsOf(message: Message): { id: string; name: string; input: JsonObject }[] {
  if (message.role !== "assistant") return [];
  if (message.tool_calls !== undefined && message.tool_calls.length > 0) {
    return message.tool_calls.map(({ id, name, arguments: input }) => ({ id, name, input }));
  }
  if (typeof message.content === "string") return [];
  return message.content.flatMap((block) =>
    block.type === "tool_call" ? [{ id: block.id, name: block.name, input: block.input }] : [],
  );
}

function resultsOf(message: Message): { id: string; output: unknown; failed: boolean }[] {
  const marked = message.metadata?.["is_error"] === true;
  if (typeof message.content !== "string") {
    const blocks = message.content.flatMap((block) =>
      block.type === "tool_result"
        ? [{ id: block.tool_call_id, ...readOutput(block.output, marked || block.is_error === true) }]
        : [],
    );
    if (blocks.length > 0) return blocks;
  }
  if (message.role !== "tool") return [];
  return [{ id: message.tool_call_id ?? "", ...readOutput(textOf(message), marked) }];
}

/** An output, and whether it is a failure: marked so, or a whole ToolResult with `success: false`. */
function readOutput(output: unknown, marked: boolean): { output: unknown; failed: boolean } {
  const value = typeof output === "string" ? parsed(output) : output;
  if (isResult(value)) {
    return { output: value.success ? value.output : errorText(value), failed: marked || !value.success };
  }
  return { output: value, failed: marked };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isResult(value: unknown): value is JsonObject & { success: boolean; output: unknown } {
  return typeof value === "object" && value !== null && "output" in value && "success" in value;
}

function errorText(result: JsonObject): unknown {
  const error = result["error"];
  const message: unknown = typeof error === "object" && error !== null ? (error as JsonObject)["message"] : undefined;
  return message ?? result["output"];
}
