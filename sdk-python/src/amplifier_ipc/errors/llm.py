"""What goes wrong between a provider and its model (-32010): a base and fifteen classes."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from .._generated.errors import LLM_ERRORS
from .rpc import RpcError


class LLMError(RpcError):
    """The base of the provider errors; ``retry_after`` is in seconds.

    ``retryable`` is what the class says unless it is given. Further members of ``data`` (``attempts``,
    ``partial``, …) are given by name.
    """

    name: ClassVar[str] = "llm_error"
    """The name on the wire (``data.llm_error``)."""

    def __init__(  # noqa: PLR0913 # one keyword for each member of the error
        self,
        message: str,
        *,
        provider: str | None = None,
        model: str | None = None,
        status_code: int | None = None,
        retryable: bool | None = None,
        retry_after: float | None = None,
        delay_multiplier: float | None = None,
        **more: Any,
    ) -> None:
        row = LLM_ERRORS.get(self.name)
        self.provider = provider
        self.model = model
        self.status_code = status_code
        self.retryable = bool(row and row.retryable) if retryable is None else retryable
        self.retry_after = retry_after
        self.delay_multiplier = delay_multiplier
        optional = {
            "provider": provider,
            "model": model,
            "status_code": status_code,
            "retry_after": retry_after,
            "delay_multiplier": delay_multiplier,
            **more,
        }
        given = {name: value for name, value in optional.items() if value is not None}
        super().__init__(
            "llm_error", message, llm_error=self.name, retryable=self.retryable, **given
        )


class RateLimitError(LLMError):
    """Too many requests; another try helps."""

    name = "rate_limit"


class QuotaExceededError(RateLimitError):
    """The quota is used up: a rate limit that waiting does not mend."""

    name = "quota_exceeded"


class AuthenticationError(LLMError):
    """The key is missing or wrong."""

    name = "authentication"


class AccessDeniedError(AuthenticationError):
    """The key is good, but not for this."""

    name = "access_denied"


class ContextLengthError(LLMError):
    """The messages do not fit into the model's window."""

    name = "context_length"


class ContentFilterError(LLMError):
    """The vendor refused the content."""

    name = "content_filter"


class InvalidRequestError(LLMError):
    """The vendor refused the request."""

    name = "invalid_request"


class NotFoundError(LLMError):
    """No such model or endpoint."""

    name = "not_found"


class ProviderUnavailableError(LLMError):
    """The vendor is down or overloaded."""

    name = "provider_unavailable"


class NetworkError(ProviderUnavailableError):
    """The vendor could not be reached."""

    name = "network"


class LLMTimeoutError(LLMError):
    """The vendor took too long."""

    name = "llm_timeout"


class StreamError(LLMError):
    """The stream broke."""

    name = "stream_error"


class AbortError(LLMError):
    """The request was given up."""

    name = "abort"


class InvalidToolCallError(LLMError):
    """The model called a tool with arguments that are no JSON object."""

    name = "invalid_tool_call"

    def __init__(
        self,
        message: str,
        *,
        tool_name: str | None = None,
        raw_arguments: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message, tool_name=tool_name, raw_arguments=raw_arguments, **more)
        self.tool_name = tool_name
        self.raw_arguments = raw_arguments


class ConfigurationError(LLMError):
    """The provider is set up wrong."""

    name = "configuration"


LLM_ERROR_CLASSES: Final[dict[str, type[LLMError]]] = {
    cls.name: cls
    for cls in (
        RateLimitError,
        QuotaExceededError,
        AuthenticationError,
        AccessDeniedError,
        ContextLengthError,
        ContentFilterError,
        InvalidRequestError,
        NotFoundError,
        ProviderUnavailableError,
        NetworkError,
        LLMTimeoutError,
        StreamError,
        AbortError,
        InvalidToolCallError,
        ConfigurationError,
    )
}
"""Each of the fifteen by its name on the wire."""


def from_wire(error: dict[str, Any]) -> RpcError:
    """Return what to raise for an error object: an `LLMError` for -32010, else an `RpcError`.

    An unknown ``llm_error`` becomes a plain `LLMError`; its data stays as it came.
    """
    raw = error.get("data")
    data: dict[str, Any] = dict(raw) if isinstance(raw, dict) else {}
    message = str(error.get("message", ""))
    code = error.get("code")
    if data.get("kind") == "llm_error" or code == -32010:
        cls = LLM_ERROR_CLASSES.get(str(data.get("llm_error")), LLMError)
        members = {k: v for k, v in data.items() if k not in ("kind", "llm_error", "message")}
        raised: RpcError = cls(message, **members)
    else:
        raised = RpcError("internal_error", message)
        raised.code = code if isinstance(code, int) else -32603
    raised.data = data
    return raised
