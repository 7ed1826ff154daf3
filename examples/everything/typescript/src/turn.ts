import type { ApprovalRequest, ApprovalResult, ContextGetMessagesParams, Message } from "@amplifier-ipc/sdk";
import { textOf, words } from "./words.js";

/** Keeps messages in a list. A word is a token. */
export class Memory {
  #messages: Message[] = [];

  addMessage(message: Message): void {
    this.#messages.push(message);
  }

  getMessages({ token_budget: given, provider_info: info }: ContextGetMessagesParams): Message[] {
    const budget = given ?? info?.["context_window"];
    if (typeof budget !== "number") return this.#messages;
    let left = budget;
    const last = this.#messages.findLastIndex((message) => {
      left -= words(textOf(message)).length;
      return left < 0;
    });
    // The results of a tool call that is left out go with it (CTX-013).
    const tail = this.#messages.slice(last + 1);
    const first = tail.findIndex(({ role }) => role !== "tool");
    return first < 0 ? [] : tail.slice(first);
  }

  setMessages(messages: Message[]): void {
    this.#messages = messages;
  }

  clear(): void {
    this.#messages = [];
  }
}

export function byRisk({ risk_level: risk }: ApprovalRequest): ApprovalResult {
  if (risk === "low" || risk === "medium") return { approved: true };
  return { approved: false, reason: `too risky: ${risk}` };
}
