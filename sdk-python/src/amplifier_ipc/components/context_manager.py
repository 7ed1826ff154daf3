"""Context managers: classes that keep the conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..context import Context, Settings
from ..errors import RpcError
from ..wire import Object
from .base import ClassComponent, Turns, declare
from .params import decode

_Class = TypeVar("_Class", bound=type)


class ContextManagerComponent(ClassComponent):
    """A class as a context manager."""

    kind = "context_manager"
    listed_as = "context_managers"
    _turns: Turns
    methods = ("add_message", "get_messages", "set_messages", "clear")
    takes = {  # noqa: RUF012 # a ClassVar of the base
        "add_message": ("message",),
        "get_messages": ("params",),
        "set_messages": ("messages",),
        "clear": (),
    }

    def __init__(self, name: str, cls: Any, description: str | None = None, **more: Any) -> None:
        super().__init__(name, cls, **more)
        self._description = description

    def prepare(self) -> list[str]:
        """Make the instance; the calls of a session wait for each other, whatever they run in (CTX-007)."""
        self._turns = Turns()
        return super().prepare()

    def spec(self) -> Object:
        """Return its ContextManagerSpec."""
        said = {} if self._description is None else {"description": self._description}
        return {"name": self.name, **said}

    async def serve(self, method: str, params: Object, context: Context, settings: Settings) -> Any:
        """Answer a method of the contract; the calls take effect in the order of their lines (CTX-007)."""
        decoded = decode(method, params)
        async with self._turns.of(context):
            return await self._answer(method, decoded, context, settings)

    async def _answer(self, method: str, decoded: Any, context: Context, settings: Settings) -> Any:
        match method:
            case "context.add_message":
                await self.call("add_message", context, settings, decoded.message)
            case "context.get_messages":
                messages = await self.call("get_messages", context, settings, decoded)
                return {"messages": messages}
            case "context.set_messages":
                await self.call("set_messages", context, settings, decoded.messages)
            case "context.clear":
                await self.call("clear", context, settings)
            case _:
                raise RpcError.method_not_found(method)
        return {}


def context_manager(
    name: str,
    *,
    description: str | None = None,
    config: type | None = None,
    requires: Sequence[str] = (),
) -> Callable[[_Class], _Class]:
    """Declare a class to be a context manager; it stays a plain class.

    ``add_message(message)``, ``get_messages(params) -> list[Message]``, ``set_messages(messages)``,
    ``clear()``, each with ``ctx`` if it wants it; optionally ``setup(ctx)``, ``cleanup()``.
    """
    return lambda cls: declare(
        cls, ContextManagerComponent(name, cls, description, config=config, requires=requires)
    )
