import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ContentBlock, JsonObject, Message } from "@amplifier-ipc/sdk";
import { sent, tool, user } from "./support.js";

const REASONING = {
  id: "rs_1",
  type: "reasoning",
  content: [],
  summary: [{ type: "summary_text", text: "Hm." }],
  encrypted_content: "gAAAA",
} as const;
const CALL = { type: "tool_call", id: "call_1", name: "glob", input: {} } as const;
const PATCH_SCHEMA = {
  type: "object",
  properties: {
    type: { enum: ["create_file", "update_file", "delete_file"] },
    path: { type: "string" },
    diff: { type: "string" },
    patch: { type: "string" },
  },
};
const OPERATION = { type: "update_file", path: "a.txt", diff: "@@" };

/** What a conversation with this answer in it becomes, without the question before it. */
async function replayed(
  blocks: unknown[],
  settings: JsonObject = {},
  more: { metadata?: JsonObject; tools?: ReturnType<typeof tool>[]; results?: Message[] } = {},
): Promise<JsonObject[]> {
  const { metadata = { provider: "openai", model: "gpt-5" }, tools, results = [] } = more;
  const answer: Message = { role: "assistant", content: blocks as ContentBlock[], metadata };
  const request = { messages: [user("Go."), answer, ...results], ...(tools === undefined ? {} : { tools }) };
  const { body } = await sent(request, { model: "gpt-5", ...settings });
  return (body["input"] as JsonObject[]).slice(1);
}

describe("a request of the Responses API", () => {
  it("stores nothing, and asks a model that reasons for its reasoning, encrypted and summed up", async () => {
    const { body } = await sent({}, { model: "gpt-5" });
    assert.equal(body["store"], false);
    assert.deepEqual(body["include"], ["reasoning.encrypted_content"]);
    assert.deepEqual(body["reasoning"], { summary: "auto" });
    const plain = await sent({}, { model: "gpt-4.1" });
    assert.deepEqual([plain.body["include"], plain.body["reasoning"]], [undefined, undefined]);
  });

  it("asks for no summary where the settings want none", async () => {
    for (const settings of [{ reasoning_summary: "none" }, { thinking: false }]) {
      const { body } = await sent({}, { model: "gpt-5", ...settings });
      assert.equal((body["reasoning"] as JsonObject | undefined)?.["summary"], undefined);
    }
    const { body } = await sent({}, { model: "gpt-5", reasoning_summary: "detailed" });
    assert.deepEqual(body["reasoning"], { summary: "detailed" });
  });

  it("names the session, so that its prompt cache is found again", async () => {
    const { body } = await sent({});
    assert.equal(body["prompt_cache_key"], "session-1");
  });

  it("goes on with a response that the vendor keeps, and says so where it keeps none", async () => {
    const kept = await sent({ conversation_id: "resp_0" }, { store: true, model: "gpt-5" });
    assert.deepEqual([kept.body["store"], kept.body["previous_response_id"]], [true, "resp_0"]);
    assert.equal(kept.body["include"], undefined);
    const lost = await sent({ conversation_id: "resp_0" });
    assert.equal(lost.body["previous_response_id"], undefined);
    assert.equal(lost.response.degradation?.requested, "conversation_id resp_0");
  });

  it("limits to no fewer tokens than the vendor takes", async () => {
    const few = await sent({ max_output_tokens: 15 });
    assert.equal(few.body["max_output_tokens"], 16);
    assert.equal(few.response.degradation?.requested, "max_output_tokens 15");
    const least = await sent({ max_output_tokens: 16 });
    assert.equal(least.body["max_output_tokens"], 16);
    assert.equal(least.response.degradation, undefined);
  });

  it("has no stop, and says so", async () => {
    const { body, response } = await sent({ stop: ["a"] }, { model: "gpt-4.1" });
    assert.equal(body["stop"], undefined);
    assert.equal(response.degradation?.requested, "stop");
  });

  it("does not let functions be strict by default", async () => {
    const { body } = await sent({ tools: [tool("a")] });
    const [first] = body["tools"] as JsonObject[];
    assert.deepEqual(first, {
      type: "function",
      name: "a",
      description: "The tool a.",
      parameters: { type: "object", properties: {} },
      strict: false,
    });
  });
});

describe("reasoning", () => {
  it("goes back as it came, before what followed it", async () => {
    const results: Message[] = [{ role: "tool", tool_call_id: "call_1", content: "ok" }];
    const items = await replayed([REASONING, { type: "text", text: "I look." }, CALL], {}, { results });
    assert.deepEqual(items, [
      REASONING,
      { role: "assistant", content: "I look." },
      { type: "function_call", call_id: "call_1", name: "glob", arguments: "{}" },
      { type: "function_call_output", call_id: "call_1", output: "ok" },
    ]);
  });

  const TEXT = { type: "text", text: "Done." };
  const left = [{ role: "assistant", content: "Done." }];
  it("stays away from another provider than the one that wrote it, and from a model that does not reason", async () => {
    assert.deepEqual(await replayed([REASONING, TEXT], {}, { metadata: { provider: "azure_openai" } }), left);
    assert.deepEqual(await replayed([REASONING, TEXT], { model: "gpt-4.1" }), left);
    assert.deepEqual(await replayed([REASONING, TEXT], {}, { metadata: {} }), [REASONING, ...left]);
  });

  it("stays away when nothing follows it, which the vendor refuses", async () => {
    assert.deepEqual(await replayed([TEXT, REASONING]), left);
  });

  it("goes back without its text only to a vendor that keeps it", async () => {
    const { encrypted_content: _, ...bare } = REASONING;
    assert.deepEqual(await replayed([bare, TEXT]), left);
    assert.deepEqual(await replayed([bare, TEXT], { store: true }), [bare, ...left]);
  });

  it("is not sent as the thoughts of another vendor", async () => {
    assert.deepEqual(await replayed([{ type: "thinking", thinking: "x", signature: "y" }, TEXT]), left);
  });
});

describe("what else goes back", () => {
  it("is the vendor's own items, to it alone", async () => {
    const search = { id: "ws_1", type: "web_search_call", status: "completed", action: { type: "search", query: "x" } };
    const text = { type: "text", text: "Found." };
    assert.deepEqual(await replayed([search, text]), [search, { role: "assistant", content: "Found." }]);
    const [first] = await replayed([search, text], {}, { metadata: { provider: "gemini" } });
    assert.match(String(first?.["content"]), /block of type web_search_call/);
  });

  it("is the phase of a text", async () => {
    const items = await replayed([{ type: "text", text: "Soon.", phase: "commentary" }]);
    assert.deepEqual(items, [{ role: "assistant", content: "Soon.", phase: "commentary" }]);
  });

  it("is a custom call as such, and its result", async () => {
    const block = { type: "tool_call", id: "c", name: "note", input: { input: "x" }, openai_item: "custom_tool_call" };
    const results: Message[] = [{ role: "tool", tool_call_id: "c", content: "ok" }];
    assert.deepEqual(await replayed([block], {}, { results }), [
      { type: "custom_tool_call", call_id: "c", name: "note", input: "x" },
      { type: "custom_tool_call_output", call_id: "c", output: "ok" },
    ]);
  });
});

describe("the vendor's own apply_patch", () => {
  const tools = [tool("apply_patch", PATCH_SCHEMA), tool("glob")];
  const block = { type: "tool_call", id: "c", name: "apply_patch", input: OPERATION };
  const failed: Message[] = [
    { role: "tool", tool_call_id: "c", content: "no such file", metadata: { is_error: true } },
  ];

  it("stands for our tool of that name, where the model has it or the settings say so", async () => {
    for (const [model, settings, type] of [
      ["gpt-5.1", {}, "apply_patch"],
      ["gpt-5", {}, "function"],
      ["gpt-5", { native_apply_patch: true }, "apply_patch"],
      ["gpt-5.1", { native_apply_patch: false }, "function"],
    ] as const) {
      const { body } = await sent({ tools, tool_choice: { name: "apply_patch" } }, { model, ...settings });
      assert.equal((body["tools"] as JsonObject[])[0]?.["type"], type);
      const choice = type === "apply_patch" ? { type } : { type, name: "apply_patch" };
      assert.deepEqual(body["tool_choice"], choice);
    }
  });

  it("does not stand for a tool that takes something else", async () => {
    const { body } = await sent({ tools: [tool("apply_patch")] }, { model: "gpt-5.1" });
    assert.equal((body["tools"] as JsonObject[])[0]?.["type"], "function");
  });

  it("has its calls and results in its own form, also those that failed", async () => {
    assert.deepEqual(await replayed([block], { model: "gpt-5.1" }, { tools, results: failed }), [
      { type: "apply_patch_call", call_id: "c", status: "completed", operation: OPERATION },
      { type: "apply_patch_call_output", call_id: "c", status: "failed", output: "no such file" },
    ]);
  });

  it("has a whole patch, or a call to a model without it, in the form of functions", async () => {
    const whole = { ...block, input: { patch: "*** Begin Patch" } };
    const [first] = await replayed([whole], { model: "gpt-5.1" }, { tools, results: failed });
    assert.equal(first?.["type"], "function_call");
    const [plain] = await replayed([block], { model: "gpt-5" }, { tools, results: failed });
    assert.deepEqual(plain?.["arguments"], JSON.stringify(OPERATION));
  });
});
