import { internalError, kindOf, ProtocolError } from "../errors.js";
import { errorFromBody } from "../llm_errors.js";
import { EncodeError } from "../wire/encode.js";
import type { Decoded, Id, JsonObject, Message } from "../wire/message.js";
import type { Handler, OutgoingOptions } from "./handler.js";
import { IncomingCall } from "./incoming.js";
import type { Link, Receiver } from "./link.js";
import { Peer } from "./peer.js";
import type { Output, PeerEvent, Side } from "./types.js";

export interface ConnectionOptions {
  side: Side;
  /** The largest message that the link reads, in bytes (64 MiB): what a refusal of a longer one tells. */
  maxMessageBytes?: number | undefined;
  maxConcurrency?: number | undefined;
  /** The clock in milliseconds; for tests. */
  now?: (() => number) | undefined;
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
 * The one place that runs handlers and makes calls for a link, whatever it is made of.
 *
 * Invariant: reading waits neither for handlers nor for writes.
 */
export class Connection<Origin = undefined> implements Receiver<Origin> {
  /** Resolves when the other side has ended. */
  readonly ended: Promise<void>;
  #end: () => void = () => {};
  readonly #link: Link<Origin>;
  readonly #handler: Handler;
  readonly #peer: Peer;
  readonly #now: () => number;
  readonly #calls = new Map<Id, IncomingCall>();
  readonly #pending = new Map<Id, Pending>();
  readonly #graces = new Map<Id, NodeJS.Timeout>();
  readonly #idle: Array<() => void> = [];
  #timer: NodeJS.Timeout | undefined;
  #timerAt: number = Number.POSITIVE_INFINITY;

  constructor(link: Link<Origin>, handler: Handler, options: ConnectionOptions) {
    this.#link = link;
    this.#handler = handler;
    const { maxConcurrency, maxMessageBytes } = options;
    this.#peer = new Peer(options.side, {
      ...(maxConcurrency === undefined ? {} : { max_concurrency: maxConcurrency }),
      ...(maxMessageBytes === undefined ? {} : { max_message_bytes: maxMessageBytes }),
    });
    this.#now = options.now ?? (() => performance.now());
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    link.start(this);
  }

  receive(message: Decoded, origin?: Origin, readAt: number = this.#now()): void {
    this.#act(this.#peer.receive(message, readAt), origin);
  }

  lost(): void {
    this.#act(this.#peer.lost());
    this.#end();
  }

  /** Calls the other side. Rejects with a {@link ProtocolError} (or an LLMError). */
  call(method: string, params: JsonObject, options: OutgoingOptions = {}, origin?: Origin): Promise<unknown> {
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
      this.#act(outputs, origin);
    });
  }

  notify(method: string, params: JsonObject, origin?: Origin): void {
    this.#act(this.#peer.notify(method, params), origin);
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

  flush(origin?: Origin): Promise<void> {
    return this.#link.flush(origin);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#act(this.#peer.lost());
    this.#link.close();
  }

  #act(outputs: Output[], origin?: Origin): void {
    for (const output of outputs) {
      if (output.send !== undefined) this.#send(output.send, origin);
      else this.#react(output.event, origin);
    }
    this.#schedule();
  }

  #react(event: PeerEvent, origin?: Origin): void {
    switch (event.kind) {
      case "request":
        this.#serve(event, origin);
        return;
      case "notification":
        this.#handler.notification(event.method, event.params, this.#incoming(event.method, event.params, origin));
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
  #incoming(method: string, params: JsonObject, origin: Origin | undefined): IncomingCall {
    return new IncomingCall("", method, params, undefined, {
      call: (name, onward, options) => this.call(name, onward, options, origin),
      notify: (name, onward) => this.notify(name, onward, origin),
      isUnderWay: () => false,
      begins: () => {},
      flush: () => this.flush(origin),
    });
  }

  #serve({ id, method, params, deadline }: PeerEvent & { kind: "request" }, origin: Origin | undefined): void {
    const left = deadline === undefined ? undefined : deadline - this.#now();
    const call: IncomingCall = new IncomingCall(id, method, params, left, {
      call: (name, onward, options) => this.call(name, onward, { ...options, parent: id }, origin),
      notify: (name, onward) => this.notify(name, onward, origin),
      isUnderWay: () => this.#calls.get(id) === call && this.#peer.isUnderWay(id),
      begins: () => this.#link.begins(id),
      flush: () => this.flush(origin),
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
  #send(message: Message, origin?: Origin): void {
    try {
      this.#link.send(message, origin);
    } catch (error) {
      this.#unsendable(message, error instanceof ProtocolError ? error : internalError(error), error, origin);
    }
  }

  #unsendable(message: Message, error: ProtocolError, cause: unknown, origin: Origin | undefined): void {
    const body = error.toBody();
    if (message.kind === "response") {
      const fallback = message.error === undefined ? body : { code: body.code, message: body.message };
      this.#send({ kind: "response", id: message.id, error: fallback }, origin);
    } else if (message.kind === "request") {
      this.#react({ kind: "error", id: message.id, error: body });
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
