import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  type Chunking,
  type FakeVendor,
  fakeVendor,
  type Received,
  type Reply,
} from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type { TestBench } from "@amplifier-ipc/sdk/testing";
import { ask, type BenchOptions, bench, chunk, failure, KEY, last, sse, tool } from "./support.js";

type Play = (reply: Reply, request: Received, number: number) => void | Promise<void>;

const open: { vendor: FakeVendor; on: TestBench }[] = [];
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

async function setting(play: Play, options: BenchOptions = {}): Promise<{ vendor: FakeVendor; on: TestBench }> {
  let number = 0;
  const vendor = await fakeVendor((request, reply) => play(reply, request, number++));
  const on = await bench(vendor.url, options);
  open.push({ vendor, on });
  return { vendor, on };
}

const HELLO = [
  chunk([{ text: "Größe: " }], { usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 } }),
  chunk([{ text: "日本 🎉" }]),
  last([{ text: "!" }], "STOP", {
    usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 10 },
    modelVersion: "gemini-3.8-flash",
  }),
];
const PLAIN = {
  candidates: [{ content: { parts: [{ text: "Hi." }], role: "model" }, finishReason: "STOP", index: 0 }],
};

describe("a stream", () => {
  for (const chunking of ["whole", "event", "byte"] satisfies Chunking[]) {
    it(`is an answer with usage and cost, chunked: ${chunking}`, async () => {
      const { on } = await setting((reply) => reply.stream(sse(HELLO), chunking));
      const { response, tokens } = await ask(on, { model: "gemini-2.5-pro" });
      assert.equal(tokens, "Größe: 日本 🎉!");
      assert.deepEqual(response.content, [{ type: "text", text: tokens }]);
      assert.equal(response.finish_reason, "stop");
      // 4 × 1.25 $ + 6 × 10 $ a million, as models.json says of gemini-2.5-pro
      assert.deepEqual(response.usage, { input_tokens: 4, output_tokens: 6, total_tokens: 10, cost_usd: "0.000065" });
    });
  }

  it("may have comments, empty lines and chunks of nothing", async () => {
    const text = `: hello\n\n\n\n${sse([{ usageMetadata: { promptTokenCount: 1 } }, ...HELLO])}: bye\n\n`;
    const { on } = await setting((reply) => reply.stream(text));
    assert.equal((await ask(on)).tokens, "Größe: 日本 🎉!");
  });

  it("asks the documented address, with the key in a header and nowhere else", async () => {
    const { on, vendor } = await setting((reply) => reply.stream(sse(HELLO)));
    await ask(on, { system: "Be brief." });
    const [{ method, path, headers, json } = assert.fail()] = vendor.requests;
    assert.equal(`${method} ${path}`, "POST /v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse");
    assert.equal(headers["x-goog-api-key"], KEY);
    assert.deepEqual(json, {
      contents: [{ role: "user", parts: [{ text: "Say hello." }] }],
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { maxOutputTokens: 16_384, thinkingConfig: { includeThoughts: true } },
    });
  });

  it("brings tool calls, thoughts and signatures; the next request gives them back", async () => {
    const call = { functionCall: { name: "look", args: { at: "Oslo" } }, thoughtSignature: "c2ln" };
    const turns = [[chunk([{ text: "Hm.", thought: true }]), last([{ text: "I look. " }, call])], HELLO];
    const { on, vendor } = await setting((reply, _, number) => reply.stream(sse(turns[number] ?? [])));
    const tools = [tool("look", { type: "object", properties: { at: { type: "string" } } })];
    const { response, thoughts, streamed } = await ask(on, { tools });
    assert.equal(thoughts, "Hm.");
    assert.equal(response.finish_reason, "tool_calls");
    const [{ id, name, arguments: input } = assert.fail()] = response.tool_calls ?? [];
    assert.deepEqual([name, input], ["look", { at: "Oslo" }]);
    assert.ok(streamed.some(({ method, params }) => method.endsWith("tool_call_start") && params["id"] === id));
    await ask(on, {
      tools,
      messages: [
        { role: "user", content: "Say hello." },
        { role: "assistant", content: response.content, metadata: { provider: "gemini" } },
        { role: "tool", tool_call_id: id, content: "3 °C" },
      ],
    });
    assert.deepEqual((vendor.requests[1] as { json: JsonObject }).json["contents"], [
      { role: "user", parts: [{ text: "Say hello." }] },
      { role: "model", parts: [{ text: "I look. " }, call] },
      { role: "user", parts: [{ functionResponse: { name: "look", response: { output: "3 °C" } } }] },
    ]);
  });
});

describe("without a stream", () => {
  it("one plain request does", async () => {
    const { on, vendor } = await setting((reply) => reply.json(200, PLAIN));
    const response = await on.complete("gemini", { messages: [{ role: "user", content: "Hi." }] });
    assert.deepEqual(response.content, [{ type: "text", text: "Hi." }]);
    assert.equal(vendor.requests[0]?.path, "/v1beta/models/gemini-3.8-flash:generateContent");
  });

  it("a refused prompt is content_filter", async () => {
    const { on } = await setting((reply) => reply.json(200, { promptFeedback: { blockReason: "SAFETY" } }));
    const { data } = await failure(on.complete("gemini", { messages: [{ role: "user", content: "Hi." }] }));
    assert.equal(data["llm_error"], "content_filter");
  });

  it("an answer that is no JSON cannot be read", async () => {
    const { on } = await setting((reply) =>
      reply.text(200, '{"candidates": [', { "content-type": "application/json" }),
    );
    const { data } = await failure(on.complete("gemini", { messages: [{ role: "user", content: "Hi." }] }));
    assert.equal(data["llm_error"], "stream_error");
  });
});

describe("a stream that breaks", () => {
  const broken: [string, Play][] = [
    ["ends without a finish reason", (reply) => reply.stream(sse([chunk([{ text: "Hel" }])]))],
    [
      "ends at a place from which the SDK would go on by itself",
      (reply) => reply.stream(sse([chunk([{ text: "Hel" }], {}, { continuationToken: "bW9yZQ==" })])),
    ],
    ["is cut", (reply) => reply.write(sse([chunk([{ text: "Hel" }])])).then(() => reply.cut())],
    ["is reset", (reply) => reply.write(sse([chunk([{ text: "Hel" }])])).then(() => reply.reset())],
    ["ends within an event", (reply) => reply.stream(`${sse([chunk([{ text: "Hel" }])])}data: {"candidates": [{`)],
    ["has a chunk that is no JSON", (reply) => reply.stream(`${sse([chunk([{ text: "Hel" }])])}data: {oops\r\n\r\n`)],
    [
      "has an error in it",
      (reply) =>
        reply.stream(
          sse([chunk([{ text: "Hel" }]), { error: { code: 503, message: "Overloaded.", status: "UNAVAILABLE" } }]),
        ),
    ],
    [
      "has an error without a code in it",
      (reply) => reply.stream(sse([chunk([{ text: "Hel" }]), { error: { message: "Gone.", status: "INTERNAL" } }])),
    ],
  ];
  for (const [name, play] of broken) {
    it(`${name}: stream_error with the text so far, asked once`, async () => {
      const { on, vendor } = await setting(play, { config: { max_retries: 3 } });
      const { data } = await failure(ask(on));
      assert.deepEqual([data["llm_error"], data["partial"], data["retryable"]], ["stream_error", "Hel", true]);
      assert.equal(vendor.requests.length, 1);
    });
  }

  it("is closed at the vendor when it has an error in it", async () => {
    const { on, vendor } = await setting(async (reply) => {
      await reply.write(sse([chunk([{ text: "Hel" }]), { error: { code: 500, message: "x", status: "INTERNAL" } }]));
      await reply.stall();
    });
    await failure(ask(on));
    await vendor.closed();
  });

  it("before its first piece is what the error says", async () => {
    const said = { error: { code: 429, message: "Slow.", status: "RESOURCE_EXHAUSTED" } };
    const { on } = await setting((reply) => reply.stream(sse([said])));
    assert.equal((await failure(ask(on))).data["llm_error"], "rate_limit");
  });

  it("before its first piece is what an error without a code says, streamed or not", async () => {
    const said = { error: { message: "Slow.", status: "RESOURCE_EXHAUSTED" } };
    const { on } = await setting((reply, _, number) =>
      number === 0 ? reply.stream(sse([said])) : reply.json(200, said),
    );
    const plain = on.complete.bind(on, "gemini", { messages: [{ role: "user", content: "Hi." }] });
    for (const work of [() => ask(on), plain]) {
      const { message, data } = await failure(work());
      assert.equal(data["llm_error"], "rate_limit");
      assert.match(message, /Slow\./);
    }
  });

  it("is silent: stream_error after idle_timeout", async () => {
    const { on } = await setting(
      async (reply) => {
        await reply.write(sse([chunk([{ text: "Hel" }])]));
        await reply.stall();
      },
      { config: { idle_timeout: 0.05 } },
    );
    const { data } = await failure(ask(on));
    assert.deepEqual([data["llm_error"], data["partial"]], ["stream_error", "Hel"]);
  });
});

describe("what the vendor says of malformed calls", () => {
  it("is in the error, although the SDK leaves it out", async () => {
    const finishMessage = "Malformed function call: call:look{at:";
    const candidate = { content: {}, finishReason: "MALFORMED_FUNCTION_CALL", finishMessage, index: 0 };
    const { on } = await setting((reply) => reply.stream(sse([{ candidates: [candidate] }]), "byte"));
    const { data } = await failure(ask(on));
    assert.deepEqual(
      [data["llm_error"], data["tool_name"], data["raw_arguments"]],
      ["invalid_tool_call", "look", finishMessage],
    );
  });
});

function body(code: number, status: string, message: string, details: unknown[] = []): JsonObject {
  return { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } };
}

const QUOTA = "type.googleapis.com/google.rpc.QuotaFailure";
const RETRY = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "17s" };

describe("an error", () => {
  const cases: [string, number, unknown, JsonObject][] = [
    [
      "400 that means the key",
      400,
      body(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID", domain: "googleapis.com" },
      ]),
      { llm_error: "authentication", retryable: false, status_code: 400 },
    ],
    [
      "400 that means the window",
      400,
      body(
        400,
        "INVALID_ARGUMENT",
        "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).",
      ),
      { llm_error: "context_length", retryable: false },
    ],
    ["400", 400, body(400, "INVALID_ARGUMENT", "Unknown name."), { llm_error: "invalid_request", retryable: false }],
    ["400 in a list", 400, [body(400, "INVALID_ARGUMENT", "x")], { llm_error: "invalid_request", retryable: false }],
    ["401", 401, body(401, "UNAUTHENTICATED", "No."), { llm_error: "authentication", retryable: false }],
    ["403", 403, body(403, "PERMISSION_DENIED", "No."), { llm_error: "access_denied", retryable: false }],
    ["404", 404, body(404, "NOT_FOUND", "models/x is not found"), { llm_error: "not_found", retryable: false }],
    [
      "429 that says when",
      429,
      body(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", [RETRY]),
      { llm_error: "rate_limit", retryable: true, retry_after: 17 },
    ],
    [
      "429 of the day",
      429,
      body(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", [
        { "@type": QUOTA, violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] },
      ]),
      { llm_error: "quota_exceeded", retryable: false },
    ],
    ["500", 500, body(500, "INTERNAL", "Broken."), { llm_error: "provider_unavailable", retryable: true }],
    ["503", 503, body(503, "UNAVAILABLE", "Overloaded."), { llm_error: "provider_unavailable", status_code: 503 }],
    ["504", 504, body(504, "DEADLINE_EXCEEDED", "Late."), { llm_error: "provider_unavailable", status_code: 504 }],
  ];
  for (const [name, status, answer, want] of cases) {
    it(`${name} is ${want["llm_error"]}, asked once`, async () => {
      const { on, vendor } = await setting((reply) => reply.json(status, answer));
      const { data } = await failure(ask(on));
      for (const [member, value] of Object.entries(want)) assert.equal(data[member], value, member);
      assert.deepEqual([data["provider"], data["model"]], ["gemini", "gemini-3.8-flash"]);
      assert.equal(vendor.requests.length, 1);
    });
  }

  it("names the variable of a refused key, but not the key", async () => {
    const said = body(400, "INVALID_ARGUMENT", `API key not valid: ${KEY}.`, [{ reason: "API_KEY_INVALID" }]);
    const { on } = await setting((reply) => reply.json(400, said));
    const error = await failure(ask(on));
    assert.match(error.message, /^Google Gemini refused the key in GEMINI_API_KEY \(HTTP 400\): API key not valid/);
    assert.ok(!JSON.stringify(error).includes(KEY));
  });

  it("waits as long as its header says", async () => {
    const headers = { "retry-after": "120" };
    const { on } = await setting((reply) => reply.json(429, body(429, "RESOURCE_EXHAUSTED", "Slow."), headers));
    assert.equal((await failure(ask(on))).data["retry_after"], 120);
  });

  it("has its status although its body is no JSON, and no page of HTML is told", async () => {
    const pages = ["<html><body>Bad gateway</body></html>", '{"error": '];
    const { on } = await setting((reply, _, number) => {
      const type = number === 0 ? "text/html" : "application/json";
      reply.text(502, pages[number] ?? "", { "content-type": type });
    });
    for (const _ of pages) {
      const { message, data } = await failure(ask(on));
      assert.deepEqual([data["llm_error"], data["status_code"]], ["provider_unavailable", 502]);
      assert.doesNotMatch(message, /<html>/);
    }
  });

  it("that may pass is tried again by the kit, and by it alone", async () => {
    const { on, vendor } = await setting(
      (reply, _, number) =>
        number === 0
          ? reply.json(503, body(503, "UNAVAILABLE", "Overloaded."), { "retry-after-ms": "1" })
          : reply.stream(sse(HELLO)),
      { config: { max_retries: 1 } },
    );
    assert.equal((await ask(on)).tokens, "Größe: 日本 🎉!");
    assert.equal(vendor.requests.length, 2);
  });

  it("is a redirect: the key goes to nobody else", async () => {
    const other = await fakeVendor((_, reply) => reply.stream(sse(HELLO)));
    const { on } = await setting((reply) => reply.text(307, "", { location: `${other.url}/elsewhere` }));
    const { message, data } = await failure(ask(on));
    assert.deepEqual([data["llm_error"], data["status_code"], data["retryable"]], ["llm_error", 307, false]);
    assert.match(message, /HTTP 307/);
    assert.equal(other.requests.length, 0);
    await other.close();
  });

  it("of a vendor that is not there is network", async () => {
    const { on, vendor } = await setting(() => {});
    await vendor.close();
    assert.equal((await failure(ask(on))).data["llm_error"], "network");
  });
});

describe("cancel and time", () => {
  it("closes the connection at once", async () => {
    const { on, vendor } = await setting(async (reply) => {
      await reply.write(sse([chunk([{ text: "Hel" }])]));
      await reply.stall();
    });
    const stop = new AbortController();
    const request = { messages: [{ role: "user" as const, content: "Hi." }] };
    const onStream = (method: string): void => {
      if (method === "stream.provider.token") stop.abort();
    };
    const params = { provider: "gemini", stream: true, request };
    const { kind } = await failure(on.request("provider.complete", params, { onStream, signal: stop.signal }));
    assert.equal(kind, "cancelled");
    await vendor.closed();
  });

  it("ends a call at its time-out, and the connection too", async () => {
    const { on, vendor } = await setting((reply) => reply.stall());
    const { data } = await failure(ask(on, { timeout: 0.05 }));
    assert.equal(data["llm_error"], "llm_timeout");
    await vendor.closed();
  });

  it("tells the vendor how long it has", async () => {
    const { on, vendor } = await setting((reply) => reply.stream(sse(HELLO)));
    await ask(on, { timeout: 20 });
    assert.equal(vendor.requests[0]?.headers["x-server-timeout"], "21");
  });
});

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
    open.push({ on: by, vendor: other });
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
    assert.equal((await ask(on)).tokens, "Größe: 日本 🎉!");
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
