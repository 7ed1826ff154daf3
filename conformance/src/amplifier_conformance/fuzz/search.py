"""Draws inputs by seed, and finds the smallest one that fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st

from ..verdicts import Failed

Drawn = TypeVar("Drawn", bound=Hashable)
SHRINKING = 20.0  # seconds at most for the search of the smallest one


def search(
    strategy: st.SearchStrategy[Drawn],
    judge: Callable[[Drawn], None],
    *,
    examples: int,
    seed: int,
    simpler: Callable[[Drawn], Iterable[Drawn]] = lambda _: (),
) -> tuple[Drawn, Failed] | None:
    """Judge so many examples, each once; the smallest that fails, and how."""
    judged = _Judged(judge)

    @hypothesis.seed(seed)
    @settings(
        max_examples=examples,
        derandomize=False,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(strategy)
    def holds(drawn: Drawn) -> None:
        found = judged(drawn)
        if found is not None:
            raise found.with_traceback(None)

    try:
        holds()
    except Failed as failed:
        drawn = next(drawn for drawn, found in judged.seen.items() if found is failed)
        return _descend(drawn, failed, judged, simpler)
    return None


class _Judged(Generic[Drawn]):
    """Judges each input once, and none any more when the time for the smallest one is over."""

    def __init__(self, judge: Callable[[Drawn], None]) -> None:
        self.judge = judge
        self.seen: dict[Drawn, Failed | None] = {}
        self.until: float | None = None

    def __call__(self, drawn: Drawn) -> Failed | None:
        if drawn in self.seen:
            return self.seen[drawn]
        if self.until and time.monotonic() > self.until:
            return None
        try:
            self.judge(drawn)
            self.seen[drawn] = None
        except Failed as failed:
            self.seen[drawn] = failed
            self.until = self.until or time.monotonic() + SHRINKING
        return self.seen[drawn]


def _descend(
    drawn: Drawn,
    failed: Failed,
    judged: _Judged[Drawn],
    simpler: Callable[[Drawn], Iterable[Drawn]],
) -> tuple[Drawn, Failed]:
    """Take a simpler one that fails too, for as long as there is one: what the drawing cannot reach."""
    while True:
        for candidate in simpler(drawn):
            found = judged(candidate)
            if found is not None:
                drawn, failed = candidate, found
                break
        else:
            return drawn, failed


def shorter(line: bytes) -> Iterator[bytes]:
    """The line without a part of it, large parts first."""
    size = len(line)
    while size := size // 2:
        for begin in range(0, len(line), size):
            yield line[:begin] + line[begin + size :]


def fewer(pieces: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """The lines in one piece, then without one of them, then with a shorter one."""
    whole = b"".join(pieces)
    if len(pieces) > 1:
        yield (whole,)
    rows = whole.splitlines(keepends=True)
    for place in range(len(rows)):
        yield (b"".join([*rows[:place], *rows[place + 1 :]]),)
    if len(rows) == 1 and len(pieces) == 1:
        yield from ((line + b"\n",) for line in shorter(rows[0].rstrip(b"\r\n")))
