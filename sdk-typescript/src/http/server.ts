import type { IncomingMessage, ServerResponse } from "node:http";
import { internalError, ProtocolError } from "../errors.js";
import { Connection } from "../rpc/connection.js";
import { type Dispatcher, readParams } from "../service/dispatcher.js";
import type { JsonObject } from "../wire/message.js";
import { DEFAULT_MAX_MESSAGE_BYTES } from "../wire/splitter.js";
import { Gone, readBody } from "./body.js";
import { callbackOf } from "./calls.js";
import { type Exchange, SILENCE_MS } from "./exchange.js";
import { Gate } from "./gate.js";
import { HttpLink } from "./link.js";
import { metaOfHeaders } from "./meta.js";
import { JSON_TYPE, Refused } from "./problems.js";
import { checkContentType, readRequest, readsQuery, wantsStream } from "./requests.js";
import { findRoute, type Route, splitTarget, wrongVerb } from "./routes.js";

const OPENAPI_PATH = "/openapi.json";

export interface HttpServiceOptions {
  /** The token that callers must have; absent = everybody may call. */
  token?: string | undefined;
  /** Milliseconds of silence after which a stream gets a comment (15000); for tests. */
  silenceMs?: number | undefined;
}

/** A service as the handler of the requests of a server; the endpoints are those of the contracts that it declares. */
export class HttpService {
  readonly connection: Connection<Exchange>;
  readonly #dispatcher: Dispatcher;
  readonly #link: HttpLink;
  readonly #gate: Gate;
  readonly #limit: number;
  readonly #silenceMs: number;
  #ending = false;

  constructor(dispatcher: Dispatcher, options: HttpServiceOptions) {
    const { maxMessageBytes, maxConcurrency } = dispatcher.about;
    this.#dispatcher = dispatcher;
    this.#limit = maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
    this.#link = new HttpLink(this.#limit);
    this.#gate = new Gate(options.token);
    this.#silenceMs = options.silenceMs ?? SILENCE_MS;
    this.connection = new Connection(this.#link, dispatcher, { side: "service", maxMessageBytes, maxConcurrency });
    dispatcher.open();
  }

  /** Answers a request, whatever comes of it. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const readAt = performance.now();
    let exchange: Exchange | undefined;
    try {
      const { method: verb = "", url: target = "/", headers } = request;
      this.#gate.check(verb, target, headers);
      if (splitTarget(target).path === OPENAPI_PATH) return await this.#openApi(request, response);
      const route = findRoute(verb, target, (method) => this.#dispatcher.serves(method));
      exchange = this.#open(request, response, route);
      const params = readRequest(route, headers, await this.#body(request, route, exchange));
      this.#take(exchange, response, params, readAt);
    } catch (error) {
      if (!(error instanceof Gone)) this.#refuse(exchange ?? this.#open(request, response), error);
    }
  }

  /** From now on requests are refused, and each answer ends its connection. */
  end(): void {
    this.#ending = true;
    this.#dispatcher.end();
  }

  #open({ headers }: IncomingMessage, response: ServerResponse, route?: Route): Exchange {
    return this.#link.open(response, {
      method: route?.method ?? "",
      meta: metaOfHeaders(headers),
      streams: route !== undefined && wantsStream(route, headers),
      callback: callbackOf(headers),
      silenceMs: this.#silenceMs,
      isLast: () => this.#ending,
    });
  }

  async #body(request: IncomingMessage, route: Route, { about }: Exchange): Promise<Uint8Array> {
    if (readsQuery(route)) return new Uint8Array();
    const { deadline_ms: deadline } = about.meta ?? {};
    return readBody(request, {
      limit: this.#limit,
      deadlineMs: typeof deadline === "number" ? deadline : undefined,
      check: () => checkContentType(request.headers),
    });
  }

  #take(exchange: Exchange, response: ServerResponse, params: JsonObject, readAt: number): void {
    const { method, meta } = exchange.about;
    if (response.destroyed) return;
    if (method === "$/cancel") {
      this.#link.cancelTurns(meta?.["session_id"], params);
      exchange.respond(204, "", "");
    } else if (method === "channel.message") {
      readParams(method, params);
      this.#link.notification(exchange, params);
      exchange.respond(204, "", "");
    } else this.#link.request(exchange, response, params, readAt);
  }

  /** The endpoints as an OpenAPI document (HTP-014); loaded when it is asked for. */
  async #openApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "GET") throw wrongVerb(request.method ?? "", OPENAPI_PATH, ["GET"]);
    const { OPENAPI } = await import("../generated/openapi.js");
    this.#open(request, response).respond(200, JSON_TYPE, OPENAPI);
  }

  #refuse(exchange: Exchange, error: unknown): void {
    if (error instanceof Refused) exchange.fail(error.toBody(), error.status, error.headers);
    else exchange.fail((error instanceof ProtocolError ? error : internalError(error)).toBody());
  }
}
