"""A service that drawn inputs are tried on, and the search for the smallest one that it fails."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from hypothesis import strategies as st

from .check import Bench
from .fuzz.answers import Reply, answered, ids_of, owed, shown, told
from .fuzz.search import search
from .protocol import Json, key
from .service import Call, Service
from .verdicts import Failed

Drawn = TypeVar("Drawn", bound=Hashable)
SOON = 3.0  # seconds for an answer when pings behind it have been answered
BRIEF = 0.2  # seconds for an answer while the smallest input is looked for
OFTEN = 1000  # examples that a service gets before a new one is started


class Target:
    """A service for drawn inputs; one that failed is replaced, since its fault may linger."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.patience = bench.options.patience
        self._service: Service | None = None
        self._count = 0

    @property
    def service(self) -> Service:
        """The service for the next example."""
        self._count += 1
        if self._service is None or self._service.process.over or self._count > OFTEN:
            self.drop()
            self._service = self.bench.start()
        return self._service

    def drop(self) -> None:
        """The next example gets a fresh service."""
        if self._service:
            self._service.kill()
            self.bench.started.remove(self._service)
        self._service, self._count = None, 0


def smallest(
    bench: Bench,
    strategy: st.SearchStrategy[Drawn],
    judge: Callable[[Target, Drawn], None],
    simpler: Callable[[Drawn], Iterable[Drawn]] = lambda _: (),
) -> None:
    """Judge as many examples as the user wants; the smallest that fails is told, with its trace."""
    target = Target(bench)

    def one(drawn: Drawn) -> None:
        try:
            judge(target, drawn)
        except Failed:
            target.drop()
            target.patience = min(target.patience, BRIEF)  # the smallest is looked for now
            raise

    given = bench.options
    found = search(strategy, one, examples=given.fuzz, seed=given.seed, simpler=simpler)
    if found:
        drawn, failed = found
        target.patience = bench.options.patience
        judge(target, drawn)  # once more, alone, for the trace
        raise Failed(
            f"{failed.reason} (alone it passes: it takes what came before it)",
            failed.expected,
            failed.actual,
        )


def judge_text(target: Target, pieces: tuple[bytes, ...]) -> None:
    """Write the pieces, and see that each line gets what it is owed and a ping behind them is answered."""
    service, text = target.service, b"".join(pieces)
    owing = owed(text)
    begin = len(service.received)
    for found in ids_of(owing):
        service.owe(found, "")
    for piece in pieces:
        service.process.write(piece, shown=shown(piece))
        if len(pieces) > 1:
            service.process.wait_taken(target.patience)
    pings = [service.send("ping", {}) for _ in range(2)]

    def came() -> list[Json]:
        return [m for m in service.received[begin:] if "method" not in m and not _answers(m, pings)]

    with _no_ping_for(text):
        for ping in pings:
            ping.message(target.patience)
    with contextlib.suppress(Failed):  # what is missing is told below, with the line
        soon = min(target.patience, SOON)
        service.wait("the answers", lambda: _settled(owing, came()), soon)
    if not answered(owing, came()):
        raise Failed(f"not what must come for {shown(text)}", told(owing), came() or "silence")
    for found in ids_of(owing):
        service.judge.asked.pop(key(found), None)


@contextlib.contextmanager
def _no_ping_for(text: bytes) -> Iterator[None]:
    try:
        yield
    except Failed as failed:
        reason = f"no ping is answered behind {shown(text)}: {failed.reason}"
        raise Failed(reason, "{}", failed.actual) from None


def _settled(owing: list[list[Reply]], messages: list[Json]) -> bool:
    """Whether everything is there, or something that cannot be right."""
    return answered(owing, messages) or not answered(owing, messages, partly=True)


def _answers(message: Json, pings: list[Call]) -> bool:
    return any(key(message.get("id")) == key(ping.id) for ping in pings)
