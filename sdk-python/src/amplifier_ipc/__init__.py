"""Services for Amplifier in Python: tools, hooks, providers and every other kind of component.

Everything is loaded when it is first used: importing the package loads neither pydantic nor asyncio.
The types of the protocol (``Message``, ``ToolResult``, ``ChatRequest``, …) are members, too.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from . import http as http
    from ._generated import *  # noqa: F403 # the types of the protocol
    from .completion import CompletionStream as CompletionStream
    from .completion import StreamEvent as StreamEvent
    from .components.approval_provider import approval_provider as approval_provider
    from .components.capability import capability as capability
    from .components.channel import channel as channel
    from .components.content import content as content
    from .components.context_manager import context_manager as context_manager
    from .components.decisions import ask as ask
    from .components.decisions import deny as deny
    from .components.decisions import inject as inject
    from .components.decisions import modify as modify
    from .components.hook import Event as Event
    from .components.hook import hook as hook
    from .components.orchestrator import orchestrator as orchestrator
    from .components.provider import provider as provider
    from .components.tool import tool as tool
    from .context import Context as Context
    from .entry import serve as serve
    from .errors import AbortError as AbortError
    from .errors import AccessDeniedError as AccessDeniedError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import ConfigurationError as ConfigurationError
    from .errors import ContentFilterError as ContentFilterError
    from .errors import ContextLengthError as ContextLengthError
    from .errors import DeclarationError as DeclarationError
    from .errors import InvalidRequestError as InvalidRequestError
    from .errors import InvalidToolCallError as InvalidToolCallError
    from .errors import LLMError as LLMError
    from .errors import LLMTimeoutError as LLMTimeoutError
    from .errors import NetworkError as NetworkError
    from .errors import NotFoundError as NotFoundError
    from .errors import ProviderUnavailableError as ProviderUnavailableError
    from .errors import QuotaExceededError as QuotaExceededError
    from .errors import RateLimitError as RateLimitError
    from .errors import RpcError as RpcError
    from .errors import StreamError as StreamError
    from .errors import ToolFailed as ToolFailed
    from .host import Host as Host
    from .service import Service as Service

__version__: Final = "0.1.0"

_ROOMS: Final = {
    "completion": ("CompletionStream", "StreamEvent"),
    "components": (
        *("Event", "approval_provider", "ask", "capability", "channel", "content"),
        *("context_manager", "deny", "hook"),
        *("inject", "modify", "orchestrator", "provider", "tool"),
    ),
    "context": ("Context",),
    "errors": (
        *("AbortError", "AccessDeniedError", "AuthenticationError", "ConfigurationError"),
        *("ContentFilterError", "ContextLengthError", "DeclarationError", "InvalidRequestError"),
        *("InvalidToolCallError", "LLMError", "LLMTimeoutError", "NetworkError", "NotFoundError"),
        *("ProviderUnavailableError", "QuotaExceededError", "RateLimitError", "RpcError"),
        *("StreamError", "ToolFailed"),
    ),
    "host": ("Host",),
    "entry": ("serve",),
    "service": ("Service",),
}
_HOME: Final = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load what is asked for when it is first asked for."""
    room = _HOME.get(name, "_generated")
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "http":
        return import_module(f"{__name__}.http")
    try:
        value = getattr(import_module(f"{__name__}.{room}"), name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    from ._generated import HOME

    return sorted({*globals(), *_HOME, *HOME})
