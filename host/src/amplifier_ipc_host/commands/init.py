"""`amplifier-ipc init`: the first run. An agent, a provider, its key, a model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .config import Scope, scoped
from .exits import CANCELLED

if TYPE_CHECKING:
    from ..vendors import Vendor

FOUNDATION = Path("services") / "foundation"


@click.command("init")
@scoped
@click.option("--agent", metavar="NAME", help="The agent: registered, or its definition's file.")
@click.option("--provider", metavar="NAME", help="Who answers.")
@click.option("--model", metavar="NAME", help="The model to ask for.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: do what the options say.")
def init(
    scope: Scope | None, agent: str | None, provider: str | None, model: str | None, yes: bool
) -> None:
    """Set up what `run` needs: an agent, a provider, its key, a model. It can be run again at any time.

    What the options do not say is asked for on a terminal; without one it is left as it is.
    """
    asks = sys.stdin.isatty() and not yes
    if not asks and not (agent or provider or model):
        raise click.UsageError("nobody is there to ask: name --agent, --provider or --model")
    wanted = {
        "default_agent": _checked_agent(agent) if agent else _ask_agent() if asks else None,
        "provider": _checked_provider(provider) if provider else _ask_provider() if asks else None,
    }
    if asks:
        _ask_key(wanted["provider"])
    wanted["model"] = model or (_ask_model(wanted["provider"]) if asks else None)
    _write(scope, wanted, asks=asks)


def _write(scope: Scope | None, wanted: dict[str, str | None], *, asks: bool) -> None:
    """Show what will hold, and write it down."""
    from ..settings_files import load, write
    from .config import settings_file
    from .naming import lacking

    path = settings_file(scope)
    found = load(Path.cwd())
    for key, value in wanted.items():
        shown = value or found.get(key) or "(not set)"
        click.echo(f"{key.removeprefix('default_')}: {shown}", err=True)
    if asks and not click.confirm(f"Write this to {path}?", default=True, err=True):
        sys.exit(CANCELLED)
    for key, value in wanted.items():
        if value is not None:
            write(path, key, value)
    chosen = wanted["provider"] or found.get("provider")
    if asks and chosen:
        _offer_to_install(chosen)
    for line in lacking(chosen) if chosen else []:
        click.echo(line, err=True)
    if wanted["default_agent"] or found.get("default_agent"):
        click.echo('Ready: amplifier-ipc run "What files are here?"', err=True)
    else:
        click.echo("An agent is still missing: amplifier-ipc init --agent NAME", err=True)


# ---- the agent --------------------------------------------------------------------------------------------------


def _agents() -> list[str]:
    from ..registry import Registry
    from ..store import home

    return [entry.alias for entry in Registry(home()).entries("agent")]


def _checked_agent(name: str) -> str:
    """The name, or the whole path, of an agent that there is; raises HostError with the nearest ones."""
    from ..registry import Registry, locate
    from ..store import home

    registry = Registry(home())
    if name in _agents():
        return name
    return str(locate(name, "agent", registry).path)


def _ask_agent() -> str | None:
    """One that is registered, or a file, which may have others beside it; empty: later."""
    from ..errors import HostError

    there = _agents()
    if (
        not there
        and (FOUNDATION / "agent.yaml").is_file()
        and click.confirm(
            f"No agent is registered. Register those in {FOUNDATION}?", default=True, err=True
        )
    ):
        _discover(str(FOUNDATION))
        there = _agents()
    click.echo(f"Registered agents: {', '.join(there) or 'none'}", err=True)
    while True:
        default = there[0] if there else ""
        typed = click.prompt("Agent (a name or a file; empty: later)", default=default, err=True)
        if not typed:
            return None
        try:
            return _checked_agent(typed)
        except HostError as error:
            click.echo(f"{error.message}: {error.hint}", err=True)


def _discover(where: str) -> None:
    from ..sources import fetch
    from ..survey import definitions_below
    from .registering import enter

    found, broken = definitions_below(fetch(where))
    for error in broken:
        click.echo(f"Warning: {error.message}.", err=True)
    enter(found, yes=False, register=True, install=True)


# ---- the provider -----------------------------------------------------------------------------------------------


def _checked_provider(name: str) -> str:
    from .naming import known_name

    return known_name(name)


def _ask_provider() -> str | None:
    """A known one; what has a key comes first; empty: whoever has a key when a turn is run."""
    from ..keys import visible
    from ..vendors import VARIABLES, VENDORS

    environ = visible(VARIABLES)
    for each in VENDORS:
        state = (
            "needs no key"
            if not each.keys
            else "has a key"
            if each.found(environ)
            else "no key yet"
        )
        click.echo(f"  {each.name:<15} {each.title}, {state}", err=True)
    default = next((each.name for each in VENDORS if each.found(environ)), "")
    while True:
        typed = click.prompt("Provider (empty: whoever has a key)", default=default, err=True)
        if not typed:
            return None
        try:
            return _checked_provider(typed)
        except click.UsageError as error:
            click.echo(error.message, err=True)


def _offer_to_install(name: str) -> None:
    """Install the provider if it is at hand, or if this folder is a clone that has it."""
    from .installing import of_names
    from .naming import installed, source

    here = Path("services", "providers", name, f"{name}.yaml")
    if source(name) is None and here.is_file():
        if click.confirm(f"Register and install {here.parent}?", default=True, err=True):
            _enter(here)
    elif (
        source(name) is not None
        and not installed(name)
        and click.confirm(f"Install {name} now?", default=True, err=True)
    ):
        of_names((name,))


def _enter(path: Path) -> None:
    from ..definition import read
    from .registering import enter

    enter([read(path)], yes=False, register=True, install=True)


def _ask_key(name: str | None) -> None:
    """Offer to keep the key of a provider that has none."""
    from ..keys import keep, visible
    from ..vendors import vendor

    known: Vendor | None = vendor(name) if name else None
    if known is None or not known.keys or known.found(visible(known.variables)):
        return
    for variable in known.keys[0]:
        hidden = "ENDPOINT" not in variable
        value = click.prompt(
            f"{variable} (not shown; empty: later)" if hidden else f"{variable} (empty: later)",
            default="",
            hide_input=hidden,
            show_default=False,
            err=True,
        ).strip()
        if value:
            click.echo(f"{variable} is kept in {keep(variable, value)}.", err=True)


def _ask_model(name: str | None) -> str | None:
    if name is None:
        return None
    typed = click.prompt(
        f"Model (empty: that of {name}; amplifier-ipc provider models {name} lists them)",
        default="",
        show_default=False,
        err=True,
    )
    return str(typed).strip() or None
