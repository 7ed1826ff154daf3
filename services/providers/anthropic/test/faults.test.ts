import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { ask, EARLIER, events, failure, KEY, setting, textEvents } from "./support.js";

/** The vendor's body of an error, by its page of errors. */
function body(type: string, message: string): JsonObject {
  return { type: "error", error: { type, message }, request_id: "req_011CSHoEeqs5C35K2UUqR7Fy" };
}

/** Status, type and message of the vendor; what becomes of it. */
const FAULTS: [status: number, type: string, message: string, name: string, retryable: boolean][] = [
  [400, "invalid_request_error", "max_tokens: Field required", "invalid_request", false],
  [400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", "context_length", false],
  [
    400,
    "invalid_request_error",
    "Your credit balance is too low to access the Anthropic API.",
    "quota_exceeded",
    false,
  ],
  [401, "authentication_error", "invalid x-api-key", "authentication", false],
  [402, "billing_error", "There is an issue with your billing.", "quota_exceeded", false],
  [403, "permission_error", "Your API key does not have permission.", "access_denied", false],
  [404, "not_found_error", "model: claude-none", "not_found", false],
  [413, "request_too_large", "Request exceeds the maximum size", "context_length", false],
  [429, "rate_limit_error", "Number of request tokens has exceeded your rate limit", "rate_limit", true],
  [500, "api_error", "Internal server error", "provider_unavailable", true],
  [504, "timeout_error", "Request timed out", "provider_unavailable", true],
  [529, "overloaded_error", "Overloaded", "provider_unavailable", true],
];

describe("an answer with a status", () => {
  for (const [status, type, message, name, retryable] of FAULTS) {
    it(`${status} ${type} is ${name}: ${message}`, async () => {
      const { on } = await setting((_, reply) => reply.json(status, body(type, message)));
      for (const call of [ask(on), on.complete("anthropic", { messages: [{ role: "user", content: "Hi" }] })]) {
        const error = await failure(call);
        assert.deepEqual([error["llm_error"], error["retryable"], error["status_code"]], [name, retryable, status]);
        assert.deepEqual([error["provider"], error["model"], error["attempts"]], ["anthropic", EARLIER, 1]);
        assert.ok(error.message.includes(message), error.message);
      }
    });
  }

  it("that tells when to try again is waited for, and told", async () => {
    const emitted: JsonObject[] = [];
    let tries = 0;
    const { on, vendor } = await setting(
      (_, reply) =>
        ++tries === 1
          ? reply.json(429, body("rate_limit_error", "Slow down"), { "retry-after": "0" })
          : reply.stream(events(...textEvents("a"))),
      { max_retries: 1 },
      {
        host: {
          "request.hook_emit": ({ event, data }) => {
            emitted.push({ event, delay: data["delay_s"] ?? data["delay_ms"] });
            return { action: "continue" };
          },
        },
      },
    );
    await ask(on);
    assert.equal(vendor.requests.length, 2);
    assert.deepEqual(
      emitted.sort((a, b) => String(a["event"]).localeCompare(String(b["event"]))),
      [
        { event: "provider:retry", delay: 0 },
        { event: "provider:throttle", delay: 0 },
      ],
    );
  });

  it("that asks for more than a minute goes to the caller at once, with the wait", async () => {
    const { on, vendor } = await setting(
      (_, reply) => reply.json(429, body("rate_limit_error", "Slow down"), { "retry-after": "61" }),
      { max_retries: 3 },
    );
    const error = await failure(ask(on));
    assert.deepEqual([error["llm_error"], error["retry_after"], error["attempts"]], ["rate_limit", 61, 1]);
    assert.equal(vendor.requests.length, 1);
  });

  it("and a page instead of JSON is told by its status", async () => {
    const page = "<!doctype html><html><body>Bad gateway</body></html>";
    const { on } = await setting((_, reply) => reply.text(502, page, { "content-type": "text/html" }));
    const error = await failure(ask(on));
    assert.equal(error["llm_error"], "provider_unavailable");
    assert.equal(error.message.includes("<html>"), false);
  });

  it("never shows the key (PRV-025)", async () => {
    const { on } = await setting((_, reply) => reply.json(401, body("authentication_error", `invalid key ${KEY}`)));
    const error = await failure(ask(on));
    assert.equal(JSON.stringify(error).includes(KEY), false);
    assert.match(error.message, /^Anthropic refused the key in ANTHROPIC_API_KEY/);
  });
});

describe("a vendor that is not there", () => {
  it("is a network error", async () => {
    const { on, vendor } = await setting(() => {});
    await vendor.close();
    assert.equal((await failure(ask(on)))["llm_error"], "network");
  });

  it("that goes before it answers is a network error", async () => {
    const { on } = await setting((_, reply) => reply.reset());
    assert.equal((await failure(ask(on)))["llm_error"], "network");
  });
});
