import { afterEach, beforeEach } from "node:test";
import { type FakeVendor, fakeVendor, type Received, type Reply } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type { TestBench } from "@amplifier-ipc/sdk/testing";
import { type BenchOptions, bench, chunk, KEY, last } from "./support.js";

/** Answers the requests of a test: `number` counts them from 0. */
export type Play = (reply: Reply, request: Received, number: number) => void | Promise<void>;

interface Setting {
  vendor: FakeVendor;
  on: TestBench;
}

const open: Setting[] = [];
const VARIABLES = ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_GENAI_USE_VERTEXAI", "MY_KEY"];

beforeEach(() => {
  for (const name of VARIABLES) delete process.env[name];
  process.env["GEMINI_API_KEY"] = KEY;
});
afterEach(async () => {
  for (const { on, vendor } of open.splice(0)) {
    await on.close();
    await vendor.close();
  }
});

/** A vendor and the provider that asks it; both end with the test. */
export async function setting(play: Play, options: BenchOptions = {}): Promise<Setting> {
  let number = 0;
  const vendor = await fakeVendor((request, reply) => play(reply, request, number++));
  return untilTheEnd({ vendor, on: await bench(vendor.url, options) });
}

/** Both end with the test. */
export function untilTheEnd(both: Setting): Setting {
  open.push(both);
  return both;
}

export const HELLO: readonly JsonObject[] = [
  chunk([{ text: "Größe: " }], { usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 } }),
  chunk([{ text: "日本 🎉" }]),
  last([{ text: "!" }], "STOP", {
    usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 10 },
    modelVersion: "gemini-3.8-flash",
  }),
];
/** The text of {@link HELLO}. */
export const SAID = "Größe: 日本 🎉!";

/** The body of an error, as google.rpc.Status. */
export function body(code: number, status: string, message: string, details: unknown[] = []): JsonObject {
  return { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } };
}
