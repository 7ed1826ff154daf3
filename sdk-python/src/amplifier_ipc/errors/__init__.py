"""What goes wrong, as the wire carries it and as Python raises it."""

from .._generated.errors import KINDS
from .author import DeclarationError, ToolFailed, from_exception
from .llm import (
    LLM_ERROR_CLASSES,
    AbortError,
    AccessDeniedError,
    AuthenticationError,
    ConfigurationError,
    ContentFilterError,
    ContextLengthError,
    InvalidRequestError,
    InvalidToolCallError,
    LLMError,
    LLMTimeoutError,
    NetworkError,
    NotFoundError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
    StreamError,
    from_wire,
)
from .rpc import Fault, RpcError
from .suggest import nearest

__all__ = [
    "KINDS",
    "LLM_ERROR_CLASSES",
    "AbortError",
    "AccessDeniedError",
    "AuthenticationError",
    "ConfigurationError",
    "ContentFilterError",
    "ContextLengthError",
    "DeclarationError",
    "Fault",
    "InvalidRequestError",
    "InvalidToolCallError",
    "LLMError",
    "LLMTimeoutError",
    "NetworkError",
    "NotFoundError",
    "ProviderUnavailableError",
    "QuotaExceededError",
    "RateLimitError",
    "RpcError",
    "StreamError",
    "ToolFailed",
    "from_exception",
    "from_wire",
    "nearest",
]
