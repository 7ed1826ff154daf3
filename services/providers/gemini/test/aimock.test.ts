import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { type Aimock, aimock } from "@amplifier-ipc/provider-kit/testing";
import type { Message } from "@amplifier-ipc/sdk";
import type { TestBench } from "@amplifier-ipc/sdk/testing";
import { ask, bench, FOLDER, KEY, tool } from "./support.js";

/** A fake of a third party: its idea of the API is not ours. */
let vendor: Aimock;
let on: TestBench;
const FIXTURES = join(FOLDER, "..", "tests", "fixtures", "aimock.json");
const WEATHER = tool("get_weather", { type: "object", properties: { city: { type: "string" } }, required: ["city"] });

before(async () => {
  process.env["GEMINI_API_KEY"] = KEY;
  vendor = await aimock(import.meta.url, FIXTURES);
  on = await bench(vendor.url, { config: { model: "gemini-2.5-pro" } });
});
after(async () => {
  await on.close();
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
  const plain = await on.complete("gemini", { messages: [said("Say hello.")] });
  assert.deepEqual(plain.content, response.content);
});

it("a conversation with thoughts, a tool, then two tools at once", async () => {
  const messages: Message[] = [said("What is the weather in Paris?")];
  const first = await ask(on, { messages, tools: [WEATHER] });
  assert.equal(first.thoughts, "Paris needs a look.");
  assert.equal(first.response.finish_reason, "tool_calls");
  const [call = assert.fail()] = first.response.tool_calls ?? [];
  assert.deepEqual([call.name, call.arguments], ["get_weather", { city: "Paris", unit: "celsius" }]);
  const metadata = { provider: "gemini" };
  messages.push({ role: "assistant", content: first.response.content, metadata });
  messages.push({ role: "tool", tool_call_id: call.id, content: '{"temperature":21}' });
  const second = await ask(on, { messages, tools: [WEATHER] });
  assert.equal(second.tokens, "It is 21 °C in Paris — 晴れ ☀.");
  messages.push({ role: "assistant", content: second.response.content, metadata }, said("And in Oslo and in Lima?"));
  const third = await ask(on, { messages, tools: [WEATHER] });
  assert.deepEqual(
    third.response.tool_calls?.map(({ arguments: { city } }) => city),
    ["Oslo", "Lima"],
  );
});

it("an answer that was cut, and one of JSON", async () => {
  const cut = await ask(on, { messages: [said("Write until the end.")] });
  assert.deepEqual([cut.tokens, cut.response.finish_reason], ["It goes on and on and", "length"]);
  const json = await ask(on, { messages: [said("JSON")], response_format: { type: "json" } });
  assert.deepEqual(JSON.parse(json.tokens), { greeting: "Hello." });
});
