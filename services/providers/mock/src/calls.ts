import { type ChatRequest, type ChatResponse, isObject, type JsonObject, type Usage } from "@amplifier-ipc/sdk";
import { lastPrompt } from "./conversation.js";
import type { ScriptedError, Turn } from "./turn.js";

/** A call of a model and how it ended. A trace keeps no large requests. */
interface Call {
  request?: ChatRequest;
  response?: ChatResponse;
  error?: { message?: string; data?: JsonObject };
}

/** Whether a line is a call with its end: `{request, response}` or `{request, error}`. */
export function isCall(entry: JsonObject): boolean {
  return isObject(entry["request"]) && (isObject(entry["response"]) || isObject(entry["error"]));
}

/** Whether a line is of a session's trace.jsonl. */
export function isTraced(entry: JsonObject): boolean {
  return typeof entry["type"] === "string" && typeof entry["at_ms"] === "number";
}

/** The turns of a log of calls. */
export function turnsOfCalls(entries: JsonObject[]): Turn[] {
  return turnsOf(entries as Call[]);
}

/** The turns of a session's trace: its calls of `provider.complete`. */
export function turnsOfTrace(entries: JsonObject[]): Turn[] {
  const asked = new Map<string, ChatRequest | undefined>();
  const calls: Call[] = [];
  for (const entry of entries) {
    if (entry["method"] !== "provider.complete") continue;
    const id = JSON.stringify([entry["from"], entry["n"]]);
    if (entry["kind"] === "request") asked.set(id, requestOf(entry["params"]));
    else if (asked.has(id)) calls.push({ ...ended(entry), ...known(asked.get(id)) });
  }
  return turnsOf(calls);
}

function requestOf(params: unknown): ChatRequest | undefined {
  const request: unknown = isObject(params) ? params["request"] : undefined;
  return isObject(request) ? (request as unknown as ChatRequest) : undefined;
}

function known(request: ChatRequest | undefined): Pick<Call, "request"> {
  return request === undefined ? {} : { request };
}

function ended({ result, error }: JsonObject): Call {
  return isObject(result) ? { response: result as unknown as ChatResponse } : isObject(error) ? { error } : {};
}

/**
 * One turn for each place in the conversation: what was answered there first, after as many errors as there were. Later
 * answers in the same place belong to other conversations.
 */
function turnsOf(calls: Call[]): Turn[] {
  const turns: Turn[] = [];
  for (const { request, response, error } of calls) {
    const place =
      request?.messages.filter(({ role }) => role === "assistant").length ?? turns.findLastIndex(answered) + 1;
    const turn = turns[place];
    const prompt = request === undefined ? {} : { prompt: lastPrompt(request) };
    if (turn !== undefined && answered(turn)) continue;
    if (response !== undefined) turns[place] = { ...prompt, ...turnOf(response), ...healing(turn) };
    else if (isLlmError(error)) turns[place] = { ...prompt, error: errorOf(error, timesOf(turn) + 1) };
  }
  // A place of which nothing is known stays silent.
  return Array.from(turns, (turn) => turn ?? { text: "" }).map(forever);
}

function answered(turn: Turn | undefined): boolean {
  return turn?.content !== undefined;
}

function turnOf({ content, finish_reason, usage }: ChatResponse): Turn {
  return {
    content,
    ...(finish_reason === undefined ? {} : { finish_reason }),
    ...(usage === undefined ? {} : { usage: countsOf(usage) }),
  };
}

function healing(turn: Turn | undefined): Turn {
  return turn?.error === undefined ? {} : { error: turn.error };
}

function timesOf(turn: Turn | undefined): number {
  return typeof turn?.error === "object" ? (turn.error.times ?? 0) : 0;
}

/** An error that no answer came after happens always. */
function forever(turn: Turn): Turn {
  if (typeof turn.error !== "object" || turn.content !== undefined) return turn;
  const { times: _, ...error } = turn.error;
  return { ...turn, error };
}

/** A cancel, or a fault of the line, is nothing that a model says. */
function isLlmError(error: Call["error"]): error is { message?: string; data: JsonObject } {
  return typeof error?.data?.["llm_error"] === "string";
}

function errorOf({ message, data }: { message?: string; data: JsonObject }, times: number): ScriptedError {
  const members = ["status_code", "retryable", "retry_after", "tool_name", "raw_arguments"];
  const told = Object.fromEntries(members.filter((name) => data[name] != null).map((name) => [name, data[name]]));
  return { name: String(data["llm_error"]), ...(message === undefined ? {} : { message }), times, ...told };
}

/** Usage as a script has it: total_tokens is the sum of the others. */
export function countsOf(usage: Usage | JsonObject): Partial<Usage> {
  const { total_tokens: _, ...counts } = usage as Usage;
  return counts;
}
