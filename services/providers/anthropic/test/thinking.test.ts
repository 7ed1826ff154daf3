import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest, Message } from "@amplifier-ipc/sdk";
import { mannerOf, takesSchema } from "../src/model.js";
import { ADAPTIVE, ALWAYS, bodyOf, EARLIER, HI } from "./support.js";

const TOOLS = [{ name: "glob", description: "Find.", input_schema: { type: "object" } }];
/** The facts of a model that always thinks, and can be forced to call tools. */
const FORCIBLE = "claude-fable-5";

function asked(reasoning_effort: string, model: string): ChatRequest {
  return { ...HI, model, reasoning_effort };
}

describe("thinking for a number of tokens", () => {
  it("is what the level says; there is room for it and for the answer, and no temperature", () => {
    for (const [level, budget, limit] of [
      ["minimal", 1024, 16_384],
      ["low", 4096, 16_384],
      ["medium", 10_000, 16_384],
      ["high", 32_000, 33_024],
    ] as const) {
      const body = bodyOf({ ...asked(level, EARLIER), temperature: 0.5 });
      assert.deepEqual(body.thinking, { type: "enabled", budget_tokens: budget });
      assert.equal(body.max_tokens, limit);
      assert.deepEqual(["temperature" in body, "output_config" in body], [false, false]);
      assert.equal(body.degraded[0]?.[0], "temperature");
    }
  });

  it("is what the setting says, at least 1024 tokens", () => {
    assert.deepEqual(bodyOf(HI, { thinking: 5000 }).thinking, { type: "enabled", budget_tokens: 5000 });
    assert.deepEqual(bodyOf(HI, { thinking: true }).thinking, { type: "enabled", budget_tokens: 10_000 });
    const small = bodyOf(HI, { thinking: 1 });
    assert.deepEqual(small.thinking, { type: "enabled", budget_tokens: 1024 });
    assert.match(small.notes.join(), /1024 tokens, not 1\./);
  });

  it("raises max_tokens to the budget and 1024 more, and tells so", () => {
    const body = bodyOf({ ...HI, max_output_tokens: 3000 }, { thinking: 2000 });
    assert.deepEqual([body.max_tokens, body.thinking], [3024, { type: "enabled", budget_tokens: 2000 }]);
    assert.match(body.notes.join(), /max_tokens is 3024, not 3000/);
    assert.deepEqual(bodyOf({ ...HI, max_output_tokens: 3024 }, { thinking: 2000 }).notes, []);
  });

  it("is less where the model cannot write as much, and none where it can write too little", () => {
    const models = { [EARLIER]: { max_output_tokens: 4000 } };
    const body = bodyOf(HI, { thinking: 60_000, models });
    assert.deepEqual([body.max_tokens, body.thinking], [4000, { type: "enabled", budget_tokens: 2976 }]);
    const none = bodyOf(HI, { thinking: 60_000, models: { [EARLIER]: { max_output_tokens: 2047 } } });
    assert.deepEqual([none.thinking, none.degraded.length], [undefined, 1]);
  });

  it("is off with 0, false and none, and when nobody asks; a request is stronger than the settings", () => {
    for (const thinking of [0, false]) {
      assert.equal("thinking" in bodyOf(HI, { thinking }), false);
      assert.equal(bodyOf(asked("low", EARLIER), { thinking }).thinking?.type, "enabled");
    }
    assert.equal("thinking" in bodyOf(asked("none", EARLIER), { thinking: 4000 }), false);
    assert.equal("thinking" in bodyOf(HI), false);
  });

  it("is left out when it would have to go on from tool calls without signed thoughts", () => {
    const call = { type: "tool_call", id: "1", name: "glob", input: {} } as const;
    const said = (content: Message["content"], provider: string): ChatRequest => ({
      messages: [
        { role: "user", content: "a" },
        { role: "assistant", content, metadata: { provider } },
        { role: "tool", tool_call_id: "1", content: "b" },
      ],
    });
    const thought = { type: "thinking", thinking: "hm", signature: "s" } as const;
    assert.equal(bodyOf(said([call], "openai"), { thinking: 2000 }).thinking, undefined);
    assert.equal(bodyOf(said([thought, call], "openai"), { thinking: 2000 }).degraded[0]?.[0], "thinking");
    assert.equal(bodyOf(said([thought, call], "anthropic"), { thinking: 2000 }).thinking?.type, "enabled");
    const redacted = { type: "redacted_thinking", data: "x" } as const;
    assert.equal(bodyOf(said([redacted, call], "anthropic"), { thinking: 2000 }).thinking?.type, "enabled");
  });
});

describe("thinking that is left to the model", () => {
  it("has an effort, and thoughts in words", () => {
    for (const [level, effort] of [
      ["minimal", "low"],
      ["low", "low"],
      ["medium", "medium"],
      ["high", "high"],
      ["xhigh", "xhigh"],
      ["max", "max"],
    ] as const) {
      const body = bodyOf(asked(level, ADAPTIVE));
      assert.deepEqual(body.thinking, { type: "adaptive", display: "summarized" });
      assert.deepEqual(body.output_config, { effort });
      assert.equal(body.max_tokens, 16_384);
    }
    assert.equal("output_config" in bodyOf({ ...HI, model: ADAPTIVE }, { thinking: true }), false);
  });

  it("takes no number of tokens: the nearest effort stands for it, and that is told", () => {
    for (const [tokens, effort] of [
      [4096, "low"],
      [4097, "medium"],
      [10_000, "medium"],
      [10_001, "high"],
    ] as const) {
      const body = bodyOf({ ...HI, model: ADAPTIVE }, { thinking: tokens });
      assert.deepEqual(body.output_config, { effort });
      assert.deepEqual(body.degraded[0]?.slice(0, 2), [`thinking of ${tokens} tokens`, `effort ${effort}`]);
    }
  });

  it("is switched off in words, for it may be on by default", () => {
    assert.deepEqual(bodyOf({ ...HI, model: ADAPTIVE }, { thinking: 0 }).thinking, { type: "disabled" });
    assert.equal("thinking" in bodyOf({ ...HI, model: ADAPTIVE }), false);
  });

  it("cannot be switched off where the model always thinks", () => {
    const body = bodyOf({ ...HI, model: ALWAYS }, { thinking: false });
    assert.equal("thinking" in body, false);
    assert.deepEqual(body.degraded[0]?.slice(0, 2), ["an answer without thinking", "one with it"]);
  });

  it("has high effort for a level that nobody knows", () => {
    const body = bodyOf(asked("ultra", ADAPTIVE));
    assert.deepEqual(body.output_config, { effort: "high" });
    assert.deepEqual(body.degraded[0]?.slice(0, 2), ["reasoning effort ultra", "high"]);
  });
});

describe("thinking and a forced tool call", () => {
  const forced = { ...HI, tools: TOOLS, tool_choice: "required" };

  it("exclude each other: the call goes first", () => {
    for (const model of [EARLIER, ADAPTIVE]) {
      const body = bodyOf({ ...forced, model, reasoning_effort: "low" });
      assert.deepEqual(body.tool_choice, { type: "any" });
      assert.notEqual(body.thinking?.type, "enabled");
      assert.notEqual(body.thinking?.type, "adaptive");
      assert.equal(body.degraded[0]?.[0], "thinking");
    }
  });

  it("exclude each other: a model that refuses forced calls has a free choice", () => {
    const body = bodyOf({ ...forced, model: ALWAYS, reasoning_effort: "low" });
    assert.equal("tool_choice" in body, false);
    assert.equal(body.thinking?.type, "adaptive");
    assert.equal(body.degraded[0]?.[0], "a forced tool call");
  });

  it("go together where the model always thinks and takes both", () => {
    const body = bodyOf({ ...forced, model: FORCIBLE, reasoning_effort: "low" });
    assert.deepEqual([body.tool_choice?.type, body.thinking?.type], ["any", "adaptive"]);
  });
});

describe("how a model thinks", () => {
  it("is told by the settings, also that it does not", () => {
    const models = { "own-1": { thinking: "none" as const } };
    const body = bodyOf({ ...asked("low", "own-1") }, { models });
    assert.deepEqual([body.thinking, body.degraded[0]?.[0]], [undefined, "thinking"]);
    const effort = bodyOf(asked("low", "own-2"), { models: { "own-2": { thinking: "effort" } } });
    assert.deepEqual([effort.thinking, effort.output_config], [undefined, { effort: "low" }]);
  });

  it("is known by its name, where nothing else is", () => {
    const told = (model: string): unknown[] => [
      mannerOf({ model, facts: undefined }),
      takesSchema({ model, facts: undefined }),
    ];
    for (const model of [
      "claude-3-7-sonnet-20250219",
      "claude-sonnet-4-20250514",
      "claude-opus-4-1",
      "claude-2.1",
      "glm-5",
    ]) {
      assert.deepEqual([model, ...told(model)], [model, "budget", false]);
    }
    for (const model of ["claude-opus-4-5-20251101", "anthropic/claude-sonnet-4.5"]) {
      assert.deepEqual([model, ...told(model)], [model, "budget", true]);
    }
    for (const model of [
      "claude-opus-4-6",
      "claude-opus-4.6",
      "claude-opus-4-6-20260101",
      "claude-opus-6",
      "claude-next",
    ]) {
      assert.deepEqual([model, ...told(model)], [model, "adaptive", true]);
    }
  });
});
