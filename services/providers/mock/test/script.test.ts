import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ConfigurationError, LLM_ERROR_CLASSES, type Message, RateLimitError } from "@amplifier-ipc/sdk";
import type { TestBench } from "@amplifier-ipc/sdk/testing";
import { parseScript } from "../src/script.js";
import { ask, bench, failure, heard, said, temporaryFolder } from "./support.js";

const PROMPT: Message = { role: "user", content: "go" };
const ANSWER: Message = { role: "assistant", content: "…" };

const CALL = { id: "c1", name: "glob", arguments: {} };
const RESULT: Message = { role: "tool", tool_call_id: "c1", content: "x" };

async function scripted(yaml: string): Promise<TestBench> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "script.yaml"), yaml);
  return bench({ config: { mock: { script: "script.yaml" } }, session: { id: "s", cwd } });
}

describe("a script", () => {
  it("streams blocks in order: start, pieces, end; the tokens are the text", async () => {
    const on = await scripted(`
turns:
  - thinking: let me think
    text: one two
    chunks: [o, "ne t", wo]
    tool_calls: [{name: glob, input: {pattern: "*.md"}}]
    usage: {input_tokens: 10, output_tokens: 5, reasoning_tokens: 3}
`);
    const { response, streamed } = await ask(on, { messages: [PROMPT] });
    const order = streamed.map(({ method, params }) => [
      method.replace("stream.provider.", ""),
      params["index"],
      params["text"],
    ]);
    assert.deepEqual(order, [
      ["content_block_start", 0, undefined],
      ["thinking", 0, "let "],
      ["thinking", 0, "me "],
      ["thinking", 0, "think"],
      ["content_block_end", 0, undefined],
      ["content_block_start", 1, undefined],
      ["token", 1, "o"],
      ["token", 1, "ne t"],
      ["token", 1, "wo"],
      ["content_block_end", 1, undefined],
      ["content_block_start", 2, undefined],
      ["tool_call_start", undefined, undefined],
      ["content_block_end", 2, undefined],
      ["usage", undefined, undefined],
    ]);
    assert.equal(heard(streamed), said(response));
    assert.deepEqual(response.usage, { input_tokens: 10, output_tokens: 5, reasoning_tokens: 3, total_tokens: 15 });
    assert.deepEqual(response.tool_calls, [{ id: "mock-1", name: "glob", arguments: { pattern: "*.md" } }]);
    assert.equal(response.finish_reason, "tool_calls");
  });

  it("takes its turns by the assistant messages so far, and begins again", async () => {
    const on = await scripted("turns: [{text: first}, {text: second, finish_reason: length}]");
    const texts: [string, string | undefined][] = [];
    for (const messages of [[PROMPT], [PROMPT, ANSWER, PROMPT], [PROMPT, ANSWER, PROMPT, ANSWER, PROMPT]]) {
      const { response } = await ask(on, { messages });
      texts.push([said(response), response.finish_reason]);
    }
    assert.deepEqual(texts, [
      ["first", "stop"],
      ["second", "length"],
      ["first", "stop"],
    ]);
  });

  it("cuts a text every n characters", async () => {
    const on = await scripted("turns: [{text: añb😀c, chunks: 2}]");
    const { streamed } = await ask(on, { messages: [PROMPT] });
    const tokens = streamed.filter(({ method }) => method.endsWith(".token")).map(({ params }) => params["text"]);
    assert.deepEqual(tokens, ["añ", "b😀", "c"]);
  });

  it("fails with each of the fifteen errors", async () => {
    for (const [name, errorClass] of Object.entries(LLM_ERROR_CLASSES)) {
      const error = await failure(ask(await scripted(`turns: [{error: ${name}}]`), { messages: [PROMPT] }));
      assert.ok(error instanceof errorClass, name);
      assert.equal(error.llmError, name);
      assert.equal(error.data["provider"], "mock");
    }
  });

  it("fails in mid-stream with the partial text, and heals after some tries", async () => {
    const on = await scripted(`
turns:
  - text: a b c
    error: {name: rate_limit, after_tokens: 2, times: 1, retry_after: 1.5, status_code: 429, message: too fast}
`);
    const error = await failure(ask(on, { messages: [PROMPT] }));
    assert.ok(error instanceof RateLimitError);
    assert.equal(error.message, "too fast");
    const { partial, retry_after, status_code, retryable } = error.data;
    assert.deepEqual(
      { partial, retry_after, status_code, retryable },
      { partial: "a b ", retry_after: 1.5, status_code: 429, retryable: true },
    );
    assert.equal(said((await ask(on, { messages: [PROMPT] })).response), "a b c");
  });

  it("reports a malformed tool call with what the model wrote", async () => {
    const on = await scripted(`turns: [{tool_calls: [{name: glob, raw_arguments: '{"pattern": '}]}]`);
    const error = await failure(ask(on, { messages: [PROMPT] }));
    assert.equal(error.llmError, "invalid_tool_call");
    assert.equal(error.data["tool_name"], "glob");
    assert.equal(error.data["raw_arguments"], '{"pattern": ');
  });

  it("writes arguments in pieces, each call by itself", async () => {
    const on = await scripted(`
turns:
  - tool_calls:
      - {id: a, name: glob, input: {pattern: "*"}, chunks: 5}
      - {id: b, name: grep, input: {pattern: x}}
`);
    const { response, streamed } = await ask(on, { messages: [PROMPT] });
    const pieces = streamed.filter(({ method, params }) => method.endsWith("_delta") && params["index"] === 0);
    const texts = pieces.map(({ params }) => (params["delta"] as { partial_json: string }).partial_json);
    assert.deepEqual(texts, ['{"pat', 'tern"', ':"*"}']);
    const starts = streamed.filter(({ method }) => method.endsWith(".tool_call_start")).map(({ params }) => params);
    assert.deepEqual(
      starts.map(({ id, input }) => [id, input]),
      [
        ["a", undefined],
        ["b", { pattern: "x" }],
      ],
    );
    assert.deepEqual(response.tool_calls, [
      { id: "a", name: "glob", arguments: { pattern: "*" } },
      { id: "b", name: "grep", arguments: { pattern: "x" } },
    ]);
  });

  it("keeps blocks in their order and as they are", async () => {
    const content = [
      { type: "thinking", thinking: "so", signature: "c2ln" },
      { type: "redacted_thinking", data: "b3A=" },
      { type: "tool_call", id: "c1", name: "glob", input: {}, thought_signature: "dHM=" },
      { type: "text", text: "between" },
      { type: "vendor_citation", lines: [1, 2] },
    ];
    const on = await scripted(JSON.stringify({ turns: [{ content }] }));
    const { response, streamed } = await ask(on, { messages: [PROMPT] });
    assert.deepEqual(response.content, content);
    assert.deepEqual(response.tool_calls, [{ id: "c1", name: "glob", arguments: {} }]);
    const starts = streamed.filter(({ method }) => method.endsWith("block_start"));
    assert.deepEqual(
      starts.map(({ params }) => [params["index"], params["type"]]),
      content.map(({ type }, index) => [index, type]),
    );
  });

  it("gives a call another id where the conversation has its own already", async () => {
    const on = await scripted("turns: [{tool_calls: [{id: c1, name: glob}]}]");
    const messages: Message[] = [PROMPT, { role: "assistant", content: "", tool_calls: [CALL] }, RESULT];
    const { response } = await ask(on, { messages });
    assert.deepEqual(
      response.tool_calls?.map(({ id }) => id),
      ["mock-2"],
    );
  });

  it("says so when it does not answer in JSON", async () => {
    const on = await scripted(`turns: [{text: plain}, {text: '{"a": 1}'}]`);
    const response_format = { type: "json" as const };
    const plain = await ask(on, { messages: [PROMPT], response_format });
    assert.equal(plain.response.degradation?.requested, "response_format json");
    assert.equal(plain.response.degradation?.actual, "text");
    const json = await ask(on, { messages: [PROMPT, ANSWER, PROMPT], response_format });
    assert.equal(json.response.degradation, undefined);
  });

  it("does not count pictures", async () => {
    const on = await scripted("turns: [{text: fine}]");
    const data = Buffer.alloc(3000).toString("base64");
    const picture = { type: "image" as const, source: { type: "base64" as const, media_type: "image/png", data } };
    const content = [{ type: "text" as const, text: "12345678" }, picture];
    const { response } = await ask(on, { messages: [{ role: "user", content }] });
    assert.equal(response.usage?.input_tokens, 2);
  });

  it("stops when it is cancelled, with the text so far", async () => {
    const on = await scripted("turns: [{text: a b c d, delay_ms: 0}, {text: a b, delay_ms: 3600000}]");
    const cancel = new AbortController();
    const call = on.request(
      "provider.complete",
      { provider: "mock", stream: true, request: { messages: [PROMPT, ANSWER, PROMPT] } },
      { signal: cancel.signal, onStream: () => cancel.abort() },
    );
    await assert.rejects(call, { kind: "cancelled" });
    await on.request("ping", {});
  });

  it("answers texts in turn with the short form", async () => {
    const on = await bench({ config: { mock: { responses: ["one", "two"] } } });
    assert.equal(said((await ask(on, { messages: [PROMPT, ANSWER, PROMPT] })).response), "two");
  });
});

describe("a wrong script", () => {
  it("names the file and every fault", async () => {
    const script = "turns: [{txt: a}, {error: no_such}, {delay_ms: -1, text: b}]";
    await assert.rejects(parseScript(script, "s.yaml"), (error) => {
      assert.ok(error instanceof ConfigurationError);
      for (const part of ["s.yaml", "/turns/0/txt", "/turns/1/error", "/turns/2/delay_ms"])
        assert.match(error.message, new RegExp(part));
      return true;
    });
    await assert.rejects(
      parseScript("turns: [{text: ab, chunks: [a]}]", "s.yaml"),
      /\/turns\/0\/chunks must together be the text/,
    );
    await assert.rejects(parseScript("turns: [", "s.yaml"), /s\.yaml is not YAML/);
  });

  it("is told at the first call, not at configure", async () => {
    const on = await bench({ config: { mock: { script: "/nowhere/script.yaml" } } });
    const error = await failure(ask(on, { messages: [PROMPT] }));
    assert.equal(error.llmError, "configuration");
    assert.match(error.message, /\/nowhere\/script\.yaml cannot be read/);
  });

  it("in the configuration is told by its place", async () => {
    const on = await bench({ config: { mock: { script: ["fine", { txt: "a" }] } } });
    const error = await failure(ask(on, { messages: [PROMPT] }));
    assert.equal(error.llmError, "configuration");
    assert.match(error.message, /script in the configuration is wrong: .*\/turns\/1/);
  });

  it("is read again when it was mended", async () => {
    const cwd = temporaryFolder();
    const on = await bench({ config: { mock: { script: "s.yaml" } }, session: { id: "s", cwd } });
    await failure(ask(on, { messages: [PROMPT] }));
    writeFileSync(join(cwd, "s.yaml"), "[mended]");
    assert.equal(said((await ask(on, { messages: [PROMPT] })).response), "mended");
  });

  it("has no text beside blocks", async () => {
    await assert.rejects(parseScript("turns: [{text: a, content: [{type: text, text: a}]}]", "s.yaml"), /\/turns\/0/);
  });

  it("refuses settings that it does not know", async () => {
    await assert.rejects(bench({ config: { mock: { scrpt: "x" } } }), {
      kind: "invalid_params",
      message: /\/config\/mock\/scrpt/,
    });
  });
});
