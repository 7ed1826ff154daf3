import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Answer, conversationOf, factsOf, repair, ToolNames, vendorProvider } from "@amplifier-ipc/provider-kit";
import { recorded } from "@amplifier-ipc/provider-kit/testing";
import {
  type ChatRequest,
  type ChatResponse,
  type JsonObject,
  type ProtocolError,
  Service,
  type ToolSpec,
} from "@amplifier-ipc/sdk";
import { type FakeHost, TestBench } from "@amplifier-ipc/sdk/testing";
import { gemini } from "../src/adapter.js";
import type { Config, GeminiCall } from "../src/config.js";
import { MODELS } from "../src/models.js";

/** The adapter's folder: tests run in dist/tests/test. */
export const FOLDER: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const MAIN: string = join(FOLDER, "dist", "main.js");
export const KEY = "AIzaSyTestTestTestTestTestTestTestTest";

const CONFIG: Config = {
  max_tokens: 16_384,
  timeout: 600,
  idle_timeout: 180,
  max_retries: 3,
  schema_dialect: "json_schema",
};

/** A call as the kit makes it of a request. */
export function callOf(request: Partial<ChatRequest>, config: Partial<Config> = {}, system: string[] = []): GeminiCall {
  const full: ChatRequest = { messages: [], ...request };
  const settings = { ...CONFIG, ...config };
  const model = full.model ?? "gemini-3.8-flash";
  const names = new ToolNames((full.tools ?? []).map(({ name }) => name));
  return {
    request: full,
    system,
    conversation: repair(conversationOf(full)).said,
    model,
    facts: factsOf(model, MODELS),
    config: settings,
    maxTokens: full.max_output_tokens ?? settings.max_tokens,
    temperature: full.temperature ?? settings.temperature,
    stream: true,
    signal: new AbortController().signal,
    timeLeftMs: () => 60_000,
    alive: () => {},
    toolName: (name) => names.toVendor(name),
    debug: () => {},
    session: undefined,
  };
}

/** What was told of things done in another way. */
export function listener(): { degraded: string[]; notes: string[]; degrade: Answer["degrade"]; note: Answer["note"] } {
  const degraded: string[] = [];
  const notes: string[] = [];
  return {
    degraded,
    notes,
    degrade: (requested, actual, reason) => degraded.push(`${requested} → ${actual}: ${reason}`),
    note: (text) => notes.push(text),
  };
}

/** An answer, and its stream as `[what, …]`. */
export function answerOf(): { answer: Answer; streamed: unknown[][] } {
  const { told: streamed, stream } = recorded();
  return { answer: new Answer({ provider: "gemini", model: "gemini-3.8-flash", stream }), streamed };
}

export function tool(name: string, input_schema: JsonObject = { type: "object" }): ToolSpec {
  return { name, description: `Does ${name}.`, input_schema };
}

export interface BenchOptions {
  config?: JsonObject;
  host?: FakeHost;
}

/** The provider in memory, asking the vendor at `url`, or where the environment says. */
export function bench(url: string | undefined, { config = {}, ...options }: BenchOptions = {}): Promise<TestBench> {
  process.env["GEMINI_API_KEY"] ??= KEY;
  const service = new Service("providers-gemini").provider("gemini", vendorProvider(gemini));
  const address = url === undefined ? {} : { base_url: url };
  return TestBench.start(service, { ...options, config: { gemini: { ...address, max_retries: 0, ...config } } });
}

export interface Asked {
  response: ChatResponse;
  tokens: string;
  thoughts: string;
  streamed: { method: string; params: JsonObject }[];
}

/** Asks with a stream, and keeps what came. */
export async function ask(on: TestBench, request: Partial<ChatRequest> = {}): Promise<Asked> {
  const streamed: Asked["streamed"] = [];
  const full: ChatRequest = { messages: [{ role: "user", content: "Say hello." }], ...request };
  const response = await on.complete("gemini", full, (method, params) => streamed.push({ method, params }));
  const joined = (method: string): string =>
    streamed
      .filter((each) => each.method === `stream.provider.${method}`)
      .map(({ params }) => params["text"])
      .join("");
  return { response, streamed, tokens: joined("token"), thoughts: joined("thinking") };
}

/** The error that a request ends with. */
export async function failure(work: Promise<unknown>): Promise<{ message: string; kind: string; data: JsonObject }> {
  try {
    await work;
  } catch (error) {
    const { message, kind, data } = error as ProtocolError;
    return { message, kind, data: data ?? {} };
  }
  throw new Error("The request succeeded.");
}

/** A chunk of a stream, as the API's documentation shows it. */
export function chunk(parts: unknown[], more: JsonObject = {}, candidate: JsonObject = {}): JsonObject {
  return { candidates: [{ content: { parts, role: "model" }, index: 0, ...candidate }], ...more };
}

/** The last chunk: it says why. */
export function last(parts: unknown[], reason: string = "STOP", more: JsonObject = {}): JsonObject {
  return chunk(parts, more, { finishReason: reason });
}

/** A stream as the API sends it: lines end with CR LF. */
export function sse(chunks: readonly unknown[]): string {
  return chunks.map((each) => `data: ${JSON.stringify(each)}\r\n\r\n`).join("");
}

export function readText(...path: string[]): string {
  return readFileSync(join(FOLDER, ...path), "utf8");
}
