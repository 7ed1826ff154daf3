"""Through the real SDKs: a client and a service of ours, against the same two of a peer, one hop over pipes.

All competitors of a language run all the time, on one core; a round gives each the same order in turn.
"""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import peers
from measure import CORES, pinned
from row import Row

MIB = 1 << 20
ORDERS = {
    "p50, 200 B": ("ping", 200),
    "64 under way, 200 B": ("flood", 200),
    "p50, 1 MiB": ("ping", MIB),
}
CALLS, MESSAGES, LARGE = ORDERS
WARM_UP = 6
"""How many rounds' worth of calls come before the first: compilers at run time take their time."""


@dataclass(frozen=True)
class Comparison:
    """One of our SDKs, and its peers with what is promised about each: order → at least so many times as fast.

    ``languages``: those that must have been built for it.
    """

    languages: set[str]
    ours: str
    against: dict[str, dict[str, float]]


COMPARISONS = (
    Comparison({"python"}, "Python SDK", {"MCP Python": {CALLS: 5, MESSAGES: 20, LARGE: 2}}),
    Comparison(
        {"rust", "go"}, "Rust SDK", {"rmcp": {CALLS: 1.5}, "go-plugin": {CALLS: 1.3, LARGE: 0.4}}
    ),
    Comparison({"go"}, "Go SDK", {"go-sdk": {CALLS: 2, MESSAGES: 2, LARGE: 2}}),
    Comparison(
        {"typescript"},
        "TypeScript SDK",
        {
            "MCP TypeScript": {CALLS: 2, MESSAGES: 2, LARGE: 2},
            "MCP TypeScript 2": {},
            "bare JSON in Node": {},
        },
    ),
)


class Pair:
    """A calling side that takes orders, and the service that it started."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            pinned(command, str(CORES[0])),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def run(self, mode: str, size: int, count: int) -> dict[str, float]:
        """Carry out an order: ``us`` per call (median; mean of a flood), ``cpu_us`` of both processes."""
        before = self._cpu_ns()
        assert self._process.stdin
        self._process.stdin.write(f"{mode} {size} {count}\n")
        taken = json.loads(self._read())
        cpu = self._cpu_ns() - before
        each = statistics.median(taken) if mode == "ping" else taken[0] / count
        return {"us": each / 1000, "cpu_us": cpu / count / 1000}

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended with {self._process.wait()}")
        return line

    def _cpu_ns(self) -> int:
        return sum(_cpu_ns(pid) for pid in _family(self._process.pid))


def _family(pid: int) -> list[int]:
    """A process and whatever it has started."""
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(one for child in children for one in _family(child))]


def _cpu_ns(pid: int) -> int:
    """What the threads of a process have run so far."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)


def rows(rounds: int, seconds: float) -> Iterator[Row]:
    """All comparisons; ``seconds``: about how long each order of a round takes."""
    failed = peers.install(*peers.INSTALL)
    commands = peers.clients()
    for comparison in COMPARISONS:
        if comparison.languages & failed:
            for peer, goals in comparison.against.items():
                for order in ORDERS:
                    name = f"{comparison.ours} / {peer}, {order}"
                    yield Row(name, None, "×", at_least=goals.get(order))
            continue
        names = [comparison.ours, *comparison.against]
        with ExitStack() as stack:
            pairs = {name: stack.enter_context(Pair(commands[name])) for name in names}
            yield from compare(comparison, pairs, rounds, seconds)


def compare(
    comparison: Comparison, pairs: dict[str, Pair], rounds: int, seconds: float
) -> Iterator[Row]:
    """One SDK and its peers, order by order."""
    for order, (mode, size) in ORDERS.items():
        seen = measure(pairs, mode, size, rounds, seconds)
        ours = seen[comparison.ours]
        for peer, goals in comparison.against.items():
            detail = {
                f"{name} {key}": round(seen[name][key], 2)
                for name in (comparison.ours, peer)
                for key in ("us", "cpu_us")
            }
            name = f"{comparison.ours} / {peer}, {order}"
            speed = seen[peer]["us"] / ours["us"]
            yield Row(name, speed, "×", at_least=goals.get(order), detail=detail)
            if order == MESSAGES:
                cpu = seen[peer]["cpu_us"] / ours["cpu_us"]
                yield Row(f"{comparison.ours} / {peer}, calls per CPU second", cpu, "×")


def measure(
    pairs: dict[str, Pair], mode: str, size: int, rounds: int, seconds: float
) -> dict[str, dict[str, float]]:
    """Warm up, then give each the order once a round, in turn: medians over the rounds."""
    least = 128 if mode == "flood" else 8
    counts = {}
    for name, pair in pairs.items():
        pair.run(mode, size, least)
        each = pair.run(mode, size, least)["us"] / 1e6
        counts[name] = max(least, int(seconds / each))
        pair.run(mode, size, WARM_UP * counts[name])
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in pairs}
    for _ in range(rounds):
        for name, pair in pairs.items():
            runs[name].append(pair.run(mode, size, counts[name]))
    return {
        name: {key: statistics.median(run[key] for run in taken) for key in taken[0]}
        for name, taken in runs.items()
    }
