"""The user is asked before commands run and files change: the services of the catalog, at a terminal and without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pseudo_terminal import Terminal, terminals

PARTS = ("foundation-agent", "workspace", "gates", "mock")
NO_TERMINAL = "nobody is there to approve it"
Json = dict[str, Any]


def call(name: str, **given: Any) -> Json:
    return {"text": "I try.", "tool_calls": [{"name": name, "input": given}]}


def turns(*calls: Json) -> list[Json]:
    """A turn for each call, with an answer of its own."""
    return [each for at, one in enumerate(calls, 1) for each in (one, {"text": f"answer {at}"})]


WRITE = call("write_file", file_path="note.txt", content="first\n")
EDIT = call("edit_file", file_path="note.txt", old_string="first", new_string="second")
TOUCH = call("bash", command="touch made")
AGAIN = call("bash", command="touch made again")


@pytest.fixture
def at_terminal(desk) -> Iterator[Any]:
    with terminals() as open_:

        def talk(*calls: Json) -> Terminal:
            agent = desk.agent(*PARTS, turns=turns(*calls))
            home = str(desk.home)
            run = ("run", "--agent", str(agent))
            return open_(*run, cwd=desk.work, columns=100, AMPLIFIER_HOME=home)

        yield talk


def audit(desk) -> list[Json]:
    path = desk.home / "audit" / "approvals.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def asked(terminal: Terminal, about: str, key: str) -> str:
    """Wait for a question about something new, and press a key; how bad it is told to be."""
    terminal.until_shown(about)
    screen = terminal.until_shown("[y]es")
    terminal.send(key)
    return re.findall(r"(\w+) risk", "\n".join(screen))[-1]


def test_allowed_once_then_denied(desk, at_terminal):
    terminal = at_terminal(WRITE, EDIT, TOUCH, AGAIN)
    terminal.say("1")
    assert asked(terminal, "Allow write_file?", "y") == "medium"
    terminal.until_shown("answer 1")
    assert (desk.work / "note.txt").read_text() == "first\n"

    terminal.say("2")
    asked(terminal, "Allow edit_file?", "n")
    terminal.until_shown("answer 2")
    assert (desk.work / "note.txt").read_text() == "first\n"

    terminal.say("3")
    assert asked(terminal, "┃ $ touch made", "y") == "high"
    terminal.until_shown("answer 3")
    assert (desk.work / "made").exists()

    terminal.say("4")  # what was allowed once holds for that once
    asked(terminal, "┃ $ touch made again", "n")
    terminal.until_shown("answer 4")
    assert not (desk.work / "again").exists()
    assert terminal.leave() == 0
    noted = [(line["event"], line["tool"]) for line in audit(desk)]
    assert noted == [
        ("tool:pre", "write_file"),
        ("approval:granted", "write_file"),
        ("tool:pre", "edit_file"),
        ("approval:denied", "edit_file"),
        ("tool:pre", "bash"),
        ("approval:granted", "bash"),
        ("tool:pre", "bash"),
        ("approval:denied", "bash"),
    ]


def test_what_is_always_allowed_is_asked_no_more(desk, at_terminal):
    again = call("write_file", file_path="note.txt", content="second\n")
    other = call("write_file", file_path="other.txt", content="x\n")
    terminal = at_terminal(WRITE, again, other)
    terminal.say("1")
    terminal.until_shown("[a]lways note.txt")
    terminal.send("a")
    terminal.until_shown("in this [s]ession")
    terminal.send("s")
    terminal.until_shown("answer 1")
    terminal.say("2")
    terminal.until_shown("answer 2")
    assert (desk.work / "note.txt").read_text() == "second\n"
    terminal.say("3")  # another file is another question
    terminal.until_shown("[a]lways other.txt")
    terminal.send("n")
    terminal.until_shown("answer 3")
    assert not (desk.work / "other.txt").exists()
    assert terminal.leave() == 0
    answers = [line for line in audit(desk) if line["event"].startswith("approval:")]
    assert [(line["event"], line.get("remember", False)) for line in answers] == [
        ("approval:granted", True),
        ("approval:granted", True),
        ("approval:denied", False),
    ]


def test_always_in_the_project_holds_in_the_next_session(desk, at_terminal):
    for _ in range(2):
        (desk.work / "made").unlink(missing_ok=True)
        terminal = at_terminal(TOUCH)
        terminal.say("1")
        if not (desk.home / "approvals.yaml").exists():
            terminal.until_shown("[a]lways touch made")
            terminal.send("a")
            terminal.until_shown("in this [p]roject")
            terminal.send("p")
        terminal.until_shown("answer 1")
        assert (desk.work / "made").exists()
        assert terminal.leave() == 0


@pytest.mark.parametrize("one", [TOUCH, WRITE], ids=["bash", "write_file"])
@pytest.mark.parametrize("options", [(), ("--approve", "deny")], ids=["default", "deny"])
def test_without_a_terminal_it_is_denied(desk, one, options):
    done = desk.run(desk.agent(*PARTS, turns=turns(one)), *options)
    assert done.code == 3, done
    assert "answer 1" in done.out
    assert list(desk.work.iterdir()) == []
    decided, answered = audit(desk)
    assert decided["decision"] == "ask"
    assert (answered["event"], answered["reason"]) == ("approval:denied", NO_TERMINAL)


def test_without_a_terminal_all_can_be_allowed(desk):
    agent = desk.agent(*PARTS, turns=turns(TOUCH))
    assert desk.run(agent, "--approve", "auto").code == 0
    assert [path.name for path in desk.work.iterdir()] == ["made"]


@pytest.mark.parametrize("command", ["ls -a", "pwd; echo x | ls"])
def test_looking_around_needs_no_answer(desk, command):
    done = desk.run(desk.agent(*PARTS, turns=turns(call("bash", command=command))))
    assert (done.code, done.out.strip()[-8:]) == (0, "answer 1"), done
    assert [line["decision"] for line in audit(desk)] == ["auto_approve"]


def test_nobody_is_asked_about_what_the_guard_denies(desk):
    done = desk.run(desk.agent(*PARTS, turns=turns(call("bash", command="sudo rm x"))))
    assert done.code == 0, done
    result = next(each for each in desk.transcript() if each["role"] == "tool")
    assert re.search("Denied: shell_guard .*privilege", json.dumps(result))
    assert not (desk.home / "audit").exists()
