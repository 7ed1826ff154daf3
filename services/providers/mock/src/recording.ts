import {
  type ChatRequest,
  type ChatResponse,
  ConfigurationError,
  type ContentBlock,
  isObject,
  type JsonObject,
  type Message,
  type Usage,
} from "@amplifier-ipc/sdk";
import { lastPrompt, withoutReminders } from "./conversation.js";
import type { ScriptedError, Turn } from "./turn.js";

/** In a transcript: the next so many messages replace all before (the host's transcript.jsonl). */
const REPLACES = "amplifier:replaces_history_with";

/** A call and how it ended, one line of a log. */
interface Exchange {
  request: ChatRequest;
  response?: ChatResponse;
  error?: { message?: string; data?: JsonObject };
}

/**
 * The turns of a recorded conversation in JSON lines: a session's transcript.jsonl (messages), or a log of calls
 * (`{request, response}` or `{request, error}`), of any provider. A line without its end (the writer was killed) is left
 * out. Throws llm_error `configuration` with the line's number.
 */
export function readRecording(text: string, file: string): Turn[] {
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const entries = lines.flatMap((line, index) => (line.trim() === "" ? [] : [entryOf(line, `${file}:${index + 1}`)]));
  const turns = entries.every(isExchange) ? entries.map(turnOfExchange) : turnsOfTranscript(entries, file);
  if (turns.length > 0) return turns;
  throw wrong(`The recording ${file} holds no answer of a model`);
}

function entryOf(line: string, place: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw wrong(`${place} is not JSON: ${(error as Error).message}`);
  }
  if (isObject(value) && (isExchange(value) || typeof value["role"] === "string")) return value;
  throw wrong(`${place} is neither a message (with a role) nor a call ({request, response} or {request, error})`);
}

function isExchange(value: JsonObject): boolean {
  return isObject(value["request"]) && (isObject(value["response"]) || isObject(value["error"]));
}

function turnOfExchange(entry: JsonObject): Turn {
  const { request, response, error } = entry as unknown as Exchange;
  const turn: Turn = { prompt: lastPrompt(request) };
  if (response === undefined) return { ...turn, error: errorOf(error) };
  return {
    ...turn,
    content: response.content,
    ...(response.finish_reason === undefined ? {} : { finish_reason: response.finish_reason }),
    ...(response.usage === undefined ? {} : { usage: usageOf(response.usage) }),
  };
}

function errorOf(error: Exchange["error"]): ScriptedError {
  const data = error?.data ?? {};
  const members = ["status_code", "retryable", "retry_after", "tool_name", "raw_arguments"];
  const told = Object.fromEntries(members.filter((name) => data[name] !== undefined).map((name) => [name, data[name]]));
  const name = typeof data["llm_error"] === "string" ? data["llm_error"] : "provider_unavailable";
  return { name, ...(error?.message === undefined ? {} : { message: error.message }), ...told };
}

function turnsOfTranscript(entries: JsonObject[], file: string): Turn[] {
  let prompt = "";
  const turns: Turn[] = [];
  for (const entry of history(entries)) {
    if (isExchange(entry)) throw wrong(`The recording ${file} mixes messages and calls`);
    const message = entry as unknown as Message;
    if (message.role === "user") prompt = withoutReminders(message);
    if (message.role === "assistant") turns.push({ prompt, ...turnOfMessage(message) });
  }
  return turns;
}

/** The messages that hold: a replacement that is not there in full was never made. */
function history(entries: JsonObject[]): JsonObject[] {
  let held: JsonObject[] = [];
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at] ?? {};
    const metadata = entry["metadata"];
    const count: unknown = isObject(metadata) ? metadata[REPLACES] : undefined;
    if (typeof count !== "number") held.push(entry);
    else if (at + count < entries.length) held = [];
    else return held;
  }
  return held;
}

function turnOfMessage(message: Message): Turn {
  const usage = message.metadata?.["usage"];
  return { content: blocksOf(message), ...(isObject(usage) ? { usage: usageOf(usage) } : {}) };
}

/** The blocks of a message; calls that stand beside them come last. */
function blocksOf({ content, tool_calls: calls }: Message): ContentBlock[] {
  const blocks = typeof content === "string" ? plain(content) : content;
  const known = new Set(blocks.map((block) => (block.type === "tool_call" ? block.id : undefined)));
  const beside = (calls ?? []).filter(({ id }) => !known.has(id));
  return [
    ...blocks,
    ...beside.map(({ id, name, arguments: input }) => ({ type: "tool_call" as const, id, name, input })),
  ];
}

function plain(text: string): ContentBlock[] {
  return text === "" ? [] : [{ type: "text", text }];
}

/** total_tokens is the sum of the others. */
function usageOf(usage: Usage | JsonObject): Partial<Usage> {
  const { total_tokens: _, ...counts } = usage as Usage;
  return counts;
}

function wrong(text: string): ConfigurationError {
  return new ConfigurationError(text, { provider: "mock" });
}
