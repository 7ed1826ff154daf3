import type { ContentBlock, JsonObject, Usage } from "@amplifier-ipc/sdk";

/** What the model says in one answer, before it is streamed. Members are those of the script (script.schema.json). */
export interface Turn {
  /** What the user said last before this answer: of a recording. */
  prompt?: string;
  thinking?: string;
  text?: string;
  /** The blocks as they are, in place of thinking and text. */
  content?: ContentBlock[];
  /** Tokens of the text, or characters a token; absent = word by word. */
  chunks?: string[] | number;
  delay_ms?: number;
  tool_calls?: ScriptedToolCall[];
  error?: string | ScriptedError;
  finish_reason?: string;
  usage?: Partial<Usage>;
}

export interface ScriptedToolCall {
  id?: string;
  name: string;
  input?: JsonObject;
  raw_arguments?: string;
  /** Characters of the arguments' JSON a piece; absent = the arguments come at once. */
  chunks?: number;
}

export interface ScriptedError {
  name: string;
  message?: string;
  after_tokens?: number;
  times?: number;
  status_code?: number;
  retryable?: boolean;
  retry_after?: number;
  tool_name?: string;
  raw_arguments?: string;
}

/** A part of an answer: a block, or a call that gets its id when it is spoken. */
export type Part = Exclude<ContentBlock, { type: "tool_call" }> | { type: "call"; call: ScriptedToolCall };

/** What a turn says, in order. */
export function partsOf(turn: Turn): Part[] {
  const calls = (turn.tool_calls ?? []).map((call): Part => ({ type: "call", call }));
  return [...(turn.content?.map(asPart) ?? plainParts(turn)), ...calls];
}

function asPart(block: ContentBlock): Part {
  if (block.type !== "tool_call") return block;
  const { type: _, ...call } = block;
  return { type: "call", call };
}

function plainParts(turn: Turn): Part[] {
  const text = turn.text ?? (Array.isArray(turn.chunks) ? turn.chunks.join("") : "");
  return [
    ...(turn.thinking === undefined ? [] : [{ type: "thinking" as const, thinking: turn.thinking }]),
    ...(text === "" ? [] : [{ type: "text" as const, text }]),
  ];
}

/** A text as tokens: the parts as scripted, so many characters each, or words each with the white space after it. */
export function tokensOf(text: string, chunks?: Turn["chunks"]): string[] {
  if (Array.isArray(chunks)) return chunks;
  return chunks === undefined ? (text.match(/\S+\s*|\s+/g) ?? []) : pieces(text, chunks);
}

/** A text in pieces of so many characters. */
export function pieces(text: string, size: number): string[] {
  const letters = [...text];
  const cut: string[] = [];
  for (let at = 0; at < letters.length; at += size) cut.push(letters.slice(at, at + size).join(""));
  return cut;
}
