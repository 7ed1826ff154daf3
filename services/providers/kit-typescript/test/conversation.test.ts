import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest } from "@amplifier-ipc/sdk";
import { conversationOf, noted, splitSystem, textOf } from "../src/conversation.js";

type Messages = ChatRequest["messages"];
const URL_IMAGE = { type: "url", url: "https://example.com/a.png" } as const;

function rolesOf(messages: Messages): string[] {
  return conversationOf({ messages }).map(({ role }) => role);
}

describe("a conversation in one shape", () => {
  it("keeps order, roles and writer, and loses nothing (PRV-010)", () => {
    const said = conversationOf({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "In French." }] },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello.", metadata: { provider: "vendor", model: "model-1" } },
      ],
    });
    assert.deepEqual(said, [
      { role: "system", parts: [{ type: "text", text: "Be brief." }] },
      { role: "developer", parts: [{ type: "text", text: "In French." }] },
      { role: "user", parts: [{ type: "text", text: "Hi" }] },
      { role: "assistant", parts: [{ type: "text", text: "Hello." }], provider: "vendor", model: "model-1" },
    ]);
  });

  it("keeps the blocks of the model as they came", () => {
    const blocks = [
      { type: "thinking", thinking: "Hm.", signature: "c2ln", vendor: 1 },
      { type: "redacted_thinking", data: "eA==" },
      { type: "reasoning", content: [], summary: [], encrypted_content: "e" },
      { type: "vendor_citation", lines: [3] },
      { type: "tool_call", id: "a", name: "glob", input: {}, thought_signature: "s" },
    ];
    const [said] = conversationOf({ messages: [{ role: "assistant", content: blocks as never }] });
    const kept = said?.parts.map((part) => ("block" in part ? part.block : part));
    assert.deepEqual(kept, blocks);
  });

  it("takes calls that stand beside the blocks once", () => {
    const call = { id: "a", name: "glob", arguments: { pattern: "*" } };
    const messages: Messages = [
      { role: "assistant", content: "I look.", tool_calls: [call] },
      {
        role: "assistant",
        content: [{ type: "tool_call", id: "a", name: "glob", input: { pattern: "*" } }],
        tool_calls: [call],
      },
    ];
    const types = conversationOf({ messages }).map(({ parts }) => parts.map(({ type }) => type));
    assert.deepEqual(types, [["text", "tool_call"], ["tool_call"]]);
  });

  it("takes results as messages, as blocks, and as blocks of a user, with the tool's name", () => {
    const messages: Messages = [
      {
        role: "assistant",
        content: [
          { type: "tool_call", id: "a", name: "glob", input: {} },
          { type: "tool_call", id: "b", name: "read_file", input: {} },
        ],
      },
      { role: "tool", tool_call_id: "a", content: "one" },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_call_id: "b", output: { lines: [1] }, is_error: true },
          { type: "text", text: "And?" },
        ],
      },
    ];
    const said = conversationOf({ messages });
    assert.deepEqual(said.slice(1), [
      {
        role: "tool",
        parts: [{ type: "tool_result", id: "a", name: "glob", text: "one", isError: false, images: [] }],
      },
      {
        role: "tool",
        parts: [{ type: "tool_result", id: "b", name: "read_file", text: '{"lines":[1]}', isError: true, images: [] }],
      },
      { role: "user", parts: [{ type: "text", text: "And?" }] },
    ]);
  });

  it("keeps images that a tool shows, and the text beside its result", () => {
    const messages: Messages = [
      {
        role: "tool",
        tool_call_id: "a",
        name: "screenshot",
        metadata: { is_error: true },
        content: [
          { type: "tool_result", tool_call_id: "a", output: "taken" },
          { type: "text", text: "at noon" },
          { type: "image", source: URL_IMAGE },
        ],
      },
      { role: "function", name: "clock", tool_call_id: "b", content: "12:00" },
      { role: "tool", tool_call_id: "c", content: [] },
    ];
    assert.deepEqual(
      conversationOf({ messages }).map(({ parts }) => parts[0]),
      [
        {
          type: "tool_result",
          id: "a",
          name: "screenshot",
          text: "taken\nat noon",
          isError: true,
          images: [URL_IMAGE],
        },
        { type: "tool_result", id: "b", name: "clock", text: "12:00", isError: false, images: [] },
        { type: "tool_result", id: "c", name: "", text: "", isError: false, images: [] },
      ],
    );
  });

  it("leaves out only what says nothing", () => {
    assert.deepEqual(rolesOf([{ role: "user", content: "" }, { role: "assistant" } as never]), []);
  });

  it("parts the leading system messages from those within", () => {
    const request: ChatRequest = {
      system: "One.",
      messages: [
        { role: "system", content: "Two." },
        { role: "system", content: [{ type: "text", text: "Three." }] },
        { role: "user", content: "Hi" },
        { role: "system", content: "Four." },
      ],
    };
    const { system, rest } = splitSystem(request, conversationOf(request));
    assert.deepEqual(system, ["One.", "Two.", "Three."]);
    assert.deepEqual(
      rest.map(({ role, parts }) => [role, textOf(parts)]),
      [
        ["user", "Hi"],
        ["system", "Four."],
      ],
    );
    const only: ChatRequest = { messages: [{ role: "system", content: "Two." }] };
    assert.deepEqual(splitSystem(only, conversationOf(only)), { system: ["Two."], rest: [] });
  });

  it("tells in words what a vendor has nothing for", () => {
    assert.equal(noted({ type: "image", source: URL_IMAGE }), "[image https://example.com/a.png]");
    assert.equal(noted({ type: "image", source: { type: "base64", data: "eA==" } }), "[image]");
    assert.equal(noted({ type: "tool_call", id: "a", name: "glob", input: { a: 1 } }), '[call of glob with {"a":1}]');
    assert.equal(
      noted({ type: "other", block: { type: "audio", data: "x" } }),
      '[block of type audio: {"type":"audio","data":"x"}]',
    );
    assert.equal(
      noted({ type: "tool_result", id: "a", name: "", text: "one", isError: false, images: [] }),
      "[result of a tool: one]",
    );
  });
});
