"""HTTP/1.1 as the gateway speaks it: requests read, answers written, and the ways in which an answer can go wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import h11

Ending = Literal["end", "break", "reset", "stall"]
"""How an answer stops: whole; connection closed without the last chunk; RST; silent until the client leaves."""


@dataclass
class Seen:
    """A request that came in, and what became of its client."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the client closed the connection before its answer was over."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def path(self) -> str:
        """The path without its query."""
        return self.target.split("?", 1)[0]

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass
class Reply:
    """An answer to one request; without `status` it is upstream's, changed as the other members say."""

    status: int | None = None
    body: bytes | dict[str, Any] | list[Any] | str = b""
    headers: dict[str, str] = field(default_factory=dict)
    pieces: int | None = None  # bytes a chunk; absent = an event or a line each
    keep: int | float | None = None  # bytes that are sent; a fraction is that part of them
    ending: Ending = "end"
    insert: bytes = b""  # before the second event
    edit: tuple[bytes, bytes] | None = None  # what upstream said, and what is said instead
    hold: asyncio.Event | None = None  # nothing is sent before it is set

    def payload(self) -> bytes:
        """The body as bytes."""
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body).encode()


class ClosedError(Exception):
    """The client has left."""


class Wire:
    """The server's side of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._h11 = h11.Connection(h11.SERVER)
        self.closed = asyncio.Event()
        self._news = asyncio.Event()
        self._pump = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := await self._reader.read(1 << 16):
                self._h11.receive_data(data)
                self._news.set()
        self.closed.set()
        self._news.set()

    async def request(self) -> Seen | None:
        """Return the next request, None when there will be none."""
        head, body = None, b""
        while True:
            event = self._h11.next_event()
            if event is h11.NEED_DATA:
                if self.closed.is_set():
                    return None
                self._news.clear()
                await self._news.wait()
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _seen(head, body)
            else:
                return None

    async def answer(self, seen: Seen, reply: Reply) -> bool:
        """Send it; return whether the connection can be used again. Raises ClosedError."""
        if reply.hold is not None:
            await self.unless_closed(reply.hold.wait())
        parts = split(reply)
        head = {"content-type": "application/json", **reply.headers}
        assert reply.status is not None
        fields = [(name.lower(), str(value)) for name, value in head.items()]
        if reply.ending == "end" and len(parts) <= 1:
            fields.append(("content-length", str(len(b"".join(parts)))))
        self._send(h11.Response(status_code=reply.status, headers=fields))
        for part in parts:
            self._send(h11.Data(data=part))
            await self._drain()
        if reply.ending == "end":
            self._send(h11.EndOfMessage())
            await self._drain()
            seen.answered.set()
            return self._again()
        await self._drain()
        if reply.ending == "stall":
            await self.closed.wait()
            raise ClosedError
        if reply.ending == "reset":
            self._linger()
        seen.answered.set()
        return False

    async def unless_closed(self, awaitable: Any) -> Any:
        """Wait for it, or raise ClosedError when the client leaves first."""
        work = asyncio.ensure_future(awaitable)
        leaving = asyncio.ensure_future(self.closed.wait())
        await asyncio.wait({work, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not work.done():
            work.cancel()
            raise ClosedError
        return work.result()

    def close(self) -> None:
        """Close the connection, once all is sent."""
        self._pump.cancel()
        self._writer.close()

    def _send(self, event: Any) -> None:
        data = self._h11.send(event)
        if self.closed.is_set():
            raise ClosedError
        if data:
            self._writer.write(data)

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except OSError:
            raise ClosedError from None
        await asyncio.sleep(0)  # what the client says meanwhile is heard between two pieces

    def _again(self) -> bool:
        if self._h11.our_state is not h11.DONE or self._h11.their_state is not h11.DONE:
            return False
        self._h11.start_next_cycle()
        return True

    def _linger(self) -> None:
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _seen(head: h11.Request, body: bytes) -> Seen:
    headers = {name.decode(): value.decode("latin-1") for name, value in head.headers}
    at = asyncio.get_running_loop().time()
    return Seen(head.method.decode(), head.target.decode(), headers, body, at)


async def close_all(writers: Iterable[asyncio.StreamWriter]) -> None:
    """Leave no connection behind."""
    for writer in writers:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def split(reply: Reply) -> list[bytes]:
    """The chunks of a reply: events, lines or pieces, after its faults have been put in."""
    body = reply.payload()
    if reply.edit is not None:
        assert reply.edit[0] in body, f"upstream did not say {reply.edit[0]!r}: {body[:300]!r}"
        body = body.replace(*reply.edit)
    if reply.insert:
        parts = events(body)
        body = b"".join([*parts[:1], reply.insert, *parts[1:]])
    if reply.keep is not None:
        kept = reply.keep if isinstance(reply.keep, int) else int(len(body) * reply.keep)
        body = body[:kept]
    if reply.pieces:
        return [body[at : at + reply.pieces] for at in range(0, len(body), reply.pieces)]
    return events(body)


def events(body: bytes) -> list[bytes]:
    """Server-sent events each, or lines of NDJSON, or the whole."""
    mark = next((each for each in (b"\r\n\r\n", b"\n\n") if each in body), b"\n")
    parts = [part + mark for part in body.split(mark)]
    parts[-1] = parts[-1][: -len(mark)]
    return [part for part in parts if part]
