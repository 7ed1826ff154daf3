"""Which providers an agent can have: of its own services, of what is registered, of the catalog (services.md §7)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from . import catalog, vendors
from .choosing import MOCK, offers
from .errors import DefinitionError
from .keys import visible
from .overriding import resolved
from .plan import Plan, ServicePlan, add_behavior, split_reference
from .registry import Registry
from .settings import Settings
from .store import home
from .tuning import tune

PROBE_TIMEOUT = 0.5
OLLAMA_PORT = 11434


def searched(plan: Plan) -> Iterator[str]:
    """The providers that have a key and can be had for this agent, in the order of choice; Ollama if it answers."""
    for each in vendors.with_key(visible(vendors.VARIABLES)):
        if source(plan, each.name):
            yield each.name
    if source(plan, vendors.OLLAMA) and ollama_answers():
        yield vendors.OLLAMA


def take_in(plan: Plan, reference: str) -> None:
    """See to it that a provider is part of the agent; one that cannot be found is told of when it is mounted."""
    service, name = split_reference(reference)
    found = source(plan, name) if service is None else None
    if found is not None and not isinstance(found, ServicePlan):
        add_behavior(plan, found)


def source(plan: Plan | None, name: str) -> ServicePlan | str | None:
    """Where a provider comes from: the agent's own service, a registered behavior, the catalog's file."""
    for service in plan.services if plan else []:
        if offers(service, name):
            return service
    names = vendors.spellings(name)
    for alias in Registry(home()).aliases("behavior"):
        if alias in names:
            return alias
    path = _mock() if name == MOCK else catalog.provider(names)
    return str(path) if path else None


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
    if known.found(visible(known.variables)):
        return []
    of_service = {var for each in plan.services for var in each.env if var in known.variables}
    if of_service:  # the definition itself sets it
        return []
    wanted = " or ".join(" and ".join(names) for names in known.keys)
    return [f"Warning: {wanted} is not set: amplifier-ipc provider set-key {known.name}"]


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


def definition_of(found: ServicePlan | str) -> str:
    """Where the provider's definition lies, for people."""
    return str(found.origin) if isinstance(found, ServicePlan) else str(Path(found))


def nobody(settings: Settings, cwd: Path) -> Plan:
    """A plan without services, for a provider that is looked at without an agent."""
    overrides = resolved(settings.get("service_overrides", {}), cwd)
    plan = Plan("", cwd, [], "", "", overrides=overrides)
    tune(plan, settings, cwd)
    return plan
