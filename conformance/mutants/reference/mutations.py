"""The switches: each makes the reference break one requirement, and nothing else."""

from __future__ import annotations

import json
import re

import switches_http
import switches_parts
import switches_wire

SWITCHES: dict[str, str] = {
    **switches_wire.SWITCHES,
    **switches_parts.SWITCHES,
    **switches_http.SWITCHES,
}

_on: set[str] = set()


def broken(name: str) -> bool:
    """Whether this switch is set; the name of a switch begins with its requirement."""
    return name in _on


def set_switches(names: list[str]) -> None:
    """Set these switches; ValueError names the first one that there is not."""
    for name in names:
        if name not in SWITCHES:
            raise ValueError(f"there is no switch {name!r}; --list prints those that there are")
    _on.update(names)


def requirement(name: str) -> str:
    """The id of the requirement that a switch breaks: `rpc-005-twice` breaks RPC-005."""
    found = re.match(r"([a-z]{3}-\d{3})-", name)
    assert found, name
    return found[1].upper()


def listing() -> str:
    """All switches as a JSON list of `name`, `requirement` and `says`."""
    rows = [{"name": n, "requirement": requirement(n), "says": s} for n, s in SWITCHES.items()]
    return json.dumps(rows, indent=1, ensure_ascii=False)
