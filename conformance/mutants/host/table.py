"""The routing table: what is mounted, and who has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from connection import Connection
from definition import ServicePlan
from hooks import Handler, handler
from mutations import broken

Json = dict[str, Any]
KINDS = (
    "orchestrators",
    "context_managers",
    "providers",
    "tools",
    "hooks",
    "approval_providers",
    "exports",
    "channels",
)


class MountError(Exception):
    """Why a session cannot begin; one sentence."""


@dataclass(slots=True)
class Service:
    """A service that has described itself."""

    plan: ServicePlan
    connection: Connection
    describe: Json

    def offers(self, kind: str) -> list[Json]:
        """Its components of one kind; an absent list is an empty one (LIF-016)."""
        return list((self.describe.get("capabilities") or {}).get(kind) or [])

    def components(self) -> set[str]:
        """The names of all of its components."""
        return {offer["name"] for kind in KINDS for offer in self.offers(kind)}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a child session gets of its agent's tools and hooks (SES-018, SES-019)."""

    without: frozenset[str] = frozenset()
    only: frozenset[str] | None = None

    def lets(self, name: str) -> bool:
        """Whether the child gets it."""
        return name not in self.without and (self.only is None or name in self.only)


@dataclass(slots=True)
class Table:
    """Who has what, in the order of the definitions."""

    services: dict[str, Service] = field(default_factory=dict)
    tools: dict[str, tuple[Connection, Json]] = field(default_factory=dict)
    hooks: list[tuple[Handler, Connection]] = field(default_factory=list)
    providers: dict[str, Connection] = field(default_factory=dict)
    exports: dict[str, tuple[Connection, Json]] = field(default_factory=dict)
    channels: list[tuple[Connection, Json]] = field(default_factory=list)
    approvers: dict[str, Connection] = field(default_factory=dict)
    orchestrator: Connection | None = None
    context: Connection | None = None
    provider: str = ""

    def connection(self, service: str) -> Connection | None:
        """A mounted service's connection."""
        found = self.services.get(service)
        return found.connection if found else None


def build(services: Iterable[Service], tools: Filters, hooks: Filters) -> Table:
    """Enter the components of services; raises MountError for two tools of one name (LIF-044)."""
    table = Table()
    for service in services:
        connection = service.connection
        table.services[connection.name] = service
        _add_tools(table, service, tools)
        for spec in selected(service.offers("hooks"), service.plan.hooks):
            closed = spec.get("on_error") == "deny" and not broken("ses-047-closed-hooks-excluded")
            if closed or hooks.lets(spec["name"]):
                table.hooks.append((handler(connection.name, spec), connection))
        for spec in service.offers("providers"):
            table.providers.setdefault(spec["name"], connection)
        for spec in service.offers("exports"):
            table.exports.setdefault(spec["name"], (connection, spec))
        for spec in service.offers("approval_providers"):
            table.approvers.setdefault(spec["name"], connection)
        table.channels += [(connection, spec) for spec in service.offers("channels")]
    return table


def selected(offers: list[Json], selection: bool | list[str]) -> list[Json]:
    """What a definition takes of what is offered."""
    if isinstance(selection, bool):
        return offers if selection else []
    return [offer for offer in offers if offer["name"] in selection]


def _add_tools(table: Table, service: Service, filters: Filters) -> None:
    chosen = selected(service.offers("tools"), service.plan.tools)
    if broken("lif-044-before-the-selection"):
        chosen = service.offers("tools")
    for spec in chosen:
        name = spec["name"]
        if name in table.tools and broken("lif-044-first-one-wins"):
            continue
        if name in table.tools:
            other = table.tools[name][0].name
            both = f"{other} and {service.connection.name}"
            if broken("lif-044-names-one"):
                both = service.connection.name
            raise MountError(f"the services {both} offer the tool {name!r}")
        if filters.lets(name):
            table.tools[name] = (service.connection, spec)
