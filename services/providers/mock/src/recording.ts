import { ConfigurationError, type ContentBlock, isObject, type JsonObject, type Message } from "@amplifier-ipc/sdk";
import { countsOf, isCall, isTraced, turnsOfCalls, turnsOfTrace } from "./calls.js";
import { withoutReminders } from "./conversation.js";
import type { Turn } from "./turn.js";

/** In a transcript: the next so many messages replace all before (the host's transcript.jsonl). */
const REPLACES = "amplifier:replaces_history_with";

/**
 * The turns of a recorded conversation in JSON lines, of any provider: a session's transcript.jsonl (messages), its
 * trace.jsonl, or a log of calls (`{request, response}` or `{request, error}`). A line without its end (the writer was
 * killed) is left out. Throws llm_error `configuration` with the line's number.
 */
export function readRecording(text: string, file: string): Turn[] {
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const entries = lines.flatMap((line, index) => (line.trim() === "" ? [] : [entryOf(line, `${file}:${index + 1}`)]));
  const reader = READERS.find(({ reads }) => entries.every(reads));
  if (reader === undefined) throw wrong(`The recording ${file} mixes messages, calls and lines of a trace`);
  const turns = reader.turns(entries);
  if (turns.length > 0) return turns;
  throw wrong(`The recording ${file} holds no answer of a model`);
}

const READERS: readonly { reads(entry: JsonObject): boolean; turns(entries: JsonObject[]): Turn[] }[] = [
  { reads: isCall, turns: turnsOfCalls },
  { reads: isTraced, turns: turnsOfTrace },
  { reads: isMessage, turns: turnsOfTranscript },
];

function entryOf(line: string, place: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw wrong(`${place} is not JSON: ${(error as Error).message}`);
  }
  if (isObject(value) && READERS.some(({ reads }) => reads(value))) return value;
  throw wrong(
    `${place} is neither a message (with a role) nor a call ({request, response} or {request, error}) nor of a trace`,
  );
}

function isMessage(entry: JsonObject): boolean {
  return typeof entry["role"] === "string";
}

function turnsOfTranscript(entries: JsonObject[]): Turn[] {
  let prompt = "";
  const turns: Turn[] = [];
  for (const message of history(entries) as unknown as Message[]) {
    if (message.role === "user") prompt = withoutReminders(message);
    if (message.role === "assistant") turns.push({ prompt, ...turnOfMessage(message) });
  }
  return turns;
}

/** The messages that hold: a replacement that is not there in full was never made. */
function history(entries: JsonObject[]): JsonObject[] {
  let held: JsonObject[] = [];
  for (const [at, entry] of entries.entries()) {
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
  return { content: blocksOf(message), ...(isObject(usage) ? { usage: countsOf(usage) } : {}) };
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

function wrong(text: string): ConfigurationError {
  return new ConfigurationError(text, { provider: "mock" });
}
