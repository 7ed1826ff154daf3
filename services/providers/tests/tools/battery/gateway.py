"""A server before the fake vendor: it records every request, and answers wrongly where a test asks for it."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Self

import h11

from .wire import ClosedError, Reply, Seen, Wire, close_all

Route = Callable[[Seen], Reply | None]


class Gateway:
    """Listens on a free port of loopback.

    `next` queues replies to model calls, one each; without one, `routes` are asked (the first that answers), and
    then upstream, a port of loopback, is.
    """

    def __init__(
        self, upstream: int | None, *routes: Route, tls: ssl.SSLContext | None = None
    ) -> None:
        self.upstream, self._tls = upstream, tls
        self.routes = list(routes)
        self.seen: list[Seen] = []
        self.queued: deque[Reply] = deque()
        self.connections = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await close_all(self._writers)

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def next(self, *replies: Reply) -> None:
        """Answer the next model calls so."""
        self.queued.extend(replies)

    def reset(self, upstream: int | None) -> None:
        """Forget everything, for the next test."""
        self.seen.clear()
        self.queued.clear()
        self.upstream = upstream

    @property
    def calls(self) -> list[Seen]:
        """The model calls alone: what carries a conversation."""
        return [seen for seen in self.seen if is_call(seen)]

    async def call(self, number: int = 1) -> Seen:
        """Wait for that many model calls; return the last of them."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.calls) >= number)
        return self.calls[number - 1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        wire = Wire(reader, writer)
        try:
            while (seen := await wire.request()) is not None:
                async with self._news:
                    self.seen.append(seen)
                    self._news.notify_all()
                if not await self._answer(wire, seen):
                    break
        except (h11.ProtocolError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            wire.close()

    async def _answer(self, wire: Wire, seen: Seen) -> bool:
        try:
            return await wire.answer(seen, await self._reply(wire, seen))
        except ClosedError:
            seen.gone.set()
            return False

    async def _reply(self, wire: Wire, seen: Seen) -> Reply:
        planned = self.queued.popleft() if is_call(seen) and self.queued else None
        if planned is None:
            for route in self.routes:
                if (reply := route(seen)) is not None:
                    return reply
        if planned is not None and planned.status is not None:
            return planned
        assert self.upstream is not None, f"nobody answers {seen.method} {seen.target}"
        status, headers, body = await wire.unless_closed(fetch(self.upstream, seen))
        reply = planned or Reply()
        fields = {**headers, **reply.headers}
        return Reply(**{**vars(reply), "status": status, "headers": fields, "body": body})


def is_call(seen: Seen) -> bool:
    """Whether a request asks a model: it carries a conversation."""
    return seen.method == "POST" and any(
        word in seen.body for word in (b'"messages"', b'"input"', b'"contents"')
    )


_HOP = {
    "connection",
    "transfer-encoding",
    "content-length",
    "keep-alive",
    "host",
    "accept-encoding",
    "date",
}


async def fetch(port: int, seen: Seen) -> tuple[int, dict[str, str], bytes]:
    """Ask upstream the same; return its whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    client = h11.Connection(h11.CLIENT)
    kept = [(name, value) for name, value in seen.headers.items() if name not in _HOP]
    own = [("host", "upstream"), ("content-length", str(len(seen.body))), ("connection", "close")]
    for event in _messages(seen, [*kept, *own]):
        writer.write(client.send(event) or b"")
    status, headers, body = 0, {}, b""
    try:
        while True:
            event = client.next_event()
            if event is h11.NEED_DATA:
                client.receive_data(await reader.read(1 << 16))
            elif isinstance(event, h11.Response):
                status = event.status_code
                pairs = [(name.decode(), value.decode()) for name, value in event.headers]
                headers = {name: value for name, value in pairs if name not in _HOP}
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            else:
                return status, headers, body
    finally:
        await close_all([writer])


def _messages(seen: Seen, headers: list[tuple[str, str]]) -> Iterable[Any]:
    yield h11.Request(method=seen.method, target=seen.target, headers=headers)
    if seen.body:
        yield h11.Data(data=seen.body)
    yield h11.EndOfMessage()
