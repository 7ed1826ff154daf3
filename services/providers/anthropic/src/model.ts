import type { ModelFacts } from "@amplifier-ipc/provider-kit";
import type { AnthropicCall } from "./config.js";

/** How a model is told to think. */
export type Manner = NonNullable<ModelFacts["thinking"]>;

/** Claude up to 4.5 (`claude-3-7-sonnet`, `claude-sonnet-4-20250514`, `claude-opus-4-1`). */
const EARLIER = /claude-(instant|[123]\b|(opus|sonnet|haiku)-4([-.][015])?(?![\d.]|-\d(?!\d)))/;

/**
 * What models.json says of the model. Of a model that it does not know the name tells: Claude since 4.6 thinks as much as it
 * wants to; earlier ones, and the models of other vendors that speak this dialect, take a number of tokens.
 */
export function mannerOf({ facts, model }: Pick<AnthropicCall, "facts" | "model">): Manner {
  if (facts?.thinking !== undefined) return facts.thinking;
  return /claude/.test(model) && !EARLIER.test(model) ? "adaptive" : "budget";
}

/** Whether the model can be held to a JSON schema: Claude since 4.5. */
export function takesSchema({ facts, model }: Pick<AnthropicCall, "facts" | "model">): boolean {
  if (facts?.capabilities !== undefined) return facts.capabilities.includes("json_mode");
  return /claude/.test(model) && (!EARLIER.test(model) || /-4[-.]5/.test(model));
}

/** Whether the model takes a temperature or top_p: Claude does so before 4.7, by an earlier version of the API. */
export function takesSampling(call: Pick<AnthropicCall, "facts" | "model">): boolean {
  return call.facts?.temperature ?? (mannerOf(call) !== "adaptive" || /-4[-.]6/.test(call.model));
}
