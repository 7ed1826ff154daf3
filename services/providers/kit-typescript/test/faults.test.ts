import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type { FakeHost, TestBench } from "@amplifier-ipc/sdk/testing";
import type { Call } from "../src/adapter.js";
import type { Answer } from "../src/answer.js";
import { sse, type VendorHandler } from "../src/testing.js";
import { ADAPTER, AGAIN, ask, failure, HELLO, HI, playing, setting } from "./vendor.js";

const ASKED = { provider: "vendor", request: HI };
const HALF = sse([{ text: "Hel" }]);

/** Half an answer, and then what a network does. */
function halfThen(then: "cut" | "reset" | "end" | "stall", half: string = HALF): VendorHandler {
  return async (_, reply) => {
    await reply.write(half);
    await reply[then]();
  };
}

describe("tries", () => {
  it("are told to hooks, each with what it waits for; a vendor's wish also as a throttle", async () => {
    const { on, events, vendor } = await setting(playing(429, 503, HELLO));
    const { response, streamed } = await ask(on);
    assert.equal(response.finish_reason, "stop");
    assert.deepEqual(
      streamed.filter(([name]) => name === "content_block_start"),
      [["content_block_start", "text", 0]],
    );
    const retry = (attempt: number, type: string, kind: string, status: number): object => ({
      event: "provider:retry",
      data: {
        provider: "vendor",
        model: "big-1",
        attempt,
        max_retries: 3,
        delay_s: 0.001,
        error: { type, msg: `Vendor answered with an error (HTTP ${status}): status ${status}`, kind },
      },
    });
    const throttle = (reason: string): object => ({
      event: "provider:throttle",
      data: { provider: "vendor", delay_ms: 1, reason },
    });
    assert.deepEqual(events, [
      retry(1, "RateLimitError", "rate_limit", 429),
      throttle("rate_limit"),
      retry(2, "ProviderUnavailableError", "provider_unavailable", 503),
      throttle("provider_unavailable"),
    ]);
    assert.equal(vendor.requests.length, 3);
  });

  it("end with max_retries, and the error counts them (PRV-021)", async () => {
    const { on, vendor } = await setting(playing(503, 503, 503), { max_retries: 2 });
    const { llm_error, attempts, status_code, retryable, retry_after } = await failure(ask(on));
    assert.deepEqual(
      [llm_error, attempts, status_code, retryable, retry_after],
      ["provider_unavailable", 3, 503, true, 0.001],
    );
    assert.equal(vendor.requests.length, 3);
  });

  it("are not made where they are of no help", async () => {
    for (const status of [400, 401, 403, 404, 413, 422]) {
      const { on, vendor, events } = await setting(playing(status, HELLO));
      await failure(ask(on));
      assert.deepEqual([vendor.requests.length, events], [1, []]);
    }
  });

  it("are left to the caller when the vendor asks for more than a minute", async () => {
    const { on, vendor } = await setting((_, reply) => reply.json(429, {}, { "retry-after": "61" }));
    const { llm_error, retry_after, attempts } = await failure(ask(on));
    assert.deepEqual([llm_error, retry_after, attempts, vendor.requests.length], ["rate_limit", 61, 1, 1]);
  });

  it("are not made beyond the deadline (PRV-024)", async () => {
    const { on, events } = await setting((_, reply) => reply.json(429, {}, { "retry-after": "30" }));
    const asked = on.request("provider.complete", { ...ASKED, _meta: { deadline_ms: 20_000 } });
    const { llm_error, retry_after, attempts } = await failure(asked);
    assert.deepEqual([llm_error, retry_after, attempts, events], ["rate_limit", 30, 1, []]);
  });

  it("are not made beyond the time-out of the request", async () => {
    const { on } = await setting((_, reply) => reply.json(429, {}, { "retry-after": "30" }));
    assert.equal((await failure(ask(on, { ...HI, timeout: 20 })))["llm_error"], "rate_limit");
  });

  it("follow an error within the stream before a piece is out", async () => {
    const overloaded = sse([{ error: { type: "overloaded_error", message: "Overloaded" } }]);
    let tries = 0;
    const adapter = {
      ...ADAPTER,
      fault: (error: unknown) =>
        error instanceof Error && error.message === "event" ? { status: 529, headers: AGAIN } : undefined,
    };
    const { on } = await setting((_, reply) => reply.stream(tries++ === 0 ? overloaded : HELLO), {}, { adapter });
    assert.equal((await ask(on)).response.finish_reason, "stop");
    assert.equal(tries, 2);
  });

  it("may wait longer than a stream may be silent", async () => {
    const adapter = {
      ...ADAPTER,
      fault: (error: unknown) =>
        error instanceof Error && error.message === "event"
          ? { status: 529, headers: { "retry-after-ms": "60" } }
          : undefined,
    };
    let tries = 0;
    const broken = sse([{ usage: { input: 1 } }, { error: {} }]);
    const { on } = await setting(
      (_, reply) => reply.stream(tries++ === 0 ? broken : HELLO),
      { idle_timeout: 0.02 },
      { adapter },
    );
    assert.equal((await ask(on)).response.finish_reason, "stop");
  });

  it("are none after the first piece: the text so far is told", async () => {
    const overloaded = { error: { type: "overloaded_error", message: "Overloaded" } };
    const { on, vendor, events } = await setting(playing(sse([{ text: "Hel" }, overloaded]), HELLO));
    const { llm_error, partial, retryable, attempts, message } = await failure(ask(on));
    assert.deepEqual([llm_error, partial, retryable, attempts], ["stream_error", "Hel", true, undefined]);
    assert.match(message, /Overloaded/);
    assert.deepEqual([vendor.requests.length, events], [1, []]);
  });

  it("stop for a while after five failures in a row, and the vendor is asked no more", async () => {
    const { on, vendor } = await setting(playing(), { max_retries: 4 });
    assert.equal((await failure(ask(on)))["attempts"], 5);
    const { llm_error, retry_after, message, model } = await failure(ask(on));
    assert.deepEqual([llm_error, retry_after, model], ["provider_unavailable", 30, "big-1"]);
    assert.match(message, /failed 5 times in a row/);
    assert.equal(vendor.requests.length, 5);
  });

  it("end with the fifth failure in a row, whatever call they belong to", async () => {
    const { on, vendor, events } = await setting(playing(), { max_retries: 3 });
    assert.equal((await failure(ask(on)))["attempts"], 4);
    const told = events.length;
    const { status_code, attempts } = await failure(ask(on));
    assert.deepEqual([status_code, attempts, vendor.requests.length, events.length], [500, 1, 5, told]);
  });

  it("an answer that is a no, as any answer, ends the row of failures", async () => {
    const { on, vendor } = await setting(playing(503, 503, 503, 503, 400, 503, 503, 503, 503, HELLO), {
      max_retries: 3,
    });
    for (const expected of ["provider_unavailable", "invalid_request", "provider_unavailable"]) {
      assert.equal((await failure(ask(on)))["llm_error"], expected);
    }
    assert.equal((await ask(on)).response.finish_reason, "stop");
    assert.equal(vendor.requests.length, 10);
  });
});

describe("a stream that breaks (PRV-034)", () => {
  for (const how of ["cut", "reset", "end"] as const) {
    it(`by ${how} keeps its text`, async () => {
      const { on, vendor } = await setting(halfThen(how));
      const streamed: unknown[] = [];
      const asked = on.complete("vendor", HI, (_, params) => streamed.push(params["text"]));
      const { llm_error, partial, retryable, model } = await failure(asked);
      assert.deepEqual([llm_error, partial, retryable, model], ["stream_error", "Hel", true, "big-1"]);
      assert.ok(streamed.includes("Hel"));
      assert.equal(vendor.requests.length, 1);
    });

    it(`by ${how} before the first piece may be tried again`, async () => {
      const { on } = await setting(halfThen(how, sse([{ usage: { input: 1 } }])), { max_retries: 0 });
      const { llm_error, partial, attempts } = await failure(ask(on));
      assert.deepEqual([llm_error, partial, attempts], ["stream_error", undefined, 1]);
    });
  }

  it("keeps the text of all blocks", async () => {
    const { on } = await setting(halfThen("cut", sse([{ text: "One." }, { call: "glob" }, { text: " Two." }])));
    assert.equal((await failure(ask(on)))["partial"], "One. Two.");
  });

  it("arguments that break off are told with the finish reason, not as a broken stream", async () => {
    const adapter = {
      ...ADAPTER,
      attempt: async (_: unknown, answer: Parameters<typeof ADAPTER.attempt>[1]) => {
        answer.toolCall("a", "glob").write("{");
        answer.finish("length");
      },
    };
    const { on } = await setting(playing(), {}, { adapter });
    const { llm_error, tool_name, raw_arguments, retryable } = await failure(ask(on));
    assert.deepEqual([llm_error, tool_name, raw_arguments, retryable], ["invalid_tool_call", "glob", "{", false]);
  });
});

describe("times", () => {
  it("the setting timeout ends a request that is not answered, and its connection", async () => {
    const { on, vendor } = await setting((_, reply) => reply.stall(), { timeout: 0.2, max_retries: 0 });
    const { llm_error, message } = await failure(ask(on));
    assert.equal(llm_error, "llm_timeout");
    assert.equal(message, "Vendor did not answer within 0.2 s (the setting timeout).");
    await vendor.closed();
  });

  it("the time-out of a request wins where it is shorter", async () => {
    const { on, vendor } = await setting(halfThen("stall"));
    const { llm_error, partial } = await failure(ask(on, { ...HI, timeout: 0.2 }));
    assert.deepEqual([llm_error, partial], ["llm_timeout", "Hel"]);
    await vendor.closed();
  });

  it("silence within a stream breaks it", async () => {
    const { on, vendor } = await setting(halfThen("stall"), { idle_timeout: 0.2 });
    const { llm_error, partial, message } = await failure(ask(on));
    assert.deepEqual([llm_error, partial], ["stream_error", "Hel"]);
    assert.match(message, /silent for 0.2 s \(the setting idle_timeout\)/);
    await vendor.closed();
  });

  it("silence before the first piece is no fault", async () => {
    let answer = (): void => {};
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { on } = await setting(
      async (_, reply) => {
        await late;
        await reply.stream(HELLO);
      },
      { idle_timeout: 0.01 },
    );
    setTimeout(answer, 50);
    assert.equal((await ask(on)).response.finish_reason, "stop");
  });

  it("a deadline ends the request to the vendor (PRV-018)", async () => {
    const { on, vendor } = await setting(halfThen("stall"));
    const asked = on.request("provider.complete", { ...ASKED, _meta: { deadline_ms: 200 } });
    assert.equal((await failure(asked))["kind"], "deadline_exceeded");
    await vendor.closed();
  });
});

describe("a cancel", () => {
  /** Cancels the first call of a bench, whose id is the third: before it came describe and configure. */
  const cancel = (on: TestBench): void => on.notify("$/cancel", { id: "h-3" });

  it("ends the connection to the vendor at once, and keeps the text so far (PRV-018)", async () => {
    const { on, vendor } = await setting(halfThen("stall"));
    const onStream = (method: string, { request_id }: JsonObject): void => {
      if (method.endsWith("token")) on.notify("$/cancel", { id: request_id as string });
    };
    const { kind, partial } = await failure(on.request("provider.complete", { ...ASKED, stream: true }, { onStream }));
    assert.deepEqual([kind, partial], ["cancelled", "Hel"]);
    await vendor.closed();
    assert.equal(vendor.requests.length, 1);
  });

  it("before the vendor answers ends its connection too", async () => {
    const { on, vendor } = await setting(async (_, reply) => {
      cancel(on);
      await reply.stall();
    });
    const { kind, partial } = await failure(on.request("provider.complete", ASKED));
    assert.deepEqual([kind, partial], ["cancelled", undefined]);
    await vendor.closed();
  });

  it("ends the wait for another try", async () => {
    const host: FakeHost = {
      "request.hook_emit": () => {
        cancel(on);
        return { action: "continue" };
      },
    };
    const { on, vendor } = await setting((_, reply) => reply.json(429, {}, { "retry-after": "50" }), {}, { host });
    assert.equal((await failure(on.request("provider.complete", ASKED)))["kind"], "cancelled");
    assert.equal(vendor.requests.length, 1);
  });

  it("is obeyed also where the adapter does not", async () => {
    const adapter = {
      ...ADAPTER,
      attempt: () => {
        cancel(on);
        return new Promise<never>(() => {});
      },
    };
    const { on } = await setting(playing(), {}, { adapter });
    assert.equal((await failure(on.request("provider.complete", ASKED)))["kind"], "cancelled");
  });

  it("leaves an adapter that goes on nothing to write to", async () => {
    let over = (_: unknown): void => {};
    const thrown = new Promise<unknown>((resolve) => {
      over = resolve;
    });
    const adapter = {
      ...ADAPTER,
      attempt: async ({ signal }: Call, answer: Answer) => {
        const text = answer.text();
        text.write("Hel");
        cancel(on);
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        await new Promise(setImmediate); // by then the call is answered
        try {
          text.write("lo.");
        } catch (error) {
          over(error);
        }
      },
    };
    const { on } = await setting(playing(), {}, { adapter });
    const { partial } = await failure(on.request("provider.complete", ASKED));
    assert.equal(partial, "Hel");
    assert.match(String(await thrown), /over/);
  });
});
