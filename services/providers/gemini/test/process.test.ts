import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fakeVendor } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { chunk, FOLDER, KEY, last, MAIN, readText, sse } from "./support.js";

const running: ChildProcess[] = [];
after(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** The bundle as a host runs it, with everything that it writes. */
class Running {
  readonly lines: JsonObject[] = [];
  readonly child: ChildProcess;
  stderr = "";
  #waiting: { wanted: (line: JsonObject) => boolean; resolve: (line: JsonObject) => void }[] = [];

  constructor(env: Record<string, string>) {
    const { PATH = "" } = process.env;
    this.child = spawn(process.execPath, [MAIN], { stdio: ["pipe", "pipe", "pipe"], env: { PATH, ...env } });
    running.push(this.child);
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    createInterface({ input: this.child.stdout ?? assert.fail() }).on("line", (text) => this.#take(text));
  }

  send(method: string, params: JsonObject, id?: number): void {
    const line = { jsonrpc: "2.0", ...(id === undefined ? {} : { id }), method, params };
    this.child.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  /** The first line that fits, also if it has come already. */
  line(wanted: (line: JsonObject) => boolean): Promise<JsonObject> {
    const there = this.lines.find(wanted);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  async call(method: string, params: JsonObject, id: number): Promise<JsonObject> {
    this.send(method, params, id);
    return this.line((line) => line["id"] === id && !("method" in line));
  }

  async start(config: JsonObject = {}): Promise<JsonObject> {
    const described = await this.call("describe", { protocol_versions: ["1.0"], host: { name: "t", version: "0" } }, 1);
    await this.call("configure", { config: { gemini: config }, session: { id: "s", cwd: "/" } }, 2);
    return described["result"] as JsonObject;
  }

  async end(): Promise<number | null> {
    this.child.stdin?.end();
    const [code] = (await once(this.child, "close")) as [number | null];
    return code;
  }

  #take(text: string): void {
    const line = JSON.parse(text) as JsonObject; // a line that is no JSON fails the test
    this.lines.push(line);
    this.#waiting = this.#waiting.filter(({ wanted, resolve }) => {
      if (!wanted(line)) return true;
      resolve(line);
      return false;
    });
  }
}

const ASK = { provider: "gemini", stream: true, request: { messages: [{ role: "user", content: "Hi." }] } };

describe("the bundle", () => {
  it("describes itself without a key, as the golden file says, and ends with 0", async () => {
    const service = new Running({});
    assert.deepEqual(await service.start(), JSON.parse(readText("test", "describe.json")));
    const { result } = await service.call("provider.info", { provider: "gemini" }, 3);
    assert.deepEqual((result as JsonObject)["credential_env_vars"], ["GEMINI_API_KEY", "GOOGLE_API_KEY"]);
    const { error } = await service.call("provider.complete", ASK, 4);
    assert.equal(
      (error as JsonObject)["message"],
      "GEMINI_API_KEY or GOOGLE_API_KEY is not set: amplifier-ipc provider set-key gemini",
    );
    assert.equal(await service.end(), 0);
  });

  it("loads the SDK with the first call only", () => {
    const loaded = new Set<string>();
    const load = (name: string): void => {
      if (loaded.has(name)) return;
      loaded.add(name);
      const text = readText("dist", name);
      assert.doesNotMatch(text, /class GoogleGenAI\b/, name);
      for (const [, next = ""] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+)"/g)) load(next);
    };
    load("main.js");
    assert.ok(loaded.size > 1);
  });

  it("writes nothing but the protocol, whatever parts an answer has", async () => {
    const parts = [
      { text: "Hm.", thought: true },
      { text: "See." },
      { functionCall: { name: "look", args: {} } },
      { executableCode: { language: "PYTHON", code: "1" } },
    ];
    const two = { candidates: [...(chunk(parts)["candidates"] as unknown[]), { index: 1, content: { parts } }] };
    const vendor = await fakeVendor((_, reply) => reply.stream(sse([two, last(parts)])));
    const service = new Running({
      GEMINI_API_KEY: KEY,
      GOOGLE_API_KEY: "other-key-1234",
      GOOGLE_GEMINI_BASE_URL: vendor.url,
    });
    await service.start();
    const { result } = await service.call("provider.complete", ASK, 3);
    assert.equal((result as JsonObject)["finish_reason"], "tool_calls");
    assert.equal(await service.end(), 0);
    assert.equal(service.stderr, "");
    assert.equal(vendor.requests[0]?.headers["x-goog-api-key"], KEY);
    await vendor.close();
  });

  it("closes the connection to the vendor when it is cancelled, and tells the text so far", async () => {
    const vendor = await fakeVendor(async (_, reply) => {
      await reply.write(sse([chunk([{ text: "Hel" }])]));
      await reply.stall();
    });
    const service = new Running({ GEMINI_API_KEY: KEY, GOOGLE_GEMINI_BASE_URL: vendor.url });
    await service.start();
    const answered = service.call("provider.complete", ASK, 3);
    await service.line((line) => line["method"] === "stream.provider.token");
    service.send("$/cancel", { id: 3 });
    const { code, data } = (await answered)["error"] as { code: number; data: JsonObject };
    assert.deepEqual([code, data["kind"], data["partial"]], [-32800, "cancelled", "Hel"]);
    await vendor.closed();
    assert.equal(await service.end(), 0);
    await vendor.close();
  });

  it("goes through a proxy of the environment", async () => {
    // A proxy is asked for a tunnel; this server gives none, and its refusal shows that it was asked.
    const proxy = await fakeVendor(() => {});
    const service = new Running({ GEMINI_API_KEY: KEY, HTTPS_PROXY: `${proxy.url}` });
    await service.start({ base_url: "https://gemini.invalid", max_retries: 0, timeout: 1 });
    const { error } = await service.call("provider.complete", ASK, 3);
    assert.ok(["network", "llm_timeout"].includes(String((error as { data: JsonObject }).data["llm_error"])));
    assert.ok(proxy.connections() > 0);
    assert.equal(await service.end(), 0);
    await proxy.close();
  });

  it("is what the definition starts, with each variable that it reads", () => {
    const definition = readText("gemini.yaml");
    assert.match(definition, /ref: gemini\n/);
    assert.match(definition, /command: \["node", ".\/dist\/main.js"\]/);
    assert.ok(existsSync(join(FOLDER, "dist", "main.js")));
    for (const name of ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL", "HTTPS_PROXY", "NO_PROXY"]) {
      assert.match(definition, new RegExp(`- ${name}\\b`));
    }
  });
});
