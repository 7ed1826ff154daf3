import { type Answer, member, type TextBlock, type ThinkingBlock } from "@amplifier-ipc/provider-kit";
import { count } from "../common/counts.js";
import { GrowingCalls } from "./calls.js";

/** Where servers put the thoughts of a model; the first that has text counts, since some send them twice. */
const THOUGHTS = ["reasoning_content", "reasoning", "reasoning_text"];
const REASONS: Readonly<Record<string, string>> = {
  function_call: "tool_calls",
  max_tokens: "length",
  end_turn: "stop",
  eos: "stop",
};

/**
 * Reads the chunks of a stream into an answer. It is complete once a chunk has a `finish_reason`; the usage may come after
 * it, and what breaks off behind it is of no consequence. Throws what the stream throws, and the errors that it tells.
 */
export async function readChatStream(chunks: AsyncIterable<unknown>, answer: Answer): Promise<void> {
  const reader = new ChatReader(answer);
  try {
    for await (const chunk of chunks) {
      reader.take(chunk);
      if (reader.complete) break;
    }
  } catch (error) {
    if (!reader.finished) throw error;
  }
  reader.end();
}

/** Reads a whole chat completion into an answer. Throws for a body that is none. */
export function readChatCompletion(completion: unknown, answer: Answer): void {
  if (!Array.isArray(member(completion, "choices"))) throw notACompletion(completion);
  const reader = new ChatReader(answer);
  reader.take(completion);
  reader.end();
}

/** An answer as it comes in chunks; a whole completion is read as one of them. */
class ChatReader {
  readonly #answer: Answer;
  readonly #calls: GrowingCalls;
  /** The block that text or thoughts go on with. */
  #open: { kind: "text" | "thinking"; block: TextBlock | ThinkingBlock } | undefined;
  #refused = false;
  #reason: string | undefined;
  #complete = false;

  constructor(answer: Answer) {
    this.#answer = answer;
    this.#calls = new GrowingCalls(answer);
  }

  get finished(): boolean {
    return this.#reason !== undefined;
  }

  /** Whether nothing can come that matters: the usage comes with the finish_reason or behind it. */
  get complete(): boolean {
    return this.#complete;
  }

  take(chunk: unknown): void {
    const error = member(chunk, "error");
    if (error !== undefined && error !== null) throw Object.assign(new Error("the stream tells an error"), { error });
    this.#about(chunk);
    const choices = member(chunk, "choices");
    const choice = Array.isArray(choices) ? choices.find((each) => (member(each, "index") ?? 0) === 0) : undefined;
    if (choice !== undefined) this.#choice(choice);
    const usage = member(chunk, "usage");
    this.#complete = this.finished && typeof usage === "object" && usage !== null;
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#reason === undefined) return;
    this.#calls.end();
    this.#answer.finish(this.#refused && this.#reason === "stop" ? "content_filter" : this.#reason);
  }

  #choice(choice: unknown): void {
    const said = member(choice, "delta") ?? member(choice, "message");
    this.#thoughts(said);
    this.#content(member(said, "content"));
    this.#refusal(member(said, "refusal"));
    this.#toolCalls(said);
    this.#kept("annotations", member(said, "annotations"));
    this.#kept("content_filter_results", filtered(member(choice, "content_filter_results")));
    const reason = member(choice, "finish_reason");
    if (typeof reason === "string" && reason !== "") this.#reason = REASONS[reason] ?? reason;
  }

  #thoughts(said: unknown): void {
    const found = THOUGHTS.map((name) => member(said, name)).find((each) => typeof each === "string" && each !== "");
    if (typeof found === "string") this.#write("thinking", found);
  }

  /** A string; or a list of parts, as Mistral sends it. */
  #content(content: unknown): void {
    if (typeof content === "string") this.#write("text", content);
    if (!Array.isArray(content)) return;
    for (const part of content) {
      const thinking = member(part, "thinking");
      if (thinking === undefined) this.#write("text", textIn(member(part, "text")));
      else this.#write("thinking", textIn(thinking));
    }
  }

  #refusal(refusal: unknown): void {
    if (typeof refusal !== "string" || refusal === "") return;
    this.#refused = true;
    this.#answer.metadata("refusal", true);
    this.#write("text", refusal);
  }

  #toolCalls(said: unknown): void {
    const calls = member(said, "tool_calls");
    const legacy = member(said, "function_call");
    const pieces: unknown[] = Array.isArray(calls) ? calls : [];
    if (typeof legacy === "object" && legacy !== null) pieces.push({ index: 0, function: legacy });
    if (pieces.length > 0) this.#close();
    for (const piece of pieces) this.#calls.take(piece);
  }

  #write(kind: "text" | "thinking", piece: string): void {
    if (piece === "") return;
    if (this.#open?.kind !== kind) {
      this.#close();
      this.#open = { kind, block: kind === "text" ? this.#answer.text() : this.#answer.thinking() };
    }
    this.#open.block.write(piece);
  }

  #close(): void {
    this.#open?.block.end();
    this.#open = undefined;
  }

  #about(chunk: unknown): void {
    const [id, model, usage] = [member(chunk, "id"), member(chunk, "model"), member(chunk, "usage")];
    if (typeof id === "string" && id !== "") this.#answer.metadata("response_id", id);
    if (typeof model === "string" && model !== "") this.#answer.model(model);
    if (typeof usage === "object" && usage !== null) this.#answer.usage(countsOf(usage));
    for (const name of ["service_tier", "system_fingerprint"]) this.#kept(name, member(chunk, name));
    this.#kept("prompt_filter_results", promptFiltered(member(chunk, "prompt_filter_results")));
  }

  #kept(name: string, value: unknown): void {
    const empty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!empty) this.#answer.metadata(name, value);
  }
}

function countsOf(usage: object): Parameters<Answer["usage"]>[0] {
  const read = member(usage, "prompt_tokens_details");
  return {
    input: count(usage, "prompt_tokens"),
    output: count(usage, "completion_tokens"),
    reasoning: count(member(usage, "completion_tokens_details"), "reasoning_tokens"),
    cacheRead: count(read, "cached_tokens") ?? count(usage, "prompt_cache_hit_tokens"),
    cacheWrite: count(read, "cache_write_tokens"),
  };
}

/** Azure's judgement of the answer, if something in it was filtered. */
function filtered(results: unknown): unknown {
  const judged = typeof results === "object" && results !== null ? Object.values(results) : [];
  return judged.some((each) => member(each, "filtered") === true) ? results : undefined;
}

/** Azure's judgement of the messages, if something in them was filtered. */
function promptFiltered(results: unknown): unknown {
  if (!Array.isArray(results)) return undefined;
  const found = results.filter((each) => filtered(member(each, "content_filter_results")) !== undefined);
  return found.length === 0 ? undefined : found;
}

function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map((each) => textIn(member(each, "text"))).join("") : "";
}

/** A body that is no completion: the error that it tells (some servers do so with status 200), or what cannot be read. */
function notACompletion(body: unknown): Error {
  const error = member(body, "error");
  if (error !== undefined && error !== null) return Object.assign(new Error("the answer is an error"), { error });
  return new SyntaxError("the body is no chat completion in JSON");
}
