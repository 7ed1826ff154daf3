import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type InvalidToolCallError, type JsonObject, LLMError } from "@amplifier-ipc/sdk";
import { readChatCompletion, readChatStream } from "../src/chat/index.js";
import { answerOf, COMPLETION, each } from "./support.js";

function chunk(delta: JsonObject, finish_reason: string | null = null, more: JsonObject = {}): JsonObject {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
  return { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-4.1", choices, ...more };
}

function call(delta: JsonObject, name?: string, args?: unknown): JsonObject {
  const said = { ...(name === undefined ? {} : { name }), ...(args === undefined ? {} : { arguments: args }) };
  return { ...delta, function: said };
}

async function read(...chunks: unknown[]): Promise<ReturnType<typeof answerOf>> {
  const made = answerOf();
  await readChatStream(each(chunks), made.answer);
  return made;
}

describe("a stream of chat completions", () => {
  it("is a text: the role first, the usage last, a finish in between", async () => {
    const { answer, told } = await read(
      chunk({ role: "assistant", content: "", refusal: null }),
      chunk({ content: "Hel" }),
      chunk({ content: "lo" }),
      chunk({}, "stop"),
      { ...chunk({}), choices: [], usage: COMPLETION["usage"] },
    );
    const { metadata, ...response } = answer.response();
    assert.deepEqual(response, {
      content: [{ type: "text", text: "Hello" }],
      finish_reason: "stop",
      model: "gpt-4.1",
      usage: { input_tokens: 19, output_tokens: 10, total_tokens: 29, reasoning_tokens: 4, cache_read_tokens: 8 },
    });
    assert.equal(metadata?.["response_id"], "chatcmpl-1");
    assert.deepEqual(told.slice(0, 4), [
      ["start", "text", 0],
      ["token", 0, "Hel"],
      ["token", 0, "lo"],
      ["end", "text", 0],
    ]);
  });

  it("is not complete without a finish_reason (PRV-034)", async () => {
    const { answer } = await read(chunk({ content: "Hel" }), { ...chunk({}), choices: [] });
    assert.throws(
      () => answer.response(),
      (error) => error instanceof LLMError && error.llmError === "stream_error",
    );
  });

  it("is complete when only what follows the finish_reason is lost", async () => {
    const { answer } = answerOf();
    await readChatStream(each([chunk({ content: "Hi" }), chunk({}, "stop")], new Error("terminated")), answer);
    assert.equal(answer.response().finish_reason, "stop");
  });

  it("breaks with what the stream throws before", async () => {
    const { answer } = answerOf();
    const broken = new Error("terminated");
    await assert.rejects(readChatStream(each([chunk({ content: "Hi" })], broken), answer), broken);
    assert.equal(answer.partial, "Hi");
  });

  it("throws the error that a chunk tells", async () => {
    const error = { message: "Overloaded.", type: "server_error", code: null };
    await assert.rejects(read(chunk({ content: "Hi" }), { error }), (thrown: JsonObject) => thrown["error"] === error);
  });

  it("has two tool calls at once, their arguments in pieces", async () => {
    const { answer, told } = await read(
      chunk({ role: "assistant", content: null }),
      chunk({ tool_calls: [call({ index: 0, id: "call_a", type: "function" }, "glob", "")] }),
      chunk({ tool_calls: [call({ index: 0 }, undefined, '{"pat')] }),
      chunk({ tool_calls: [call({ index: 1, id: "call_b", type: "function" }, "grep", "")] }),
      chunk({ tool_calls: [call({ index: 0 }, undefined, 'tern":"*"}'), call({ index: 1 }, undefined, '{"q":1}')] }),
      chunk({}, "tool_calls"),
    );
    const { tool_calls, finish_reason } = answer.response();
    assert.equal(finish_reason, "tool_calls");
    assert.deepEqual(tool_calls, [
      { id: "call_a", name: "glob", arguments: { pattern: "*" } },
      { id: "call_b", name: "grep", arguments: { q: 1 } },
    ]);
    assert.deepEqual(
      told.filter(([name]) => name === "call"),
      [
        ["call", "call_a", "glob"],
        ["call", "call_b", "grep"],
      ],
    );
  });

  const VARIANTS: Record<string, JsonObject[]> = {
    "whole, without index": [call({ id: "a" }, "f", '{"x":1}'), call({ id: "b" }, "f", '{"x":2}')],
    "whole, all at index 0": [call({ index: 0, id: "a" }, "f", '{"x":1}'), call({ index: 0, id: "b" }, "f", '{"x":2}')],
    "with id and name again and again": [
      call({ index: 0, id: "a" }, "f", '{"x"'),
      call({ index: 0, id: "a" }, "f", ":1}"),
      call({ index: 1, id: "b" }, "f", '{"x"'),
      call({ index: 1, id: "b" }, "f", ":2}"),
    ],
    "without index, in pieces": [
      call({ id: "a" }, "f", '{"x"'),
      call({}, undefined, ":1}"),
      call({ id: "b" }, "f", '{"x":'),
      call({}, undefined, "2}"),
    ],
    "with arguments as objects": [
      call({ index: 0, id: "a" }, "f", { x: 1 }),
      call({ index: 1, id: "b" }, "f", { x: 2 }),
    ],
    "with the name after the first arguments": [
      call({ index: 0, id: "a" }, undefined, '{"x"'),
      call({ index: 0 }, "f", ":1}"),
      call({ index: 1, id: "b" }, "f", '{"x":2}'),
    ],
  };
  for (const [how, pieces] of Object.entries(VARIANTS)) {
    it(`has the calls of compatible servers: ${how}`, async () => {
      const { answer } = await read(...pieces.map((piece) => chunk({ tool_calls: [piece] })), chunk({}, "stop"));
      const { tool_calls, finish_reason } = answer.response();
      assert.deepEqual(
        tool_calls?.map(({ id, arguments: { x } }) => [id, x]),
        [
          ["a", 1],
          ["b", 2],
        ],
      );
      assert.equal(finish_reason, "tool_calls");
    });
  }

  it("passes over pieces of calls that say nothing", async () => {
    const { answer } = await read(
      chunk({ content: "x", tool_calls: [null, {}, call({ index: 0 }, "", "")] }),
      chunk({ tool_calls: null }),
      chunk({}, "stop"),
    );
    assert.deepEqual(answer.response().content, [{ type: "text", text: "x" }]);
  });

  it("makes up the id of a call that has none, and takes the legacy function_call", async () => {
    const { answer } = await read(
      chunk({ function_call: { name: "glob", arguments: '{"a":' } }),
      chunk({ function_call: { arguments: "1}" } }),
      chunk({}, "function_call"),
    );
    const [made = assert.fail()] = answer.response().tool_calls ?? [];
    assert.match(made.id, /^call_[0-9a-f]{24}$/);
    assert.deepEqual([made.name, made.arguments, answer.response().finish_reason], ["glob", { a: 1 }, "tool_calls"]);
  });

  it("is invalid_tool_call for arguments that are no JSON (PRV-016), and for a call without a name", async () => {
    const { answer } = await read(
      chunk({ tool_calls: [call({ index: 0, id: "a" }, "glob", '{"x"')] }),
      chunk({}, "stop"),
    );
    assert.throws(
      () => answer.response(),
      (error: InvalidToolCallError) => error.data["tool_name"] === "glob" && error.data["raw_arguments"] === '{"x"',
    );
    await assert.rejects(
      read(chunk({ tool_calls: [call({ index: 0, id: "a" }, undefined, "{}")] }), chunk({}, "stop")),
      (error: InvalidToolCallError) => error.llmError === "invalid_tool_call",
    );
  });

  for (const name of ["reasoning_content", "reasoning", "reasoning_text"]) {
    it(`takes ${name} as thoughts, before the text`, async () => {
      const { answer, told } = await read(
        chunk({ role: "assistant", [name]: "Let me" }),
        chunk({ [name]: " think.", content: "" }),
        chunk({ content: "Done." }),
        chunk({}, "stop"),
      );
      assert.deepEqual(answer.response().content, [
        { type: "thinking", thinking: "Let me think." },
        { type: "text", text: "Done." },
      ]);
      const ended = told.findIndex(([kind]) => kind === "end");
      assert.ok(ended < told.findIndex(([kind]) => kind === "token"), "thoughts end before the text begins");
    });
  }

  it("takes thoughts that are sent under two names once, and those of Mistral's parts", async () => {
    const { answer } = await read(
      chunk({ reasoning: "A.", reasoning_content: "A." }),
      chunk({ content: [{ type: "thinking", thinking: [{ type: "text", text: "B." }] }] }),
      chunk({ content: [{ type: "text", text: "C." }] }, "stop"),
    );
    assert.deepEqual(answer.response().content, [
      { type: "thinking", thinking: "A.B." },
      { type: "text", text: "C." },
    ]);
  });

  it("tells a refusal", async () => {
    const { answer } = await read(chunk({ refusal: "I can" }), chunk({ refusal: "not." }), chunk({}, "stop"));
    const { content, finish_reason, metadata } = answer.response();
    assert.deepEqual(content, [{ type: "text", text: "I cannot." }]);
    assert.deepEqual([finish_reason, metadata?.["refusal"]], ["content_filter", true]);
  });

  for (const [said, finish] of Object.entries({
    length: "length",
    content_filter: "content_filter",
    strange: "strange",
  })) {
    it(`maps the reason ${said}`, async () => {
      const { answer } = await read(chunk({ content: "x" }), chunk({}, said));
      assert.equal(answer.response().finish_reason, finish);
    });
  }

  it("keeps what Azure's filter found, and nothing of what it let pass", async () => {
    const safe = { hate: { filtered: false, severity: "safe" } };
    const found = { violence: { filtered: true, severity: "high" } };
    const first = { choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: safe }] };
    const last = { choices: [{ index: 0, delta: {}, finish_reason: "content_filter", content_filter_results: found }] };
    const { answer } = await read(first, chunk({ content: "x" }), last);
    const { metadata } = answer.response();
    assert.deepEqual(metadata?.["content_filter_results"], found);
    assert.equal(metadata?.["prompt_filter_results"], undefined);
  });

  it("passes over chunks of another choice, and chunks without sense", async () => {
    const other = { choices: [{ index: 1, delta: { content: "no" }, finish_reason: "stop" }] };
    const { answer } = await read(
      other,
      {},
      { choices: null },
      [],
      "text",
      chunk({ content: "yes" }),
      chunk({}, "stop"),
    );
    assert.deepEqual(answer.response().content, [{ type: "text", text: "yes" }]);
  });
});

describe("a whole chat completion", () => {
  it("is read as a stream is", () => {
    const { answer } = answerOf();
    const message = {
      role: "assistant",
      content: "I look.",
      reasoning_content: "Hm.",
      tool_calls: [{ id: "call_1", type: "function", function: { name: "glob", arguments: '{"a":1}' } }],
      annotations: [{ type: "url_citation", url_citation: { url: "https://example.com" } }],
    };
    readChatCompletion({ ...COMPLETION, choices: [{ index: 0, message, finish_reason: "tool_calls" }] }, answer);
    const { content, finish_reason, metadata } = answer.response();
    assert.deepEqual(content, [
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "I look." },
      { type: "tool_call", id: "call_1", name: "glob", input: { a: 1 } },
    ]);
    assert.deepEqual([finish_reason, metadata?.["annotations"]], ["tool_calls", message.annotations]);
  });

  it("throws for a body that is none, and the error of one that tells it", () => {
    assert.throws(() => readChatCompletion("<html>", answerOf().answer), SyntaxError);
    const error = { message: "No.", code: 429 };
    assert.throws(
      () => readChatCompletion({ error }, answerOf().answer),
      (thrown: JsonObject) => thrown["error"] === error,
    );
  });
});
