import type { Call } from "@amplifier-ipc/provider-kit";

/** Which model a call is for, and what is known of it. */
export type ModelOf = Pick<Call, "model" | "facts">;
/** Where a request tells what it cannot do as asked. */
export interface Notes {
  degrade(requested: string, actual: string, reason: string): void;
  note(text: string): void;
}

/** OpenAI's reasoning models by name: o1, o3-mini, gpt-5 and later. */
const REASONING = /(^|[/.])(o[1-9]\d*(-|$)|gpt-([5-9]|\d\d)(?!\d)|gpt-oss|codex)/i;
/** OpenAI's models that do not reason, by name. */
const PLAIN = /(^|[/.])(gpt-[34]|gpt-35|chatgpt|gpt-5-chat|davinci|babbage)/i;
/** Looks like a form of gpt-5, and is none: what is known of that does not hold. */
const CHAT = /(^|[/.])gpt-5-chat/i;

/** Whether a model thinks before it answers; undefined = nobody knows. */
export function reasons({ model, facts }: ModelOf): boolean | undefined {
  if (facts?.thinking !== undefined && !CHAT.test(model)) return facts.thinking !== "none";
  if (PLAIN.test(model)) return false;
  return REASONING.test(model) ? true : undefined;
}

/** Whether a model refuses temperature, top_p and stop, as OpenAI's reasoning models do. */
export function refusesSampling(of: ModelOf): boolean {
  if (of.facts?.temperature !== undefined && !CHAT.test(of.model)) return !of.facts.temperature;
  return reasons(of) === true && !/gpt-oss/i.test(of.model);
}

/** Whether it knows the tool `apply_patch` by itself: from gpt-5.1 on. */
export function knowsApplyPatch({ model }: ModelOf): boolean {
  return /(^|[/.])gpt-(5\.[1-9]|[6-9]|\d\d)/i.test(model) && !/chat/i.test(model);
}

/** Whether its thinking can be turned off by effort `none`: from gpt-5.1 on. */
export function canRestFromThinking(of: ModelOf): boolean {
  return knowsApplyPatch(of);
}
