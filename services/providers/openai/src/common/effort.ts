import type { Call } from "@amplifier-ipc/provider-kit";
import { canRestFromThinking, type Notes, reasons } from "./model.js";

/** Thinking tokens up to which an effort is meant; more is `high`. */
const EFFORTS: readonly [number, string][] = [
  [2048, "low"],
  [8192, "medium"],
];

/**
 * The effort to ask for; undefined = the vendor's own. That of the request wins over the setting `thinking`. A model that
 * does not reason gets none, which is told if the request asked for it.
 */
export function effortOf(call: Call, notes: Notes): string | undefined {
  const asked = call.request.reasoning_effort;
  if (reasons(call) === false) {
    if (asked !== undefined && asked !== "none") {
      notes.degrade(`reasoning_effort ${asked}`, "none", `${call.model} does not reason`);
    }
    return undefined;
  }
  return asked ?? effortBySetting(call, notes);
}

function effortBySetting(call: Call, notes: Notes): string | undefined {
  const { thinking } = call.config;
  if (thinking === undefined || reasons(call) !== true) return undefined;
  if (thinking === true) return canRestFromThinking(call) ? "medium" : undefined;
  if (thinking === false || thinking === 0) return least(call, notes);
  const effort = EFFORTS.find(([most]) => thinking <= most)?.[1] ?? "high";
  notes.note(`thinking ${thinking}: effort ${effort}: ${call.model} takes an effort, not a number of tokens`);
  return effort;
}

/** As little thinking as the model can do. */
function least(call: Call, notes: Notes): string {
  if (canRestFromThinking(call)) return "none";
  const effort = /gpt-5/i.test(call.model) ? "minimal" : "low";
  notes.note(`thinking off: effort ${effort}: ${call.model} always thinks`);
  return effort;
}
