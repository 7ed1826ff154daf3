"""A command in a pseudo terminal: what it writes is read in order, and seen as a terminal would show it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pexpect
import pyte

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
LIMIT = 60
CTRL_C, CTRL_D, CTRL_J, ENTER, TAB, UP, ESCAPE = "\x03", "\x04", "\n", "\r", "\t", "\x1b[A", "\x1b"
READY = "/help lists the commands"


class Terminal:
    """`amplifier-ipc ARGUMENTS` at a terminal; by default it is so wide that what is typed stays on its line."""

    def __init__(
        self, *arguments: str, cwd: Path, columns: int = 1000, rows: int = 40, **env: str
    ) -> None:
        environment = {**os.environ, "TERM": "xterm-256color"}
        environment.pop("NO_COLOR", None)
        self.child = pexpect.spawn(
            str(COMMAND),
            list(arguments),
            env={**environment, **env},
            cwd=str(cwd),
            dimensions=(rows, columns),
            encoding="utf-8",
            codec_errors="replace",
            timeout=LIMIT,
        )
        self.seen = ""
        self._unread = ""
        self._shown = pyte.HistoryScreen(columns, rows, history=2000, ratio=1)
        self._shown.write_process_input = self.child.send
        self._reader = pyte.Stream(self._shown)

    # ---- reading ----------------------------------------------------------------------------------------------

    def until(self, text: str) -> str:
        """Read until this comes, after what was read before; what came before it."""
        while text not in self._unread:
            self._read()
        before, _, self._unread = self._unread.partition(text)
        return before

    def until_shown(self, text: str) -> list[str]:
        """Read until this is to be seen somewhere on the screen; the screen's lines."""
        while not any(text in line for line in self.screen):
            self._read()
        return self.screen

    def end(self) -> int:
        """Read to the end; the exit code."""
        with suppress(pexpect.EOF):
            while True:
                self._read()
        self.child.close()
        return int(self.child.exitstatus)

    def close(self) -> None:
        """End it, however far it is."""
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
            self.child.wait()
        self.child.close()

    def _read(self) -> None:
        """Read what is there. The screen answers what a program asks a terminal, as where the cursor is."""
        self.child.expect(r"[\s\S]+")
        self.seen += self.child.after
        self._unread += self.child.after
        self._reader.feed(self.child.after)

    @property
    def screen(self) -> list[str]:
        """The lines as they are seen, without spaces behind them."""
        return [line.rstrip() for line in self._shown.display]

    @property
    def paper(self) -> str:
        """What has left the screen at its top, and then the screen."""
        above = [
            "".join(line[column].data for column in range(self._shown.columns)).rstrip()
            for line in self._shown.history.top
        ]
        return "\n".join([*above, *self.screen])

    # ---- typing -----------------------------------------------------------------------------------------------

    def send(self, text: str) -> None:
        """Press keys."""
        self.child.send(text)

    def say(self, text: str) -> None:
        """Type a line and send it."""
        self.send(text + ENTER)

    def turn(self, *requests: str) -> None:
        """A turn in which the puppet sends these."""
        self.say(f"[{', '.join(requests)}]")

    def leave(self) -> int:
        """Leave; the exit code."""
        self.send(CTRL_D)
        return self.end()

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size."""
        self.child.setwinsize(rows, columns)
        self._shown.resize(rows, columns)


def hidden(text: str) -> str:
    """A text for JSON that is not to be seen in what is typed, only in what is answered."""
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


def stream(event: str, **members: object) -> str:
    """A request to the puppet: stream this; texts are hidden."""
    shown = ", ".join(
        f'"{key}": "{hidden(value)}"' if isinstance(value, str) else f'"{key}": {json.dumps(value)}'
        for key, value in members.items()
    )
    return f'["notify:stream.{event}", {{"request_id": "REQUEST_ID", {shown}}}]'


def approval(tool: str = "bash", *, risk: str = "high", **details: object) -> str:
    """A request to the puppet: ask this."""
    question = {"tool_name": tool, "action": "do it", "details": details, "risk_level": risk}
    return json.dumps(["request.approval", question])


@contextmanager
def terminals() -> Iterator[Callable[..., Terminal]]:
    """What opens a conversation as `Terminal` does, and waits until it is ready; all are closed in the end."""
    with ExitStack() as opened:

        def open_(*arguments: str, **rest) -> Terminal:
            terminal = Terminal(*arguments, **rest)
            opened.callback(terminal.close)
            terminal.until(READY)
            return terminal

        yield open_
