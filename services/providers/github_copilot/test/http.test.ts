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
    assert.doesNotMatch(to(CHAT)[0]?.text ?? assert.fail(), /stream/);
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
    assert.equal(message, "GitHub Copilot refused the key in GITHUB_TOKEN (HTTP 401): bad [key] [key]");
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
