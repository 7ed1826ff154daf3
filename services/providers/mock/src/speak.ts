import { setTimeout as sleep } from "node:timers/promises";
import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  type ContentBlock,
  InvalidToolCallError,
  isObject,
  type JsonObject,
  llmError,
  ProtocolError,
  type ProviderStream,
  type ToolCall,
} from "@amplifier-ipc/sdk";
import { countCalls } from "./conversation.js";
import { type ScriptedError, type Turn, tokensOf } from "./turn.js";
import { usageOf } from "./usage.js";

/** Tokens after which the event loop gets a turn even without a delay: a cancel must come through. */
const TOKENS_A_BREATH = 32;

/** Speaks one turn: streams it token by token and returns the whole of it, or fails as scripted. */
export async function speak(
  turn: Turn,
  request: ChatRequest,
  context: CallContext,
  stream: ProviderStream,
  model: string,
): Promise<ChatResponse> {
  const speaker = new Speaker(turn.delay_ms ?? 0, context, stream);
  if (turn.thinking !== undefined) await speaker.thinking(turn.thinking);
  const tokens = tokensOf(turn);
  if (turn.error !== undefined) await speaker.fail(asError(turn.error), tokens, model);
  if (tokens.length > 0) await speaker.text(tokens);
  else await speaker.breathe();
  const calls = toolCalls(turn, request, model);
  for (const call of calls) speaker.toolCall(call);
  const finish = turn.finish_reason ?? (calls.length > 0 ? "tool_calls" : "stop");
  const usage = usageOf(turn, request, speaker.content);
  stream.usage(usage);
  const response: ChatResponse = { content: speaker.content, usage, finish_reason: finish, model };
  return calls.length > 0 ? { ...response, tool_calls: calls } : response;
}

/** The blocks as they are streamed. */
class Speaker {
  readonly content: ContentBlock[] = [];
  readonly #delay: number;
  readonly #context: CallContext;
  readonly #stream: ProviderStream;
  #spoken = "";

  constructor(delay: number, context: CallContext, stream: ProviderStream) {
    this.#delay = delay;
    this.#context = context;
    this.#stream = stream;
  }

  async thinking(thinking: string): Promise<void> {
    const index = this.#begin("thinking");
    await this.#each(tokensOf({ text: thinking }), (token) => this.#stream.thinking(index, token));
    this.#end({ type: "thinking", thinking }, index);
  }

  async text(tokens: string[]): Promise<void> {
    const index = this.#begin("text");
    await this.#each(tokens, (token) => {
      this.#stream.token(index, token);
      this.#spoken += token;
    });
    this.#end({ type: "text", text: tokens.join("") }, index);
  }

  toolCall({ id, name, arguments: input }: ToolCall): void {
    const index = this.#begin("tool_call");
    this.#stream.toolCallStart(id, name, input);
    this.#end({ type: "tool_call", id, name, input }, index);
  }

  /** Ends the call with the scripted error, after some of its tokens. */
  async fail(error: ScriptedError, tokens: string[], model: string): Promise<never> {
    const before = tokens.slice(0, error.after_tokens ?? 0);
    if (before.length > 0) {
      const index = this.#begin("text");
      await this.#each(before, (token) => this.#stream.token(index, token));
    } else await this.breathe();
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

  /** Waits the delay, or lets the event loop run; a cancel ends the call with the text so far. */
  async breathe(): Promise<void> {
    try {
      await sleep(this.#delay, undefined, { signal: this.#context.signal });
    } catch (error) {
      const reason: unknown = this.#context.signal.reason;
      if (!(reason instanceof ProtocolError)) throw error;
      throw new ProtocolError(reason.kind, reason.message, this.#spoken === "" ? {} : { partial: this.#spoken });
    }
  }

  async #each(tokens: string[], say: (token: string) => void): Promise<void> {
    for (const [count, token] of tokens.entries()) {
      if (this.#delay > 0 || count % TOKENS_A_BREATH === 0) await this.breathe();
      say(token);
    }
  }

  #begin(type: string): number {
    const index = this.content.length;
    this.#stream.blockStart(type, index);
    return index;
  }

  #end(block: ContentBlock & { type: string }, index: number): void {
    this.content.push(block);
    this.#stream.blockEnd(block.type, index);
  }
}

function asError(error: string | ScriptedError): ScriptedError {
  return typeof error === "string" ? { name: error } : error;
}

function toolCalls(turn: Turn, request: ChatRequest, model: string): ToolCall[] {
  const before = countCalls(request);
  return (turn.tool_calls ?? []).map(({ id, name, input, raw_arguments: raw }, index) => ({
    id: id ?? `mock-${before + index + 1}`,
    name,
    arguments: raw === undefined ? (input ?? {}) : parseArguments(name, raw, model),
  }));
}

/** Arguments as a model wrote them; what is no JSON object is llm_error invalid_tool_call. */
function parseArguments(toolName: string, rawArguments: string, model: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(rawArguments);
  } catch {
    value = undefined;
  }
  if (isObject(value)) return value;
  const text = `The model called ${toolName} with arguments that are no JSON object.`;
  throw new InvalidToolCallError(text, { provider: "mock", model, toolName, rawArguments });
}
