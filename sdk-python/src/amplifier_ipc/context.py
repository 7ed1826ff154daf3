"""What a handler knows of the call that it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from .connection import Control, Inbound
from .host import Host
from .peer import CancelMode
from .wire import Object

if TYPE_CHECKING:
    from ._generated import ConfigureSession

_T = TypeVar("_T")
LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(NamedTuple):
    """What configure set: component → its config, and the session as it came."""

    config: dict[str, Any]
    session: Object | None = None


class Context:
    """The context of one call; it is the parameter that is annotated so.

    ``host`` calls back, ``component`` is the one that runs, ``config`` its config, ``meta`` the
    ``_meta`` of the request. `log` and `progress` may be called from any thread.
    """

    def __init__(self, inbound: Inbound, component: str, settings: Settings) -> None:
        self._out = inbound.out
        self._inbound = inbound
        self._settings = settings
        self.component = component
        self.config: Any = settings.config.get(component, {})
        self.host = Host(inbound.out, inbound.id)
        meta = inbound.params.get("_meta")
        self.meta: Object = meta if isinstance(meta, dict) else {}

    @property
    def call_id(self) -> str | None:
        """The id that the model gave the tool call."""
        return self._text(self._inbound.params, "call_id")

    @property
    def wants_stream(self) -> bool:
        """Whether ``provider.complete`` asks for a stream."""
        return self._inbound.params.get("stream") is True

    @property
    def session(self) -> ConfigureSession | None:
        """The session that the service was configured for."""
        from ._generated import ConfigureSession

        configured = self._settings.session
        return None if configured is None else ConfigureSession.model_validate(configured)

    @property
    def session_id(self) -> str | None:
        """The session that the call belongs to: of the call's meta, else of configure."""
        return self._text(self.meta, "session_id") or self._text(self._settings.session, "id")

    @property
    def turn_id(self) -> str | None:
        """The turn that the call belongs to."""
        return self._text(self.meta, "turn_id")

    @property
    def traceparent(self) -> str | None:
        """The W3C trace context of the call."""
        return self._text(self.meta, "traceparent")

    @property
    def cwd(self) -> Path:
        """The session's working directory; the process's own when none was configured."""
        configured = self._text(self._settings.session, "cwd")
        return Path(configured) if configured else Path.cwd()

    @property
    def cancelled(self) -> CancelMode | None:
        """How the call was cancelled, if it was. Graceful: finish what runs, start nothing new."""
        return self._control.cancelled

    def raise_if_cancelled(self) -> None:
        """Raise `asyncio.CancelledError` after a cancel: for loops in plain functions."""
        if self._control.cancelled is not None:
            raise asyncio.CancelledError

    async def wait_cancelled(self) -> CancelMode:
        """Wait for a cancel."""
        return await self._control.wait_cancelled()

    @property
    def time_left(self) -> float | None:
        """Seconds until the deadline."""
        deadline = self._control.deadline
        return None if deadline is None else max(0.0, deadline - self._out.loop.time())

    def log(self, level: LogLevel, message: str, data: Any = None) -> None:
        """Write a line to the host's log; it is left out while the host does not read."""
        line = {"level": level, "message": message, "logger": self.component, "data": data}
        self._out.from_any_thread(self._out.notify_if_room, "$/log", _given(line))

    def progress(
        self,
        message: str | None = None,
        *,
        progress: float | None = None,
        total: float | None = None,
        data: Any = None,
    ) -> None:
        """Tell how far the call is; it renews the caller's patience, never the deadline."""
        members = {"message": message, "progress": progress, "total": total, "data": data}
        params = {"request_id": self._inbound.id, **_given(members)}
        self._out.from_any_thread(self._out.notify, "$/progress", params)

    async def stream(self, method: str, /, **members: Any) -> None:
        """Send a notification about the call, for example ``"stream.token", index=0, text="…"``.

        It waits while the other side does not read; ``request_id`` is added.
        """
        params = {"request_id": self._inbound.id, **members}
        await self._out.notify_with_room(method, params)

    async def token(self, text: str, index: int = 0) -> None:
        """Stream a piece of the text of block ``index``."""
        await self.stream(f"{self._stream_prefix}.token", index=index, text=text)

    async def thinking(self, text: str, index: int = 0) -> None:
        """Stream a piece of the thinking of block ``index``."""
        await self.stream(f"{self._stream_prefix}.thinking", index=index, text=text)

    async def block_start(self, block_type: str, index: int = 0) -> None:
        """Stream that block ``index`` begins: ``"text"``, ``"thinking"``, ``"tool_call"``, …"""
        await self.stream(
            f"{self._stream_prefix}.content_block_start", type=block_type, index=index
        )

    async def block_end(self, block_type: str, index: int = 0) -> None:
        """Stream that block ``index`` is complete."""
        await self.stream(f"{self._stream_prefix}.content_block_end", type=block_type, index=index)

    async def output(self, text: str, channel: Literal["stdout", "stderr"] = "stdout") -> None:
        """Stream what a running tool prints."""
        await self.stream("stream.tool.output", channel=channel, text=text)

    def wait(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        """Run something async from a plain function, and wait for it.

        Raises RuntimeError in async functions, where ``await`` does it.
        """
        if self._out.on_loop():
            coroutine.close()
            raise RuntimeError("Context.wait is for plain functions; an async one awaits")
        return asyncio.run_coroutine_threadsafe(coroutine, self._out.loop).result()

    @property
    def _control(self) -> Control:
        return self._inbound.control

    @property
    def _stream_prefix(self) -> str:
        return "stream.provider" if self._inbound.method.startswith("provider.") else "stream"

    @staticmethod
    def _text(members: Object | None, name: str) -> str | None:
        value = (members or {}).get(name)
        return value if isinstance(value, str) else None


def begin(context: Context) -> None:
    """Take note that the author's code runs now: nothing refuses the request any more (HTP-046)."""
    context._inbound.control.on_begin()


def _given(members: Object) -> Object:
    return {name: value for name, value in members.items() if value is not None}
