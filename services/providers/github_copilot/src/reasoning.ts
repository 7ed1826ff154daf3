import { type Answer, member, type Said, type ThinkingBlock } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import type { CopilotCall } from "./config.js";
import { NAME } from "./where.js";

/**
 * Chunks of a stream, each with one choice: the models of Anthropic give text and tool calls in several choices of one
 * answer, and they are all meant. What of a choice are thoughts goes to the answer from here: `reasoning_text`, and
 * `reasoning_opaque`, which the vendor wants back.
 */
export async function* unfolded(chunks: AsyncIterable<unknown>, answer: Answer): AsyncGenerator<unknown> {
  const thoughts = new Thoughts(answer);
  for await (const chunk of chunks) {
    const choices = member(chunk, "choices");
    if (!isObject(chunk) || !Array.isArray(choices) || choices.length === 0) yield chunk;
    else for (const [place, choice] of choices.entries()) yield { ...chunk, choices: [plain(choice, place, thoughts)] };
  }
}

/** A choice without its thoughts, as if it were the only one. */
function plain(choice: unknown, place: number, thoughts: Thoughts): unknown {
  if (!isObject(choice)) return choice;
  const own = typeof choice["index"] === "number" ? choice["index"] : place;
  const name = isObject(choice["delta"]) ? "delta" : "message";
  const said = choice[name];
  if (!isObject(said)) return { ...choice, index: 0 };
  const { reasoning_text: text, reasoning_opaque: opaque, ...rest } = said;
  thoughts.take(text, opaque);
  if (says(rest)) thoughts.end();
  return { ...choice, index: 0, [name]: numbered(rest, own) };
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

/** The thoughts of an answer; their sign may come when they are over. */
class Thoughts {
  readonly #answer: Answer;
  #block: ThinkingBlock | undefined;
  #sign = "";
  #over = false;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  take(text: unknown, opaque: unknown): void {
    if (typeof text === "string" && text !== "") this.#open().write(text);
    if (typeof opaque !== "string" || opaque === "" || opaque === this.#sign) return;
    if (this.#sign !== "" || this.#block === undefined) this.#block = this.#answer.thinking();
    this.#sign = opaque;
    this.#block.sign(opaque);
  }

  end(): void {
    this.#block?.end();
    this.#over = true;
  }

  #open(): ThinkingBlock {
    if (this.#block === undefined || this.#over) {
      this.#block = this.#answer.thinking();
      this.#sign = "";
      this.#over = false;
    }
    return this.#block;
  }
}

/** The messages with the thoughts of this vendor's model back in their places; only signed ones are of use to it. */
export function withThoughts(messages: readonly unknown[], call: CopilotCall): unknown[] {
  const own = call.conversation.filter(({ role }) => role === "assistant").map((said) => thoughtsOf(said, call.model));
  let next = 0;
  return messages.map((message) =>
    isObject(message) && message["role"] === "assistant" ? { ...message, ...own[next++] } : message,
  );
}

function thoughtsOf({ parts, provider, model }: Said, asked: string): JsonObject {
  const kin = model === undefined || model.startsWith(asked) || asked.startsWith(model);
  if ((provider !== undefined && provider !== NAME) || !kin) return {};
  const thoughts = parts.filter((part) => part.type === "thinking");
  const opaque = thoughts.findLast(({ signature }) => signature !== undefined && signature !== "")?.signature;
  if (opaque === undefined) return {};
  const text = thoughts.map(({ thinking }) => thinking).join("");
  return { ...(text === "" ? {} : { reasoning_text: text }), reasoning_opaque: opaque };
}
