import type { Answer, Call } from "@amplifier-ipc/provider-kit";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type OpenAI from "openai";
import { readChatCompletion, readChatStream } from "./chat/index.js";
import type { ApiConfig } from "./config.js";
import { readResponse, readResponsesStream } from "./responses/index.js";

export { withErrorMember } from "./common/bodies.js";

/** The part of an SDK client that asks models. */
export type Client = Pick<OpenAI, "chat" | "responses">;
type Params = OpenAI.ChatCompletionCreateParams | OpenAI.Responses.ResponseCreateParams;
type Pending = { asResponse(): Promise<Response>; withResponse(): Promise<{ data: unknown; response: Response }> };

const READERS = {
  chat: { stream: readChatStream, whole: readChatCompletion },
  responses: { stream: readResponsesStream, whole: readResponse },
};

/** Sends one request by the SDK and reads what comes into the answer. Throws what the SDK throws. */
export async function exchange(client: Client, params: Params, call: Call<ApiConfig>, answer: Answer): Promise<void> {
  const { api, extra_body: extra } = call.config;
  const body = merged(params, extra);
  call.debug("request", body);
  const read = READERS[api];
  const pending = send(client, api, body, call);
  if (!call.stream) {
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
  return read.stream(noticed(data as AsyncIterable<unknown>, call), answer);
}

function send(client: Client, api: ApiConfig["api"], body: object, call: Call): Pending {
  const options = { signal: call.signal, timeout: call.timeLeftMs(), maxRetries: 0 };
  if (api === "chat") return client.chat.completions.create(body as OpenAI.ChatCompletionCreateParams, options);
  return client.responses.create(body as OpenAI.Responses.ResponseCreateParams, options);
}

/** Everything that comes shows that the stream lives, also what has no part in the answer. */
async function* noticed(events: AsyncIterable<unknown>, call: Call): AsyncGenerator<unknown> {
  for await (const event of events) {
    call.alive();
    yield event;
  }
}

function merged(params: object, extra: JsonObject | undefined): object {
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
