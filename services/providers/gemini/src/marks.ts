import type { JsonObject } from "@amplifier-ipc/sdk";

/** Member of a tool call: the signature of its thoughts. */
export const SIGNATURE = "thought_signature";
/** Member of a text: its signed pieces ({@link Signed}), in their order. */
export const SIGNATURES = "thought_signatures";
/** Member of a tool call: the id that Gemini gave it. */
export const CALL_ID = "gemini_id";
/** Type of a block that is a part of Gemini's which has no like here (executed code, a file); it is in {@link PART}. */
export const PART_TYPE = "gemini_part";
export const PART = "part";

/** A piece of a text that came with a signature of its own: from where to where, counted as JavaScript counts. */
export interface Signed {
  start: number;
  end: number;
  signature: string;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
