import { setTimeout as sleep } from "node:timers/promises";
import {
  type CallContext,
  type ContentBlock,
  InvalidToolCallError,
  isObject,
  type JsonObject,
  ProtocolError,
  type ProviderStream,
  type ToolCall,
} from "@amplifier-ipc/sdk";
import { pieces, type ScriptedToolCall, tokensOf } from "./turn.js";

/** Tokens after which the event loop gets a turn even without a delay: a cancel must come through. */
const TOKENS_A_BREATH = 32;

/** An answer as it is streamed, block by block. */
export class Speaker {
  readonly content: ContentBlock[] = [];
  readonly #delay: number;
  readonly #context: CallContext;
  readonly #stream: ProviderStream;
  readonly #model: string;
  #spoken = "";

  constructor(delay: number, context: CallContext, stream: ProviderStream, model: string) {
    this.#delay = delay;
    this.#context = context;
    this.#stream = stream;
    this.#model = model;
  }

  /** The calls among the blocks. */
  get calls(): ToolCall[] {
    return this.content.flatMap((block) =>
      block.type === "tool_call" ? [{ id: block.id, name: block.name, arguments: block.input }] : [],
    );
  }

  /** The text so far. */
  get text(): string {
    return this.#spoken;
  }

  async thinking(block: ContentBlock & { type: "thinking"; thinking: string }): Promise<void> {
    const index = this.#begin("thinking");
    await this.#each(tokensOf(block.thinking), (token) => this.#stream.thinking(index, token));
    this.#end(block, index);
  }

  async say(block: ContentBlock & { type: "text"; text: string }, tokens: string[]): Promise<void> {
    const index = await this.begin(tokens);
    this.#end(block, index);
  }

  /** Tokens of a text that may never end; returns its place. */
  async begin(tokens: string[]): Promise<number> {
    const index = this.#begin("text");
    await this.#each(tokens, (token) => {
      this.#stream.token(index, token);
      this.#spoken += token;
    });
    return index;
  }

  /** Arguments in pieces are read when all have come, as a vendor's are. Throws invalid_tool_call (PRV-016). */
  async toolCall({ chunks, raw_arguments: raw, input: given, ...rest }: ScriptedToolCall, id: string): Promise<void> {
    const json = raw ?? JSON.stringify(given ?? {});
    const index = this.#begin("tool_call");
    if (chunks !== undefined) {
      this.#stream.toolCallStart(id, rest.name);
      await this.#each(pieces(json, chunks), (piece) => this.#stream.blockDelta(index, { partial_json: piece }));
    }
    const input = this.#parsed(rest.name, json);
    if (chunks === undefined) this.#stream.toolCallStart(id, rest.name, input);
    this.#end({ ...rest, type: "tool_call", id, input }, index);
  }

  /** A block of another type, as it is. */
  whole(block: ContentBlock): void {
    this.#end(block, this.#begin(block.type));
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

  #parsed(toolName: string, rawArguments: string): JsonObject {
    let value: unknown;
    try {
      value = JSON.parse(rawArguments);
    } catch {
      value = undefined;
    }
    if (isObject(value)) return value;
    const text = `The model called ${toolName} with arguments that are no JSON object.`;
    throw new InvalidToolCallError(text, { provider: "mock", model: this.#model, toolName, rawArguments });
  }

  #begin(type: string): number {
    const index = this.content.length;
    this.#stream.blockStart(type, index);
    return index;
  }

  #end(block: ContentBlock, index: number): void {
    this.content.push(block);
    this.#stream.blockEnd(block.type, index);
  }
}
