import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest } from "@amplifier-ipc/sdk";
import type { GenerateContentConfig } from "@google/genai/web";
import type { Config } from "../src/config.js";
import { requestOf } from "../src/request.js";
import { callOf, listener, tool } from "./support.js";

const HI: ChatRequest["messages"] = [{ role: "user", content: "Hi." }];
const SCHEMA = { type: "object", properties: { a: { type: "string", format: "date" } }, required: ["a"] };

function configOf(
  request: Partial<ChatRequest>,
  config: Partial<Config> = {},
): GenerateContentConfig & { degraded: string[]; notes: string[] } {
  const told = listener();
  const asked = requestOf(callOf({ messages: HI, ...request }, config), told);
  return { ...asked.config, degraded: told.degraded, notes: told.notes };
}

describe("instructions", () => {
  it("are the system texts, a part for each", () => {
    const asked = requestOf(callOf({ messages: HI }, {}, ["Be brief.", "Be kind."]), listener());
    assert.deepEqual(asked.config?.systemInstruction, { parts: [{ text: "Be brief." }, { text: "Be kind." }] });
    assert.deepEqual(asked.contents, [{ role: "user", parts: [{ text: "Hi." }] }]);
  });

  it("are what the user says where nobody says anything", () => {
    const asked = requestOf(callOf({}, {}, ["Say hello."]), listener());
    assert.deepEqual(asked.contents, [{ role: "user", parts: [{ text: "Say hello." }] }]);
    assert.equal(asked.config?.systemInstruction, undefined);
  });
});

describe("a conversation that ends with the assistant", () => {
  const messages: ChatRequest["messages"] = [...HI, { role: "assistant", content: "Hel" }];

  it("is gone on with before Gemini 3; later it is asked for, and that is said", () => {
    const before = listener();
    const asked = requestOf(callOf({ messages, model: "gemini-2.5-pro" }), before);
    assert.deepEqual((asked.contents as unknown[]).at(-1), { role: "model", parts: [{ text: "Hel" }] });
    assert.deepEqual(before.degraded, []);
    const later = listener();
    const { contents } = requestOf(callOf({ messages }), later);
    assert.deepEqual((contents as unknown[]).slice(-2), [
      { role: "model", parts: [{ text: "Hel" }] },
      { role: "user", parts: [{ text: "[Go on from where your last message ends.]" }] },
    ]);
    assert.equal(later.degraded.length, 1);
  });
});

describe("sampling", () => {
  it("is passed on under Gemini's names, and left out where nothing is asked", () => {
    const asked = configOf({ temperature: 0, top_p: 0.5, max_output_tokens: 100, stop: ["END"] });
    assert.deepEqual(
      [asked.temperature, asked.topP, asked.maxOutputTokens, asked.stopSequences],
      [0, 0.5, 100, ["END"]],
    );
    const plain = configOf({});
    assert.deepEqual(
      [plain.temperature, plain.topP, plain.maxOutputTokens, plain.stopSequences],
      [undefined, undefined, 16_384, undefined],
    );
  });

  it("takes five stop sequences, and says that the sixth is left out", () => {
    const five = configOf({ stop: ["a", "b", "c", "d", "e"] });
    assert.deepEqual(five.stopSequences, ["a", "b", "c", "d", "e"]);
    assert.deepEqual(five.degraded, []);
    const six = configOf({ stop: ["a", "b", "c", "d", "e", "f"] });
    assert.deepEqual(six.stopSequences, ["a", "b", "c", "d", "e"]);
    assert.deepEqual(six.degraded, ["6 stop sequences → the first 5: Gemini takes at most 5"]);
  });

  it("leaves the temperature to a model that takes none", () => {
    const asked = configOf({ temperature: 0.5 }, { models: {} });
    assert.equal(asked.temperature, 0.5);
    const call = { ...callOf({ messages: HI, temperature: 0.5 }), facts: { id: "x", temperature: false } };
    const told = listener();
    assert.equal(requestOf(call, told).config?.temperature, undefined);
    assert.match(told.degraded[0] ?? "", /^temperature or top_p → the model's own/);
  });
});

describe("tools", () => {
  it("are function declarations with JSON Schema", () => {
    const asked = configOf({ tools: [tool("look", { ...SCHEMA, $comment: "x" }), tool("now")] });
    assert.deepEqual(asked.tools, [
      {
        functionDeclarations: [
          { name: "look", description: "Does look.", parametersJsonSchema: SCHEMA },
          { name: "now", description: "Does now." },
        ],
      },
    ]);
    assert.equal(asked.toolConfig, undefined);
  });

  it("are written in the API's older form where the settings say so", () => {
    const asked = configOf({ tools: [tool("look", SCHEMA)] }, { schema_dialect: "openapi" });
    const parameters = { type: "OBJECT", properties: { a: { type: "STRING", format: "date" } }, required: ["a"] };
    assert.deepEqual(asked.tools, [
      { functionDeclarations: [{ name: "look", description: "Does look.", parameters }] },
    ]);
  });

  it("have a note of what of their schemas is lost", () => {
    const asked = configOf({ tools: [tool("look", { ...SCHEMA, not: {} })] });
    assert.deepEqual(asked.notes, ["look: Gemini is told its schema without not."]);
  });

  it("are chosen as asked", () => {
    const chosen = (tool_choice: ChatRequest["tool_choice"]): unknown =>
      configOf({ tools: [tool("look.up", SCHEMA)], ...(tool_choice === undefined ? {} : { tool_choice }) }).toolConfig
        ?.functionCallingConfig;
    assert.equal(chosen(undefined), undefined);
    assert.deepEqual(chosen("auto"), { mode: "AUTO" });
    assert.deepEqual(chosen("none"), { mode: "NONE" });
    assert.deepEqual(chosen("required"), { mode: "ANY" });
    assert.deepEqual(chosen({ name: "look.up" }), { mode: "ANY", allowedFunctionNames: ["look_up"] });
  });
});

describe("the form of the answer", () => {
  it("is JSON, or JSON of a schema", () => {
    const json = configOf({ response_format: { type: "json" } });
    assert.deepEqual([json.responseMimeType, json.responseJsonSchema], ["application/json", undefined]);
    const form = configOf({ response_format: { type: "json_schema", schema: { ...SCHEMA, $id: "x" } } });
    assert.deepEqual([form.responseMimeType, form.responseJsonSchema], ["application/json", SCHEMA]);
    assert.equal(configOf({ response_format: { type: "text" } }).responseMimeType, undefined);
    const older = configOf(
      { response_format: { type: "json_schema", schema: { type: "string" } } },
      { schema_dialect: "openapi" },
    );
    assert.deepEqual([older.responseSchema, older.responseJsonSchema], [{ type: "STRING" }, undefined]);
  });

  it("goes with tools since Gemini 3; before, it is asked for in words, and that is said", () => {
    const response_format = { type: "json_schema" as const, schema: SCHEMA };
    const request = { response_format, tools: [tool("look", SCHEMA)] };
    assert.equal(configOf({ ...request, model: "gemini-3.8-flash" }).responseMimeType, "application/json");
    const before = configOf({ ...request, model: "gemini-2.5-pro" });
    assert.equal(before.responseMimeType, undefined);
    assert.match(JSON.stringify(before.systemInstruction), /JSON Schema.*format.*date/);
    assert.deepEqual(before.degraded, [
      "response_format json_schema with tools → asked for in the instructions: gemini-2.5-pro takes no response format together with tools",
    ]);
  });

  it("says what of a schema is lost", () => {
    const schema = { type: "object", properties: {}, patternProperties: {} };
    assert.match(
      configOf({ response_format: { type: "json_schema", schema } }).degraded[0] ?? "",
      /^response_format json_schema → the schema without patternProperties/,
    );
  });
});

describe("thinking", () => {
  const thinking = (request: Partial<ChatRequest>, config: Partial<Config> = {}): unknown =>
    configOf(request, config).thinkingConfig;
  const FLASH = { model: "gemini-2.5-flash" };
  const PRO = { model: "gemini-2.5-pro" };
  const NEW = { model: "gemini-3.8-flash" };

  it("is shown, and left to the model, where nothing is asked", () => {
    assert.deepEqual(thinking(PRO), { includeThoughts: true });
    assert.deepEqual(thinking(NEW), { includeThoughts: true });
  });

  it("is not mentioned to a model that cannot", () => {
    assert.equal(thinking({ model: "gemini-2.0-flash" }), undefined);
    assert.equal(thinking({ model: "gemma-3-27b-it" }), undefined);
    assert.equal(thinking({ model: "gemini-2.5-flash-image" }), undefined);
    assert.equal(thinking({ model: "gemini-2.5-pro-preview-tts" }), undefined);
    const asked = configOf({ model: "gemini-2.0-flash", reasoning_effort: "high" });
    assert.deepEqual(asked.degraded, ["thinking (high) → none: gemini-2.0-flash does not think"]);
  });

  it("of Gemini 2.5 is a number of tokens: 0 = none, -1 = as many as it likes", () => {
    assert.deepEqual(thinking(FLASH, { thinking: 0 }), { includeThoughts: false, thinkingBudget: 0 });
    assert.deepEqual(thinking(FLASH, { thinking: false }), { includeThoughts: false, thinkingBudget: 0 });
    assert.deepEqual(thinking(FLASH, { thinking: true }), { includeThoughts: true, thinkingBudget: -1 });
    assert.deepEqual(thinking(FLASH, { thinking: 2000 }), { includeThoughts: true, thinkingBudget: 2000 });
  });

  it("stays within what the model can, and says so", () => {
    const [low, high, most] = [
      configOf(PRO, { thinking: 0 }),
      configOf(FLASH, { thinking: 24_577 }),
      configOf(FLASH, { thinking: 24_576 }),
    ];
    assert.deepEqual(low.thinkingConfig, { includeThoughts: false, thinkingBudget: 128 });
    assert.equal(low.degraded.length, 1);
    assert.deepEqual(high.thinkingConfig, { includeThoughts: true, thinkingBudget: 24_576 });
    assert.equal(high.degraded.length, 1);
    assert.deepEqual(most.degraded, []);
  });

  it("of an effort is as many tokens as Google's own mapping says; the request wins", () => {
    const efforts = ["minimal", "low", "medium", "high"];
    assert.deepEqual(
      efforts.map((reasoning_effort) => thinking({ ...PRO, reasoning_effort }, { thinking: false })),
      [1024, 1024, 8192, 24_576].map((thinkingBudget) => ({ includeThoughts: true, thinkingBudget })),
    );
    assert.deepEqual(thinking({ ...FLASH, reasoning_effort: "none" }), { includeThoughts: false, thinkingBudget: 0 });
  });

  it("since Gemini 3 is a level", () => {
    const efforts = ["minimal", "low", "medium", "high"];
    assert.deepEqual(
      efforts.map((reasoning_effort) => thinking({ ...NEW, reasoning_effort })),
      ["MINIMAL", "LOW", "MEDIUM", "HIGH"].map((thinkingLevel) => ({ includeThoughts: true, thinkingLevel })),
    );
    assert.deepEqual(thinking(NEW, { thinking: true }), { includeThoughts: true });
    assert.deepEqual(configOf({ ...NEW, reasoning_effort: "medium" }).degraded, []);
  });

  it("is at its least where a model can do with no less, and says so", () => {
    const off = configOf(NEW, { thinking: false });
    assert.deepEqual(off.thinkingConfig, { includeThoughts: false, thinkingLevel: "MINIMAL" });
    assert.equal(off.degraded.length, 1);
    const pro = configOf({ model: "gemini-3.1-pro-preview", reasoning_effort: "minimal" });
    assert.deepEqual(pro.thinkingConfig, { includeThoughts: true, thinkingLevel: "LOW" });
    assert.equal(pro.degraded.length, 1);
    const more = configOf({ ...NEW, reasoning_effort: "xhigh" });
    assert.deepEqual(more.thinkingConfig, { includeThoughts: true, thinkingLevel: "HIGH" });
    assert.equal(more.degraded.length, 1);
  });

  it("knows a model by its name, where models.json does not", () => {
    assert.deepEqual(thinking({ model: "gemini-9-ultra", reasoning_effort: "low" }), {
      includeThoughts: true,
      thinkingLevel: "LOW",
    });
    assert.deepEqual(thinking({ model: "models/gemini-2.5-new", reasoning_effort: "low" }), {
      includeThoughts: true,
      thinkingBudget: 1024,
    });
  });
});

it("safety settings go as they stand in the settings", () => {
  const safety_settings = [
    { category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" },
  ] as Config["safety_settings"] & {};
  assert.deepEqual(configOf({}, { safety_settings }).safetySettings, safety_settings);
  assert.equal(configOf({}).safetySettings, undefined);
});
