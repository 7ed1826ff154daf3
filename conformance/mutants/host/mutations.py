"""The switches: each makes the host break one requirement, at the place where it would keep it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import switches_parts
import switches_wire

ACTIVE: set[str] = set()
IDS = len("FRM-001")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One switch: `--break NAME`; the name begins with the requirement."""

    name: str
    says: str

    @property
    def requirement(self) -> str:
        """The requirement that it breaks."""
        return self.name[:IDS].upper()


def broken(name: str) -> bool:
    """Whether this switch is on."""
    return name in ACTIVE


def switch_on(name: str) -> None:
    """Turn a switch on; raises ValueError when there is none of this name."""
    if name not in {mutation.name for mutation in MUTATIONS}:
        raise ValueError(f"there is no switch {name!r}; --list prints them")
    ACTIVE.add(name)


def listed() -> str:
    """All switches as JSON."""
    table = [{"name": m.name, "requirement": m.requirement, "says": m.says} for m in MUTATIONS]
    return json.dumps(table, indent=1)


MUTATIONS: tuple[Mutation, ...] = tuple(
    Mutation(*line.split(": ", 1))
    for switches in (switches_wire.SWITCHES, switches_parts.SWITCHES)
    for line in switches.strip().split("\n")
)
