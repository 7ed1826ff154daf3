import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type InvalidToolCallError, type JsonObject, LLMError } from "@amplifier-ipc/sdk";
import { readResponse, readResponsesStream } from "../src/responses/index.js";
import { answerOf, each, MESSAGE, RESPONSE, USAGE } from "./support.js";

const CREATED = { type: "response.created", response: { ...RESPONSE, status: "in_progress", output: [], usage: null } };
const REASONING = {
  id: "rs_1",
  type: "reasoning",
  summary: [
    { type: "summary_text", text: "First." },
    { type: "summary_text", text: "Second." },
  ],
  encrypted_content: "gAAAA",
};
const CALL = {
  id: "fc_1",
  type: "function_call",
  status: "completed",
  call_id: "call_1",
  name: "glob",
  arguments: '{"a":1}',
};

function ended(output: unknown[], more: JsonObject = {}): JsonObject {
  return { type: "response.completed", response: { ...RESPONSE, output, ...more } };
}

function added(item: JsonObject, output_index: number): JsonObject {
  return { type: "response.output_item.added", output_index, item };
}

function done(item: JsonObject, output_index: number): JsonObject {
  return { type: "response.output_item.done", output_index, item };
}

function text(delta: string, output_index = 0, content_index = 0): JsonObject {
  return { type: "response.output_text.delta", item_id: "msg_1", output_index, content_index, delta };
}

async function read(...events: unknown[]): Promise<ReturnType<typeof answerOf>> {
  const made = answerOf();
  await readResponsesStream(each(events), made.answer);
  return made;
}

function streamed(told: unknown[][], name: string): string {
  return told.flatMap(([kind, , piece]) => (kind === name ? [piece] : [])).join("");
}

describe("a stream of the Responses API", () => {
  it("is a text, as the vendor documents its events", async () => {
    const { answer, told } = await read(
      CREATED,
      { ...CREATED, type: "response.in_progress" },
      added({ ...MESSAGE, status: "in_progress", content: [] }, 0),
      {
        type: "response.content_part.added",
        output_index: 0,
        content_index: 0,
        part: { type: "output_text", text: "" },
      },
      text("Hel"),
      text("lo!"),
      { type: "response.output_text.done", output_index: 0, content_index: 0, text: "Hello!" },
      { type: "response.content_part.done", output_index: 0, content_index: 0, part: {} },
      done(MESSAGE, 0),
      ended([MESSAGE]),
    );
    const { metadata, ...response } = answer.response();
    assert.deepEqual(response, {
      content: [{ type: "text", text: "Hello!" }],
      finish_reason: "stop",
      model: "gpt-4.1-2025-04-14",
      usage: { input_tokens: 36, output_tokens: 87, total_tokens: 123, reasoning_tokens: 40, cache_read_tokens: 12 },
    });
    assert.equal(metadata?.["response_id"], "resp_1");
    assert.deepEqual(told.slice(0, 4), [
      ["start", "text", 0],
      ["token", 0, "Hel"],
      ["token", 0, "lo!"],
      ["end", "text", 0],
    ]);
  });

  it("is not complete without its last event (PRV-034)", async () => {
    const { answer } = await read(CREATED, text("Hel"), done(MESSAGE, 0));
    assert.throws(
      () => answer.response(),
      (error) => error instanceof LLMError && error.llmError === "stream_error",
    );
  });

  it("is not complete when its last event says that it goes on", async () => {
    const { answer } = await read(ended([MESSAGE], { status: "in_progress" }));
    assert.throws(() => answer.response(), LLMError);
  });

  it("streams a summary of reasoning as thoughts, and keeps the item with all its members", async () => {
    const summary = (delta: string, summary_index: number): JsonObject => ({
      type: "response.reasoning_summary_text.delta",
      output_index: 0,
      summary_index,
      delta,
    });
    const { answer, told } = await read(
      CREATED,
      added({ ...REASONING, summary: [] }, 0),
      summary("Fir", 0),
      summary("st.", 0),
      summary("Second.", 1),
      done(REASONING, 0),
      text("Hello!", 1),
      done(MESSAGE, 1),
      ended([REASONING, MESSAGE]),
    );
    assert.equal(streamed(told, "thinking"), "First.\n\nSecond.");
    const { content } = answer.response();
    assert.deepEqual(content, [
      { ...REASONING, content: [] },
      { type: "text", text: "Hello!" },
    ]);
  });

  it("streams the raw thoughts of open models", async () => {
    const item = { id: "rs_1", type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] };
    const delta = { type: "response.reasoning_text.delta", output_index: 0, content_index: 0, delta: "Hm." };
    const { answer, told } = await read(CREATED, delta, done(item, 0), ended([item, MESSAGE]));
    assert.equal(streamed(told, "thinking"), "Hm.");
    assert.deepEqual(answer.response().content[0], item);
  });

  it("has two calls at once, the arguments of one in pieces, of the other as a whole", async () => {
    const delta = (piece: string): JsonObject => ({
      type: "response.function_call_arguments.delta",
      item_id: "fc_1",
      output_index: 0,
      delta: piece,
    });
    const other = { ...CALL, id: "fc_2", call_id: "call_2", name: "grep", arguments: '{"b":2}' };
    const { answer, told } = await read(
      added({ ...CALL, arguments: "" }, 0),
      added({ ...other, arguments: "" }, 1),
      delta('{"a"'),
      { type: "response.function_call_arguments.done", output_index: 1, arguments: '{"b":2}' },
      delta(":1}"),
      done(CALL, 0),
      done(other, 1),
      ended([CALL, other]),
    );
    const response = answer.response();
    assert.deepEqual(response.tool_calls, [
      { id: "call_1", name: "glob", arguments: { a: 1 } },
      { id: "call_2", name: "grep", arguments: { b: 2 } },
    ]);
    assert.equal(response.finish_reason, "tool_calls");
    assert.deepEqual(
      told.filter(([name]) => name === "call"),
      [
        ["call", "call_1", "glob"],
        ["call", "call_2", "grep"],
      ],
    );
  });

  it("is invalid_tool_call for arguments that are no JSON (PRV-016), also when they were cut off", async () => {
    const cut = { ...CALL, arguments: '{"a"', status: "incomplete" };
    const more = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
    const { answer } = await read({ ...ended([cut], more), type: "response.incomplete" });
    assert.throws(
      () => answer.response(),
      (error: InvalidToolCallError) => error.data["raw_arguments"] === '{"a"' && /limit/.test(error.message),
    );
  });

  it("takes the vendor's own apply_patch, and custom tools, as calls of ours", async () => {
    const operation = { type: "update_file", path: "a.txt", diff: "@@\n-a\n+b" };
    const patch = { id: "apc_1", type: "apply_patch_call", call_id: "call_p", status: "completed", operation };
    const custom = {
      id: "ctc_1",
      type: "custom_tool_call",
      call_id: "call_c",
      name: "apply_patch",
      input: "*** Begin",
    };
    const free = { ...custom, id: "ctc_2", call_id: "call_f", name: "note", input: "remember" };
    const { answer } = await read(added({ ...patch, status: "in_progress" }, 0), ended([patch, custom, free]));
    assert.deepEqual(answer.response().tool_calls, [
      { id: "call_p", name: "apply_patch", arguments: operation },
      { id: "call_c", name: "apply_patch", arguments: { patch: "*** Begin" } },
      { id: "call_f", name: "note", arguments: { input: "remember" } },
    ]);
  });

  it("keeps items that it does not know, and passes over events that it does not know (PRV-013)", async () => {
    const search = { id: "ws_1", type: "web_search_call", status: "completed", action: { type: "search", query: "x" } };
    const { answer } = await read(
      { type: "response.weather_report", rain: true },
      {},
      "text",
      { type: "response.web_search_call.searching", output_index: 0, item_id: "ws_1" },
      done(search, 0),
      text("Hello!", 1),
      ended([search, MESSAGE]),
    );
    assert.deepEqual(answer.response().content, [search, { type: "text", text: "Hello!" }]);
  });

  it("keeps annotations and the phase of a message", async () => {
    const annotations = [
      { type: "url_citation", url: "https://example.com", start_index: 0, end_index: 5, title: "x" },
    ];
    const content = [{ type: "output_text", text: "Hello!", annotations }];
    const { answer } = await read(ended([{ ...MESSAGE, content, phase: "final_answer" }]));
    const response = answer.response();
    assert.deepEqual(response.content, [{ type: "text", text: "Hello!", phase: "final_answer" }]);
    assert.deepEqual(response.metadata?.["annotations"], annotations);
  });

  it("tells a refusal, in pieces or whole", async () => {
    const delta = { type: "response.refusal.delta", output_index: 0, content_index: 0, delta: "No." };
    const refusing = { ...MESSAGE, content: [{ type: "refusal", refusal: "No." }] };
    for (const events of [[delta, done(refusing, 0), ended([refusing])], [ended([refusing])]]) {
      const { answer } = await read(...events);
      const { content, finish_reason, metadata } = answer.response();
      assert.deepEqual(content, [{ type: "text", text: "No." }]);
      assert.deepEqual([finish_reason, metadata?.["refusal"]], ["content_filter", true]);
    }
  });

  for (const [reason, finish] of [
    ["max_output_tokens", "length"],
    ["content_filter", "content_filter"],
  ] as const) {
    it(`is incomplete because of ${reason}`, async () => {
      const more = { status: "incomplete", incomplete_details: { reason } };
      const { answer } = await read(text("Hel"), { ...ended([], more), type: "response.incomplete" });
      const { content, finish_reason, usage } = answer.response();
      assert.deepEqual([content, finish_reason], [[{ type: "text", text: "Hel" }], finish]);
      assert.equal(usage?.total_tokens, USAGE["total_tokens"]);
    });
  }

  it("tells an item once, though its id changes on the way or it has no place", async () => {
    const changed = await read(text("Hello!"), done({ ...MESSAGE, id: "other" }, 0), ended([MESSAGE]));
    assert.deepEqual(changed.answer.response().content, [{ type: "text", text: "Hello!" }]);
    const { output_index: _, ...placeless } = text("Hello!");
    const without = await read(
      placeless,
      { type: "response.output_item.done", item_id: "msg_1", item: MESSAGE },
      ended([MESSAGE]),
    );
    assert.deepEqual(without.answer.response().content, [{ type: "text", text: "Hello!" }]);
  });

  it("is complete when only what follows its last event is lost", async () => {
    const { answer } = answerOf();
    await readResponsesStream(each([ended([MESSAGE])], new Error("terminated")), answer);
    assert.equal(answer.response().finish_reason, "stop");
  });
});

describe("a whole response", () => {
  it("is read as a stream is", () => {
    const { answer, told } = answerOf();
    readResponse({ ...RESPONSE, output: [REASONING, MESSAGE, CALL] }, answer);
    const { content } = answer.response();
    assert.deepEqual(
      content.map(({ type }) => type),
      ["reasoning", "text", "tool_call"],
    );
    assert.equal(streamed(told, "thinking"), "First.\n\nSecond.");
  });

  it("throws for a body that is none", () => {
    assert.throws(() => readResponse("<html>", answerOf().answer), SyntaxError);
    assert.throws(() => readResponse({ id: "x" }, answerOf().answer), SyntaxError);
  });
});
