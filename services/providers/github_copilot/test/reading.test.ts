import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readChatStream } from "@amplifier-ipc/provider-openai/chat";
import type { ChatResponse, JsonObject } from "@amplifier-ipc/sdk";
import { unfolded } from "../src/choices.js";
import { listed } from "../src/listing.js";
import { chunk, quietAnswer } from "./support.js";

/** Where a stream breaks off. */
const broken = Symbol("broken");

async function read(...chunks: unknown[]): Promise<ChatResponse> {
  const answer = quietAnswer();
  async function* stream(): AsyncGenerator<unknown> {
    for (const each of chunks) {
      if (each === broken) throw new Error("broken");
      yield each;
    }
  }
  await readChatStream(unfolded(stream(), answer), answer);
  return answer.response();
}

function callPiece(index: number, id: string, name: string, args: string): JsonObject {
  return { tool_calls: [{ index, id, type: "function", function: { name, arguments: args } }] };
}

function choices(...all: [index: number | undefined, said: JsonObject, finish: string | null][]): JsonObject {
  const list = all.map(([index, delta, finish_reason]) => ({
    ...(index === undefined ? {} : { index }),
    delta,
    finish_reason,
  }));
  return { ...chunk({}), choices: list };
}

const CALLS = [
  { type: "tool_call", id: "a", name: "look", input: { at: 1 } },
  { type: "tool_call", id: "b", name: "look", input: { at: 2 } },
];

describe("several choices", () => {
  it("of one chunk are one answer", async () => {
    const { content, finish_reason, tool_calls } = await read(
      choices([0, { content: "I look." }, "tool_calls"], [1, callPiece(0, "a", "look", '{"at":1}'), "tool_calls"]),
    );
    assert.deepEqual(content, [{ type: "text", text: "I look." }, CALLS[0]]);
    assert.equal(tool_calls?.length, 1);
    assert.equal(finish_reason, "tool_calls");
  });

  it("that come in pieces, each numbering its calls from 0, are one answer", async () => {
    const { content, finish_reason } = await read(
      choices([0, { content: "I " }, null]),
      choices([0, { content: "look." }, "stop"], [1, callPiece(0, "a", "look", '{"at"'), null]),
      choices([2, callPiece(0, "b", "look", '{"at"'), null]),
      choices([1, callPiece(0, "", "", ":1}"), null], [2, callPiece(0, "", "", ":2}"), "tool_calls"]),
      choices([1, {}, "tool_calls"]),
    );
    assert.deepEqual(content, [{ type: "text", text: "I look." }, ...CALLS]);
    assert.equal(finish_reason, "tool_calls");
  });

  it("without an index are told apart by their place", async () => {
    const whole = {
      id: "c-1",
      model: "m",
      choices: [
        { message: { role: "assistant", content: "I look." }, finish_reason: "tool_calls" },
        {
          message: {
            role: "assistant",
            tool_calls: [{ id: "a", type: "function", function: { name: "look", arguments: '{"at":1}' } }],
          },
          finish_reason: "tool_calls",
        },
      ],
    };
    assert.deepEqual((await read(whole)).content, [{ type: "text", text: "I look." }, CALLS[0]]);
  });

  it("end when all have ended and the usage has come, or with the stream", async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 1 };
    const text = choices([0, { content: "I look." }, "stop"]);
    const call = choices([1, callPiece(0, "a", "look", '{"at":1}'), "tool_calls"]);
    const both = [{ type: "text", text: "I look." }, CALLS[0]];
    for (const chunks of [
      [text, { ...call, usage }, broken],
      [text, call, { choices: [], usage }, broken],
      [
        { ...choices([0, { content: "" }, null]), usage },
        { ...text, usage },
        { ...call, usage },
      ],
      [{ ...choices([0, { content: "I look." }, "stop"], [1, {}, null]), usage }, call],
      [text, call, broken],
    ]) {
      assert.deepEqual((await read(...chunks)).content, both);
    }
    await assert.rejects(read(choices([0, { content: "I" }, null]), broken), /broken/);
    const { finish_reason } = await read(choices([0, { content: "I" }, "length"], [1, { content: "" }, "stop"]));
    assert.equal(finish_reason, "length");
  });

  it("are none in a chunk that tells the usage, or that says something else", async () => {
    const { usage, content } = await read(
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } },
      { prompt_filter_results: [] },
      "ping",
      choices([0, { content: "Yes." }, null], [0, null as never, null]),
      { ...chunk({}), choices: [null] },
      chunk({}, "stop"),
    );
    assert.deepEqual(content, [{ type: "text", text: "Yes." }]);
    assert.equal(usage?.total_tokens, 4);
  });
});

describe("thoughts", () => {
  it("come before the text, with the sign that comes at any time", async () => {
    const { content } = await read(
      chunk({ reasoning_text: "Hm" }),
      chunk({ reasoning_text: ", so.", content: null }),
      chunk({ content: "Yes." }),
      chunk({ reasoning_opaque: "opaque", content: "" }, "stop"),
    );
    assert.deepEqual(content, [
      { type: "thinking", thinking: "Hm, so.", signature: "opaque" },
      { type: "text", text: "Yes." },
    ]);
  });

  it("that are only a sign are kept", async () => {
    const said = { ...callPiece(0, "a", "look", '{"at":1}'), reasoning_opaque: "opaque" };
    const { content } = await read(chunk(said), chunk({ reasoning_opaque: "opaque" }, "tool_calls"));
    assert.deepEqual(content, [{ type: "thinking", thinking: "", signature: "opaque" }, CALLS[0]]);
  });

  it("between texts are blocks of their own", async () => {
    const { content } = await read(
      chunk({ reasoning_text: "One.", reasoning_opaque: "o1" }),
      chunk({ content: "A" }),
      chunk({ reasoning_text: "Two.", reasoning_opaque: "o2" }),
      chunk({ content: "B" }, "stop"),
    );
    const thoughts = content.filter(({ type }) => type === "thinking");
    assert.deepEqual(thoughts, [
      { type: "thinking", thinking: "One.", signature: "o1" },
      { type: "thinking", thinking: "Two.", signature: "o2" },
    ]);
  });
});

describe("the list of models", () => {
  const model = (id: string, more: JsonObject = {}): JsonObject => ({
    id,
    name: id.toUpperCase(),
    model_picker_enabled: true,
    capabilities: {
      type: "chat",
      limits: { max_context_window_tokens: 128_000, max_prompt_tokens: 100_000, max_output_tokens: 16_384 },
      supports: { streaming: true, tool_calls: true, vision: false, structured_outputs: true },
    },
    ...more,
  });

  it("has windows and capabilities", () => {
    assert.deepEqual(listed([model("gpt-4.1")]), [
      {
        id: "gpt-4.1",
        display_name: "GPT-4.1",
        context_window: 128_000,
        max_output_tokens: 16_384,
        capabilities: ["streaming", "tools", "json_mode"],
      },
    ]);
  });

  it("knows thinking by any of its names", () => {
    const thinks = (supports: JsonObject): boolean =>
      listed([model("m", { capabilities: { type: "chat", supports } })])[0]?.capabilities?.includes("thinking") ===
      true;
    assert.equal(thinks({ reasoning_effort: ["low", "high"] }), true);
    assert.equal(thinks({ max_thinking_budget: 32_000 }), true);
    assert.equal(thinks({ adaptive_thinking: true }), true);
    assert.equal(thinks({ reasoning_effort: [], adaptive_thinking: false, max_thinking_budget: null }), false);
  });

  it("leaves out what cannot be chosen or does not chat", () => {
    const ids = listed([
      model("yes"),
      model("yes"),
      model("hidden", { model_picker_enabled: false }),
      model("embedding", { capabilities: { type: "embeddings" } }),
      model("not-agreed", { policy: { state: "disabled" } }),
      model("agreed", { policy: { state: "enabled" } }),
      model("messages", { supported_endpoints: ["/v1/messages"] }),
      model("responses", { supported_endpoints: ["/responses"] }),
      { id: "bare" },
      { name: "without an id" },
      null,
    ]).map(({ id }) => id);
    assert.deepEqual(ids, ["yes", "agreed", "responses", "bare"]);
  });

  it("says nothing of windows where Copilot does not", () => {
    assert.deepEqual(listed([{ id: "bare" }]), [{ id: "bare" }]);
    const limits = { max_context_window_tokens: 0, max_prompt_tokens: 90_000 };
    assert.deepEqual(listed([{ id: "m", capabilities: { type: "chat", limits } }]), [
      { id: "m", context_window: 90_000 },
    ]);
  });
});
