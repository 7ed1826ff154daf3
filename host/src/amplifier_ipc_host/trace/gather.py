"""From the events of one turn to rows, of which none knows yet what caused it: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from amplifier_ipc._generated.errors import KIND_OF_CODE

from .rows import HOST, NEVER, STARTS, USER, Kind, Row, Service

Json = dict[str, Any]
Call = tuple[str, ...]
SHOWN = 200  # characters of a text that names a row
LOUD = ("error", "critical")
# Between tokens of an answer and tokens of the next one, something else was asked.
BETWEEN = ("tool.execute", "provider.complete")


class Gathered:
    """The rows of a turn in the order of their first records, filled by take()."""

    def __init__(self, services: dict[str, Service], root: str = "") -> None:
        self.rows: list[Row] = []
        self.root = root  # the session whose trace it is
        self.services = services
        self.status = "unfinished"
        self._open: dict[Call, list[Row]] = defaultdict(list)
        self._children: dict[str, Row] = {}
        self._streamed: dict[str, Row] = {}
        self._numbered: dict[tuple[str, Any], Row] = {}
        self._telling: dict[Call, Row] = {}
        self._takers: dict[str, Callable[[Row, Json], None]] = {
            "message": self._message,
            "activity_started": self._started,
            "activity": self._answered,
            "service_ready": self._ready,
            "service_failed": self._failed,
            "child_started": self._child_started,
            "child_ended": self._child_ended,
            "stream": self._stream,
            "log": self._log,
            "display": self._display,
            "approval_request": self._approval,
            "complete": self._complete,
            "error": self._error,
        }

    def take(self, number: int, at: float, event: Json) -> None:
        """Note one event: the record's number, its moment in ms, and what it says."""
        session = ""
        inner = event.get("inner")
        if event["type"] == "child" and isinstance(inner, dict):
            session, event = _text(event, "session_id"), inner
        row = Row(Kind.NOTIFICATION, HOST, USER, _text(event, "type"), number, at)
        row.session, row.last, row.ms, row.records = session, number, 0.0, [event]
        self._takers.get(row.method, self._other)(row, event)

    # ---- messages, as the data plane saw them ---------------------------------------------------------------

    def _message(self, row: Row, event: Json) -> None:
        session = _text(event, "session")
        row.session = "" if session == self.root else session
        row.method, row.name = _text(event, "method"), _text(event, "name")
        row.source, row.target = _text(event, "from"), _text(event, "to")
        takers = {"request": self._asks, "response": self._answers, "lost": self._lost}
        takers.get(_text(event, "kind"), self._tells)(row, event)

    def _asks(self, row: Row, event: Json) -> None:
        row.kind, row.ms, row.last = Kind.REQUEST, None, NEVER
        self._numbered[row.session, _text(event, "n")] = row
        self.rows.append(row)
        self._interrupt(row)

    def _answers(self, row: Row, event: Json) -> None:
        """One whose question is not there was asked before this turn, or its record was lost."""
        start = self._numbered.get((row.session, _text(event, "n")))
        self._interrupt(row)
        if start is None or start.last != NEVER:
            row.kind = Kind.REQUEST
            self.rows.append(row)
        else:
            start.last, start.ms = row.last, row.begin - start.begin
            start.records = start.records + row.records
            row = start
        code = event.get("code")
        if event.get("ok") is False:
            row.error = "given up" if not isinstance(code, int) else _named(code)

    def _tells(self, row: Row, event: Json) -> None:
        """A notification; those of a stream that follow each other are one row."""
        carried = event.get("params")
        said = carried if isinstance(carried, dict) else {}
        row.above = self._numbered.get((row.session, _text(event, "n")))
        if row.method.startswith("stream.") or row.method == "$/progress":
            return self._streams(row, event)
        if row.method == "$/log":
            level = _text(said, "level")
            row.name = f"{level}: {_text(said, 'message')}"[:SHOWN]
            row.error = level if level in LOUD else ""
        else:
            row.name = (_text(said, "message") or _text(said, "mode"))[:SHOWN]
        self.rows.append(row)
        return None

    def _streams(self, row: Row, event: Json) -> None:
        key = (*_call(row), _text(event, "n"))
        before = self._telling.get(key)
        if before is None:
            self._telling[key] = row
            self.rows.append(row)
            return
        before.ms, before.last = row.begin - before.begin, row.last
        before.records.append(event)
        before.name = f"× {len(before.records)}"

    def _interrupt(self, row: Row) -> None:
        if row.method in BETWEEN:
            self._telling = {
                key: each for key, each in self._telling.items() if key[0] != row.session
            }

    def _lost(self, row: Row, event: Json) -> None:
        row.method, row.source, row.target = "records lost", HOST, HOST
        row.error = _text(event, "lost") or "some"
        self.rows.append(row)

    # ---- each kind of event: the row that it would be, if it is one ---------------------------------------

    def _started(self, row: Row, event: Json) -> None:
        self.rows.append(_request(row, event))
        row.ms, row.last = None, NEVER
        self._open[_call(row)].append(row)

    def _answered(self, row: Row, event: Json) -> None:
        """The start that fits best, by the time that the router measured."""
        ms, code = _number(event, "ms"), event.get("error")
        _request(row, event).begin -= ms
        waiting = self._open[_call(row)]
        if waiting:
            start = min(waiting, key=lambda each: abs(each.begin - row.begin))
            waiting.remove(start)
            start.begin = min(start.begin, row.begin)
            start.last, start.records = row.last, start.records + row.records
            row = start
        else:  # it began before this turn
            self.rows.append(row)
        row.ms = ms
        if isinstance(code, int):
            row.error = _named(code)

    def _ready(self, row: Row, event: Json) -> None:
        """What it was asked while it started began before it was told to be ready."""
        name = _text(event, "service")
        self.services[name] = Service(name, _text(event, "language"), _text(event, "version"))
        row.kind, row.target, row.method = Kind.SERVICE, name, "start"
        row.ms = _number(event, "started_ms")
        row.begin -= row.ms
        asked = [each for each in self.rows if self._is_start(each, row)]
        row.first = min((each.first for each in asked), default=row.first)
        row.begin = min([row.begin, *(each.begin for each in asked)])
        self.rows.append(row)

    @staticmethod
    def _is_start(each: Row, ready: Row) -> bool:
        return (each.session, each.source, each.target) == (ready.session, HOST, ready.target) and (
            each.method in STARTS
        )

    def _failed(self, row: Row, event: Json) -> None:
        row.kind, row.target, row.method = Kind.SERVICE, _text(event, "service"), "failed"
        row.error = _text(event, "message") or "failed"
        self.rows.append(row)

    def _child_started(self, row: Row, event: Json) -> None:
        parent = self._children.get(_text(event, "parent_id"))
        row.kind, row.target, row.method = Kind.SESSION, _text(event, "agent"), "session"
        row.session, row.child = parent.child if parent else "", _text(event, "session_id")
        row.name, row.last, row.ms = row.child, NEVER, None
        self._children[row.child] = row
        self.rows.append(row)

    def _child_ended(self, row: Row, event: Json) -> None:
        start = self._children.get(_text(event, "session_id"))
        if start is None:
            return
        start.last, start.ms = row.last, row.begin - start.begin
        start.records = start.records + row.records
        status = _text(event, "status")
        start.error = "failed" if status == "failed" else ""

    def _stream(self, row: Row, event: Json) -> None:
        """Tokens that follow each other are one row."""
        row.name = _text(event, "name")
        row.method, before = f"stream.{row.name}", self._streamed.get(row.session)
        if before is not None and before.method == row.method:
            before.ms, before.last = row.begin - before.begin, row.last
            before.records.append(event)
            before.name = f"× {len(before.records)}"
            return
        row.name = ""
        row.source, row.target = self._orchestrator(row.session), HOST
        self._streamed[row.session] = row
        self.rows.append(row)

    def _orchestrator(self, session: str) -> str:
        driving = (each for each in reversed(self.rows) if each.method == "orchestrator.execute")
        return next((each.target for each in driving if each.session == session), HOST)

    def _log(self, row: Row, event: Json) -> None:
        level = _text(event, "level")
        row.source, row.target, row.method = _text(event, "service"), HOST, "$/log"
        row.name = f"{level}: {_text(event, 'message')}"[:SHOWN]
        row.error = level if level in LOUD else ""
        self.rows.append(row)

    def _display(self, row: Row, event: Json) -> None:
        row.source, row.target, row.method = _text(event, "service"), HOST, "display.show"
        row.name = _text(event, "message")[:SHOWN]
        self.rows.append(row)

    def _approval(self, row: Row, event: Json) -> None:
        asked = event.get("request")
        row.method = "approval"
        row.name = _text(asked, "tool_name") if isinstance(asked, dict) else ""
        self.rows.append(row)

    def _complete(self, row: Row, event: Json) -> None:
        self._end(row, _text(event, "status"))
        row.name = row.name or _text(event, "status")

    def _error(self, row: Row, event: Json) -> None:
        self._end(row, "failed")
        row.error = _text(event, "message") or "failed"

    def _end(self, row: Row, status: str) -> None:
        """How a turn ended; a child's says nothing of this one."""
        row.kind = Kind.TURN
        if not row.session:
            self.status = status
        self.rows.append(row)

    def _other(self, row: Row, event: Json) -> None:
        row.name = _text(event, "name")[:SHOWN]
        self.rows.append(row)


def _named(code: int) -> str:
    return f"{code} {KIND_OF_CODE.get(code, '')}".rstrip()


def _request(row: Row, event: Json) -> Row:
    row.kind, row.method, row.name = Kind.REQUEST, _text(event, "method"), _text(event, "name")
    row.source, row.target = _text(event, "source"), _text(event, "target")
    return row


def _call(row: Row) -> Call:
    return (row.session, row.source, row.target, row.method, row.name)


def _text(event: Json, key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else "" if value is None else str(value)


def _number(event: Json, key: str) -> float:
    value = event.get(key)
    return float(value) if isinstance(value, int | float) else 0.0
