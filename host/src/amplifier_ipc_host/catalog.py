"""Where the catalog's definitions are found: those of providers, and the mock for an agent that brings none along."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from .choosing import MOCK
from .definition import Definition, read, walk
from .errors import DefinitionError, HostError
from .registry import KINDS, Registry
from .store import home

_MADE = Path("examples", "polyglot", "parts", "mock.yaml")  # as `make` builds it in a checkout


def provider(names: Iterable[str]) -> Path | None:
    """The definition of the first of these providers that the catalog at hand has; None without one.

    The catalog is `$AMPLIFIER_SERVICES`, or the `services` folder of the checkout that this package runs from.
    """
    named = os.environ.get("AMPLIFIER_SERVICES")
    folders = [Path(named)] if named else [parent / "services" for parent in _parents()]
    places = (Path(f, "providers", name, f"{name}.yaml") for name in names for f in folders)
    return next((path for path in places if path.is_file()), None)


def mock_provider() -> Definition:
    """The definition of the mock provider; raises DefinitionError where none is at hand.

    It is looked for in `$AMPLIFIER_SERVICES`, in the checkout that this package runs from, and in what is registered.
    """
    if os.environ.get("AMPLIFIER_SERVICES"):
        there = provider([MOCK])
    else:
        there = next((p / _MADE for p in _parents() if (p / _MADE).is_file()), None)
    found = read(there) if there else _registered()
    if found is None:
        raise DefinitionError(
            "the agent has no provider, and the mock provider was not found",
            "register an agent that has it, in a clone of the repository: "
            "amplifier-ipc discover ./services/foundation --register --install",
        )
    return found


def _parents() -> Iterable[Path]:
    return Path(__file__).resolve().parents


def _registered() -> Definition | None:
    """The mock among the registered definitions and what they take in; those that cannot be read have none."""
    registry = Registry(home())
    for entry in (each for kind in KINDS for each in registry.entries(kind)):
        try:
            tree = walk(read(entry.source()), registry.accept).written
        except HostError:
            continue
        for each in tree:
            if each.kind == "behavior" and each.ref == MOCK:
                return each
    return None
