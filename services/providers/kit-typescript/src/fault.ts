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

/** By what codes and messages of 400, 413 and 422 say which fault it is. */
const CONTEXT =
  /context[ _-]?(length|window|size)|prompt is too long|too many (input )?tokens|token count .*exceeds|maximum (input )?tokens|request_too_large|max_prompt_tokens|model_max_prompt_tokens_exceeded|input is too long|exceeds? the (maximum|available) (context|number of tokens)/i;
const FILTER =
  /content[ _]?(filter|policy|management)|responsible[ _]?ai|safety (system|reasons|settings)|moderation|flagged|invalid_prompt|\bPROHIBITED_CONTENT\b/i;
const QUOTA =
  /insufficient_quota|billing|credit balance|exceeded your current quota|quota_exceeded|usage limit|spend(ing)? limit|PerDay|account is not active|payment/i;
const KEY =
  /api[_ ]key[_ ](not valid|invalid|expired)|API_KEY_INVALID|invalid[_ ]api[_ ]key|incorrect api key|authentication_error/i;
const NO_MODEL = /model_not_found|model .*(does not exist|not found)|unknown model/i;

/** Names of error events in a stream, which come without a status. */
const NAMED: readonly [RegExp, number][] = [
  [/overloaded/i, 529],
  [/rate_limit|RESOURCE_EXHAUSTED|too_many_requests/i, 429],
  [/authentication|UNAUTHENTICATED|invalid_api_key/i, 401],
  [/permission|PERMISSION_DENIED/i, 403],
  [/not_found|NOT_FOUND/i, 404],
  [/timeout|DEADLINE_EXCEEDED/i, 408],
  [/invalid_request|INVALID_ARGUMENT|FAILED_PRECONDITION/i, 400],
  [/api_error|server_error|INTERNAL|UNAVAILABLE|internal_error/i, 500],
];

/** A vendor's answer as one of the fifteen errors (services.md 2): by status, code and message. */
export function errorOf(fault: Fault, about: About): LLMError {
  const told = toldBy(fault);
  const status = fault.status ?? NAMED.find(([name]) => name.test(told.code))?.[1];
  const name = nameOf(status, `${told.code} ${told.message}`);
  const options: LLMErrorOptions = { provider: about.provider };
  if (about.model !== undefined) options.model = about.model;
  if (fault.status !== undefined) options.statusCode = fault.status;
  const wait = retryAfter(headerReader(fault.headers), fault.body, about.now ?? Date.now());
  if (wait !== undefined && (name === "rate_limit" || name === "provider_unavailable")) options.retryAfter = wait;
  return llmError(name, messageOf(name, fault, told.message, about), options);
}

function nameOf(status: number | undefined, said: string): string {
  if (status === 401) return "authentication";
  if (status === 402) return "quota_exceeded";
  if (status === 403) return KEY.test(said) ? "authentication" : "access_denied";
  if (status === 404) return "not_found";
  if (status === 408) return "llm_timeout";
  if (status === 409 || (status !== undefined && status >= 500)) return "provider_unavailable";
  if (status === 413) return "context_length";
  if (status === 429) return QUOTA.test(said) ? "quota_exceeded" : "rate_limit";
  if (status !== undefined && status >= 400) return refusal(status, said);
  return "llm_error";
}

/** 400, 422 and other refusals: what the vendor says tells which. */
function refusal(status: number, said: string): string {
  if (KEY.test(said)) return "authentication";
  if (CONTEXT.test(said)) return "context_length";
  if (QUOTA.test(said)) return "quota_exceeded";
  if (FILTER.test(said)) return "content_filter";
  if (NO_MODEL.test(said)) return "not_found";
  return status === 400 || status === 422 ? "invalid_request" : "llm_error";
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

/** Code and message of a body: `{error: {message, code, type, status}}`, `{error: "…"}`, `{message}`, `[{error}]`, text. */
function toldBy({ body, message }: Fault): { code: string; message: string } {
  const value = parsed(Array.isArray(body) ? body[0] : body);
  if (typeof value === "string") return { code: "", message: looksLikePage(value) ? "" : value };
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
  return { code, message: text(said) ?? message ?? "" };
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

function parsed(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function looksLikePage(value: string): boolean {
  return /^\s*<(!doctype|html|head|body)/i.test(value);
}
