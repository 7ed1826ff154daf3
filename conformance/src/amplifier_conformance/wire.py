"""The suite's own reading and writing of lines; it shares nothing with the SDKs. Pure."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from .protocol import MAX_DEPTH, Json

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, and the requirement that says so."""

    requirement: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read: its message (None if there is none) and its faults."""

    message: Json | None
    faults: tuple[Fault, ...] = ()


def encode(message: Json) -> bytes:
    """The line of a message, without its LF."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def read(raw: bytes) -> Line:  # noqa: PLR0911 - one a fault
    """Read a line without its LF, by the rules that bind its writer (FRM-001, 029, 033, 038, 040)."""
    if raw.startswith(BOM):
        return _no_line(raw, "it begins with a byte order mark")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _no_line(raw, f"byte {error.start} is not UTF-8")
    faults: list[Fault] = []

    def unique(pairs: list[tuple[str, Any]]) -> Json:
        counts = Counter(name for name, _ in pairs)
        twins = sorted(name for name, count in counts.items() if count > 1)
        if twins:
            faults.append(
                Fault("FRM-040", f"members occur twice in one object: {', '.join(twins)}")
            )
        return dict(pairs)

    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=unique)
        json.dumps(value, ensure_ascii=False).encode(
            "utf-8"
        )  # refuses a surrogate without its pair
    except UnicodeEncodeError:
        return _no_line(raw, "it holds a surrogate without its pair")
    except ValueError as error:
        return _no_line(raw, str(error))
    except RecursionError:
        return Line(None, (Fault("FRM-038", "it nests deeper than 128"),))
    if isinstance(value, list):
        return Line(None, (Fault("RPC-001", "the line holds an array"),))
    if not isinstance(value, dict):
        return _no_line(raw, "it holds no object")
    if (found := depth(value)) > MAX_DEPTH:
        faults.append(Fault("FRM-038", f"it nests {found} deep"))
    return Line(value, tuple(faults))


def depth(value: Any) -> int:
    """How deep arrays and objects nest; a scalar is 0 (FRM-019)."""
    deepest, level = 0, [value]
    while level := [v for v in level if isinstance(v, dict | list)]:
        deepest += 1
        level = [v for x in level for v in (x.values() if isinstance(x, dict) else x)]
    return deepest


def members(raw: bytes) -> list[str]:
    """The names at the top of a line that holds an object, in their order, twins too."""
    order: list[str] = []

    def keep(pairs: list[tuple[str, Any]]) -> Json:
        order[:] = [name for name, _ in pairs]
        return dict(pairs)

    json.loads(raw, object_pairs_hook=keep)
    return order


def compact(raw: bytes) -> bool:
    """Whether there is no white space between the tokens (FRM-006)."""
    inside = escaped = False
    for byte in raw.removesuffix(b"\r"):
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b" \t\r":
            return False
    return not raw.endswith(b"\r")


def _no_line(raw: bytes, why: str) -> Line:
    looks = raw.lstrip(BOM + b" \t").startswith(b"{")
    requirement = "FRM-001" if looks else "FRM-029"
    return Line(None, (Fault(requirement, f"it is no message: {why}"),))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
