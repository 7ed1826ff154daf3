"""Host-addressed messages: the data plane's queue with its eventfd beside plain asyncio with orjson.

Both take the same lines from a pipe, find method and id, and hand them to a coroutine on the event loop. The first
reads them through the router (`drain()` in batches), the second with a StreamReader. Messages a second each.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable

import orjson
from amplifier_ipc_host import _router

LINE = (
    orjson.dumps(
        {"jsonrpc": "2.0", "method": "$/log", "params": {"level": "info", "message": "x" * 120}}
    )
    + b"\n"
)


def _feed(fd: int, count: int) -> threading.Thread:
    """Writes `count` lines to a descriptor from a thread, as a service's process would."""
    block = LINE * 500

    def write() -> None:
        for _ in range(count // 500):
            view = memoryview(block)
            while view:
                view = view[os.write(fd, view) :]
        os.close(fd)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


async def through_router(read_fd: int, count: int) -> None:
    """Takes `count` messages through the data plane."""
    router = _router.Router()
    unused_read, unused_write = os.pipe()
    router.connect("bench", read_fd, unused_write)
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    taken = 0

    def ready() -> None:
        nonlocal taken
        for kind, _connection, payload in router.drain():
            if kind == _router.MESSAGE:
                orjson.loads(payload)
                taken += 1
        if taken >= count and not done.done():
            done.set_result(None)

    loop.add_reader(router.fileno(), ready)
    await done
    loop.remove_reader(router.fileno())
    router.close()
    os.close(unused_read)


async def through_asyncio(read_fd: int, count: int) -> None:
    """Takes `count` messages with asyncio's own stream reader."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    pipe = os.fdopen(read_fd, "rb", 0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    for _ in range(count):
        orjson.loads(await reader.readline())
    transport.close()


def per_second(way: Callable[[int, int], Awaitable[None]], count: int) -> float:
    """Messages a second of one way over `count` messages (a multiple of 500)."""
    read, write = os.pipe()
    start = time.perf_counter()
    thread = _feed(write, count)

    async def run() -> None:
        await way(read, count)

    asyncio.run(run())
    seconds = time.perf_counter() - start
    thread.join()
    return count / seconds
