"""How a turn looks in the conversation: text as it streams, thoughts dimmed, a line a tool."""

from __future__ import annotations

import json
import shutil
import time
from typing import Any

from ..events import (
    ApprovalRequested,
    ChildEnded,
    ChildEvent,
    ChildStarted,
    Event,
    ServiceReady,
    Stream,
)
from ..output import Question, TextOutput, harmless
from .status import duration

DIM, CYAN, YELLOW, RED = "2", "36", "33", "31"
_RISK = {"low": DIM, "medium": YELLOW, "high": RED, "critical": RED}
DETAIL_LINES = 10
DETAIL_WIDTH = 200


class ReplOutput(TextOutput):
    """As TextOutput, for a terminal that is one's own: a tool's line is finished when the tool is."""

    def __init__(self, *, debug: bool) -> None:
        super().__init__(debug=debug)
        self._began: dict[str, tuple[float, str]] = {}
        self._open: str | None = None
        self._thinking = False

    def begin(self) -> None:
        """A new turn."""
        self._streamed = ""
        self._began.clear()

    def take(self, event: Event) -> Question | None:
        """Show an event; questions are asked elsewhere."""
        if isinstance(event, ChildStarted):
            prompt = " ".join(event.prompt.split())
            self.note(_clipped(f"{'  ' * event.depth}⇢ {event.agent}: {prompt}"), CYAN)
        elif isinstance(event, ChildEvent):
            self._of_child(event)
        elif isinstance(event, ChildEnded):
            self.note(f"{'  ' * event.depth}⇠ {event.status}", DIM)
        elif not isinstance(event, ApprovalRequested | ServiceReady):
            super().take(event)
        return None

    def question(self, event: ApprovalRequested, always: str | None) -> None:
        """Show what is to be decided, and the keys that decide it."""
        request = event.request
        prompt = request.get("prompt") or f"Allow {request.get('tool_name')}: {request['action']}?"
        risk = str(request.get("risk_level") or "")
        self.note(f"{prompt}{f'  ({risk} risk)' if risk else ''}", _RISK.get(risk, YELLOW))
        for line in details(request.get("details") or {}):
            self.note(f"  {line}", DIM)
        keys = f"[y]es / [n]o{f' / [a]lways ({always})' if always else ''}"
        self._out.write(harmless(f"{keys} · {duration(event.timeout)}: "))
        self._out.flush()
        self._in_line = True

    def answered(self, text: str) -> None:
        """Put the answer behind its question."""
        self._write(f"{text}\n")

    def say(self, text: str = "") -> None:
        """A line of the conversation that is not the agent's."""
        self._line_end()
        self._write(f"{text}\n")

    def _stream(self, event: Stream) -> None:
        if event.name == "thinking":
            self._think(event.text)
            return
        if event.name == "token" and event.text:
            self._stop_thinking()
        if event.name in ("token", "tool_call_start", "tool_call_end"):
            self._tool(event) if event.name != "token" else self._token(event)

    def _token(self, event: Stream) -> None:
        if self._open is not None:
            self._line_end()
        self._streamed += event.text
        self._write(event.text)

    def _think(self, text: str) -> None:
        if not self._thinking:
            self._line_end()
            self._thinking = True
            if self.colour:
                self._out.write("\x1b[2m")
        self._write(text)

    def _stop_thinking(self) -> None:
        if not self._thinking:
            return
        self._thinking = False
        if self.colour:
            self._out.write("\x1b[0m")
        self._line_end()

    def _tool(self, event: Stream) -> None:
        id_, line = str(event.data.get("id")), _call(event.data)
        if event.name == "tool_call_start":
            self._line_end()
            self._began[id_] = (time.monotonic(), line)
            self._coloured(_clipped(f"→ {line}"), CYAN)
            self._open, self._in_line = id_, True
            return
        begin, line = self._began.pop(id_, (time.monotonic(), line))
        if self._open == id_:  # its line is the last one: it is written anew
            self._out.write("\r\x1b[K")
            self._open, self._in_line = None, False
        self.note(*_ended(event.data, line, time.monotonic() - begin))

    def _of_child(self, event: ChildEvent) -> None:
        inner, indent = event.inner, "  " * (event.depth + 1)
        if isinstance(inner, Stream) and inner.name in ("tool_call_start", "tool_call_end"):
            key = f"{event.session_id}/{inner.data.get('id')}"
            if inner.name == "tool_call_start":
                self._began[key] = (time.monotonic(), _call(inner.data))
                return
            begin, line = self._began.pop(key, (time.monotonic(), _call(inner.data)))
            text, colour = _ended(inner.data, line, time.monotonic() - begin, indent)
            self.note(text, colour)
        elif not isinstance(inner, Stream):
            self.take(inner) if inner.type not in ("complete", "child") else None

    def _coloured(self, text: str, colour: str) -> None:
        text = harmless(text)
        self._out.write(f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text)
        self._out.flush()

    def _line_end(self) -> None:
        if self._thinking:
            self._stop_thinking()
        self._open = None
        super()._line_end()


def details(given: dict[str, Any]) -> list[str]:
    """What a question is about, in a few lines: a command or a diff as it is, all else as JSON."""
    inner = given.get("tool_input")
    merged = {**given, **inner} if isinstance(inner, dict) else given
    for key in ("diff", "command"):
        if isinstance(merged.get(key), str):
            lines = merged[key].splitlines()
            break
    else:
        lines = [json.dumps(given, ensure_ascii=False)] if given else []
    more = [f"… {len(lines) - DETAIL_LINES} more lines"] if len(lines) > DETAIL_LINES else []
    return [line[:DETAIL_WIDTH] for line in lines[:DETAIL_LINES]] + more


def _call(data: dict[str, Any]) -> str:
    given = data.get("input")
    return f"{data.get('name')} {json.dumps(given, ensure_ascii=False) if given else ''}".rstrip()


def _ended(data: dict[str, Any], line: str, seconds: float, indent: str = "") -> tuple[str, str]:
    """The line of a tool that has ended, and its colour."""
    took = f"  {duration(seconds)}"
    if data.get("success"):
        return _clipped(f"{indent}✓ {line}", took), DIM
    preview = str(data.get("output_preview") or "it failed").partition("\n")[0]
    return f"{_clipped(f'{indent}✗ {line}', took)}\n{_clipped(f'{indent}  {preview}')}", YELLOW


def _clipped(text: str, end: str = "") -> str:
    """A text that fits a line of the terminal, with what is never cut off behind it."""
    room = shutil.get_terminal_size().columns - len(end) - 1
    return (text if len(text) <= room else text[: max(1, room - 1)] + "…") + end
