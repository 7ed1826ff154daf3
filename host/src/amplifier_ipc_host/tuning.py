"""What settings and flags change in a plan (pure)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .choosing import offers
from .configuring import Wide
from .plan import Json, Plan, split_reference
from .settings import Settings
from .vendors import spellings, vendor

READERS = ("read_file", "glob", "grep")
WRITERS = ("write_file", "edit_file", "apply_patch", "bash")
ROUTERS = ("routing",)


def tune(
    plan: Plan,
    settings: Settings,
    cwd: Path,
    *,
    max_turns: int | None = None,
) -> None:
    """Put the settings over the plan's own, and the flags over both."""
    plan.over = {name: dict(members) for name, members in settings.get("config", {}).items()}
    overrides = settings.get("provider_overrides", {})
    for provider in sorted(
        overrides, key=_is_its_own
    ):  # what stands under its own name is the stronger
        members = overrides[provider]
        for name in spellings(provider):  # whichever of them its service is called
            plan.over[name] = {**plan.over.get(name, {}), **members}
    for component, members in plan.over.items():
        _over(plan, component, members)
    plan.wide = [*_limits(settings, cwd), *_matrix(settings)]
    plan.sandbox = settings.get("sandbox", "off")
    if max_turns is not None:
        _over(plan, split_reference(plan.orchestrator)[1], {"max_iterations": max_turns})


def as_below(own: Plan, parent: Plan) -> Plan:
    """The plan of a whole agent in a child session: the user's settings hold for it as for its parent.

    Where it names no provider, its parent's answers it too, and is taken in with its service if that can be told.
    """
    own = replace(
        own, wide=parent.wide, over=parent.over, config=dict(own.config), sandbox=parent.sandbox
    )
    for component, members in parent.over.items():
        _over(own, component, members)
    _, name = split_reference(parent.provider or "")
    if own.provider is not None or not name:
        return own
    if not any(offers(service, name) for service in own.services):
        there = {service.name for service in own.services}
        theirs = [s for s in parent.services if offers(s, name) and s.name not in there]
        if not theirs:
            return own
        own.services = [*own.services, *theirs]
        own.config[name] = {**own.config.get(name, {}), **parent.config.get(name, {})}
    own.provider, own.model = name, own.model or parent.model
    return own


def choose_model(plan: Plan, settings: Settings, flag: str | None) -> None:
    """The model: the flag's, the agent's, the settings', unless these name it for another provider."""
    of, chosen = settings.get("provider"), split_reference(plan.provider or "")[1]
    fits = of is None or chosen in spellings(split_reference(of)[1])
    plan.model = flag or plan.model or (settings.get("model") if fits else None)


def _is_its_own(name: str) -> bool:
    known = vendor(name)
    return known is None or known.name == name


def _over(plan: Plan, component: str, members: Json) -> None:
    plan.config[component] = {**plan.config.get(component, {}), **members}


def _limits(settings: Settings, cwd: Path) -> list[Wide]:
    """Tell the tools that work on files where they may; what anybody denies stays denied."""
    wide = []
    for tools, kind in ((READERS, "read"), (WRITERS, "write")):
        # Where a tool may write by itself is the working directory, and a list would replace that.
        writes = kind == "write"
        allowed = settings.get(f"allowed_{kind}_paths")
        if allowed is not None:
            place = f"allowed_{kind}_paths"
            wide.append(Wide(place, allowed, joined=writes, first=(str(cwd),), known=tools))
        if denied := settings.get(f"denied_{kind}_paths"):
            wide.append(Wide(f"denied_{kind}_paths", denied, joined=True, known=tools))
    return wide


def _matrix(settings: Settings) -> list[Wide]:
    name = settings.get("routing.matrix")
    return [] if name is None else [Wide("default_matrix", name, known=ROUTERS)]
