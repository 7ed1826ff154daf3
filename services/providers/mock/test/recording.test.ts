import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { ChatRequest, ChatResponse, JsonObject, Message } from "@amplifier-ipc/sdk";
import { readRecording } from "../src/recording.js";
import { absolute, parseScript } from "../src/script.js";
import { ask, failure, heard, said, spawned, temporaryFolder, tool } from "./support.js";

const USAGE = { input_tokens: 10, output_tokens: 5, total_tokens: 15, cache_read_tokens: 4, cost_usd: "0.00012" };
const CALL = { id: "toolu_1", name: "glob", arguments: { pattern: "*" } };

/** A session with a real vendor, as the host keeps it. */
const SESSION: Message[] = [
  { role: "user", content: "What is here?" },
  {
    role: "assistant",
    content: [
      { type: "thinking", thinking: "A listing.", signature: "c2ln" },
      { type: "text", text: "I look." },
      { type: "tool_call", id: "toolu_1", name: "glob", input: { pattern: "*" } },
    ],
    tool_calls: [CALL],
    metadata: { provider: "anthropic", model: "claude-sonnet-5-5", usage: USAGE, iteration: 1 },
  },
  { role: "tool", tool_call_id: "toolu_1", name: "glob", content: '{"matches": []}' },
  { role: "assistant", content: [{ type: "text", text: "Nothing is here." }] },
  { role: "user", content: "Thanks." },
  { role: "assistant", content: "You are welcome." },
];

const PROMPT: Message = { role: "user", content: "go" };

function lines(...entries: unknown[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/** Goes through a conversation with the user's prompts, feeding back the same tool results; the assistant's blocks. */
async function replay(settings: JsonObject, cwd: string, prompts: string[]): Promise<ChatResponse[]> {
  const on = await spawned(settings, cwd);
  const messages: Message[] = [];
  const answers: ChatResponse[] = [];
  for (const prompt of prompts) {
    messages.push({ role: "user", content: prompt });
    for (;;) {
      const { response, streamed } = await ask(on, { messages, tools: [tool("glob")] });
      assert.equal(heard(streamed), said(response));
      answers.push(response);
      messages.push({ role: "assistant", content: response.content });
      if (response.tool_calls === undefined) break;
      for (const { id } of response.tool_calls) messages.push({ role: "tool", tool_call_id: id, content: "[]" });
    }
  }
  assert.equal(await on.close(), 0);
  return answers;
}

function transcript(text: string): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "transcript.jsonl"), text);
  return cwd;
}

describe("a recorded conversation, over stdio", () => {
  it("is a session's transcript: the same blocks, ids, usage", async () => {
    const cwd = transcript(lines(...SESSION));
    const settings = { script: "transcript.jsonl", strict: true };
    const answers = await replay(settings, cwd, ["What is here?", "Thanks."]);
    assert.deepEqual(answers[0]?.content, SESSION[1]?.content);
    assert.deepEqual(answers[0]?.tool_calls, [CALL]);
    assert.deepEqual(answers[0]?.usage, USAGE);
    assert.deepEqual(answers.map(said), ["I look.", "Nothing is here.", "You are welcome."]);
  });

  it("becomes a script, which says the same and can be edited", async () => {
    const cwd = transcript(lines(...SESSION));
    const prompts = ["What is here?", "Thanks."];
    const first = await replay({ script: "transcript.jsonl", record: "made/script.yaml" }, cwd, prompts);
    const file = join(cwd, "made", "script.yaml");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const turns = await parseScript(readFileSync(file, "utf8"), file);
    assert.deepEqual(
      turns.map(({ prompt, text }) => [prompt, text]),
      [
        ["What is here?", undefined], // its thoughts have a signature: the blocks are kept as they are
        ["What is here?", "Nothing is here."],
        ["Thanks.", "You are welcome."],
      ],
    );
    assert.deepEqual(await replay({ script: file, strict: true }, cwd, prompts), first);
  });

  it("takes down errors, and goes on with the same file when the service starts afresh", async () => {
    const cwd = temporaryFolder();
    const script = ["one", { error: { name: "rate_limit", message: "slow\ndown", retry_after: 2, status_code: 429 } }];
    const prompt: Message = { role: "user", content: 'a: "b"\n# c' };
    const answer: Message = { role: "assistant", content: "one" };
    for (const messages of [[prompt], [prompt, answer, prompt]]) {
      const on = await spawned({ script, record: "out.yaml" }, cwd);
      await ask(on, { messages }).catch(() => undefined);
      await on.close();
    }
    const turns = await parseScript(readFileSync(join(cwd, "out.yaml"), "utf8"), "out.yaml");
    assert.equal(turns[0]?.prompt, 'a: "b"\n# c');
    assert.deepEqual(turns[1]?.error, {
      name: "rate_limit",
      message: "slow\ndown",
      status_code: 429,
      retryable: true,
      retry_after: 2,
    });
  });

  it("says where it cannot write, before it answers", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "file"), "");
    const on = await spawned({ record: "file/out.yaml" }, cwd);
    const error = await failure(ask(on, { messages: [{ role: "user", content: "x" }] }));
    assert.equal(error.llmError, "configuration");
    assert.match(error.message, /recording .*file\/out\.yaml cannot be written/);
    await on.close();
  });

  it("tells when the user says something else; with strict it fails", async () => {
    const cwd = transcript(lines(...SESSION));
    const other = { messages: [{ role: "user" as const, content: "And now?" }] };
    const sentence = /Turn 1 of the script answers "What is here\?", but the user said "And now\?"\./;
    const lenient = await spawned({ script: "transcript.jsonl" }, cwd);
    assert.match(String((await ask(lenient, other)).response.metadata?.["mismatch"]), sentence);
    await lenient.close();
    const strict = await spawned({ script: "transcript.jsonl", strict: true }, cwd);
    const error = await failure(ask(strict, other));
    assert.equal(error.llmError, "invalid_request");
    assert.match(error.message, sentence);
    const over = { messages: [...SESSION, { role: "user" as const, content: "More" }] };
    assert.match((await failure(ask(strict, over))).message, /has 3 turns, and this is turn 4/);
    await strict.close();
  });

  it("does not take a hook's note for the user's words", async () => {
    const cwd = transcript(lines(...SESSION));
    const on = await spawned({ script: "transcript.jsonl", strict: true }, cwd);
    const content = 'What is here?\n\n<system-reminder source="status">It is Monday.</system-reminder>';
    assert.equal(said((await ask(on, { messages: [{ role: "user", content }] })).response), "I look.");
    await on.close();
  });
});

it("a path may begin at the user's home", () => {
  assert.equal(absolute("~/a/t.jsonl", "/work"), join(homedir(), "a", "t.jsonl"));
  assert.equal(absolute("a/t.jsonl", "/work"), "/work/a/t.jsonl");
});

describe("a log of calls", () => {
  const request: ChatRequest = { messages: [{ role: "user", content: "hi" }] };

  const data = { kind: "llm_error", llm_error: "rate_limit", retryable: true, retry_after: 3, provider: "openai" };
  const error = { code: -32010, message: "slow", data };
  const response: ChatResponse = { content: [{ type: "text", text: "ho" }], finish_reason: "length", usage: USAGE };
  const { total_tokens: _, ...usage } = USAGE;
  const told = { name: "rate_limit", message: "slow", retryable: true, retry_after: 3 };

  it("has an answer after its errors, in each place of the conversation", () => {
    const later: ChatRequest = { messages: [...request.messages, { role: "assistant", content: "ho" }, PROMPT] };
    const log = lines({ request, error }, { request, error }, { request, response }, { request: later, error });
    assert.deepEqual(readRecording(log, "log.jsonl"), [
      { prompt: "hi", content: response.content, finish_reason: "length", usage, error: { ...told, times: 2 } },
      { prompt: "go", error: told },
    ]);
  });

  it("leaves out cancels, and what another conversation was answered in the same place", () => {
    const cancelled = { code: -32800, message: "cancelled", data: { kind: "cancelled" } };
    const other = { ...response, content: [] };
    const log = lines({ request, error: cancelled }, { request, response }, { request, response: other });
    assert.deepEqual(readRecording(log, "log.jsonl"), [
      { prompt: "hi", content: response.content, finish_reason: "length", usage },
    ]);
  });

  it("may be a session's trace, of which large requests are cut", () => {
    const asked = { at_ms: 1, type: "message", kind: "request", from: "agent", method: "provider.complete" };
    const ended = { ...asked, kind: "response" };
    const log = lines(
      { at_ms: 0, type: "trace", version: 1 },
      { ...asked, n: 1, params: { request } },
      { ...ended, n: 1, ok: false, error },
      { ...asked, n: 2, params: { request } },
      { at_ms: 1, type: "message", kind: "request", n: 2, from: "host", method: "hook.emit", params: {} },
      { ...ended, n: 2, ok: true, result: response },
      { ...asked, n: 3, params: '{"request": {"messa' },
      { ...ended, n: 3, ok: true, result: { content: [] } },
    );
    assert.deepEqual(readRecording(log, "trace.jsonl"), [
      { prompt: "hi", content: response.content, finish_reason: "length", usage, error: { ...told, times: 1 } },
      { content: [] },
    ]);
  });
});

describe("a transcript", () => {
  const marked = (count: number): JsonObject => ({
    role: "system",
    content: "",
    metadata: { "amplifier:replaces_history_with": count },
  });

  it("counts as it holds: a replacement that is whole, no torn end", () => {
    const [user, , , answer] = SESSION;
    const whole = lines(...SESSION, marked(2), user, answer);
    assert.equal(readRecording(whole, "t").length, 1);
    assert.equal(readRecording(`${whole}{"role": "assist`, "t").length, 1);
    assert.equal(readRecording(lines(...SESSION, marked(2), user), "t").length, 3);
  });

  it("has calls beside a text", () => {
    const message = { role: "assistant", content: "I look.", tool_calls: [CALL] };
    const [turn] = readRecording(lines(message), "t");
    assert.deepEqual(turn?.content, [
      { type: "text", text: "I look." },
      { type: "tool_call", id: "toolu_1", name: "glob", input: { pattern: "*" } },
    ]);
  });

  it("that is none is told with the line", () => {
    assert.throws(() => readRecording("{}\n", "t.jsonl"), /t\.jsonl:1 is neither a message .* nor a call/);
    assert.throws(() => readRecording("\n{\n", "t.jsonl"), /t\.jsonl:2 is not JSON/);
    assert.throws(() => readRecording(lines({ role: "user", content: "x" }), "t.jsonl"), /holds no answer/);
    const both = lines({ role: "user", content: "x" }, { request: {}, response: {} });
    assert.throws(() => readRecording(both, "t.jsonl"), /mixes messages, calls and lines of a trace/);
  });
});
