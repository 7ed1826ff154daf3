import type { Answer, Said, ThinkingBlock } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import type { CopilotCall } from "./config.js";
import { NAME } from "./where.js";

/** The thoughts of an answer; their sign may come when they are over. */
export class Thoughts {
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
