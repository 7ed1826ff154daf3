"""The answer of a model while it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .connection import CallsOut
from .wire import Id, Object

if TYPE_CHECKING:
    from ._generated import ChatResponse

_METHOD = "request.provider_complete"


class StreamEvent(NamedTuple):
    """A piece: ``stream.provider.token`` and its sisters, params without ``request_id``."""

    method: str
    params: dict[str, Any]


class CompletionStream:
    """``async for event in stream: …``, then ``await stream.response()``.

    The call starts when either is first used; leaving the ``async with`` before its end cancels it.
    """

    def __init__(
        self, out: CallsOut, params: Object, parent: Id | None, patience: float | None
    ) -> None:
        self._out = out
        self._params = params
        self._parent = parent
        self._patience = patience
        self._pieces: asyncio.Queue[StreamEvent | None] = asyncio.Queue()
        self._task: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> CompletionStream:
        self._started()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def __aiter__(self) -> AsyncIterator[StreamEvent]:
        task = self._started()
        try:
            while (piece := await self._pieces.get()) is not None:
                yield piece
        except asyncio.CancelledError:
            task.cancel()
            raise
        self._pieces.put_nowait(None)  # whoever iterates again comes to the end, too
        await task  # an error of the call is raised where the pieces end

    async def response(self) -> ChatResponse:
        """Return the whole answer; waits for its end. Raises what the call raised."""
        from ._generated import ChatResponse
        from .host import read_answer

        return read_answer(ChatResponse, _METHOD, await self._started())

    async def aclose(self) -> None:
        """Cancel the call if it is still under way."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])

    def _started(self) -> asyncio.Task[Any]:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._call())
            self._task.add_done_callback(_looked_at)
        return self._task

    async def _call(self) -> Any:
        try:
            return await self._out.call(
                _METHOD,
                self._params,
                parent=self._parent,
                timeout=self._patience,
                on_stream=self._piece,
            )
        finally:
            self._pieces.put_nowait(None)

    def _piece(self, method: str, params: Object) -> None:
        members = {name: value for name, value in params.items() if name != "request_id"}
        self._pieces.put_nowait(StreamEvent(method, members))


def _looked_at(task: asyncio.Task[Any]) -> None:
    """Keep asyncio from complaining about an error that nobody waited for."""
    if not task.cancelled():
        task.exception()
