import { after, afterEach, before } from "node:test";
import type { ChatRequest, ChatResponse, JsonObject, ProtocolError } from "@amplifier-ipc/sdk";
import { isObject, Service } from "@amplifier-ipc/sdk";
import { type FakeHost, TestBench, type TestOptions } from "@amplifier-ipc/sdk/testing";
import type { Adapter, Call, CommonConfig } from "../src/adapter.js";
import type { Answer } from "../src/answer.js";
import { extraHeaders, vendorFetch } from "../src/http.js";
import { keyOf } from "../src/keys.js";
import { vendorProvider } from "../src/provider.js";
import { type FakeVendor, fakeVendor, sse, type VendorHandler } from "../src/testing.js";

/** What an adapter is at the least: one request by fetch, a few kinds of events. */
export const ADAPTER: Adapter = {
  name: "vendor",
  displayName: "Vendor",
  config: { properties: { api_version: { type: "string" } } },
  models: {
    date: "2026-01-01",
    sources: [],
    default: "big-1",
    models: [{ id: "big-1", max_output_tokens: 100, price: { input: "1", output: "2" } }],
  },
  keys: ["VENDOR_API_KEY"],
  baseUrlVariable: "VENDOR_BASE_URL",
  info: { capabilities: ["streaming"] },
  attempt,
  listModels: async ({ config, signal }) => {
    const response = await asked(config, `/models?key=${keyOf(ADAPTER, config)}`, { signal });
    return (await response.json()) as never;
  },
};

async function attempt(call: Call, answer: Answer): Promise<void> {
  const { config, model, maxTokens, temperature, stream, signal, conversation, system, request } = call;
  const tools = (request.tools ?? []).map(({ name }) => call.toolName(name));
  const asks = { model, maxTokens, temperature, stream, conversation, system, tools, key: keyOf(ADAPTER, config) };
  call.debug("request", asks);
  const response = await asked(config, "/ask", { method: "POST", body: JSON.stringify(asks), signal });
  const text = answer.text();
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body ?? []) {
    call.alive();
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) take(JSON.parse(event.slice("data: ".length)), answer, text);
  }
}

function take(event: JsonObject, answer: Answer, text: ReturnType<Answer["text"]>): void {
  if (event["error"] !== undefined) throw Object.assign(new Error("event"), { error: event["error"] });
  if (typeof event["text"] === "string") text.write(event["text"]);
  if (typeof event["call"] === "string") answer.toolCall("", event["call"]).input({});
  if (isObject(event["usage"])) answer.usage(event["usage"]);
  if (typeof event["finish"] === "string") answer.finish(event["finish"]);
}

async function asked(config: CommonConfig, path: string, init: RequestInit): Promise<Response> {
  const send = await vendorFetch(config);
  const headers = { authorization: `Bearer ${keyOf(ADAPTER, config)}`, ...extraHeaders(config, "vendor") };
  const response = await send(`${config.base_url}${path}`, { ...init, headers });
  if (response.ok) return response;
  const body = await response.text();
  throw Object.assign(new Error(`${response.status} status`), {
    status: response.status,
    headers: response.headers,
    error: body,
  });
}

/** A whole answer that says hello. */
export const HELLO: string = sse([
  { text: "Hel" },
  { text: "lo." },
  { usage: { input: 3, output: 2 } },
  { finish: "stop" },
]);
export const HI: ChatRequest = { messages: [{ role: "user", content: "Hi" }] };
export const AGAIN = { "retry-after-ms": "1" };

export interface Event {
  event: string;
  data: JsonObject;
}
export interface Setting {
  vendor: FakeVendor;
  on: TestBench;
  /** What was told to hooks. */
  events: Event[];
}

const open: (() => Promise<unknown>)[] = [];
process.env["VENDOR_API_KEY"] = "k-secret-1";
afterEach(async () => {
  process.env["VENDOR_API_KEY"] = "k-secret-1";
  for (const close of open.splice(0).reverse()) await close();
});
// The first request of a process loads what fetch needs: so no short time-out ends before the request was sent.
before(async () => {
  const vendor = await fakeVendor((_, reply) => reply.json(200, {}));
  await (await fetch(vendor.url)).json();
  await vendor.close();
});
after(() => {
  delete process.env["VENDOR_API_KEY"];
});

/** A vendor, and the adapter for it behind a host that lets it tell hooks. Both end with the test. */
export async function setting(
  handler: VendorHandler,
  config: JsonObject = {},
  { adapter = ADAPTER, ...options }: TestOptions & { adapter?: Adapter } = {},
): Promise<Setting> {
  const vendor = await fakeVendor(handler);
  open.push(vendor.close);
  const events: Event[] = [];
  const host: FakeHost = {
    "request.hook_emit": ({ event, data }) => {
      events.push({ event, data });
      return { action: "continue" };
    },
  };
  const service = new Service("vendors").provider("vendor", vendorProvider(adapter));
  const settings = { vendor: { base_url: vendor.url, ...config } };
  const on = await TestBench.start(service, { host, ...options, config: settings });
  open.push(() => on.close());
  return { vendor, on, events };
}

/** Streams answers, one a request, in their order; a number is a status that asks to be tried again at once. */
export function playing(...answers: (string | number)[]): VendorHandler {
  let next = 0;
  return (_, reply) => {
    const answer = answers[next++] ?? 500;
    if (typeof answer === "number") reply.json(answer, { error: { message: `status ${answer}` } }, AGAIN);
    else return reply.stream(answer);
  };
}

/** An answer, and what was streamed on the way: method without its prefix, then its members. */
export async function ask(
  on: TestBench,
  request: ChatRequest = HI,
): Promise<{ response: ChatResponse; streamed: unknown[][] }> {
  const streamed: unknown[][] = [];
  const response = await on.complete("vendor", request, (method, params) => {
    const { request_id: _, ...rest } = params;
    streamed.push([method.replace("stream.provider.", ""), ...Object.values(rest)]);
  });
  return { response, streamed };
}

/** The error data of what fails, with its message. */
export async function failure(asking: Promise<unknown>): Promise<JsonObject & { message: string }> {
  const error = (await asking.then(
    () => {
      throw new Error("it did not fail");
    },
    (thrown: unknown) => thrown,
  )) as ProtocolError;
  return { kind: error.kind, ...error.data, message: error.message };
}
