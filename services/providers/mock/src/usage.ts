import type { ChatRequest, ContentBlock, Usage } from "@amplifier-ipc/sdk";
import type { Turn } from "./turn.js";

const CHARACTERS_A_TOKEN = 4;

/** Tokens read and written: as scripted, else a quarter of the characters, rounded up; so always the same. */
export function usageOf(turn: Turn, request: ChatRequest, content: ContentBlock[]): Usage {
  const scripted = turn.usage ?? {};
  const input = scripted.input_tokens ?? tokens([request.system ?? "", request.messages.map(({ content }) => content)]);
  const output = scripted.output_tokens ?? tokens(content);
  return { ...scripted, input_tokens: input, output_tokens: output, total_tokens: input + output };
}

/** Members that no model reads or writes. */
const UNCOUNTED: ReadonlySet<string> = new Set(["type", "id", "tool_call_id"]);

/** The characters of all strings in a value; names of members do not count. */
function characters(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || isPicture(value)) return 0;
  const counted = Object.entries(value).filter(([name]) => !UNCOUNTED.has(name));
  return counted.reduce((sum, [, member]) => sum + characters(member), 0);
}

/** This model does not look at pictures: their data would count as text. */
function isPicture(value: object): boolean {
  return "type" in value && value.type === "image";
}

function tokens(value: unknown): number {
  return Math.ceil(characters(value) / CHARACTERS_A_TOKEN);
}
