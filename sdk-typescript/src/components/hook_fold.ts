import type { HookAction, HookResult, MessageLevel } from "../generated/index.js";
import { isObject } from "../wire/decode.js";
import type { JsonObject } from "../wire/message.js";

/** One handler of a fan-out. */
export interface FoldHandler {
  readonly name: string;
  readonly onError: "continue" | "deny";
  /** Its answer to the data as patched so far; a rejection is a failure. */
  answer(data: JsonObject): Promise<HookResult>;
}

const STRENGTH: readonly HookAction[] = ["continue", "modify", "inject_context", "ask_user", "deny"];
const [INJECT, ASK, DENY] = [2, 3, 4];
const LEVELS: readonly MessageLevel[] = ["info", "warning", "error"];

/** What the first ask_user decides. */
const APPROVAL_MEMBERS = [
  "approval_prompt",
  "approval_options",
  "approval_timeout",
  "approval_default",
] as const satisfies (keyof HookResult)[];
/** What the first inject_context decides, its text aside. */
const INJECTION_MEMBERS = [
  "context_injection_role",
  "ephemeral",
  "append_to_last_tool_result",
] as const satisfies (keyof HookResult)[];

/** Whether a hook that asked for `pattern` gets `event`: the exact name, `*`, or `prefix:*`. */
export function matchesEvent(pattern: string, event: string): boolean {
  if (pattern === event || pattern === "*") return true;
  return pattern.endsWith(":*") && event.startsWith(pattern.slice(0, -1));
}

/**
 * Asks the handlers one after the other, each with the data as patched so far, and folds their answers (protocol, hook
 * fan-out). `open` lists the members that the event opens to patches; null = all. The handlers come in their order.
 */
export async function foldHooks(
  handlers: Iterable<FoldHandler>,
  data: JsonObject,
  open: readonly string[] | null,
  failed: (handler: FoldHandler, error: unknown) => void = () => {},
): Promise<HookResult> {
  const fold = new Fold(data, open);
  for (const handler of handlers) {
    let answer: HookResult;
    try {
      answer = withoutNulls(await handler.answer(fold.data));
    } catch (error) {
      failed(handler, error);
      if (handler.onError === "continue") continue;
      answer = { action: "deny", reason: messageOf(error) };
    }
    if (fold.add(answer)) break;
  }
  return fold.result();
}

class Fold {
  /** The data as patched so far. */
  data: JsonObject;
  readonly #open: ReadonlySet<string> | null;
  #strength = 0;
  #patch: JsonObject = {};
  #reason: string | undefined;
  #asked: HookResult | undefined;
  #injected: HookResult | undefined;
  readonly #texts: string[] = [];
  readonly #messages: HookResult[] = [];
  #suppress = false;

  constructor(data: JsonObject, open: readonly string[] | null) {
    this.data = data;
    this.#open = open === null ? null : new Set(open);
  }

  /** Takes one answer in; true = the chain ends. */
  add(answer: HookResult): boolean {
    const strength = strengthOf(answer);
    if (strength > this.#strength) {
      this.#strength = strength;
      this.#reason = undefined;
    }
    if (strength === this.#strength) this.#reason ??= answer.reason;
    this.#suppress ||= answer.suppress_output === true;
    if (typeof answer.user_message === "string") this.#messages.push(answer);
    if (strength === DENY) return true;
    if (isObject(answer.data)) this.#apply(answer.data);
    // An ask_user that is itself a fold may carry the injection of a weaker handler.
    if (strength >= INJECT && typeof answer.context_injection === "string") {
      this.#injected ??= answer;
      this.#texts.push(answer.context_injection);
    }
    if (strength === ASK) this.#asked ??= answer;
    return false;
  }

  result(): HookResult {
    const result: HookResult = { action: STRENGTH[this.#strength] ?? "continue" };
    if (Object.keys(this.#patch).length > 0) result.data = this.#patch;
    if (this.#reason !== undefined) result.reason = this.#reason;
    if (this.#strength !== DENY) {
      if (this.#injected !== undefined) {
        result.context_injection = this.#texts.join("\n\n");
        copy(INJECTION_MEMBERS, this.#injected, result);
      }
      if (this.#asked !== undefined) copy(APPROVAL_MEMBERS, this.#asked, result);
    }
    if (this.#suppress) result.suppress_output = true;
    this.#addMessages(result);
    return result;
  }

  #apply(patch: JsonObject): void {
    const opened = Object.entries(patch).filter(([name]) => this.#open === null || this.#open.has(name));
    if (opened.length === 0) return;
    const part = Object.fromEntries(opened);
    this.#patch = { ...this.#patch, ...part };
    this.data = { ...this.data, ...part };
  }

  #addMessages(result: HookResult): void {
    if (this.#messages.length === 0) return;
    result.user_message = this.#messages.map((answer) => answer.user_message).join("\n");
    const levels = this.#messages.flatMap(({ user_message_level: level }) => (level === undefined ? [] : [level]));
    const highest = LEVELS.findLast((level) => levels.includes(level));
    if (highest !== undefined) result.user_message_level = highest;
    const source = this.#messages.find((answer) => answer.user_message_source !== undefined)?.user_message_source;
    if (source !== undefined) result.user_message_source = source;
  }
}

/** Null says the same as absent. */
function withoutNulls(answer: HookResult): HookResult {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null && value !== undefined));
}

/** The action's rank; an unknown one is `continue`. */
function strengthOf(answer: HookResult): number {
  return Math.max(0, STRENGTH.indexOf(answer.action ?? "continue"));
}

function copy(names: readonly (keyof HookResult)[], from: HookResult, to: HookResult): void {
  for (const name of names) if (from[name] !== undefined) Object.assign(to, { [name]: from[name] });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
