import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { ask, closing, events, failure, KEY, type Setting, setting, textEvents } from "./support.js";

const VARIABLES = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_AUTH_TOKEN",
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_CUSTOM_HEADERS",
  "OWN_KEY",
  "ANTHROPIC_LOG",
];
const before = new Map(VARIABLES.map((name) => [name, process.env[name]]));

function restore(): void {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

beforeEach(() => {
  for (const name of VARIABLES) delete process.env[name];
});
afterEach(restore);

/** A vendor that answers, and what it was asked with: the environment is that of `env`. */
async function asking(env: Record<string, string | undefined>, config: JsonObject = {}): Promise<Setting> {
  const made = await setting((_, reply) => reply.stream(events(...textEvents("a"))), config);
  delete process.env["ANTHROPIC_API_KEY"];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
  return made;
}

/** A proxy: whatever it is asked for, it connects to the vendor. */
async function tunnel(vendorUrl: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer();
  server.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    const { hostname, port } = new URL(vendorUrl);
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    socket.on("close", () => upstream.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing({ close: async () => server.close() });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("the key", () => {
  it("that is missing is told at the first call, by the variable and the command", async () => {
    const { vendor } = await asking({});
    const { on } = await asking({ ANTHROPIC_BASE_URL: vendor.url }, { base_url: undefined as unknown as string });
    for (const call of [() => ask(on), () => on.request("provider.list_models", {})]) {
      const error = await failure(call());
      assert.deepEqual([error["llm_error"], error["retryable"]], ["configuration", false]);
      assert.equal(error.message, "ANTHROPIC_API_KEY is not set: amplifier-ipc provider set-key anthropic");
    }
    assert.equal(vendor.requests.length, 0);
  });

  it("may be a token for gateways", async () => {
    const { on, vendor } = await asking({ ANTHROPIC_AUTH_TOKEN: "t-123" });
    await ask(on);
    assert.equal(vendor.requests[0]?.headers["authorization"], "Bearer t-123");
    assert.equal("x-api-key" in (vendor.requests[0]?.headers ?? {}), false);
  });

  it("is not needed by a server of the settings, which may want a header instead", async () => {
    const { on, vendor } = await asking({ OWN_KEY: "own-1234" }, { extra_headers: { "x-own": `\${OWN_KEY}` } });
    await ask(on);
    const { headers } = vendor.requests[0] ?? assert.fail();
    assert.equal(headers["x-own"], "own-1234");
    assert.deepEqual(["authorization" in headers, "x-api-key" in headers], [false, false]);
    const own = await asking({ OWN_KEY: "own-1234" }, { extra_headers: { Authorization: `Bearer \${OWN_KEY}` } });
    await ask(own.on);
    assert.equal(own.vendor.requests[0]?.headers["authorization"], "Bearer own-1234");
  });

  it("goes before the token, without a word on stdout", async () => {
    const { on, vendor } = await asking({
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_AUTH_TOKEN: "t-123",
      ANTHROPIC_LOG: "debug",
    });
    await ask(on);
    assert.equal(vendor.requests[0]?.headers["authorization"], `Bearer ${KEY}`);
  });

  it("is read from the variable that the settings name, and from no other", async () => {
    const named = await asking({ OWN_KEY: "own-1234", ANTHROPIC_API_KEY: KEY }, { api_key_env: "OWN_KEY" });
    await ask(named.on);
    assert.equal(named.vendor.requests[0]?.headers["authorization"], "Bearer own-1234");
    delete process.env["OWN_KEY"];
    const missing = await asking({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_AUTH_TOKEN: "t" }, { api_key_env: "OWN_KEY" });
    assert.match((await failure(ask(missing.on))).message, /^OWN_KEY is not set/);
  });

  it("is not replaced by headers that the SDK would read from the environment", async () => {
    const { on, vendor } = await asking({
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_CUSTOM_HEADERS: "authorization: other\nx-more: 1",
    });
    await ask(on);
    assert.equal(vendor.requests[0]?.headers["authorization"], `Bearer ${KEY}`);
    assert.equal("x-more" in (vendor.requests[0]?.headers ?? {}), false);
  });
});

describe("the address", () => {
  it("of the settings goes before that of the environment", async () => {
    const { on, vendor } = await asking({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: "http://127.0.0.1:9" });
    await ask(on);
    assert.equal(vendor.requests.length, 1);
  });

  it("may end in a slash, in /v1, or in a path of a gateway", async () => {
    const vendor = (await asking({})).vendor;
    for (const [suffix, path] of [
      ["/", "/v1/messages"],
      ["/v1", "/v1/messages"],
      ["/v1/", "/v1/messages"],
      ["/gateway/anthropic", "/gateway/anthropic/v1/messages"],
    ] as const) {
      const { on } = await asking({ ANTHROPIC_API_KEY: KEY }, { base_url: vendor.url + suffix });
      await ask(on);
      assert.equal(vendor.requests.at(-1)?.path, path);
    }
  });

  it("of the environment is used without one in the settings", async () => {
    const { vendor } = await asking({});
    const { on } = await asking(
      { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: vendor.url },
      { base_url: undefined as unknown as string },
    );
    await ask(on);
    assert.equal(vendor.requests.length, 1);
  });

  it("behind a proxy is asked through it", async () => {
    const { vendor } = await asking({});
    const proxy = await tunnel(vendor.url);
    const config = { base_url: "http://anthropic.invalid:80", proxy: proxy.url };
    const { on } = await asking({ ANTHROPIC_API_KEY: KEY }, config);
    await ask(on);
    assert.equal(vendor.requests.length, 1);
    assert.deepEqual(proxy.asked, ["anthropic.invalid:80"]);
  });
});

describe("a name of the settings", () => {
  it("that nobody knows is a fault, and a wrong type too", async () => {
    for (const config of [{ modle: "x" }, { betas: "x" }, { max_tokens: 0 }]) {
      await assert.rejects(asking({}, config), /anthropic/);
    }
  });
});
