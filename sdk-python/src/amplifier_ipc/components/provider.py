"""Providers: classes that ask a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ..context import Context, Settings
from ..errors import RpcError
from ..wire import Object
from .base import ClassComponent, declare
from .params import check_params, decode

if TYPE_CHECKING:
    from .._generated import (
        ChatResponse,
        ProviderCompleteParams,
        ProviderParseToolCallsParams,
        ToolCall,
    )

_Class = TypeVar("_Class", bound=type)


class ProviderComponent(ClassComponent):
    """A class as a provider: ``complete``, and if it wants ``info list_models parse_tool_calls``."""

    kind = "provider"
    listed_as = "providers"
    methods = ("complete",)
    takes = {  # noqa: RUF012 # a ClassVar of the base
        "complete": ("request",),
        "info": (),
        "list_models": (),
        "parse_tool_calls": ("response",),
    }

    def __init__(self, name: str, cls: Any, display_name: str | None = None, **more: Any) -> None:
        super().__init__(name, cls, **more)
        self._display_name = display_name

    def spec(self) -> Object:
        """Return its ProviderSpec."""
        named = {} if self._display_name is None else {"display_name": self._display_name}
        return {"name": self.name, **named}

    async def serve(self, method: str, params: Object, context: Context, settings: Settings) -> Any:
        """Answer a method of the contract."""
        match method:
            case "provider.complete":
                asked: ProviderCompleteParams = decode(method, params)
                return await self.call("complete", context, settings, asked.request)
            case "provider.parse_tool_calls":
                parse: ProviderParseToolCallsParams = decode(method, params)
                return {"tool_calls": await self._parsed(parse, context, settings)}
            case "provider.info":
                check_params(method, params)
                own = self.has("info")
                return await self.call("info", context, settings) if own else self._plain_info()
            case "provider.list_models":
                check_params(method, params)
                models = self.has("list_models")
                listed = await self.call("list_models", context, settings) if models else []
                return {"models": listed}
        raise RpcError.method_not_found(method)

    async def _parsed(
        self, params: ProviderParseToolCallsParams, context: Context, settings: Settings
    ) -> Any:
        if self.has("parse_tool_calls"):
            return await self.call("parse_tool_calls", context, settings, params.response)
        return _tool_calls(params.response)

    def _plain_info(self) -> Object:
        return {
            "id": self.name,
            "display_name": self._display_name or self.name,
            "credential_env_vars": [],
            "capabilities": [],
            "defaults": {},
            "config_fields": [],
        }


def _tool_calls(response: ChatResponse) -> list[ToolCall]:
    """The calls of a response: its ``tool_calls``, else its ``tool_call`` blocks (PRV-017)."""
    from .._generated import ToolCall, ToolCallBlock

    if response.tool_calls is not None:
        return response.tool_calls
    blocks = [block for block in response.content if isinstance(block, ToolCallBlock)]
    return [ToolCall(id=block.id, name=block.name, arguments=block.input) for block in blocks]


def provider(
    name: str,
    *,
    display_name: str | None = None,
    config: type | None = None,
    requires: Sequence[str] = (),
) -> Callable[[_Class], _Class]:
    """Declare a class to be a provider; it stays a plain class.

    ``complete(request, ctx) -> ChatResponse``, and optionally ``info(ctx)``, ``list_models(ctx)``,
    ``parse_tool_calls(response)``, ``setup(ctx)``, ``cleanup()``.
    """
    return lambda cls: declare(
        cls, ProviderComponent(name, cls, display_name, config=config, requires=requires)
    )
