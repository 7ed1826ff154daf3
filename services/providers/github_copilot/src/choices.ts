import type { Answer } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import { Thoughts } from "./reasoning.js";

/**
 * Chunks of a stream, each with one choice: the models of Anthropic give text and tool calls in several choices of one
 * answer, and they are all meant. So only the last chunk tells why the answer ended, and its usage. What of a choice are
 * thoughts goes to the answer from here: `reasoning_text`, and `reasoning_opaque`, which the vendor wants back.
 */
export async function* unfolded(chunks: AsyncIterable<unknown>, answer: Answer): AsyncGenerator<unknown> {
  const thoughts = new Thoughts(answer);
  const ending = new Ending();
  try {
    for await (const chunk of chunks) {
      yield* isObject(chunk) && Array.isArray(chunk["choices"]) ? parted(chunk, thoughts, ending) : [chunk];
      if (ending.complete) break;
    }
  } catch (error) {
    if (!ending.begun) throw error; // what breaks off behind the end is of no consequence
  }
  yield ending.chunk();
}

/** The chunks of one choice that a chunk of many becomes. */
function parted({ usage, choices, ...rest }: JsonObject, thoughts: Thoughts, ending: Ending): JsonObject[] {
  const parts = (choices as unknown[]).filter(isObject).map((choice, place) => {
    const own = typeof choice["index"] === "number" ? choice["index"] : place;
    ending.choice(own, choice["finish_reason"]);
    return plain(choice, own, thoughts);
  });
  ending.usage(usage);
  return parts.length === 0 ? [{ ...rest, choices: [] }] : parts.map((choice) => ({ ...rest, choices: [choice] }));
}

/** A choice without its thoughts and its end, as if it were the only one. */
function plain(choice: JsonObject, own: number, thoughts: Thoughts): unknown {
  const name = isObject(choice["delta"]) ? "delta" : "message";
  const said = choice[name];
  const one = { ...choice, index: 0, finish_reason: null };
  if (!isObject(said)) return one;
  const { reasoning_text: text, reasoning_opaque: opaque, ...rest } = said;
  thoughts.take(text, opaque);
  if (says(rest)) thoughts.end();
  return { ...one, [name]: numbered(rest, own) };
}

/** How an answer of several choices ends. */
class Ending {
  readonly #finished = new Set<number>();
  readonly #open = new Set<number>();
  #reason: string | undefined;
  #usage: unknown;
  /** The usage came before any end: it comes with every chunk then, and shows no end. */
  #always = false;
  #complete = false;

  get begun(): boolean {
    return this.#reason !== undefined;
  }

  /** Nothing more can come that matters. */
  get complete(): boolean {
    return this.#complete;
  }

  choice(own: number, reason: unknown): void {
    if (typeof reason === "string" && reason !== "") {
      if (!this.begun || reason !== "stop") this.#reason = reason; // "length" of one is the more to tell
      this.#finished.add(own);
      this.#open.delete(own);
    } else if (!this.#finished.has(own)) this.#open.add(own);
  }

  usage(usage: unknown): void {
    if (!isObject(usage)) return;
    this.#usage = usage;
    if (!this.begun) this.#always = true;
    this.#complete = this.begun && !this.#always && this.#open.size === 0;
  }

  chunk(): JsonObject {
    const choices = this.#reason === undefined ? [] : [{ index: 0, delta: {}, finish_reason: this.#reason }];
    return { choices, usage: this.#usage };
  }
}

function says({ content, tool_calls: calls }: JsonObject): boolean {
  return (typeof content === "string" && content !== "") || (Array.isArray(calls) && calls.length > 0);
}

/** Each choice numbers its tool calls from 0. */
function numbered(said: JsonObject, choice: number): JsonObject {
  const calls = said["tool_calls"];
  if (choice === 0 || !Array.isArray(calls)) return said;
  const apart = (call: unknown): unknown =>
    isObject(call) && typeof call["index"] === "number" ? { ...call, index: call["index"] + choice * 1000 } : call;
  return { ...said, tool_calls: calls.map(apart) };
}
