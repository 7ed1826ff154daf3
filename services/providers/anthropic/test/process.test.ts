import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fakeVendor } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { TestBench } from "@amplifier-ipc/sdk/testing";
import { ask, closing, events, FOLDER, HI, heard, KEY, MAIN, textEvents } from "./support.js";

const DESCRIBE = { protocol_versions: ["1.0"], host: { name: "t", version: "0" } };

/** All that the bundle writes when it reads these lines, with nothing of our environment but PATH. */
async function lines(
  env: Record<string, string>,
  ...sent: JsonObject[]
): Promise<{ out: JsonObject[]; err: string; code: unknown }> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [MAIN], { stdio: "pipe", env: { PATH, ...env } });
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written.out += text;
    if (written.out.split("\n").some((line) => line.startsWith(`{"jsonrpc":"2.0","id":${sent.length},`)))
      child.stdin.end();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.err += text;
  });
  child.stdin.write(sent.map((each, at) => `${JSON.stringify({ jsonrpc: "2.0", id: at + 1, ...each })}\n`).join(""));
  const [code] = (await once(child, "close")) as unknown[];
  const out = written.out.trimEnd().split("\n");
  return { out: out.map((line) => JSON.parse(line) as JsonObject), err: written.err, code };
}

function configured(config: JsonObject): JsonObject {
  return { method: "configure", params: { config: { anthropic: config }, session: { id: "s", cwd: "/" } } };
}

describe("the bundle", () => {
  it("describes itself without a key, as the golden file says, and ends with 0", async () => {
    const { out, err, code } = await lines({}, { method: "describe", params: DESCRIBE });
    assert.deepEqual(out[0]?.["result"], JSON.parse(readFileSync(join(FOLDER, "test", "describe.json"), "utf8")));
    assert.deepEqual([err, code], ["", 0]);
  });

  it("writes nothing but the protocol, also of a model that the SDK would warn of, and with the SDK's log asked for", async () => {
    const vendor = closing(await fakeVendor((_, reply) => reply.stream(events(...textEvents("a")))));
    const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: vendor.url, ANTHROPIC_LOG: "debug" };
    const request = { ...HI, model: "claude-sonnet-4-5", reasoning_effort: "low" };
    const complete = { method: "provider.complete", params: { request } };
    const { out, err, code } = await lines(env, { method: "describe", params: DESCRIBE }, configured({}), complete);
    assert.match(JSON.stringify(out.at(-1)), /"finish_reason":"stop"/);
    assert.equal(out.length, 3);
    assert.deepEqual([err, code], ["", 0]);
    assert.equal(vendor.requests.length, 1);
  });

  it("streams over stdio", async () => {
    const vendor = closing(await fakeVendor((_, reply) => reply.stream(events(...textEvents("Hel", "lo")), "byte")));
    const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: vendor.url };
    const on = await TestBench.spawn([process.execPath, MAIN], { env });
    assert.equal(heard((await ask(on)).streamed), "Hello");
    assert.equal(await on.close(), 0);
  });
});

describe("the definition", () => {
  const text = readFileSync(join(FOLDER, "anthropic.yaml"), "utf8");

  it("starts the bundle, and lets it see each variable that it reads", () => {
    assert.match(text, /ref: anthropic\n/);
    assert.match(text, /grants: \[hook.emit\]/);
    assert.match(text, /command: \["node", ".\/dist\/main.js"\]/);
    for (const name of [
      "ANTHROPIC_API_KEY",
      "ANTHROPIC_AUTH_TOKEN",
      "ANTHROPIC_BASE_URL",
      "HTTPS_PROXY",
      "HTTP_PROXY",
      "NO_PROXY",
    ]) {
      assert.match(text, new RegExp(`- ${name}\\b`));
    }
  });
});
