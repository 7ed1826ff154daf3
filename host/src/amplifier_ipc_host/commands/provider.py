"""`amplifier-ipc provider`: who answers, with which key, and which models there are."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .config import Scope, refuse_unheeded, scoped
from .exits import FAILED
from .naming import ask_key, known_name, lacking, source, tell_of_environment
from .roster import NOWHERE, list_
from .trying import test

if TYPE_CHECKING:
    from ..plan import Plan

Json = dict[str, Any]
LIST_TIMEOUT = 30.0


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
    plan, wanted = found(name, agent)

    async def told() -> list[Json]:
        from ..company import asked, company
        from ..vendors import spellings

        async with company(plan, Path.cwd()) as made:
            mounted, offer = made.provider(spellings(wanted))
            params = {"provider": offer["name"]}
            answer = await asked(made, mounted, "provider.list_models", params, LIST_TIMEOUT)
            return list((answer or {}).get("models") or [])

    rows = asyncio.run(told())
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
    from ..inspect.request import read_pairs
    from ..settings_files import load, write
    from ..vendors import spellings
    from .config import settings_file

    chosen = known_name(name)
    values = read_pairs(pairs)
    if not values and not unset and sys.stdin.isatty():
        values = _asked_for(chosen)
    refuse_unheeded(scope, "provider_overrides", values)
    path = settings_file(scope)
    for key, value in [*values.items(), *((key, None) for key in unset)]:
        if _is_secret(key):
            raise click.UsageError(
                f"'{key}' would stand in settings: amplifier-ipc provider set-key {name}"
            )
        for spelling in spellings(chosen) if value is None else (chosen,):
            write(path, f"provider_overrides.{spelling}.{key}", value)
    if values or unset:
        click.echo(f"The settings of {chosen} are in {path}.", err=True)
    overrides = load(Path.cwd()).get("provider_overrides", {})
    given = [overrides.get(each, {}) for each in reversed(spellings(chosen))]
    click.echo(json.dumps({k: v for each in given for k, v in each.items()}, ensure_ascii=False))


for command in (list_, test):
    provider.add_command(command)


def _is_secret(key: str) -> bool:
    """Whether a setting looks like a key, and not like the name of the variable that holds one."""
    words = ("api_key", "apikey", "secret", "password")
    return not key.endswith("_env") and any(word in key.lower() for word in words)


# ---- what the commands share ------------------------------------------------------------------------------------


def _variables(name: str) -> list[str]:
    """The variables to ask for: the first set that is enough. Raises UsageError."""
    from ..vendors import vendor

    known = vendor(name)
    if known is None:
        known_name(name)
        raise click.UsageError(f"which variable holds the key of {name}? Add --variable NAME")
    if not known.keys:
        raise click.UsageError(f"{known.title} needs no key")
    return list(known.keys[0])


def found(name: str | None, agent: str | None) -> tuple[Plan, str]:
    """What to start to meet a provider, and the provider's name. Raises HostError.

    That is its own service, as far as definitions tell which that is, or else all services of the agent.
    """
    from .. import offer
    from ..environments.environment import NotInstalledError
    from ..errors import HostError
    from ..opening import Wishes, parts_of, plan_of
    from ..plan import ServicePlan, split_reference
    from ..settings_files import load

    cwd = Path.cwd()
    settings = load(cwd)
    named, nobody = agent or settings.get("default_agent"), offer.nobody(settings, cwd)
    if name is None:
        plan, _ = plan_of(Wishes(cwd, agent=agent), settings)
        _, wanted = split_reference(plan.provider or "")
    else:
        wanted = name
        try:
            plan = parts_of(Wishes(cwd, agent=agent), settings)[0] if named else nobody
        except NotInstalledError:
            if agent is not None:
                raise
            plan = nobody  # what else the default agent needs does not matter here
        offer.take_in(plan, wanted)
    service = offer.source(plan, wanted)
    if isinstance(service, ServicePlan):
        return replace(plan, services=[service]), wanted
    if plan.services:
        return plan, wanted
    raise HostError(
        f"no definition of the provider {known_name(wanted)} is at hand",
        "name the agent that brings it along with --agent, or register its behavior",
    )


def _model_row(row: Json) -> list[str]:
    def tokens(value: Any) -> str:
        return f"{value:,}" if isinstance(value, int) and value else ""

    can = ", ".join(str(each) for each in row.get("capabilities") or [])
    reads, writes = tokens(row.get("context_window")), tokens(row.get("max_output_tokens"))
    return [str(row.get("id", "")), reads, writes, can]


def _asked_for(name: str) -> Json:
    """What the provider says that a user is asked for, asked at the terminal; empty answers are left out."""
    from ..company import asked, company
    from ..vendors import spellings

    plan, wanted = found(name, None)

    async def told() -> Json:
        async with company(plan, Path.cwd()) as made:
            mounted, offer = made.provider(spellings(wanted))
            info: Json = await asked(
                made, mounted, "provider.info", {"provider": offer["name"]}, LIST_TIMEOUT
            )
            return info

    fields = [
        each
        for each in asyncio.run(told()).get("config_fields") or []
        if each["field_type"] != "secret"
    ]
    if not fields:
        click.echo(f"The provider {name} asks for nothing: name KEY=VALUE pairs.", err=True)
    return {field["id"]: value for field in fields if (value := ask_field(field)) not in (None, "")}


def ask_field(field: Json) -> Any:
    """One of the settings that a provider wants to know."""
    kind, default = field["field_type"], field.get("default")
    if kind == "boolean":
        return click.confirm(field["prompt"], default=bool(default), err=True)
    choices = field.get("choices") if kind == "choice" else None
    typed = click.Choice(choices) if choices else click.STRING
    shown = "" if default is None else str(default)
    return click.prompt(
        field["prompt"], default=shown, type=typed, err=True, show_default=default is not None
    )
