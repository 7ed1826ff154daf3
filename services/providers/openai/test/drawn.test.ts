import assert from "node:assert/strict";
import { it } from "node:test";
import { LLMError } from "@amplifier-ipc/sdk";
import { readChatStream } from "../src/chat/index.js";
import { readResponsesStream } from "../src/responses/index.js";
import { answerOf, COMPLETION, each, MESSAGE, RESPONSE } from "./support.js";

const ROUNDS = 400;
const ODD = [null, "", "x", 0, -1, 1e21, true, [], [null], {}, { type: "x" }, [{ text: "y" }], "\ud800"];
const CALL = { id: "fc_1", type: "function_call", call_id: "c", name: "f", arguments: '{"a":1}' };
const REASONING = { id: "rs_1", type: "reasoning", summary: [{ type: "summary_text", text: "Hm." }] };
const STREAMS = {
  chat: {
    read: readChatStream,
    events: [
      { ...COMPLETION, choices: [{ index: 0, delta: { role: "assistant", content: "", reasoning: "Hm." } }] },
      { choices: [{ index: 0, delta: { content: "Hel" } }] },
      {
        choices: [
          { index: 0, delta: { tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "{" } }] } },
        ],
      },
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: "}" } }] } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls", content_filter_results: {} }], usage: {} },
    ],
  },
  responses: {
    read: readResponsesStream,
    events: [
      { type: "response.created", response: { ...RESPONSE, output: [], status: "in_progress" } },
      { type: "response.output_item.added", output_index: 0, item: REASONING },
      { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 0, delta: "Hm." },
      { type: "response.output_item.done", output_index: 0, item: REASONING },
      { type: "response.output_text.delta", output_index: 1, content_index: 0, delta: "Hel" },
      { type: "response.output_item.done", output_index: 1, item: MESSAGE },
      { type: "response.output_item.added", output_index: 2, item: CALL },
      { type: "response.function_call_arguments.delta", output_index: 2, delta: "{}" },
      { type: "response.output_item.done", output_index: 2, item: CALL },
      { type: "response.completed", response: { ...RESPONSE, output: [REASONING, MESSAGE, CALL] } },
    ],
  },
};

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A value with some of what is in it left out, doubled, or made something else. */
function spoilt(value: unknown, random: () => number): unknown {
  if (random() < 0.06) return ODD[Math.floor(random() * ODD.length)];
  if (Array.isArray(value)) {
    return value.flatMap((one) =>
      Array.from({ length: random() < 0.05 ? 2 : random() < 0.05 ? 0 : 1 }, () => spoilt(one, random)),
    );
  }
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(() => random() > 0.04);
  return Object.fromEntries(kept.map(([name, inner]) => [name, spoilt(inner, random)]));
}

/** Errors that say what was wrong with the answer; a TypeError would be a fault of ours. */
function isTold(error: unknown): boolean {
  return error instanceof LLMError || (error instanceof Error && "error" in error);
}

for (const [name, { read, events }] of Object.entries(STREAMS)) {
  it(`whatever comes by ${name} is an answer or an error that says why, and blocks begin before they end`, async () => {
    let answered = 0;
    for (let seed = 0; seed < ROUNDS; seed++) {
      const random = drawn(seed);
      const { answer, told } = answerOf();
      try {
        const stream = spoilt(events, random);
        await read(each(Array.isArray(stream) ? stream : [stream]), answer);
        const { content } = answer.response();
        answered++;
        assert.deepEqual(
          blocks(told, "start"),
          content.map(({ type }) => type),
          `seed ${seed}`,
        );
        assert.equal(blocks(told, "end").length, content.length, `seed ${seed}`);
      } catch (error) {
        assert.ok(isTold(error), `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
      }
    }
    assert.ok(answered > ROUNDS / 10, `only ${answered} were answered`);
  });
}

function blocks(told: unknown[][], kind: "start" | "end"): unknown[] {
  return told.filter(([name]) => name === kind).map(([, type]) => type);
}
