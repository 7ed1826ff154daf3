"""Which providers an agent can have: of its own services, of what is registered, of the catalog (services.md §7)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import catalog, vendors
from .choosing import MOCK, called, offers
from .definition import Definition, read
from .environments.environment import Environment
from .errors import DefinitionError, HostError
from .findings import elsewhere
from .keys import visible
from .overriding import Overrides, overridden, resolved
from .plan import Plan, ServicePlan, add_behavior, split_reference
from .registry import Registry, locate
from .settings import Settings
from .store import home
from .tuning import tune

PROBE_TIMEOUT = 0.5
OLLAMA_PORT = 11434


@dataclass(frozen=True, slots=True)
class Found:
    """A provider's behavior that is no part of an agent: of what is registered, by its alias, or of the catalog."""

    named: str
    catalogued: bool

    def definition(self) -> Definition:
        """Its definition; raises HostError."""
        if self.catalogued:
            return read(Path(self.named))
        return locate(self.named, "behavior", Registry(home()))

    def environment(self, overrides: Overrides) -> Environment:
        """What it is built into; raises HostError."""
        return Environment.of(overridden(self.definition(), overrides), home())


def searched(plan: Plan) -> Iterator[str]:
    """The providers that have a key and can be had for this agent, in the order of choice; Ollama if it answers.

    One that is not installed is passed over: nobody has asked for it by name.
    """
    for each in vendors.with_key(visible(vendors.VARIABLES)):
        if _ready(plan, each.name):
            yield each.name
    if _ready(plan, vendors.OLLAMA) and ollama_answers():
        yield vendors.OLLAMA


def passed_over(plan: Plan) -> list[str]:
    """What to say, where the mock answers, of the first provider that has a key and is not installed."""
    for each in vendors.with_key(visible(vendors.VARIABLES)):
        found = source(plan, each.name)
        if isinstance(found, Found) and not each.shared:
            return [
                f"{each.title} has a key, but is not installed: amplifier-ipc install {each.name}"
            ]
    return []


def _ready(plan: Plan, name: str) -> bool:
    found = source(plan, name)
    if not isinstance(found, Found):
        return found is not None
    try:
        environment = found.environment(plan.overrides)
        return not environment.built or bool(environment.note())
    except HostError:
        return False


def take_in(plan: Plan, reference: str) -> None:
    """See to it that a provider is part of the agent; one that cannot be found is told of when it is mounted."""
    service, name = split_reference(reference)
    found = source(plan, name) if service is None else None
    if isinstance(found, Found):
        add_behavior(plan, found.definition())


def source(plan: Plan | None, name: str) -> ServicePlan | Found | None:
    """Where a provider comes from: the agent's own service, a registered behavior, the catalog's file."""
    own = [service for service in (plan.services if plan else []) if offers(service, name)]
    if own:
        return next((service for service in own if called(service, name)), own[0])
    names = vendors.spellings(name)
    for alias in Registry(home()).aliases("behavior"):
        if alias in names:
            return Found(alias, catalogued=False)
    path = _mock() if name == MOCK else catalog.provider(names)
    return Found(str(path), catalogued=True) if path else None


def _mock() -> Path | None:
    try:
        return catalog.mock_provider().path
    except DefinitionError:
        return None


def missing_key(plan: Plan) -> list[str]:
    """What to say of a provider that has no key; nothing where it has one, or needs none that is known of."""
    _, name = split_reference(plan.provider or "")
    known = vendors.vendor(name)
    if known is None or not known.keys:
        return []
    if not any(var in each.env_names for each in plan.services for var in known.variables):
        return []  # whoever answers by that name here sees no key anyway
    of_service = {var for each in plan.services for var in each.env if var in known.variables}
    if of_service:  # the definition itself sets it
        return []
    config = next((plan.config[n] for n in vendors.spellings(name) if n in plan.config), {})
    if elsewhere(known, config, visible(known.addresses)):
        return []  # a server of the user's own, which may want none
    told = lacking_key(known)
    return [f"Warning: {told}: amplifier-ipc provider set-key {known.name}"] if told else []


def lacking_key(known: vendors.Vendor) -> str:
    """What is not set of a provider's key, as a sentence without its end; empty where something else may do."""
    environ = visible(known.variables)
    instead = known.instead
    there = instead is not None and (not instead.program or shutil.which(instead.program))
    if there and known.can_do_without(environ):
        return ""  # only the provider itself can tell
    return known.missing(environ)


def ollama_answers() -> bool:
    """Whether an Ollama server answers at $OLLAMA_HOST; asked for half a second at most."""
    import http.client

    host, port = ollama_address(os.environ.get("OLLAMA_HOST", ""))
    connection = http.client.HTTPConnection(host, port, timeout=PROBE_TIMEOUT)
    try:
        connection.request("GET", "/api/version")
        return b"version" in connection.getresponse().read(1000)
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def ollama_address(given: str) -> tuple[str, int]:
    """Host and port of what OLLAMA_HOST says: a URL, host:port, a host, or nothing."""
    from urllib.parse import urlsplit

    parts = urlsplit(given if "//" in given else f"//{given}")
    try:
        port = parts.port
    except ValueError:
        port = None
    host = parts.hostname or "localhost"
    return "localhost" if host == "0.0.0.0" else host, port or OLLAMA_PORT  # noqa: S104 - where it listens


def nobody(settings: Settings, cwd: Path) -> Plan:
    """A plan without services, for a provider that is looked at without an agent."""
    overrides = resolved(settings.get("service_overrides", {}), cwd)
    plan = Plan("", cwd, [], "", "", overrides=overrides)
    tune(plan, settings, cwd)
    return plan
