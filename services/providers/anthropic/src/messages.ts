import { noted, type Part, type Said, type ToolResultPart, textOf } from "@amplifier-ipc/provider-kit";
import { InvalidRequestError, type JsonObject } from "@amplifier-ipc/sdk";
import type {
  ContentBlockParam,
  ImageBlockParam,
  TextBlockParam,
  ToolResultBlockParam,
} from "@anthropic-ai/sdk/resources/messages/messages";
import type { AnthropicCall, Told } from "./config.js";
import { CallIds } from "./ids.js";
import { imageOf } from "./images.js";

/** A turn of the conversation: neighbours of one role are one. */
export interface Turn {
  role: "user" | "assistant";
  content: ContentBlockParam[];
}

/** Blocks that a user may send as the vendor defines them. */
const OF_USERS: ReadonlySet<unknown> = new Set(["document", "search_result", "container_upload"]);
/** Blocks that the vendor writes beside those of the protocol, and wants back. */
const OF_VENDOR =
  /^(server_tool_use|(web_search|web_fetch|code_execution|bash_code_execution|text_editor_code_execution|tool_search)_tool_result|container_upload|compaction)$/;
const CACHE = { cache_control: { type: "ephemeral" } } as const;

/**
 * The conversation as turns that alternate and begin with the user. Nothing of it is left out in silence (PRV-010): what the
 * vendor would refuse is told as text or in a note.
 */
export function turnsOf(call: AnthropicCall, told: Told): Turn[] {
  const writer = new Writer(call, told);
  const turns = joined(call.conversation.map((said) => writer.write(said)));
  for (const turn of turns) withoutLastThoughts(turn, told);
  const whole = joined(turns);
  if (whole.length === 0) return [userTurn(opening(call))];
  return whole[0]?.role === "user" ? whole : [userTurn("[The conversation goes on from here.]"), ...whole];
}

/** Marks the last block of each of the last two user turns: what is in front of it is read from the cache next time. */
export function cached(turns: readonly Turn[]): void {
  for (const { content } of turns.filter(({ role }) => role === "user").slice(-2)) {
    const last = content.findLast(isCacheable);
    if (last !== undefined) Object.assign(last, CACHE);
  }
}

/** A block with a mark for the cache. */
export function marked<T extends object>(block: T): T {
  return { ...block, ...CACHE };
}

function isCacheable({ type }: ContentBlockParam): boolean {
  return type === "text" || type === "image" || type === "tool_result" || type === "document";
}

function userTurn(text: string): Turn {
  return { role: "user", content: [{ type: "text", text }] };
}

/** What stands for a user who said nothing. Throws invalid_request when there is nothing at all. */
function opening({ system, model }: AnthropicCall): string {
  if (system.length > 0) return "[Begin.]";
  const about = { provider: "anthropic", model };
  throw new InvalidRequestError("The request has no messages with content: Anthropic needs one of the user.", about);
}

function joined(turns: readonly Turn[]): Turn[] {
  const whole: Turn[] = [];
  for (const { role, content } of turns.filter((turn) => turn.content.length > 0)) {
    const last = whole.at(-1);
    if (last?.role === role) last.content.push(...content);
    else whole.push({ role, content: [...content] });
  }
  return whole;
}

/** The vendor refuses a message of the assistant that ends in thoughts: one that was cut off there. */
function withoutLastThoughts({ role, content }: Turn, told: Told): void {
  while (role === "assistant" && /thinking$/.test(content.at(-1)?.type ?? "")) {
    content.pop();
    told.note("Thoughts at the end of a message of the assistant were left out: nothing follows from them.");
  }
}

class Writer {
  readonly #call: AnthropicCall;
  readonly #told: Told;
  readonly #ids = new CallIds();

  constructor(call: AnthropicCall, told: Told) {
    this.#call = call;
    this.#told = told;
  }

  write(said: Said): Turn {
    switch (said.role) {
      case "assistant":
        return { role: "assistant", content: said.parts.flatMap((part) => this.#assistant(part, said)) };
      case "system":
        return { role: "user", content: this.#wrapped(said, "system-reminder") };
      case "developer":
        return { role: "user", content: this.#wrapped(said, "context_file") };
      default:
        return { role: "user", content: said.parts.flatMap((part) => this.#user(part)) };
    }
  }

  #user(part: Part): ContentBlockParam[] {
    if (part.type === "image") return [imageOf(part.source, this.#told)];
    if (part.type === "tool_result") return [this.#result(part)];
    if (part.type === "other" && OF_USERS.has(part.block["type"])) return [asItCame(part.block)];
    return this.#text(noted(part));
  }

  #assistant(part: Part, { provider }: Said): ContentBlockParam[] {
    const own = provider === undefined || provider === "anthropic";
    switch (part.type) {
      case "tool_call":
        return [this.#toolUse(part.id, part.name, part.input)];
      case "thinking":
        if (own && part.signature !== undefined && part.signature !== "") return [asItCame(part.block)];
        return this.#leftOut("Thoughts without a signature of Anthropic's were not sent back.");
      case "redacted_thinking":
        return own ? [asItCame(part.block)] : this.#leftOut("Redacted thoughts of another vendor were not sent.");
      case "reasoning":
        return this.#leftOut("Reasoning of another vendor was not sent.");
      case "other":
        if (provider === "anthropic" || (own && OF_VENDOR.test(String(part.block["type"]))))
          return [asItCame(part.block)];
        return this.#text(noted(part));
      default:
        return this.#text(noted(part));
    }
  }

  #toolUse(id: string, name: string, input: JsonObject): ContentBlockParam {
    return { type: "tool_use", id: this.#ids.ofCall(id), name: this.#call.toolName(name), input };
  }

  /** Without images the text alone; the vendor refuses empty texts, and a failure that says nothing. */
  #result({ id, text, isError, images }: ToolResultPart): ToolResultBlockParam {
    const result: ToolResultBlockParam = { type: "tool_result", tool_use_id: this.#ids.ofResult(id) };
    const said = text.trim() === "" && isError ? "It failed without a message." : text;
    const shown: (TextBlockParam | ImageBlockParam)[] = images.map((source) => imageOf(source, this.#told));
    if (shown.length > 0) result.content = said.trim() === "" ? shown : [{ type: "text", text: said }, ...shown];
    else if (said.trim() !== "") result.content = said;
    return isError ? { ...result, is_error: true } : result;
  }

  /** What a system or developer message says in mid-conversation: text of the user, marked as what it is. */
  #wrapped({ parts }: Said, tag: string): ContentBlockParam[] {
    const images = parts.flatMap((part) => (part.type === "image" ? [imageOf(part.source, this.#told)] : []));
    const text = textOf(parts.filter(({ type }) => type !== "image"));
    if (text.trim() === "") return [...this.#text(text), ...images];
    const whole = text.trimStart().startsWith(`<${tag}`) ? text : `<${tag}>\n${text}\n</${tag}>`;
    return [...this.#text(whole), ...images];
  }

  #text(text: string): ContentBlockParam[] {
    if (text.trim() !== "") return [{ type: "text", text }];
    return text === "" ? [] : this.#leftOut("A text of nothing but white space was left out: Anthropic refuses it.");
  }

  #leftOut(note: string): [] {
    this.#told.note(note);
    return [];
  }
}

/** A block of the vendor's without what the protocol or an earlier request added to it. */
function asItCame({ visibility, cache_control, ...block }: JsonObject): ContentBlockParam {
  return block as unknown as ContentBlockParam;
}
