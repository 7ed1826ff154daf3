import { type LLMError, type LLMErrorOptions, llmError } from "@amplifier-ipc/sdk";
import { sentence } from "./redact.js";
import { headerReader, member, retryAfter } from "./retry_after.js";

/** What a vendor answered instead of an answer: an HTTP response, or an error event in a stream (then often no status). */
export interface Fault {
  status?: number | undefined;
  headers?: unknown;
  /** The body: parsed JSON, or text. */
  body?: unknown;
  /** What the SDK says, where the body says nothing. */
  message?: string | undefined;
}

/** Whom an error is about. */
export interface About {
  provider: string;
  displayName: string;
  model?: string;
  /** The variable that holds the key, if there is one. */
  variable?: string | undefined;
  /** Keys that must not be told. */
  secrets?: readonly string[];
  /** Milliseconds since 1970. */
  now?: number;
}

/** By what codes and messages a refusal says which fault it is. */
const CONTEXT =
  /context[ _-]?(length|window|size|limit)|maximum model length|prompt is too long|input is too long|too many (input )?tokens|token count .*exceeds|exceeds? the maximum number of tokens|max_prompt_tokens|request_too_large/i;
const FILTER =
  /content[ _]?(filter|policy|management)|responsible[ _]?ai|safety (system|reasons|settings)|moderation|flagged|invalid_prompt|PROHIBITED_CONTENT/i;
const QUOTA =
  /insufficient_quota|billing|credit balance|exceeded your current quota|quota_exceeded|usage limit|spend(ing)? limit|PerDay|account is not active|payment/i;
const QUOTA_CODE = /insufficient_quota|billing|quota_exceeded|PerDay/i;
const KEY = /api[_ ]key[_ ](not valid|invalid|expired)|invalid[_ ]api[_ ]key|incorrect api key|authentication_error/i;
const NO_MODEL = /model_not_(found|supported)|model .*(does not exist|not found)|unknown model/i;

/** Names of error events in a stream, which come without a status; the first that fits. */
const NAMED: readonly [RegExp, number][] = [
  [/context_length|max_prompt_tokens/i, 400],
  [/insufficient_quota|billing|rate_limit|RESOURCE_EXHAUSTED|too_many_requests/i, 429],
  [/authentication|UNAUTHENTICATED|invalid_api_key/i, 401],
  [/permission/i, 403],
  [/not_?found/i, 404],
  [/timeout|DEADLINE_EXCEEDED/i, 408],
  [/invalid_request|INVALID_ARGUMENT|FAILED_PRECONDITION|BadRequest/i, 400],
  [/overloaded|api_error|server_?error|\bINTERNAL\b|UNAVAILABLE|internal_error/i, 503],
];

/** A vendor's answer as one of the fifteen errors (services.md 2): by status, code and message. */
export function errorOf(fault: Fault, about: About): LLMError {
  const body = bodyOf(fault.body);
  const told = toldBy(body, fault.message);
  const header = headerReader(fault.headers);
  const wait = retryAfter(header, body, about.now ?? Date.now());
  const name = nameOf(fault.status ?? statusIn(body, told.code), told, wait !== undefined);
  const options: LLMErrorOptions = { provider: about.provider };
  if (about.model !== undefined) options.model = about.model;
  if (fault.status !== undefined) options.statusCode = fault.status;
  if (wait !== undefined && (name === "rate_limit" || name === "provider_unavailable")) options.retryAfter = wait;
  const again = header("x-should-retry"); // PRV-026: unless the vendor tells otherwise
  if (again === "true" || again === "false") options.retryable = again === "true";
  return llmError(name, messageOf(name, fault, told.message, about), options);
}

/** The status that an error event stands for: its number, or its name. */
function statusIn(body: unknown, code: string): number | undefined {
  const numbers = [member(member(body, "error"), "code"), member(body, "code")];
  const status = numbers.find((each) => typeof each === "number" && each >= 400 && each < 600);
  return typeof status === "number" ? status : NAMED.find(([name]) => name.test(code))?.[1];
}

function nameOf(status: number | undefined, { code, message }: Told, waitAsked: boolean): string {
  const said = `${code} ${message}`;
  if (status === undefined) return "stream_error";
  if (status === 401) return "authentication";
  if (status === 402) return "quota_exceeded";
  if (status === 403) return KEY.test(said) ? "authentication" : "access_denied";
  if (status === 404) return "not_found";
  if (status === 408) return "llm_timeout";
  if (status === 413) return "context_length";
  if (status === 429) return limitName(code, said, waitAsked);
  if (status >= 500) return "provider_unavailable";
  return status === 400 || status === 422 ? refusal(said) : "llm_error";
}

/** Who says when to try again means a limit of requests, whatever Google calls it; unless it is that of the day. */
function limitName(code: string, said: string, waitAsked: boolean): string {
  return QUOTA_CODE.test(code) || (!waitAsked && QUOTA.test(said)) ? "quota_exceeded" : "rate_limit";
}

function refusal(said: string): string {
  if (KEY.test(said)) return "authentication";
  if (CONTEXT.test(said)) return "context_length";
  if (QUOTA.test(said)) return "quota_exceeded";
  if (FILTER.test(said)) return "content_filter";
  return NO_MODEL.test(said) ? "not_found" : "invalid_request";
}

function messageOf(name: string, fault: Fault, said: string, about: About): string {
  const why = sentence(said, about.secrets);
  const because = why === "" ? "" : `: ${why}`;
  const status = fault.status === undefined ? "" : ` (HTTP ${fault.status})`;
  if (name === "authentication") {
    const key = about.variable === undefined ? "the key" : `the key in ${about.variable}`;
    return `${about.displayName} refused ${key}${status}${because}`;
  }
  if (name === "access_denied") return `${about.displayName} does not allow this with the given key${status}${because}`;
  return `${about.displayName} answered with an error${status}${because}`;
}

interface Told {
  code: string;
  message: string;
}

/** Code and message of a body: `{error: {message, code, type, status}}`, `{error: "…"}`, `{message}`, `[{error}]`, text. */
function toldBy(value: unknown, message: string | undefined): Told {
  if (typeof value === "string") return { code: "", message: plain(value) };
  const error = member(value, "error") ?? value;
  const said = typeof error === "string" ? error : (member(error, "message") ?? member(error, "detail"));
  const inner = member(error, "innererror");
  const codes = [
    member(error, "type"),
    member(error, "code"),
    member(error, "status"),
    member(error, "param"),
    member(inner, "code"),
    ...reasons(member(error, "details")),
  ];
  const code = codes.filter((each) => typeof each === "string").join(" ");
  return { code, message: plain(text(said) ?? message ?? "") };
}

/** `reason` and `quotaId` of Google's error details. */
function reasons(details: unknown): unknown[] {
  if (!Array.isArray(details)) return [];
  return details.flatMap((detail) => {
    const violations = member(detail, "violations");
    const quotas = Array.isArray(violations) ? violations.map((each) => member(each, "quotaId")) : [];
    return [member(detail, "reason"), ...quotas];
  });
}

function text(said: unknown): string | undefined {
  if (said === undefined || said === null) return undefined;
  return typeof said === "string" ? said : JSON.stringify(said);
}

/** A body as JSON, or else as text; of a list (Google's streams) the first. */
function bodyOf(body: unknown): unknown {
  const value = parsed(body);
  return Array.isArray(value) ? value[0] : value;
}

function parsed(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** A text, unless it is a page of a proxy, which says nothing to a reader. */
function plain(said: string): string {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(said) ? "" : said;
}
