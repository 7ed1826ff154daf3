import type { ApprovalDefault, HookResult, InjectionRole, MessageLevel } from "../generated/index.js";
import type { JsonObject } from "../wire/message.js";

/** Members that go with any action. */
export interface HookExtras {
  /** A patch of the event's data: top-level members. */
  data?: JsonObject;
  /** Hides the output of what was hooked from the user. */
  suppressOutput?: boolean;
  userMessage?: string;
  userMessageLevel?: MessageLevel;
  userMessageSource?: string;
}

/** Stops what is about to happen; the reason is for the model and the user. */
export function deny(reason: string, extras: Omit<HookExtras, "data"> = {}): HookResult {
  return { action: "deny", reason, ...members(extras) };
}

/** Changes members of the event's data (those that the event opens). */
export function modify(data: JsonObject, extras: Omit<HookExtras, "data"> = {}): HookResult {
  return { action: "modify", data, ...members(extras) };
}

/** Puts a text into the conversation. */
export function injectContext(
  text: string,
  options: HookExtras & { role?: InjectionRole; ephemeral?: boolean; appendToLastToolResult?: boolean } = {},
): HookResult {
  const { role, ephemeral, appendToLastToolResult, ...extras } = options;
  const result: HookResult = { action: "inject_context", context_injection: text, ...members(extras) };
  if (role !== undefined) result.context_injection_role = role;
  if (ephemeral !== undefined) result.ephemeral = ephemeral;
  if (appendToLastToolResult !== undefined) result.append_to_last_tool_result = appendToLastToolResult;
  return result;
}

/** Asks the user before it goes on. `timeout` in seconds (300). */
export function askUser(
  prompt: string,
  options: HookExtras & { options?: string[]; timeout?: number; default?: ApprovalDefault; reason?: string } = {},
): HookResult {
  const { options: offered, timeout, default: fallback, reason, ...extras } = options;
  const result: HookResult = { action: "ask_user", approval_prompt: prompt, ...members(extras) };
  if (offered !== undefined) result.approval_options = offered;
  if (timeout !== undefined) result.approval_timeout = timeout;
  if (fallback !== undefined) result.approval_default = fallback;
  if (reason !== undefined) result.reason = reason;
  return result;
}

/** Lets it go on, perhaps with a message to the user. Returning nothing says the same. */
export function goOn(extras: HookExtras = {}): HookResult {
  return { action: "continue", ...members(extras) };
}

function members(extras: HookExtras): Partial<HookResult> {
  const result: Partial<HookResult> = {};
  if (extras.data !== undefined) result.data = extras.data;
  if (extras.suppressOutput !== undefined) result.suppress_output = extras.suppressOutput;
  if (extras.userMessage !== undefined) result.user_message = extras.userMessage;
  if (extras.userMessageLevel !== undefined) result.user_message_level = extras.userMessageLevel;
  if (extras.userMessageSource !== undefined) result.user_message_source = extras.userMessageSource;
  return result;
}
