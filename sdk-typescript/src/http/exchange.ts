import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import { PROTOCOL_VERSION } from "../service/dispatcher.js";
import { encodeJson } from "../wire/encode.js";
import type { ErrorBody, JsonObject } from "../wire/message.js";
import type { Callback } from "./calls.js";
import { EVENT_STREAM, JSON_TYPE, PROBLEM, problemOf } from "./problems.js";
import { PROTOCOL_HEADER } from "./requests.js";
import { COMMENT, formatEvent } from "./sse.js";

/** HTP-047: a stream that was silent for so long shows that it is alive. */
export const SILENCE_MS = 15_000;

/** What a request is about, for as long as something is said because of it. */
export interface ExchangeOptions {
  readonly method: string;
  readonly meta: JsonObject | undefined;
  /** Whether the answer is a stream. */
  readonly streams: boolean;
  readonly callback: Callback | undefined;
  readonly silenceMs: number;
  /** Whether the connection ends with the answer: the service is stopping. */
  isLast(): boolean;
}

/** One request of HTTP and its response: a result, a Problem, or a stream of events. */
export class Exchange {
  readonly about: ExchangeOptions;
  /** The notifications to the host that are still on their way, in their order. */
  told: Promise<void> | undefined;
  readonly #response: ServerResponse;
  /** Events from before the handler began: until then the request may still be refused as a whole (HTP-046). */
  #held: string[] = [];
  #isOpen = false;
  #comments: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, about: ExchangeOptions) {
    this.#response = response;
    this.about = about;
    response.on("error", () => {}); // a caller who is gone; `close` tells it
    response.on("close", () => clearInterval(this.#comments));
  }

  /** Whether events reach the caller. */
  get isStreaming(): boolean {
    return this.about.streams && !this.#response.writableEnded && !this.#response.destroyed;
  }

  /** The handler begins: a stream gets its head. */
  begins(): void {
    if (!this.isStreaming || this.#isOpen) return;
    this.#isOpen = true;
    // Some proxies hold a response back unless they are told not to.
    const headers = { "Content-Type": EVENT_STREAM, "Cache-Control": "no-store", "X-Accel-Buffering": "no" };
    this.#response.writeHead(200, this.#headers(headers));
    this.#response.flushHeaders();
    for (const event of this.#held.splice(0)) this.#response.write(event);
    this.#comments = setInterval(() => this.#response.write(COMMENT), this.about.silenceMs).unref();
  }

  /** Sends an event; `params` as of the notification (HTP-041). Throws EncodeError. */
  event(name: string, params: JsonObject): void {
    const { request_id: _, ...data } = params;
    const event = formatEvent(name, data);
    if (!this.isStreaming) return;
    if (this.#isOpen) this.#write(event);
    else this.#held.push(event);
  }

  /** Ends it with the result of the method. */
  answer(result: unknown): void {
    if (this.about.streams) {
      this.begins();
      this.#end("result", result);
    } else this.respond(200, JSON_TYPE, encodeJson(result));
  }

  /** Ends it with an error; `status` is another than the one of the table. */
  fail(error: ErrorBody, status?: number, headers: Readonly<Record<string, string>> = {}): void {
    const problem = problemOf(error, status);
    if (this.#isOpen) this.#end("error", problem);
    else this.respond(problem.status, PROBLEM, encodeJson(problem), headers);
  }

  /** Ends it with a whole body. */
  respond(status: number, type: string, body: string, more: Readonly<Record<string, string>> = {}): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    const length = String(Buffer.byteLength(body));
    const about = status === 204 ? {} : { "Content-Type": type, "Content-Length": length };
    this.#response.writeHead(status, this.#headers({ ...about, ...more }));
    this.#response.end(status === 204 ? undefined : body);
  }

  /** Resolves when everything said so far has been handed to the system, or the caller is gone. */
  async flush(): Promise<void> {
    await this.told;
    const response = this.#response;
    if (!response.writableNeedDrain || response.destroyed) return;
    await new Promise<void>((resolve) => response.once("drain", resolve).once("close", resolve));
  }

  /** Cuts the connection: what was not answered by now is not answered. */
  cut(): void {
    this.#response.destroy();
  }

  #end(name: string, data: unknown): void {
    const event = formatEvent(name, data);
    clearInterval(this.#comments);
    if (this.isStreaming) this.#response.end(event);
  }

  #write(event: string): void {
    this.#comments?.refresh();
    this.#response.write(event);
  }

  #headers(headers: Record<string, string>): Record<string, string> {
    const close = this.about.isLast() && this.#response.req.httpVersionMajor === 1 ? { Connection: "close" } : {};
    return { [PROTOCOL_HEADER]: PROTOCOL_VERSION, ...headers, ...close };
  }
}
