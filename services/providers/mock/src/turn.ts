import type { JsonObject, Usage } from "@amplifier-ipc/sdk";

/** What the model says in one answer, before it is streamed. Members are those of the script (script.schema.json). */
export interface Turn {
  thinking?: string;
  text?: string;
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

/** The text's tokens: the parts as scripted, or words each with the white space after it. */
export function tokensOf(turn: Turn): string[] {
  if (Array.isArray(turn.chunks)) return turn.chunks;
  const text = turn.text ?? "";
  if (turn.chunks === undefined) return text.match(/\S+\s*|\s+/g) ?? [];
  const letters = [...text];
  const tokens: string[] = [];
  for (let at = 0; at < letters.length; at += turn.chunks) tokens.push(letters.slice(at, at + turn.chunks).join(""));
  return tokens;
}
