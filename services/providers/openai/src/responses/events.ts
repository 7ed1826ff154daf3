import { type Answer, member } from "@amplifier-ipc/provider-kit";
import { count } from "../common/counts.js";
import { failedWith } from "./failed.js";
import { Items } from "./items.js";

const REASONS: Readonly<Record<string, string>> = { max_output_tokens: "length", max_tokens: "length" };

/**
 * Reads the events of a stream into an answer. It is complete with `response.completed` or `response.incomplete`. Events of
 * an unknown type are passed over. Throws what the stream throws, and the error of `response.failed` and `error`.
 */
export async function readResponsesStream(events: AsyncIterable<unknown>, answer: Answer): Promise<void> {
  const reader = new ResponsesReader(answer);
  for await (const event of events) {
    reader.take(event);
    if (reader.finished) return;
  }
}

/** Reads a whole response into an answer. Throws for a body that is none, and the error of one that failed. */
export function readResponse(response: unknown, answer: Answer): void {
  const error = member(response, "error");
  if (!Array.isArray(member(response, "output"))) {
    throw error == null ? new SyntaxError("the body is no response in JSON") : failedWith(error);
  }
  new ResponsesReader(answer).whole(response);
}

class ResponsesReader {
  readonly #answer: Answer;
  readonly #items: Items;
  #finished = false;

  constructor(answer: Answer) {
    this.#answer = answer;
    this.#items = new Items(answer);
  }

  get finished(): boolean {
    return this.#finished;
  }

  take(event: unknown): void {
    switch (member(event, "type")) {
      case "response.created":
      case "response.in_progress":
      case "response.queued":
        this.#about(member(event, "response"));
        break;
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
      case "response.cancelled":
        this.whole(member(event, "response"));
        break;
      case "error":
        throw failedWith(member(event, "error") ?? event);
      default:
        this.#items.take(event);
        break;
    }
  }

  /** A response as the vendor gives it at the end, or instead of a stream. */
  whole(response: unknown): void {
    this.#about(response);
    const error = member(response, "error");
    const status = member(response, "status");
    if (error !== undefined && error !== null) throw failedWith(error);
    if (status === "failed") throw failedWith({});
    const output = member(response, "output");
    if (Array.isArray(output)) this.#items.all(output);
    const reason = this.#reasonOf(response, status);
    if (reason === undefined) return;
    this.#items.end();
    this.#finished = true;
    this.#answer.finish(reason);
  }

  #reasonOf(response: unknown, status: unknown): string | undefined {
    if (status === "incomplete") {
      const reason = String(member(member(response, "incomplete_details"), "reason") ?? "length");
      return REASONS[reason] ?? reason;
    }
    if (status !== undefined && status !== null && status !== "completed") return undefined;
    return this.#items.refused ? "content_filter" : "stop";
  }

  #about(response: unknown): void {
    const [id, model, usage] = [member(response, "id"), member(response, "model"), member(response, "usage")];
    if (typeof id === "string" && id !== "") this.#answer.metadata("response_id", id);
    if (typeof model === "string" && model !== "") this.#answer.model(model);
    const tier = member(response, "service_tier");
    if (typeof tier === "string") this.#answer.metadata("service_tier", tier);
    this.#answer.usage(countsOf(usage));
  }
}

function countsOf(usage: unknown): Parameters<Answer["usage"]>[0] {
  const read = member(usage, "input_tokens_details");
  return {
    input: count(usage, "input_tokens"),
    output: count(usage, "output_tokens"),
    reasoning: count(member(usage, "output_tokens_details"), "reasoning_tokens"),
    cacheRead: count(read, "cached_tokens"),
    cacheWrite: count(read, "cache_write_tokens"),
  };
}
