import type { ChatResponse } from "./generated/index.js";
import type { JsonObject } from "./wire/message.js";

/** A piece of an answer: `stream.provider.token` and its sisters, params without `request_id`. */
export interface CompletionPiece {
  readonly method: string;
  readonly params: JsonObject;
}

type Start = (signal: AbortSignal, onStream: (method: string, params: JsonObject) => void) => Promise<ChatResponse>;

/**
 * The answer of a model while it comes: `for await (const piece of stream)`, then `await stream.response`. Leaving the
 * loop before its end cancels the call; an error of the call is thrown where the pieces end.
 */
export class CompletionStream implements AsyncIterable<CompletionPiece> {
  /** The whole answer; one that ignores the pieces loses nothing. */
  readonly response: Promise<ChatResponse>;
  readonly #abort: AbortController = new AbortController();
  readonly #pieces: CompletionPiece[] = [];
  #ended = false;
  #wake: () => void = () => {};

  constructor(signal: AbortSignal | undefined, start: Start) {
    const both = signal === undefined ? this.#abort.signal : AbortSignal.any([signal, this.#abort.signal]);
    this.response = start(both, (method, { request_id: _, ...params }) => {
      this.#pieces.push({ method, params });
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    this.response.then(end, end);
  }

  /** Tells the provider that its answer is no longer wanted. */
  cancel(): void {
    this.#abort.abort();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<CompletionPiece> {
    try {
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) yield piece;
        else if (this.#ended) break;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      await this.response;
    } finally {
      if (!this.#ended) this.cancel();
    }
  }
}
