"""The events of a turn, as the hooks hear them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import Context, HookResult, MountedHook, RpcError

Json = dict[str, Any]


@dataclass(slots=True)
class Events:
    """Emits events through the host; what no mounted hook listens to costs nothing."""

    ctx: Context
    hooks: Sequence[MountedHook]
    _notes: deque[tuple[str, Json]] = field(default_factory=deque)
    _teller: asyncio.Task[None] | None = None

    def heard(self, event: str) -> bool:
        """Whether any mounted hook listens to the event."""
        return any(_matches(pattern, event) for hook in self.hooks for pattern in hook.events)

    async def ask(self, event: str, **data: Any) -> HookResult:
        """Emit an event whose answer matters. Raises RpcError when the hooks cannot be asked."""
        if not self.heard(event):
            return HookResult()
        result = await self.ctx.host.emit_hook(event, data)
        if result.user_message:
            await self.ctx.host.show(result.user_message, result.user_message_level)
        return result

    async def tell(self, event: str, **data: Any) -> None:
        """Emit an event that is only observed: nothing that hooks do about it stops the turn."""
        try:
            await self.ask(event, **data)
        except RpcError as error:
            self.ctx.log("warning", f"the event {event} was not heard: {error.message}")

    def note(self, event: str, **data: Any) -> None:
        """Emit such an event without waiting for its hooks; notes keep their order."""
        if not self.heard(event):
            return
        self._notes.append((event, data))
        if self._teller is None or self._teller.done():
            self._teller = asyncio.create_task(self._tell_notes())

    async def settle(self) -> None:
        """Wait until every note has been heard."""
        if self._teller is not None:
            await self._teller

    async def _tell_notes(self) -> None:
        while self._notes:
            event, data = self._notes.popleft()
            await self.tell(event, **data)


def describe_error(error: Exception) -> Json:
    """The `error` member of events: type, msg and kind."""
    kind = getattr(error, "name", None) or getattr(error, "kind", None)
    about = {"type": type(error).__name__, "msg": str(error)}
    return about | ({"kind": str(kind)} if kind else {})


def _matches(pattern: str, event: str) -> bool:
    return pattern in ("*", event) or (pattern.endswith(":*") and event.startswith(pattern[:-1]))
