import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest } from "@amplifier-ipc/sdk";
import type { Adapter } from "../src/adapter.js";
import { MISSING } from "../src/repair.js";
import { type FakeVendor, sse } from "../src/testing.js";
import { ADAPTER, ask, failure, HELLO, HI, playing, setting } from "./vendor.js";

const FULL = {
  content: [{ type: "text", text: "Hello." }],
  finish_reason: "stop",
  model: "big-1",
  usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5, cost_usd: "0.000007" },
};

/** What the vendor was asked first. */
function sentTo(vendor: FakeVendor): unknown {
  return vendor.requests[0]?.json ?? {};
}

describe("a provider made of an adapter", () => {
  it("streams an answer, and answers all of it", async () => {
    const { on, vendor } = await setting(playing(HELLO));
    const { response, streamed } = await ask(on);
    assert.deepEqual(response, FULL);
    assert.deepEqual(streamed, [
      ["content_block_start", "text", 0],
      ["token", 0, "Hel"],
      ["token", 0, "lo."],
      ["content_block_end", "text", 0],
      ["usage", FULL.usage],
    ]);
    assert.deepEqual(vendor.requests[0]?.json, {
      model: "big-1",
      maxTokens: 100,
      stream: true,
      conversation: [{ role: "user", parts: [{ type: "text", text: "Hi" }] }],
      system: [],
      tools: [],
      key: "k-secret-1",
    });
  });

  it("sends no stream where none is wanted (PRV-031)", async () => {
    const { on, vendor } = await setting(playing(HELLO));
    assert.deepEqual(await on.complete("vendor", HI), FULL);
    assert.equal((sentTo(vendor) as { stream: boolean }).stream, false);
  });

  it("takes model, tokens and temperature from the request, else from the settings", async () => {
    const { on, vendor } = await setting(playing(HELLO, HELLO, HELLO), {
      model: "own",
      max_tokens: 7,
      temperature: 0.5,
    });
    await ask(on);
    await ask(on, { ...HI, model: "other", max_output_tokens: 9, temperature: 0 });
    await ask(on, { ...HI, model: "big-1", max_output_tokens: 101 });
    const sent = vendor.requests.map(({ json }) => json as { [name: string]: unknown });
    assert.deepEqual(
      sent.map(({ model, maxTokens, temperature }) => [model, maxTokens, temperature]),
      [
        ["own", 7, 0.5],
        ["other", 9, 0],
        ["big-1", 100, 0.5],
      ],
    );
  });

  it("gives tools names that the vendor takes, and their own ones back", async () => {
    const { on, vendor } = await setting(playing(sse([{ call: "mcp_read" }, { finish: "stop" }])));
    const tools = [{ name: "mcp.read", description: "Read.", input_schema: { type: "object" } }];
    const { response } = await ask(on, { ...HI, tools });
    assert.deepEqual((sentTo(vendor) as { tools: string[] }).tools, ["mcp_read"]);
    assert.deepEqual(
      response.tool_calls?.map(({ name }) => name),
      ["mcp.read"],
    );
    assert.equal(response.finish_reason, "tool_calls");
  });

  it("repairs a call without a result, and tells hooks", async () => {
    const request: ChatRequest = {
      messages: [
        { role: "assistant", content: [{ type: "tool_call", id: "a", name: "glob", input: {} }] },
        { role: "user", content: "And?" },
      ],
    };
    const { on, vendor, events } = await setting(playing(HELLO));
    await ask(on, request);
    assert.deepEqual(events, [
      { event: "provider:tool_sequence_repaired", data: { repaired: [{ id: "a", name: "glob" }] } },
    ]);
    const { conversation } = sentTo(vendor) as { conversation: { role: string; parts: object[] }[] };
    const made = { type: "tool_result", id: "a", name: "glob", text: MISSING, isError: true, images: [] };
    assert.deepEqual(conversation[1], { role: "tool", parts: [made] });
  });

  it("fills headers of the settings from the environment", async () => {
    const { on, vendor } = await setting(playing(HELLO), { extra_headers: { "x-team": `\${VENDOR_API_KEY}` } });
    await ask(on);
    assert.equal(vendor.requests[0]?.headers["x-team"], "k-secret-1");
  });

  it("describes its settings, and refuses others", async () => {
    const { on } = await setting(playing());
    const text = JSON.stringify(on.description);
    for (const name of ["max_retries", "idle_timeout", "api_version", "api_key_env"]) assert.match(text, RegExp(name));
    await assert.rejects(setting(playing(), { max_retires: 3 }), /max_retires/);
    await assert.rejects(setting(playing(), { timeout: 0 }), /timeout/);
  });

  it("tells what it is without reaching anybody (PRV-040, PRV-041)", async () => {
    const { on, vendor } = await setting(playing());
    const info = await on.request("provider.info", { provider: "vendor" });
    assert.deepEqual(info.credential_env_vars, ["VENDOR_API_KEY"]);
    assert.deepEqual(info.defaults, { model: "big-1" });
    assert.deepEqual(
      info.config_fields.map(({ id, field_type, env_var, required }) => [id, field_type, env_var, required]),
      [
        ["api_key", "secret", "VENDOR_API_KEY", true],
        ["base_url", "text", "VENDOR_BASE_URL", false],
      ],
    );
    assert.equal(vendor.connections(), 0);
  });

  it("writes requests and answers into the log only when asked to, without keys", async () => {
    const quiet = await setting(playing(HELLO));
    await ask(quiet.on);
    assert.deepEqual(quiet.on.notifications, []);
    const { on } = await setting(playing(HELLO), { debug: true });
    await ask(on);
    const lines = on.notifications.map(({ method, params }) => [method, params["level"], params["message"]]);
    assert.deepEqual(lines, [
      ["$/log", "debug", "vendor: request"],
      ["$/log", "debug", "vendor: answer"],
    ]);
    const said = JSON.stringify(on.notifications);
    assert.match(said, /\[key\]/);
    assert.doesNotMatch(said, /k-secret-1/);
    assert.match(said, /Hello\./);
  });
});

describe("keys", () => {
  it("a missing one is one sentence at the first call, and nothing is asked", async () => {
    delete process.env["VENDOR_API_KEY"];
    const { on, vendor } = await setting(playing(HELLO));
    const { llm_error, retryable, provider, model, message } = await failure(ask(on));
    assert.deepEqual([llm_error, retryable, provider, model], ["configuration", false, "vendor", "big-1"]);
    assert.equal(message, "VENDOR_API_KEY is not set: amplifier-ipc provider set-key vendor");
    assert.equal(vendor.connections(), 0);
  });

  it("a refused one is told by its variable, never by itself (PRV-025)", async () => {
    const { on } = await setting((_, reply) => reply.json(401, { error: { message: "bad key k-secret-1" } }));
    const { llm_error, message, status_code, attempts } = await failure(ask(on));
    assert.deepEqual([llm_error, status_code, attempts], ["authentication", 401, 1]);
    assert.equal(message, "Vendor refused the key in VENDOR_API_KEY (HTTP 401): bad key [key]");
  });
});

describe("models", () => {
  const LIST = [{ id: "big-1", context_window: 9 }, { id: "big-10-preview" }, { id: "big-2" }, { id: "small-3" }];
  const listing = (answer: unknown = LIST): Parameters<typeof setting>[0] => {
    const hello = playing(HELLO, HELLO, HELLO);
    return (request, reply) => (request.path.startsWith("/models") ? reply.json(200, answer) : hello(request, reply));
  };

  it("are those of the vendor, with what is known of them", async () => {
    const { on } = await setting(listing());
    const { models } = await on.request("provider.list_models", { provider: "vendor" });
    assert.deepEqual(models[0], {
      id: "big-1",
      display_name: "big-1",
      context_window: 9,
      max_output_tokens: 100,
      capabilities: [],
      defaults: {},
    });
    assert.equal(models.length, 4);
  });

  it("are those of models.json where the vendor is not there, with a warning", async () => {
    const { on, vendor } = await setting((_, reply) => reply.reset(), { models: { mine: {} } });
    const { models } = await on.request("provider.list_models", { provider: "vendor" });
    assert.deepEqual(
      models.map(({ id }) => id),
      ["big-1", "mine"],
    );
    const [{ params } = assert.fail()] = on.notifications;
    assert.equal(params["level"], "warning");
    assert.match(String(params["message"]), /^Vendor could not be reached: .*known on 2026-01-01$/);
    assert.doesNotMatch(JSON.stringify(on.notifications), /k-secret-1/);
    assert.equal(vendor.requests.length, 1);
  });

  it("a wrong key is not hidden by that list", async () => {
    const { on } = await setting((_, reply) => reply.json(401, {}));
    const { llm_error } = await failure(on.request("provider.list_models", { provider: "vendor" }));
    assert.equal(llm_error, "authentication");
    delete process.env["VENDOR_API_KEY"];
    const missing = await failure(on.request("provider.list_models", { provider: "vendor" }));
    assert.equal(missing["llm_error"], "configuration");
  });

  it("a pattern is the newest that fits; the list is asked for once", async () => {
    const { on, vendor } = await setting(listing(), { model: "big-*" });
    assert.equal((await ask(on)).response.model, "big-2");
    assert.equal((await ask(on)).response.model, "big-2");
    assert.deepEqual(
      vendor.requests.map(({ path }) => path.split("?")[0]),
      ["/models", "/ask", "/ask"],
    );
  });

  it("a pattern that nothing fits is not_found", async () => {
    const { on } = await setting(listing());
    const { llm_error, message } = await failure(ask(on, { ...HI, model: "huge-*" }));
    assert.equal(llm_error, "not_found");
    assert.match(message, /no model that fits huge-\*/);
  });

  it("the adapter may find the default by asking", async () => {
    const adapter = { ...ADAPTER, defaultModel: () => Promise.resolve("found-1") };
    const { on } = await setting(playing(HELLO), {}, { adapter });
    assert.equal((await ask(on)).response.model, "found-1");
  });

  it("what hinders the finding of a model is one of the fifteen errors", async () => {
    const adapter = { ...ADAPTER, defaultModel: () => fetch("http://127.0.0.1:1/").then(() => "never") };
    const { on } = await setting(playing(), {}, { adapter });
    assert.equal((await failure(ask(on)))["llm_error"], "network");
  });
});

describe("settings that follow others", () => {
  const session = { id: "second", cwd: "/" };

  it("do not share a breaker where their vendors are others", async () => {
    const { on } = await setting(playing(500, 500, 500, 500, 500), { max_retries: 4 });
    assert.equal((await failure(ask(on)))["llm_error"], "provider_unavailable");
    const { vendor } = await setting(playing(HELLO));
    await on.request("configure", { config: { vendor: { base_url: vendor.url } }, session });
    assert.deepEqual((await ask(on)).response, FULL);
  });

  it("do not share what a pattern or the default stands for", async () => {
    const defaultModel: Adapter["defaultModel"] = async ({ config }) => config.base_url ?? "";
    const { on, vendor } = await setting(playing(HELLO), {}, { adapter: { ...ADAPTER, defaultModel } });
    const second = await setting(playing(HELLO));
    assert.equal((await ask(on)).response.model, vendor.url);
    await on.request("configure", { config: { vendor: { base_url: second.vendor.url } }, session });
    assert.equal((await ask(on)).response.model, second.vendor.url);
  });
});

describe("a request that says nothing", () => {
  const thoughts = [{ type: "thinking", thinking: "Hm." }];
  const empty = [[], [{ role: "user", content: "" }], [{ role: "assistant", content: thoughts }]];
  for (const messages of empty) {
    it(`is refused before it is sent: ${JSON.stringify(messages)}`, async () => {
      const { on, vendor } = await setting(playing(HELLO));
      const { llm_error, message } = await failure(ask(on, { messages } as ChatRequest));
      assert.deepEqual([llm_error, message], ["invalid_request", "The request has no messages with content."]);
      assert.equal(vendor.requests.length, 0);
    });
  }
});

describe("a host that does not let it tell hooks", () => {
  it("gets its answers all the same", async () => {
    const { on } = await setting(playing(503, HELLO), {}, { host: {} });
    assert.deepEqual((await ask(on)).response, FULL);
  });
});
