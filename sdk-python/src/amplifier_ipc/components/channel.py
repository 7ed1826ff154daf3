"""Channels: classes that contribute to what others collect, and hear what others publish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ..context import Context, Settings
from ..wire import Object
from .base import ClassComponent, Turns, declare
from .params import decode

_Class = TypeVar("_Class", bound=type)


class ChannelComponent(ClassComponent):
    """A class as a service's part in a channel."""

    kind = "channel"
    listed_as = "channels"
    _turns: Turns
    takes = {"collect": (), "receive": ("message",)}  # noqa: RUF012 # a ClassVar of the base

    def prepare(self) -> list[str]:
        """Make the instance; one that neither contributes nor subscribes is a fault."""
        self._turns = Turns()
        faults = super().prepare()
        if not faults and not (self.has("collect") or self.has("receive")):
            faults.append(f"the {self.label}: the class has neither collect() nor receive()")
        return faults

    def spec(self) -> Object:
        """Return its ChannelSpec: its methods tell whether it contributes and subscribes."""
        return {
            "name": self.name,
            "contributes": self.has("collect"),
            "subscribes": self.has("receive"),
        }

    async def collect(self, context: Context, settings: Settings) -> Object:
        """Return the result of ``channel.collect``."""
        return {"data": await self.call("collect", context, settings)}

    async def receive(self, params: Object, context: Context, settings: Settings) -> None:
        """Take a ``channel.message``, one after the other in the order of their lines (RPC-054)."""
        message = decode("channel.message", params)
        async with self._turns.of(context):
            await self.call("receive", context, settings, message)


def channel(
    name: str, *, config: type | None = None, requires: Sequence[str] = ()
) -> Callable[[_Class], _Class]:
    """Declare a class to be this service's part in a channel; it stays a plain class.

    ``collect(ctx)`` returns what it contributes, ``receive(message, ctx)`` takes what was published
    (``message.sender``, ``message.data``); one of them is enough. Optionally ``setup(ctx)``,
    ``cleanup()``.
    """
    return lambda cls: declare(cls, ChannelComponent(name, cls, config=config, requires=requires))
