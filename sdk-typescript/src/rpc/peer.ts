import type { Decoded, ErrorBody, Id, JsonObject, Message, RequestMessage } from "../wire/message.js";
import { Expiries } from "./expiries.js";
import { integer, metaOf, onwardMeta, withLegalMeta } from "./meta.js";
import type { CallOptions, CancelMode, Incoming, Outgoing, Output, PeerLimits, Side } from "./types.js";

const DEFAULT_CONCURRENCY = 64;
const DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Calls within calls that a host takes. */
const MAX_DEPTH = 8;
/** Requests that no concurrency limit counts. */
const UNCOUNTED: ReadonlySet<string> = new Set(["ping", "describe", "hook.emit"]);

const ERRORS = {
  invalid_request: [-32600, "an id that is still under way was used again"],
  deadline_exceeded: [-32001, "the deadline passed"],
  overloaded: [-32005, "too many requests are under way"],
  service_unavailable: [-32002, "the connection is closed"],
} as const;

/**
 * One connection's bookkeeping: ids, calls in both directions, cancel, deadlines, concurrency. Pure: decoded messages
 * and commands in, messages to send and events out; the clock (milliseconds, any origin) is passed in. It knows no
 * component and does no I/O.
 */
export class Peer {
  readonly #side: Side;
  readonly #maxConcurrency: number;
  readonly #maxMessageBytes: number;
  readonly #incoming = new Map<Id, Incoming>();
  readonly #outgoing = new Map<Id, Outgoing>();
  readonly #expiries = new Expiries();
  #counted = 0;
  #nextId = 1;
  #lost = false;

  constructor(side: Side, limits: PeerLimits = {}) {
    this.#side = side;
    this.#maxConcurrency = limits.max_concurrency ?? DEFAULT_CONCURRENCY;
    this.#maxMessageBytes = limits.max_message_bytes ?? DEFAULT_MAX_MESSAGE_BYTES;
  }

  /** What one decoded line leads to. */
  receive(message: Decoded, now: number): Output[] {
    switch (message.kind) {
      case "request":
        return this.#request(message, now);
      case "notification":
        return this.#notification(message.method, withLegalMeta(message.params), now);
      case "response":
        return this.#response(message.id, message);
      case "refusal":
        return [sendError(message.id, this.#refusal(message.code, message.reason))];
      case "dropped":
        return this.#dropped(message.id, message.reason);
    }
  }

  /** Sends a request of our own. Its id is in the first message of `outputs`, and here. */
  call(method: string, params: JsonObject, options: CallOptions, now: number): { id: string; outputs: Output[] } {
    const id = `${this.#side === "host" ? "h" : "s"}-${this.#nextId++}`;
    if (this.#lost) return { id, outputs: [{ event: { kind: "error", id, error: lostError() } }] };
    const parent = options.parent === undefined ? undefined : this.#incoming.get(options.parent);
    this.#outgoing.set(id, { id, parent: options.parent, patienceMs: options.timeoutMs, cancelled: undefined });
    if (options.timeoutMs !== undefined) this.#expiries.add("outgoing", id, now + options.timeoutMs);
    const meta = onwardMeta(params, parent, now);
    const sent = meta === undefined ? params : { ...params, _meta: meta };
    return { id, outputs: [{ send: { kind: "request", id, method, params: sent } }] };
  }

  /** Sends a notification. */
  notify(method: string, params: JsonObject): Output[] {
    return this.#lost ? [] : [{ send: { kind: "notification", method, params } }];
  }

  /** Answers an incoming request; late answers (expired, answered) yield nothing. */
  answer(id: Id, result: unknown): Output[] {
    return this.#take(id) === undefined ? [] : [{ send: { kind: "response", id, result } }];
  }

  /** Answers an incoming request with an error. */
  fail(id: Id, error: ErrorBody): Output[] {
    return this.#take(id) === undefined ? [] : [sendError(id, error)];
  }

  /** Asks the other side to stop working on our call, if that is news; its answer is still awaited. */
  cancel(id: Id, mode?: CancelMode, reason?: string): Output[] {
    const call = this.#outgoing.get(id);
    if (this.#lost || call === undefined || !isNews(call, mode ?? "immediate")) return [];
    const params: JsonObject = { id };
    if (mode !== undefined) params["mode"] = mode;
    if (reason !== undefined) params["reason"] = reason;
    return [{ send: { kind: "notification", method: "$/cancel", params } }];
  }

  /** The clock moves: what has expired by now. */
  at(now: number): Output[] {
    const due = this.#expiries.due(now);
    const requests = due.filter(({ list }) => list === "incoming").flatMap(({ id }) => this.#expire(id));
    const calls = due.filter(({ list }) => list === "outgoing").flatMap(({ id }) => this.#timeOut(id));
    return [...requests, ...calls];
  }

  /** The earliest time at which {@link at} has something to do. */
  get nextExpiry(): number | null {
    return this.#expiries.next;
  }

  /**
   * The other side sends nothing more: every call of ours fails, in the order of calling, and further ones fail at once.
   * What is answered still goes out: it may have closed only its writing end.
   */
  lost(): Output[] {
    if (this.#lost) return [];
    this.#lost = true;
    const calls = [...this.#outgoing.keys()];
    this.#outgoing.clear();
    return calls.map((id) => ({ event: { kind: "error", id, error: lostError() } }));
  }

  /** Whether a request of the other side is still unanswered. */
  isUnderWay(id: Id): boolean {
    return this.#incoming.has(id);
  }

  /** How many requests of the other side are unanswered. */
  get underWay(): number {
    return this.#incoming.size;
  }

  #request(message: RequestMessage, now: number): Output[] {
    const { id, method } = message;
    const params = withLegalMeta(message.params);
    if (this.#incoming.has(id)) return [sendError(id, errorBody("invalid_request"))];
    const meta = metaOf(params);
    const depth = integer(meta?.["depth"]);
    if (method.startsWith("request.") && depth !== undefined && depth > MAX_DEPTH) {
      return [sendError(id, errorBody("overloaded"))];
    }
    const counts = !UNCOUNTED.has(method);
    if (counts && this.#counted >= this.#maxConcurrency) return [sendError(id, errorBody("overloaded"))];
    const left = integer(meta?.["deadline_ms"]);
    if (left !== undefined && left <= 0) return [sendError(id, errorBody("deadline_exceeded"))];
    const deadline = left === undefined ? undefined : now + left;
    this.#incoming.set(id, { id, meta, deadline, cancelled: undefined, counts });
    if (counts) this.#counted++;
    if (deadline !== undefined) this.#expiries.add("incoming", id, deadline);
    return [{ event: { kind: "request", id, method, params, deadline } }];
  }

  #notification(method: string, params: JsonObject, now: number): Output[] {
    if (method === "$/cancel") return this.#cancelled(params);
    const requestId = params["request_id"];
    const call = this.#outgoing.get(requestId as Id);
    if (call !== undefined) {
      if (call.patienceMs !== undefined) this.#expiries.add("outgoing", call.id, now + call.patienceMs);
      return [{ event: { kind: "stream", requestId: call.id, method, params } }];
    }
    if (isUnknownProtocol(method)) return [];
    if (isStream(method) && requestId !== undefined) return [{ event: { kind: "stray", id: asId(requestId) } }];
    return [{ event: { kind: "notification", method, params } }];
  }

  /** A second cancel counts only when it is the harder one. */
  #cancelled(params: JsonObject): Output[] {
    const entry = this.#incoming.get(params["id"] as Id);
    const mode: CancelMode = params["mode"] === "graceful" ? "graceful" : "immediate";
    if (entry === undefined || !isNews(entry, mode)) return [];
    const reason = typeof params["reason"] === "string" ? params["reason"] : undefined;
    const event: Output = { event: { kind: "cancelled", id: entry.id, mode, reason } };
    return [...this.#cancelChildren(entry.id, mode, reason), event];
  }

  #cancelChildren(parent: Id, mode: CancelMode, reason?: string): Output[] {
    const children = [...this.#outgoing.values()].filter((call) => call.parent === parent);
    return children.flatMap((call) => this.cancel(call.id, mode, reason));
  }

  #response(id: Id | null, response: { result?: unknown; error?: ErrorBody }): Output[] {
    if (id === null || !this.#outgoing.delete(id)) return [{ event: { kind: "stray", id } }];
    this.#expiries.remove("outgoing", id);
    if (response.error !== undefined) return [{ event: { kind: "error", id, error: response.error } }];
    return [{ event: { kind: "result", id, result: response.result } }];
  }

  /** An illegal response to a call of ours still ends that call. */
  #dropped(id: Id | null, reason: string): Output[] {
    if (id === null) return [];
    return this.#response(id, { error: { code: -32603, message: reason, data: { kind: "internal_error" } } });
  }

  #timeOut(id: Id): Output[] {
    const cancel = this.cancel(id, "immediate", "timeout");
    if (!this.#outgoing.delete(id)) return [];
    return [...cancel, { event: { kind: "error", id, error: errorBody("deadline_exceeded") } }];
  }

  #expire(id: Id): Output[] {
    const children = this.#cancelChildren(id, "immediate", "deadline exceeded");
    if (this.#take(id) === undefined) return [];
    return [{ event: { kind: "expired", id } }, ...children, sendError(id, errorBody("deadline_exceeded"))];
  }

  #refusal(code: number, message: string): ErrorBody {
    if (code === -32006) return { code, message, data: { kind: "message_too_large", limit: this.#maxMessageBytes } };
    return { code, message, data: { kind: code === -32700 ? "parse_error" : "invalid_request" } };
  }

  #take(id: Id): Incoming | undefined {
    const entry = this.#incoming.get(id);
    if (entry === undefined) return undefined;
    this.#incoming.delete(id);
    if (entry.counts) this.#counted--;
    this.#expiries.remove("incoming", id);
    return entry;
  }
}

/** Whether a cancel says what has not been said; notes it. */
function isNews(entry: Incoming | Outgoing, mode: CancelMode): boolean {
  if (entry.cancelled === "immediate" || entry.cancelled === mode) return false;
  entry.cancelled = mode;
  return true;
}

function asId(value: unknown): Id | null {
  if (typeof value === "string") return value;
  return Number.isSafeInteger(value) ? (value as number) : null;
}

/** A `$/…` that this version does not know is ignored. */
function isUnknownProtocol(method: string): boolean {
  return method.startsWith("$/") && method !== "$/progress" && method !== "$/log";
}

function isStream(method: string): boolean {
  return method.startsWith("stream.") || method === "$/progress";
}

function sendError(id: Id | null, error: ErrorBody): Output {
  const message: Message = { kind: "response", id, error };
  return { send: message };
}

function errorBody(kind: keyof typeof ERRORS): ErrorBody {
  const [code, message] = ERRORS[kind];
  return { code, message, data: { kind } };
}

function lostError(): ErrorBody {
  return errorBody("service_unavailable");
}
