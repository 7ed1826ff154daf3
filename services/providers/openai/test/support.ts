import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Answer, vendorProvider } from "@amplifier-ipc/provider-kit";
import { type FakeVendor, fakeVendor, recorded, type VendorHandler } from "@amplifier-ipc/provider-kit/testing";
import {
  type ChatRequest,
  type ChatResponse,
  type JsonObject,
  LLMError,
  Service,
  type ToolSpec,
} from "@amplifier-ipc/sdk";
import { TestBench } from "@amplifier-ipc/sdk/testing";
import { openai } from "../src/adapter.js";

/** The service's folder: tests run in dist/tests/test. */
export const FOLDER: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const MAIN: string = join(FOLDER, "dist", "main.js");
export const KEY = "sk-test-0123456789abcdefghijkl";

process.env["OPENAI_API_KEY"] = KEY;

export type Told = [name: string, params: JsonObject][];

/** The adapter in memory, before a vendor that answers as the test says; both are to be closed. */
export async function started(
  handler: VendorHandler,
  settings: JsonObject = {},
): Promise<{ vendor: FakeVendor; on: TestBench; close(): Promise<void> }> {
  const vendor = await fakeVendor(handler);
  const on = await bench({ base_url: `${vendor.url}/v1`, max_retries: 0, ...settings });
  return {
    vendor,
    on,
    close: async () => {
      await on.close();
      await vendor.close();
    },
  };
}

export function bench(settings: JsonObject): Promise<TestBench> {
  const service = new Service("providers-openai").provider("openai", vendorProvider(openai));
  return TestBench.start(service, { config: { openai: settings }, session: { id: "session-1", cwd: "/" } });
}

/** The bundle as a process. */
export function spawned(settings: JsonObject, env: Record<string, string> = {}): Promise<TestBench> {
  const config = { openai: settings };
  return TestBench.spawn([process.execPath, MAIN], { config, env, session: { id: "session-1", cwd: "/" } });
}

/** Asks with a stream, and keeps what is told on the way. */
export async function asked(on: TestBench, request: ChatRequest): Promise<{ response: ChatResponse; told: Told }> {
  const told: Told = [];
  const response = await on.complete("openai", request, (method, params) => {
    told.push([method.replace("stream.provider.", ""), params]);
  });
  return { response, told };
}

/** What a request becomes on the wire, and what was answered. */
export async function sent(
  request: Partial<ChatRequest>,
  settings: JsonObject = {},
): Promise<{ body: JsonObject; response: ChatResponse; path: string }> {
  const chat = settings["api"] === "chat";
  const { vendor, on, close } = await started((_, reply) => reply.json(200, chat ? COMPLETION : RESPONSE), settings);
  try {
    const response = await on.complete("openai", { messages: [user("Hello.")], ...request });
    const [{ json, path } = assert.fail("nothing was sent")] = vendor.requests;
    return { body: json as JsonObject, response, path };
  } finally {
    await close();
  }
}

/** The error that a call ends with; that it answers is a failure. */
export async function failure(call: Promise<unknown>): Promise<LLMError> {
  const error = await call.then(
    () => assert.fail("it answered"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof LLMError, String(error));
  return error;
}

export function user(content: ChatRequest["messages"][number]["content"]): ChatRequest["messages"][number] {
  return { role: "user", content };
}

export function tool(name: string, input_schema: JsonObject = { type: "object", properties: {} }): ToolSpec {
  return { name, description: `The tool ${name}.`, input_schema };
}

/** An answer of its own, and what it streams. */
export function answerOf(): { answer: Answer; told: unknown[][] } {
  const { told, stream } = recorded();
  return { answer: new Answer({ provider: "openai", model: "gpt-5", stream }), told };
}

export async function* each(values: readonly unknown[], end?: Error): AsyncGenerator<unknown> {
  yield* values;
  if (end !== undefined) throw end;
}

/** https://platform.openai.com/docs/api-reference/chat/object */
export const COMPLETION: JsonObject = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1741569952,
  model: "gpt-4.1-2025-04-14",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello!", refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: {
    prompt_tokens: 19,
    completion_tokens: 10,
    total_tokens: 29,
    prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 0 },
  },
  service_tier: "default",
};

export const MESSAGE: JsonObject = {
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text: "Hello!", annotations: [] }],
};

export const USAGE: JsonObject = {
  input_tokens: 36,
  input_tokens_details: { cached_tokens: 12 },
  output_tokens: 87,
  output_tokens_details: { reasoning_tokens: 40 },
  total_tokens: 123,
};

/** https://platform.openai.com/docs/api-reference/responses/object */
export const RESPONSE: JsonObject = {
  id: "resp_1",
  object: "response",
  created_at: 1741476542,
  status: "completed",
  error: null,
  incomplete_details: null,
  model: "gpt-4.1-2025-04-14",
  output: [MESSAGE],
  usage: USAGE,
};
