"""Tap records of the data plane, paired into activities: who asked whom for what, and how long it took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .events import Activity, ActivityStarted

Json = dict[str, Any]


class Activities:
    """Pairs the start and the end of each routed request. `name_of` names the service behind a connection."""

    def __init__(self, name_of: Callable[[int], str]) -> None:
        self._name_of = name_of
        self._open: dict[int, ActivityStarted] = {}
        self._began: dict[int, int] = {}

    def take(self, record: Json) -> ActivityStarted | Activity | None:
        """The event of one record; None for an end whose start was not seen, and for what no service was asked."""
        if record.get("here") or record["phase"] not in ("start", "end"):
            return None
        number = record["n"]
        if record["phase"] == "start":
            started = ActivityStarted(
                source=self._name_of(record["from"]),
                target=self._name_of(record["to"]),
                method=record["method"],
                name=record.get("name"),
            )
            self._open[number], self._began[number] = started, record["t_ns"]
            return started
        start = self._open.pop(number, None)
        if start is None:
            return None
        return Activity(
            source=start.source,
            target=start.target,
            method=start.method,
            name=start.name,
            ms=(record["t_ns"] - self._began.pop(number)) / 1e6,
            error=record.get("code"),
        )
