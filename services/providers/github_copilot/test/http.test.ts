import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Chunking, sse } from "@amplifier-ipc/provider-kit/testing";
import type { ChatRequest, JsonObject } from "@amplifier-ipc/sdk";
import { ask, bench, CHAT, chunk, EXCHANGE, failure, ghSaying, github, HELLO, HI, KEY, passBody } from "./support.js";

const EVERYTHING = [
  chunk({ role: "assistant", reasoning_text: "Grüße 思考" }),
  chunk({ reasoning_opaque: "opaque" }),
  chunk({ content: "Füße, 你" }),
  chunk({ content: "好 🎉" }),
  {
    ...chunk({}),
    choices: [
      { index: 0, delta: { content: null }, finish_reason: "tool_calls" },
      {
        index: 1,
        delta: {
          tool_calls: [
            { index: 0, id: "a", type: "function", function: { name: "look", arguments: '{"at": "ü' } },
            { index: 1, id: "b", type: "function", function: { name: "look", arguments: "" } },
          ],
        },
        finish_reason: null,
      },
    ],
  },
  {
    ...chunk({}),
    choices: [
      { index: 1, delta: { tool_calls: [{ index: 0, function: { arguments: '"}' } }] }, finish_reason: "tool_calls" },
    ],
  },
  {
    ...chunk({}),
    choices: [],
    usage: {
      prompt_tokens: 10,
      completion_tokens: 4,
      total_tokens: 14,
      prompt_tokens_details: { cached_tokens: 6 },
      completion_tokens_details: { reasoning_tokens: 3 },
    },
  },
  "[DONE]",
];
const CONTENT = [
  { type: "thinking", thinking: "Grüße 思考", signature: "opaque" },
  { type: "text", text: "Füße, 你好 🎉" },
  { type: "tool_call", id: "a", name: "look", input: { at: "ü" } },
  { type: "tool_call", id: "b", name: "look", input: {} },
];
const WEATHER: ChatRequest = {
  ...HI,
  model: "claude-sonnet-4.6",
  tools: [{ name: "look", description: "Look.", input_schema: { type: "object" } }],
};

describe("a call", () => {
  it("exchanges the token, and asks Copilot where GitHub says", async () => {
    const { vendor, to } = await github();
    const on = await bench();
    const { response, tokens } = await ask(on);
    assert.equal(tokens, "Hello.");
    assert.equal(response.finish_reason, "stop");
    assert.deepEqual([response.usage?.input_tokens, response.usage?.cache_read_tokens], [10, 6]);
    const [exchange = assert.fail()] = to(EXCHANGE);
    assert.equal(exchange.method, "GET");
    assert.equal(exchange.headers.authorization, `token ${KEY}`);
    assert.equal(exchange.headers["editor-version"], "vscode/1.107.0");
    const [sent = assert.fail()] = to(CHAT);
    assert.equal(sent.headers.authorization, "Bearer tid=1;exp=1:mac");
    const names = ["editor-version", "editor-plugin-version", "copilot-integration-id", "user-agent", "openai-intent"];
    for (const name of names) assert.ok(sent.headers[name], name);
    assert.equal(sent.headers["user-agent"], "GitHubCopilotChat/0.35.0");
    assert.equal(sent.headers["x-initiator"], "user");
    assert.equal((sent.json as JsonObject)["model"], "gpt-5-mini");
    assert.equal(vendor.requests.length, 2);
  });

  for (const chunking of ["whole", "event", "byte"] as const satisfies Chunking[]) {
    it(`reads a stream that comes ${chunking}`, async () => {
      await github({ [CHAT]: (_, reply) => reply.stream(sse(EVERYTHING), chunking) });
      const { response, tokens } = await ask(await bench(), WEATHER);
      assert.deepEqual(response.content, CONTENT);
      assert.equal(tokens, "Füße, 你好 🎉");
      assert.equal(response.finish_reason, "tool_calls");
      const { cost_usd, ...usage } = response.usage ?? assert.fail();
      assert.deepEqual(usage, {
        input_tokens: 10,
        output_tokens: 4,
        total_tokens: 14,
        reasoning_tokens: 3,
        cache_read_tokens: 6,
      });
      // 4 read at 3, 6 from the cache at 0.3, 4 written at 15 dollars a million tokens
      assert.equal(cost_usd, "0.0000738");
    });
  }

  const WHOLE = {
    id: "c-1",
    model: "claude-sonnet-4.6",
    choices: [
      { finish_reason: "tool_calls", message: { role: "assistant", content: "I look." } },
      {
        finish_reason: "tool_calls",
        message: {
          role: "assistant",
          tool_calls: [{ id: "a", type: "function", function: { name: "look", arguments: "{}" } }],
        },
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  };
  const LOOKED = [
    { type: "text", text: "I look." },
    { type: "tool_call", id: "a", name: "look", input: {} },
  ];

  it("without a stream reads all choices of the answer", async () => {
    const { to } = await github({ [CHAT]: (_, reply) => reply.json(200, WHOLE) });
    const on = await bench();
    const response = await on.complete("github_copilot", WEATHER);
    assert.deepEqual(response.content, LOOKED);
    assert.equal("stream" in (to(CHAT)[0]?.json as JsonObject), false);
    assert.equal(response.usage?.total_tokens, 2);
  });

  it("reads a whole answer also where a stream was asked for", async () => {
    await github({ [CHAT]: (_, reply) => reply.json(200, WHOLE) });
    assert.deepEqual((await ask(await bench(), WEATHER)).response.content, LOOKED);
  });

  it("goes where settings and environment say", async () => {
    const { vendor, to } = await github({ "/own/chat/completions": (_, reply) => reply.stream(HELLO) });
    process.env["GITHUB_COPILOT_BASE_URL"] = `${vendor.url}/env`;
    await ask(await bench({ base_url: `${vendor.url}/own/`, extra_headers: { "x-team": "a", "openai-intent": "x" } }));
    const [sent] = to("/own/chat/completions");
    assert.equal(sent?.headers["x-team"], "a");
    await failure(ask(await bench()));
    assert.equal(to("/env/chat/completions").length, 1);
  });

  it("takes the token of gh", async () => {
    delete process.env["GITHUB_TOKEN"];
    ghSaying("echo gho_of_gh_0123456789");
    const { to } = await github();
    const on = await bench();
    await ask(on);
    ghSaying("exit 1"); // it is not asked again
    await ask(on);
    assert.equal(to(EXCHANGE)[0]?.headers.authorization, "token gho_of_gh_0123456789");
    assert.deepEqual([to(EXCHANGE).length, to(CHAT).length], [1, 2]);
  });

  it("without any token is one sentence, and nothing is asked", async () => {
    delete process.env["GITHUB_TOKEN"];
    const { vendor } = await github();
    const { llm_error, message } = await failure(ask(await bench()));
    assert.equal(llm_error, "configuration");
    assert.match(message, /^GITHUB_TOKEN or GH_TOKEN is not set .*set-key github_copilot, or gh auth login$/);
    assert.equal(vendor.connections(), 0);
  });
});

describe("the pass", () => {
  it("is kept for further calls, and got anew before it ends", async () => {
    let now = Date.now();
    const { to } = await github();
    const on = await bench({}, () => now);
    await ask(on);
    await ask(on);
    assert.equal(to(EXCHANGE).length, 1);
    now += 1_500_000; // as refresh_in says
    await ask(on);
    assert.equal(to(EXCHANGE).length, 2);
    assert.equal(to(CHAT).at(-1)?.headers.authorization, "Bearer tid=2;exp=1:mac");
  });

  it("is asked for once by calls at the same time", async () => {
    const { to } = await github();
    const on = await bench();
    await Promise.all([ask(on), ask(on), ask(on)]);
    assert.deepEqual([to(EXCHANGE).length, to(CHAT).length], [1, 3]);
  });

  it("that Copilot refuses is replaced once, without a word to anybody", async () => {
    let asked = 0;
    const { to } = await github({
      [CHAT]: (_, reply) => (++asked === 1 ? reply.text(401, "unauthorized: token expired\n") : reply.stream(HELLO)),
    });
    const told: unknown[] = [];
    const on = await bench({}, undefined, {
      "request.hook_emit": (params) => {
        told.push(params);
        return { action: "continue" };
      },
    });
    assert.equal((await ask(on)).tokens, "Hello.");
    assert.deepEqual(
      to(CHAT).map(({ headers }) => headers.authorization),
      ["Bearer tid=1;exp=1:mac", "Bearer tid=2;exp=1:mac"],
    );
    assert.deepEqual(told, []);
  });

  it("that Copilot refuses twice is authentication, told by the variable and not by itself", async () => {
    const { to } = await github({
      [CHAT]: ({ headers }, reply) => reply.json(401, { error: { message: `bad ${headers.authorization} ${KEY}` } }),
    });
    const { llm_error, message, status_code, attempts } = await failure(ask(await bench()));
    assert.deepEqual([llm_error, status_code, attempts], ["authentication", 401, 1]);
    assert.equal(
      message,
      "GitHub Copilot refused what GitHub gave for the token in GITHUB_TOKEN (HTTP 401): bad [key] [key]",
    );
    assert.deepEqual([to(EXCHANGE).length, to(CHAT).length], [2, 2]);
  });

  it("is never told, nor is the token of GitHub (PRV-025)", async () => {
    const secrets = /tid=|mac|gho_|abcdefghij/;
    const echo = { message: `you sent tid=1;exp=1:mac for ${KEY}` };
    for (const status of [400, 403, 404, 429, 500]) {
      await github({ [CHAT]: (_, reply) => reply.json(status, { error: echo }, { "retry-after": "100" }) });
      const on = await bench({ debug: true, max_retries: 0 });
      const error = await failure(ask(on));
      assert.match(error.message, /you sent \[key\] for \[key\]/);
      assert.doesNotMatch(JSON.stringify(error), secrets);
      assert.doesNotMatch(JSON.stringify(on.notifications), secrets);
    }
  });

  it("that GitHub does not give is told as GitHub tells it", async () => {
    for (const [status, body, kind, words] of [
      [401, { message: `Bad credentials ${KEY}` }, "authentication", /refused the token in GITHUB_TOKEN .*Bad cred/],
      [403, { error_details: { message: "No seat." } }, "access_denied", /No seat\./],
      [404, { message: "Not Found" }, "access_denied", /gh auth login/],
      [503, {}, "provider_unavailable", /503/],
    ] as const) {
      const { vendor, to } = await github({ [EXCHANGE]: (_, reply) => reply.json(status, body) });
      const { llm_error, message, status_code, model } = await failure(ask(await bench({ max_retries: 0 })));
      assert.deepEqual([llm_error, status_code, model], [kind, status, "gpt-5-mini"]);
      assert.match(message, words);
      assert.doesNotMatch(message, /abcdefghij/);
      assert.deepEqual([to(EXCHANGE).length, vendor.requests.length], [1, 1]);
    }
  });

  it("is tried for again as an answer is", async () => {
    let asked = 0;
    const { to, vendor } = await github({
      [EXCHANGE]: (_, reply) =>
        ++asked === 1
          ? reply.json(500, {}, { "retry-after-ms": "1" })
          : reply.json(200, passBody("tid=9;exp=1:mac", vendor.url)),
    });
    assert.equal((await ask(await bench())).tokens, "Hello.");
    assert.equal(to(EXCHANGE).length, 2);
  });

  it("does not follow a redirect with the token", async () => {
    const { to } = await github({ [EXCHANGE]: (_, reply) => reply.text(302, "", { location: "/elsewhere" }) });
    const { llm_error } = await failure(ask(await bench({ max_retries: 0 })));
    assert.equal(llm_error, "llm_error");
    assert.equal(to("/elsewhere").length, 0);
  });
});

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
