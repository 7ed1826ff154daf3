import {
  type Answer,
  extraHeaders,
  type ListContext,
  type ListedModel,
  vendorFetch,
} from "@amplifier-ipc/provider-kit";
import { readChatCompletion, readChatStream, withErrorMember } from "@amplifier-ipc/provider-openai/chat";
import { readResponse, readResponsesStream } from "@amplifier-ipc/provider-openai/responses";
import type { JsonObject } from "@amplifier-ipc/sdk";
import OpenAI from "openai";
import { unfolded } from "./choices.js";
import type { Config, CopilotCall } from "./config.js";
import type { Pass } from "./exchange.js";
import { callHeaders, editorHeaders } from "./headers.js";
import { listed } from "./listing.js";
import type { Endpoint } from "./request.js";
import { baseUrlOf, NAME } from "./where.js";

type ChatParams = OpenAI.ChatCompletionCreateParams;
type ResponsesParams = OpenAI.Responses.ResponseCreateParams;

/** The SDK's client for one pass. */
async function clientOf(config: Config, pass: Pass, env: NodeJS.ProcessEnv = process.env): Promise<OpenAI> {
  return new OpenAI({
    baseURL: baseUrlOf(config, pass.baseUrl, env),
    apiKey: pass.token,
    adminAPIKey: null,
    webhookSecret: null,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: "off", // it would write what it cannot read to the console
    fetch: withErrorMember(await vendorFetch(config, env)),
    defaultHeaders: { ...editorHeaders(config), ...extraHeaders(config, NAME, env) },
  });
}

/** Sends one request and reads what comes into the answer. Throws what the SDK throws. */
export async function exchange(
  call: CopilotCall,
  endpoint: Endpoint,
  body: JsonObject,
  pass: Pass,
  answer: Answer,
): Promise<void> {
  const client = await clientOf(call.config, pass);
  const headers = callHeaders(call);
  const options = { signal: call.signal, timeout: call.timeLeftMs(), maxRetries: 0, headers };
  const sent =
    endpoint === "chat"
      ? client.chat.completions.create(body as unknown as ChatParams, options)
      : client.responses.create(body as unknown as ResponsesParams, options);
  if (!call.stream) return readWhole(endpoint, await sent.asResponse(), answer);
  const { data, response } = await sent.withResponse();
  // A model that cannot stream answers as a whole, whatever it is asked.
  if (/^application\/json/i.test(response.headers.get("content-type") ?? "")) {
    return readWhole(endpoint, response, answer);
  }
  const events = noticed(data as AsyncIterable<unknown>, call);
  if (endpoint === "chat") return readChatStream(unfolded(events, answer), answer);
  return readResponsesStream(events, answer);
}

async function readWhole(endpoint: Endpoint, response: Response, answer: Answer): Promise<void> {
  const body: unknown = await response.json();
  if (endpoint === "responses") return readResponse(body, answer);
  if (!isCompletion(body)) return readChatCompletion(body, answer); // which tells why
  return readChatStream(unfolded(one(body), answer), answer);
}

function isCompletion(body: unknown): boolean {
  return typeof body === "object" && body !== null && "choices" in body && Array.isArray(body.choices);
}

async function* one(body: unknown): AsyncGenerator<unknown> {
  yield body;
}

/** Everything that comes shows that the stream lives, also what has no part in the answer. */
async function* noticed(events: AsyncIterable<unknown>, call: CopilotCall): AsyncGenerator<unknown> {
  for await (const event of events) {
    call.alive();
    yield event;
  }
}

/** The models of the plan. */
export async function modelsOf(
  { config, signal, timeLeftMs }: ListContext<Config>,
  pass: Pass,
): Promise<ListedModel[]> {
  const client = await clientOf(config, pass);
  const found: unknown[] = [];
  for await (const model of client.models.list({ signal, timeout: timeLeftMs(), maxRetries: 0 })) found.push(model);
  return listed(found);
}
