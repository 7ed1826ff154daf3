import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InvalidToolCallError, LLMError } from "@amplifier-ipc/sdk";
import { Answer, type AnswerOptions } from "../src/answer.js";
import { recorded } from "../src/recorded.js";

function answerOf(options: Partial<AnswerOptions> = {}): { answer: Answer; calls: unknown[][] } {
  const { told: calls, stream } = recorded();
  return { answer: new Answer({ provider: "vendor", model: "model-1", stream, ...options }), calls };
}

describe("an answer", () => {
  it("keeps a reasoning item with all its members, and streams what of it can be read", () => {
    const { answer, calls } = answerOf();
    const reasoning = answer.reasoning();
    reasoning.write("Hm.");
    const item = {
      type: "reasoning",
      id: "rs_1",
      summary: [{ type: "summary_text", text: "Hm." }],
      encrypted_content: "x",
    };
    reasoning.item(item);
    reasoning.end();
    answer.finish("stop");
    assert.deepEqual(answer.response().content, [{ content: [], ...item }]);
    assert.deepEqual(calls, [
      ["start", "reasoning", 0],
      ["thinking", 0, "Hm."],
      ["end", "reasoning", 0],
    ]);
  });

  it("makes the summary of a reasoning item that never came of what was streamed", () => {
    const { answer } = answerOf();
    answer.reasoning().write("Hm.");
    answer.finish("length");
    const summary = [{ type: "summary_text", text: "Hm." }];
    assert.deepEqual(answer.response().content, [{ type: "reasoning", content: [], summary }]);
  });

  it("gives each block the place of its first piece (PRV-033)", () => {
    const { answer, calls } = answerOf();
    const text = answer.text();
    const thinking = answer.thinking();
    thinking.write("Hm.");
    text.write("Hel");
    text.write("lo.");
    thinking.sign("c2ln");
    thinking.end();
    text.end();
    answer.finish("stop");
    assert.deepEqual(answer.response(), {
      content: [
        { type: "thinking", thinking: "Hm.", signature: "c2ln" },
        { type: "text", text: "Hello." },
      ],
      finish_reason: "stop",
      model: "model-1",
    });
    assert.deepEqual(calls, [
      ["start", "thinking", 0],
      ["thinking", 0, "Hm."],
      ["start", "text", 1],
      ["token", 1, "Hel"],
      ["token", 1, "lo."],
      ["end", "thinking", 0],
      ["end", "text", 1],
    ]);
  });

  it("lets tool calls grow side by side", () => {
    const { answer, calls } = answerOf();
    const first = answer.toolCall("call_1", "glob");
    const second = answer.toolCall("call_2", "read_file");
    first.write('{"pattern"');
    second.write('{"path":"a"}');
    first.write(':"*"}');
    answer.finish("tool_calls");
    const { content, tool_calls, finish_reason } = answer.response();
    assert.deepEqual(content, [
      { type: "tool_call", id: "call_1", name: "glob", input: { pattern: "*" } },
      { type: "tool_call", id: "call_2", name: "read_file", input: { path: "a" } },
    ]);
    assert.deepEqual(tool_calls, [
      { id: "call_1", name: "glob", arguments: { pattern: "*" } },
      { id: "call_2", name: "read_file", arguments: { path: "a" } },
    ]);
    assert.equal(finish_reason, "tool_calls");
    assert.deepEqual(calls, [
      ["start", "tool_call", 0],
      ["call", "call_1", "glob"],
      ["start", "tool_call", 1],
      ["call", "call_2", "read_file"],
      ["delta", 0, { partial_json: '{"pattern"' }],
      ["delta", 1, { partial_json: '{"path":"a"}' }],
      ["delta", 0, { partial_json: ':"*"}' }],
      ["end", "tool_call", 0],
      ["end", "tool_call", 1],
    ]);
  });

  it("says tool_calls where the vendor says stop beside a call", () => {
    const { answer } = answerOf();
    answer.toolCall("a", "glob").input({});
    answer.finish("stop");
    assert.equal(answer.response().finish_reason, "tool_calls");
  });

  it("has no place for empty blocks", () => {
    const { answer, calls } = answerOf();
    const text = answer.text();
    text.write("");
    text.end();
    answer.thinking().write("");
    answer.thinking().sign("");
    assert.equal(answer.begun, false);
    answer.finish("stop");
    assert.deepEqual(answer.response().content, []);
    assert.deepEqual(calls, []);
  });

  it("keeps a signature without thoughts, and blocks that nobody knows", () => {
    const { answer, calls } = answerOf();
    answer.thinking().sign("c2ln");
    answer.block({ type: "redacted_thinking", data: "eA==" });
    answer.block({ type: "vendor_citation", lines: [1] });
    answer.finish("stop");
    assert.deepEqual(answer.response().content, [
      { type: "thinking", thinking: "", signature: "c2ln" },
      { type: "redacted_thinking", data: "eA==" },
      { type: "vendor_citation", lines: [1] },
    ]);
    assert.deepEqual(calls.slice(-2), [
      ["end", "vendor_citation", 2],
      ["end", "thinking", 0],
    ]);
  });

  it("that nobody finished is a broken stream (PRV-034)", () => {
    const { answer } = answerOf();
    answer.text().write("Hel");
    assert.equal(answer.partial, "Hel");
    assert.throws(
      () => answer.response(),
      (error: LLMError) => error.llmError === "stream_error" && error.retryable && error.data["model"] === "model-1",
    );
  });

  for (const [raw, why] of [
    ['{"pattern": ', "cut off"],
    ["[1]", "no object"],
    ['"text"', "a text"],
    ["null", "null"],
  ] as const) {
    it(`refuses arguments that are no JSON object: ${why} (PRV-016)`, () => {
      const { answer } = answerOf();
      answer.toolCall("a", "glob").write(raw);
      answer.finish("tool_calls");
      assert.throws(
        () => answer.response(),
        (error: InvalidToolCallError) => {
          assert.equal(error.llmError, "invalid_tool_call");
          assert.deepEqual([error.data["tool_name"], error.data["raw_arguments"]], ["glob", raw]);
          return true;
        },
      );
    });
  }

  it("tells that arguments were cut off by the limit of tokens", () => {
    const { answer } = answerOf();
    answer.toolCall("a", "glob").write("{");
    answer.finish("length");
    assert.throws(() => answer.response(), /limit of tokens/);
  });

  it("takes no arguments at all as an empty object", () => {
    const { answer } = answerOf();
    answer.toolCall("a", "glob").write(" ");
    answer.toolCall("b", "glob");
    answer.finish("tool_calls");
    assert.deepEqual(
      answer.response().tool_calls?.map((call) => call.arguments),
      [{}, {}],
    );
  });

  it("makes up an id that is missing, and gives the tool its own name", () => {
    const { answer, calls } = answerOf({ ownName: (name) => (name === "a_b" ? "a.b" : name) });
    const call = answer.toolCall("", "a_b");
    call.keep("thought_signature", "c2ln");
    answer.finish("stop");
    const [block] = answer.response().content;
    assert.match(call.id, /^call_[0-9a-f]{24}$/);
    assert.deepEqual(block, { type: "tool_call", id: call.id, name: "a.b", input: {}, thought_signature: "c2ln" });
    assert.deepEqual(calls[1], ["call", call.id, "a.b"]);
  });

  it("counts tokens by the latest numbers, with their cost", () => {
    const { answer, calls } = answerOf({ price: { input: "1", output: "2", cache_read: "0.1" } });
    answer.usage({ input: 10, output: 1, cacheRead: 4 });
    answer.usage({ output: 5, reasoning: 3, cacheWrite: null });
    answer.finish("stop");
    const usage = {
      input_tokens: 10,
      output_tokens: 5,
      total_tokens: 15,
      reasoning_tokens: 3,
      cache_read_tokens: 4,
      cost_usd: "0.0000164",
    };
    assert.deepEqual(answer.response().usage, usage);
    assert.deepEqual(calls, [["usage", usage]]);
  });

  it("has counts that the protocol takes, whatever a server counts", () => {
    const { answer } = answerOf();
    answer.usage({ input: 1e300, output: -3, cacheRead: 2.5 });
    answer.finish("stop");
    const most = 9007199254740991;
    const usage = { input_tokens: most, output_tokens: 0, total_tokens: most, cache_read_tokens: 3 };
    assert.deepEqual(answer.response().usage, usage);
  });

  it("has no usage where the vendor tells none, and no cost without a price", () => {
    const none = answerOf().answer;
    none.finish("stop");
    assert.equal("usage" in none.response(), false);
    const { answer } = answerOf();
    answer.usage({ input: 1, output: 1 });
    answer.finish("stop");
    assert.deepEqual(answer.response().usage, { input_tokens: 1, output_tokens: 1, total_tokens: 2 });
  });

  it("tells one degradation, and the others as notes (PRV-011)", () => {
    const { answer } = answerOf();
    answer.degrade("stop", "ignored", "the model has none");
    answer.degrade("top_p", "left out", "the model refuses it");
    answer.note("top_p: left out: the model refuses it");
    answer.metadata("response_id", "r-1");
    answer.model("model-1-2026");
    answer.finish("stop");
    const { degradation, metadata, model } = answer.response();
    assert.deepEqual(degradation, { requested: "stop", actual: "ignored", reason: "the model has none" });
    assert.deepEqual(metadata, { response_id: "r-1", notes: ["top_p: left out: the model refuses it"] });
    assert.equal(model, "model-1-2026");
  });

  it("tells of everything that comes, and takes nothing when it is over", () => {
    let alive = 0;
    const { answer, calls } = answerOf({ alive: () => alive++ });
    const text = answer.text();
    text.write("a");
    text.write("b");
    answer.usage({ output: 1 });
    answer.finish("stop");
    assert.equal(alive, 4);
    answer.abandon();
    const told = calls.length;
    assert.throws(() => text.write("c"), /over/);
    assert.throws(() => answer.toolCall("a", "glob"), /over/);
    assert.equal(calls.length, told);
  });
});
