// Code generated from schemas/ by "make generate"; DO NOT EDIT.

/** The error kinds that this version knows. */
export type KnownErrorKind =
  | "parse_error"
  | "invalid_request"
  | "method_not_found"
  | "invalid_params"
  | "internal_error"
  | "cancelled"
  | "deadline_exceeded"
  | "service_unavailable"
  | "permission_denied"
  | "not_found"
  | "overloaded"
  | "message_too_large"
  | "not_ready"
  | "unsupported_version"
  | "llm_error";

/** The provider errors that this version knows. */
export type KnownLlmErrorName =
  | "rate_limit"
  | "quota_exceeded"
  | "authentication"
  | "access_denied"
  | "context_length"
  | "content_filter"
  | "invalid_request"
  | "not_found"
  | "provider_unavailable"
  | "network"
  | "llm_timeout"
  | "stream_error"
  | "abort"
  | "invalid_tool_call"
  | "configuration";

/** The line is not JSON. */
export const PARSE_ERROR: number = -32700;
/** The JSON is not a legal message. */
export const INVALID_REQUEST: number = -32600;
/** No such method, or a contract that the service did not declare. */
export const METHOD_NOT_FOUND: number = -32601;
/** The params do not fit; `data.errors` tells every fault. */
export const INVALID_PARAMS: number = -32602;
/** The handler broke. */
export const INTERNAL_ERROR: number = -32603;
/** The caller cancelled the request. */
export const CANCELLED: number = -32800;
/** The deadline passed. */
export const DEADLINE_EXCEEDED: number = -32001;
/** The service crashed, did not start, or was stopped. */
export const SERVICE_UNAVAILABLE: number = -32002;
/** The caller lacks the grant. */
export const PERMISSION_DENIED: number = -32003;
/** No such tool, provider, hook, content path, session or capability. */
export const NOT_FOUND: number = -32004;
/** A queue, concurrency or depth limit. */
export const OVERLOADED: number = -32005;
/** The message is longer than the recipient's limit. */
export const MESSAGE_TOO_LARGE: number = -32006;
/** Before describe, or after a refused configuration. */
export const NOT_READY: number = -32007;
/** No common protocol version. */
export const UNSUPPORTED_VERSION: number = -32008;
/** A provider failed; `data.llm_error` tells how. */
export const LLM_ERROR: number = -32010;

/** The code and HTTP status of each kind. */
export const KINDS: Readonly<Record<KnownErrorKind, { readonly code: number; readonly httpStatus: number }>> = {
  parse_error: { code: -32700, httpStatus: 400 },
  invalid_request: { code: -32600, httpStatus: 400 },
  method_not_found: { code: -32601, httpStatus: 404 },
  invalid_params: { code: -32602, httpStatus: 422 },
  internal_error: { code: -32603, httpStatus: 500 },
  cancelled: { code: -32800, httpStatus: 499 },
  deadline_exceeded: { code: -32001, httpStatus: 504 },
  service_unavailable: { code: -32002, httpStatus: 503 },
  permission_denied: { code: -32003, httpStatus: 403 },
  not_found: { code: -32004, httpStatus: 404 },
  overloaded: { code: -32005, httpStatus: 429 },
  message_too_large: { code: -32006, httpStatus: 413 },
  not_ready: { code: -32007, httpStatus: 503 },
  unsupported_version: { code: -32008, httpStatus: 400 },
  llm_error: { code: -32010, httpStatus: 502 },
};

/** The provider errors; a parent of null is the base class. */
export const LLM_ERRORS: Readonly<
  Record<KnownLlmErrorName, { readonly class: string; readonly parent: KnownLlmErrorName | null; readonly retryable: boolean }>
> = {
  rate_limit: { class: "RateLimitError", parent: null, retryable: true },
  quota_exceeded: { class: "QuotaExceededError", parent: "rate_limit", retryable: false },
  authentication: { class: "AuthenticationError", parent: null, retryable: false },
  access_denied: { class: "AccessDeniedError", parent: "authentication", retryable: false },
  context_length: { class: "ContextLengthError", parent: null, retryable: false },
  content_filter: { class: "ContentFilterError", parent: null, retryable: false },
  invalid_request: { class: "InvalidRequestError", parent: null, retryable: false },
  not_found: { class: "NotFoundError", parent: null, retryable: false },
  provider_unavailable: { class: "ProviderUnavailableError", parent: null, retryable: true },
  network: { class: "NetworkError", parent: "provider_unavailable", retryable: true },
  llm_timeout: { class: "LLMTimeoutError", parent: null, retryable: true },
  stream_error: { class: "StreamError", parent: null, retryable: true },
  abort: { class: "AbortError", parent: null, retryable: false },
  invalid_tool_call: { class: "InvalidToolCallError", parent: null, retryable: false },
  configuration: { class: "ConfigurationError", parent: null, retryable: false },
};
