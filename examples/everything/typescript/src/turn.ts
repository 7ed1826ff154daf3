import type {
  ApprovalRequest,
  ApprovalResult,
  CallContext,
  ContextGetMessagesParams,
  Message,
  OrchestratorExecuteParams,
  OrchestratorExecuteResult,
} from "@amplifier-ipc/sdk";
import { textOf, words } from "./words.js";

/** Keeps messages in a list. A word is a token. */
export class Memory {
  #messages: Message[] = [];

  addMessage(message: Message): void {
    this.#messages.push(message);
  }

  getMessages({ token_budget: budget }: ContextGetMessagesParams): Message[] {
    if (typeof budget !== "number") return this.#messages;
    let left = budget;
    const first = this.#messages.findLastIndex((message) => {
      left -= words(textOf(message)).length;
      return left < 0;
    });
    return this.#messages.slice(first + 1);
  }

  setMessages(messages: Message[]): void {
    this.#messages = messages;
  }

  clear(): void {
    this.#messages = [];
  }
}

/** Asks the model once. */
export async function once(turn: OrchestratorExecuteParams, context: CallContext): Promise<OrchestratorExecuteResult> {
  const { host } = context;
  await host.addMessage({ role: "user", content: turn.prompt });
  const stream = host.streamComplete({ messages: await host.getMessages() });
  let text = "";
  try {
    for await (const { method, params } of stream) {
      if (method !== "stream.provider.token") continue;
      text += params["text"];
      context.token(Number(params["index"]), String(params["text"]));
    }
    const response = await stream.response;
    await host.addMessage({ role: "assistant", content: response.content });
    return { response: textOf(response), status: "completed", turn_count: 1 };
  } catch (error) {
    if (!context.stopping.aborted) throw error;
    return { response: text, status: "cancelled" };
  }
}

export function byRisk({ risk_level: risk }: ApprovalRequest): ApprovalResult {
  if (risk === "low" || risk === "medium") return { approved: true };
  return { approved: false, reason: `too risky: ${risk}` };
}
