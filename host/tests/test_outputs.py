"""How one turn of `run` is shown: plain in a pipe, drawn on a terminal, as JSON for programs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from pseudo_terminal import COMMAND, Terminal, approval, stream

DOCUMENT = "# Title\n\nSome **bold** words\n\n- one\n"
CALL = {"id": "1", "name": "read_file"}
SCRIPT = ", ".join(
    [
        stream("thinking", index=0, text="let me see"),
        stream("tool_call_start", **CALL, input={"file_path": "a.txt"}),
        stream("tool_call_end", **CALL, success=True, output_preview="found"),
        stream("token", index=1, text=DOCUMENT),
    ]
)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(house) -> Run:
    """Runs a turn without a terminal."""
    agent = str(house.agent())

    def run(*options: str, prompt: str = f"[{SCRIPT}]", **env: str) -> Any:
        return subprocess.run(
            [str(COMMAND), "run", "--agent", agent, *options, prompt],
            env={**os.environ, **env},
            cwd=house.work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_in_a_pipe_the_answer_stays_as_it_was_written(run):
    done = run()
    assert (done.returncode, done.stdout) == (0, f"{DOCUMENT}[]\n")
    assert done.stderr == '→ read_file {"file_path": "a.txt"}\n'


def test_on_a_terminal_it_is_drawn(house):
    terminal = Terminal(
        "run", "--agent", str(house.agent()), f"[{SCRIPT}]", cwd=house.work, columns=80
    )
    screen = terminal.until_shown("[]")
    assert terminal.end() == 0
    lines = [line for line in screen if line]
    assert lines[0] == "let me see"
    assert lines[1].startswith("✓ read_file a.txt  ")
    assert lines[2:6] == ["  └ found", "Title", "Some bold words", "• one"]
    assert terminal.seen.endswith("\x1b[?25h"), "the cursor is to be seen again"


def test_a_dumb_terminal_gets_it_as_it_was_written(house):
    arguments = ["run", "--agent", str(house.agent()), f"[{SCRIPT}]"]
    terminal = Terminal(*arguments, cwd=house.work, TERM="dumb")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.seen
    assert "Some **bold** words" in terminal.seen


def test_json_trace_is_what_stream_json_is_as_one_array(run):
    streamed, traced = run("--output", "stream-json"), run("-o", "json-trace")
    assert traced.returncode == 0
    events = json.loads(traced.stdout)
    assert events[-1]["type"] == "complete"
    lines = [json.loads(line) for line in streamed.stdout.splitlines()]

    def told(found: list[dict[str, Any]]) -> list[Any]:
        return [event["data"] for event in found if event["type"] == "stream"]

    def without_ids(found: list[Any]) -> list[Any]:
        return [{k: v for k, v in data.items() if k != "request_id"} for data in found]

    assert without_ids(told(events)) == without_ids(told(lines))
    assert {event["type"] for event in events} == {event["type"] for event in lines}


def test_json_trace_of_a_turn_that_fails_ends_with_the_error(run):
    done = run("-o", "json-trace", prompt="die")
    assert done.returncode == 1
    last = json.loads(done.stdout)[-1]
    assert (last["type"], last["message"]) == ("error", "service puppet ended with exit code 9")
    done = run("-o", "json-trace", "--provider", "nobody")
    assert done.returncode == 1
    last = json.loads(done.stdout)[-1]
    assert last["type"] == "error"
    assert "nobody" in last["message"]


def test_without_a_terminal_a_question_is_denied(run):
    done = run(prompt=f"[{approval(command='ls')}]")
    assert '"approved": false' in done.stdout
