import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChatRequest, ChatResponse, JsonObject, ToolSpec } from "@amplifier-ipc/sdk";
import { LLMError, Service } from "@amplifier-ipc/sdk";
import { TestBench, type TestOptions } from "@amplifier-ipc/sdk/testing";
import { mockProvider } from "../src/provider.js";

/** The service's folder: tests run in dist/tests/test. */
export const FOLDER: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const MAIN: string = join(FOLDER, "dist", "main.js");

export type Streamed = { method: string; params: JsonObject }[];

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "amplifier-test-"));
  folders.push(folder);
  return folder;
}

/** The provider in memory. */
export function bench(options: TestOptions = {}): Promise<TestBench> {
  return TestBench.start(new Service("providers-mock").provider("mock", mockProvider()), options);
}

/** Asks the provider and keeps what it streamed. */
export async function ask(
  on: TestBench,
  request: ChatRequest,
): Promise<{ response: ChatResponse; streamed: Streamed }> {
  const streamed: Streamed = [];
  const response = await on.complete("mock", request, (method, params) => streamed.push({ method, params }));
  return { response, streamed };
}

export function tool(name: string): ToolSpec {
  return { name, description: name, input_schema: { type: "object" } };
}

/** The text of an answer. */
export function said(response: ChatResponse): string {
  return response.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

/** The tokens streamed for each text block, joined. */
export function heard(streamed: Streamed): string {
  return streamed
    .filter(({ method }) => method === "stream.provider.token")
    .map(({ params }) => params["text"])
    .join("");
}

/** The bundle as a process over stdio, with the provider's settings; it is to be closed. */
export function spawned(settings: JsonObject, cwd = temporaryFolder()): Promise<TestBench> {
  return TestBench.spawn([process.execPath, MAIN], { config: { mock: settings }, session: { id: "s", cwd } });
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
