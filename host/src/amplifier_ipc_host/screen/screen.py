"""A turn on a terminal: the answer as Markdown while it streams, thoughts dimmed, a line a tool, questions."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from ..events import (
    ApprovalRequested,
    ChildEnded,
    ChildEvent,
    ChildStarted,
    Complete,
    Event,
    ServiceReady,
    Stream,
)
from ..output import Output, Question, harmless
from . import tools
from .growing import Growing, rows_of
from .live import Live
from .look import CYAN, DIM, cells, folded, look_of, paragraphs, size_of
from .status import duration, elapsed

if TYPE_CHECKING:
    from asyncio import TimerHandle

TICK = 0.1  # seconds between two drawings of what turns
ANSWER_ROWS, THOUGHT_ROWS = 8, 3  # of what may still change
SHARE = 10  # times as long as a drawing takes it is not drawn again
SPOKEN = 1.0  # seconds of silence after which it is told that something is under way


@dataclass(slots=True)
class _Running:
    """A tool or a child session that is under way."""

    began: float
    label: str
    depth: int


class Screen(Output):
    """`footer`: what the last row tells while a turn runs. Without a cursor to move all is written as it comes."""

    def __init__(
        self,
        *,
        debug: bool,
        verbose: bool = False,
        out: TextIO | None = None,
        footer: Callable[[], str] = str,
    ) -> None:
        super().__init__(debug=debug)
        self._out = out or sys.stdout
        self.look = look_of(self._out, os.environ)
        self.footer = footer
        self._verbose = verbose
        self._live = Live(self._out, self.look)
        self._answer: Growing | None = None
        self._thought: Growing | None = None
        self._running: dict[str, _Running] = {}
        self._agents: dict[str, str] = {}
        self._asked: Callable[[], list[str]] | None = None
        self._last = ""  # what kind of lines was written last
        self._streamed = ""
        self._in_line = False  # without a cursor: the answer's last line is not ended
        self._began: float | None = None
        self._drawn = self._cost = 0.0  # when it was drawn last, and how long that took
        self._timer: TimerHandle | None = None

    @property
    def width(self) -> int:
        """Columns that lines may take."""
        return size_of(self._out)[0] - 1

    # ---- a turn -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A turn begins; until `end()` the last row tells that it runs."""
        self._streamed, self._last = "", "prompt"
        self._running.clear()
        self._began = time.monotonic()
        if self.look.moves:
            self._tick()

    def end(self) -> None:
        """The turn is over."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._began = self._asked = None
        self._running.clear()
        self._close_text()
        self._live.draw([])

    def close(self) -> None:
        """As `end()`."""
        self.end()

    def _tick(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TICK, self._tick)
        if self._may_draw(TICK / 2):
            self._draw()

    def take(self, event: Event) -> Question | None:
        """Show an event; questions are asked elsewhere."""
        if isinstance(event, Stream):
            self._stream(event)
        elif isinstance(event, ChildStarted | ChildEvent | ChildEnded):
            self._child(event)
        elif isinstance(event, Complete):
            self._complete(event)
        elif not isinstance(event, ApprovalRequested | ServiceReady):
            super().take(event)
        return None

    def _stream(self, event: Stream) -> None:
        if event.name == "token" and event.text:
            self._end_thought()
            self._streamed += event.text
            self._text(event.text)
        elif event.name == "thinking" and event.text:
            self._think(event.text)
        elif event.name == "tool_call_start":
            self._close_text()
            self._start(str(event.data.get("id")), tools.call(event.data), 0)
        elif event.name == "tool_call_end":
            self._tool(str(event.data.get("id")), event.data, 0)
        elif event.name == "todo_update":
            self.put("tool", tools.todos(event.data.get("todos"), self.look))

    def _complete(self, event: Complete) -> None:
        if not self._streamed.rstrip().endswith(event.response.rstrip()):
            self._close_text()
            self._text(event.response)
        self._close_text()
        if event.status in ("cancelled", "denied"):
            self.note(f"The turn was {event.status}.", "33")

    # ---- texts that grow --------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        text = harmless(text)
        if not self.look.moves:
            self._write(text, "answer", "")
            return
        if self._answer is None:
            from .markdown import answer  # slow to import, and not needed before

            self._answer = answer(self.look)
        self._answer.feed(text)
        self._grown()

    def _think(self, text: str) -> None:
        text = harmless(text)
        if not self.look.moves:
            self._write(text, "thought", DIM)
            return
        if self._thought is None:
            self._end_answer()
            self._thought = Growing(self._dimmed, rows_of, lambda _: False, gap=False)
        self._thought.feed(text)
        self._grown()

    def _dimmed(self, source: str, width: int) -> list[str]:
        rows = [
            row for line in paragraphs(source.rstrip("\n"), width) for row in folded(line, width)
        ]
        return [self.look.paint(row, DIM) for row in rows]

    def _grown(self) -> None:
        """Draw, but not for each of many tokens."""
        if self._timer is None or self._may_draw(TICK / 3):
            self._draw()

    def _may_draw(self, pause: float) -> bool:
        """Whether it is time again: a block of a thousand lines is not drawn so often that nothing else is done."""
        return time.monotonic() - self._drawn >= max(pause, SHARE * self._cost)

    def _end_answer(self) -> None:
        growing, self._answer = self._answer, None
        if growing is not None:
            self.put("answer", growing.end(self.width))

    def _end_thought(self) -> None:
        growing, self._thought = self._thought, None
        if growing is not None:
            self.put("thought", growing.end(self.width))

    def _close_text(self) -> None:
        self._end_thought()
        self._end_answer()
        self._end_line()

    # ---- tools and children -----------------------------------------------------------------------------------

    def _start(self, key: str, label: str, depth: int) -> None:
        self._running[key] = _Running(time.monotonic(), label, depth)
        self._draw()

    def _tool(self, key: str, data: dict[str, Any], depth: int) -> None:
        self._close_text() if not depth else None
        running = self._running.pop(key, None) or _Running(
            time.monotonic(), tools.call(data), depth
        )
        width = self.width - 2 * depth
        lines = [
            tools.ended(data, running.label, time.monotonic() - running.began, self.look, width)
        ]
        lines += tools.preview(data, self.look, width, wider=self._verbose)
        self.put("tool", ["  " * depth + line for line in lines])

    def _child(self, event: ChildStarted | ChildEvent | ChildEnded) -> None:
        if isinstance(event, ChildStarted):
            self._close_text()
            self._agents[event.session_id] = event.agent
            indent = "  " * (event.depth - 1)
            text = harmless(f"{event.agent}: {event.prompt}")
            line = self.look.cut(f"{indent}{self.look.sign('to')} {text}", self.width)
            self.put("tool", [self.look.paint(line, CYAN)])
            self._start(event.session_id, event.agent, event.depth)
        elif isinstance(event, ChildEnded):
            running = self._running.pop(event.session_id, None)
            took = f"  {duration(time.monotonic() - running.began)}" if running else ""
            agent = self._agents.get(event.session_id, "")
            line = (
                f"{'  ' * (event.depth - 1)}{self.look.sign('back')} {agent} {event.status}{took}"
            )
            self.put("tool", [self.look.paint(harmless(line), DIM)])
        else:
            self._of_child(event)

    def _of_child(self, event: ChildEvent) -> None:
        inner = event.inner
        if isinstance(inner, Stream):
            key = f"{event.session_id}/{inner.data.get('id')}"
            if inner.name == "tool_call_start":
                self._start(key, tools.call(inner.data), event.depth)
            elif inner.name == "tool_call_end":
                self._tool(key, inner.data, event.depth)
        elif not isinstance(inner, Complete | ChildEvent):
            self.take(inner)

    # ---- questions --------------------------------------------------------------------------------------------

    def ask(self, lines: list[str]) -> None:
        """Show a question; `choose()` shows what may be answered, `answered()` what was."""
        self._close_text()
        self.put("question", lines)

    def choose(self, keys: Callable[[], list[str]]) -> None:
        """What may be answered is the last rows from now on."""
        self._asked = keys
        if self.look.moves:
            self._draw()
        else:
            self._end_line()
            self._write("\n".join(keys()) + ": ", "question", "")

    def answered(self, text: str) -> None:
        """Put the answer below its question."""
        self._asked = None
        if self.look.moves:
            line = self.look.cut(text, self.width - 2)
            self.put("question", [f"  {self.look.paint(line, DIM)}"])
            self._last = "answered"
        else:
            self._write(f"{text}\n", "question", "")

    def agent_of(self, session_id: str | None) -> str:
        """The agent of a child session; "" for the session's own."""
        return self._agents.get(session_id or "", "")

    # ---- lines ------------------------------------------------------------------------------------------------

    def note(self, text: str, colour: str) -> None:
        """A remark on a line of its own. Where stderr is another place it goes there."""
        if not sys.stderr.isatty():
            super().note(text, colour)
            return
        rows = paragraphs(harmless(text), self.width)
        self.put("note", [self.look.paint(row, colour) for row in rows])

    def say(self, text: str = "") -> None:
        """A line of the conversation that is not the agent's."""
        for line in paragraphs(harmless(text), self.width):
            self.print(line)

    def rows(self, rows: Iterable[tuple[str, str]], style: str = DIM) -> None:
        """Two columns, the second in a style and cut to the width of the terminal."""
        table = [(harmless(left), harmless(right)) for left, right in rows]
        wide = max((cells(left) for left, _ in table), default=0)
        for left, right in table:
            space = " " * (wide - cells(left) + 2)
            room = max(8, self.width - wide - 4)
            self.print(
                f"  {left}{space}{self.look.paint(self.look.cut(right, room), style)}".rstrip()
            )

    def markdown(self, text: str) -> None:
        """A text that is an answer's, drawn as one."""
        self._text(text)
        self._close_text()

    def print(self, line: str) -> None:
        """A line that is painted already, and harmless."""
        self._close_text()
        self._live.draw([line])
        self._last = ""

    def put(self, kind: str, lines: list[str]) -> None:
        """Write lines for good, above what is under way; an empty line between what is of different kinds."""
        if not lines:
            return
        self._end_line()
        apart = _apart(self._last, kind)
        self._last = kind
        self._draw([""] * apart + lines)

    def _draw(self, lines: list[str] | None = None) -> None:
        begun, finished = time.monotonic(), lines or []
        width, height = size_of(self._out)
        rows: list[str] = []
        for growing, kind, room in (
            (self._thought, "thought", THOUGHT_ROWS),
            (self._answer, "answer", ANSWER_ROWS),
        ):
            if growing is None:
                continue
            done, open_ = growing.lines(width - 1, max(1, min(room, height - 6)))
            if done:
                finished += [""] * _apart(self._last, kind) + done
                self._last = kind
            rows += [""] * (bool(open_) and _apart(self._last, kind)) + open_
        self._live.draw(finished, rows + self._below(time.monotonic()))
        self._drawn = time.monotonic()
        self._cost = self._drawn - begun

    def _below(self, now: float) -> list[str]:
        """The rows below the text: what runs, and then the question or the footer."""
        if self._began is None:
            return []
        spin = self.look.paint(self.look.spin(now), CYAN)
        rows = []
        for running in self._running.values():
            took = f"  {elapsed(now - running.began)}" if now - running.began >= SPOKEN else ""
            indent = "  " * running.depth
            rows.append(
                f"{indent}{spin} {self.look.cut(running.label, self.width - len(indent) - 3, took)}"
            )
        if self._asked is not None:
            return [*rows, *self._asked()]
        dot = f" {self.look.sign('dot')} "
        told = dot.join([elapsed(now - self._began), "Ctrl-C stops", self.footer()])
        line = self.look.paint(self.look.cut(told, self.width - 3), DIM)
        return [*rows, "", f"{spin} {line}"]

    # ---- without a cursor -------------------------------------------------------------------------------------

    def _write(self, text: str, kind: str, style: str) -> None:
        if self._last != kind:
            self._end_line()
        self._last = kind
        self._out.write(self.look.paint(text, style) if style else text)
        self._out.flush()
        self._in_line = not text.endswith("\n")

    def _end_line(self) -> None:
        if self._in_line:
            self._in_line = False
            self._out.write("\n")


def _apart(last: str, kind: str) -> int:
    """Empty lines between what was written and what comes."""
    together = {last, kind} <= {"tool", "note", ""}
    return int(bool(last) and last != kind and not together)
