import {
  type ApprovalRequest,
  type ApprovalResult,
  type CallContext,
  type ContextGetMessagesParams,
  type Message,
  PerSession,
} from "@amplifier-ipc/sdk";
import { textOf, words } from "./words.js";

/** Keeps the messages of each session in a list. A word is a token. */
export class Memory {
  readonly #histories = new PerSession<Message[]>(() => []);

  addMessage(message: Message, { sessionId }: CallContext): void {
    this.#histories.of(sessionId).push(message);
  }

  getMessages(
    { token_budget: given, provider_info: info }: ContextGetMessagesParams,
    { sessionId }: CallContext,
  ): Message[] {
    const messages = this.#histories.of(sessionId);
    const budget = given ?? info?.["context_window"];
    if (typeof budget !== "number") return messages;
    let left = budget;
    const last = messages.findLastIndex((message) => {
      left -= words(textOf(message)).length;
      return left < 0;
    });
    // The results of a tool call that is left out go with it (CTX-013).
    const tail = messages.slice(last + 1);
    const first = tail.findIndex(({ role }) => role !== "tool");
    return first < 0 ? [] : tail.slice(first);
  }

  setMessages(messages: Message[], { sessionId }: CallContext): void {
    this.#histories.set(sessionId, messages);
  }

  clear({ sessionId }: CallContext): void {
    this.#histories.set(sessionId, []);
  }
}

export function byRisk({ risk_level: risk }: ApprovalRequest): ApprovalResult {
  if (risk === "low" || risk === "medium") return { approved: true };
  return { approved: false, reason: `too risky: ${risk}` };
}
