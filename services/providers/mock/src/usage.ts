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

/** The characters of all strings in a value, the names of members aside. */
function characters(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, member) => sum + characters(member), 0);
}

function tokens(value: unknown): number {
  return Math.ceil(characters(value) / CHARACTERS_A_TOKEN);
}
