import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sse } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { exchange } from "../src/client.js";
import { ask, bench, CHAT, callOf, chunk, EXCHANGE, failure, github, HELLO, HI, quietAnswer } from "./support.js";

describe("faults", () => {
  it("a stream that breaks off keeps its text", async () => {
    for (const how of ["cut", "reset", "end"] as const) {
      const { to } = await github({
        [CHAT]: async (_, reply) => {
          await reply.write(sse([chunk({ content: "Hel" })]));
          reply[how]();
        },
      });
      const { llm_error, partial } = await failure(ask(await bench()));
      assert.deepEqual([llm_error, partial, to(CHAT).length], ["stream_error", "Hel", 1], how);
    }
  });

  it("events that nobody knows are passed over, broken ones break the stream", async () => {
    const odd = `: ping\n\nevent: surprise\ndata: {"x":1}\n\n${HELLO}`;
    await github({ [CHAT]: (_, reply) => reply.stream(odd) });
    assert.equal((await ask(await bench())).tokens, "Hello.");
    await github({ [CHAT]: (_, reply) => reply.stream(`${sse([chunk({ content: "Hel" })])}data: {"choices": [{\n\n`) });
    const { llm_error, partial } = await failure(ask(await bench()));
    assert.deepEqual([llm_error, partial], ["stream_error", "Hel"]);
  });

  it("everything that comes shows that the stream lives", async () => {
    const empty = chunk({});
    const { vendor } = await github({
      [CHAT]: (_, reply) => reply.stream(sse([empty, empty, empty, chunk({ content: "a" }, "stop")])),
    });
    let alive = 0;
    const call = { ...callOf(HI, { base_url: `${vendor.url}/copilot` }), alive: () => alive++ };
    const pass = { token: "t", baseUrl: undefined, refreshAt: 0 };
    await exchange(call, "chat", { model: "m", messages: [], stream: true }, pass, quietAnswer());
    assert.equal(alive, 4);
  });

  it("each status is its error, with any form of body", async () => {
    for (const [status, body, kind] of [
      [400, { error: { message: "x", code: "model_max_prompt_tokens_exceeded" } }, "context_length"],
      [400, { message: "the request is odd" }, "invalid_request"],
      [402, { error: { message: "You have exceeded your premium request allowance." } }, "quota_exceeded"],
      [403, "forbidden\n", "access_denied"],
      [404, "404 page not found\n", "not_found"],
      [413, "too large", "context_length"],
      [422, { error: { message: "content_filter", code: "content_filter" } }, "content_filter"],
      [429, { error: { message: "slow down", code: "rate_limited" } }, "rate_limit"],
      [429, { error: { message: "quota exceeded", code: "quota_exceeded" } }, "quota_exceeded"],
      [500, "<html>oops</html>", "provider_unavailable"],
      [502, "", "provider_unavailable"],
    ] as const) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      await github({ [CHAT]: (_, reply) => reply.text(status, text, { "content-type": "application/json" }) });
      const { llm_error, status_code, message } = await failure(ask(await bench({ max_retries: 0 })));
      assert.deepEqual([llm_error, status_code], [kind, status], text);
      assert.doesNotMatch(message, /</);
      if (text.includes("odd")) assert.match(message, /\(HTTP 400\): the request is odd$/);
    }
  });

  it("a limit is waited for as long as Copilot says", async () => {
    let asked = 0;
    await github({
      [CHAT]: (_, reply) => (++asked === 1 ? reply.json(429, {}, { "retry-after-ms": "1" }) : reply.stream(HELLO)),
    });
    assert.equal((await ask(await bench())).tokens, "Hello.");
  });

  it("a cancel ends the connection to Copilot, and that of the exchange", async () => {
    const { vendor } = await github({
      [CHAT]: async (_, reply) => {
        await reply.write(sse([chunk({ content: "Hel" })]));
        await reply.stall();
      },
    });
    const on = await bench();
    const onStream = (_: string, { request_id }: JsonObject): void =>
      on.notify("$/cancel", { id: request_id as string });
    const params = { provider: "github_copilot", stream: true, request: HI };
    const { kind, partial } = await failure(on.request("provider.complete", params, { onStream }));
    assert.deepEqual([kind, partial], ["cancelled", "Hel"]);
    await vendor.closed();

    const other = await github({
      [EXCHANGE]: async (_, reply) => {
        second.notify("$/cancel", { id: "h-3" }); // the first call after describe and configure
        await reply.stall();
      },
    });
    const second = await bench();
    assert.equal((await failure(second.request("provider.complete", params)))["kind"], "cancelled");
    await other.vendor.closed();
  });

  it("the time-out holds for the exchange too", async () => {
    const { vendor } = await github({ [EXCHANGE]: (_, reply) => reply.stall() });
    const { llm_error } = await failure(ask(await bench({ timeout: 0.3, max_retries: 0 })));
    assert.equal(llm_error, "llm_timeout");
    await vendor.closed();
  });

  it("a GitHub that is not there is network", async () => {
    const { vendor } = await github();
    await vendor.close();
    const { llm_error, message } = await failure(ask(await bench({ max_retries: 0 })));
    assert.equal(llm_error, "network");
    assert.match(message, /ECONNREFUSED/);
  });
});

describe("a model at the other endpoint", () => {
  const RESPONSES = "/copilot/responses";
  const refusal = {
    error: { message: 'model "m" is not accessible via this endpoint', code: "unsupported_api_for_model" },
  };
  const done = {
    id: "r-1",
    object: "response",
    model: "gpt-5.2",
    status: "completed",
    output: [
      {
        type: "message",
        id: "m-1",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "Hello.", annotations: [] }],
      },
    ],
    usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
  };

  it("is asked there when Copilot says so, and from then on at once", async () => {
    const { to } = await github({
      [CHAT]: (_, reply) => reply.json(400, refusal),
      [RESPONSES]: (_, reply) => reply.json(200, done),
    });
    const on = await bench({ model: "gpt-5.2" });
    for (let n = 0; n < 2; n++) {
      const response = await on.complete("github_copilot", { ...HI, stop: ["x"] });
      assert.deepEqual(response.content, [{ type: "text", text: "Hello." }]);
      assert.equal(response.degradation?.requested, "stop");
      assert.equal(response.metadata?.["notes"], undefined);
    }
    assert.deepEqual([to(CHAT).length, to(RESPONSES).length], [1, 2]);
  });

  it("is asked only where the settings say", async () => {
    const { to } = await github({ [CHAT]: (_, reply) => reply.json(400, refusal) });
    const { llm_error } = await failure(ask(await bench({ model: "gpt-5.4", api: "chat" })));
    assert.deepEqual([llm_error, to(CHAT).length, to(RESPONSES).length], ["invalid_request", 1, 0]);
  });

  it("that neither has is not asked for ever", async () => {
    const { to } = await github({
      [CHAT]: (_, reply) => reply.json(400, refusal),
      [RESPONSES]: (_, reply) => reply.json(400, refusal),
    });
    await failure(ask(await bench({ model: "gpt-5.2" })));
    assert.deepEqual([to(CHAT).length, to(RESPONSES).length], [1, 1]);
  });
});

describe("the models of the plan", () => {
  const LIST = "/copilot/models";
  const chat = { type: "chat", limits: { max_context_window_tokens: 9, max_output_tokens: 3 }, supports: {} };

  it("are listed", async () => {
    const data = [{ id: "gpt-x", name: "GPT X", capabilities: chat }, { id: "gpt-5-mini" }];
    const { to } = await github({ [LIST]: (_, reply) => reply.json(200, { object: "list", data }) });
    const { models } = await (await bench()).request("provider.list_models", { provider: "github_copilot" });
    assert.deepEqual(models[0], {
      id: "gpt-x",
      display_name: "GPT X",
      context_window: 9,
      max_output_tokens: 3,
      capabilities: [],
      defaults: {},
    });
    assert.equal(models[1]?.context_window, 264_000);
    assert.equal(to(LIST)[0]?.headers.authorization, "Bearer tid=1;exp=1:mac");
    assert.equal(to(LIST)[0]?.headers["copilot-integration-id"], "vscode-chat");
  });

  it("are those of the data file where Copilot is not there, but not for a refused token", async () => {
    await github({ [LIST]: (_, reply) => reply.text(503, "") });
    const { models } = await (await bench()).request("provider.list_models", { provider: "github_copilot" });
    assert.ok(models.some(({ id }) => id === "gpt-5-mini"));
    await github({ [EXCHANGE]: (_, reply) => reply.json(401, {}) });
    const asked = (await bench()).request("provider.list_models", { provider: "github_copilot" });
    assert.equal((await failure(asked))["llm_error"], "authentication");
  });

  it("get another pass where theirs is refused", async () => {
    let asked = 0;
    const { to } = await github({
      [LIST]: (_, reply) => (++asked === 1 ? reply.text(401, "") : reply.json(200, { data: [{ id: "m" }] })),
    });
    const { models } = await (await bench()).request("provider.list_models", { provider: "github_copilot" });
    assert.deepEqual(
      models.map(({ id }) => id),
      ["m"],
    );
    assert.equal(to(EXCHANGE).length, 2);
  });
});
