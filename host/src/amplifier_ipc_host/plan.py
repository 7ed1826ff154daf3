"""A plan: what a session will start and mount, resolved from definitions; no process yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .configuring import Wide
from .definition import Definition, walk
from .environments.environment import CONTENT, Environment, Launch, NotInstalledError
from .environments.stacks import BUILT
from .errors import DefinitionError
from .narrowing import ALL, Narrowing
from .overriding import Overrides, overridden
from .registry import Registry, locate
from .store import home

Json = dict[str, Any]
Selection = bool | list[str]


@dataclass(slots=True)
class ServicePlan:
    """One service: how it is started, where it runs (`url`) or its content lies (`folder`), and what it may do."""

    name: str
    origin: Path
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    env_names: list[str] = field(default_factory=list)
    grants: list[str] = field(default_factory=list)
    tools: Selection = True
    hooks: Selection = True
    context: Selection = True
    agents: Selection = True
    names_hooks: bool = False
    optional: bool = False
    language: str | None = None
    url: str | None = None
    folder: Path | None = None
    permissions: Json | None = (
        None  # what its sandbox lets it do; none of a service that is in no sandbox
    )
    parts: tuple[str, ...] = ()  # where its own code lies, of one with permissions
    environment: str = ""  # the hash of what it was built from, of a service that was built


@dataclass(slots=True)
class Plan:
    """A whole composition: the services in the order of their definitions, and who plays which role."""

    agent: str
    origin: Path
    services: list[ServicePlan]
    orchestrator: str
    context_manager: str
    provider: str | None = None
    base: str = ""
    description: str = ""
    config: dict[str, Json] = field(default_factory=dict)
    # Agents that definitions list, as (folder of the definition, name); those of services are found when mounted.
    agents: list[tuple[Path, str]] = field(default_factory=list)
    # What a child session does not have of its parent's, and what it prefers.
    chosen_agents: list[str] | None = None
    tools: Narrowing = ALL
    hooks: Narrowing = ALL
    preferences: list[Json] = field(default_factory=list)
    model: str | None = None
    model_role: list[str] = field(default_factory=list)
    mode: str | None = None
    base_of: str | Path | None = None  # the service or the folder that the base's mentions start at
    # What a user's settings say for all agents, those of child sessions too.
    wide: list[Wide] = field(default_factory=list)
    over: dict[str, Json] = field(default_factory=dict)
    overrides: Overrides = field(default_factory=dict)
    sandbox: str = "off"  # for services with permissions: off, auto, required


def load_agent(path: str | Path, overrides: Overrides | None = None) -> Plan:
    """The plan of an agent, named by its definition's path or its alias; raises HostError in one clear sentence.

    `overrides`: by the name of a service, what of its definition is replaced (the setting service_overrides).
    """
    overrides = overrides or {}
    registry = Registry(home())
    root = locate(str(path), "agent", registry)
    if root.kind != "agent":
        raise DefinitionError(f"{root.path} is a behavior", "name a file that begins with 'agent:'")
    definitions = walk(root, registry.accept)
    services = _services(definitions.written, overrides, str(path))
    _refuse_same_names(services)
    plan = Plan(
        overrides=overrides,
        agent=root.ref,
        origin=root.path,
        services=services,
        orchestrator=_role(root, "orchestrator"),
        context_manager=_role(root, "context_manager"),
        provider=root.body.get("provider"),
        base=_base(root),
        description=str(root.body.get("description", "")),
        config=_config(definitions.weakest_first),
        agents=_agents(definitions.written),
    )
    for name in (plan.orchestrator, plan.context_manager, plan.provider or ""):
        _check_reference(plan, name)
    return plan


def add_behavior(plan: Plan, behavior: str | Path | Definition) -> None:
    """Takes one more behavior (and those below it) into a plan; what the plan says already is stronger."""
    registry = Registry(home())
    root = (
        behavior
        if isinstance(behavior, Definition)
        else locate(str(behavior), "behavior", registry)
    )
    if root.kind != "behavior":
        raise DefinitionError(f"{root.path} is an agent", "only behaviors can be taken in")
    definitions = walk(root, registry.accept)
    there = {service.origin for service in plan.services}
    added = [each for each in definitions.written if each.path not in there]
    named = behavior.ref if isinstance(behavior, Definition) else str(behavior)
    plan.services += _services(added, plan.overrides, named)
    _refuse_same_names(plan.services)
    plan.agents += [link for link in _agents(definitions.written) if link not in plan.agents]
    for component, settings in _config(definitions.weakest_first).items():
        plan.config[component] = {**settings, **plan.config.get(component, {})}


def split_reference(reference: str) -> tuple[str | None, str]:
    """`ref:name` as (service, component); a bare name leaves the service open."""
    service, colon, name = reference.rpartition(":")
    return (service, name) if colon else (None, name)


def _role(root: Definition, role: str) -> str:
    name = root.body.get(role)
    if not name:
        raise DefinitionError(f"{root.path} names no {role}", f"add '{role}: NAME' to the agent")
    return str(name)


def _base(root: Definition) -> str:
    base = str(root.body.get("base", ""))
    if "\n" not in base and base.endswith((".md", ".txt")):
        file = root.path.parent / base
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DefinitionError(
                f"{root.path}: the base prompt {file} cannot be read", "mend the path"
            ) from error
    return base


def _config(weakest_first: list[Definition]) -> dict[str, Json]:
    """Component → settings: a definition beats its behaviors, a later behavior beats an earlier one."""
    merged: dict[str, Json] = {}
    for definition in weakest_first:
        for component, settings in definition.body.get("config", {}).items():
            merged[component] = {**merged.get(component, {}), **settings}
    return merged


def _agents(definitions: list[Definition]) -> list[tuple[Path, str]]:
    """What definitions list as agents, but for the names of files that their own services serve."""
    links = []
    for definition in definitions:
        listed = definition.body.get("agents")
        for name in listed if isinstance(listed, list) else []:
            is_path = "/" in name or name.endswith((".md", ".yaml", ".yml"))
            if is_path or "service" not in definition.body:
                links.append((definition.path.parent, name))
    return links


def _services(definitions: list[Definition], overrides: Overrides, named: str) -> list[ServicePlan]:
    """The services of what is `named` so; raises HostError, one for all of them that are not installed."""
    found, missing = [], []
    for each in (overridden(each, overrides) for each in definitions if "service" in each.body):
        try:
            found.append(_service(each))
        except NotInstalledError:
            missing.append(each.ref)
    if missing:
        raise NotInstalledError(missing, named)
    return found


def _service(definition: Definition) -> ServicePlan:
    body, service = definition.body, definition.body["service"]
    env = service.get("env", {})
    names = [*body.get("env", []), *(env if isinstance(env, list) else [])]
    over_http = service["stack"] == "http"
    launch = Launch([], {}) if over_http else _launch(definition)
    return ServicePlan(
        name=definition.ref,
        origin=definition.path,
        command=launch.command,
        url=_url(definition) if over_http else None,
        folder=launch.folder,
        env={**launch.env, **(env if isinstance(env, dict) else {})},
        env_names=names,
        grants=list(body.get("grants", [])),
        tools=body.get("tools", True),
        hooks=body.get("hooks", True),
        context=body.get("context", True),
        agents=body.get("agents", True),
        names_hooks=bool(body.get("hooks")),
        optional=bool(body.get("optional", False)),
        language=service.get("language"),
        permissions=body.get("permissions") if launch.command else None,
        parts=_parts(definition) if launch.command and "permissions" in body else (),
        environment=_hash(definition),
    )


def _parts(definition: Definition) -> tuple[str, ...]:
    environment = Environment.of(definition, home())
    folders = (environment.folder, environment.source(), definition.path.parent)
    return tuple(str(folder) for each in folders for folder in (each, each.resolve()))


def _hash(definition: Definition) -> str:
    environment = Environment.of(definition, home())
    return str(environment.note().get("digest", "")) if environment.built else ""


def _launch(definition: Definition) -> Launch:
    """How a service of this machine is started; raises HostError when it is not installed."""
    stack = definition.body["service"]["stack"]
    if stack not in ("command", CONTENT, *BUILT):
        raise DefinitionError(
            f"{definition.place('service', 'stack')}: the stack '{stack}' cannot be started yet",
            "build the service and use 'stack: command' with its command",
        )
    return Environment.of(definition, home()).launch()


def _url(definition: Definition) -> str:
    """Where a service over HTTP is: `source`, an absolute URL without a query."""
    url = str(definition.body["service"].get("source", ""))
    if why := wrong_url(url):
        raise DefinitionError(
            f"{definition.place('service', 'source')}: '{url}' is no address of a service: {why}",
            "name the address that the service prints when it is started with --http",
        )
    return url


def wrong_url(url: str) -> str | None:
    """Why this is no address of a service over HTTP; None when it is one."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme == "https":
        return "the host speaks no TLS; put a proxy in between, and name its http:// address"
    if parts.scheme != "http" or not parts.hostname:
        return "one such as http://127.0.0.1:8080 is wanted"
    if parts.query or parts.fragment or "@" in parts.netloc:
        return "it can have neither a query nor a user"
    return None


def argument(folder: Path, part: str) -> str:
    """An element that begins with `./` or `../` starts at the definition's folder."""
    return str((folder / part).absolute()) if part.startswith(("./", "../")) else part


def _refuse_same_names(services: list[ServicePlan]) -> None:
    seen: dict[str, Path] = {}
    for service in services:
        if service.name in seen:
            raise DefinitionError(
                f"two services are called '{service.name}': {seen[service.name]} and {service.origin}",
                "give one of them another 'ref'",
            )
        seen[service.name] = service.origin


def _check_reference(plan: Plan, reference: str) -> None:
    service, _ = split_reference(reference)
    names = [planned.name for planned in plan.services]
    if service is not None and service not in names:
        raise DefinitionError(
            f"{plan.origin}: '{reference}' names the service '{service}', which is not part of the agent",
            f"its services are: {', '.join(names) or 'none'}",
        )
