import { ProtocolError } from "./errors.js";
import { type KnownLlmErrorName, LLM_ERRORS } from "./generated/index.js";
import type { ErrorBody, JsonObject } from "./wire/message.js";

/** What an LLM error may say about itself; members are those of `error.data` on the wire. */
export interface LLMErrorOptions {
  provider?: string;
  model?: string;
  /** The vendor's HTTP status. */
  statusCode?: number;
  /** Whether another try may help; each class has its own default. */
  retryable?: boolean;
  /** Seconds to wait before the next try. */
  retryAfter?: number;
  /** Factor on the usual delay. */
  delayMultiplier?: number;
  /** Tries already made: nobody retries the same fault again. */
  attempts?: number;
  /** The text so far. */
  partial?: unknown;
  /** invalid_tool_call: the tool that the model meant. */
  toolName?: string;
  /** invalid_tool_call: the arguments as the model wrote them. */
  rawArguments?: string;
  /** Further members of `error.data`. */
  data?: JsonObject;
}

/** What went wrong between a provider and its model: -32010, told apart by `llmError`. The base of the fifteen. */
export class LLMError extends ProtocolError {
  override readonly name: string = "LLMError";
  /** The snake_case name on the wire. */
  readonly llmError: string;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;

  constructor(message: string, options: LLMErrorOptions = {}, llmError: string = "llm_error") {
    const retryable = options.retryable ?? defaultRetryable(llmError);
    super("llm_error", message, wireData(llmError, retryable, options));
    this.llmError = llmError;
    this.retryable = retryable;
    this.retryAfter = options.retryAfter;
  }
}

export class RateLimitError extends LLMError {
  override readonly name: string = "RateLimitError";
  constructor(message: string, options: LLMErrorOptions = {}, llmError: string = "rate_limit") {
    super(message, options, llmError);
  }
}

export class QuotaExceededError extends RateLimitError {
  override readonly name: string = "QuotaExceededError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "quota_exceeded");
  }
}

export class AuthenticationError extends LLMError {
  override readonly name: string = "AuthenticationError";
  constructor(message: string, options: LLMErrorOptions = {}, llmError: string = "authentication") {
    super(message, options, llmError);
  }
}

export class AccessDeniedError extends AuthenticationError {
  override readonly name: string = "AccessDeniedError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "access_denied");
  }
}

export class ContextLengthError extends LLMError {
  override readonly name: string = "ContextLengthError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "context_length");
  }
}

export class ContentFilterError extends LLMError {
  override readonly name: string = "ContentFilterError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "content_filter");
  }
}

export class InvalidRequestError extends LLMError {
  override readonly name: string = "InvalidRequestError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "invalid_request");
  }
}

export class NotFoundError extends LLMError {
  override readonly name: string = "NotFoundError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "not_found");
  }
}

export class ProviderUnavailableError extends LLMError {
  override readonly name: string = "ProviderUnavailableError";
  constructor(message: string, options: LLMErrorOptions = {}, llmError: string = "provider_unavailable") {
    super(message, options, llmError);
  }
}

export class NetworkError extends ProviderUnavailableError {
  override readonly name: string = "NetworkError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "network");
  }
}

export class LLMTimeoutError extends LLMError {
  override readonly name: string = "LLMTimeoutError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "llm_timeout");
  }
}

export class StreamError extends LLMError {
  override readonly name: string = "StreamError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "stream_error");
  }
}

/** The caller gave up. (Not the DOM's AbortError, which a handler may also throw: it answers -32800.) */
export class AbortError extends LLMError {
  override readonly name: string = "AbortError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "abort");
  }
}

export class InvalidToolCallError extends LLMError {
  override readonly name: string = "InvalidToolCallError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "invalid_tool_call");
  }
}

export class ConfigurationError extends LLMError {
  override readonly name: string = "ConfigurationError";
  constructor(message: string, options: LLMErrorOptions = {}) {
    super(message, options, "configuration");
  }
}

/** The class of each of the fifteen, by its name on the wire. */
export const LLM_ERROR_CLASSES: Readonly<
  Record<KnownLlmErrorName, new (message: string, options?: LLMErrorOptions) => LLMError>
> = {
  rate_limit: RateLimitError,
  quota_exceeded: QuotaExceededError,
  authentication: AuthenticationError,
  access_denied: AccessDeniedError,
  context_length: ContextLengthError,
  content_filter: ContentFilterError,
  invalid_request: InvalidRequestError,
  not_found: NotFoundError,
  provider_unavailable: ProviderUnavailableError,
  network: NetworkError,
  llm_timeout: LLMTimeoutError,
  stream_error: StreamError,
  abort: AbortError,
  invalid_tool_call: InvalidToolCallError,
  configuration: ConfigurationError,
};

/** Each option under its name on the wire. */
const WIRE_NAMES = {
  provider: "provider",
  model: "model",
  statusCode: "status_code",
  retryAfter: "retry_after",
  delayMultiplier: "delay_multiplier",
  attempts: "attempts",
  partial: "partial",
  toolName: "tool_name",
  rawArguments: "raw_arguments",
} as const satisfies Partial<Record<keyof LLMErrorOptions, string>>;

function wireData(llmError: string, retryable: boolean, options: LLMErrorOptions): JsonObject {
  const data: JsonObject = { ...options.data, llm_error: llmError, retryable };
  for (const [option, name] of Object.entries(WIRE_NAMES)) {
    const value = options[option as keyof typeof WIRE_NAMES];
    if (value !== undefined) data[name] = value;
  }
  return data;
}

/** An LLM error of that name; a name that this version does not know gives the base class. */
export function llmError(name: string, message: string, options: LLMErrorOptions = {}): LLMError {
  if (!Object.hasOwn(LLM_ERROR_CLASSES, name)) return new LLMError(message, options, name);
  return new LLM_ERROR_CLASSES[name as KnownLlmErrorName](message, options);
}

/** The error that a response carried, as its own class. */
export function errorFromBody(body: ErrorBody, kindOf: (code: number) => string): ProtocolError {
  const { kind, ...data } = body.data ?? {};
  const name = typeof kind === "string" ? kind : kindOf(body.code);
  if (name !== "llm_error") return new ProtocolError(name, body.message, data, body.code);
  return llmError(typeof data["llm_error"] === "string" ? data["llm_error"] : "llm_error", body.message, options(data));
}

function options(data: JsonObject): LLMErrorOptions {
  const known: JsonObject = { data };
  for (const [option, name] of Object.entries(WIRE_NAMES)) {
    if (data[name] !== undefined && data[name] !== null) known[option] = data[name];
  }
  if (typeof data["retryable"] === "boolean") known["retryable"] = data["retryable"];
  return known as LLMErrorOptions;
}

function defaultRetryable(name: string): boolean {
  return Object.hasOwn(LLM_ERRORS, name) && LLM_ERRORS[name as KnownLlmErrorName].retryable;
}
