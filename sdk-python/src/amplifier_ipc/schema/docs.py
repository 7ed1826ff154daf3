"""What a docstring says: of the function, and of each parameter.

Three styles are read, each as its own tools write it: reST (``:param x: …``), Google (``Args:``) and
NumPy (``Parameters`` underlined).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

_FIELD = re.compile(r":(\w+)(?:\s+[^:]*?)??(?:\s+\*{0,2}(\w+))?\s*:\s*(.*)")
_GOOGLE = re.compile(r"\*{0,2}(\w+)\s*(?:\(.*?\))?\s*:\s*(.*)")
_NUMPY = re.compile(r"\*{0,2}(\w+)\s*(?::.*)?")
_OF_PARAMETERS = ("Args", "Arguments", "Parameters", "Attributes", "Other Parameters")
_OTHERS = ("Returns", "Return", "Yields", "Raises", "Warns", "Example", "Examples", "Note", "Notes")
_FIELDS = ("param", "parameter", "arg", "argument", "key", "keyword")


def summary_of(doc: str) -> str:
    """Return a docstring without the parts about its parameters, its result and its errors."""
    lines = inspect.cleandoc(doc).splitlines()
    for at, line in enumerate(lines):
        if _heading(lines, at) or _FIELD.fullmatch(line):
            return "\n".join(lines[:at]).strip()
    return "\n".join(lines).strip()


def parameters_of(doc: str) -> dict[str, str]:
    """Return what a docstring says of each parameter."""
    lines = inspect.cleandoc(doc).splitlines()
    described: dict[str, str] = {}
    at = 0
    while at < len(lines):
        title, begins = _heading(lines, at) or ("", at)
        if title in _OF_PARAMETERS:
            at = _section(lines, begins, described)
        elif match := _FIELD.fullmatch(lines[at]):
            rest = list(_deeper(lines, at + 1, 0))
            if match[1] in _FIELDS and match[2]:
                described[match[2]] = _joined([match[3], *rest])
            at += 1 + len(rest)
        else:
            at += 1
    return described


def _heading(lines: list[str], at: int) -> tuple[str, int] | None:
    """Return the title of the section that begins here, and where what it says begins."""
    title = lines[at].strip()
    google = title.removesuffix(":")
    if google != title and google in (*_OF_PARAMETERS, *_OTHERS):
        return google, at + 1
    underline = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if title in (*_OF_PARAMETERS, *_OTHERS) and underline and not underline.strip("-="):
        return title, at + 2
    return None


def _section(lines: list[str], at: int, described: dict[str, str]) -> int:
    """Read a list of parameters; return where it ends. NumPy's stand at the heading's own depth."""
    first = next((line for line in lines[at:] if line.strip()), "")
    depth = _depth(first)
    entry = _GOOGLE if depth else _NUMPY
    while at < len(lines) and not _heading(lines, at):
        line = lines[at]
        if line.strip() and _depth(line) < depth:
            break
        match = entry.fullmatch(line.strip())
        rest = list(_deeper(lines, at + 1, depth))
        if match and line.strip():
            inline = match[2] if entry is _GOOGLE else ""
            described[match[1]] = _joined([inline, *rest])
        at += 1 + len(rest)
    return at


def _deeper(lines: list[str], at: int, depth: int) -> Iterator[str]:
    """Yield the lines from here on that are indented deeper, up to the first that is not."""
    for line in lines[at:]:
        if not line.strip() or _depth(line) <= depth:
            return
        yield line


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines).strip()
