"""The resolved tree of a definition: what takes in what, and where each part of the plan comes from (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .definition import Accept, Definition, linked, read

Json = dict[str, Any]


@dataclass(slots=True)
class Branch:
    """A definition in its place: `alias` under which it was taken in; `repeated`: it stands elsewhere already."""

    definition: Definition
    alias: str = ""
    repeated: bool = False
    below: list[Branch] = field(default_factory=list)


def tree(root: Definition, accept: Accept = lambda _: None) -> Branch:
    """The tree below a definition; a behavior that is taken in twice has its branches once."""
    seen = {root.path}

    def grow(branch: Branch) -> Branch:
        for number, (alias, link) in enumerate(branch.definition.behaviors):
            child = read(linked(branch.definition, number, alias, link))
            accept(child)
            repeated = child.path in seen
            seen.add(child.path)
            below = Branch(child, alias, repeated)
            branch.below.append(below if repeated else grow(below))
        return branch

    return grow(Branch(root))


def settings_origins(weakest_first: list[Definition]) -> dict[tuple[str, str], tuple[Any, str]]:
    """(component, setting) → its value and the ref of the definition that it comes from: a later one wins."""
    found: dict[tuple[str, str], tuple[Any, str]] = {}
    for definition in weakest_first:
        for component, settings in definition.body.get("config", {}).items():
            for name, value in settings.items():
                found[component, name] = (value, definition.ref)
    return found
