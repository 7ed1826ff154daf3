import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ContentBlock, Message } from "@amplifier-ipc/sdk";
import { contentsOf } from "../src/contents.js";
import { callOf } from "./support.js";

const OLD = "gemini-2.5-pro";
const NEW = "gemini-3.8-flash";
const PNG = "iVBORw0KGgo=";

function contents(messages: Message[], model: string = OLD): unknown {
  return contentsOf(callOf({ messages, model }));
}

function called(name: string, id: string, more: object = {}): ContentBlock {
  return { type: "tool_call", id, name, input: { x: 1 }, ...more } as ContentBlock;
}

function result(id: string, output: unknown, is_error: boolean = false): Message {
  return { role: "tool", tool_call_id: id, content: [{ type: "tool_result", tool_call_id: id, output, is_error }] };
}

/** The response of one function, to an output of its tool. */
function response(output: unknown, isError: boolean = false): unknown {
  const messages: Message[] = [
    { role: "user", content: "Go." },
    { role: "assistant", content: [called("look", "call_1")] },
    result("call_1", output, isError),
  ];
  const [, , last] = contentsOf(callOf({ messages, model: OLD }));
  return last?.parts?.[0]?.functionResponse;
}

describe("roles", () => {
  it("become user and model; neighbours are joined", () => {
    assert.deepEqual(
      contents([
        { role: "user", content: "One." },
        { role: "user", content: "Two." },
        { role: "assistant", content: "Three." },
        { role: "assistant", content: "Four." },
        { role: "user", content: "Five." },
      ]),
      [
        { role: "user", parts: [{ text: "One." }, { text: "Two." }] },
        { role: "model", parts: [{ text: "Three." }, { text: "Four." }] },
        { role: "user", parts: [{ text: "Five." }] },
      ],
    );
  });

  it("that Gemini lacks become what the user says, marked", () => {
    assert.deepEqual(
      contents([
        { role: "user", content: "Hi." },
        { role: "system", content: "Be brief." },
        { role: "developer", content: "The file." },
      ]),
      [
        {
          role: "user",
          parts: [
            { text: "Hi." },
            { text: "<system-reminder>\nBe brief.\n</system-reminder>" },
            { text: "<context_file>\nThe file.\n</context_file>" },
          ],
        },
      ],
    );
  });

  it("begin with the user", () => {
    assert.deepEqual(contents([{ role: "assistant", content: "Hello." }]), [
      { role: "user", parts: [{ text: "(The conversation begins with the assistant.)" }] },
      { role: "model", parts: [{ text: "Hello." }] },
    ]);
  });
});

describe("function responses", () => {
  it("carry the function's name, stand in one content, and in the order of their calls", () => {
    const messages: Message[] = [
      { role: "user", content: "Both." },
      { role: "assistant", content: [called("look", "call_1"), called("look", "call_2")] },
      result("call_2", "second"),
      result("call_1", "first"),
      { role: "user", content: "And?" },
    ];
    assert.deepEqual(contents(messages), [
      { role: "user", parts: [{ text: "Both." }] },
      {
        role: "model",
        parts: [{ functionCall: { name: "look", args: { x: 1 } } }, { functionCall: { name: "look", args: { x: 1 } } }],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { name: "look", response: { output: "first" } } },
          { functionResponse: { name: "look", response: { output: "second" } } },
        ],
      },
      { role: "user", parts: [{ text: "And?" }] },
    ]);
  });

  it("carry an id only where Gemini had given one", () => {
    const messages: Message[] = [
      { role: "user", content: "Go." },
      { role: "assistant", content: [called("look", "call_1", { gemini_id: "fc-1" }), called("see", "call_2")] },
      result("call_1", "a"),
      result("call_2", "b"),
    ];
    const [, asked, answered] = contentsOf(callOf({ messages, model: OLD }));
    assert.deepEqual(
      asked?.parts?.map(({ functionCall }) => functionCall?.id),
      ["fc-1", undefined],
    );
    assert.deepEqual(
      answered?.parts?.map(({ functionResponse }) => functionResponse?.id),
      ["fc-1", undefined],
    );
  });

  it("hold an object as it is, and all else as output", () => {
    assert.deepEqual(response({ temperature: 21 }), { name: "look", response: { temperature: 21 } });
    assert.deepEqual(response(["a"]), { name: "look", response: { output: ["a"] } });
    assert.deepEqual(response(21), { name: "look", response: { output: 21 } });
    assert.deepEqual(response(null), { name: "look", response: { output: null } });
    assert.deepEqual(response("plain"), { name: "look", response: { output: "plain" } });
    assert.deepEqual(response('{"a": 1}'), { name: "look", response: { output: '{"a": 1}' } });
    assert.deepEqual(response("12345678901234567890"), { name: "look", response: { output: "12345678901234567890" } });
  });

  it("tell an error as error, and an output that has such a name as output", () => {
    assert.deepEqual(response("No such file.", true), { name: "look", response: { error: "No such file." } });
    assert.deepEqual(response({ error: null, n: 1 }), { name: "look", response: { output: { error: null, n: 1 } } });
    assert.deepEqual(response({ output: "x" }), { name: "look", response: { output: { output: "x" } } });
  });

  it("hold a $ref only in a text: elsewhere it would have to name an image", () => {
    const output = { properties: { a: { $ref: "#/$defs/a" } } };
    assert.deepEqual(response(output), { name: "look", response: { output: JSON.stringify(output) } });
  });

  it("show images: within themselves since Gemini 3, else beside them", () => {
    const image: ContentBlock = { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } };
    const messages: Message[] = [
      { role: "user", content: "Go." },
      { role: "assistant", content: [called("look", "call_1")] },
      { role: "tool", tool_call_id: "call_1", content: [{ type: "text", text: "See." }, image] },
    ];
    const inlineData = { mimeType: "image/png", data: PNG };
    const of = (model: string): unknown => contentsOf(callOf({ messages, model })).at(-1)?.parts;
    assert.deepEqual(of(NEW), [
      { functionResponse: { name: "look", response: { output: "See." }, parts: [{ inlineData }] } },
    ]);
    assert.deepEqual(of(OLD), [
      { functionResponse: { name: "look", response: { output: "See." } } },
      { text: "[Images of the result of look:]" },
      { inlineData },
    ]);
  });
});

describe("images", () => {
  const user = (source: object): unknown =>
    contentsOf(callOf({ messages: [{ role: "user", content: [{ type: "image", source } as ContentBlock] }] }))[0]
      ?.parts;

  it("go as bytes, as an address, or as a word", () => {
    assert.deepEqual(user({ type: "base64", data: PNG }), [{ inlineData: { mimeType: "image/png", data: PNG } }]);
    assert.deepEqual(user({ type: "base64", data: "/9j/4A==" }), [
      { inlineData: { mimeType: "image/jpeg", data: "/9j/4A==" } },
    ]);
    assert.deepEqual(user({ type: "url", url: `data:image/webp;base64,${PNG}` }), [
      { inlineData: { mimeType: "image/webp", data: PNG } },
    ]);
    assert.deepEqual(user({ type: "url", url: "https://example.com/a.JPG?x=1" }), [
      { fileData: { fileUri: "https://example.com/a.JPG?x=1", mimeType: "image/jpeg" } },
    ]);
    assert.deepEqual(user({ type: "url", url: "https://example.com/a" }), [
      { fileData: { fileUri: "https://example.com/a" } },
    ]);
    assert.deepEqual(user({ type: "base64" }), [{ text: "[an image with neither data nor url]" }]);
  });
});

describe("signatures", () => {
  const history = (content: ContentBlock[], provider?: string): Message[] => [
    { role: "user", content: "Go." },
    { role: "assistant", content, ...(provider === undefined ? {} : { metadata: { provider } }) },
    { role: "user", content: "On." },
  ];
  const model = (content: ContentBlock[], provider: string | undefined, id: string = NEW): unknown =>
    contentsOf(callOf({ messages: history(content, provider), model: id }))[1]?.parts;
  const text = (value: string, thought_signatures: unknown): ContentBlock =>
    ({ type: "text", text: value, thought_signatures }) as ContentBlock;

  it("go back to where they were", () => {
    const content: ContentBlock[] = [
      { type: "thinking", thinking: "Hm.", signature: "c2lnMA==" },
      { type: "thinking", thinking: "", signature: "c2lnMQ==" },
      { type: "thinking", thinking: "Not signed." },
      text("Hello world!", [
        { start: 5, end: 11, signature: "c2lnMg==" },
        { start: 12, end: 12, signature: "c2lnMw==" },
      ]),
      called("look", "call_1", { thought_signature: "c2lnNA==" }),
    ];
    const parts = [
      { text: "Hm.", thought: true, thoughtSignature: "c2lnMA==" },
      { text: "", thoughtSignature: "c2lnMQ==" },
      { text: "Hello" },
      { text: " world", thoughtSignature: "c2lnMg==" },
      { text: "!" },
      { text: "", thoughtSignature: "c2lnMw==" },
      { functionCall: { name: "look", args: { x: 1 } }, thoughtSignature: "c2lnNA==" },
    ];
    assert.deepEqual(model(content, "gemini"), parts);
    assert.deepEqual(model(content, "google"), parts);
  });

  it("of another vendor are not sent, nor its thoughts; its first call gets the documented one", () => {
    const content: ContentBlock[] = [
      { type: "thinking", thinking: "Hm.", signature: "foreign" },
      { type: "redacted_thinking", data: "foreign" },
      text("Hello.", [{ start: 0, end: 6, signature: "foreign" }]),
      called("look", "call_1", { thought_signature: "foreign", gemini_id: "foreign" }),
      called("see", "call_2"),
    ];
    assert.deepEqual(model(content, "anthropic"), [
      { text: "Hello." },
      {
        functionCall: { name: "look", args: { x: 1 } },
        thoughtSignature: "skip_thought_signature_validator",
      },
      { functionCall: { name: "see", args: { x: 1 } } },
    ]);
  });

  it("are not made up for models before Gemini 3", () => {
    assert.deepEqual(model([called("look", "call_1")], "anthropic", OLD), [
      { functionCall: { name: "look", args: { x: 1 } } },
    ]);
  });

  it("of a text that somebody changed are left out", () => {
    assert.deepEqual(model([text("Hi", [{ start: 5, end: 11, signature: "c2ln" }])], "gemini"), [{ text: "Hi" }]);
    assert.deepEqual(model([text("Hi", "nonsense")], "gemini"), [{ text: "Hi" }]);
  });
});

describe("blocks that Gemini does not know", () => {
  it("are noted; its own parts go back as they came", () => {
    const own = { executableCode: { language: "PYTHON", code: "1+1" }, thoughtSignature: "c2ln" };
    const content = [{ type: "gemini_part", part: own } as unknown as ContentBlock];
    const cited = { type: "vendor_citation", source: "README.md" } as unknown as ContentBlock;
    assert.deepEqual(
      contents([
        { role: "user", content: [cited] },
        { role: "assistant", content, metadata: { provider: "gemini" } },
      ]),
      [
        {
          role: "user",
          parts: [{ text: '[block of type vendor_citation: {"type":"vendor_citation","source":"README.md"}]' }],
        },
        { role: "model", parts: [own] },
      ],
    );
  });
});
