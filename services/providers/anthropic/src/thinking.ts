import type { OutputConfig, ThinkingConfigParam } from "@anthropic-ai/sdk/resources/messages/messages";
import type { AnthropicCall, Told } from "./config.js";
import { mannerOf } from "./model.js";

type Effort = NonNullable<OutputConfig["effort"]>;

/** How the model is to think in a request. */
export interface ThinkingPlan {
  thinking?: ThinkingConfigParam;
  effort?: Effort;
  maxTokens: number;
}

/** What was asked for: a level, a number of tokens, or neither. */
interface Wish {
  level?: Effort;
  budget?: number;
}

/** The vendor takes no smaller number; as much must be left for the answer itself. */
const LEAST = 1024;
const BUDGETS: Record<Effort, number> = { low: 4096, medium: 10_000, high: 32_000, xhigh: 32_000, max: 32_000 };
const LEVELS: Record<string, Effort> = {
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "xhigh",
  max: "max",
};

/**
 * How the model is to think: what the request asks for, else the setting `thinking`. `forced`: the model must call a tool,
 * which the vendor refuses together with thinking.
 */
export function thinkingOf(call: AnthropicCall, forced: boolean, told: Told): ThinkingPlan {
  const manner = mannerOf(call);
  const wish = wishOf(call, told);
  if (wish === undefined) return plain(call);
  if (wish === "off") return withoutThinking(call, told);
  if (manner === "none") {
    told.degrade("thinking", "an answer without it", `${call.model} does not think`);
    return plain(call);
  }
  if (manner === "effort") return { ...plain(call), effort: wish.level ?? nearest(wish.budget) ?? "high" };
  if (forced && call.facts?.always_thinks !== true) {
    told.degrade("thinking", "an answer without it", "Anthropic takes no forced tool call together with thinking");
    return withoutThinking(call, told);
  }
  return manner === "adaptive" ? adaptive(call, wish, told) : withBudget(call, wish, told);
}

function plain(call: AnthropicCall): ThinkingPlan {
  return { maxTokens: call.maxTokens };
}

/** Where thinking is off unless it is asked for, nothing need be said: other servers of this dialect know no `disabled`. */
function withoutThinking(call: AnthropicCall, told: Told): ThinkingPlan {
  if (call.facts?.always_thinks === true) {
    told.degrade("an answer without thinking", "one with it", `${call.model} always thinks`);
    return plain(call);
  }
  return mannerOf(call) === "adaptive" ? { ...plain(call), thinking: { type: "disabled" } } : plain(call);
}

/** The thoughts are asked for in words: later models leave them out unless told. */
function adaptive(call: AnthropicCall, wish: Wish, told: Told): ThinkingPlan {
  const plan: ThinkingPlan = { ...plain(call), thinking: { type: "adaptive", display: "summarized" } };
  const effort = wish.level ?? nearest(wish.budget);
  if (effort === undefined) return plan;
  if (wish.level === undefined) {
    told.degrade(
      `thinking of ${wish.budget} tokens`,
      `effort ${effort}`,
      `${call.model} decides itself how long to think`,
    );
  }
  return { ...plan, effort };
}

function withBudget(call: AnthropicCall, wish: Wish, told: Told): ThinkingPlan {
  if (beginsWithoutThoughts(call)) {
    const reason =
      "the tool calls to go on from have no signed thoughts of Anthropic's, which it asks for with a budget";
    told.degrade("thinking", "an answer without it", reason);
    return plain(call);
  }
  const minimal = call.request.reasoning_effort === "minimal";
  const wanted = wish.budget ?? (minimal ? LEAST : BUDGETS[wish.level ?? "medium"]);
  const most = call.facts?.max_output_tokens ?? Number.POSITIVE_INFINITY;
  const maxTokens = Math.min(Math.max(call.maxTokens, wanted + LEAST), most);
  const budget = Math.max(LEAST, Math.min(wanted, maxTokens - LEAST));
  if (budget + LEAST > maxTokens) {
    told.degrade("thinking", "an answer without it", `${call.model} writes at most ${most} tokens`);
    return plain(call);
  }
  if (budget !== wanted) told.note(`The model thinks for at most ${budget} tokens, not ${wanted}.`);
  if (maxTokens !== call.maxTokens) {
    told.note(`max_tokens is ${maxTokens}, not ${call.maxTokens}: thinking takes up to ${budget} of them.`);
  }
  return { thinking: { type: "enabled", budget_tokens: budget }, maxTokens };
}

function wishOf({ request, config }: AnthropicCall, told: Told): Wish | "off" | undefined {
  const asked = request.reasoning_effort;
  if (asked === "none") return "off";
  if (asked === undefined) return settingOf(config.thinking);
  const level = LEVELS[asked];
  if (level === undefined) told.degrade(`reasoning effort ${asked}`, "high", "Anthropic knows no such level");
  return { level: level ?? "high" };
}

function settingOf(thinking: boolean | number | undefined): Wish | "off" | undefined {
  if (thinking === undefined) return undefined;
  if (thinking === false || thinking === 0) return "off";
  return typeof thinking === "number" ? { budget: thinking } : {};
}

/** The level that is nearest to a number of tokens. */
function nearest(budget: number | undefined): Effort | undefined {
  if (budget === undefined) return undefined;
  if (budget <= BUDGETS.low) return "low";
  return budget <= BUDGETS.medium ? "medium" : "high";
}

/** Whether the answer goes on from tool calls of a message that does not begin with signed thoughts. */
function beginsWithoutThoughts({ conversation }: AnthropicCall): boolean {
  if (conversation.at(-1)?.role !== "tool") return false;
  const last = conversation.findLast(({ role }) => role === "assistant");
  const first = last?.parts[0];
  const own = last?.provider === undefined || last.provider === "anthropic";
  const signed = first?.type === "thinking" && (first.signature ?? "") !== "";
  return !(own && (signed || first?.type === "redacted_thinking"));
}
