import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatResponse, JsonObject } from "@amplifier-ipc/sdk";
import { EventReader, readWhole } from "../src/events.js";
import { answer, EARLIER, message, messageEnd, messageStart, textEvents } from "./support.js";

/** What becomes of a stream of events. */
function read(...events: unknown[]): { response: ChatResponse; told: unknown[][] } {
  const { answer: growing, told } = answer();
  const reader = new EventReader(growing);
  for (const event of events) reader.take(event);
  return { response: growing.response(), told };
}

function whole(content: unknown[], more: JsonObject = {}): ChatResponse {
  const { answer: growing } = answer();
  readWhole(message(content, more), growing);
  return growing.response();
}

function block(index: number, content_block: JsonObject, ...deltas: JsonObject[]): JsonObject[] {
  return [
    { type: "content_block_start", index, content_block },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

function stopped(stop_reason: string | null): string | undefined {
  return read(messageStart(), ...block(0, { type: "text", text: "a" }), ...messageEnd(stop_reason, 1)).response
    .finish_reason;
}

const EMPTY_CALL = { type: "tool_use", id: "toolu_01T1x1fJ34qAmk2tNTrN7Up6", name: "get_weather", input: {} };

describe("the events of a stream", () => {
  it("make an answer of one text", () => {
    const { response, told } = read(...textEvents("Hello", "!"));
    assert.deepEqual(response, {
      content: [{ type: "text", text: "Hello!" }],
      finish_reason: "stop",
      model: EARLIER,
      usage: { input_tokens: 25, output_tokens: 15, total_tokens: 40 },
      metadata: { message_id: "msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyy" },
    });
    assert.deepEqual(
      told.map(([name, ...parts]) => (name === "usage" ? [name] : [name, ...parts])),
      [["blockStart", "text", 0], ["token", 0, "Hello"], ["token", 0, "!"], ["blockEnd", "text", 0], ["usage"]],
    );
  });

  it("make tool calls of pieces of JSON, also side by side and without arguments", () => {
    const json = (partial_json: string): JsonObject => ({ type: "input_json_delta", partial_json });
    const { response } = read(
      messageStart(),
      ...block(0, { type: "text", text: "" }, { type: "text_delta", text: "Okay" }),
      ...block(1, EMPTY_CALL, json(""), json('{"location":'), json(' "San'), json(' Francisco, CA"}')),
      ...block(2, { ...EMPTY_CALL, id: "toolu_2", name: "now" }),
      ...messageEnd("tool_use", 89),
    );
    const calls = [
      { id: "toolu_01T1x1fJ34qAmk2tNTrN7Up6", name: "get_weather", arguments: { location: "San Francisco, CA" } },
      { id: "toolu_2", name: "now", arguments: {} },
    ];
    assert.deepEqual(response.tool_calls, calls);
    assert.deepEqual(
      response.content.map(({ type }) => type),
      ["text", "tool_call", "tool_call"],
    );
    assert.equal(response.finish_reason, "tool_calls");
  });

  it("make a tool call whose arguments come whole with its beginning", () => {
    const call = { ...EMPTY_CALL, input: { location: "Rome" } };
    const { response } = read(messageStart(), ...block(0, call), ...messageEnd("tool_use", 9));
    assert.deepEqual(response.tool_calls?.[0]?.arguments, { location: "Rome" });
  });

  it("refuse arguments that are no JSON object (PRV-016)", () => {
    const broken = block(0, EMPTY_CALL, { type: "input_json_delta", partial_json: '{"location": ' });
    assert.throws(
      () => read(messageStart(), ...broken, ...messageEnd("max_tokens", 9)),
      (error: { llmError: string; data: JsonObject }) => {
        assert.equal(error.llmError, "invalid_tool_call");
        assert.equal(error.data["tool_name"], "get_weather");
        assert.equal(error.data["raw_arguments"], '{"location": ');
        return true;
      },
    );
  });

  it("keep thoughts with their signature, and redacted ones as they came", () => {
    const signature = "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds";
    const { response, told } = read(
      messageStart(),
      ...block(
        0,
        { type: "thinking", thinking: "", signature: "" },
        { type: "thinking_delta", thinking: "I need the GCD" },
        { type: "thinking_delta", thinking: " of two numbers." },
        { type: "signature_delta", signature },
      ),
      ...block(1, {
        type: "redacted_thinking",
        data: "EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpP",
      }),
      ...block(2, { type: "thinking", thinking: "" }, { type: "signature_delta", signature: "only signed" }),
      ...block(3, { type: "text", text: "" }, { type: "text_delta", text: "21" }),
      ...messageEnd("end_turn", 9),
    );
    assert.deepEqual(response.content, [
      { type: "thinking", thinking: "I need the GCD of two numbers.", signature },
      { type: "redacted_thinking", data: "EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpP" },
      { type: "thinking", thinking: "", signature: "only signed" },
      { type: "text", text: "21" },
    ]);
    assert.deepEqual(
      told.filter(([name]) => name === "thinking"),
      [
        ["thinking", 0, "I need the GCD"],
        ["thinking", 0, " of two numbers."],
      ],
    );
  });

  it("keep a block of an unknown type as it came, with what its pieces added (PRV-013)", () => {
    const use = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} };
    const found = { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [{ url: "https://a.b" }] };
    const { response } = read(
      messageStart(),
      ...block(
        0,
        use,
        { type: "input_json_delta", partial_json: '{"query":' },
        { type: "input_json_delta", partial_json: ' "x"}' },
      ),
      ...block(1, found),
      ...block(
        2,
        { type: "novel", words: "a" },
        { type: "words_delta", words: "b" },
        { type: "odd_delta", other: [1] },
      ),
      ...messageEnd("end_turn", 9),
    );
    assert.deepEqual(response.content, [
      { ...use, input: { query: "x" } },
      found,
      { type: "novel", words: "ab", other: [1] },
    ]);
  });

  it("pass over events and pieces of an unknown type", () => {
    const odd = [{ type: "new_event", a: 1 }, { type: "ping" }, null, 7, { no: "type" }];
    const [start, ...rest] = textEvents("Hel", "lo");
    const piece = { type: "content_block_delta", index: 0, delta: { type: "sparkle_delta", sparkle: "*" } };
    const { response } = read(start, ...odd, ...rest.slice(0, 3), piece, ...rest.slice(3));
    assert.deepEqual(response.content, [{ type: "text", text: "Hello" }]);
  });

  it("begin a block by its first piece, where the server did not", () => {
    const { response } = read(
      messageStart(),
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "hm" } },
      { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "a" } },
      { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "b" } },
      ...messageEnd("end_turn", 1),
    );
    assert.deepEqual(response.content, [
      { type: "thinking", thinking: "hm" },
      { type: "text", text: "ab" },
    ]);
  });

  it("are no answer before message_stop (PRV-034)", () => {
    const cut = textEvents("Hel", "lo").slice(0, -1);
    assert.throws(() => read(...cut), { llmError: "stream_error" });
  });

  it("throw an event that tells an error, with its type", () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    assert.throws(() => read(messageStart(), error), { error });
  });
});

describe("why the model stopped", () => {
  for (const [theirs, ours] of [
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["tool_use", "tool_calls"],
    ["refusal", "content_filter"],
    ["pause_turn", "pause_turn"],
    ["something_new", "something_new"],
    [null, "stop"],
  ] as const) {
    it(`${theirs} is ${ours}`, () => {
      assert.equal(stopped(theirs), ours);
      assert.equal(whole([{ type: "text", text: "a" }], { stop_reason: theirs }).finish_reason, ours);
    });
  }

  it("comes with the text that ended the answer, or the reason of the refusal", () => {
    const details = { type: "refusal", category: "bio", explanation: "No." };
    const refused = { type: "message_delta", delta: { stop_reason: "refusal", stop_details: details }, usage: {} };
    const { response } = read(messageStart(), refused, { type: "message_stop" });
    assert.deepEqual(response.metadata?.["stop_details"], details);
    assert.equal(whole([], { stop_reason: "stop_sequence", stop_sequence: "END" }).metadata?.["stop_sequence"], "END");
  });
});

describe("the tokens", () => {
  it("count what was read from the cache and written to it as input", () => {
    const usage = {
      input_tokens: 21,
      cache_creation_input_tokens: 188_086,
      cache_read_input_tokens: 100,
      output_tokens: 393,
    };
    assert.deepEqual(whole([], { usage }).usage, {
      input_tokens: 188_207,
      output_tokens: 393,
      total_tokens: 188_600,
      cache_read_tokens: 100,
      cache_write_tokens: 188_086,
    });
  });

  it("are sums: a later report replaces an earlier one, and tells only some of them", () => {
    const start = messageStart({ input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 3 });
    const change = (usage: JsonObject): JsonObject => ({
      type: "message_delta",
      delta: { stop_reason: "end_turn" },
      usage,
    });
    const later = { output_tokens: 20, input_tokens: null, output_tokens_details: { thinking_tokens: 8 } };
    const { response } = read(start, change({ output_tokens: 10 }), change(later), { type: "message_stop" });
    assert.deepEqual(response.usage, {
      input_tokens: 15,
      output_tokens: 20,
      total_tokens: 35,
      reasoning_tokens: 8,
      cache_read_tokens: 5,
    });
  });

  it("are told only with the end by some servers", () => {
    const start = messageStart({ input_tokens: 0, output_tokens: 0 });
    const change = {
      type: "message_delta",
      delta: { stop_reason: "end_turn" },
      usage: { input_tokens: 7, output_tokens: 2 },
    };
    assert.equal(read(start, change, { type: "message_stop" }).response.usage?.total_tokens, 9);
  });
});

describe("a whole message", () => {
  it("is read as the events would be", () => {
    const response = whole(
      [
        { type: "thinking", thinking: "Look.", signature: "s" },
        { type: "text", text: "I look." },
        { ...EMPTY_CALL, input: { location: "Rome" } },
        { type: "novel", a: [1] },
      ],
      { stop_reason: "tool_use" },
    );
    assert.deepEqual(response.content, [
      { type: "thinking", thinking: "Look.", signature: "s" },
      { type: "text", text: "I look." },
      { type: "tool_call", id: EMPTY_CALL.id, name: "get_weather", input: { location: "Rome" } },
      { type: "novel", a: [1] },
    ]);
    assert.equal(response.finish_reason, "tool_calls");
    assert.deepEqual(response.usage, { input_tokens: 25, output_tokens: 15, total_tokens: 40 });
    assert.equal(response.metadata?.["message_id"], "msg_01XFDUDYJgAACzvnptvVoYEL");
  });

  it("tells that citations have no place", () => {
    const response = whole([{ type: "text", text: "a", citations: [{ type: "char_location" }] }]);
    assert.match(String(response.metadata?.["notes"]), /Citations/);
  });
});
