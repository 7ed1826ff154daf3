import { type ChatDialect, chatRequest } from "@amplifier-ipc/provider-openai/chat";
import { type ResponsesDialect, responsesRequest } from "@amplifier-ipc/provider-openai/responses";
import type { JsonObject } from "@amplifier-ipc/sdk";
import type { CopilotCall } from "./config.js";
import { withThoughts } from "./reasoning.js";
import { NAME } from "./where.js";

/** Where a request tells what it cannot do as asked. */
export interface Notes {
  degrade(requested: string, actual: string, reason: string): void;
  note(text: string): void;
}

/** The endpoints of Copilot that answer. */
export type Endpoint = "chat" | "responses";

/** Claude and Gemini are asked in the same form: so no role and no id that only OpenAI takes. */
const CHAT: ChatDialect = { limit: "max_tokens", developer: "system", longestId: 64 };
const RESPONSES: ResponsesDialect = { provider: NAME, store: false, summary: "auto", nativeApplyPatch: false };
/** The fewest tokens of thinking that Claude takes. */
const LEAST_THINKING = 1024;

/** The body of a request to one of the endpoints. */
export function bodyOf(call: CopilotCall, endpoint: Endpoint, notes: Notes): JsonObject {
  const params = endpoint === "chat" ? chatBody(call, notes) : responsesRequest(call, RESPONSES, notes);
  const members = Object.entries({ ...params, ...call.config.extra_body });
  return Object.fromEntries(members.filter(([, value]) => value !== null && value !== undefined));
}

function chatBody(call: CopilotCall, notes: Notes): JsonObject {
  const params = chatRequest(call, CHAT, notes);
  return { ...params, messages: withThoughts(params.messages, call), ...budgetOf(call) };
}

/** The tokens of thinking, for a model of which it is known that it takes such a number. */
function budgetOf({ facts, config, maxTokens }: CopilotCall): JsonObject {
  const { thinking } = config;
  if (facts?.thinking !== "budget" || typeof thinking !== "number" || thinking === 0) return {};
  return { thinking_budget: Math.max(LEAST_THINKING, Math.min(thinking, maxTokens - 1)) };
}
