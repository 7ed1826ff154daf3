import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, it } from "node:test";
import { type Aimock, aimock } from "@amplifier-ipc/provider-kit/testing";
import type { Message, ToolSpec } from "@amplifier-ipc/sdk";
import type { TestBench } from "@amplifier-ipc/sdk/testing";
import { ask, bench, FOLDER, github } from "./support.js";

/** A fake of a third party: its idea of chat completions is not ours. The exchange is before it. */
let vendor: Aimock;
let on: TestBench;
const FIXTURES = join(FOLDER, "..", "tests", "fixtures", "aimock.json");
const WEATHER: ToolSpec = {
  name: "get_weather",
  description: "Tells the weather.",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

before(async () => {
  vendor = await aimock(import.meta.url, FIXTURES);
});
beforeEach(async () => {
  await github();
  on = await bench({ base_url: `${vendor.url}/v1`, model: "gpt-5-mini" });
});
after(() => {
  vendor.close();
});

function said(content: string): Message {
  return { role: "user", content };
}

it("a text, streamed and not", async () => {
  const { response, tokens } = await ask(on, { messages: [said("Say hello.")] });
  assert.equal(tokens, "Hello, world: ü 日本 🎉!");
  assert.equal(response.finish_reason, "stop");
  assert.deepEqual([response.usage?.input_tokens, response.usage?.output_tokens], [11, 7]);
  const plain = await on.complete("github_copilot", { messages: [said("Say hello.")] });
  assert.deepEqual(plain.content, response.content);
});

it("a conversation with tools, one and two at once", async () => {
  const messages: Message[] = [said("What is the weather in Paris?")];
  const turn = async (): ReturnType<typeof ask> => {
    const answered = await ask(on, { messages, tools: [WEATHER] });
    messages.push({ role: "assistant", content: answered.response.content });
    for (const { id } of answered.response.tool_calls ?? []) {
      messages.push({ role: "tool", tool_call_id: id, content: '{"temperature": 21}' });
    }
    return answered;
  };
  const first = await turn();
  assert.deepEqual(
    first.response.content.map(({ type }) => type),
    ["thinking", "text", "tool_call"],
  );
  assert.deepEqual(
    first.response.tool_calls?.map(({ name, arguments: input }) => [name, input]),
    [["get_weather", { city: "Paris", unit: "celsius" }]],
  );
  assert.equal((await turn()).tokens, "It is 21 °C in Paris — 晴れ ☀.");
  messages.push(said("And in Oslo and in Lima?"));
  const cities = (await turn()).response.tool_calls?.map(({ arguments: { city } }) => city);
  assert.deepEqual(cities, ["Oslo", "Lima"]);
  assert.equal((await turn()).tokens, "Oslo has -3 °C and Lima 66 °F.");
});

it("an answer that was cut by the limit of tokens", async () => {
  const { tokens, response } = await ask(on, { messages: [said("Write until the end.")] });
  assert.deepEqual([tokens, response.finish_reason], ["It goes on and on and", "length"]);
});
