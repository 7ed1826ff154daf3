import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  llmError,
  type ProviderStream,
} from "@amplifier-ipc/sdk";
import { callIds } from "./conversation.js";
import { Speaker } from "./speaker.js";
import { type Part, partsOf, type ScriptedError, type ScriptedToolCall, type Turn, tokensOf } from "./turn.js";
import { usageOf } from "./usage.js";

/** Speaks one turn: streams it token by token and returns the whole of it, or fails as scripted. */
export async function speak(
  turn: Turn,
  request: ChatRequest,
  context: CallContext,
  stream: ProviderStream,
  model: string,
): Promise<ChatResponse> {
  const speaker = new Speaker(turn.delay_ms ?? 0, context, stream, model);
  const parts = partsOf(turn);
  if (turn.error !== undefined) await fail(asError(turn.error), turn, parts, speaker, model);
  if (parts.every(({ type }) => type === "call")) await speaker.breathe();
  const ids = new Ids(callIds(request));
  for (const part of parts) await say(part, turn, speaker, ids);
  const calls = speaker.calls;
  const usage = usageOf(turn, request, speaker.content);
  stream.usage(usage);
  const response: ChatResponse = {
    content: speaker.content,
    usage,
    finish_reason: turn.finish_reason ?? (calls.length > 0 ? "tool_calls" : "stop"),
    model,
  };
  return calls.length > 0 ? { ...response, tool_calls: calls } : { ...response, ...degraded(request, speaker.text) };
}

/** PRV-011: what is said is said, also where the request wants JSON. */
function degraded(request: ChatRequest, text: string): Pick<ChatResponse, "degradation"> {
  const type = request.response_format?.type ?? "text";
  if (type === "text" || isJson(text)) return {};
  const degradation = {
    requested: `response_format ${type}`,
    actual: "text",
    reason: "The mock model does not make JSON.",
  };
  return { degradation };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function say(part: Part, turn: Turn, speaker: Speaker, ids: Ids): Promise<void> {
  if (isCall(part)) await speaker.toolCall(part.call, ids.of(part.call));
  else if (isText(part))
    await speaker.say(part, tokensOf(part.text, turn.content === undefined ? turn.chunks : undefined));
  else if (isThinking(part)) await speaker.thinking(part);
  else speaker.whole(part);
}

/** Ends the call with the scripted error, after the thoughts and some tokens of the first text. */
async function fail(error: ScriptedError, turn: Turn, parts: Part[], speaker: Speaker, model: string): Promise<never> {
  for (const part of parts) if (isThinking(part)) await speaker.thinking(part);
  const text = parts.find(isText)?.text ?? "";
  const before = tokensOf(text, turn.chunks).slice(0, error.after_tokens ?? 0);
  if (before.length > 0) await speaker.begin(before);
  else await speaker.breathe();
  throw llmError(error.name, error.message ?? `The mock model was told to fail with ${error.name}.`, {
    provider: "mock",
    model,
    ...(error.status_code === undefined ? {} : { statusCode: error.status_code }),
    ...(error.retryable === undefined ? {} : { retryable: error.retryable }),
    ...(error.retry_after === undefined ? {} : { retryAfter: error.retry_after }),
    ...(error.tool_name === undefined ? {} : { toolName: error.tool_name }),
    ...(error.raw_arguments === undefined ? {} : { rawArguments: error.raw_arguments }),
    ...(before.length === 0 ? {} : { partial: before.join("") }),
  });
}

function asError(error: string | ScriptedError): ScriptedError {
  return typeof error === "string" ? { name: error } : error;
}

/** Ids of calls: as scripted, unless the conversation has that id already (a script may begin again); else counted. */
class Ids {
  readonly #taken: Set<string>;
  #count: number;

  constructor(taken: string[]) {
    this.#taken = new Set(taken);
    this.#count = taken.length;
  }

  of(call: ScriptedToolCall): string {
    this.#count += 1;
    const id = call.id !== undefined && !this.#taken.has(call.id) ? call.id : this.#next();
    this.#taken.add(id);
    return id;
  }

  #next(): string {
    while (this.#taken.has(`mock-${this.#count}`)) this.#count += 1;
    return `mock-${this.#count}`;
  }
}

function isCall(part: Part): part is Part & { type: "call"; call: ScriptedToolCall } {
  return part.type === "call";
}

function isText(part: Part): part is Part & { type: "text"; text: string } {
  return part.type === "text";
}

function isThinking(part: Part): part is Part & { type: "thinking"; thinking: string } {
  return part.type === "thinking";
}
