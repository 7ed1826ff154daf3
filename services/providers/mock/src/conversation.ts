import type { ChatRequest, JsonObject, Message } from "@amplifier-ipc/sdk";

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

/** The latest thing that the user said. */
export function lastPrompt(request: ChatRequest): string {
  const message = request.messages.findLast(({ role }) => role === "user");
  return message === undefined ? "" : textOf(message);
}

/** The tools called since the user spoke last, in order, with their results. */
export function outcomes(request: ChatRequest): ToolOutcome[] {
  const since = request.messages.slice(request.messages.findLastIndex(({ role }) => role === "user") + 1);
  const calls = new Map(since.flatMap(callsOf).map((call) => [call.id, call]));
  return since.flatMap((message) =>
    resultsOf(message).map(({ id, ...result }) => ({
      name: calls.get(id)?.name ?? message.name ?? "tool",
      input: calls.get(id)?.input ?? {},
      ...result,
    })),
  );
}

/** How many tool calls the whole conversation holds: new ids go on from there. */
export function countCalls(request: ChatRequest): number {
  return request.messages.flatMap(callsOf).length;
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
