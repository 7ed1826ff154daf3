# Code generated from schemas/ by "make generate"; DO NOT EDIT.
"""The error kinds of the protocol, and the errors of providers."""

from __future__ import annotations

from typing import Final, NamedTuple


class Kind(NamedTuple):
    """One row of the table of kinds."""

    kind: str
    code: int
    http_status: int


class LlmErrorInfo(NamedTuple):
    """One row of the table of provider errors; a parent of None is the base class LLMError."""

    name: str
    class_name: str
    parent: str | None
    retryable: bool


PARSE_ERROR: Final = "parse_error"
"""The line is not JSON."""
INVALID_REQUEST: Final = "invalid_request"
"""The JSON is not a legal message."""
METHOD_NOT_FOUND: Final = "method_not_found"
"""No such method, or a contract that the service did not declare."""
INVALID_PARAMS: Final = "invalid_params"
"""The params do not fit; `data.errors` tells every fault."""
INTERNAL_ERROR: Final = "internal_error"
"""The handler broke."""
CANCELLED: Final = "cancelled"
"""The caller cancelled the request."""
DEADLINE_EXCEEDED: Final = "deadline_exceeded"
"""The deadline passed."""
SERVICE_UNAVAILABLE: Final = "service_unavailable"
"""The service crashed, did not start, or was stopped."""
PERMISSION_DENIED: Final = "permission_denied"
"""The caller lacks the grant."""
NOT_FOUND: Final = "not_found"
"""No such tool, provider, hook, content path, session or capability."""
OVERLOADED: Final = "overloaded"
"""A queue, concurrency or depth limit."""
MESSAGE_TOO_LARGE: Final = "message_too_large"
"""The message is longer than the recipient's limit."""
NOT_READY: Final = "not_ready"
"""Before describe, or after a refused configuration."""
UNSUPPORTED_VERSION: Final = "unsupported_version"
"""No common protocol version."""
LLM_ERROR: Final = "llm_error"
"""A provider failed; `data.llm_error` tells how."""

KINDS: Final[dict[str, Kind]] = {
    PARSE_ERROR: Kind(PARSE_ERROR, -32700, 400),
    INVALID_REQUEST: Kind(INVALID_REQUEST, -32600, 400),
    METHOD_NOT_FOUND: Kind(METHOD_NOT_FOUND, -32601, 404),
    INVALID_PARAMS: Kind(INVALID_PARAMS, -32602, 422),
    INTERNAL_ERROR: Kind(INTERNAL_ERROR, -32603, 500),
    CANCELLED: Kind(CANCELLED, -32800, 499),
    DEADLINE_EXCEEDED: Kind(DEADLINE_EXCEEDED, -32001, 504),
    SERVICE_UNAVAILABLE: Kind(SERVICE_UNAVAILABLE, -32002, 503),
    PERMISSION_DENIED: Kind(PERMISSION_DENIED, -32003, 403),
    NOT_FOUND: Kind(NOT_FOUND, -32004, 404),
    OVERLOADED: Kind(OVERLOADED, -32005, 429),
    MESSAGE_TOO_LARGE: Kind(MESSAGE_TOO_LARGE, -32006, 413),
    NOT_READY: Kind(NOT_READY, -32007, 503),
    UNSUPPORTED_VERSION: Kind(UNSUPPORTED_VERSION, -32008, 400),
    LLM_ERROR: Kind(LLM_ERROR, -32010, 502),
}
"""Every kind by its name."""

KIND_OF_CODE: Final[dict[int, str]] = {row.code: row.kind for row in KINDS.values()}
"""The kind of each code."""

LLM_ERRORS: Final[dict[str, LlmErrorInfo]] = {
    "rate_limit": LlmErrorInfo("rate_limit", "RateLimitError", None, True),
    "quota_exceeded": LlmErrorInfo("quota_exceeded", "QuotaExceededError", "rate_limit", False),
    "authentication": LlmErrorInfo("authentication", "AuthenticationError", None, False),
    "access_denied": LlmErrorInfo("access_denied", "AccessDeniedError", "authentication", False),
    "context_length": LlmErrorInfo("context_length", "ContextLengthError", None, False),
    "content_filter": LlmErrorInfo("content_filter", "ContentFilterError", None, False),
    "invalid_request": LlmErrorInfo("invalid_request", "InvalidRequestError", None, False),
    "not_found": LlmErrorInfo("not_found", "NotFoundError", None, False),
    "provider_unavailable": LlmErrorInfo(
        "provider_unavailable", "ProviderUnavailableError", None, True
    ),
    "network": LlmErrorInfo("network", "NetworkError", "provider_unavailable", True),
    "llm_timeout": LlmErrorInfo("llm_timeout", "LLMTimeoutError", None, True),
    "stream_error": LlmErrorInfo("stream_error", "StreamError", None, True),
    "abort": LlmErrorInfo("abort", "AbortError", None, False),
    "invalid_tool_call": LlmErrorInfo("invalid_tool_call", "InvalidToolCallError", None, False),
    "configuration": LlmErrorInfo("configuration", "ConfigurationError", None, False),
}
"""Every provider error by its name."""
