import type { ServerResponse } from "node:http";
import type { Link, Receiver } from "../rpc/link.js";
import { onwardMeta } from "../rpc/meta.js";
import { EncodeError, encodeJson } from "../wire/encode.js";
import type { ErrorBody, Id, JsonObject, Message, RequestMessage } from "../wire/message.js";
import { type Callback, type CallRequest, writeCall } from "./calls.js";
import { Client } from "./client.js";
import { Exchange, type ExchangeOptions } from "./exchange.js";
import { errorBody } from "./problems.js";

/** A notification that no host takes within this time is given up: it must not hold up the answer. */
const NOTIFY_MS = 5000;

/** A call of ours that is under way. */
interface Call {
  readonly callback: Callback;
  readonly exchange: Exchange;
  cut(): void;
}

/** Messages as requests of HTTP and their responses, for a service. Each request has a way back of its own. */
export class HttpLink implements Link<Exchange> {
  readonly #client: Client;
  readonly #exchanges = new Map<Id, Exchange>();
  /** Those whose response has not been sent to its end. */
  readonly #open = new Set<Exchange>();
  readonly #calls = new Map<Id, Call>();
  #receiver: Receiver<Exchange> | undefined;
  #nextId = 1;
  #settled: Array<() => void> = [];

  constructor(maxMessageBytes: number) {
    this.#client = new Client(maxMessageBytes);
  }

  start(receiver: Receiver<Exchange>): void {
    this.#receiver = receiver;
  }

  /** A response that is to be answered; whoever opened it ends it, or gives it to {@link request}. */
  open(response: ServerResponse, about: ExchangeOptions): Exchange {
    const exchange = new Exchange(response, about);
    this.#open.add(exchange);
    response.once("close", () => {
      this.#open.delete(exchange);
      if (this.#open.size === 0) for (const resolve of this.#settled.splice(0)) resolve();
    });
    return exchange;
  }

  /** Takes in a request; `readAt` is when its headers had been read. A caller who goes away cancels it (HTP-050). */
  request(exchange: Exchange, response: ServerResponse, params: JsonObject, readAt: number): void {
    const id = `h-${this.#nextId++}`;
    this.#exchanges.set(id, exchange);
    response.once("close", () => {
      if (this.#exchanges.has(id)) this.#cancel(id, { reason: "the caller closed the connection" });
    });
    this.#receiver?.receive({ kind: "request", id, method: exchange.about.method, params }, exchange, readAt);
  }

  /** Takes in a notification. */
  notification(exchange: Exchange, params: JsonObject): void {
    const { request_id: _, ...rest } = params; // it is about no call of ours
    this.#receiver?.receive({ kind: "notification", method: exchange.about.method, params: rest }, exchange);
  }

  /** Cancels the executions under way of a session (HTP-051). */
  cancelTurns(session: unknown, how: JsonObject): void {
    const turns = [...this.#exchanges].filter(([, { about }]) => {
      return about.method === "orchestrator.execute" && about.meta?.["session_id"] === session;
    });
    for (const [id] of turns) this.#cancel(id, how);
  }

  send(message: Message, exchange: Exchange | undefined): void {
    if (message.kind === "response") this.#answer(message.id, message);
    else if (message.kind === "request") this.#call(message, exchange);
    else if (message.method === "$/cancel") this.#passOn(message.params);
    else this.#tell(message.method, message.params, exchange);
  }

  begins(id: Id): void {
    this.#exchanges.get(id)?.begins();
  }

  async flush(exchange?: Exchange): Promise<void> {
    if (exchange !== undefined) return exchange.flush();
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  close(): void {
    for (const exchange of this.#open) exchange.cut();
    this.#client.close();
  }

  #cancel(id: Id, how: JsonObject): void {
    this.#receiver?.receive({ kind: "notification", method: "$/cancel", params: { ...how, id } });
  }

  /** Ends an exchange. What was told the host before it arrives before it. */
  #answer(id: Id | null, { result, error }: { result?: unknown; error?: ErrorBody }): void {
    const exchange = id === null ? undefined : this.#exchanges.get(id);
    if (id === null || exchange === undefined) return;
    const end = (): void => (error === undefined ? exchange.answer(result) : exchange.fail(error));
    if (exchange.told === undefined) end();
    else {
      encodeJson(result); // throws now what could not be told later
      exchange.told.then(end);
    }
    this.#exchanges.delete(id);
  }

  /** Sends a call to the callback of its request. Throws EncodeError. */
  #call({ id, method, params }: RequestMessage, exchange: Exchange | undefined): void {
    const fail = (error: ErrorBody): void => this.#receiver?.receive({ kind: "response", id, error });
    const callback = exchange?.about.callback;
    if (exchange === undefined || callback === undefined) {
      queueMicrotask(() => fail(errorBody("service_unavailable", `${method}: ${WITHOUT_CALLBACK}.`)));
      return;
    }
    const request = writeCall(callback, method, withMeta(params, exchange), String(id));
    const call: Call = { callback, exchange, cut: () => {} };
    this.#calls.set(id, call);
    // What was told before is taken in before (RPC-054).
    if (exchange.told === undefined) this.#begin(id, call, request);
    else exchange.told.then(() => this.#begin(id, call, request));
  }

  #begin(id: Id, call: Call, request: CallRequest): void {
    if (this.#calls.get(id) !== call) return;
    const cut = this.#client.send(request, {
      onEvent: (name, data) => {
        const params = { ...data, request_id: id };
        this.#receiver?.receive({ kind: "notification", method: name, params });
      },
      onEnd: (outcome) => {
        if (!this.#calls.delete(id)) return;
        if (outcome.error === undefined) this.#receiver?.receive({ kind: "response", id, result: outcome.result });
        else this.#receiver?.receive({ kind: "response", id, error: outcome.error });
      },
    });
    call.cut = cut;
  }

  /** A cancel of our own call: a graceful one is told (HTP-052), any other closes the connection. */
  #passOn(params: JsonObject): void {
    const id = params["id"] as Id;
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (params["mode"] === "graceful") {
      this.#post(call.callback, "$/cancel", withMeta(params, call.exchange));
      return;
    }
    this.#calls.delete(id);
    call.cut();
    const reason = typeof params["reason"] === "string" ? params["reason"] : "the call was given up";
    queueMicrotask(() => this.#receiver?.receive({ kind: "response", id, error: errorBody("cancelled", reason) }));
  }

  /** Sends a notification where it belongs: into the stream of its call, to stderr, or to the callback. */
  #tell(method: string, params: JsonObject, exchange: Exchange | undefined): void {
    if (method === "$/log" && exchange?.isStreaming !== true) {
      process.stderr.write(logLine(params));
      return;
    }
    if (method === "$/log" || method === "$/progress" || method.startsWith("stream.")) {
      exchange?.event(method, params);
      return;
    }
    const callback = exchange?.about.callback;
    if (exchange === undefined || callback === undefined) {
      process.stderr.write(`${method} was not sent: ${WITHOUT_CALLBACK}\n`);
      return;
    }
    const request = writeCall(callback, method, withMeta(params, exchange));
    const told = (exchange.told ?? Promise.resolve()).then(() => this.#notify(method, request));
    exchange.told = told;
    told.then(() => {
      if (exchange.told === told) exchange.told = undefined;
    });
  }

  #post(callback: Callback, method: string, params: JsonObject): void {
    this.#notify(method, writeCall(callback, method, params));
  }

  /** Resolves when a notification has been taken in, or has failed, which is told on stderr. */
  #notify(method: string, request: CallRequest): Promise<void> {
    return new Promise((resolve) => {
      const cut = this.#client.send(request, {
        onEvent: () => {},
        onEnd: ({ error }) => {
          clearTimeout(timer);
          if (error !== undefined) process.stderr.write(`${method} was not taken: ${error.message}\n`);
          resolve();
        },
      });
      const timer = setTimeout(cut, NOTIFY_MS);
    });
  }
}

const WITHOUT_CALLBACK = "the request that it is for came without a callback to the host";

/** What is said because of a request carries its `_meta` on, also where the request is answered already. */
function withMeta(params: JsonObject, { about }: Exchange): JsonObject {
  if (Object.hasOwn(params, "_meta")) return params;
  const { deadline_ms: _, ...meta } = about.meta ?? {};
  const parent = { id: "", meta, deadline: undefined, cancelled: undefined, counts: false };
  return { ...params, _meta: onwardMeta(params, parent, 0) };
}

/** A line of a log for people: there is no host's log where there is no stream. */
function logLine({ level, message, data }: JsonObject): string {
  let more = "";
  try {
    if (data !== undefined) more = ` ${JSON.stringify(data)}`;
  } catch (error) {
    throw new EncodeError(`a message must be JSON: ${(error as Error).message}`);
  }
  return `${String(level)}: ${String(message)}${more}\n`;
}
