import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import { fakeVendor } from "@amplifier-ipc/provider-kit/testing";
import { ask, bench, failure, KEY, sse } from "./support.js";
import { body, HELLO, type Play, SAID, setting, untilTheEnd } from "./vendor.js";

describe("settings", () => {
  const answers: Play = (reply) => reply.stream(sse(HELLO));

  it("name version, headers and model", async () => {
    process.env["MY_KEY"] = "secret-1234";
    const { on, vendor } = await setting(answers, {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the setting is written so
      config: { api_version: "v1", model: "gemini-2.5-pro", extra_headers: { "X-Team": "${MY_KEY}" } },
    });
    await ask(on);
    const [{ path, headers } = assert.fail()] = vendor.requests;
    assert.equal(path, "/v1/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
    assert.equal(headers["x-team"], "secret-1234");
  });

  it("take a base URL with a path, with or without a version", async () => {
    const vendor = await fakeVendor((_, reply) => reply.stream(sse(HELLO)));
    const paths = ["/gateway/", "/gateway/v1beta", "/v1alpha/"];
    for (const path of paths) {
      const on = await bench(`${vendor.url}${path}`);
      await ask(on);
      await on.close();
    }
    assert.deepEqual(
      vendor.requests.map(({ path }) => path.replace(/models.*/, "")),
      ["/gateway/v1beta/", "/gateway/v1beta/", "/v1alpha/"],
    );
    await vendor.close();
  });

  it("win over the environment, which is read else", async () => {
    const { on, vendor } = await setting(answers);
    const other = await fakeVendor((_, reply) => reply.stream(sse(HELLO)));
    process.env["GOOGLE_GEMINI_BASE_URL"] = other.url;
    const by = await bench(undefined);
    untilTheEnd({ on: by, vendor: other });
    await ask(by);
    await ask(on);
    assert.deepEqual([other.requests.length, vendor.requests.length], [1, 1]);
  });

  it("send each request through a proxy", async () => {
    const { vendor } = await setting(answers);
    const asked: string[] = [];
    const proxy = createServer().on("connect", ({ url = "" }, client: Socket) => {
      asked.push(url);
      const there = connect(Number(new URL(vendor.url).port), "127.0.0.1");
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(there).pipe(client);
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as AddressInfo;
    const on = await bench("http://gemini.invalid", { config: { proxy: `http://127.0.0.1:${port}` } });
    assert.equal((await ask(on)).tokens, SAID);
    assert.deepEqual(asked, ["gemini.invalid:80"]);
    await on.close();
    proxy.close();
  });
});

describe("keys", () => {
  const answers: Play = (reply) => reply.stream(sse(HELLO));

  it("are GEMINI_API_KEY before GOOGLE_API_KEY; Vertex is never taken", async () => {
    process.env["GOOGLE_API_KEY"] = "google-key-1234";
    process.env["GOOGLE_GENAI_USE_VERTEXAI"] = "true";
    const { on, vendor } = await setting(answers);
    await ask(on);
    delete process.env["GEMINI_API_KEY"];
    await ask(on);
    assert.deepEqual(
      vendor.requests.map(({ headers, path }) => [headers["x-goog-api-key"], path.startsWith("/v1beta/models/")]),
      [
        [KEY, true],
        ["google-key-1234", true],
      ],
    );
  });

  it("that are missing are named, and nobody is asked", async () => {
    const { on, vendor } = await setting(answers);
    delete process.env["GEMINI_API_KEY"];
    const { message, data } = await failure(ask(on));
    assert.equal(data["llm_error"], "configuration");
    assert.equal(message, "GEMINI_API_KEY or GOOGLE_API_KEY is not set: amplifier-ipc provider set-key gemini");
    assert.equal(vendor.requests.length, 0);
  });

  it("may be in a variable that the settings name", async () => {
    process.env["MY_KEY"] = "my-own-key-1234";
    const { on, vendor } = await setting(answers, { config: { api_key_env: "MY_KEY" } });
    await ask(on);
    assert.equal(vendor.requests[0]?.headers["x-goog-api-key"], "my-own-key-1234");
  });
});

describe("the list of models", () => {
  const MODELS = [
    {
      name: "models/gemini-9-ultra",
      displayName: "Gemini 9 Ultra",
      inputTokenLimit: 2_000_000,
      outputTokenLimit: 100_000,
      supportedGenerationMethods: ["generateContent", "countTokens"],
      thinking: true,
    },
    { name: "models/gemini-embedding-001", supportedGenerationMethods: ["embedContent"] },
  ];
  const SECOND = [{ name: "models/gemini-2.5-pro", supportedGenerationMethods: ["generateContent"] }];

  it("is the vendor's, page by page, of what can generate", async () => {
    const { on, vendor } = await setting((reply, { path }) => {
      const second = new URL(path, "http://x").searchParams.get("pageToken") === "next";
      reply.json(200, second ? { models: SECOND } : { models: MODELS, nextPageToken: "next" });
    });
    const { models } = await on.request("provider.list_models", { provider: "gemini" });
    assert.deepEqual(models, [
      {
        id: "gemini-9-ultra",
        display_name: "Gemini 9 Ultra",
        context_window: 2_000_000,
        max_output_tokens: 100_000,
        capabilities: ["streaming", "tools", "vision", "json_mode", "thinking"],
        defaults: {},
      },
      {
        id: "gemini-2.5-pro",
        display_name: "Gemini 2.5 Pro",
        context_window: 1_048_576,
        max_output_tokens: 65_536,
        capabilities: ["streaming", "tools", "vision", "thinking", "json_mode"],
        defaults: {},
      },
    ]);
    assert.equal(vendor.requests.length, 2);
    assert.match(vendor.requests[0]?.path ?? "", /^\/v1beta\/models\?/);
  });

  it("is models.json where the vendor fails, but not where the key does", async () => {
    const refused = body(400, "INVALID_ARGUMENT", "API key not valid.", [{ reason: "API_KEY_INVALID" }]);
    const { on } = await setting((reply, _, number) =>
      number === 0 ? reply.json(503, body(503, "UNAVAILABLE", "x")) : reply.json(400, refused),
    );
    const { models } = await on.request("provider.list_models", { provider: "gemini" });
    assert.ok(models.some(({ id }) => id === "gemini-3.8-flash"));
    const { data } = await failure(on.request("provider.list_models", { provider: "gemini" }));
    assert.equal(data["llm_error"], "authentication");
  });
});
