import { member } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";

/**
 * Members that some models, or some accounts, refuse: temperature and stop where a model reasons that nobody knows to,
 * summaries and streams of organizations that are not verified, encrypted reasoning of models that do not reason.
 */
const DISPENSABLE = [
  "temperature",
  "top_p",
  "stop",
  "stream",
  "stream_options",
  "include",
  "prompt_cache_key",
  "reasoning.summary",
];
/** Those that stand in a body only because a request, or a setting, asked for them: then it must be told. */
const ASKED = ["temperature", "top_p", "stop"];

/** Reasoning of before: of another account or place it cannot be read, and then no request with it would ever be answered. */
export const REASONING = "the reasoning of earlier answers";

/** Whether an error says that reasoning which was sent back cannot be read, and there is some. */
export function isUnreadable(error: unknown, body: JsonObject): boolean {
  const said = `${member(error, "code")} ${member(error, "message")}`;
  const unreadable = /invalid_encrypted_content|encrypted content .*could not be verified/is.test(said);
  return unreadable && withoutReasoning(body) !== undefined;
}

/** The body without the reasoning in its input; undefined where it has none. */
export function withoutReasoning(body: JsonObject): JsonObject | undefined {
  const input: unknown = body["input"];
  if (!Array.isArray(input)) return undefined;
  const rest = input.filter((item) => member(item, "type") !== "reasoning");
  return rest.length === input.length ? undefined : { ...body, input: rest };
}

/** The member that an error says is not supported, if the body has it and goes without it too. */
export function dispensable(error: unknown, body: JsonObject): string | undefined {
  const [status, code, param] = [member(error, "status"), member(error, "code"), member(error, "param")];
  if (status !== 400 || typeof param !== "string" || !/^(unsupported|unknown)_/.test(String(code))) return undefined;
  const named = param.startsWith("include") ? "include" : param;
  return DISPENSABLE.includes(named) && without(body, named) !== undefined ? named : undefined;
}

export function isAsked(param: string): boolean {
  return ASKED.includes(param);
}

/** The body without a member, also one in a member; undefined where it has none. */
export function without(body: JsonObject, path: string): JsonObject | undefined {
  const [name = "", inner] = path.split(".");
  const value = body[name];
  if (inner !== undefined) {
    const rest = isObject(value) ? without(value, inner) : undefined;
    return rest === undefined ? undefined : { ...body, [name]: rest };
  }
  if (value === undefined) return undefined;
  const gone = name === "stream" ? [name, "stream_options"] : [name];
  return Object.fromEntries(Object.entries(body).filter(([each]) => !gone.includes(each)));
}
