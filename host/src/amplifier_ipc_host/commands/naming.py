"""What commands share that name a provider: which names are known, what is missing, how a key is asked for."""

from __future__ import annotations

import sys
from pathlib import Path

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
    return str(found.definition().path) if isinstance(found, offer.Found) else None


def lacking(name: str) -> list[str]:
    """What is still missing for a provider to answer."""
    from .. import offer
    from ..vendors import vendor

    known = vendor(name)
    lines = []
    if known is not None and offer.lacking_key(known):
        otherwise = f" (or `{known.instead.do}`)" if known.instead else ""
        lines.append(f"It has no key yet: amplifier-ipc provider set-key {name}{otherwise}.")
    if offer.source(None, name) is None:
        if known is not None:
            lines.append(f"No definition of it is at hand: {how_to_get(name)}.")
    elif not installed(name):
        lines.append(f"It is not installed yet: amplifier-ipc install {name}.")
    return lines


def how_to_get(name: str) -> str:
    """What to do where no definition of a provider is at hand."""
    from ..vendors import vendor

    if vendor(name) is None:
        return "name the agent that brings it along with --agent, or register its behavior"
    where = f"./services/providers/{name}/{name}.yaml"
    return f"in a clone of the repository, amplifier-ipc register {where} --install"


def installed(name: str) -> bool:
    """Whether the provider of this name is at hand and can be started."""
    from .. import offer
    from ..overriding import resolved
    from ..settings_files import load

    found = offer.source(None, name)
    if not isinstance(found, offer.Found):
        return False
    overrides = resolved(load(Path.cwd()).get("service_overrides", {}), Path.cwd())
    environment = found.environment(overrides)
    return not environment.built or bool(environment.note())
