import type { Answer, Call } from "@amplifier-ipc/provider-kit";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type OpenAI from "openai";
import { readChatCompletion, readChatStream } from "./chat/index.js";
import { dispensable, isAsked, isUnreadable, REASONING, without, withoutReasoning } from "./common/retreat.js";
import type { ApiConfig } from "./config.js";
import { readResponse, readResponsesStream } from "./responses/index.js";

export { withErrorMember } from "./common/bodies.js";

/** The part of an SDK client that asks models. */
export type Client = Pick<OpenAI, "chat" | "responses" | "baseURL">;
type Params = OpenAI.ChatCompletionCreateParams | OpenAI.Responses.ResponseCreateParams;
/** The SDK's stream. */
type Streaming = AsyncIterable<unknown> & { controller: AbortController };
type Pending = { asResponse(): Promise<Response>; withResponse(): Promise<{ data: unknown; response: Response }> };

const READERS = {
  chat: { stream: readChatStream, whole: readChatCompletion },
  responses: { stream: readResponsesStream, whole: readResponse },
};

/** By provider and model, what was refused before: it is not tried again. */
const refused = new Map<string, Set<string>>();
/** So long a stream may take to end after its last event, in milliseconds, until its connection is given up. */
const GRACE_MS = 1000;

/**
 * Sends a request by the SDK and reads what comes into the answer. A member that the vendor refuses for this model, and
 * without which it goes too, is left away. Throws what the SDK throws.
 */
export async function exchange(client: Client, params: Params, call: Call<ApiConfig>, answer: Answer): Promise<void> {
  const known = refusedBy(client, call);
  let body = merged(params, call.config.extra_body);
  const leave = (param: string): void => {
    const rest = without(body, param);
    if (rest !== undefined && isAsked(param)) {
      answer.degrade(param, "the model's own", `${call.model} does not support it`);
    } else if (rest !== undefined) answer.note(`${param}: not supported, so it was left away`);
    body = rest ?? body;
  };
  for (const param of known) leave(param);
  for (;;) {
    try {
      return await once(client, body, call, answer);
    } catch (error) {
      if (!answer.begun && isUnreadable(error, body)) {
        answer.note(`${REASONING} could not be read by the vendor, so it was left away`);
        body = withoutReasoning(body) ?? body;
        continue;
      }
      const param = dispensable(error, body);
      if (param === undefined) throw error;
      known.add(param);
      leave(param);
    }
  }
}

function refusedBy({ baseURL }: Client, { model, config }: Call<ApiConfig>): Set<string> {
  const key = `${baseURL} ${config.api} ${model}`;
  const known = refused.get(key) ?? new Set();
  refused.set(key, known);
  return known;
}

async function once(client: Client, body: JsonObject, call: Call<ApiConfig>, answer: Answer): Promise<void> {
  call.debug("request", body);
  const read = READERS[call.config.api];
  const pending = send(client, body, call);
  if (body["stream"] !== true) {
    const response = await pending.asResponse();
    readHeaders(response.headers, answer);
    return read.whole(await response.json(), answer);
  }
  const { data, response } = await pending.withResponse();
  readHeaders(response.headers, answer);
  // Some servers do not stream, whatever they are asked.
  if (/^application\/json/i.test(response.headers.get("content-type") ?? "")) {
    return read.whole(await response.json(), answer);
  }
  return read.stream(noticed(data as Streaming, call), answer);
}

function send(client: Client, body: JsonObject, call: Call<ApiConfig>): Pending {
  const options = { signal: call.signal, timeout: call.timeLeftMs(), maxRetries: 0 };
  if (call.config.api === "chat") {
    return client.chat.completions.create(body as unknown as OpenAI.ChatCompletionCreateParams, options);
  }
  return client.responses.create(body as unknown as OpenAI.Responses.ResponseCreateParams, options);
}

/**
 * Everything that comes shows that the stream lives, also what has no part in the answer. Who stops to read has the answer:
 * the connection may end by itself for a moment, so that it can serve again, and is then given up.
 */
async function* noticed(events: Streaming, call: Call): AsyncGenerator<unknown> {
  const iterator = events[Symbol.asyncIterator]();
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      call.alive();
      yield next.value;
    }
  } finally {
    const timer = setTimeout(() => events.controller.abort(), GRACE_MS).unref();
    void ended(iterator).finally(() => clearTimeout(timer));
  }
}

async function ended(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    while ((await iterator.next()).done !== true);
  } catch {
    // What breaks off behind the last event is of no consequence.
  }
}

function merged(params: object, extra: JsonObject | undefined): JsonObject {
  const members = Object.entries({ ...params, ...extra });
  return Object.fromEntries(members.filter(([, value]) => value !== null));
}

const LIMITS = [
  "limit-requests",
  "limit-tokens",
  "remaining-requests",
  "remaining-tokens",
  "reset-requests",
  "reset-tokens",
];

/** The request's id, and what is left of the limits. */
function readHeaders(headers: Headers, answer: Answer): void {
  const id = headers.get("x-request-id") ?? headers.get("apim-request-id");
  if (id !== null) answer.metadata("request_id", id);
  const limits = LIMITS.flatMap((name) => {
    const value = headers.get(`x-ratelimit-${name}`);
    return value === null ? [] : [[name.replace("-", "_"), value] as const];
  });
  if (limits.length > 0) answer.metadata("rate_limit", Object.fromEntries(limits));
}
