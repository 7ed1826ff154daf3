"""All services of a session: started side by side, mounted into one table, ended together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Thread
from typing import Any, TypeVar

from connection import Connection
from definition import Plan, ServicePlan, component
from gate import Gate
from mounting import GRACE, NotMounted, introduce, mount, start
from mutations import broken
from processes import Keeper
from router import Router
from table import Filters, MountError, Service, Table, build
from web import Web

Json = dict[str, Any]
Item = TypeVar("Item")


class Crew:
    """The services of a session."""

    def __init__(self, router: Router, show: Callable[[str], None]) -> None:
        self._router = router
        self._show = show
        self._keeper: Keeper | None = None
        self._gate: Gate | None = None
        self._connections: list[Connection] = []
        self._found: dict[str, Service | NotMounted] = {}
        self._given_up = False

    def mount(self, plan: Plan, session: Json, tools: Filters, hooks: Filters) -> Table:
        """Start and mount all services of a plan; raises MountError."""
        self._keeper = Keeper()
        if any(each.url for each in plan.services):
            self._gate = Gate()
        _in_parallel(plan.services, lambda each: self._introduce(each, plan, session))
        services = self._checked(plan)
        table = build(services, tools, hooks)
        self._choose(plan, table, services)
        for service in services:
            orchestrates = service.connection is table.orchestrator
            mount(service, orchestrator=orchestrates, show=self._show)
        return table

    def give_up(self) -> None:
        """Nobody waits for the mounting any more."""
        self._given_up = True
        for connection in self._connections:
            connection.kill("was ended")

    def close(self) -> None:
        """End all services, and what they left (LIF-070, LIF-077)."""
        _in_parallel(self._connections, lambda each: each.close(GRACE))
        if self._keeper is not None:
            self._keeper.close()
        if self._gate is not None:
            self._gate.close()

    def _introduce(self, plan: ServicePlan, whole: Plan, session: Json) -> None:
        connection = None
        if broken("prv-004-names-of-all"):
            names = [name for each in whole.services for name in each.env_names]
            plan = replace(plan, env_names=names)
        try:
            connection = self._start(plan, session)
            self._connections.append(connection)
            if self._given_up:
                connection.kill("was not waited for")
            self._found[plan.name] = introduce(
                plan, connection, self._router, whole.config, session
            )
        except NotMounted as why:
            self._found[plan.name] = why
            if not broken("lif-042-not-told"):
                self._show(f"service {plan.name} is not mounted: it {why}")
            if connection is not None and not broken("lif-040-mounted-anyway"):
                connection.close(GRACE)

    def _start(self, plan: ServicePlan, session: Json) -> Connection:
        if plan.url:
            assert self._gate is not None
            return Web(plan.name, plan.url, session["id"], self._router, self._gate)
        assert self._keeper is not None
        return start(plan, self._keeper, self._router, session)

    def _checked(self, plan: Plan) -> list[Service]:
        """LIF-041, LIF-042."""
        services = []
        for each in plan.services:
            found = self._found[each.name]
            if isinstance(found, Service):
                services.append(found)
            elif broken("lif-042-fails"):
                raise MountError(f"service {each.name} is not mounted")
            elif broken("lif-040-mounted-anyway") and found.service is not None:
                services.append(found.service)
            elif broken("lif-041-goes-on"):
                continue
            elif (found.has_hooks or each.names_hooks) and not _may_miss(each):
                raise MountError(f"service {each.name} has hooks and is not mounted")
        return services

    def _choose(self, plan: Plan, table: Table, services: list[Service]) -> None:
        """Who plays which role; LIF-043."""
        table.orchestrator = _role(services, "orchestrators", plan.orchestrator)
        table.context = _role(services, "context_managers", plan.context_manager)
        if not table.providers and broken("lif-043-goes-on"):
            return
        if not table.providers:
            raise MountError("no provider is mounted")
        wanted = component(plan.provider)[1] if plan.provider else next(iter(table.providers))
        if wanted not in table.providers:
            raise MountError(f"the provider {wanted!r} is not mounted")
        table.provider = wanted


def _in_parallel(items: list[Item], do: Callable[[Item], None]) -> None:
    threads = [Thread(target=do, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _may_miss(plan: ServicePlan) -> bool:
    return plan.optional and not broken("lif-041-optional-too")


def _role(services: list[Service], kind: str, reference: str) -> Connection:
    wanted, name = component(reference)
    for service in services:
        names = [offer["name"] for offer in service.offers(kind)]
        if name in names and wanted in (None, service.connection.name):
            return service.connection
    if broken("lif-041-any-role"):
        return services[0].connection
    raise MountError(f"no mounted service has the {kind.removesuffix('s')} {reference!r}")
