"""A provider that is started for a command: what it is asked, and what it says of its settings."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .naming import how_to_get, known_name

if TYPE_CHECKING:
    from ..plan import Plan

Json = dict[str, Any]
TIMEOUT = 30.0


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
    known = known_name(wanted)
    raise HostError(f"no definition of the provider {known} is at hand", how_to_get(known))


def ask(plan: Plan, name: str, method: str) -> Json:
    """What a provider answers. Raises HostError."""
    return asyncio.run(_told(plan, name, method))[0]


async def _told(plan: Plan, name: str, method: str) -> tuple[Json, Any]:
    """What a provider answers, and the config_schema of its component."""
    from ..company import asked, company
    from ..vendors import spellings

    async with company(plan, Path.cwd()) as made:
        mounted, offer = made.provider(spellings(name))
        answer = await asked(made, mounted, method, {"provider": offer["name"]}, TIMEOUT)
        schemas = mounted.describe.get("config_schema")
        schema = schemas.get(offer["name"]) if isinstance(schemas, dict) else None
        return dict(answer or {}), schema


def fitting(name: str, pairs: Sequence[str]) -> Json:
    """Settings from KEY=VALUE pairs, each of the type that the provider declares, where it can be asked for that.

    Raises UsageError for one that it does not know, or does not take, and for what looks like a key.
    """
    from ..errors import HostError
    from ..inspect.request import read_pairs

    for key in (pair.partition("=")[0] for pair in pairs):
        if _is_secret(key):
            raise click.UsageError(
                f"'{key}' would stand in settings: amplifier-ipc provider set-key {name}"
            )
    try:
        plan, wanted = found(name, None)
        plan.config = {}  # what is wrong in there already must not be in the way of mending it
        _, schema = asyncio.run(_told(plan, wanted, "provider.info"))
    except HostError:  # it is not at hand yet
        schema = None
    values = read_pairs(pairs, schema)
    _check(name, values, schema)
    return values


def _check(name: str, values: Json, schema: Any) -> None:
    from ..configuring import fault

    for key, value in values.items():
        if why := fault(key, value, schema):
            raise click.UsageError(f"{name} {why}")


def _is_secret(key: str) -> bool:
    """Whether a setting looks like a key, and not like the name of the variable that holds one."""
    words = ("api_key", "apikey", "secret", "password")
    return not key.endswith("_env") and any(word in key.lower() for word in words)


def asked_for(name: str) -> Json:
    """What the provider says that a user is asked for, asked at the terminal; empty answers are left out."""
    from ..inspect.request import read_pairs

    plan, wanted = found(name, None)
    info, schema = asyncio.run(_told(plan, wanted, "provider.info"))
    fields = [each for each in info.get("config_fields") or [] if each["field_type"] != "secret"]
    if not fields:
        click.echo(f"The provider {name} asks for nothing: name KEY=VALUE pairs.", err=True)
    answers = {field["id"]: value for field in fields if (value := _ask(field)) not in (None, "")}
    typed = [f"{key}={value}" for key, value in answers.items() if isinstance(value, str)]
    values = {**answers, **(read_pairs(typed, schema) if schema else {})}
    _check(name, values, schema)
    return values


def _ask(field: Json) -> Any:
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
