import { Buffer } from "node:buffer";
import { internalError, kindOf, ProtocolError } from "../errors.js";
import { errorFromBody } from "../llm_errors.js";
import { decode, judgeOversized } from "../wire/decode.js";
import { EncodeError, encodeText } from "../wire/encode.js";
import type { ErrorBody, Id, JsonObject, Message } from "../wire/message.js";
import { DEFAULT_MAX_MESSAGE_BYTES, LineSplitter } from "../wire/splitter.js";
import { IncomingCall } from "./incoming.js";
import { Peer } from "./peer.js";
import type { Output, PeerEvent, Side } from "./types.js";

/** The bytes' way in and out. Writing never blocks: what the other side does not take yet is queued. */
export interface Transport {
  /** Begins to read; `onEnd` comes once, after the last chunk. A chunk is the reader's own: it must not be reused. */
  start(onData: (chunk: Uint8Array) => void, onEnd: () => void): void;
  write(text: string): void;
  /** Resolves when everything written so far has left. */
  flush(): Promise<void>;
  close(): void;
}

/** What answers the other side. */
export interface Handler {
  /** The result, or a throw. Begins synchronously, so that state changes follow the order of lines. */
  request(call: IncomingCall): Promise<unknown>;
  /** `call` is for what the handler says to the other side because of it. */
  notification(method: string, params: JsonObject, call: IncomingCall): void;
}

export interface ConnectionOptions {
  side: Side;
  /** The largest line that is read, in bytes before the LF (64 MiB). */
  maxMessageBytes?: number | undefined;
  maxConcurrency?: number | undefined;
  /** The clock in milliseconds; for tests. */
  now?: (() => number) | undefined;
}

export interface OutgoingOptions {
  /** The incoming request on whose behalf this one is made. */
  parent?: Id | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /** Gets the notifications about this call, in order, before its result. */
  onStream?: ((method: string, params: JsonObject) => void) | undefined;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: ProtocolError): void;
  onStream: OutgoingOptions["onStream"];
}

/** A cancelled request is answered within 5 s; a handler that takes no notice is answered for a little earlier. */
const CANCEL_GRACE_MS = 4500;
/** Longer time-outs overflow Node's timers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The one place that reads, writes and runs handlers for a connection.
 *
 * Invariant: reading waits neither for handlers nor for writes.
 */
export class Connection {
  /** Resolves when the other side has ended. */
  readonly ended: Promise<void>;
  /** The largest line that the other side reads (known after describe). */
  maxOutgoingBytes: number = DEFAULT_MAX_MESSAGE_BYTES;
  readonly #transport: Transport;
  readonly #handler: Handler;
  readonly #peer: Peer;
  readonly #splitter: LineSplitter;
  readonly #now: () => number;
  readonly #calls = new Map<Id, IncomingCall>();
  readonly #pending = new Map<Id, Pending>();
  readonly #graces = new Map<Id, NodeJS.Timeout>();
  readonly #idle: Array<() => void> = [];
  #timer: NodeJS.Timeout | undefined;
  #timerAt: number = Number.POSITIVE_INFINITY;

  constructor(transport: Transport, handler: Handler, options: ConnectionOptions) {
    this.#transport = transport;
    this.#handler = handler;
    const max = options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
    const concurrency = options.maxConcurrency === undefined ? {} : { max_concurrency: options.maxConcurrency };
    this.#peer = new Peer(options.side, { ...concurrency, max_message_bytes: max });
    this.#splitter = new LineSplitter(max);
    this.#now = options.now ?? (() => performance.now());
    this.ended = new Promise((resolve) => {
      transport.start(
        (chunk) => this.#read(chunk),
        () => {
          this.#act(this.#peer.lost());
          resolve();
        },
      );
    });
  }

  /** Calls the other side. Rejects with a {@link ProtocolError} (or an LLMError). */
  call(method: string, params: JsonObject, options: OutgoingOptions = {}): Promise<unknown> {
    if (options.signal?.aborted === true) return Promise.reject(abortError(options.signal));
    return new Promise((resolve, reject) => {
      const { parent, timeoutMs } = options;
      const { id, outputs } = this.#peer.call(method, params, { parent, timeoutMs }, this.#now());
      const abort = (): void => this.#abandon(id, options.signal);
      const settle = (): void => options.signal?.removeEventListener("abort", abort);
      this.#pending.set(id, {
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        onStream: options.onStream,
      });
      options.signal?.addEventListener("abort", abort, { once: true });
      this.#act(outputs);
    });
  }

  notify(method: string, params: JsonObject): void {
    this.#act(this.#peer.notify(method, params));
  }

  /** Cancels every handler under way. */
  cancelAll(reason: string): void {
    for (const call of this.#calls.values()) call.cancel("immediate", new ProtocolError("cancelled", reason));
  }

  /** Resolves when no handler is under way. */
  idle(): Promise<void> {
    if (this.#calls.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  flush(): Promise<void> {
    return this.#transport.flush();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#act(this.#peer.lost());
    this.#transport.close();
  }

  #read(chunk: Uint8Array): void {
    for (const record of this.#splitter.feed(chunk)) {
      const message = record.kind === "line" ? decode(record.bytes) : judgeOversized(record.head);
      this.#act(this.#peer.receive(message, this.#now()));
    }
  }

  #act(outputs: Output[]): void {
    for (const output of outputs) {
      if (output.send !== undefined) this.#send(output.send);
      else this.#react(output.event);
    }
    this.#schedule();
  }

  #react(event: PeerEvent): void {
    switch (event.kind) {
      case "request":
        this.#serve(event);
        return;
      case "notification":
        this.#handler.notification(event.method, event.params, this.#incoming(event.method, event.params));
        return;
      case "stream":
        this.#pending.get(event.requestId)?.onStream?.(event.method, event.params);
        return;
      case "result":
        this.#settle(event.id)?.resolve(event.result);
        return;
      case "error":
        this.#settle(event.id)?.reject(errorFromBody(event.error, kindOf));
        return;
      case "cancelled":
        this.#cancel(event);
        return;
      case "expired":
        this.#calls.get(event.id)?.cancel("immediate", new ProtocolError("deadline_exceeded", "the deadline passed"));
        return;
      case "stray":
        return;
    }
  }

  /** What came without an id: it may call, but nothing can be said about it. */
  #incoming(method: string, params: JsonObject): IncomingCall {
    return new IncomingCall("", method, params, undefined, {
      call: (name, onward, options) => this.call(name, onward, options),
      notify: (name, onward) => this.notify(name, onward),
      isUnderWay: () => false,
      flush: () => this.flush(),
    });
  }

  #serve({ id, method, params, deadline }: PeerEvent & { kind: "request" }): void {
    const left = deadline === undefined ? undefined : deadline - this.#now();
    const call: IncomingCall = new IncomingCall(id, method, params, left, {
      call: (name, onward, options) => this.call(name, onward, { ...options, parent: id }),
      notify: (name, onward) => this.notify(name, onward),
      isUnderWay: () => this.#calls.get(id) === call && this.#peer.isUnderWay(id),
      flush: () => this.flush(),
    });
    this.#calls.set(id, call);
    this.#handler.request(call).then(
      (result) => this.#done(call, () => this.#answer(id, result)),
      (error: unknown) => this.#done(call, () => this.#act(this.#peer.fail(id, call.errorFor(error)))),
    );
  }

  /** Tells the handler; one that takes no notice of it is answered for, in time. */
  #cancel({ id, mode, reason }: PeerEvent & { kind: "cancelled" }): void {
    const error = new ProtocolError("cancelled", reason ?? "the caller cancelled the request");
    this.#calls.get(id)?.cancel(mode, error);
    if (mode === "graceful") return;
    const timer = setTimeout(() => this.#act(this.#peer.fail(id, error.toBody())), CANCEL_GRACE_MS);
    this.#graces.set(id, timer.unref());
  }

  #done(call: IncomingCall, answer: () => void): void {
    // A handler that ends after its request was answered for must not answer a later request with the same id.
    if (this.#calls.get(call.id) === call) {
      this.#calls.delete(call.id);
      clearTimeout(this.#graces.get(call.id));
      this.#graces.delete(call.id);
      answer();
    }
    if (this.#calls.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #answer(id: Id, result: unknown): void {
    this.#act(this.#peer.answer(id, result));
  }

  #settle(id: Id): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #abandon(id: Id, signal: AbortSignal | undefined): void {
    this.#act(this.#peer.cancel(id));
    this.#settle(id)?.reject(abortError(signal));
  }

  /** Writes a message; one that cannot be written fails its request, never the connection. */
  #send(message: Message): void {
    let text: string;
    try {
      text = encodeText(message);
    } catch (error) {
      this.#unsendable(message, internalError(error).toBody(), error);
      return;
    }
    if (text.length * 3 > this.maxOutgoingBytes && Buffer.byteLength(text) - 1 > this.maxOutgoingBytes) {
      const limit = this.maxOutgoingBytes;
      const error = new ProtocolError("message_too_large", `The message is longer than ${limit} bytes.`, { limit });
      this.#unsendable(message, error.toBody(), error);
      return;
    }
    this.#transport.write(text);
  }

  #unsendable(message: Message, error: ErrorBody, cause: unknown): void {
    if (message.kind === "response") {
      if (message.error === undefined) this.#send({ kind: "response", id: message.id, error });
      else this.#send({ kind: "response", id: message.id, error: { code: error.code, message: error.message } });
    } else if (message.kind === "request") {
      this.#react({ kind: "error", id: message.id, error });
    } else if (cause instanceof EncodeError) {
      process.emitWarning(`a notification (${message.method}) was not sent: ${error.message}`);
    }
  }

  #schedule(): void {
    const next = this.#peer.nextExpiry;
    if (next === null || next >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = next;
    const delay = Math.min(Math.max(0, Math.ceil(next - this.#now())), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#act(this.#peer.at(this.#now()));
    }, delay);
  }
}

function abortError(signal: AbortSignal | undefined): ProtocolError {
  const reason: unknown = signal?.reason;
  if (reason instanceof ProtocolError) return reason;
  return new ProtocolError("cancelled", reason instanceof Error ? reason.message : "the call was aborted");
}
