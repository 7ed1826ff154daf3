import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatResponse, LLMError } from "@amplifier-ipc/sdk";
import type { GenerateContentResponse } from "@google/genai/web";
import { Reader } from "../src/events.js";
import { answerOf, chunk, last } from "./support.js";

interface Heard {
  response: ChatResponse;
  streamed: unknown[][];
}

function read(
  chunks: unknown[],
  { taken = [], finishMessage }: { taken?: string[]; finishMessage?: string } = {},
): Heard {
  const { answer, streamed } = answerOf();
  const message = (): string | undefined => finishMessage;
  const reader = new Reader({ answer, model: "gemini-3.8-flash", taken, finishMessage: message });
  for (const each of chunks) reader.read(each as GenerateContentResponse);
  return { response: answer.response(), streamed };
}

function thrown(chunks: unknown[], finishMessage?: string): LLMError {
  try {
    read(chunks, finishMessage === undefined ? {} : { finishMessage });
  } catch (error) {
    return error as LLMError;
  }
  throw new Error("It was read.");
}

describe("text and thoughts", () => {
  it("grow block by block", () => {
    const { response, streamed } = read([
      chunk([{ text: "Let me ", thought: true }]),
      chunk([{ text: "see.", thought: true }, { text: "Hel" }]),
      chunk([{ text: "lo." }]),
      last([{ text: "" }]),
    ]);
    assert.deepEqual(response.content, [
      { type: "thinking", thinking: "Let me see." },
      { type: "text", text: "Hello." },
    ]);
    assert.deepEqual(streamed, [
      ["start", "thinking", 0],
      ["thinking", 0, "Let me "],
      ["thinking", 0, "see."],
      ["end", "thinking", 0],
      ["start", "text", 1],
      ["token", 1, "Hel"],
      ["token", 1, "lo."],
      ["end", "text", 1],
    ]);
  });

  it("stay one block where each piece says STOP", () => {
    const { response } = read([last([{ text: "Hel" }]), last([{ text: "lo." }])]);
    assert.deepEqual(response.content, [{ type: "text", text: "Hello." }]);
  });

  it("keep signatures with the pieces that had them", () => {
    const { response } = read([
      chunk([{ text: "Hm.", thought: true, thoughtSignature: "c2lnMA==" }]),
      chunk([{ text: "More.", thought: true }]),
      chunk([{ text: "Hel" }]),
      chunk([{ text: "lo", thoughtSignature: "c2lnMQ==" }]),
      chunk([{ text: "." }]),
      last([{ text: "", thoughtSignature: "c2lnMg==" }]),
    ]);
    assert.deepEqual(response.content, [
      { type: "thinking", thinking: "Hm.", signature: "c2lnMA==" },
      { type: "thinking", thinking: "More." },
      {
        type: "text",
        text: "Hello.",
        thought_signatures: [
          { start: 3, end: 5, signature: "c2lnMQ==" },
          { start: 6, end: 6, signature: "c2lnMg==" },
        ],
      },
    ]);
  });

  it("keep a signature that came with nothing", () => {
    const { response } = read([last([{ text: "", thoughtSignature: "c2ln" }])]);
    assert.deepEqual(response.content, [{ type: "thinking", thinking: "", signature: "c2ln" }]);
  });

  it("leave other parts as they came", () => {
    const code = { executableCode: { language: "PYTHON", code: "1+1" } };
    const image = { inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } };
    const sketch = { ...image, thought: true };
    const { response } = read([last([{ text: "See:" }, code, sketch, image])]);
    assert.deepEqual(response.content, [
      { type: "text", text: "See:" },
      { type: "gemini_part", part: code },
      { type: "gemini_part", part: sketch },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
    ]);
  });
});

describe("function calls", () => {
  const call = (name: string, args: unknown, more: object = {}): unknown => ({ functionCall: { name, args }, ...more });

  it("come in one chunk or in several; the finish reason is tool_calls", () => {
    const { response } = read([
      chunk([call("look", { at: "Paris" }, { thoughtSignature: "c2ln" }), call("look", { at: "Oslo" })]),
      chunk([call("now", {})]),
      last([]),
    ]);
    const [first, second, third] = response.tool_calls ?? [];
    assert.deepEqual(
      [first?.arguments, second?.arguments, third?.arguments, third?.name],
      [{ at: "Paris" }, { at: "Oslo" }, {}, "now"],
    );
    assert.equal(new Set([first?.id, second?.id, third?.id]).size, 3);
    assert.equal(response.finish_reason, "tool_calls");
    assert.equal((response.content[0] as { thought_signature?: string }).thought_signature, "c2ln");
    assert.equal("thought_signature" in (response.content[1] ?? {}), false);
  });

  it("get ids of their own where Gemini gives none, or one that is taken", () => {
    const own = { functionCall: { id: "fc-1", name: "look", args: {} } };
    const { response } = read([last([own, own])]);
    const ids = response.tool_calls?.map(({ id }) => id) ?? [];
    assert.equal(ids[0], "fc-1");
    assert.notEqual(ids[1], "fc-1");
    assert.equal((response.content[1] as { gemini_id?: string }).gemini_id, "fc-1");
    const later = read([last([own])], { taken: ["fc-1"] });
    assert.match(later.response.tool_calls?.[0]?.id ?? "", /^call_[0-9a-f]{24}$/);
  });

  it("without arguments have none; with something else than an object they are none", () => {
    const { response } = read([last([{ functionCall: { name: "now" } }])]);
    assert.deepEqual(response.tool_calls?.[0]?.arguments, {});
    const error = thrown([last([call("look", "Paris")])]);
    assert.equal(error.llmError, "invalid_tool_call");
    assert.deepEqual([error.data?.["tool_name"], error.data?.["raw_arguments"]], ["look", '"Paris"']);
  });

  it("that Gemini could not read itself are invalid_tool_call, with what it says of them", () => {
    const said = "Malformed function call: print(default_api.get_weather(city='Paris'";
    const error = thrown([last([], "MALFORMED_FUNCTION_CALL")], said);
    assert.equal(error.llmError, "invalid_tool_call");
    assert.deepEqual([error.data?.["tool_name"], error.data?.["raw_arguments"]], ["get_weather", said]);
    const unexpected = thrown([last([], "UNEXPECTED_TOOL_CALL")]);
    assert.equal(unexpected.llmError, "invalid_tool_call");
    assert.deepEqual([unexpected.data?.["tool_name"], unexpected.data?.["raw_arguments"]], ["", ""]);
  });
});

describe("the end", () => {
  const reasons: [string, string][] = [
    ["STOP", "stop"],
    ["MAX_TOKENS", "length"],
    ["SAFETY", "content_filter"],
    ["RECITATION", "content_filter"],
    ["BLOCKLIST", "content_filter"],
    ["PROHIBITED_CONTENT", "content_filter"],
    ["SPII", "content_filter"],
    ["IMAGE_SAFETY", "content_filter"],
    ["FUNCTION_CALL", "tool_calls"],
    ["CONTINUATION", "length"],
    ["TOO_MANY_TOOL_CALLS", "too_many_tool_calls"],
    ["SOMETHING_NEW", "something_new"],
  ];
  for (const [vendors, ours] of reasons) {
    it(`${vendors} is ${ours}`, () =>
      assert.equal(read([last([{ text: "x" }], vendors)]).response.finish_reason, ours));
  }

  it("may come without content", () => {
    const { response } = read([{ candidates: [{ finishReason: "SAFETY", index: 0 }] }]);
    assert.deepEqual([response.content, response.finish_reason], [[], "content_filter"]);
  });

  it("that never comes is a broken stream, as is an unspecified one", () => {
    assert.equal(thrown([chunk([{ text: "Hel" }])]).llmError, "stream_error");
    assert.equal(thrown([last([{ text: "Hel" }], "FINISH_REASON_UNSPECIFIED")]).llmError, "stream_error");
  });

  it("of a prompt that was refused is content_filter", () => {
    const error = thrown([{ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }]);
    assert.equal(error.llmError, "content_filter");
    assert.match(error.message, /PROHIBITED_CONTENT/);
    assert.equal(error.retryable, false);
  });
});

describe("what is said beside the answer", () => {
  it("is usage: thoughts are output, what tools read is input, the last word counts", () => {
    const { response } = read([
      chunk([{ text: "a" }], { usageMetadata: { promptTokenCount: 100, totalTokenCount: 100 } }),
      last([{ text: "b" }], "STOP", {
        usageMetadata: {
          promptTokenCount: 100,
          cachedContentTokenCount: 60,
          candidatesTokenCount: 20,
          thoughtsTokenCount: 30,
          toolUsePromptTokenCount: 5,
          totalTokenCount: 155,
        },
      }),
    ]);
    assert.deepEqual(response.usage, {
      input_tokens: 105,
      output_tokens: 50,
      total_tokens: 155,
      reasoning_tokens: 30,
      cache_read_tokens: 60,
    });
  });

  it("adds up where each chunk tells only a part of the usage", () => {
    const { response } = read([
      chunk([{ text: "a" }], { usageMetadata: { promptTokenCount: 10, thoughtsTokenCount: 5 } }),
      last([{ text: "b" }], "STOP", { usageMetadata: { candidatesTokenCount: 2 } }),
    ]);
    assert.deepEqual(response.usage, { input_tokens: 10, output_tokens: 7, total_tokens: 17, reasoning_tokens: 5 });
  });

  it("may be usage with thoughts only, or none", () => {
    const usageMetadata = { promptTokenCount: 10, thoughtsTokenCount: 90, totalTokenCount: 100 };
    assert.deepEqual(read([last([], "MAX_TOKENS", { usageMetadata })]).response.usage, {
      input_tokens: 10,
      output_tokens: 90,
      total_tokens: 100,
      reasoning_tokens: 90,
    });
    assert.equal(read([last([{ text: "x" }])]).response.usage, undefined);
  });

  it("is the model and the id of the response", () => {
    const more = { modelVersion: "gemini-3.8-flash-001", responseId: "abc" };
    const { response } = read([last([{ text: "x" }], "STOP", more)]);
    assert.equal(response.model, "gemini-3.8-flash-001");
    assert.deepEqual(response.metadata, { response_id: "abc" });
  });
});
