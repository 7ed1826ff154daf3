import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { vendorProvider } from "@amplifier-ipc/provider-kit";
import { type FakeVendor, fakeVendor, type VendorHandler } from "@amplifier-ipc/provider-kit/testing";
import { type ChatRequest, type ChatResponse, type JsonObject, LLMError, Service } from "@amplifier-ipc/sdk";
import { TestBench } from "@amplifier-ipc/sdk/testing";
import { azureOpenAI } from "../src/adapter.js";

/** The service's folder: tests run in dist/tests/test. */
export const FOLDER: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const MAIN: string = join(FOLDER, "dist", "main.js");
export const KEY = "0123456789abcdef0123456789abcdef";

process.env["AZURE_OPENAI_API_KEY"] = KEY;

export const HELLO: ChatRequest = { messages: [{ role: "user", content: "Hello." }] };

/** https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses */
export const RESPONSE: JsonObject = {
  id: "resp_1",
  object: "response",
  status: "completed",
  error: null,
  incomplete_details: null,
  model: "gpt-4.1-2025-04-14",
  output: [
    {
      id: "msg_1",
      type: "message",
      status: "completed",
      role: "assistant",
      content: [{ type: "output_text", text: "Hello!", annotations: [] }],
    },
  ],
  usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
};

/** https://learn.microsoft.com/azure/ai-foundry/openai/reference */
export const COMPLETION: JsonObject = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-4.1",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello!" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};

/** The adapter in memory, before a resource that answers as the test says; both are to be closed. */
export async function started(
  handler: VendorHandler,
  settings: JsonObject = {},
): Promise<{ vendor: FakeVendor; on: TestBench; close(): Promise<void> }> {
  const vendor = await fakeVendor(handler);
  const on = await bench({ base_url: vendor.url, model: "gpt-4.1", max_retries: 0, ...settings });
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
  const service = new Service("providers-azure-openai").provider("azure_openai", vendorProvider(azureOpenAI));
  return TestBench.start(service, { config: { azure_openai: settings } });
}

/** The bundle as a process. */
export function spawned(settings: JsonObject, env: Record<string, string> = {}): Promise<TestBench> {
  return TestBench.spawn([process.execPath, MAIN], { config: { azure_openai: settings }, env });
}

export function ask(on: TestBench, request: Partial<ChatRequest> = {}): Promise<ChatResponse> {
  return on.complete("azure_openai", { ...HELLO, ...request });
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
