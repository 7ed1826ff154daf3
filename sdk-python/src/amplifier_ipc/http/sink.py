"""What is told about a request on its way into a stream of events."""

from __future__ import annotations

import asyncio

from ..wire import Object, encode_value
from .events import COMMENT, event_bytes

HIGH_WATER = 4 << 20
"""Above this many unsent bytes, notifications wait; the end of the stream never does."""
SILENCE = 15.0
"""Seconds after which a silent stream has a comment (HTP-047)."""


class Sink:
    """The events of one stream that are not sent yet; one task takes them out, each as it comes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._queued = 0
        self._closed = False
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._idle = asyncio.Event()

    def put(self, name: str, params: Object) -> None:
        """Add an event; after the end there is none. Raises TypeError or ValueError for what is no JSON."""
        if self._closed:
            return
        piece = event_bytes(name, encode_value(params))
        self._pieces.append(piece)
        self._queued += len(piece)
        if self.crowded:
            self._room.clear()
        self._idle.clear()
        self._wake.set()

    @property
    def crowded(self) -> bool:
        """Whether too much is unsent."""
        return self._queued > HIGH_WATER

    async def room(self) -> None:
        """Wait while too much is unsent."""
        await self._room.wait()

    async def empty(self) -> None:
        """Wait until all of it was sent, or nobody takes it any more."""
        await self._idle.wait()

    def close(self) -> None:
        """End the stream: what is in it is still sent."""
        self._closed = True
        for waiting in (self._wake, self._room, self._idle):
            waiting.set()

    async def next(self) -> bytes | None:
        """Wait for what is to be sent next: a comment when nothing came for long, None at the end."""
        while not self._pieces and not self._closed:
            self._wake.clear()
            self._idle.set()
            try:
                async with asyncio.timeout(SILENCE):
                    await self._wake.wait()
            except TimeoutError:
                return COMMENT
        pieces, self._pieces, self._queued = self._pieces, [], 0
        self._room.set()
        return b"".join(pieces) if pieces else None
