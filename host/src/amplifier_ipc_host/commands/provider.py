"""`amplifier-ipc provider`: who answers, with which key, and which models there are."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from .config import Scope, refuse_unheeded, scoped
from .exits import FAILED
from .naming import ask_key, known_name, lacking, source, tell_of_environment
from .roster import NOWHERE, list_
from .trying import test

Json = dict[str, Any]


@click.group("provider")
def provider() -> None:
    """Choose who answers, and give keys.

    The choice: --provider, else the agent's own, else `provider use`, else the first that has a key, else the mock.
    """


@provider.command("models")
@click.argument("name", required=False)
@click.option("--agent", metavar="NAME", help="Whose provider it is (default: default_agent).")
@click.option("--json", "as_json", is_flag=True, help="As JSON: what the provider says of each.")
def models(name: str | None, agent: str | None, as_json: bool) -> None:
    """Show the models of a provider (default: the one that would answer); its service is started and asked."""
    from .meeting import ask, found

    plan, wanted = found(name, agent)
    rows = list(ask(plan, wanted, "provider.list_models").get("models") or [])
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        click.echo(f"The provider {wanted} names no model.", err=True)
    else:
        from .tables import table

        table(["model", "reads", "writes", "can"], [_model_row(row) for row in rows])


@provider.command("use")
@scoped
@click.option("--model", metavar="NAME", help="The model to ask for too; a pattern may have a *.")
@click.option("--install", is_flag=True, help="Install it too.")
@click.argument("name")
def use(scope: Scope | None, model: str | None, install: bool, name: str) -> None:
    """Let NAME answer where neither the command line nor the agent names a provider."""
    from ..settings_files import write
    from .config import settings_file

    chosen = known_name(name)
    path = settings_file(scope)
    write(path, "provider", chosen)
    if model is not None:
        write(path, "model", model)
    click.echo(f"The provider is {chosen} ({path}).", err=True)
    if install:
        from .installing import of_names

        of_names((chosen,))
    for line in lacking(chosen):
        click.echo(line, err=True)


@provider.command("set-key")
@click.argument("name")
@click.option(
    "--variable", metavar="VARIABLE", help="Which variable, for a provider that has several."
)
@click.option("--remove", is_flag=True, help="Forget the key.")
def set_key(name: str, variable: str | None, remove: bool) -> None:
    """Keep the key of a provider in keys.env, which only you may read.

    It is asked for without being shown; without a terminal it is the first line of standard input.
    """
    from ..keys import keep, keys_file

    variables = [variable] if variable else _variables(name)
    for each in variables:
        if remove:
            keep(each, None)
            click.echo(f"{each} is not in {keys_file()} any more.", err=True)
            continue
        path = keep(each, ask_key(each))
        click.echo(f"{each} is kept in {path}.", err=True)
        tell_of_environment(each)


@provider.command("detect")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def detect(as_json: bool) -> None:
    """Show which providers have a key here, in the order in which they are chosen."""
    from .. import offer
    from ..keys import visible
    from ..vendors import OLLAMA, VARIABLES, with_key

    environ = visible(VARIABLES)
    found = [(each.name, ", ".join(each.found(environ) or ())) for each in with_key(environ)]
    if offer.ollama_answers():
        found.append((OLLAMA, "its server answers"))
    rows: list[Json] = [{"provider": n, "by": by, "source": source(n)} for n, by in found]
    if as_json:
        click.echo(json.dumps(rows))
    elif not rows:
        click.echo("No provider has a key here: amplifier-ipc provider set-key NAME.", err=True)
    else:
        from .tables import table

        shown = [[row["provider"], row["by"], str(row["source"] or NOWHERE)] for row in rows]
        table(["provider", "found by", "comes from"], shown)
    if not rows:
        sys.exit(FAILED)


@provider.command("configure")
@scoped
@click.argument("name")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@click.option(
    "--unset", metavar="KEY", multiple=True, help="Remove a setting; may stand more than once."
)
def configure(
    scope: Scope | None, name: str, pairs: tuple[str, ...], unset: tuple[str, ...]
) -> None:
    """Set settings of a provider (provider_overrides); without any, show what is set.

    On a terminal and without pairs, the provider says what it wants to know, and you are asked for it.
    """
    from ..settings_files import load, write
    from ..vendors import spellings
    from .config import settings_file
    from .meeting import asked_for, fitting

    chosen = known_name(name)
    values = fitting(chosen, pairs) if pairs else {}
    if not values and not unset and sys.stdin.isatty():
        values = asked_for(chosen)
    refuse_unheeded(scope, "provider_overrides", values)
    path = settings_file(scope)
    for key, value in [*values.items(), *((key, None) for key in unset)]:
        for spelling in spellings(chosen) if value is None else (chosen,):
            write(path, f"provider_overrides.{spelling}.{key}", value)
    if values or unset:
        click.echo(f"The settings of {chosen} are in {path}.", err=True)
    overrides = load(Path.cwd()).get("provider_overrides", {})
    given = [overrides.get(each, {}) for each in reversed(spellings(chosen))]
    click.echo(json.dumps({k: v for each in given for k, v in each.items()}, ensure_ascii=False))


for command in (list_, test):
    provider.add_command(command)


# ---- what the commands share ------------------------------------------------------------------------------------


def _variables(name: str) -> list[str]:
    """The variables to ask for: the first set that is enough. Raises UsageError."""
    from ..vendors import vendor

    known = vendor(name)
    if known is None:
        known_name(name)
        raise click.UsageError(f"which variable holds the key of {name}? Add --variable NAME")
    if not known.enough:
        raise click.UsageError(f"{known.title} needs no key")
    return list(known.enough[0])


def _model_row(row: Json) -> list[str]:
    def tokens(value: Any) -> str:
        return f"{value:,}" if isinstance(value, int) and value else ""

    can = ", ".join(str(each) for each in row.get("capabilities") or [])
    reads, writes = tokens(row.get("context_window")), tokens(row.get("max_output_tokens"))
    return [str(row.get("id", "")), reads, writes, can]
