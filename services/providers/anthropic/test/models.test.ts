import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { ask, EARLIER, events, failure, HI, setting, textEvents } from "./support.js";

const SUPPORTED = { supported: true };

/** A model as the vendor lists it. */
function listed(id: string, more: JsonObject = {}): JsonObject {
  return { type: "model", id, display_name: `Name of ${id}`, created_at: "2026-01-01T00:00:00Z", ...more };
}

describe("the list of models", () => {
  it("is the vendor's, of all its pages; what that does not tell is taken from models.json", async () => {
    const capabilities = { image_input: SUPPORTED, thinking: { supported: false }, structured_outputs: SUPPORTED };
    const first = listed("claude-next", { max_input_tokens: 300_000, max_tokens: 5000, capabilities });
    const { on, vendor } = await setting((request, reply) => {
      const after = new URL(request.path, "http://a").searchParams.get("after_id");
      if (after === null)
        reply.json(200, { data: [first], has_more: true, first_id: "claude-next", last_id: "claude-next" });
      else
        reply.json(200, {
          data: [listed(EARLIER, { capabilities: null, max_tokens: null })],
          has_more: false,
          last_id: EARLIER,
        });
    });
    const { models } = await on.request("provider.list_models", {});
    assert.deepEqual(models[0], {
      id: "claude-next",
      display_name: "Name of claude-next",
      context_window: 300_000,
      max_output_tokens: 5000,
      capabilities: ["streaming", "tools", "vision", "json_mode"],
      defaults: {},
    });
    assert.deepEqual(
      [models[1]?.id, models[1]?.context_window, models[1]?.max_output_tokens],
      [EARLIER, 200_000, 64_000],
    );
    assert.deepEqual(models[1]?.capabilities, ["streaming", "tools", "vision", "thinking", "json_mode"]);
    assert.deepEqual(
      vendor.requests.map(({ method, path }) => `${method} ${path}`),
      ["GET /v1/models?limit=1000", "GET /v1/models?limit=1000&after_id=claude-next"],
    );
  });

  it("is that of models.json where the vendor has none or cannot be reached", async () => {
    for (const status of [404, 500]) {
      const { on } = await setting((_, reply) =>
        reply.json(status, { type: "error", error: { type: "api_error", message: "no" } }),
      );
      const { models } = await on.request("provider.list_models", {});
      assert.ok(models.some(({ id }) => id === EARLIER));
    }
  });

  it("is refused with the key", async () => {
    const { on } = await setting((_, reply) =>
      reply.json(401, { type: "error", error: { type: "authentication_error", message: "no" } }),
    );
    assert.equal((await failure(on.request("provider.list_models", {})))["llm_error"], "authentication");
  });
});

describe("a pattern for the model", () => {
  it("is the newest that the vendor lists", async () => {
    const ids = ["claude-sonnet-4-5-20250929", "claude-sonnet-5-5", "claude-sonnet-5", "claude-opus-9"];
    const { on, vendor } = await setting(
      (request, reply) =>
        request.method === "GET"
          ? reply.json(200, { data: ids.map((id) => listed(id)), has_more: false })
          : reply.stream(events(...textEvents("a"))),
      { model: "claude-sonnet-*" },
    );
    await ask(on, HI);
    assert.equal((vendor.requests.at(-1)?.json as JsonObject | undefined)?.["model"], "claude-sonnet-5-5");
  });
});

describe("what it is", () => {
  it("is told without a key and without the network (PRV-041)", async () => {
    const { on, vendor } = await setting(() => {});
    delete process.env["ANTHROPIC_API_KEY"];
    const info = await on.request("provider.info", {});
    assert.deepEqual(info.credential_env_vars, ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"]);
    assert.deepEqual([info.id, info.display_name], ["anthropic", "Anthropic"]);
    assert.deepEqual(info.capabilities, ["streaming", "tools", "vision", "thinking", "json_mode"]);
    assert.deepEqual(
      info.config_fields.map(({ id, env_var, required }) => [id, env_var, required]),
      [
        ["api_key", "ANTHROPIC_API_KEY", true],
        ["base_url", "ANTHROPIC_BASE_URL", false],
      ],
    );
    assert.equal(vendor.requests.length, 0);
  });
});
