import type { ThinkingConfig, ThinkingLevel } from "@google/genai/web";
import type { GeminiCall, Told } from "./config.js";
import { mannerOf } from "./manner.js";

/** Tokens for each effort, as Google's own OpenAI-compatible API counts them. */
const BUDGETS: Record<string, number> = { none: 0, minimal: 1024, low: 1024, medium: 8192, high: 24_576 };
/** By how many tokens the models of Gemini 2.5 think, at least and at most, and whether they can do without. */
const RANGES: readonly [RegExp, { least: number; most: number; off: boolean }][] = [
  [/pro/, { least: 128, most: 32_768, off: false }],
  [/lite/, { least: 512, most: 24_576, off: true }],
  [/./, { least: 1, most: 24_576, off: true }],
];
const DYNAMIC = -1;
const LEVELS = ["minimal", "low", "medium", "high"];

/** How the model should think; undefined = nothing is said of it (a model that cannot think refuses any word of it). */
export function thinkingOf(call: GeminiCall, told: Told): ThinkingConfig | undefined {
  const { config, request } = call;
  const manner = mannerOf(call);
  const effort = request.reasoning_effort;
  // The request's word is the stronger one.
  const setting = effort === undefined ? config.thinking : undefined;
  if (manner === "none") {
    const wanted = effort ?? setting;
    if (wanted !== undefined && !isOff(wanted))
      told.degrade(`thinking (${wanted})`, "none", `${call.model} does not think`);
    return undefined;
  }
  const off = isOff(effort ?? setting ?? true);
  const depth = manner === "budget" ? budgetOf(call, effort, setting, told) : levelOf(call, effort, setting, told);
  return { includeThoughts: !off, ...depth };
}

function isOff(wanted: boolean | number | string): boolean {
  return wanted === false || wanted === 0 || wanted === "none";
}

function budgetOf(
  { model }: GeminiCall,
  effort: string | undefined,
  setting: boolean | number | undefined,
  told: Told,
): ThinkingConfig {
  const wanted = effort === undefined ? tokensOf(setting) : budgetFor(effort, told);
  if (wanted === undefined || wanted === DYNAMIC) return wanted === undefined ? {} : { thinkingBudget: wanted };
  const { least, most, off } = (RANGES.find(([name]) => name.test(model)) ?? [undefined, NO_RANGE])[1];
  if (wanted === 0 && off) return { thinkingBudget: 0 };
  const thinkingBudget = Math.min(Math.max(wanted, least), most);
  if (thinkingBudget !== wanted) {
    told.degrade(
      `thinking of ${wanted} tokens`,
      `${thinkingBudget} tokens`,
      `${model} thinks ${least} to ${most} tokens`,
    );
  }
  return { thinkingBudget };
}

const NO_RANGE = { least: 1, most: Number.MAX_SAFE_INTEGER, off: true };

function tokensOf(setting: boolean | number | undefined): number | undefined {
  if (setting === true) return DYNAMIC;
  return setting === false ? 0 : setting;
}

function budgetFor(effort: string, told: Told): number {
  const found = BUDGETS[effort];
  if (found !== undefined) return found;
  told.degrade(`reasoning_effort ${effort}`, "high", "Gemini knows no such effort");
  return BUDGETS["high"] ?? DYNAMIC;
}

function levelOf(
  { model }: GeminiCall,
  effort: string | undefined,
  setting: boolean | number | undefined,
  told: Told,
): ThinkingConfig {
  if (effort === undefined && (setting === undefined || setting === true)) return {};
  const wanted = effort ?? effortOf(setting);
  const level = fitting(wanted, model);
  if (level !== wanted) {
    const asked = effort === undefined ? `thinking ${setting}` : `reasoning_effort ${effort}`;
    told.degrade(asked, level, `${model} thinks at levels, from ${least(model)} to high`);
  }
  return { thinkingLevel: level.toUpperCase() as ThinkingLevel };
}

/** A number of tokens, for a model that knows only levels. */
function effortOf(setting: boolean | number | undefined): string {
  const tokens = tokensOf(setting) ?? 0;
  if (tokens === 0) return "none";
  const { low = 0, medium = 0 } = BUDGETS;
  if (tokens <= low) return "low";
  return tokens <= medium ? "medium" : "high";
}

function fitting(wanted: string, model: string): string {
  if (wanted === "none" || wanted === "minimal") return least(model);
  return LEVELS.includes(wanted) ? wanted : "high";
}

/** Only the Flash models know the level minimal; nothing switches the thinking of Gemini 3 off. */
function least(model: string): string {
  return /flash/.test(model) ? "minimal" : "low";
}
