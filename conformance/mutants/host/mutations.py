"""The switches: each makes the host break one requirement, at the place where it would keep it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

ACTIVE: set[str] = set()


@dataclass(frozen=True, slots=True)
class Mutation:
    """One switch: `--break NAME`."""

    name: str
    requirement: str
    says: str


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
    return json.dumps([asdict(mutation) for mutation in MUTATIONS], indent=1)


MUTATIONS: tuple[Mutation, ...] = ()
