import type { ModelFacts } from "@amplifier-ipc/provider-kit";
import type { GeminiCall } from "./config.js";

/** How a model is told to think: by a number of tokens (Gemini 2.5), by a level (since Gemini 3), or not at all. */
export type Manner = "budget" | "effort" | "none";

type Known = Pick<GeminiCall, "facts" | "model">;

/** Kin of thinking models that speak or draw, and refuse any word of thinking. */
const WITHOUT = /-tts|-live|native-audio|gemini-2\.5-.*image/;

/** What models.json says of the model; of one that it does not know the name tells. */
export function mannerOf({ facts, model }: Known): Manner {
  if (WITHOUT.test(model)) return "none";
  if (facts?.thinking !== undefined) return named(facts.thinking);
  if (/gemini-[a-z-]*latest/.test(model)) return "effort";
  const generation = /gemini-(\d+)(?:\.(\d+))?/.exec(model);
  if (generation === null) return "none";
  const [major, minor] = [Number(generation[1]), Number(generation[2] ?? "0")];
  if (major >= 3) return "effort";
  return major === 2 && minor >= 5 ? "budget" : "none";
}

/**
 * Whether the model is of Gemini 3 or later. These want a signature with the first function call of each step, take images
 * within function responses, and functions together with JSON output; earlier ones refuse the last two.
 */
export function isThirdGeneration(known: Known): boolean {
  return mannerOf(known) === "effort";
}

function named(thinking: NonNullable<ModelFacts["thinking"]>): Manner {
  return thinking === "adaptive" ? "effort" : thinking;
}
