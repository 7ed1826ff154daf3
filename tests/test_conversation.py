"""The way of a new user at a terminal: a command refused, one allowed, then resume, fork and trace."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from pseudo_terminal import COMMAND, terminals

PARTS = ("foundation-agent", "workspace", "gates", "mock")
TURNS = [
    {
        "thinking": "It takes room.",
        "text": "I clean up.",
        "tool_calls": [{"name": "bash", "input": {"command": "rm -r build"}}],
    },
    {"text": "Then I let it **be**."},
    {
        "text": "I write it down.",
        "tool_calls": [{"name": "bash", "input": {"command": "echo it works | tee note.txt"}}],
    },
    {"text": "# Done\n\n- it is in `note.txt`"},
    {"text": "You wanted a note."},
]


@pytest.fixture
def at_terminal(desk) -> Iterator[Any]:
    with terminals() as open_:
        yield partial(open_, cwd=desk.work, columns=100, AMPLIFIER_HOME=str(desk.home))


def test_a_new_users_way(desk, at_terminal):
    (desk.work / "build").mkdir()
    agent = desk.agent(*PARTS, turns=TURNS)
    terminal = at_terminal("run", "--agent", str(agent), "--trace")

    terminal.say("clean up")
    screen = terminal.until_shown("[y]es")
    assert "It takes room." in screen
    assert "┃ $ rm -r build" in screen
    assert any("Run this command? It may destroy something: rm -r build" in line for line in screen)
    terminal.send("n")
    screen = terminal.until_shown("Then I let it be.")
    assert any(re.match(r"✗ bash rm -r build +\d", line) for line in screen)
    assert (desk.work / "build").is_dir()

    terminal.say("write a note")
    terminal.until_shown("┃ $ echo it works | tee note.txt")
    terminal.send("y")
    screen = terminal.until_shown("• it is in note.txt")
    assert any(re.match(r"✓ bash echo it works \| tee note\.txt +\d", line) for line in screen)
    assert "  └ it works" in screen
    assert (desk.work / "note.txt").read_text() == "it works\n"

    terminal.say("exit")
    assert terminal.end() == 0
    (told,) = re.findall(r"amplifier-ipc (session resume (\S+))", terminal.seen)
    command, session = told
    resumed(at_terminal, command)
    fork = forked(desk, at_terminal, session)
    whole, copy = desk.transcript(session), desk.transcript(fork)
    asked = [number for number, message in enumerate(whole) if message["role"] == "user"]
    assert whole[: asked[2]] == copy[: asked[2]]
    contents = [messages[asked[2]]["content"] for messages in (whole, copy)]
    assert contents == ["what did I want?", "and here?"]
    traced(desk, session)


def resumed(at_terminal, command: str) -> None:
    """The session goes on where it ended, without the agent being named."""
    terminal = at_terminal(*command.split())
    screen = terminal.until_shown("• it is in note.txt")
    assert "> write a note" in screen
    terminal.say("what did I want?")
    terminal.until_shown("You wanted a note.")
    assert terminal.leave() == 0


def forked(desk, at_terminal, session: str) -> str:
    """A copy of the first two turns goes on by itself."""
    done = ipc(desk, "session", "fork", session, "--at", "2")
    fork = done.stdout.strip()
    terminal = at_terminal("session", "resume", fork)
    terminal.say("and here?")
    terminal.until_shown("You wanted a note.")
    terminal.say("/status")
    terminal.until_shown(fork)
    assert terminal.leave() == 0
    metadata = json.loads((desk.home / "sessions" / fork / "metadata.json").read_text())
    assert (metadata["parent_id"], metadata["forked_at"]) == (session, 2)
    return fork


def traced(desk, session: str) -> None:
    """The turns at the terminal were traced, with the question and its answer."""
    shown = ipc(desk, "trace", session, "--turn", "1").stdout
    assert "request.approval" in shown
    page = desk.work / "page.html"
    ipc(desk, "trace", session, "--html", str(page))
    assert "rm -r build" in page.read_text()


def ipc(desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(COMMAND), *arguments],
        env=desk.environment,
        cwd=desk.work,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
