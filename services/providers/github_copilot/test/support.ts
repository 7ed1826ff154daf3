import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "node:test";
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
import { type FakeVendor, fakeVendor, type Received, type Reply, sse } from "@amplifier-ipc/provider-kit/testing";
import { type ChatRequest, type ChatResponse, type JsonObject, type ProtocolError, Service } from "@amplifier-ipc/sdk";
import { type FakeHost, TestBench } from "@amplifier-ipc/sdk/testing";
import models from "../models.json" with { type: "json" };
import { githubCopilot } from "../src/adapter.js";
import type { Config, CopilotCall } from "../src/config.js";

/** The service's folder: tests run in dist/tests/test. */
export const FOLDER: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const MAIN: string = join(FOLDER, "dist", "main.js");
export const KEY = "gho_abcdefghij0123456789";
export const HI: ChatRequest = { messages: [{ role: "user", content: "Hi" }] };
export const MODELS: ModelsFile = models as ModelsFile;
export const CONFIG: Config = {
  max_tokens: 16_384,
  timeout: 600,
  idle_timeout: 180,
  max_retries: 3,
  api: "auto",
  editor_version: "vscode/1.107.0",
  editor_plugin_version: "copilot-chat/0.35.0",
  integration_id: "vscode-chat",
};

/** Each test has its own environment: a token, a HOME without any, and no gh. */
const VARIABLES = ["GITHUB_TOKEN", "GH_TOKEN", "GITHUB_API_URL", "GITHUB_COPILOT_BASE_URL", "PATH"];
const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
const open: (() => unknown)[] = [];
beforeEach(() => {
  for (const name of VARIABLES) delete process.env[name];
  process.env["GITHUB_TOKEN"] = KEY;
  process.env["PATH"] = "/nonexistent";
});
afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  for (const close of open.splice(0).reverse()) await close();
});

/** A folder that is gone with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "amplifier-test-"));
  open.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The command gh, as a script of the shell, alone on the PATH. */
export function ghSaying(script: string): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "gh"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env["PATH"] = folder;
}

export function readText(...path: string[]): string {
  return readFileSync(join(FOLDER, ...path), "utf8");
}

/** A call as the kit hands it to the adapter. */
export function callOf(request: ChatRequest, config: Partial<Config> = {}, stream = true): CopilotCall {
  const model = request.model ?? "claude-sonnet-4.6";
  const names = new ToolNames((request.tools ?? []).map(({ name }) => name));
  return {
    request,
    system: request.system === undefined ? [] : [request.system],
    conversation: repair(conversationOf(request)).said,
    model,
    facts: factsOf(model, MODELS, config.models),
    config: { ...CONFIG, ...config },
    maxTokens: request.max_output_tokens ?? 16_384,
    temperature: request.temperature ?? config.temperature,
    session: "s",
    stream,
    signal: new AbortController().signal,
    timeLeftMs: () => 10_000,
    alive: () => {},
    toolName: (name) => names.toVendor(name),
    debug: () => {},
  };
}

/** An answer that nobody listens to. */
export function quietAnswer(): Answer {
  const nothing = (): void => {};
  const stream = {
    blockStart: nothing,
    token: nothing,
    thinking: nothing,
    blockDelta: nothing,
    toolCallStart: nothing,
    blockEnd: nothing,
    usage: nothing,
  };
  return new Answer({ provider: "github_copilot", model: "m", stream });
}

/** A chunk of a chat completion. */
export function chunk(delta: JsonObject, finish: string | null = null, more: JsonObject = {}): JsonObject {
  return {
    id: "c-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "claude-sonnet-4.6",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  };
}

export const USAGE: JsonObject = {
  prompt_tokens: 10,
  completion_tokens: 4,
  total_tokens: 14,
  prompt_tokens_details: { cached_tokens: 6 },
};
export const HELLO: string = sse([
  chunk({ role: "assistant", content: "Hel" }),
  chunk({ content: "lo." }),
  chunk({}, "stop", { usage: USAGE }),
  "[DONE]",
]);

export type Play = (request: Received, reply: Reply) => void | Promise<void>;
export interface Github {
  vendor: FakeVendor;
  /** The requests of a path, without query. */
  to(path: string): Received[];
}

const TOKEN = "/copilot_internal/v2/token";

/** What GitHub answers to the exchange: a token that is good for half an hour, and where Copilot is. */
export function passBody(token: string, url: string, more: JsonObject = {}): JsonObject {
  const expires_at = Math.floor(Date.now() / 1000) + 1800;
  return { token, expires_at, refresh_in: 1500, endpoints: { api: `${url}/copilot` }, chat_enabled: true, ...more };
}

/**
 * GitHub and Copilot as one server; the environment says where. Tokens are `tid=1;exp=…`, `tid=2;…`, one each exchange.
 * `plays` answers other paths than the exchange, or that too.
 */
export async function github(plays: Record<string, Play> = {}): Promise<Github> {
  let given = 0;
  const vendor: FakeVendor = await fakeVendor((request, reply) => {
    const path = request.path.split("?")[0] ?? "";
    const play = plays[path];
    if (play !== undefined) return play(request, reply);
    if (path === TOKEN) return reply.json(200, passBody(`tid=${++given};exp=1:mac`, vendor.url));
    if (path === "/copilot/chat/completions") return reply.stream(HELLO);
    return reply.text(404, "404 page not found\n");
  });
  open.push(vendor.close);
  process.env["GITHUB_API_URL"] = vendor.url;
  return { vendor, to: (path) => vendor.requests.filter((each) => each.path.split("?")[0] === path) };
}

export const CHAT = "/copilot/chat/completions";
export const EXCHANGE = TOKEN;

/** The provider in memory, before GitHub of {@link github}. */
export async function bench(config: JsonObject = {}, now?: () => number, host: FakeHost = {}): Promise<TestBench> {
  const service = new Service("providers-github-copilot").provider(
    "github_copilot",
    vendorProvider(githubCopilot(now)),
  );
  const on = await TestBench.start(service, { config: { github_copilot: config }, host });
  open.push(() => on.close());
  return on;
}

/** An answer, and its streamed tokens, joined. */
export async function ask(
  on: TestBench,
  request: ChatRequest = HI,
): Promise<{ response: ChatResponse; tokens: string; streamed: string[] }> {
  let tokens = "";
  const streamed: string[] = [];
  const response = await on.complete("github_copilot", request, (method, params) => {
    streamed.push(method.replace("stream.provider.", ""));
    if (method === "stream.provider.token") tokens += params["text"];
  });
  return { response, tokens, streamed };
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
