"""From the records of a trace to turns of rows, each below what caused it: pure.

A record says who asked whom, not because of what; the order of the records, which is the router's, tells that: a
service's request is caused by the request that this service was answering meanwhile. Of two like requests that run at
once either may be found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .gather import Gathered
from .records import HEADER, Record
from .rows import HOST, STARTS, USER, Kind, Row, Service, Turn

ENDS = ("complete", "error")
SPAWNS = ("request.session_spawn", "request.session_resume")
DRIVES = "orchestrator.execute"
PAUSE = 1000.0  # ms in which nothing happens, between what was prepared and a turn


def turns(records: Iterable[Record]) -> list[Turn]:
    """The turns of a trace in their order; what follows the last one belongs to it."""
    known: dict[str, Service] = {}
    parts = [(root, part) for root, run in _runs(records) for part in _parts(run)]
    return [_turn(number, root, part, known) for number, (root, part) in enumerate(parts, 1)]


def _parts(run: list[Record]) -> list[list[Record]]:
    """The records of each turn of a process: split behind its end."""
    parts: list[list[Record]] = [[]]
    for record in run:
        parts[-1].append(record)
        if record.event["type"] in ENDS:
            parts.append([])
    if len(parts) > 1 and not any(map(_drives, parts[-1])):  # the session's end
        last = parts.pop()
        parts[-1].extend(last)
    return [part for part in parts if part]


def _runs(records: Iterable[Record]) -> list[tuple[str, list[Record]]]:
    """The session and the records of each process that had it open: each says so, or at least its clock begins anew."""
    runs: list[tuple[str, list[Record]]] = []
    says_so, at = False, float("inf")
    for record in records:
        if record.event["type"] == HEADER:
            runs.append((str(record.event.get("session", "")), []))
            says_so = True
            continue
        if not says_so and record.at < at:
            runs.append(("", []))
        runs[-1][1].append(record)
        at = record.at
    return runs


def _drives(record: Record) -> bool:
    return record.event.get("method") == DRIVES


def _turn(number: int, root: str, records: list[Record], known: dict[str, Service]) -> Turn:
    gathered = Gathered(known, root)
    for place, record in enumerate(records):
        gathered.take(place, record.at, record.event)
    rows = sorted(gathered.rows, key=lambda row: (row.first, row.kind is not Kind.SERVICE))
    _find_causes(rows)
    begin = _beginning(rows)
    for row in rows:
        row.begin -= begin
    ordered = _as_tree(rows)
    return Turn(number, gathered.status, ordered, _taking_part(ordered, known))


def _beginning(rows: list[Row]) -> float:
    """Its first message; but services that were started long before, while the user typed, begin before it."""
    begin = next((row.begin for row in rows if row.method == DRIVES), None)
    if begin is None:
        return min((row.begin for row in rows), default=0.0)
    for row in sorted(rows, key=lambda each: -each.end):
        if row.begin < begin and row.end >= begin - PAUSE:
            begin = row.begin
    return begin


def _find_causes(rows: list[Row]) -> None:
    """Set what caused each row; `rows` in the order of their beginnings."""
    under_way: list[Row] = []
    children: dict[str, Row] = {}
    for row in rows:
        under_way = [each for each in under_way if each.last > row.first]
        row.above = row.above or _cause(row, under_way) or children.get(row.session)
        if row.kind is Kind.SESSION:
            children[row.child] = row
        if row.kind in (Kind.REQUEST, Kind.SERVICE):
            under_way.append(row)


def _cause(row: Row, under_way: list[Row]) -> Row | None:
    """The last begun of what may have caused it, rather one that lasted longer than it."""
    possible = [each for each in under_way if _may_cause(each, row)]
    end = row.last if row.kind in (Kind.REQUEST, Kind.SESSION) else row.first
    around = [each for each in possible if each.last >= end]
    return next(reversed(around or possible), None)


def _may_cause(above: Row, row: Row) -> bool:
    if above.session != row.session:
        return False
    if above.kind is Kind.SERVICE:
        return row.source == HOST and row.method in STARTS and row.target == above.target
    if row.kind is Kind.SESSION:
        return above.method in SPAWNS
    serves = f"request.{row.method.replace('.', '_')}"  # what the host does for a service
    if row.method == "hook.emit":
        return above.method == serves and above.source == row.source
    if row.source == HOST:
        return above.method == serves
    return above.target == row.source


def _as_tree(rows: list[Row]) -> list[Row]:
    """Each row followed by what it caused, with its depth and number."""
    caused: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        caused[id(row.above)].append(row)
    ordered: list[Row] = []
    waiting = caused[id(None)][::-1]
    while waiting:
        row = waiting.pop()
        row.number = len(ordered)
        row.depth = row.above.depth + 1 if row.above else 0
        ordered.append(row)
        waiting += caused[id(row)][::-1]
    return ordered


def _taking_part(rows: list[Row], known: dict[str, Service]) -> list[Service]:
    """Who sent or got something, in the order of their first message; known perhaps from an earlier turn."""
    names = dict.fromkeys(
        name
        for row in rows
        for name in (row.source, row.target)
        if row.kind is Kind.REQUEST or (row.kind is Kind.NOTIFICATION and name != USER)
    )
    return [known.get(name, Service(name)) for name in names]
