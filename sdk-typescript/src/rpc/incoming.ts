import { internalError, ProtocolError } from "../errors.js";
import type { ErrorBody, Id, JsonObject } from "../wire/message.js";
import type { OutgoingOptions } from "./handler.js";
import type { CancelMode } from "./types.js";

/** What an incoming call may do with its connection. */
export interface CallLine {
  call(method: string, params: JsonObject, options?: OutgoingOptions): Promise<unknown>;
  notify(method: string, params: JsonObject): void;
  isUnderWay(): boolean;
  begins(): void;
  flush(): Promise<void>;
}

/** A request of the other side while its handler runs. */
export class IncomingCall {
  readonly id: Id;
  readonly method: string;
  readonly params: JsonObject;
  /** Milliseconds that were left when it came, if it has a deadline. */
  readonly timeLeftMs: number | undefined;
  readonly #line: CallLine;
  readonly #abort: AbortController = new AbortController();
  readonly #stopping: AbortController = new AbortController();

  constructor(id: Id, method: string, params: JsonObject, timeLeftMs: number | undefined, line: CallLine) {
    this.id = id;
    this.method = method;
    this.params = params;
    this.timeLeftMs = timeLeftMs;
    this.#line = line;
  }

  /** Aborts on cancel and at the deadline; the reason is a ProtocolError. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Aborts also on a graceful cancel: finish what runs, start nothing new. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The component's own code begins: what is wrong with the request itself has been found by now. */
  begins(): void {
    this.#line.begins();
  }

  /** Calls the other side on behalf of this request: its meta, deadline and cancel travel along. */
  call(method: string, params: JsonObject, options: OutgoingOptions = {}): Promise<unknown> {
    return this.#line.call(method, params, { ...options, signal: options.signal });
  }

  /** Sends a notification about this request; nothing once it is answered. */
  notify(method: string, params: JsonObject): void {
    if (this.#line.isUnderWay()) this.#line.notify(method, { request_id: this.id, ...params });
  }

  /** Sends a notification that is about no request. */
  publish(method: string, params: JsonObject): void {
    this.#line.notify(method, params);
  }

  /** Resolves when everything said so far has left. */
  flush(): Promise<void> {
    return this.#line.flush();
  }

  cancel(mode: CancelMode, reason: ProtocolError): void {
    if (!this.#stopping.signal.aborted) this.#stopping.abort(reason);
    if (mode === "immediate" && !this.#abort.signal.aborted) this.#abort.abort(reason);
  }

  /** What a throw of the handler is answered with. Once cancelled, whatever it throws means that it stopped. */
  errorFor(error: unknown): ErrorBody {
    const reason: unknown = this.signal.aborted ? this.signal.reason : undefined;
    if (reason instanceof ProtocolError) {
      const says = error instanceof ProtocolError && error.kind === reason.kind ? error : reason;
      return says.toBody();
    }
    if (error instanceof ProtocolError) return error.toBody();
    if (error instanceof Error && error.name === "AbortError") {
      return new ProtocolError("cancelled", error.message).toBody();
    }
    return internalError(error).toBody();
  }
}
