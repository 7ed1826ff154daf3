"""Messages of a trace as rows: pairs by number, streams as one row, the router's times, turns and child sessions."""

from __future__ import annotations

from amplifier_ipc_host.trace.records import Record, Trace
from amplifier_ipc_host.trace.waterfall import turns


class Told:
    """A trace in the words of messages: `asks`, `answers` and `tells` take who, whom, what and a name."""

    def __init__(self) -> None:
        self.records = [Record(0, {"type": "trace", "version": 2, "session": "s"})]

    def _say(self, at: float, kind: str, n: int | None, call: str, **members: object) -> Told:
        source, target, method, *name = call.split()
        ends = {"from": source, "to": target, "method": method, "name": (name or [None])[0]}
        event = {"type": "message", "session": "s", "kind": kind, "n": n, "bytes": 9, **ends}
        self.records.append(Record(at, event | members))
        return self

    def asks(self, at: float, n: int, call: str, **members: object) -> Told:
        return self._say(at, "request", n, call, **members)

    def answers(self, at: float, n: int, call: str, **members: object) -> Told:
        return self._say(at, "response", n, call, **{"ok": True, "result": {}} | members)

    def tells(self, at: float, n: int | None, call: str, **members: object) -> Told:
        return self._say(at, "notification", n, call, **members)

    def event(self, at: float, type_: str, /, **members: object) -> Told:
        self.records.append(Record(at, {"type": type_, **members}))
        return self


def tree(turn) -> list[str]:
    return [f"{'  ' * row.depth}{row.method} {row.name}".rstrip() for row in turn.rows]


def test_like_requests_at_once_are_paired_by_their_number():
    told = Told().asks(0, 1, "host agent orchestrator.execute")
    for n in (2, 3):
        told.asks(n, n, "agent tools tool.execute echo", params={"call": n})
    told.answers(20, 3, "agent tools tool.execute echo", result={"call": 3})
    told.answers(30, 2, "agent tools tool.execute echo", result={"call": 2})
    told.answers(40, 1, "host agent orchestrator.execute")
    (turn,) = turns(told.records)
    first, second = turn.rows[1:]
    assert [(row.begin, row.ms) for row in (first, second)] == [(2, 28), (3, 17)]
    for n, row in ((2, first), (3, second)):
        assert [part.title for part in row.parts()] == ["params", "result"]
        assert all(f'"call": {n}' in part.text for part in row.parts())


def test_tokens_are_one_row_below_what_they_answer_until_something_else_is_asked():
    told = Told().asks(0, 1, "host agent orchestrator.execute")
    told.asks(1, 2, "agent mock provider.complete")
    for at in (2, 3, 4):
        said = {"params": {"text": f"t{at} "}}
        told.tells(at, 2, "mock agent stream.provider.token", **said)
        told.asks(at, 10 + at, "agent host request.hook_emit delta", here=True)
        told.answers(at, 10 + at, "agent host request.hook_emit delta", here=True)
        told.tells(at + 0.5, 1, "agent host stream.token", **said)
    told.answers(5, 2, "agent mock provider.complete")
    told.asks(6, 3, "agent tools tool.execute").answers(7, 3, "agent tools tool.execute")
    told.tells(8, 1, "agent host stream.token", params={"text": "last"})
    (turn,) = turns(told.answers(9, 1, "host agent orchestrator.execute").records)
    streams = [row for row in turn.rows if row.method.startswith("stream.")]
    assert [(row.method, row.name, row.above.method) for row in streams] == [
        ("stream.provider.token", "× 3", "provider.complete"),
        ("stream.token", "× 3", "orchestrator.execute"),
        ("stream.token", "", "orchestrator.execute"),
    ]
    assert (streams[1].begin, streams[1].ms) == (2.5, 2)
    assert streams[0].parts()[0].text == "t2 t3 t4 "


def test_what_failed_says_how_and_what_nobody_answered_is_marked():
    told = Told().asks(0, 1, "host agent orchestrator.execute")
    told.asks(1, 2, "agent tools tool.execute").asks(2, 3, "agent tools tool.execute")
    told.answers(3, 2, "agent tools tool.execute", ok=False, code=-32002, error={"code": -32002})
    told.answers(4, 3, "agent tools tool.execute", ok=False)
    told.answers(5, 99, "agent tools tool.execute", ok=False, code=7)
    told.tells(6, None, "tools host $/log", params={"level": "error", "message": "gone"})
    told.event(7, "message", kind="lost", lost=12)
    (turn,) = turns(told.records)
    assert {(row.method, row.error) for row in turn.rows if row.wrong} == {
        ("orchestrator.execute", ""),
        ("tool.execute", "-32002 service_unavailable"),
        ("tool.execute", "given up"),
        ("tool.execute", "7"),
        ("$/log", "error"),
        ("records lost", "12"),
    }
    assert any("missing: 12" in remark for remark in Trace(told.records).remarks)


def test_a_child_session_has_numbers_of_its_own():
    told = Told().asks(0, 1, "host agent orchestrator.execute")
    told.asks(1, 2, "agent host request.session_spawn")
    told.event(2, "child_started", session_id="c", parent_id="s", agent="helper", depth=1)
    told.asks(3, 1, "host agent orchestrator.execute", session="c")
    told.answers(4, 1, "host agent orchestrator.execute", session="c", result={"is": "child"})
    told.event(5, "child_ended", session_id="c", depth=1, status="completed")
    told.answers(6, 2, "agent host request.session_spawn")
    told.answers(7, 1, "host agent orchestrator.execute", result={"is": "root"})
    (turn,) = turns(told.records)
    assert tree(turn) == [
        "orchestrator.execute",
        "  request.session_spawn",
        "    session c",
        "      orchestrator.execute",
    ]
    root, *_, child = turn.rows
    assert "root" in root.parts()[-1].text
    assert (child.session, child.ms, child.error) == (
        "c",
        1,
        "",
    )
    assert "child" in child.parts()[-1].text


def test_records_whose_times_cross_are_of_one_turn_and_another_process_begins_a_new_one():
    told = Told().asks(5, 1, "host agent orchestrator.execute")
    told.event(9, "log", service="a", level="info", message="written late")
    told.answers(8, 1, "host agent orchestrator.execute")
    told.event(10, "complete", status="completed")
    again = Told().asks(1, 1, "host agent orchestrator.execute")
    again.answers(2, 1, "host agent orchestrator.execute")
    again.event(3, "complete", status="denied")
    assert [turn.status for turn in turns(told.records + again.records)] == ["completed", "denied"]


def test_services_that_were_started_while_the_user_typed_begin_before_the_turn():
    told = Told().asks(100, 1, "host agent describe").answers(150, 1, "host agent describe")
    told.event(9_990, "service_ready", service="agent", language="go", started_ms=60.0)
    told.asks(9_995, 2, "host host request.hook_emit session:resume")
    told.answers(9_996, 2, "host host request.hook_emit session:resume")
    told.asks(10_000, 3, "host agent orchestrator.execute")
    told.answers(10_050, 3, "host agent orchestrator.execute")
    (turn,) = turns(told.records)
    start, describe, resumed, driven = turn.rows
    assert (start.method, describe.method) == ("start", "describe")
    assert start.begin == describe.begin == 100 - 9_995
    assert (resumed.begin, driven.begin, turn.ms) == (0, 5, 55)


def test_a_trace_says_what_its_reader_should_know():
    whole = Told().asks(0, 1, "a b ping").records
    assert Trace(whole).remarks == []
    (torn,) = Trace(whole, unread=2).remarks
    assert "2" in torn
    (older,) = Trace(whole[1:]).remarks
    assert "older version" in older
    (later,) = Trace([Record(0, {"type": "trace", "version": 99, "session": "s"})]).remarks
    assert "later version" in later
