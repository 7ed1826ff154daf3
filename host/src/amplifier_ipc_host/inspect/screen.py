"""What a person sees of a service: its answer on stdout, and beside it, on stderr, what it says meanwhile."""

from __future__ import annotations

import json
import os
import sys
from threading import RLock
from typing import Any

from ..errors import RpcError
from ..events import ActivityStarted, ApprovalRequested, Display, Event, Log, Progress, Stream
from ..output import Question, TextOutput, harmless, question_text
from .describing import Line, Problem
from .workbench import Published

Json = dict[str, Any]
RED, YELLOW, CYAN, BOLD, DIM = "31", "33", "36", "1", "2"
LEVELS = {"error": RED, "warning": YELLOW}
# Members of an error's data that its sentence says already.
SAID = {"kind", "errors", "what", "name", "did_you_mean"}
# Streams that repeat what others say, or what the answer holds.
SILENT = {"content_block_start", "content_block_delta", "content_block_end", "usage"}


class Screen(TextOutput):
    """`raw`: nothing on stdout but the one JSON answer."""

    def __init__(self, *, raw: bool) -> None:
        super().__init__(debug=True)
        self.raw = raw
        self._out_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._lock = RLock()  # the threads of --trace show lines too
        self._begun: dict[str, str] = {}
        self.streamed = False

    # ---- beside the answer ------------------------------------------------------------------------------------

    def take(self, event: Event) -> Question | None:
        """Show what the service says or asks while it works."""
        if isinstance(event, Stream):
            self._stream_event(event)
        elif isinstance(event, Progress):
            self.aside("progress", _progress(event.data), CYAN)
        elif isinstance(event, Log):
            self._log(event)
        elif isinstance(event, Display):
            self.aside("display", event.message, LEVELS.get(event.level, CYAN))
        elif isinstance(event, Published):
            self.aside("channel", f"{event.channel} ← {_short(event.data)}")
        elif isinstance(event, ActivityStarted) and event.source != "host":
            self.aside("asks", f"{event.method} {event.name or ''}".rstrip())
        return None

    def aside(self, label: str, text: str, colour: str = DIM) -> None:
        """A remark, line by line behind its label."""
        for line in text.splitlines() or [""]:
            self.note(f"{label:>9} │ {line}", colour)

    def line(self, direction: str, ms: float, line: bytes) -> None:
        """A raw line of --trace."""
        colour = CYAN if direction == "→" else DIM
        self.note(f"{direction} {ms:7.1f} ms {line.decode(errors='replace')}", colour)

    def note(self, text: str, colour: str) -> None:
        """A line on stderr, from whatever thread."""
        with self._lock:
            super().note(text, colour)

    def ask(self, event: ApprovalRequested) -> None:
        """Put a question to the user; the answer is read elsewhere."""
        with self._lock:
            self._line_end()
            sys.stderr.write(question_text(event))
            sys.stderr.flush()

    def close(self) -> None:
        """Show what was begun and not ended."""
        for label, rest in self._begun.items():
            if rest:
                self.aside(label, rest)
        self._begun.clear()
        super().close()

    def _log(self, event: Log) -> None:
        if event.logger == "stderr":
            self.aside("stderr", event.message)
            return
        data = "" if event.data is None else f" {_short(event.data)}"
        colour = LEVELS.get(event.level, DIM)
        label = event.level if event.service == "host" else f"log {event.level}"
        self.aside(label, f"{event.message}{data}", colour)

    def _stream_event(self, event: Stream) -> None:
        name = event.name.removeprefix("provider.")
        if name == "token":
            self.streamed = True
            if not self.raw:
                self._write(event.text)
        elif name == "tool.output":
            self._pieces(str(event.data.get("channel", "output")), event.text)
        elif name == "thinking":
            self._pieces("thinking", event.text)
        elif name not in SILENT:
            data = {key: value for key, value in event.data.items() if key != "request_id"}
            self.aside("stream", f"{name} {_short(data)}")

    def _pieces(self, label: str, text: str) -> None:
        """Text that comes in pieces is shown when a line of it is whole."""
        *whole, self._begun[label] = (self._begun.get(label, "") + text).split("\n")
        for line in whole:
            self.aside(label, line)

    # ---- the answer -------------------------------------------------------------------------------------------

    def print(self, text: str) -> None:
        """Text on stdout, its last line ended."""
        self._line_end()
        self._write(text if text.endswith("\n") else text + "\n")

    def print_json(self, value: Any) -> None:
        """JSON on stdout, on one line when it is raw."""
        indent = None if self.raw else 2
        self.print(json.dumps(value, ensure_ascii=False, indent=indent))

    def print_bytes(self, data: bytes) -> None:
        """Bytes as they are, for a file or a pipe."""
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def show_line(self, line: Line) -> None:
        """A line of a description."""
        bold = line.kind in ("title", "heading")
        text = self._painted(line.text, BOLD) if bold else harmless(line.text)
        remark = f"  {self._painted(line.remark, DIM)}" if line.remark else ""
        self._line_end()
        self._out.write(text + remark + "\n")

    def show_problem(self, problem: Problem) -> None:
        """Something to mend."""
        if problem.fatal:
            self.note(f"Error: {_sentence(problem.text)}", RED)
        else:
            self.note(f"Warning: {_sentence(problem.text)}", YELLOW)

    def fail(self, message: str, hint: str = "") -> None:
        """One sentence what, one what to do; with --json the same as an object."""
        if self.raw:
            hinted = {"hint": hint} if hint else {}
            self.print_json({"error": {"message": message, **hinted}})
        else:
            super().fail(message, hint)

    def refuse(self, error: RpcError) -> None:
        """An error response: its sentence, all its faults, and what else stands in its data."""
        if self.raw:
            self.print_json({"error": error.to_wire()})
            return
        listed = error.data.get("errors")
        faults = listed if isinstance(listed, list) else []
        faults = [fault for fault in faults if isinstance(fault, dict)]
        message = "the params do not fit" if faults else error.message
        self.note(f"Error: {_sentence(message)}", RED)
        for fault in faults:
            self.note(f"  {fault.get('path') or '/'}: {fault.get('message')}", RED)
        rest = {key: value for key, value in error.data.items() if key not in SAID}
        for key, value in rest.items():
            self.note(f"  {key}: {value if isinstance(value, str) else _short(value)}", DIM)
        self.note(f"  ({error.kind or 'no kind'}, {error.code})", DIM)

    def _painted(self, text: str, colour: str) -> str:
        text = harmless(text)
        return f"\x1b[{colour}m{text}\x1b[0m" if self._out_colour else text


def _progress(data: Json) -> str:
    text = str(data.get("message") or "")
    if data.get("progress") is not None:
        of = f"/{data['total']}" if data.get("total") is not None else ""
        text = f"{text} ({data['progress']}{of})".strip()
    return f"{text} {_short(data['data'])}" if data.get("data") is not None else text


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
