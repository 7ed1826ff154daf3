import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sse } from "@amplifier-ipc/provider-kit/testing";
import type { ContentBlock, JsonObject } from "@amplifier-ipc/sdk";
import { asked, failure, KEY, RESPONSE, started, user } from "./support.js";

const HELLO = { messages: [user("Hello.")] };

describe("a member that the vendor refuses", () => {
  const unsupported = (param: string, code = "unsupported_parameter"): JsonObject => ({
    error: { message: `Unsupported: '${param}'.`, type: "invalid_request_error", param, code },
  });

  it("is left away, told, and not sent again to this model", async () => {
    const { vendor, on, close } = await started(
      ({ json }, reply) => {
        const body = json as JsonObject;
        const reasoning = body["reasoning"] as JsonObject | undefined;
        if (body["temperature"] !== undefined) reply.json(400, unsupported("temperature"));
        else if (reasoning?.["summary"] !== undefined)
          reply.json(400, unsupported("reasoning.summary", "unsupported_value"));
        else if (body["stream"] === true) reply.json(400, unsupported("stream", "unsupported_value"));
        else reply.json(200, RESPONSE);
      },
      { model: "prod", models: { prod: { thinking: "effort", temperature: true } }, temperature: 0.5 },
    );
    const first = await asked(on, { ...HELLO, reasoning_effort: "low" });
    assert.equal(first.response.degradation?.requested, "temperature");
    assert.match(String(first.response.metadata?.["notes"]), /reasoning\.summary.*stream/);
    assert.ok(first.told.some(([name]) => name === "token"));
    assert.equal(vendor.requests.length, 4);
    const last = vendor.requests[3]?.json as JsonObject;
    assert.deepEqual(last["reasoning"], { effort: "low" });
    const second = await asked(on, HELLO);
    assert.equal(second.response.degradation?.requested, "temperature");
    assert.equal(vendor.requests.length, 5);
    await close();
  });

  for (const how of ["as an answer", "in the stream"]) {
    it(`is reasoning of another account, told ${how}`, async () => {
      const message = "The encrypted content gAAA...Rg== could not be verified.";
      const error = { message, type: "invalid_request_error", param: null, code: "invalid_encrypted_content" };
      const { vendor, on, close } = await started(
        ({ text }, reply) => {
          if (!text.includes("gAAAA")) reply.json(200, RESPONSE);
          else if (how === "as an answer") reply.json(400, { error });
          else return reply.stream(sse([{ ...error, type: "error" }], { events: true }));
          return undefined;
        },
        { model: "gpt-5" },
      );
      const reasoning = {
        type: "reasoning",
        id: "rs_1",
        content: [],
        summary: [],
        encrypted_content: "gAAAA",
      } as const;
      const content = [reasoning, { type: "text", text: "Done." }] as ContentBlock[];
      const messages = [user("Go."), { role: "assistant" as const, content }, user("On.")];
      const { response } = await asked(on, { messages });
      assert.match(String(response.metadata?.["notes"]), /reasoning of earlier answers could not be read/);
      assert.equal(vendor.requests.length, 2);
      await close();
    });
  }

  it("is an error when it cannot be left away, or is not there", async () => {
    for (const [param, code] of [
      ["input", "unsupported_value"],
      ["temperature", "unsupported_parameter"],
      ["store", "invalid_value"],
    ] as const) {
      const { vendor, on, close } = await started((_, reply) => reply.json(400, unsupported(param, code)), {
        model: "x",
      });
      assert.equal((await failure(on.complete("openai", HELLO))).llmError, "invalid_request");
      assert.equal(vendor.requests.length, 1);
      await close();
    }
  });
});

describe("a refused request", () => {
  const openAI = (message: string, type: string, code: string | null): JsonObject => ({
    error: { message, type, param: null, code },
  });
  for (const [name, status, body, headers, llmError, more] of [
    [
      "401",
      401,
      openAI(`Incorrect API key: ${KEY}`, "invalid_request_error", "invalid_api_key"),
      {},
      "authentication",
      {},
    ],
    [
      "404 model_not_found",
      404,
      openAI("The model `x` does not exist", "invalid_request_error", "model_not_found"),
      {},
      "not_found",
      {},
    ],
    [
      "400 context_length_exceeded",
      400,
      openAI("Too long", "invalid_request_error", "context_length_exceeded"),
      {},
      "context_length",
      {},
    ],
    [
      "429 insufficient_quota",
      429,
      openAI("Quota", "insufficient_quota", "insufficient_quota"),
      {},
      "quota_exceeded",
      {},
    ],
    [
      "429 with Retry-After",
      429,
      openAI("Slow", "requests", "rate_limit_exceeded"),
      { "retry-after": "7" },
      "rate_limit",
      { retry_after: 7 },
    ],
    ["429 without it", 429, openAI("Slow", "requests", "rate_limit_exceeded"), {}, "rate_limit", {}],
    [
      "a compatible server's {message}",
      400,
      { object: "error", message: "maximum context length is 10" },
      {},
      "context_length",
      {},
    ],
    ["a compatible server's {detail}", 422, { detail: "stop is not known" }, {}, "invalid_request", {}],
    ["a compatible server's {error: text}", 404, { error: "model 'x' not found" }, {}, "not_found", {}],
    [
      "a gateway's list",
      429,
      [{ error: { code: 429, message: "Slow", status: "RESOURCE_EXHAUSTED" } }],
      {},
      "rate_limit",
      {},
    ],
  ] as const) {
    it(`is the error that it is: ${name}`, async () => {
      const { on, close } = await started((_, reply) => reply.json(status, body, headers), { model: "x" });
      const error = await failure(on.complete("openai", HELLO));
      assert.equal(error.llmError, llmError);
      assert.deepEqual(
        [error.data["status_code"], error.data["provider"], error.data["model"]],
        [status, "openai", "x"],
      );
      for (const [member, value] of Object.entries(more)) assert.equal(error.data[member], value);
      assert.ok(!JSON.stringify([error.message, error.data]).includes(KEY), "PRV-025");
      await close();
    });
  }

  it("names the variable of a refused key", async () => {
    const { on, close } = await started((_, reply) => reply.json(401, openAI("No.", "x", "invalid_api_key")));
    assert.match((await failure(on.complete("openai", HELLO))).message, /refused the key in OPENAI_API_KEY/);
    await close();
  });

  it("says what to set when a server lacks the Responses API", async () => {
    const { on, close } = await started((_, reply) => reply.json(404, { detail: "Not Found" }), { model: "x" });
    const error = await failure(on.complete("openai", HELLO));
    assert.equal(error.llmError, "not_found");
    assert.match(error.message, /needs the setting api: chat/);
    await close();
  });

  for (const [code, llmError] of Object.entries({
    server_error: "provider_unavailable",
    rate_limit_exceeded: "rate_limit",
    invalid_prompt: "content_filter",
    bio_policy: "content_filter",
    image_too_large: "invalid_request",
    context_length_exceeded: "context_length",
    insufficient_quota: "quota_exceeded",
  })) {
    it(`is a response that failed: ${code}`, async () => {
      const message = "It failed. Please try again in 11.5s.";
      const response = { ...RESPONSE, status: "failed", output: [], error: { code, message } };
      const failed = sse([{ type: "response.failed", response }], { events: true });
      const { on, close } = await started((_, reply) => reply.stream(failed));
      const error = await failure(asked(on, HELLO));
      assert.equal(error.llmError, llmError);
      assert.match(error.message, /It failed/);
      if (llmError === "rate_limit") assert.equal(error.retryAfter, 11.5);
      await close();
    });
  }
});
