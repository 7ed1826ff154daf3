import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach } from "node:test";
import { fileURLToPath } from "node:url";
import {
  Answer,
  conversationOf,
  factsOf,
  type ModelsFile,
  repair,
  ToolNames,
  vendorProvider,
} from "@amplifier-ipc/provider-kit";
import { type FakeVendor, fakeVendor, sse, type VendorHandler } from "@amplifier-ipc/provider-kit/testing";
import {
  type ChatRequest,
  type ChatResponse,
  type JsonObject,
  ProtocolError,
  type ProviderStream,
  Service,
} from "@amplifier-ipc/sdk";
import { TestBench, type TestOptions } from "@amplifier-ipc/sdk/testing";
import { anthropic } from "../src/adapter.js";
import type { AnthropicCall, Config } from "../src/config.js";
import { type Body, requestOf } from "../src/request.js";

/** The service's folder: tests run in dist/tests/test. */
export const FOLDER: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const MAIN: string = join(FOLDER, "dist", "main.js");
export const KEY = "sk-ant-test-0123456789";
export const HI: ChatRequest = { messages: [{ role: "user", content: "Hi" }] };

const MODELS = JSON.parse(readFileSync(join(FOLDER, "models.json"), "utf8")) as ModelsFile;

/** Thinks for a number of tokens. */
export const EARLIER = "claude-haiku-4-5";
/** Thinks as much as it wants to; takes a temperature. */
export const ADAPTIVE = "claude-sonnet-4-6";
/** Cannot but think, takes no temperature and no forced tool calls. */
export const ALWAYS = "claude-opus-5-5";

/** What was done in another way than it was asked for. */
export interface Deviations {
  degraded: [requested: string, actual: string, reason: string][];
  notes: string[];
}

/** The body of a request, made without a network. */
export function bodyOf(request: ChatRequest, config: Partial<Config> = {}, stream = true): Body & Deviations {
  const deviations: Deviations = { degraded: [], notes: [] };
  const told = {
    degrade: (...parts: [string, string, string]) => deviations.degraded.push(parts),
    note: (text: string) => deviations.notes.push(text),
  };
  return { ...requestOf(callOf(request, config, stream), told), ...deviations };
}

/** A call as the kit hands it to the adapter. */
export function callOf(request: ChatRequest, config: Partial<Config>, stream: boolean): AnthropicCall {
  const all = conversationOf(request);
  const first = all.findIndex(({ role }) => role !== "system");
  const leading = all.slice(0, first < 0 ? all.length : first);
  const texts = leading.flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])));
  const names = new ToolNames((request.tools ?? []).map(({ name }) => name));
  const model = request.model ?? EARLIER;
  return {
    request,
    system: [...(request.system === undefined ? [] : [request.system]), ...texts],
    conversation: repair(all.slice(leading.length)).said,
    model,
    facts: factsOf(model, MODELS, config.models),
    config: { max_tokens: 16_384, timeout: 600, idle_timeout: 180, max_retries: 3, ...config },
    maxTokens: request.max_output_tokens ?? 16_384,
    temperature: request.temperature ?? config.temperature,
    stream,
    session: "s",
    signal: new AbortController().signal,
    timeLeftMs: () => 1000,
    alive: () => {},
    toolName: (name) => names.toVendor(name),
    debug: () => {},
  };
}

/** A stream in memory and what it was told. */
export function recorder(): { stream: ProviderStream; told: unknown[][] } {
  const told: unknown[][] = [];
  const names = ["blockStart", "token", "thinking", "blockDelta", "toolCallStart", "blockEnd", "usage"];
  const methods = names.map((name) => [name, (...parts: unknown[]) => told.push([name, ...parts])]);
  return { stream: { wanted: true, ...Object.fromEntries(methods) } as unknown as ProviderStream, told };
}

/** An answer that grows in memory. */
export function answer(model: string = EARLIER): { answer: Answer; told: unknown[][] } {
  const { stream, told } = recorder();
  return { answer: new Answer({ provider: "anthropic", model, stream }), told };
}

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** Ends something when the test is over. */
export function closing<T extends { close(): Promise<unknown> }>(each: T): T {
  open.push(each);
  return each;
}

export interface Setting {
  on: TestBench;
  vendor: FakeVendor;
}

/** The provider in memory, and a vendor on loopback that plays. */
export async function setting(
  handler: VendorHandler,
  config: JsonObject = {},
  options: TestOptions = {},
): Promise<Setting> {
  process.env["ANTHROPIC_API_KEY"] = KEY;
  const vendor = closing(await fakeVendor(handler));
  const service = new Service("providers-anthropic").provider("anthropic", vendorProvider(anthropic));
  const own = { base_url: vendor.url, model: EARLIER, max_retries: 0, ...config };
  const on = closing(await TestBench.start(service, { ...options, config: { anthropic: own } }));
  return { on, vendor };
}

export type Streamed = { method: string; params: JsonObject }[];

/** Asks with a stream, and keeps it. */
export async function ask(
  on: TestBench,
  request: ChatRequest = HI,
): Promise<{ response: ChatResponse; streamed: Streamed }> {
  const streamed: Streamed = [];
  const response = await on.complete("anthropic", request, (method, params) => streamed.push({ method, params }));
  return { response, streamed };
}

/** The error's data of a call that fails. */
export async function failure(call: Promise<unknown>): Promise<JsonObject & { message: string }> {
  const error = await call.then(
    () => new Error("It did not fail."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProtocolError)) throw error;
  return { kind: error.kind, ...error.data, message: error.message };
}

/** The text of the tokens that were streamed. */
export function heard(streamed: Streamed): string {
  return streamed.map(({ method, params }) => (method.endsWith(".token") ? params["text"] : "")).join("");
}

/** Events as the vendor puts them on the wire. */
export function events(...values: unknown[]): string {
  return sse(values, { events: true });
}

/** An answer of one text, in the form of the vendor's streaming page. */
export function textEvents(...pieces: string[]): JsonObject[] {
  return [
    messageStart(),
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "ping" },
    ...pieces.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
    { type: "content_block_stop", index: 0 },
    ...messageEnd("end_turn", 15),
  ];
}

export function messageStart(usage: JsonObject = { input_tokens: 25, output_tokens: 1 }): JsonObject {
  const about = { id: "msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyy", type: "message", role: "assistant", content: [] };
  return {
    type: "message_start",
    message: { ...about, model: EARLIER, stop_reason: null, stop_sequence: null, usage },
  };
}

export function messageEnd(stop_reason: string | null, output_tokens: number): JsonObject[] {
  const delta = { stop_reason, stop_sequence: null };
  return [{ type: "message_delta", delta, usage: { output_tokens } }, { type: "message_stop" }];
}

/** A whole message, as the vendor answers without a stream. */
export function message(content: unknown[], more: JsonObject = {}): JsonObject {
  const usage = { input_tokens: 25, output_tokens: 15 };
  const about = { id: "msg_01XFDUDYJgAACzvnptvVoYEL", type: "message", role: "assistant", model: EARLIER, usage };
  return { ...about, content, stop_reason: "end_turn", stop_sequence: null, ...more };
}
