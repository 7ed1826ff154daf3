import { type Answer, member } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import { APIError } from "@anthropic-ai/sdk/core/error";
import { type OpenBlock, openBlock } from "./blocks.js";
import { UsageSum } from "./usage.js";

/** Why the model stopped, in the words of the protocol; what is not here is kept as it came. */
const REASONS: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

/**
 * Takes the events of a stream, as JSON, in their order; what it does not know it passes over. The answer is complete with
 * `message_stop` and not before: a stream that ends without one has broken off.
 */
export class EventReader {
  readonly #answer: Answer;
  readonly #usage: UsageSum = new UsageSum();
  readonly #open = new Map<unknown, OpenBlock>();
  #reason: unknown;
  #complete = false;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Whether the vendor said that this was all. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Throws the SDK's APIError for an event `error`. */
  take(event: unknown): void {
    switch (member(event, "type")) {
      case "message_start":
        readMessage(member(event, "message"), this.#answer, this.#usage);
        break;
      case "content_block_start":
        this.#start(member(event, "index"), member(event, "content_block"));
        break;
      case "content_block_delta":
        this.#delta(member(event, "index"), member(event, "delta"));
        break;
      case "content_block_stop":
        this.#stop(member(event, "index"));
        break;
      case "message_delta":
        this.#change(event);
        break;
      case "message_stop":
        this.#finish();
        break;
      case "error":
        throw new APIError(undefined, event as object, undefined, undefined);
    }
  }

  #start(index: unknown, block: unknown): void {
    this.#stop(index);
    if (isObject(block)) this.#open.set(index, openBlock(block, this.#answer));
  }

  /** Some servers of this dialect send pieces of a block that they did not begin. */
  #delta(index: unknown, delta: unknown): void {
    if (!isObject(delta)) return;
    const known = this.#open.get(index) ?? openBlock(begunBy(delta), this.#answer);
    this.#open.set(index, known);
    known.take(delta);
  }

  #stop(index: unknown): void {
    this.#open.get(index)?.end();
    this.#open.delete(index);
  }

  #change(event: unknown): void {
    const delta = member(event, "delta");
    this.#reason = member(delta, "stop_reason") ?? this.#reason;
    this.#usage.add(member(event, "usage"));
    this.#answer.usage(this.#usage.counts());
    readStop(delta, this.#answer);
  }

  #finish(): void {
    for (const index of [...this.#open.keys()]) this.#stop(index);
    this.#answer.finish(reasonOf(this.#reason));
    this.#complete = true;
  }
}

/** A whole message: the answer to a request without a stream. */
export function readWhole(message: JsonObject, answer: Answer): void {
  readMessage(message, answer, new UsageSum());
  const content = message["content"];
  for (const block of Array.isArray(content) ? content.filter(isObject) : []) openBlock(block, answer).end();
  readStop(message, answer);
  answer.finish(reasonOf(message["stop_reason"]));
}

function reasonOf(reason: unknown): string {
  return typeof reason === "string" ? (REASONS[reason] ?? reason) : "stop";
}

function begunBy({ type }: JsonObject): JsonObject {
  if (type === "thinking_delta" || type === "signature_delta") return { type: "thinking" };
  return { type: "text" };
}

function readMessage(message: unknown, answer: Answer, usage: UsageSum): void {
  const [model, id] = [member(message, "model"), member(message, "id")];
  if (typeof model === "string" && model !== "") answer.model(model);
  if (typeof id === "string" && id !== "") answer.metadata("message_id", id);
  usage.add(member(message, "usage"));
  answer.usage(usage.counts());
}

/** Which text ended the answer, and why it was refused. */
function readStop(message: unknown, answer: Answer): void {
  for (const name of ["stop_sequence", "stop_details"]) {
    const value = member(message, name);
    if (value !== undefined && value !== null) answer.metadata(name, value);
  }
}
