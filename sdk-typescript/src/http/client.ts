import { Buffer } from "node:buffer";
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, Agent as SecureAgent } from "node:https";
import { decodeJsonText, isObject } from "../wire/decode.js";
import type { ErrorBody, JsonObject } from "../wire/message.js";
import type { CallRequest } from "./calls.js";
import { EVENT_STREAM, errorBody, errorOfProblem, mediaType, type Outcome, readAnswer } from "./problems.js";
import { EventParser, type ServerSentEvent } from "./sse.js";

/** Shorter than the time after which servers close idle connections, so that no call is sent into a closing one. */
const IDLE = { keepAlive: true, timeout: 2000 };

/** What becomes of a call. */
export interface Answered {
  /** Something was said about the call, before its end. */
  onEvent(name: string, data: JsonObject): void;
  /** Comes once, unless the call is cut off. */
  onEnd(outcome: Outcome): void;
}

/**
 * Makes calls to hosts. Not by `fetch`, which gives up after 300 s without an answer, follows redirects, and rewrites
 * paths: a call back may wait for a person.
 */
export class Client {
  readonly #maxBytes: number;
  readonly #plain = new Agent(IDLE);
  readonly #secure = new SecureAgent(IDLE);

  /** `maxBytes`: the longest answer, or event, that is read. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Makes a call; what is returned cuts it off by closing its connection (HTP-066). */
  send(call: CallRequest, to: Answered): () => void {
    const end = once(to.onEnd);
    const request = this.#open(call);
    request.on("error", (error) => end({ error: unreachable(error.message) }));
    request.on("response", (response) => {
      const { statusCode: status = 0, headers } = response;
      response.on("error", () => {}); // `close` tells it
      if (call.isNotification && status >= 200 && status < 300) {
        response.resume();
        end({ result: null });
      } else if (status === 200 && mediaType(headers["content-type"]) === EVENT_STREAM) {
        this.#readStream(response, { ...to, onEnd: end });
      } else this.#readWhole(response, end);
    });
    request.end(call.body);
    return () => {
      end({ error: unreachable("the call was given up") });
      request.destroy();
    };
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #open({ url, headers }: CallRequest): ClientRequest {
    const options = { method: "POST", headers };
    if (url.startsWith("https:")) return httpsRequest(url, { ...options, agent: this.#secure });
    return httpRequest(url, { ...options, agent: this.#plain });
  }

  #readWhole(response: IncomingMessage, end: (outcome: Outcome) => void): void {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= this.#maxBytes) chunks.push(chunk);
      else this.#tooLong(response, end);
    });
    response.on("end", () => {
      end(readAnswer(response.statusCode ?? 0, response.headers["content-type"], Buffer.concat(chunks)));
    });
    response.on("close", () => end({ error: unreachable("the connection was closed within the answer") }));
  }

  #readStream(response: IncomingMessage, to: Answered): void {
    const parser = new EventParser();
    const end = (outcome: Outcome): void => {
      to.onEnd(outcome);
      // Whoever answered has nothing more to say, and ends the response, or else we do.
      setTimeout(() => response.destroy(), IDLE.timeout).unref();
    };
    let partial = "";
    const over = (): void => to.onEnd({ error: brokenOff(partial) });
    const take = ([name, text]: ServerSentEvent): void => {
      const { value, fault } = decodeJsonText(text);
      if (name === "result") end(fault === undefined ? { result: value } : { error: brokenOff(partial) });
      else if (name === "error") end({ error: errorOfProblem(value) ?? brokenOff(partial) });
      else if (isAboutCall(name) && isObject(value)) {
        if (name.endsWith(".token") && typeof value["text"] === "string") partial += value["text"];
        to.onEvent(name, value);
      }
    };
    response.on("data", (chunk: Buffer) => {
      for (const event of parser.feed(chunk)) take(event);
      if (parser.size > this.#maxBytes) this.#tooLong(response, to.onEnd);
    });
    response.on("end", over);
    response.on("close", over);
  }

  #tooLong(response: IncomingMessage, end: (outcome: Outcome) => void): void {
    const limit = this.#maxBytes;
    end({ error: errorBody("message_too_large", `The host's answer is longer than ${limit} bytes.`, { limit }) });
    response.destroy();
  }
}

/** What may be said about a call of ours; other events are not known (HTP-045). */
function isAboutCall(name: string): boolean {
  return name === "$/progress" || name.startsWith("stream.");
}

function unreachable(why: string): ErrorBody {
  return errorBody("service_unavailable", `The host cannot be reached: ${why}.`);
}

/** HTP-044. */
function brokenOff(partial: string): ErrorBody {
  const data = partial === "" ? {} : { partial };
  return errorBody("service_unavailable", "The host's stream ended before its result.", data);
}

function once(end: (outcome: Outcome) => void): (outcome: Outcome) => void {
  let ended = false;
  return (outcome) => {
    if (!ended) end(outcome);
    ended = true;
  };
}
