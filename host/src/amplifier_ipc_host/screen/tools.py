"""Calls of tools as lines: what was called, how long it took, the head of what came of it (pure)."""

from __future__ import annotations

import json
from typing import Any

from ..output import harmless
from .look import CYAN, DIM, RED, Look, folded
from .outcome import lines_of
from .status import duration

Json = dict[str, Any]
PREVIEW_LINES, PREVIEW_WIDTH = 10, 200
WIDER = 10  # times, with --verbose
INDENT = 2
# What a call is about stands without its name; the first that is there.
_SUBJECTS = ("command", "file_path", "path", "pattern", "query", "url", "agent", "instruction")


def call(data: Json) -> str:
    """Name and input in a line: `bash git status`, `grep TODO path=src`."""
    given = data.get("input")
    given = dict(given) if isinstance(given, dict) else {}
    subject = next((key for key in _SUBJECTS if isinstance(given.get(key), str)), None)
    words = [str(data.get("name"))]
    words += [given.pop(subject)] if subject else []
    words += [f"{key}={_value(value)}" for key, value in given.items()]
    return harmless(" ".join(" ".join(words).split()))


def ended(data: Json, called: str, seconds: float, look: Look, width: int) -> str:
    """The line of a call that has ended."""
    good = bool(data.get("success"))
    sign = look.paint(look.sign("ok" if good else "bad"), "32" if good else RED)
    took = f"  {duration(seconds)}"
    name, _, rest = look.cut(called, width - 3, took).partition(" ")
    body, behind = (rest[: -len(took)], took) if rest.endswith(took) else (rest, "")
    return f"{sign} {look.paint(name, '1')} {body}{look.paint(behind, DIM)}"


def preview(data: Json, look: Look, width: int, *, wider: bool = False) -> list[str]:
    """The head of the output, dim, below its call; of a failure in red."""
    text = harmless(str(data.get("output_preview") or "")).strip("\n")
    good = bool(data.get("success"))
    if not text.strip():
        return [] if good else [_row("it failed", look, RED, first=True)]
    factor = WIDER if wider else 1
    lines = lines_of(text)
    shown = [
        _short(line.expandtabs(4).rstrip(), PREVIEW_WIDTH * factor, look)
        for line in lines[: PREVIEW_LINES * factor]
    ]
    left = len(lines) - len(shown)
    pieces = [piece for line in shown for piece in folded(line, width - INDENT * 2 - 1)]
    pieces += [f"{look.sign('cut')} {left} more line{'s' * (left > 1)}"] if left else []
    style = DIM if good else RED
    return [_row(piece, look, style, first=at == 0) for at, piece in enumerate(pieces)]


def todos(items: Any, look: Look) -> list[str]:
    """A list of what is to be done, with marks."""
    rows = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            status = str(item.get("status"))
            mark = look.sign({"completed": "done", "in_progress": "now"}.get(status, "open"))
            line = f"  {mark} {harmless(str(item.get('content')))}"
            style = {"completed": DIM, "in_progress": CYAN}.get(status, "")
            rows.append(look.paint(line, style) if style else line)
    return rows


def _row(text: str, look: Look, style: str, *, first: bool) -> str:
    return look.paint(f"{'  '}{look.sign('result') if first else ' '} {text}", style)


def _short(line: str, most: int, look: Look) -> str:
    return line if len(line) <= most else line[: most - 1] + look.sign("cut")


def _value(value: Any) -> str:
    simple = isinstance(value, str) and value and " " not in value and "\n" not in value
    return str(value) if simple else json.dumps(value, ensure_ascii=False)
