"""A forward proxy: it leads every host to one port of loopback, and remembers who was asked for."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Self

from .wire import close_all


class ForwardProxy:
    """Knows CONNECT (a tunnel) and absolute request lines. `asked` holds the hosts."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.asked: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await close_all(self._writers)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.append(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            ahead, behind = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.append(behind)
            method, target, rest = head.split(b" ", 2)
            if method == b"CONNECT":
                self.asked.append(target.decode())
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                _, _, host, *path = target.split(b"/", 3)
                self.asked.append(host.decode())
                behind.write(method + b" /" + b"/".join(path) + b" " + rest)
            await asyncio.gather(_pass(reader, behind), _pass(ahead, writer))
        self._tasks.discard(task)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()
