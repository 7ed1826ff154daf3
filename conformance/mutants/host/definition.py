"""Definitions of agents and behaviors (schemas/definition.schema.json), read from JSON."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
START_TIMEOUT = 10.0


class DefinitionError(Exception):
    """A definition that cannot be used; the text is one sentence."""


@dataclass(slots=True)
class ServicePlan:
    """One service: how it is started, and what its definition lets it do."""

    name: str
    argv: list[str]
    env: dict[str, str]
    env_names: list[str]
    grants: list[str]
    tools: bool | list[str]
    hooks: bool | list[str]
    names_hooks: bool
    optional: bool
    start_timeout: float
    url: str = ""  # of one that is served over HTTP


@dataclass(slots=True)
class Plan:
    """An agent with all of its services in the order of their definitions."""

    ref: str
    orchestrator: str
    context_manager: str
    provider: str | None
    base: str
    description: str
    services: list[ServicePlan] = field(default_factory=list)
    config: dict[str, Json] = field(default_factory=dict)
    agents: dict[str, Path | Json] = field(default_factory=dict)
    folder: Path = Path()


def load(source: Path | Json, folder: Path = Path()) -> Plan:
    """The plan of an agent, from its file or inline; raises DefinitionError."""
    document, folder = (
        (_file(source), source.parent) if isinstance(source, Path) else (source, folder)
    )
    body = document.get("agent")
    if not isinstance(body, dict):
        raise DefinitionError(f"{source} has no 'agent'")
    plan = Plan(
        ref=_ref(body),
        orchestrator=_role(body, "orchestrator"),
        context_manager=_role(body, "context_manager"),
        provider=body.get("provider"),
        base=_base(body, folder),
        description=str(body.get("description", "")),
        folder=folder,
    )
    _take(plan, body, folder, [])
    names = [service.name for service in plan.services]
    for name in names:
        if names.count(name) > 1:
            raise DefinitionError(f"two services are called '{name}'")
    return plan


def component(reference: str) -> tuple[str | None, str]:
    """`ref:name` or a bare name, as (service, name)."""
    service, colon, name = reference.rpartition(":")
    return (service, name) if colon else (None, name)


def _take(plan: Plan, body: Json, folder: Path, way: list[Path]) -> None:
    """Take in a body and the behaviors below it; the stronger is taken first."""
    if "service" in body:
        plan.services.append(_service(body, folder))
    for name, settings in body.get("config", {}).items():
        plan.config[name] = {**settings, **plan.config.get(name, {})}
    _agents(plan, body.get("agents"), folder)
    weakest_last = []
    for link in body.get("behaviors", []):
        for alias, target in link.items():
            weakest_last.append((alias, target))
    for alias, target in weakest_last:
        _behavior(plan, alias, target, folder, way)


def _behavior(plan: Plan, alias: str, target: Any, folder: Path, way: list[Path]) -> None:
    if isinstance(target, dict):
        _take(plan, target.get("behavior", target), folder, way)
        return
    path = (folder / str(target)).resolve()
    if path in way:
        raise DefinitionError(f"the behavior '{alias}' leads back to itself: {path}")
    document = _file(path)
    if not isinstance(document.get("behavior"), dict):
        raise DefinitionError(f"{path} has no 'behavior'")
    _take(plan, document["behavior"], path.parent, [*way, path])


def _agents(plan: Plan, agents: Any, folder: Path) -> None:
    """Names are files beside the definition; a mapping holds paths or whole definitions."""
    if isinstance(agents, list):
        agents = {name: f"{name}.json" for name in agents}
    if not isinstance(agents, dict):
        return
    for name, source in agents.items():
        found = source if isinstance(source, dict) else (folder / str(source)).resolve()
        plan.agents.setdefault(name, found)


def _service(body: Json, folder: Path) -> ServicePlan:
    service = body["service"]
    stack, url = service.get("stack"), str(service.get("source", ""))
    if stack not in ("command", "http"):
        raise DefinitionError(f"{_ref(body)}: the stack {stack!r} cannot be started")
    if stack == "http" and not url.startswith("http://"):
        raise DefinitionError(f"{_ref(body)}: {url!r} is no URL of a service")
    command = service.get("command") or []
    parts = [command] if isinstance(command, str) else list(command)
    argv = [str((folder / p).absolute()) if p.startswith(("./", "../")) else p for p in parts]
    if not argv and stack == "command":
        raise DefinitionError(f"{_ref(body)}: the command is missing")
    env = service.get("env", {})
    hooks = body.get("hooks", True)
    return ServicePlan(
        name=_ref(body),
        argv=[shutil.which(argv[0]) or argv[0], *argv[1:]] if argv else [],
        env=dict(env) if isinstance(env, dict) else {},
        env_names=[*body.get("env", []), *(env if isinstance(env, list) else [])],
        grants=list(body.get("grants", [])),
        tools=body.get("tools", True),
        hooks=hooks,
        names_hooks=bool(body.get("hooks")),
        optional=bool(body.get("optional", False)),
        start_timeout=float(service.get("start_timeout", body.get("start_timeout", START_TIMEOUT))),
        url=url.rstrip("/") if stack == "http" else "",
    )


def _base(body: Json, folder: Path) -> str:
    base = str(body.get("base", ""))
    path = folder / base
    if base.endswith((".md", ".txt")) and "\n" not in base and path.is_file():
        return path.read_text(encoding="utf-8")
    return base


def _ref(body: Json) -> str:
    ref = body.get("ref") or body.get("local_ref")
    if not isinstance(ref, str):
        raise DefinitionError("a definition has no 'ref'")
    return ref


def _role(body: Json, role: str) -> str:
    if not isinstance(body.get(role), str):
        raise DefinitionError(f"{_ref(body)} names no {role}")
    return str(body[role])


def _file(path: Path) -> Json:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DefinitionError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise DefinitionError(f"{path} is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise DefinitionError(f"{path} is no definition")
    return document
