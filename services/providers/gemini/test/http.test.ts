import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Chunking } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { ask, chunk, failure, KEY, last, sse, tool } from "./support.js";
import { HELLO, SAID, setting } from "./vendor.js";

const PLAIN = {
  candidates: [{ content: { parts: [{ text: "Hi." }], role: "model" }, finishReason: "STOP", index: 0 }],
};

describe("a stream", () => {
  for (const chunking of ["whole", "event", "byte"] satisfies Chunking[]) {
    it(`is an answer with usage and cost, chunked: ${chunking}`, async () => {
      const { on } = await setting((reply) => reply.stream(sse(HELLO), chunking));
      const { response, tokens } = await ask(on, { model: "gemini-2.5-pro" });
      assert.equal(tokens, SAID);
      assert.deepEqual(response.content, [{ type: "text", text: tokens }]);
      assert.equal(response.finish_reason, "stop");
      // 4 × 1.25 $ + 6 × 10 $ a million, as models.json says of gemini-2.5-pro
      assert.deepEqual(response.usage, { input_tokens: 4, output_tokens: 6, total_tokens: 10, cost_usd: "0.000065" });
    });
  }

  it("may have comments, empty lines and chunks of nothing", async () => {
    const text = `: hello\n\n\n\n${sse([{ usageMetadata: { promptTokenCount: 1 } }, ...HELLO])}: bye\n\n`;
    const { on } = await setting((reply) => reply.stream(text));
    assert.equal((await ask(on)).tokens, SAID);
  });

  it("may have all the lines of events, from proxies", async () => {
    const text = sse(HELLO).replaceAll("data: ", "retry: 3000\n: alive\nid: 7\nevent: message\nid\ndata: ");
    for (const [chunking, lines] of [
      ["whole", text],
      ["byte", text.replaceAll("\n", "\r\n")],
    ] as const) {
      const { on } = await setting((reply) => reply.stream(lines, chunking));
      assert.equal((await ask(on)).tokens, SAID);
    }
  });

  it("asks the documented address, with the key in a header and nowhere else", async () => {
    const { on, vendor } = await setting((reply) => reply.stream(sse(HELLO)));
    await ask(on, { system: "Be brief." });
    const [{ method, path, headers, json } = assert.fail()] = vendor.requests;
    assert.equal(`${method} ${path}`, "POST /v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse");
    assert.equal(headers["x-goog-api-key"], KEY);
    assert.deepEqual(json, {
      contents: [{ role: "user", parts: [{ text: "Say hello." }] }],
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { maxOutputTokens: 16_384, thinkingConfig: { includeThoughts: true } },
    });
  });

  it("uses its connection again", async () => {
    const { on, vendor } = await setting((reply) => reply.stream(sse(HELLO)));
    await ask(on);
    await ask(on);
    assert.deepEqual([vendor.requests.length, vendor.connections()], [2, 1]);
  });

  it("brings tool calls, thoughts and signatures; the next request gives them back", async () => {
    const call = { functionCall: { name: "look", args: { at: "Oslo" } }, thoughtSignature: "c2ln" };
    const turns = [[chunk([{ text: "Hm.", thought: true }]), last([{ text: "I look. " }, call])], HELLO];
    const { on, vendor } = await setting((reply, _, number) => reply.stream(sse(turns[number] ?? [])));
    const tools = [tool("look", { type: "object", properties: { at: { type: "string" } } })];
    const { response, thoughts, streamed } = await ask(on, { tools });
    assert.equal(thoughts, "Hm.");
    assert.equal(response.finish_reason, "tool_calls");
    const [{ id, name, arguments: input } = assert.fail()] = response.tool_calls ?? [];
    assert.deepEqual([name, input], ["look", { at: "Oslo" }]);
    assert.ok(streamed.some(({ method, params }) => method.endsWith("tool_call_start") && params["id"] === id));
    await ask(on, {
      tools,
      messages: [
        { role: "user", content: "Say hello." },
        { role: "assistant", content: response.content, metadata: { provider: "gemini" } },
        { role: "tool", tool_call_id: id, content: "3 °C" },
      ],
    });
    assert.deepEqual((vendor.requests[1] as { json: JsonObject }).json["contents"], [
      { role: "user", parts: [{ text: "Say hello." }] },
      { role: "model", parts: [{ text: "I look. " }, call] },
      { role: "user", parts: [{ functionResponse: { name: "look", response: { output: "3 °C" } } }] },
    ]);
  });
});

describe("without a stream", () => {
  it("one plain request does", async () => {
    const { on, vendor } = await setting((reply) => reply.json(200, PLAIN));
    const response = await on.complete("gemini", { messages: [{ role: "user", content: "Hi." }] });
    assert.deepEqual(response.content, [{ type: "text", text: "Hi." }]);
    assert.equal(vendor.requests[0]?.path, "/v1beta/models/gemini-3.8-flash:generateContent");
  });

  it("a refused prompt is content_filter", async () => {
    const { on } = await setting((reply) => reply.json(200, { promptFeedback: { blockReason: "SAFETY" } }));
    const { data } = await failure(on.complete("gemini", { messages: [{ role: "user", content: "Hi." }] }));
    assert.equal(data["llm_error"], "content_filter");
  });

  it("an answer that is no JSON cannot be read", async () => {
    const { on } = await setting((reply) =>
      reply.text(200, '{"candidates": [', { "content-type": "application/json" }),
    );
    const { data } = await failure(on.complete("gemini", { messages: [{ role: "user", content: "Hi." }] }));
    assert.equal(data["llm_error"], "stream_error");
  });
});

describe("cancel and time", () => {
  it("closes the connection at once", async () => {
    const { on, vendor } = await setting(async (reply) => {
      await reply.write(sse([chunk([{ text: "Hel" }])]));
      await reply.stall();
    });
    const stop = new AbortController();
    const request = { messages: [{ role: "user" as const, content: "Hi." }] };
    const onStream = (method: string): void => {
      if (method === "stream.provider.token") stop.abort();
    };
    const params = { provider: "gemini", stream: true, request };
    const { kind } = await failure(on.request("provider.complete", params, { onStream, signal: stop.signal }));
    assert.equal(kind, "cancelled");
    await vendor.closed();
  });

  it("ends a call at its time-out, and the connection too", async () => {
    const { on, vendor } = await setting((reply) => reply.stall());
    const { data } = await failure(ask(on, { timeout: 0.05 }));
    assert.equal(data["llm_error"], "llm_timeout");
    await vendor.closed();
  });

  it("tells the vendor how long it has", async () => {
    const { on, vendor } = await setting((reply) => reply.stream(sse(HELLO)));
    await ask(on, { timeout: 20 });
    assert.equal(vendor.requests[0]?.headers["x-server-timeout"], "21");
  });
});
