import {
  type Answer,
  member,
  sentence,
  type TextBlock,
  type ThinkingBlock,
  type UsageCounts,
} from "@amplifier-ipc/provider-kit";
import { ContentFilterError, InvalidToolCallError } from "@amplifier-ipc/sdk";
import type {
  FunctionCall,
  GenerateContentResponse,
  GenerateContentResponseUsageMetadata,
  Part,
} from "@google/genai/web";
import { CALL_ID, PART, PART_TYPE, SIGNATURE, SIGNATURES, type Signed } from "./marks.js";

/** Why a model stops, in Gemini's words and in ours; others are told as they came, in small letters. */
const REASONS: Record<string, string> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  CONTINUATION: "length",
  FUNCTION_CALL: "tool_calls",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  IMAGE_SAFETY: "content_filter",
  IMAGE_PROHIBITED_CONTENT: "content_filter",
  IMAGE_RECITATION: "content_filter",
  MODEL_ARMOR: "content_filter",
};
/** The model wrote a call that Gemini itself could not read, or of a function that is not there. */
const BAD_CALLS = new Set(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"]);
const NO_REASONS = new Set(["", "FINISH_REASON_UNSPECIFIED"]);

/** What a reader is told of its call. */
export interface ReaderOptions {
  answer: Answer;
  model: string;
  /** Ids of tool calls that the conversation has already. */
  taken: Iterable<string>;
  /** What the vendor says of the end besides its reason: the SDK leaves it out. */
  finishMessage?: () => string | undefined;
}

type Open = { kind: "text"; block: TextBlock; signed: Signed[] } | { kind: "thinking"; block: ThinkingBlock };

/** Reads the chunks of a stream, or the one response of a plain request, into an answer. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #ids: Set<string>;
  #open: Open | undefined;
  #usage: GenerateContentResponseUsageMetadata = {};
  #finished = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#ids = new Set(options.taken);
  }

  /** Whether the vendor has said that this was all. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Throws content_filter if the vendor refused the prompt, invalid_tool_call if the model wrote a call that is none. */
  read(chunk: GenerateContentResponse): void {
    const { answer } = this.#options;
    this.#count(chunk.usageMetadata);
    if (chunk.modelVersion) answer.model(chunk.modelVersion);
    if (chunk.responseId) answer.metadata("response_id", chunk.responseId);
    const candidate = chunk.candidates?.[0];
    if (candidate === undefined) this.#refused(chunk);
    for (const part of candidate?.content?.parts ?? []) this.#part(part);
    const citations = member(candidate?.citationMetadata, "citations");
    if (Array.isArray(citations) && citations.length > 0) answer.metadata("citations", citations);
    this.#finish(candidate?.finishReason ?? "");
  }

  /** Each chunk tells the sums so far, but not always all of them. */
  #count(usage: GenerateContentResponseUsageMetadata | undefined): void {
    if (usage === undefined) return;
    this.#usage = { ...this.#usage, ...usage };
    this.#options.answer.usage(countsOf(this.#usage));
  }

  #refused({ promptFeedback }: GenerateContentResponse): void {
    const reason = promptFeedback?.blockReason;
    if (reason === undefined) return;
    const said = promptFeedback?.blockReasonMessage;
    const why = said === undefined ? reason : `${reason}: ${sentence(said)}`;
    throw new ContentFilterError(`Google Gemini refused the prompt (${why}).`, this.#about());
  }

  #part(part: Part): void {
    const { functionCall, inlineData, text, thought, thoughtSignature = "" } = part;
    if (functionCall !== undefined) this.#call(functionCall, thoughtSignature);
    else if (text !== undefined && thought === true) this.#thought(text, thoughtSignature);
    else if (text !== undefined) this.#text(text, thoughtSignature);
    else if (inlineData?.data !== undefined && isPicture(part)) {
      const source = { type: "base64" as const, media_type: inlineData.mimeType, data: inlineData.data };
      this.#whole({ type: "image", source });
    } else if (Object.keys(part).length > 0) this.#whole({ type: PART_TYPE, [PART]: part });
  }

  #thought(text: string, signature: string): void {
    const { answer } = this.#options;
    const open =
      this.#open?.kind === "thinking" ? this.#open : this.#begin({ kind: "thinking", block: answer.thinking() });
    open.block.write(text);
    if (signature === "") return;
    open.block.sign(signature);
    this.#end(); // signed thoughts are not joined with others
  }

  #text(text: string, signature: string): void {
    if (text === "" && signature === "") return;
    if (text === "" && this.#open?.kind !== "text") {
      this.#thought("", signature); // a signature with nothing
      return;
    }
    const { answer } = this.#options;
    const open =
      this.#open?.kind === "text" ? this.#open : this.#begin({ kind: "text", block: answer.text(), signed: [] });
    const start = open.block.text.length;
    open.block.write(text);
    if (signature === "") return;
    open.signed.push({ start, end: open.block.text.length, signature });
    open.block.keep(SIGNATURES, open.signed);
  }

  #call({ id = "", name = "", args = {} }: FunctionCall, signature: string): void {
    this.#end();
    const free = id !== "" && !this.#ids.has(id);
    const block = this.#options.answer.toolCall(free ? id : "", name);
    this.#ids.add(block.id);
    if (id !== "") block.keep(CALL_ID, id);
    if (signature !== "") block.keep(SIGNATURE, signature);
    block.input(args ?? {});
    block.end();
  }

  #whole(block: Parameters<Answer["block"]>[0]): void {
    this.#end();
    this.#options.answer.block(block);
  }

  #begin<O extends Open>(open: O): O {
    this.#end();
    this.#open = open;
    return open;
  }

  #end(): void {
    this.#open?.block.end();
    this.#open = undefined;
  }

  #finish(reason: string): void {
    if (NO_REASONS.has(reason)) return;
    if (BAD_CALLS.has(reason)) throw this.#badCall(reason);
    // The block stays open: some models say STOP with each piece.
    this.#finished = true;
    this.#options.answer.finish(REASONS[reason] ?? reason.toLowerCase());
  }

  #badCall(reason: string): InvalidToolCallError {
    const raw = this.#options.finishMessage?.() ?? "";
    const toolName = /(?:default_api\.|call:)?([A-Za-z_][\w.-]*)\s*[({]/.exec(raw.replace(/print\(/g, ""))?.[1] ?? "";
    const what = raw === "" ? "" : `: ${sentence(raw)}`;
    const text = `The model wrote a tool call that Google Gemini could not read (${reason})${what}`;
    return new InvalidToolCallError(text, { ...this.#about(), toolName, rawArguments: raw });
  }

  #about(): { provider: string; model: string } {
    return { provider: "gemini", model: this.#options.model };
  }
}

/** An image of the answer: not one of the thoughts, nor one with a signature to be given back. */
function isPicture({ inlineData, thought, thoughtSignature }: Part): boolean {
  return inlineData?.mimeType?.startsWith("image/") === true && thought !== true && !thoughtSignature;
}

/** Thoughts are output, and are told apart from it in Gemini's count; what its own tools read is input. */
function countsOf(usage: GenerateContentResponseUsageMetadata): UsageCounts {
  const { promptTokenCount: prompt, candidatesTokenCount: candidates, thoughtsTokenCount: thoughts } = usage;
  return {
    input: sum(prompt, usage.toolUsePromptTokenCount),
    output: sum(candidates, thoughts),
    reasoning: thoughts,
    cacheRead: usage.cachedContentTokenCount,
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
