import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fakeVendor } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { ask, chunk, failure, KEY, sse } from "./support.js";
import { body, HELLO, type Play, SAID, setting } from "./vendor.js";

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
    assert.equal((await ask(on)).tokens, SAID);
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
