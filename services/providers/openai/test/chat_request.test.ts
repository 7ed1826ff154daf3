import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COMPLETION, sent, started, user } from "./support.js";

const CHAT = { api: "chat", model: "gpt-4.1" };

describe("a request of chat completions", () => {
  it("has at most four texts of stop, and none for a model that reasons", async () => {
    const few = await sent({ stop: ["a", "b"] }, CHAT);
    assert.deepEqual(few.body["stop"], ["a", "b"]);
    const many = await sent({ stop: ["a", "b", "c", "d", "e"] }, CHAT);
    assert.deepEqual(many.body["stop"], ["a", "b", "c", "d"]);
    assert.equal(many.response.degradation?.requested, "5 stop texts");
    const thinks = await sent({ stop: ["a"], model: "gpt-5" }, CHAT);
    assert.equal(thinks.body["stop"], undefined);
    assert.equal(thinks.response.degradation?.requested, "stop");
  });

  it("limits by max_tokens where the settings say so", async () => {
    const { body } = await sent({ max_output_tokens: 5 }, { ...CHAT, token_limit: "max_tokens" });
    assert.deepEqual([body["max_tokens"], body["max_completion_tokens"]], [5, undefined]);
  });

  it("sends developer messages as system to a compatible server, and no key of the prompt cache", async () => {
    const { body } = await sent({ messages: [user("x"), { role: "developer", content: "y" }] }, CHAT);
    assert.deepEqual((body["messages"] as { role: string }[])[1], { role: "system", content: "y" });
    assert.equal(body["prompt_cache_key"], undefined);
  });

  it("joins texts as one, since some servers take no list of parts", async () => {
    const content = [
      { type: "text", text: "One." },
      { type: "text", text: "Two." },
    ] as const;
    const { body } = await sent({ messages: [user([...content])] }, CHAT);
    assert.deepEqual(body["messages"], [{ role: "user", content: "One.\n\nTwo." }]);
  });

  it("has no thoughts, and no content beside calls alone", async () => {
    const { body } = await sent(
      {
        messages: [
          user("x"),
          {
            role: "assistant",
            content: [
              { type: "thinking", thinking: "secret" },
              { type: "tool_call", id: "a", name: "f", input: {} },
            ],
          },
          { role: "tool", tool_call_id: "a", content: "ok" },
        ],
      },
      CHAT,
    );
    assert.doesNotMatch(JSON.stringify(body), /secret/);
    assert.equal((body["messages"] as { content: unknown }[])[1]?.content, null);
  });

  it("asks for the usage of a stream", async () => {
    const { vendor, on, close } = await started((_, reply) => reply.json(200, COMPLETION), CHAT);
    await on.complete("openai", { messages: [user("x")] }, () => {});
    const body = vendor.requests[0]?.json as Record<string, unknown>;
    assert.deepEqual([body["stream"], body["stream_options"]], [true, { include_usage: true }]);
    await close();
  });
});
