import { appendFile, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type ChatRequest,
  type ChatResponse,
  ConfigurationError,
  type ContentBlock,
  LLMError,
} from "@amplifier-ipc/sdk";
import { lastPrompt } from "./conversation.js";
import type { ScriptedToolCall, Turn } from "./turn.js";

/** Private, as a session's files are: a conversation may hold anything. */
const MODE = 0o600;

/** Writes what is said into a script, call by call. */
export class Recorder {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Begins the file, or goes on with it. Throws llm_error `configuration` if it cannot be written. */
  static async open(file: string): Promise<Recorder> {
    try {
      await mkdir(dirname(file), { recursive: true });
      const handle = await open(file, "a", MODE);
      try {
        if ((await handle.stat()).size === 0) await handle.appendFile("turns:\n");
      } finally {
        await handle.close();
      }
      return new Recorder(file);
    } catch (error) {
      const text = `The recording ${file} cannot be written: ${(error as Error).message}`;
      throw new ConfigurationError(text, { provider: "mock" });
    }
  }

  answered(request: ChatRequest, response: ChatResponse): Promise<void> {
    const { usage, finish_reason } = response;
    const { total_tokens: _, ...counts } = usage ?? { total_tokens: 0 };
    return this.#write({
      prompt: lastPrompt(request),
      ...saidOf(response.content),
      ...(finish_reason === undefined ? {} : { finish_reason }),
      ...(usage === undefined ? {} : { usage: counts }),
    });
  }

  /** An error of the model; anything else (a cancel) is no answer. */
  async failed(request: ChatRequest, error: unknown): Promise<void> {
    if (!(error instanceof LLMError)) return;
    const { status_code, retryable, retry_after, tool_name, raw_arguments } = error.data as Record<string, unknown>;
    const told = { status_code, retryable, retry_after, tool_name, raw_arguments };
    const members = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
    await this.#write({
      prompt: lastPrompt(request),
      error: { name: error.llmError, message: error.message, ...members },
    });
  }

  async #write(turn: Turn): Promise<void> {
    const { stringify } = await import("yaml");
    const item = stringify([turn], { lineWidth: 0, aliasDuplicateObjects: false });
    await appendFile(this.#file, item.replaceAll(/^(?=.)/gm, "  "), { mode: MODE });
  }
}

/** Thinking, text and calls where that is all and in this order: easy to edit. Else the blocks as they are. */
function saidOf(content: ContentBlock[]): Turn {
  const order = content.map(({ type }) => type).join(" ");
  const simple = /^(thinking ?)?(text ?)?(tool_call ?)*$/.test(order) && content.every(isPlain);
  if (!simple || content.length === 0) return { content };
  const turn: Turn = {};
  const calls: ScriptedToolCall[] = [];
  for (const block of content) {
    if (block.type === "thinking") turn.thinking = block.thinking;
    else if (block.type === "text") turn.text = block.text;
    else if (block.type === "tool_call") calls.push({ id: block.id, name: block.name, input: block.input });
  }
  return calls.length === 0 ? turn : { ...turn, tool_calls: calls };
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  thinking: ["type", "thinking"],
  text: ["type", "text"],
  tool_call: ["type", "id", "name", "input"],
};

/** Whether a block has no more than its usual members (a signature is more). */
function isPlain(block: ContentBlock): boolean {
  return Object.keys(block).every((name) => MEMBERS[block.type]?.includes(name));
}
