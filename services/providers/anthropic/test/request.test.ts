import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest, ContentBlock, JsonObject, Message } from "@amplifier-ipc/sdk";
import { ADAPTIVE, ALWAYS, bodyOf, EARLIER, HI } from "./support.js";

const CACHE = { cache_control: { type: "ephemeral" } };
const PNG = { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } as const;

function user(content: Message["content"]): Message {
  return { role: "user", content };
}

function assistant(content: Message["content"], provider?: string): Message {
  return { role: "assistant", content, ...(provider === undefined ? {} : { metadata: { provider } }) };
}

function call(id: string, name = "glob", input: JsonObject = {}): ContentBlock {
  return { type: "tool_call", id, name, input };
}

function result(id: string, output: unknown = "ok", more: JsonObject = {}): Message {
  return { role: "tool", tool_call_id: id, content: [{ type: "tool_result", tool_call_id: id, output, ...more }] };
}

/** The turns of a conversation, without the marks for the cache. */
function turns(messages: Message[], more: Partial<ChatRequest> = {}): unknown {
  const { messages: made } = bodyOf({ messages, ...more });
  return JSON.parse(JSON.stringify(made).replaceAll(',"cache_control":{"type":"ephemeral"}', ""));
}

function text(words: string): JsonObject {
  return { type: "text", text: words };
}

describe("a request", () => {
  it("has the model, the limit and the conversation, and is a stream if one is wanted", () => {
    const { degraded, notes, ...body } = bodyOf({ ...HI, system: "Be brief." });
    assert.deepEqual(body, {
      model: EARLIER,
      max_tokens: 16_384,
      stream: true,
      system: [{ type: "text", text: "Be brief.", ...CACHE }],
      messages: [{ role: "user", content: [{ type: "text", text: "Hi", ...CACHE }] }],
    });
    assert.deepEqual([degraded, notes], [[], []]);
    assert.equal(bodyOf(HI, {}, false).stream, false);
  });

  it("is a stream where the answer may take longer than the vendor keeps a silent connection", () => {
    assert.equal(bodyOf({ ...HI, max_output_tokens: 21_333 }, {}, false).stream, false);
    assert.equal(bodyOf({ ...HI, max_output_tokens: 21_334 }, {}, false).stream, true);
  });

  it("takes no more stops of white space than the vendor", () => {
    const body = bodyOf({ ...HI, stop: ["END", " \n", ""] });
    assert.deepEqual(body.stop_sequences, ["END"]);
    assert.match(body.notes.join(), /Stops/);
    assert.equal("stop_sequences" in bodyOf({ ...HI, stop: ["\n"] }), false);
  });

  it("has at most one of temperature and top_p, and no temperature above 1", () => {
    assert.equal(bodyOf({ ...HI, temperature: 0 }).temperature, 0);
    assert.equal(bodyOf(HI, { temperature: 0.3 }).temperature, 0.3);
    const hot = bodyOf({ ...HI, temperature: 1.5, top_p: 0.9 });
    assert.deepEqual([hot.temperature, hot.top_p], [1, undefined]);
    assert.deepEqual(hot.degraded[0]?.slice(0, 2), ["temperature 1.5", "temperature 1"]);
    assert.match(hot.notes.join(), /top_p/);
    assert.equal(bodyOf({ ...HI, top_p: 0.9 }).top_p, 0.9);
  });

  it("leaves sampling out for a model that refuses it, and tells so", () => {
    const body = bodyOf({ ...HI, model: ALWAYS, temperature: 0.2, top_p: 0.9 });
    assert.deepEqual(["temperature" in body, "top_p" in body], [false, false]);
    assert.deepEqual(body.degraded[0]?.slice(0, 2), ["temperature", "the vendor's own sampling"]);
    assert.deepEqual(bodyOf({ ...HI, model: ALWAYS, temperature: 1 }).degraded, []);
    for (const [model, sent] of [
      ["anthropic/claude-opus-9", undefined],
      ["anthropic/claude-sonnet-4.6", 0.2],
      ["claude-3-7-sonnet-20250219", 0.2],
      ["glm-5", 0.2],
    ] as const) {
      assert.equal(bodyOf({ ...HI, model, temperature: 0.2 }).temperature, sent, model);
    }
  });
});

describe("the cache", () => {
  it("is marked at the ends of system, tools and the last two turns of the user: four marks", () => {
    const tools = ["a", "b"].map((name) => ({ name, description: name, input_schema: { type: "object" } }));
    const messages = [
      user("1"),
      assistant("2"),
      user("3"),
      assistant([call("c")]),
      result("c"),
      assistant("6"),
      user("7"),
    ];
    const body = bodyOf({ messages: [{ role: "system", content: "first" }, ...messages], system: "zero", tools });
    assert.equal(JSON.stringify(body).split("cache_control").length - 1, 4);
    assert.deepEqual(body.system, [text("zero"), { ...text("first"), ...CACHE }]);
    assert.deepEqual(
      body.tools?.map((tool) => "cache_control" in tool),
      [false, true],
    );
    const marked = body.messages.map(({ content }) => JSON.stringify(content).includes("cache_control"));
    assert.deepEqual(marked, [false, false, false, false, true, false, true]);
  });

  it("has no marks of an earlier request", () => {
    const document = {
      type: "document",
      source: { type: "text", data: "x" },
      cache_control: { type: "ephemeral", ttl: "1h" },
    };
    const body = bodyOf({
      messages: [user([document as unknown as ContentBlock]), user("b"), assistant("c"), user("d")],
    });
    assert.equal(JSON.stringify(body.messages).includes("1h"), false);
  });
});

describe("the conversation", () => {
  it("begins with system messages, which are the system prompt; later ones are text of the user", () => {
    const body = bodyOf({
      system: "a",
      messages: [{ role: "system", content: "b" }, user("c"), { role: "system", content: "d" }],
    });
    assert.deepEqual(JSON.stringify(body.system).match(/"text":"."/g), ['"text":"a"', '"text":"b"']);
    assert.deepEqual(turns([user("c"), { role: "system", content: "d" }]), [
      { role: "user", content: [text("c"), text("<system-reminder>\nd\n</system-reminder>")] },
    ]);
  });

  it("wraps no system message that is wrapped already", () => {
    const wrapped = '<system-reminder source="todo">\nd\n</system-reminder>';
    assert.deepEqual(turns([user("c"), { role: "system", content: wrapped }]), [
      { role: "user", content: [text("c"), text(wrapped)] },
    ]);
  });

  it("tells a developer's message as a file of the user's", () => {
    assert.deepEqual(turns([{ role: "developer", content: "# Notes" }, user("c")]), [
      { role: "user", content: [text("<context_file>\n# Notes\n</context_file>"), text("c")] },
    ]);
  });

  it("joins neighbours of one role", () => {
    assert.deepEqual(turns([user("a"), user("b"), assistant("c"), assistant([call("1")]), result("1"), user("d")]), [
      { role: "user", content: [text("a"), text("b")] },
      { role: "assistant", content: [text("c"), { type: "tool_use", id: "1", name: "glob", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "1", content: "ok" }, text("d")] },
    ]);
  });

  it("puts all results of a turn into one message, in front of everything else, with images and failures", () => {
    const shown: Message = {
      role: "tool",
      tool_call_id: "2",
      content: [
        { type: "text", text: "a plan" },
        { type: "image", source: PNG },
      ],
    };
    const failed = result("1", { why: "gone" }, { is_error: true });
    const [, , results] = turns([user("a"), assistant([call("1"), call("2")]), failed, shown, user("b")]) as unknown[];
    assert.deepEqual(results, {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "1", content: '{"why":"gone"}', is_error: true },
        { type: "tool_result", tool_use_id: "2", content: [text("a plan"), { type: "image", source: PNG }] },
        text("b"),
      ],
    });
  });

  it("has no empty texts, and says something for a tool that said nothing", () => {
    const messages = [user(""), user([{ type: "text", text: " \n" }]), user("a"), assistant([call("1"), call("2")])];
    const silent = [result("1", ""), result("2", " ", { is_error: true })];
    const body = bodyOf({ messages: [...messages, ...silent] });
    assert.deepEqual(turns([...messages, ...silent]), [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: ["1", "2"].map((id) => ({ type: "tool_use", id, name: "glob", input: {} })) },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "1" },
          { type: "tool_result", tool_use_id: "2", content: "It failed without a message.", is_error: true },
        ],
      },
    ]);
    assert.match(body.notes.join(), /white space/);
  });

  it("begins with the user, also where it did not", () => {
    assert.deepEqual(turns([assistant("Hello."), user("Hi")]), [
      { role: "user", content: [text("[The conversation goes on from here.]")] },
      { role: "assistant", content: [text("Hello.")] },
      { role: "user", content: [text("Hi")] },
    ]);
  });

  it("of only a system prompt begins with a word of the user; an empty one is refused", () => {
    assert.deepEqual(turns([], { system: "Greet." }), [{ role: "user", content: [text("[Begin.]")] }]);
    assert.throws(() => bodyOf({ messages: [] }), { llmError: "invalid_request" });
    assert.throws(() => bodyOf({ messages: [user(" ")] }), { llmError: "invalid_request" });
  });

  it("may end with the assistant where the model goes on with that, without white space at the end", () => {
    assert.deepEqual(turns([user("a"), assistant("The answer is ( \n")]), [
      { role: "user", content: [text("a")] },
      { role: "assistant", content: [text("The answer is (")] },
    ]);
    const later = bodyOf({ model: ADAPTIVE, messages: [user("a"), assistant("The answer is (")] });
    assert.equal(later.messages.at(-1)?.role, "user");
    assert.equal(later.degraded.length, 1);
    const thinking = bodyOf({ messages: [user("a"), assistant("The answer is (")] }, { thinking: 2000 });
    assert.equal(thinking.messages.at(-1)?.role, "user");
  });

  it("has ids of tool calls that the vendor takes, none of them twice", () => {
    const odd = "call:1|fc/ä";
    const made = turns([user("a"), assistant([call(odd)]), result(odd), assistant([call(odd)]), result(odd)]) as {
      content: { id?: string; tool_use_id?: string }[];
    }[];
    const ids = made.flatMap(({ content }) => content.flatMap((each) => each.id ?? each.tool_use_id ?? []));
    assert.equal(ids.length, 4);
    assert.equal(ids[0], ids[1]);
    assert.equal(ids[2], ids[3]);
    assert.notEqual(ids[0], ids[2]);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{1,64}$/);
  });
});

describe("thoughts in the conversation", () => {
  const thought = { type: "thinking", thinking: "hm", signature: "sig==" } as const;
  const redacted = { type: "redacted_thinking", data: "opaque" } as const;

  it("of Anthropic's go back exactly as they came", () => {
    for (const provider of [undefined, "anthropic"]) {
      const blocks: ContentBlock[] = [{ ...thought, visibility: "internal" }, redacted, { type: "text", text: "b" }];
      const [, said] = turns([user("a"), assistant(blocks, provider), user("c")]) as unknown[];
      assert.deepEqual(said, { role: "assistant", content: [thought, redacted, text("b")] });
    }
  });

  it("go back also when only the signature was shown", () => {
    const omitted = { type: "thinking", thinking: "", signature: "sig==" } as const;
    const [, said] = turns([user("a"), assistant([omitted, { type: "text", text: "b" }]), user("c")]) as unknown[];
    assert.deepEqual(said, { role: "assistant", content: [omitted, text("b")] });
  });

  it("of other vendors, or without a signature, are left out with a note", () => {
    for (const [block, provider] of [
      [thought, "openai"],
      [redacted, "openai"],
      [{ type: "thinking", thinking: "hm" }, undefined],
      [{ type: "reasoning", content: [], summary: [] }, "openai"],
    ] as const) {
      const body = bodyOf({
        messages: [user("a"), assistant([block as ContentBlock, { type: "text", text: "b" }], provider), user("c")],
      });
      assert.deepEqual(body.messages[1], { role: "assistant", content: [text("b")] });
      assert.equal(body.notes.length, 1);
    }
  });

  it("at the end of a message that was cut off are left out with a note", () => {
    const body = bodyOf({
      messages: [
        user("a"),
        assistant([{ type: "text", text: "b" }, thought]),
        user("c"),
        assistant([thought]),
        user("d"),
      ],
    });
    assert.deepEqual(
      body.messages.map(({ content }) => (content as unknown[]).length),
      [1, 1, 2],
    );
    assert.match(body.notes.join(), /Thoughts at the end/);
  });

  it("are not the only blocks that go back: what the vendor alone knows does, what others wrote becomes text", () => {
    const search = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } };
    const novel = { type: "novel", a: 1 };
    const [, own] = turns([
      user("a"),
      assistant([novel] as unknown as ContentBlock[], "anthropic"),
      user("c"),
    ]) as unknown[];
    assert.deepEqual(own, { role: "assistant", content: [novel] });
    const [, absent] = turns([
      user("a"),
      assistant([search, novel] as unknown as ContentBlock[]),
      user("c"),
    ]) as unknown[];
    assert.deepEqual(absent, {
      role: "assistant",
      content: [search, text('[block of type novel: {"type":"novel","a":1}]')],
    });
    const document = { type: "document", source: { type: "url", url: "https://a.b/c.pdf" } };
    assert.deepEqual(turns([user([document, novel] as unknown as ContentBlock[])]), [
      { role: "user", content: [document, text('[block of type novel: {"type":"novel","a":1}]')] },
    ]);
  });
});

describe("images", () => {
  function image(source: JsonObject): unknown {
    const [turn] = turns([user([{ type: "image", source } as unknown as ContentBlock])]) as { content: unknown[] }[];
    return turn?.content[0];
  }

  it("are sent as bytes or by their address", () => {
    assert.deepEqual(image(PNG), { type: "image", source: PNG });
    const url = { type: "url", url: "https://example.com/plan.png" };
    assert.deepEqual(image(url), { type: "image", source: url });
  });

  it("in an address are sent as bytes", () => {
    assert.deepEqual(image({ type: "url", url: `data:image/png;base64,${PNG.data}` }), { type: "image", source: PNG });
  });

  it("of a type that nobody told, or by another name, are known by how they begin", () => {
    assert.deepEqual(image({ type: "base64", data: PNG.data }), { type: "image", source: PNG });
    const jpeg = { type: "base64", data: "/9j/4AAQ", media_type: "image/jpg" };
    assert.deepEqual(image(jpeg), { type: "image", source: { ...jpeg, media_type: "image/jpeg" } });
  });

  it("of types that the vendor does not take, and of none, are told in words", () => {
    const bitmap = { type: "image", source: { type: "base64", media_type: "image/bmp", data: "Qk0=" } } as const;
    const body = bodyOf({ messages: [user([bitmap, { type: "image", source: { type: "url" } }])] });
    assert.match(JSON.stringify(body.messages), /an image of type image\/bmp.*neither data nor url/);
    assert.deepEqual(body.notes, [
      "an image of type image/bmp was not shown to the model: Anthropic takes jpeg, png, gif and webp.",
    ]);
  });
});
