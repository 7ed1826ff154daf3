"""The conversation in tmux, which breaks lines anew when it is resized, as the terminals of users do."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pseudo_terminal import COMMAND, approval, stream

pytestmark = pytest.mark.system
LIMIT = 60


class Tmux:
    """A server of its own with one window."""

    def __init__(self, folder: Path, columns: int, rows: int) -> None:
        self._socket = str(folder / "tmux")
        size = ["-x", str(columns), "-y", str(rows)]
        self._do("-f", os.devnull, "new-session", "-d", *size, "-c", str(folder), "sh")
        self._do("set-option", "-g", "remain-on-exit", "on")

    def _do(self, *command: str) -> str:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        done = subprocess.run(
            ["tmux", "-u", "-S", self._socket, *command],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=LIMIT,
        )
        return done.stdout

    def type(self, text: str) -> None:
        """Type a line and send it."""
        self._do("send-keys", "-l", text)
        self._do("send-keys", "Enter")

    def press(self, *keys: str) -> None:
        self._do("send-keys", *keys)

    def resize(self, columns: int, rows: int) -> None:
        self._do("resize-window", "-x", str(columns), "-y", str(rows))

    def paper(self) -> str:
        """All that was ever on the screen and still is, or has left it at its top; broken lines are whole again."""
        return self._do("capture-pane", "-p", "-J", "-S", "-")

    def until(self, wanted: Callable[[str], object]) -> str:
        """Look until it is there. tmux tells nobody when something changes."""
        over = time.monotonic() + LIMIT
        while not wanted(paper := self.paper()):
            assert time.monotonic() < over, paper
        return paper

    def close(self) -> None:
        self._do("kill-server")


@pytest.fixture
def tmux(house) -> Iterator[Tmux]:
    tmux = Tmux(house.work, 100, 30)
    yield tmux
    tmux.close()


def start(tmux: Tmux, house, *prompt: str) -> None:
    """The command in an empty window."""
    inside = shlex.join([str(COMMAND), "run", "--agent", str(house.agent()), *prompt])
    home = house.folder / "home"
    script = f"clear; AMPLIFIER_HOME={home} {inside}; echo it has left"
    (house.work / "go").write_text(script)  # longer than a line that can be typed
    tmux.type("exec sh ./go")


def test_one_turn_at_the_top_of_the_window_is_there_once(tmux, house):
    """tmux keeps what is cleared from the window's corner on: of what was drawn anew nothing must be left."""
    words = [f"word{n:03}" for n in range(60)]
    pieces = [stream("token", index=0, text=f"{word} ") for word in words]
    start(tmux, house, f"[{', '.join([*pieces, approval(command='one')])}]")
    tmux.until(lambda paper: "[y]es" in paper)
    tmux.press("y")
    paper = tmux.until(lambda paper: "it has left" in paper)
    assert re.findall(r"word\d+", paper) == words
    assert "Ctrl-C stops" not in paper


def test_a_window_that_is_made_narrow_and_wide_in_a_turn_loses_and_repeats_nothing(tmux, house):
    start(tmux, house)
    tmux.until(lambda paper: "0 in, 0 out" in paper)
    words = [f"word{n:03}" for n in range(120)]
    call = {"id": "1", "name": "bash"}
    requests = [
        stream("token", index=0, text=" ".join(words)),
        stream("tool_call_start", **call, input={"command": "long " * 15}),
        approval(command="one"),
        approval(command="two"),
    ]
    tmux.type(f"[{', '.join(requests)}]")
    tmux.until(lambda paper: "$ one" in paper and "[y]es" in paper)
    tmux.resize(40, 20)
    tmux.until(lambda paper: re.search(r"^ *\[y\](es)?\W", paper, re.MULTILINE))
    tmux.press("y")
    tmux.until(lambda paper: "$ two" in paper)
    tmux.resize(120, 30)
    tmux.press("n")
    paper = tmux.until(lambda paper: '"approved": false' in paper)
    assert re.findall(r"word\d+", paper) == words
    for once in ("$ one", "$ two", '"approved": true'):
        assert paper.count(once) == 1, paper
    tmux.press("C-d")
    tmux.until(lambda paper: "it has left" in paper)
