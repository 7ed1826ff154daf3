"""The calling side's loop, the same for every client in Python.

Each line of stdin is an order, ``ping SIZE COUNT`` or ``flood SIZE COUNT``. It is answered with one line: the time of
each round trip, or that of all of them with 64 under way, as a JSON list of nanoseconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from time import perf_counter_ns

UNDER_WAY = 64
Echo = Callable[[str], Awaitable[object]]
"""Has the tool return this text, and returns what came back."""


async def drive(echo: Echo) -> None:
    """Carry out the orders until there are no more; `RuntimeError` when something else comes back."""
    print("ready", flush=True)
    while order := sys.stdin.readline():
        mode, size, count = order.split()
        text = "a" * int(size)
        if await echo(text) != text:
            raise RuntimeError("the tool returned something else than its input")
        run = ping if mode == "ping" else flood
        print(json.dumps(await run(echo, text, int(count))), flush=True)


async def ping(echo: Echo, text: str, count: int) -> list[int]:
    """One call after the other."""
    taken = []
    for _ in range(count):
        start = perf_counter_ns()
        await echo(text)
        taken.append(perf_counter_ns() - start)
    return taken


async def flood(echo: Echo, text: str, count: int) -> list[int]:
    """Sixty-four under way."""
    left = iter(range(count))

    async def work() -> None:
        for _ in left:
            await echo(text)

    start = perf_counter_ns()
    await asyncio.gather(*(work() for _ in range(UNDER_WAY)))
    return [perf_counter_ns() - start]
