import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest, JsonObject, Message } from "@amplifier-ipc/sdk";
import { Endpoints, isWrongEndpoint } from "../src/endpoint.js";
import { callHeaders, editorHeaders } from "../src/headers.js";
import { bodyOf } from "../src/request.js";
import { CONFIG, callOf, HI } from "./support.js";

const CALL: Message = {
  role: "assistant",
  content: [{ type: "tool_call", id: "call_1", name: "look", input: {} }],
};
const RESULT: Message = { role: "tool", tool_call_id: "call_1", content: "seen" };
const IMAGE = { type: "image", source: { type: "base64", media_type: "image/png", data: "eA==" } } as const;
const NOTES = { degrade: () => {}, note: () => {} };

function body(request: ChatRequest, config: object = {}, endpoint: "chat" | "responses" = "chat"): JsonObject {
  return bodyOf(callOf(request, config), endpoint, NOTES);
}

function headers(...messages: Message[]): Record<string, string> {
  return callHeaders(callOf({ messages }));
}

describe("headers", () => {
  it("say who asks", () => {
    assert.deepEqual(editorHeaders(CONFIG), {
      "Editor-Version": "vscode/1.107.0",
      "Editor-Plugin-Version": "copilot-chat/0.35.0",
      "Copilot-Integration-Id": "vscode-chat",
      "User-Agent": "GitHubCopilotChat/0.35.0",
    });
    const own = { editor_version: "a/1", editor_plugin_version: "b/2", integration_id: "c" };
    assert.equal(editorHeaders(own)["User-Agent"], "b/2");
  });

  it("say whether the user began, or the agent goes on", () => {
    const initiator = (...messages: Message[]): string | undefined => headers(...messages)["X-Initiator"];
    const user: Message = { role: "user", content: "Hi" };
    const reminder: Message = { role: "user", content: '<system-reminder source="x">Go on.</system-reminder>' };
    assert.equal(initiator(user), "user");
    assert.equal(initiator(user, CALL, RESULT), "agent");
    assert.equal(initiator(user, CALL, RESULT, reminder), "agent");
    assert.equal(initiator(user, CALL, RESULT, { role: "system", content: "Be brief." }), "agent");
    assert.equal(initiator(user, CALL, RESULT, user), "user");
    assert.equal(initiator(user, reminder), "user");
    assert.equal(initiator(user, { role: "assistant", content: "I" }), "agent");
    assert.equal(initiator(), "user");
  });

  it("say that there are images, also those that a tool shows", () => {
    const vision = "Copilot-Vision-Request";
    assert.equal(vision in headers({ role: "user", content: "Hi" }), false);
    assert.equal(headers({ role: "user", content: [IMAGE] })[vision], "true");
    assert.equal(headers(CALL, { ...RESULT, content: [IMAGE] })[vision], "true");
  });
});

describe("the body", () => {
  it("is a chat completion that models of all vendors take", () => {
    assert.deepEqual(body({ ...HI, system: "Be brief.", max_output_tokens: 7, temperature: 0.5, stop: ["x"] }), {
      model: "claude-sonnet-4.6",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
      ],
      max_tokens: 7,
      temperature: 0.5,
      stop: ["x"],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("has developers' words as the system's, and settings of its own", () => {
    const request: ChatRequest = { messages: [{ role: "developer", content: "In French." }, ...HI.messages] };
    const { messages, seed, stream_options } = body(request, { extra_body: { seed: 1, stream_options: null } });
    assert.deepEqual((messages as JsonObject[])[0], { role: "system", content: "In French." });
    assert.deepEqual([seed, stream_options], [1, undefined]);
  });

  it("has an effort for the models that take one, and a budget for those of which it is known", () => {
    assert.equal(body({ ...HI, model: "gpt-5-mini", reasoning_effort: "low" })["reasoning_effort"], "low");
    const models = { "claude-sonnet-4.6": { thinking: "budget" as const } };
    assert.equal(body(HI, { models, thinking: 2000 })["thinking_budget"], 2000);
    assert.equal(body(HI, { models, thinking: 10 })["thinking_budget"], 1024);
    assert.equal(body(HI, { models, thinking: 99_999 })["thinking_budget"], 16_383);
    assert.equal("thinking_budget" in body(HI, { thinking: 2000 }), false);
    assert.equal("thinking_budget" in body(HI, { models, thinking: 0 }), false);
  });

  it("is one of the Responses API where that is asked", () => {
    const sent = body({ ...HI, model: "gpt-5.4" }, {}, "responses");
    assert.deepEqual([sent["store"], sent["max_output_tokens"], sent["stream"]], [false, 16_384, true]);
    assert.ok(Array.isArray(sent["input"]));
  });
});

describe("thoughts of the conversation", () => {
  const THOUGHT = { type: "thinking", thinking: "Hm.", signature: "opaque" } as const;
  const sentBack = (message: Partial<Message>): JsonObject => {
    const said: Message = { role: "assistant", content: [THOUGHT, { type: "text", text: "Yes." }], ...message };
    const { messages } = body({ messages: [...HI.messages, said, ...HI.messages] });
    return (messages as JsonObject[])[1] ?? {};
  };
  const PLAIN = { role: "assistant", content: "Yes." };

  it("go back to the vendor with its sign", () => {
    assert.deepEqual(sentBack({}), { ...PLAIN, reasoning_text: "Hm.", reasoning_opaque: "opaque" });
    const own = { provider: "github_copilot", model: "claude-sonnet-4.6-20260101" };
    assert.equal(sentBack({ metadata: own })["reasoning_opaque"], "opaque");
    const only: Message["content"] = [
      { ...THOUGHT, thinking: "" },
      { type: "text", text: "Yes." },
    ];
    assert.deepEqual(sentBack({ content: only }), { ...PLAIN, reasoning_opaque: "opaque" });
  });

  it("stay away where they are of another vendor or model, or have no sign", () => {
    assert.deepEqual(sentBack({ metadata: { provider: "anthropic", model: "claude-sonnet-4.6" } }), PLAIN);
    assert.deepEqual(sentBack({ metadata: { provider: "github_copilot", model: "gemini-3-pro" } }), PLAIN);
    const bare: Message["content"] = [
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "Yes." },
    ];
    assert.deepEqual(sentBack({ content: bare }), PLAIN);
  });

  it("stand in the message that they belong to", () => {
    const first: Message = { role: "assistant", content: "One." };
    const second: Message = { role: "assistant", content: [THOUGHT, ...(CALL.content as [])] };
    const { messages } = body({ messages: [...HI.messages, first, ...HI.messages, second, RESULT] });
    const opaque = (messages as JsonObject[]).map(({ reasoning_opaque }) => reasoning_opaque);
    assert.deepEqual(opaque, [undefined, undefined, undefined, "opaque", undefined]);
  });
});

describe("the endpoint", () => {
  it("is told by the model's name, by the settings, and by what Copilot said", () => {
    const endpoints = new Endpoints();
    const auto = { api: "auto" } as const;
    for (const [model, wanted] of [
      ["gpt-5-mini", "chat"],
      ["gpt-5.2", "chat"],
      ["claude-opus-4.7", "chat"],
      ["gemini-3-pro", "chat"],
      ["gpt-5.1-codex-max", "responses"],
      ["gpt-5.4-mini", "responses"],
      ["gpt-6", "responses"],
    ] as const) {
      assert.equal(endpoints.of(model, auto), wanted, model);
    }
    assert.equal(endpoints.of("gpt-5.4", { api: "chat" }), "chat");
    assert.equal(endpoints.refused("gpt-5.2", "chat", auto), true);
    assert.equal(endpoints.of("gpt-5.2", auto), "responses");
    assert.equal(endpoints.refused("gpt-5.2", "responses", auto), false);
    assert.equal(endpoints.refused("gpt-5.1", "chat", { api: "chat" }), false);
  });

  it("that is the wrong one is told by code or words", () => {
    const wrong = (status: number, error: unknown): boolean => isWrongEndpoint({ status, error });
    assert.equal(wrong(400, { code: "unsupported_api_for_model", message: "x" }), true);
    assert.equal(wrong(400, { message: 'model "m" is not accessible via the /chat/completions endpoint' }), true);
    assert.equal(wrong(400, { code: "invalid_request_body", message: "x" }), false);
    assert.equal(wrong(404, { code: "unsupported_api_for_model" }), false);
    assert.equal(isWrongEndpoint(new Error("x")), false);
  });
});
