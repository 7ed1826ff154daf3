import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Chunking } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { exchange } from "../src/exchange.js";
import {
  answer,
  ask,
  callOf,
  EARLIER,
  events,
  failure,
  HI,
  heard,
  KEY,
  message,
  messageEnd,
  messageStart,
  setting,
  textEvents,
} from "./support.js";

const CHUNKINGS: Chunking[] = ["whole", "event", "byte"];
const CALL = { type: "tool_use", id: "toolu_1", name: "glob", input: {} };

/** Thoughts, a text of several scripts, two calls side by side. */
function everything(): JsonObject[] {
  const delta = (index: number, piece: JsonObject): JsonObject => ({
    type: "content_block_delta",
    index,
    delta: piece,
  });
  const start = (index: number, content_block: JsonObject): JsonObject => ({
    type: "content_block_start",
    index,
    content_block,
  });
  const stop = (index: number): JsonObject => ({ type: "content_block_stop", index });
  return [
    messageStart({ input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1 }),
    start(0, { type: "thinking", thinking: "", signature: "" }),
    delta(0, { type: "thinking_delta", thinking: "Grüße 思考" }),
    delta(0, { type: "signature_delta", signature: "c2lnbmVk" }),
    stop(0),
    { type: "ping" },
    start(1, { type: "text", text: "" }),
    delta(1, { type: "text_delta", text: "Füße, 你" }),
    delta(1, { type: "text_delta", text: "好 🎉" }),
    stop(1),
    start(2, CALL),
    delta(2, { type: "input_json_delta", partial_json: '{"pattern": "*.' }),
    delta(2, { type: "input_json_delta", partial_json: 'ü"}' }),
    stop(2),
    start(3, { ...CALL, id: "toolu_2" }),
    stop(3),
    ...messageEnd("tool_use", 30),
  ];
}

describe("a stream over HTTP", () => {
  for (const chunking of CHUNKINGS) {
    it(`is the same answer however it is cut: ${chunking}`, async () => {
      const { on, vendor } = await setting((_, reply) => reply.stream(events(...everything()), chunking));
      const { response, streamed } = await ask(on);
      assert.deepEqual(response.content, [
        { type: "thinking", thinking: "Grüße 思考", signature: "c2lnbmVk" },
        { type: "text", text: "Füße, 你好 🎉" },
        { type: "tool_call", id: "toolu_1", name: "glob", input: { pattern: "*.ü" } },
        { type: "tool_call", id: "toolu_2", name: "glob", input: {} },
      ]);
      assert.equal(heard(streamed), "Füße, 你好 🎉");
      const cost = {
        input_tokens: 15,
        output_tokens: 30,
        total_tokens: 45,
        cache_read_tokens: 5,
        cost_usd: "0.0001605",
      };
      assert.deepEqual(response.usage, cost);
      assert.equal(vendor.requests.length, 1);
    });
  }

  it("may have other line ends, comments, and no names of events", async () => {
    const lines = events(...textEvents("a", "b"))
      .replace(/^event: .*\n/gm, "")
      .replaceAll("\n", "\r\n");
    const { on } = await setting((_, reply) => reply.stream(`: welcome\r\n\r\n${lines}`, "byte"));
    assert.equal(heard((await ask(on)).streamed), "ab");
  });

  it("sends the version, the key, the kind of body, and asks the right path", async () => {
    const { on, vendor } = await setting((_, reply) => reply.stream(events(...textEvents("a"))), {
      betas: ["context-1m-2025-08-07", "x"],
      extra_headers: { "x-team": "blue" },
    });
    await ask(on);
    const [{ method, path, headers, json } = assert.fail()] = vendor.requests;
    assert.deepEqual([method, path], ["POST", "/v1/messages"]);
    assert.equal(headers["authorization"], `Bearer ${KEY}`);
    assert.equal(headers["anthropic-version"], "2026-10-21");
    assert.equal(headers["anthropic-beta"], "context-1m-2025-08-07,x");
    assert.equal(headers["x-team"], "blue");
    assert.equal(headers["content-type"], "application/json");
    assert.equal((json as JsonObject)["stream"], true);
  });

  it("shows its key to gateways also where it was until API version 2026-10-21", async () => {
    const { on, vendor } = await setting((_, reply) => reply.stream(events(...textEvents("a"))));
    await ask(on);
    assert.equal(vendor.requests[0]?.headers["x-api-key"], KEY);
  });

  it("with a temperature or top_p asks by the version of the API that takes them", async () => {
    const { on, vendor } = await setting((_, reply) => reply.stream(events(...textEvents("a"))));
    for (const more of [{ temperature: 0 }, { top_p: 0.5 }, {}]) await ask(on, { ...HI, ...more });
    const versions = vendor.requests.map(({ headers }) => headers["anthropic-version"]);
    assert.deepEqual(versions, ["2023-06-01", "2023-06-01", "2026-10-21"]);
    const own = await setting((_, reply) => reply.stream(events(...textEvents("a"))), {
      extra_headers: { "Anthropic-Version": "x" },
    });
    await ask(own.on, { ...HI, temperature: 0 });
    assert.equal(own.vendor.requests[0]?.headers["anthropic-version"], "x");
  });

  it("leaves its connection to the next request", async () => {
    const { on, vendor } = await setting((_, reply) => reply.stream(events(...textEvents("a")), "event"));
    for (let i = 0; i < 4; i++) await ask(on);
    assert.equal(vendor.requests.length, 4);
    assert.ok(vendor.connections() <= 2, `${vendor.connections()} connections`);
  });

  it("is over with message_stop, also where the server does not end it; the connection is given up then", async () => {
    const { on, vendor } = await setting(async (_, reply) => {
      await reply.write(events(...textEvents("a")));
      await reply.stall();
    });
    assert.equal((await ask(on)).response.finish_reason, "stop");
    await vendor.closed();
  });

  it("tells with each event that it is alive, also with those that say nothing", async () => {
    const { vendor } = await setting((_, reply) => reply.stream(events(...textEvents("a"), { type: "unheard_of" })));
    let alive = 0;
    const call = { ...callOf(HI, { base_url: vendor.url }, true), timeLeftMs: () => 60_000, alive: () => alive++ };
    await exchange(call, answer().answer);
    assert.equal(alive, textEvents("a").length);
  });

  it("tells the id of the request and the limits of the key", async () => {
    const headers = {
      "request-id": "req_018EeWyXxfu5pfWkrYcMdjWG",
      "anthropic-ratelimit-requests-limit": "50",
      "anthropic-ratelimit-requests-remaining": "0",
      "anthropic-ratelimit-requests-reset": "2020-01-01T00:00:00Z",
    };
    const { on } = await setting((_, reply) => reply.stream(events(...textEvents("a")), "whole", headers));
    const { metadata } = (await ask(on)).response;
    assert.equal(metadata?.["request_id"], "req_018EeWyXxfu5pfWkrYcMdjWG");
    assert.deepEqual(metadata?.["rate_limits"], {
      requests: { remaining: 0, limit: 50, reset: "2020-01-01T00:00:00Z" },
    });
    assert.deepEqual(metadata?.["throttle"], { reason: "requests", delay_ms: 0 });
  });
});

describe("a stream that breaks", () => {
  const begun = events(...textEvents("Hel", "lo").slice(0, 4));

  it("off without message_stop is an error with the text so far", async () => {
    const { on } = await setting((_, reply) => reply.stream(events(...textEvents("Hel", "lo").slice(0, -1))));
    const error = await failure(ask(on));
    assert.deepEqual([error["llm_error"], error["partial"], error["retryable"]], ["stream_error", "Hello", true]);
    assert.deepEqual([error["provider"], error["model"]], ["anthropic", EARLIER]);
  });

  it("with its connection is an error with the text so far", async () => {
    for (const how of ["cut", "reset"] as const) {
      const { on } = await setting(async (_, reply) => {
        await reply.write(begun);
        reply[how]();
      });
      const error = await failure(ask(on));
      assert.deepEqual([error["llm_error"], error["partial"]], ["stream_error", "Hel"]);
    }
  });

  it("by what is no JSON is an error, and no line on stdout or stderr", async () => {
    const { on } = await setting((_, reply) =>
      reply.stream(`${begun}event: content_block_delta\ndata: {"type": "conte\n\n`),
    );
    const error = await failure(ask(on));
    assert.deepEqual([error["llm_error"], error["partial"]], ["stream_error", "Hel"]);
  });

  it("by an event that tells an error: its text is kept", async () => {
    const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const { on } = await setting((_, reply) => reply.stream(begun + events(overloaded)));
    const error = await failure(ask(on));
    assert.deepEqual([error["llm_error"], error["partial"], error["retryable"]], ["stream_error", "Hel", true]);
    assert.match(error.message, /Overloaded/);
  });

  it("by an error has its connection closed, also where the server leaves it open", async () => {
    const { on, vendor } = await setting(async (_, reply) => {
      await reply.write(begun + events({ type: "error", error: { type: "api_error", message: "Broken" } }));
      await reply.stall();
    });
    assert.equal((await failure(ask(on)))["llm_error"], "stream_error");
    await vendor.closed();
  });

  it("by an error before the first piece is tried again, and answered", async () => {
    const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    let tries = 0;
    const emitted: JsonObject[] = [];
    const { on, vendor } = await setting(
      (_, reply) => reply.stream(events(...(++tries === 1 ? [messageStart(), overloaded] : textEvents("a")))),
      { max_retries: 1 },
      {
        host: {
          "request.hook_emit": ({ event, data }) => {
            emitted.push({ event, ...data });
            return { action: "continue" };
          },
        },
      },
    );
    assert.equal(heard((await ask(on)).streamed), "a");
    assert.equal(vendor.requests.length, 2);
    assert.deepEqual(
      [emitted[0]?.["event"], emitted.map(({ error }) => (error as JsonObject)["kind"])],
      ["provider:retry", ["provider_unavailable"]],
    );
  });

  it("by an error that only its event is named by", async () => {
    const untyped = { error: { type: "rate_limit_error", message: "Slow down" } };
    const { on } = await setting((_, reply) => reply.stream(`event: error\ndata: ${JSON.stringify(untyped)}\n\n`));
    const error = await failure(ask(on));
    assert.deepEqual([error["llm_error"], error["retryable"]], ["rate_limit", true]);
  });

  it("by an error that is a plain text", async () => {
    const { on } = await setting((_, reply) => reply.stream(`${begun}event: error\ndata: upstream is gone\n\n`));
    const error = await failure(ask(on));
    assert.deepEqual([error["llm_error"], error["partial"]], ["stream_error", "Hel"]);
    assert.match(error.message, /upstream is gone/);
  });
});

describe("a plain request", () => {
  it("asks for no stream, and answers the whole", async () => {
    const { on, vendor } = await setting((_, reply) =>
      reply.json(
        200,
        message(
          [
            { type: "text", text: "Hi!" },
            { ...CALL, input: { a: 1 } },
          ],
          { stop_reason: "tool_use" },
        ),
      ),
    );
    const response = await on.complete("anthropic", HI);
    assert.deepEqual(response.tool_calls, [{ id: "toolu_1", name: "glob", arguments: { a: 1 } }]);
    assert.deepEqual(
      vendor.requests.map(({ json }) => (json as JsonObject)["stream"]),
      [false],
    );
    assert.equal(vendor.requests[0]?.headers["accept"], "application/json");
  });

  it("and a stream are told apart by what comes", async () => {
    const whole = await setting((_, reply) => reply.json(200, message([{ type: "text", text: "Hi!" }])));
    assert.equal(heard((await ask(whole.on)).streamed), "Hi!");
    const stream = await setting((_, reply) => reply.stream(events(...textEvents("Hi!"))));
    assert.deepEqual((await stream.on.complete("anthropic", HI)).content, [{ type: "text", text: "Hi!" }]);
    const untold = { "content-type": "text/plain" };
    const plain = await setting((_, reply) => reply.stream(events(...textEvents("Hi!")), "byte", untold));
    assert.equal(heard((await ask(plain.on)).streamed), "Hi!");
  });

  it("for JSON by a schema tells when the server did not care for it", async () => {
    const schema = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
    const request = { ...HI, response_format: { type: "json_schema" as const, schema } };
    for (const [text, degraded] of [
      ['{"a": "b"}', undefined],
      ["Sure: a", "response_format json_schema"],
      ["", undefined],
    ]) {
      const { on } = await setting((_, reply) => reply.json(200, message([{ type: "text", text }])));
      assert.equal((await on.complete("anthropic", request)).degradation?.requested, degraded);
    }
  });

  it("that is answered with something else is an error", async () => {
    for (const body of ["", "<html><body>Sign in</body></html>", "[]", "null", '{"ok": true}', '{"content": []']) {
      const { on } = await setting((_, reply) => reply.text(200, body, { "content-type": "application/json" }));
      assert.equal((await failure(on.complete("anthropic", HI)))["llm_error"], "stream_error", body);
    }
  });
});

describe("a request that is given up", () => {
  it("by a cancel closes the connection at once, and keeps the text so far", async () => {
    const { on, vendor } = await setting(async (_, reply) => {
      await reply.write(events(...textEvents("Hel").slice(0, 4)));
      await reply.stall();
    });
    const onStream = (method: string, { request_id }: JsonObject): void => {
      if (method.endsWith(".token")) on.notify("$/cancel", { id: request_id as string });
    };
    const call = on.request("provider.complete", { provider: "anthropic", stream: true, request: HI }, { onStream });
    const error = await failure(call);
    await vendor.closed();
    assert.deepEqual([error["kind"], error["partial"]], ["cancelled", "Hel"]);
  });

  it("before the first byte closes the connection, too", async () => {
    const { on, vendor } = await setting(async (_, reply) => {
      on.notify("$/cancel", { id: "h-3" }); // after describe and configure
      await reply.stall();
    });
    const error = await failure(on.request("provider.complete", { provider: "anthropic", request: HI }));
    await vendor.closed();
    assert.equal(error["kind"], "cancelled");
  });

  it("has as much time at the SDK as is left for the call", async () => {
    const { on, vendor } = await setting((_, reply) => reply.stream(events(...textEvents("a"))), { timeout: 1000 });
    await ask(on, { ...HI, timeout: 500 });
    const seconds = Number(vendor.requests[0]?.headers["x-stainless-timeout"]);
    assert.ok(seconds > 400 && seconds <= 500, String(seconds));
  });

  it("by a time-out is llm_timeout", async () => {
    const { on } = await setting((_, reply) => reply.stall(), { timeout: 0.05 });
    assert.equal((await failure(ask(on)))["llm_error"], "llm_timeout");
  });

  it("by silence within a stream is stream_error", async () => {
    const { on, vendor } = await setting(
      async (_, reply) => {
        await reply.write(events(...textEvents("Hel").slice(0, 4)));
        await reply.stall();
      },
      { idle_timeout: 0.05 },
    );
    const error = await failure(ask(on));
    await vendor.closed();
    assert.deepEqual([error["llm_error"], error["partial"]], ["stream_error", "Hel"]);
  });
});
