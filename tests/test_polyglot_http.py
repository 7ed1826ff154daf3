"""The turn of four languages with its services over HTTP, all of them and each alone: the same as over stdio."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

LANGUAGES = {
    "foundation-agent": "python",
    "workspace": "rust",
    "foundation-hooks": "go",
    "mock": "typescript",
}
SETS = [*((name,) for name in LANGUAGES), tuple(LANGUAGES)]
Json = dict[str, Any]


@pytest.fixture
def far() -> Iterator[Callable[..., None]]:
    """Starts parts of the polyglot agent over HTTP, in the working directory of a desk."""
    running: list[subprocess.Popen[bytes]] = []

    def far(desk: Any, *names: str) -> None:
        for name in names:
            process = subprocess.Popen(
                [*command(desk.parts[name]), "--http", "127.0.0.1:0"],
                cwd=desk.work,
                env={**os.environ, "HOME": str(desk.folder)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
            running.append(process)
            assert process.stdout
            line = process.stdout.readline()
            assert line, f"{name} ended with {process.wait()} before it listened"
            desk.urls[name] = json.loads(line)["url"]

    yield far
    for process in running:
        process.terminate()
    for process in running:
        process.wait(20)
        process.communicate()


def command(definition: Path) -> list[str]:
    """How a definition starts its service."""
    argv = yaml.safe_load(definition.read_text())["behavior"]["service"]["command"]
    return [
        str((definition.parent / part).resolve()) if part.startswith(("./", "../")) else part
        for part in argv
    ]


def told(desk: Any, session: str = "*") -> list[Json]:
    """The transcript of the only session, or of this one; ids, which differ, are numbered as they come."""
    numbers: dict[str, str] = {}

    def same(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: same(inner, name) for name, inner in value.items() if name != "timestamp"}
        if isinstance(value, list):
            return [same(inner) for inner in value]
        if key in ("id", "tool_call_id", "message_id"):
            return numbers.setdefault(str(value), f"id {len(numbers)}")
        return value

    return [same(message) for message in desk.transcript(session)]


@pytest.fixture
def near(desk: Any) -> Any:
    """A desk on which always the same files lie."""
    (desk.work / "notes.txt").write_text("something")
    (desk.work / "README.md").write_text("# A title of its own\n")
    return desk


@pytest.mark.parametrize("names", SETS, ids="+".join)
def test_a_turn_is_the_same_over_http(near, far, names):
    other = type(near)(near.folder / "far")
    other.work = near.work
    expected = near.run(near.agent(), "--output", "stream-json")
    assert expected.code == 0, expected
    far(other, *names)
    done = other.run(other.agent(), "--output", "stream-json")
    assert done.code == 0, done
    assert told(other) == told(near)
    assert [message["role"] for message in told(near)][-1] == "assistant"
    ends = [run.events[-1] for run in (expected, done)]
    assert ends[0]["type"] == ends[1]["type"] == "complete"
    assert "notes.txt" in ends[1]["response"]
    assert ends[0]["response"] == ends[1]["response"]
    assert streamed(expected.events) == streamed(done.events)
    ready = {event["service"]: event for event in done.events if event["type"] == "service_ready"}
    assert {name: event["language"] for name, event in ready.items()} == LANGUAGES
    assert {name for name, event in ready.items() if "url" in event} == set(names)


def streamed(events: list[Json]) -> list[Json]:
    """What the user sees while the turn runs, without ids."""
    seen = [event for event in events if event["type"] == "stream"]
    unlike = ("id", "request_id", "message")
    return [
        {"name": event["name"], **{k: v for k, v in event["data"].items() if k not in unlike}}
        for event in seen
    ]


def test_the_gate_over_http_denies(desk, far):
    far(desk, *LANGUAGES)
    call = {"name": "bash", "input": {"command": "sudo rm -rf /"}}
    parts = ("foundation-agent", "foundation-hooks", "mock", "shell")
    done = desk.run(desk.agent(*parts, turns=[{"tool_calls": [call]}, {"text": "Done."}]))
    assert (done.code, done.out.strip()) == (0, "Done."), done
    assert not (desk.work / "ran").exists()
    (answer,) = [message for message in desk.transcript() if message["role"] == "tool"]
    assert answer["content"].startswith("Denied: shell_guard denies this")


def test_sessions_go_on_and_keep_apart(near, far):
    """The processes live on between turns; a conversation is that of its session, as over stdio."""
    other = type(near)(near.folder / "far")
    other.work = near.work
    far(other, *LANGUAGES)
    for desk in (near, other):
        for session in ("mine", "mine", "yours"):
            done = desk.run(desk.agent(), "--session", session)
            assert done.code == 0, done
    assert told(other, "mine") == told(near, "mine")
    assert told(other, "yours") == told(near, "yours")
    users = [message for message in told(other, "mine") if message["role"] == "user"]
    assert [message["content"] for message in users] == [near.prompt] * 2
