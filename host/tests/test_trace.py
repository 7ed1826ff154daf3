"""`amplifier-ipc trace`: events become rows below what caused them; a real turn is shown; what was said stays text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from amplifier_ipc_host.trace.records import Record, read
from amplifier_ipc_host.trace.waterfall import turns

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
HOSTILE = """</pre></script><script>alert(1)</script><img src=http://evil.example/ onerror=alert(2)>"'&{{ 7*7 }}"""
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": HOSTILE}}]
WRONG = ["request.tool_execute", {"name": "echo", "input": {}}]
TOKEN = ["notify:stream.token", {"request_id": "REQUEST_ID", "index": 0, "text": HOSTILE}]
LOG = ["notify:$/log", {"level": "warning", "message": "\x1b[2J" + HOSTILE}]
GRANTS = ["session.spawn", "tool.execute"]
SPAWN = ["request.session_spawn", {"agent": "self", "instruction": json.dumps([WRONG])}]


class Told:
    """A trace in the words of events: `asks` and `answers` take who, whom, what and a name."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def say(self, at: float, kind: str, inside: str = "", **members: object) -> Told:
        event = {"type": kind, **members}
        if inside:
            event = {"type": "child", "session_id": inside, "depth": 1, "inner": event}
        self.records.append(Record(at, event))
        return self

    def asks(self, at: float, call: str, inside: str = "") -> Told:
        return self.say(at, "activity_started", inside, **_call(call))

    def answers(self, at: float, call: str, ms: float, inside: str = "", **more: object) -> Told:
        return self.say(at, "activity", inside, ms=ms, **_call(call), **more)


def _call(text: str) -> dict[str, str | None]:
    source, target, method, *name = text.split()
    return {"source": source, "target": target, "method": method, "name": (name or [None])[0]}


def tree(turn) -> list[str]:
    return [f"{'  ' * row.depth}{row.method} {row.name}".rstrip() for row in turn.rows]


# ---- rows -----------------------------------------------------------------------------------------------------


def test_a_row_is_a_request_with_its_answer():
    told = Told().asks(105, "host agent orchestrator.execute")
    told.asks(110, "agent tools tool.execute echo")
    told.answers(130, "agent tools tool.execute echo", 20, error=-32602)
    told.answers(205, "host agent orchestrator.execute", 100).say(206, "complete", status="denied")
    (turn,) = turns(told.records)
    drive, call, end = turn.rows
    assert (drive.begin, drive.ms, drive.source, drive.target, drive.wrong) == (
        0,
        100,
        "host",
        "agent",
        False,
    )
    assert (call.begin, call.ms, call.name, call.error) == (5, 20, "echo", "-32602 invalid_params")
    assert (call.above, call.depth, end.method, end.name) == (drive, 1, "complete", "denied")
    assert (turn.status, turn.ms, turn.errors) == ("denied", 101, 1)


def test_a_request_without_an_answer_is_marked():
    (turn,) = turns(Told().asks(1, "host agent orchestrator.execute").records)
    assert (turn.status, turn.errors, turn.rows[0].ms) == ("unfinished", 1, None)


def test_who_serves_a_request_is_below_it_also_where_the_host_passes_it_on():
    told = Told().asks(0, "host agent orchestrator.execute")
    told.asks(1, "agent host request.context_add_message")
    told.asks(2, "agent host request.hook_emit tool:pre").asks(3, "agent hooks hook.emit guard")
    told.asks(4, "host memory context.add_message").asks(5, "memory host state.get")
    told.answers(6, "memory host state.get", 1)
    told.answers(7, "host memory context.add_message", 3)
    told.answers(8, "agent hooks hook.emit guard", 5)
    told.answers(9, "agent host request.hook_emit tool:pre", 7)
    told.answers(10, "agent host request.context_add_message", 9)
    told.answers(11, "host agent orchestrator.execute", 11)
    assert tree(turns(told.records)[0]) == [
        "orchestrator.execute",
        "  request.context_add_message",
        "    context.add_message",
        "      state.get",
        "  request.hook_emit tool:pre",
        "    hook.emit guard",
    ]


def test_of_two_that_may_have_caused_it_the_one_did_that_lasted_longer():
    told = Told().asks(0, "host agent orchestrator.execute")
    told.asks(1, "agent tools tool.execute slow").asks(2, "agent tools tool.execute fast")
    told.asks(3, "tools host state.get").answers(4, "agent tools tool.execute fast", 2)
    told.answers(5, "tools host state.get", 2).answers(6, "agent tools tool.execute slow", 5)
    told.answers(7, "host agent orchestrator.execute", 7)
    rows = {row.method: row for row in turns(told.records)[0].rows}
    assert rows["state.get"].above.name == "slow"


def test_like_requests_at_once_are_told_apart_by_the_time_they_took():
    told = Told().asks(0, "agent tools tool.execute echo").asks(10, "agent tools tool.execute echo")
    told.answers(15, "agent tools tool.execute echo", 5)
    told.answers(100, "agent tools tool.execute echo", 100)
    assert [(row.begin, row.ms) for row in turns(told.records)[0].rows] == [(0, 100), (10, 5)]


def test_a_start_is_above_what_was_asked_meanwhile():
    told = Told().asks(10, "host agent describe").answers(60, "host agent describe", 50)
    told.say(70, "service_ready", service="agent", language="go", version="1.2.3", started_ms=70.0)
    (turn,) = turns(told.records)
    assert tree(turn) == ["start", "  describe"]
    assert (turn.rows[0].begin, turn.rows[0].ms, turn.rows[1].begin) == (0, 70, 10)
    assert [(s.name, s.language) for s in turn.services] == [("host", ""), ("agent", "go")]


def test_tokens_that_follow_each_other_are_one_row():
    told = Told().asks(0, "host agent orchestrator.execute")
    for at in (1, 2, 3):
        told.say(at, "stream", name="token", data={"text": str(at)})
    told.say(4, "stream", name="usage", data={}).say(5, "stream", name="token", data={})
    told.answers(6, "host agent orchestrator.execute", 6)
    (turn,) = turns(told.records)
    assert tree(turn)[1:] == ["  stream.token × 3", "  stream.usage", "  stream.token"]
    assert [event["data"]["text"] for event in turn.rows[1].records] == ["1", "2", "3"]
    assert turn.rows[1].source == "agent"


def test_a_child_session_is_below_the_request_that_spawned_it():
    told = Told().asks(0, "host agent orchestrator.execute")
    told.asks(1, "agent host request.session_spawn")
    told.say(2, "child_started", session_id="c", parent_id="p", agent="helper", depth=1, prompt="")
    told.asks(3, "host agent orchestrator.execute", "c").asks(4, "agent host state.get", "c")
    told.answers(5, "agent host state.get", 1, "c")
    told.answers(6, "host agent orchestrator.execute", 3, "c")
    told.say(6, "complete", "c", status="completed")
    told.say(7, "child_ended", session_id="c", depth=1, status="failed")
    told.answers(8, "agent host request.session_spawn", 7)
    told.answers(9, "host agent orchestrator.execute", 9)
    (turn,) = turns(told.records)
    assert tree(turn) == [
        "orchestrator.execute",
        "  request.session_spawn",
        "    session c",
        "      orchestrator.execute",
        "        state.get",
        "      complete completed",
    ]
    child = turn.rows[2]
    assert (child.target, child.ms, child.error) == ("helper", 5, "failed")
    assert turn.status == "unfinished", "a child's end is not the turn's"


def test_turns_are_told_apart_also_those_of_another_process():
    told = Told()
    for process in (100, 0):  # the clock begins anew
        for at in (process, process + 50):
            told.asks(at, "host agent orchestrator.execute")
            told.answers(at + 9, "host agent orchestrator.execute", 9)
            told.say(at + 10, "complete", status="completed")
        told.asks(process + 70, "host host request.hook_emit session:end")
        told.answers(process + 71, "host host request.hook_emit session:end", 1)
    ends = [tree(turn)[-1] for turn in turns(told.records)]
    assert ends == [
        "complete completed",
        "request.hook_emit session:end",
        "complete completed",
        "request.hook_emit session:end",
    ]


def test_no_records_are_no_turns():
    assert turns([]) == []


def test_a_torn_line_and_what_is_no_event_are_left_out(tmp_path):
    path = tmp_path / "trace.jsonl"
    good = '{"at_ms": 1.5, "type": "log", "service": "a", "level": "info", "message": "m"}\n'
    path.write_text(
        f'{good}[]\n{{"at_ms": null, "type": "log"}}\n{good}{{"at_ms": 2.0, "type": "lo'
    )
    trace = read(path)
    assert [record.at for record in trace.records] == [1.5, 1.5]
    assert trace.unread == 3


@pytest.mark.parametrize(
    "event",
    [
        {"type": "activity"},
        {"type": "activity", "ms": "long", "error": "no"},
        {"type": "child", "inner": 5},
        {"type": "child_ended"},
        {"type": "stream", "data": None},
        {"type": "service_ready", "service": None, "started_ms": None},
        {"type": "of another version", "name": ["x"]},
    ],
    ids=json.dumps,
)
def test_an_event_that_lacks_something_breaks_nothing(event):
    (turn,) = turns([Record(1.0, event), Record(2.0, {"type": "complete", "status": "completed"})])
    assert turn.status == "completed"
    assert [part for row in turn.rows for part in row.parts()]


# ---- the command ----------------------------------------------------------------------------------------------


class Traced:
    """A session of the test services that was traced, and the command that shows it."""

    def __init__(self, house) -> None:
        self.house = house
        self.environment = {**os.environ, "AMPLIFIER_HOME": str(house.folder / "home")}

    def turn(self, *requests, session: str = "20260101-abcdef") -> None:
        options = ["--agent", str(self.house.agent()), "--trace", "--session", session]
        done = self("run", *options, json.dumps(requests))
        assert done.returncode == 0, done.stderr

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(COMMAND), *arguments],
            env=self.environment,
            cwd=self.house.work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def file(self) -> Path:
        return self.house.folder / "home" / "sessions" / "20260101-abcdef" / "trace.jsonl"


@pytest.fixture
def traced(house) -> Traced:
    house.behaviors.clear()
    house.service("puppet", grants=GRANTS)
    house.service("parrot")
    return Traced(house)


def test_a_turn_is_shown_in_the_terminal(traced):
    traced.turn(ECHO, WRONG, LOG, SPAWN)
    done = traced("trace", "20")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert re.fullmatch(r"Turn 1 of 1: completed, \d+ ms, \d+ messages, 2 failed\.", lines[0])
    assert "\x1b" not in done.stdout
    (wrong, below) = [line for line in lines if "✗ -32602 invalid_params" in line]
    assert re.search(r"\d  {3,}tool\.execute ✗ .* echo +puppet → parrot", wrong)
    assert below.index("tool.execute") > wrong.index("tool.execute"), "the child's is deeper"
    assert [line for line in lines if "session" in line and "host → test" in line]


def test_a_narrow_terminal_cuts_what_is_said_and_no_number(traced):
    traced.turn(ECHO, WRONG, LOG)
    # A width that the test runner sets is none of the terminal's.
    environment = {n: v for n, v in traced.environment.items() if n not in ("COLUMNS", "LINES")}
    command = pexpect.spawn(
        str(COMMAND),
        ["trace", "20"],
        env={**environment, "NO_COLOR": "1", "TERM": "xterm"},
        dimensions=(40, 72),
        encoding="utf-8",
    )
    command.expect(pexpect.EOF, timeout=60)
    shown = re.sub(r"\x1b\[[\d;]*m", "", command.before or "")
    assert "\x1b" not in shown, "what was said does not steer the terminal"
    lines = [line.rstrip() for line in shown.splitlines()]
    assert max(map(len, lines)) <= 72
    assert [
        line for line in lines if re.match(r" *\d+\.\d +\d+\.\d +tool.execute ✗ -32602 inv", line)
    ]
    assert [line for line in lines if re.match(r" *\d+\.\d +\$/log warning: \[2J</pre>.*… ", line)]


def test_the_terminal_shows_what_is_asked_for(traced):
    traced.turn(ECHO, WRONG)
    traced.turn(ECHO)
    assert traced("trace", "20").stdout.startswith("Turn 2 of 2: completed")
    wrong = traced("trace", "20", "--turn", "1", "--errors").stdout.splitlines()
    assert [line.split()[2:4] for line in wrong[3:]] == [["tool.execute", "✗"]]
    to_parrot = traced("trace", "20", "--service", "parrot", "--text", "TOOL.").stdout
    assert [line.split()[2] for line in to_parrot.splitlines()[3:]] == ["tool.execute"]
    nothing = traced("trace", "20", "--text", "nobody said this")
    assert (nothing.returncode, nothing.stderr) == (0, "No message fits.\n")


def test_a_page_is_written_for_its_owner_alone(traced):
    traced.turn(ECHO, TOKEN, LOG)
    with traced.file.open("a") as file:
        file.write('{"at_ms": 9')
    path = traced.house.folder / "turn.html"
    done = traced("trace", "20260101-abcdef", "--html", str(path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Page: {path}\n")
    assert path.stat().st_mode & 0o777 == traced.file.stat().st_mode & 0o777 == 0o600
    page = path.read_text()
    assert "Session 20260101-abcdef" in page
    assert "Lines that are torn or no records were left out: 1." in page


def test_a_trace_that_is_torn_or_older_is_shown_and_said_so(traced):
    traced.turn(ECHO)
    older = json.dumps({"at_ms": 1.0, "type": "activity_started", **_call("a b tool.execute x")})
    traced.file.write_text(f'{older}\n{traced.file.read_text()}{{"at_ms": 5, "type": "mess')
    done = traced("trace", "20", "--turn", "1")
    assert done.returncode == 0
    assert done.stdout.startswith("Turn 1 of 2: unfinished")
    torn, old = done.stderr.splitlines()
    assert torn == "Lines that are torn or no records were left out: 1."
    assert "of an older version" in old
    traced.file.write_text("what is this?\n[]\n{}\n")
    done = traced("trace", "20")
    assert (done.returncode, done.stdout) == (1, "")
    assert "holds no message" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nobody"], 1, "there is no session nobody"),
        (["2026", "--turn", "5"], 1, "there is no turn 5 in the trace"),
        (["2026", "--service", "nobody"], 1, "no service nobody took part"),
        (["2026", "--html", "none/such.html"], 1, "none/such.html cannot be written"),
        (["2026", "--html", "x.html", "--errors"], 2, "are not for --html"),
        (["plain"], 1, "session plain was not traced"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_what_cannot_be_shown_is_one_sentence(traced, arguments, code, said):
    traced.turn()
    (traced.file.parent.parent / "plain").mkdir()
    done = traced("trace", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
