import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Aimock, aimock } from "@amplifier-ipc/provider-kit/testing";
import type { Message } from "@amplifier-ipc/sdk";
import type { TestBench } from "@amplifier-ipc/sdk/testing";
import { asked, bench, FOLDER, type Told, tool, user } from "./support.js";

/** A fake of a third party: its idea of the API is not ours. */
const FIXTURES = join(FOLDER, "..", "tests", "fixtures", "aimock.json");
const WEATHER = tool("get_weather", { type: "object", properties: { city: { type: "string" } }, required: ["city"] });

let vendor: Aimock;
before(async () => {
  vendor = await aimock(import.meta.url, FIXTURES);
});
after(() => {
  vendor.close();
});

function heard(told: Told, name: string): string {
  return told.flatMap(([kind, { text }]) => (kind === name ? [text] : [])).join("");
}

for (const api of ["responses", "chat"] as const) {
  describe(`aimock, by ${api}`, () => {
    let on: TestBench;
    before(async () => {
      on = await bench({ api, base_url: `${vendor.url}/v1`, model: "gpt-5" });
    });
    after(() => on.close());

    it("gives a text, streamed and not", async () => {
      const { response, told } = await asked(on, { messages: [user("Say hello.")] });
      assert.equal(heard(told, "token"), "Hello, world: ü 日本 🎉!");
      assert.equal(response.finish_reason, "stop");
      assert.deepEqual([response.usage?.input_tokens, response.usage?.output_tokens], [11, 7]);
      const plain = await on.complete("openai", { messages: [user("Say hello.")] });
      assert.deepEqual(plain.content.at(-1), response.content.at(-1)); // its reasoning has other ids each time
    });

    it("leads a conversation with thoughts, a tool, then two tools at once", async () => {
      const metadata = { provider: "openai" };
      const messages: Message[] = [user("What is the weather in Paris?")];
      const first = await asked(on, { messages, tools: [WEATHER] });
      assert.equal(heard(first.told, "thinking"), "Paris needs a look.");
      assert.equal(first.response.finish_reason, "tool_calls");
      const [call = assert.fail()] = first.response.tool_calls ?? [];
      assert.deepEqual([call.name, call.arguments], ["get_weather", { city: "Paris", unit: "celsius" }]);
      messages.push({ role: "assistant", content: first.response.content, metadata });
      messages.push({ role: "tool", tool_call_id: call.id, content: '{"temperature":21}' });
      const second = await asked(on, { messages, tools: [WEATHER] });
      assert.equal(heard(second.told, "token"), "It is 21 °C in Paris — 晴れ ☀.");
      messages.push(
        { role: "assistant", content: second.response.content, metadata },
        user("And in Oslo and in Lima?"),
      );
      const third = await asked(on, { messages, tools: [WEATHER] });
      assert.deepEqual(
        third.response.tool_calls?.map(({ arguments: { city } }) => city),
        ["Oslo", "Lima"],
      );
    });

    it("gives an answer that was cut, and one of JSON", async () => {
      const cut = await asked(on, { messages: [user("Write until the end.")] });
      assert.deepEqual([heard(cut.told, "token"), cut.response.finish_reason], ["It goes on and on and", "length"]);
      const json = await asked(on, { messages: [user("JSON")], response_format: { type: "json" } });
      assert.deepEqual(JSON.parse(heard(json.told, "token")), { greeting: "Hello." });
    });
  });
}
