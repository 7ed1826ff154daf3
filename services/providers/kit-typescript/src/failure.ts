import {
  AbortError,
  ConfigurationError,
  LLMError,
  LLMTimeoutError,
  NetworkError,
  StreamError,
} from "@amplifier-ipc/sdk";
import { type About, errorOf, type Fault } from "./fault.js";
import { sentence } from "./redact.js";
import { member } from "./retry_after.js";

/** Where a try was when it failed. */
export interface Progressed {
  /** Whether the vendor had begun to answer: then a lost connection is a broken stream. */
  answering: boolean;
  /** Whether pieces of the answer have gone out: then a fault that would pass is a broken stream too (PRV-034). */
  begun?: boolean;
  /** The adapter's own reading of its SDK's errors. */
  fault?: ((error: unknown) => Fault | undefined) | undefined;
}

const LOST =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|UND_ERR_(SOCKET|CONNECT_TIMEOUT|CLOSED|INFO|DESTROYED)|HPE_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_SSL_\w+)$/;
const SLOW = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/;
const CHAIN = 6;

/** Whatever a try threw, as one of the fifteen errors. An error that nobody knows is the base, not to be tried again. */
export function failureOf(error: unknown, about: About, progressed: Progressed): LLMError {
  if (error instanceof LLMError) return error;
  const fault = progressed.fault?.(error) ?? faultOf(error);
  if (fault !== undefined) return broken(errorOf(fault, about), progressed);
  const options = { provider: about.provider, ...(about.model === undefined ? {} : { model: about.model }) };
  const name = String(member(error, "name") ?? "");
  const said = sentence(told(error), about.secrets);
  const chain = causes(error);
  const codes = chain.map((each) => String(member(each, "code") ?? ""));
  if (codes.includes("ERR_INVALID_URL")) {
    return new ConfigurationError(`The base URL of ${about.displayName} is no URL: ${said}`, options);
  }
  if (/Timeout/.test(`${name} ${constructorName(error)}`) || codes.some((code) => SLOW.test(code))) {
    return new LLMTimeoutError(`${about.displayName} did not answer in time: ${said}`, options);
  }
  if (/Abort/.test(`${name} ${constructorName(error)}`)) {
    return new AbortError(`The request to ${about.displayName} was given up: ${said}`, options);
  }
  const lost = codes.some((code) => LOST.test(code)) || chain.some(isLost);
  if (lost || isGarbled(error)) {
    if (progressed.answering) return new StreamError(`The stream of ${about.displayName} broke off: ${said}`, options);
    if (lost) return new NetworkError(`${about.displayName} could not be reached: ${said}`, options);
  }
  if (isGarbled(error)) return new StreamError(`${about.displayName} answered what cannot be read: ${said}`, options);
  const type = constructorName(error);
  return new LLMError(`The request to ${about.displayName} failed: ${type}: ${said}`, { ...options, retryable: false });
}

function broken(failure: LLMError, { begun = false }: Progressed): LLMError {
  if (!begun || !failure.retryable || failure.llmError === "stream_error") return failure;
  return new StreamError(failure.message, { data: failure.data });
}

/** What the official SDKs' errors for HTTP answers have in common: status, headers, error, message. */
function faultOf(error: unknown): Fault | undefined {
  const status = member(error, "status");
  const body = member(error, "error");
  // An error event of a stream has no status: what it came with stands in `error`.
  if (typeof status !== "number" && (body === undefined || body === null)) return undefined;
  const message = String(member(error, "message") ?? "").replace(/^\d{3} (status code \(no body\)$)?/, "");
  return {
    status: typeof status === "number" ? status : undefined,
    headers: member(error, "headers"),
    body: body ?? (message.startsWith("{") ? message : undefined), // Google's SDK has the body as its message
    message,
  };
}

function isLost(error: unknown): boolean {
  const name = constructorName(error);
  const message = String(member(error, "message") ?? "");
  return /APIConnectionError/.test(name) || /^(fetch failed|terminated|Premature close|socket hang up)/i.test(message);
}

/** JSON that breaks off, bytes that are no text. */
function isGarbled(error: unknown): boolean {
  const text = `${constructorName(error)} ${String(member(error, "message") ?? "")}`;
  return /SyntaxError|JSON|Unexpected (end|token)|incomplete|malformed/i.test(text);
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let each = error; each !== undefined && each !== null && chain.length < CHAIN; each = member(each, "cause")) {
    chain.push(each);
    const inner = member(each, "errors"); // AggregateError: one for each address of a host
    if (Array.isArray(inner)) chain.push(...inner);
  }
  return chain;
}

/** The messages of an error and of what caused it. */
function told(error: unknown): string {
  const messages = causes(error).map((each) =>
    String(member(each, "message") ?? (typeof each === "string" ? each : "")),
  );
  return [...new Set(messages.filter((message) => message !== ""))].join(": ") || "without a message";
}

function constructorName(error: unknown): string {
  if (typeof error !== "object" || error === null) return typeof error;
  return error.constructor?.name ?? "object";
}
