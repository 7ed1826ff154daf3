"""A question to the user as lines: what is to be decided, whole and without tricks (pure)."""

from __future__ import annotations

import difflib
import json
import re
from typing import Any

from .look import BOLD, DIM, GREEN, RED, YELLOW, Look, cells, folded, head, paragraphs, visible

Json = dict[str, Any]
_RISK = {"low": GREEN, "medium": YELLOW, "high": RED, "critical": RED}
_LINE = {"+": GREEN, "-": RED, "@": "36"}
_KEY = re.compile(r"\[\w\]|Esc")
PATTERN_ROWS = 4


def panel(
    request: Json, asker: str, look: Look, width: int, most: int | None
) -> tuple[list[str], bool]:
    """The lines, and whether something was left out. `most`: lines of what it is about; `asker`: "" for the agent."""
    risk = str(request.get("risk_level") or "")
    colour = _RISK.get(risk, YELLOW)
    bar = look.paint(look.sign("bar"), colour) + " "
    label = f"{visible(risk)} risk" if risk else ""
    first_lines = paragraphs(visible(prompt_of(request)), width - 3)
    gap = width - 3 - cells(first_lines[0]) - cells(label)
    first = look.paint(first_lines[0], BOLD)
    behind = look.paint(label, colour)
    lines = [f"{first}{' ' * gap}{behind}"] if gap > 0 else [first, behind]
    lines += [look.paint(line, BOLD) for line in first_lines[1:]]
    lines += [look.paint(f"asked by {visible(asker)}", DIM)] if asker else []
    about = [
        look.paint(piece, style)
        for text, style in subject(request)
        for piece in folded(text, width - 3)
    ]
    left = len(about) - most if most is not None and len(about) > most + 1 else 0
    lines += about[:most] if left else about
    lines += [look.paint(f"{look.sign('cut')} {left} more lines", DIM)] if left else []
    return [bar + line for line in lines], bool(left)


def prompt_of(request: Json) -> str:
    """What is asked, in a sentence."""
    return str(
        request.get("prompt") or f"Allow {request.get('tool_name')}: {request.get('action')}?"
    )


def subject(request: Json) -> list[tuple[str, str]]:
    """What the question is about: lines with their styles. A command, a diff, a new file, or names and values."""
    details = request.get("details") or {}
    inner = details.get("tool_input")
    given = {**details, **inner} if isinstance(inner, dict) else dict(details)
    given.pop("tool_input", None) if isinstance(inner, dict) else None
    lines: list[tuple[str, str]] = []
    if isinstance(given.get("command"), str):
        command = given.pop("command").split("\n")
        lines += [(f"{'$' if at == 0 else ' '} {line}", "") for at, line in enumerate(command)]
    diff = _diff(given)
    rest = [(f"{name}: {line}", DIM) for name, value in given.items() for line in _lines(value)]
    return [(visible(text.expandtabs(4)), style) for text, style in lines + rest + diff]


def _diff(given: Json) -> list[tuple[str, str]]:
    """Takes what changes a file out of the members, and tells it as lines of a diff."""
    if isinstance(given.get("diff"), str):
        return _coloured(given.pop("diff").splitlines())
    if all(isinstance(given.get(key), str) for key in ("old_string", "new_string")):
        old, new = given.pop("old_string").splitlines(), given.pop("new_string").splitlines()
        return _coloured(list(difflib.unified_diff(old, new, n=3, lineterm=""))[2:])
    if isinstance(given.get("content"), str) and {"path", "file_path"} & set(given):
        return _coloured([f"+{line}" for line in given.pop("content").splitlines()])
    return []


def _coloured(lines: list[str]) -> list[tuple[str, str]]:
    return [(line, _LINE.get(line[:1], DIM)) for line in lines]


def _lines(value: Any) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.split("\n")


def left(seconds: float) -> str:
    """Time that is left: 4:58."""
    whole = max(0, int(seconds + 0.999))
    return f"{whole // 60}:{whole % 60:02d}"


def keys(choices: list[str], above: str, seconds: float, look: Look, width: int) -> list[str]:
    """The rows that tell what may be answered: with words if there is room, else the keys alone."""
    end = f" {look.sign('dot')} {left(seconds)}"
    short = [found[0] if (found := _KEY.search(each)) else each for each in choices]
    forms = [f"  {' / '.join(choices)}{end}", f"  {' '.join(short)}{end}", "".join(short)]
    row = next((form for form in forms if cells(form) < width), forms[-1])
    rows = [look.paint(f"  {piece}", DIM) for piece in folded(above, width - 3) if above]
    return [*rows[:PATTERN_ROWS], look.paint(head(row, width), BOLD)]
