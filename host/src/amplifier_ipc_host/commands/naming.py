"""What commands share that name a provider: which names are known, what is missing, how a key is asked for."""

from __future__ import annotations

import sys

import click


def ask_key(variable: str) -> str:
    """The value for a variable: typed without being shown, or the first line of standard input."""
    if sys.stdin.isatty():
        value = click.prompt(variable, hide_input="ENDPOINT" not in variable, err=True)
    else:
        value = sys.stdin.readline()
    value = value.strip()
    if not value:
        raise click.UsageError(f"no value for {variable} was given")
    return str(value)


def tell_of_environment(variable: str) -> None:
    """That the environment wins over what was just kept."""
    import os

    if variable in os.environ:
        click.echo(f"Warning: {variable} is set in the environment too, which wins.", err=True)


def known_name(name: str) -> str:
    """The name as it is used; raises UsageError with the nearest ones for one that nothing knows."""
    from difflib import get_close_matches

    from ..vendors import VENDORS, vendor

    found = vendor(name)
    if found is not None:
        return found.name
    others = registered()
    if name in others:
        return name
    every = [spelling for each in VENDORS for spelling in each.spellings] + others
    near = get_close_matches(name, every, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"there are: {', '.join(each.name for each in VENDORS)}; "
        f"any other name: amplifier-ipc config set provider {name}"
    )
    raise click.UsageError(f"no provider '{name}' is known; {hint}")


def registered() -> list[str]:
    """The names that registered definitions give to what they bring along."""
    from ..definition import read, walk
    from ..errors import HostError
    from ..registry import KINDS, Registry
    from ..store import home

    registry = Registry(home())
    names: list[str] = []
    for entry in (entry for kind in KINDS for entry in registry.entries(kind)):
        names.append(entry.alias)
        try:
            tree = walk(read(entry.source()), registry.accept).written
        except HostError:
            continue
        names += [each.ref for each in tree if "service" in each.body]
        names += [str(each.body["provider"]) for each in tree if each.body.get("provider")]
    return list(dict.fromkeys(names))


def source(name: str) -> str | None:
    """Where the definition of a provider lies; None where none is at hand."""
    from .. import offer

    found = offer.source(None, name)
    return None if found is None else offer.definition_of(found)


def lacking(name: str) -> list[str]:
    """What is still missing for a provider to answer."""
    from ..keys import visible
    from ..vendors import vendor

    lines = []
    known = vendor(name)
    if known is not None and known.keys and not known.found(visible(known.variables)):
        lines.append(f"It has no key yet: amplifier-ipc provider set-key {name}.")
    if known is not None and source(name) is None:
        lines.append(
            "No definition of it is at hand: the agent must bring it, or amplifier-ipc register its behavior."
        )
    return lines
