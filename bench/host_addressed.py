"""How fast lines that are addressed to the host reach Python: by the router, and by asyncio with orjson."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import orjson
from amplifier_ipc_host._router import CLOSED, MESSAGE, Router
from python_router import start


async def by_router(read_fd: int, write_fd: int) -> tuple[int, float]:
    """Count what drain() brings, from when the first came."""
    router = Router()
    done = asyncio.Event()
    seen = 0
    began = 0.0

    def drain() -> None:
        nonlocal seen, began
        began = began or time.perf_counter()
        for kind, _, _ in router.drain():
            if kind == MESSAGE:
                seen += 1
            elif kind == CLOSED:
                done.set()

    asyncio.get_running_loop().add_reader(router.fileno(), drain)
    router.connect("client", read_fd, write_fd)
    await done.wait()
    asyncio.get_running_loop().remove_reader(router.fileno())
    router.close()
    return seen, began


async def by_asyncio(read_fd: int, write_fd: int) -> tuple[int, float]:
    """Count lines that a StreamReader brings and orjson reads: without reading them nobody knows where they go."""
    reader = asyncio.StreamReader(limit=1 << 26)
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: protocol, os.fdopen(read_fd, "rb", 0)
    )
    seen = 0
    began = 0.0
    while line := await reader.readline():
        began = began or time.perf_counter()
        if orjson.loads(line)["method"]:
            seen += 1
    os.close(write_fd)
    return seen, began


def main() -> None:
    """Write {"per_second"} of the receiving side over the client's own result."""
    kind, program, result, mode, size, count = sys.argv[1:]
    client, read_fd, write_fd = start(program, ["client", f"{result}.client", mode, size, count])
    count_in = by_router if kind == "drain" else by_asyncio
    seen, began = asyncio.run(count_in(read_fd, write_fd))
    taken = time.perf_counter() - began
    client.wait()
    expected = int(count) // 64 * 64
    if seen != expected:
        raise RuntimeError(f"{seen} of {expected} messages arrived")
    Path(result).write_bytes(orjson.dumps({"per_second": seen / taken}))


if __name__ == "__main__":
    main()
