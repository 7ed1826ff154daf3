"""All services of a turn: started together, mounted into one routing table, ended together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from .describe import component_names
from .errors import MountError
from .events import Event, Log, ServiceFailed, ServiceReady
from .legacy.describes import only, without_orchestrators
from .legacy.joining import mount_hooks
from .plan import Plan, Selection, ServicePlan, split_reference
from .plane import encode
from .processes import Exit
from .service import Service, ServiceError, Surroundings, introduce, spawn
from .vendors import spellings

Json = dict[str, Any]
Emit = Callable[[Event], None]


@dataclass(slots=True)
class Crew:
    """The mounted services in the order of their definitions, and who plays which role."""

    plan: Plan
    around: Surroundings
    emit: Emit
    services: list[Service] = field(default_factory=list)
    by_connection: dict[int, Service] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    orchestrator: Service | None = None
    context: Service | None = None
    provider: str | None = None
    model: str | None = None
    _gates_missing: list[str] = field(default_factory=list)
    _watches: set[asyncio.Task[None]] = field(default_factory=set)
    _leaving: list[asyncio.Task[None]] = field(default_factory=list)
    _settling: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Start and mount everything; raises MountError when something that is needed is missing."""
        started = await _all(self._start(plan) for plan in self.plan.services)
        await asyncio.gather(*self._settling)  # what ended while others still started did not mount
        self.services = [
            service for service in started if service is not None and not service.closed.is_set()
        ]
        if self._gates_missing:
            raise MountError(
                f"{self._gates_missing[0]}; it has hooks, and a gate must not be missing in silence",
                "mend it, or say 'optional: true' in its definition",
            )
        self.orchestrator = self._role("orchestrators", self.plan.orchestrator, "orchestrator")
        await self._set_apart(self.orchestrator)
        self.context = self._role("context_managers", self.plan.context_manager, "context manager")
        self.provider, self.model = self._preferred() or (self._choose_provider(), self.plan.model)
        table = self.routes()
        for service in self.services:
            service.mount(orchestrator=service is self.orchestrator)
            mount_hooks(service, [hook for owner, hook in self.hooks() if owner is service])
        self.around.plane.router.set_routes(encode(table))
        for service in self.services:
            self._announce(service)

    async def _set_apart(self, orchestrator: Service) -> None:
        """One of version 0 answers nothing while it executes: what else it offers is served by a second process."""
        if orchestrator.legacy is None or not without_orchestrators(orchestrator.describe):
            return
        second = await self._start(orchestrator.plan)
        orchestrator.describe = only(orchestrator.describe, "orchestrators")
        if second is None:
            raise MountError(self.failed[orchestrator.name], "mend that service")
        second.describe = without_orchestrators(second.describe) or second.describe
        self.services.insert(self.services.index(orchestrator) + 1, second)

    async def spawn(self, plan: ServicePlan) -> Service:
        """Start a process, and watch over its end from now on; raises ServiceError."""
        service = await spawn(plan, self.around)
        self.by_connection[service.connection] = service
        service.on_move = lambda old: self._moved(old, service)
        service.on_end = lambda why: self._gave_up(service, why)
        self._watch(self._exit_without_end(service))
        return service

    async def stop(self) -> None:
        """End all services and whatever they left behind."""
        stopping = [service.stop() for service in self.by_connection.values()]
        await asyncio.gather(*stopping, *self._leaving)
        for watch in self._watches:
            watch.cancel()
        await self.around.keeper.sweep()

    def name_of(self, connection: int) -> str:
        """The service behind a connection; the host itself for 0."""
        service = self.by_connection.get(connection)
        return service.name if service else "host"

    def tools(self) -> list[Json]:
        """The mounted tools as describe announced them."""
        return [tool for service in self.services for tool in self._tools_of(service)]

    def _tools_of(self, service: Service) -> list[Json]:
        selected = _selected(service.offered("tools"), service.plan.tools)
        return [tool for tool in selected if self.plan.tools.keeps(tool["name"])]

    def hooks(self) -> list[tuple[Service, Json]]:
        """The mounted hooks in the order of definition and describe."""
        return [
            (service, hook)
            for service in self.services
            for hook in _selected(service.offered("hooks"), service.plan.hooks)
            # What may stop a tool is not taken away from a child.
            if self.plan.hooks.keeps(hook["name"]) or hook.get("on_error") == "deny"
        ]

    def providers(self) -> list[tuple[Service, Json]]:
        """The mounted providers."""
        return [
            (service, provider)
            for service in self.services
            for provider in service.offered("providers")
        ]

    def routes(self) -> Json:
        """The routing table of the data plane; raises MountError when two services offer the same name."""
        table: Json = {
            "tools": self._unique("tool", self._tools_of),
            "providers": self._unique("provider", lambda service: service.offered("providers")),
            "capabilities": self._unique("capability", lambda service: service.offered("exports")),
            "content": {
                s.name: s.connection
                for s in self.services
                if (s.describe.get("capabilities") or {}).get("content")
            },
            "hooks": [self._hook_route(service, hook) for service, hook in self.hooks()],
            "host_methods": [],
        }
        approvers = [service for service in self.services if service.offered("approval_providers")]
        roles = {
            "orchestrator": self.orchestrator,
            "context": self.context,
            "approval": approvers[0] if approvers else None,
        }
        table |= {role: service.connection for role, service in roles.items() if service}
        if self.provider:
            table["default_provider"] = self.provider
        return table

    def closed(self, connection: int, reason: str) -> None:
        """The data plane saw the end of a connection: settle it, and say so when nobody asked for it."""
        service = self.by_connection.get(connection)
        if service is None or service.closed.is_set():
            return
        service.closed.set()
        if not service.stopping:
            self._settling.append(self._watch(self._settle(service, reason)))

    def _gave_up(self, service: Service, why: str) -> None:
        """The host itself ends one of version 0, which cannot be told to stop."""
        if service.introduced:
            message = f"service {service.name} {why}"
            self._lost(service.plan, message, None, service.process.stderr.tail(), service)

    def _moved(self, old: int, service: Service) -> None:
        self.by_connection.pop(old, None)
        self.by_connection[service.connection] = service

    async def _start(self, plan: ServicePlan) -> Service | None:
        started = time.monotonic()
        service: Service | None = None
        try:
            service = await self.spawn(plan)
            await introduce(service, self.around, self.plan.config, started)
            service.introduced = True
        except ServiceError as fault:
            await self._did_not_mount(plan, service, fault)
            return None
        return service

    async def _did_not_mount(
        self, plan: ServicePlan, service: Service | None, fault: ServiceError
    ) -> None:
        self._lost(plan, str(fault), fault.exited, fault.tail, service)
        if service is not None:
            self.by_connection.pop(service.connection, None)
            self._leaving.append(asyncio.get_running_loop().create_task(service.stop()))

    async def _settle(self, service: Service, reason: str) -> None:
        exited = await service.ended()
        if not service.introduced or service.name in self.failed:
            return  # who waits for its describe or configure says more
        why = {
            "junk": "was ended after 100 lines in a row that are no messages",
            "hung": "was ended: it read nothing for 30 s",
        }
        how = "closed its standard output and was ended" if service.forced else str(exited)
        message = f"service {service.name} {why.get(reason, how)}"
        self._lost(service.plan, message, exited, service.process.stderr.tail(), service)

    def _lost(
        self,
        plan: ServicePlan,
        message: str,
        exited: Exit | None,
        tail: str,
        service: Service | None,
    ) -> None:
        """Say that a service is not there (any more); one with hooks must not be missing in silence."""
        self.failed[plan.name] = message
        gate = plan.names_hooks or (service is not None and bool(service.offered("hooks")))
        if gate and not plan.optional:
            self._gates_missing.append(message)
        self.emit(
            ServiceFailed(
                service=plan.name,
                message=message,
                exit_code=exited.code if exited else None,
                signal=exited.signal if exited else None,
                stderr_tail=tail or None,
            )
        )

    async def _exit_without_end(self, service: Service) -> None:
        """A process that ended while something else holds its pipe open would never be seen as closed."""
        await asyncio.shield(service.process.exited)
        try:
            await asyncio.wait_for(service.closed.wait(), 1.0)
        except TimeoutError:
            self.closed(service.connection, "eof")

    def _watch(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._watches.add(task)
        task.add_done_callback(self._watches.discard)
        return task

    def _role(self, kind: str, reference: str, title: str) -> Service:
        wanted, name = split_reference(reference)
        for service in self.services:
            if wanted in (None, service.name) and name in [
                offer["name"] for offer in service.offered(kind)
            ]:
                return service
        raise MountError(
            self._missing(f"the {title} '{reference}'"),
            "mend that service, or name another in the agent",
        )

    def _preferred(self) -> tuple[str, str | None] | None:
        """The provider and the model that a child session prefers, of those that are mounted (SES-020)."""
        names = [provider["name"] for _, provider in self.providers()]
        for preference in self.plan.preferences:
            for name in spellings(str(preference["provider"])):
                if name in names:
                    return name, preference.get("model")
        return None

    def _choose_provider(self) -> str:
        names = [provider["name"] for _, provider in self.providers()]
        if self.plan.provider is None and names:
            return str(names[0])
        wanted, name = split_reference(self.plan.provider or "")
        same = spellings(name)
        for service, provider in self.providers():
            if provider["name"] in same and wanted in (None, service.name):
                return str(provider["name"])
        if not names:
            asked = self.plan.provider
            raise MountError(
                self._missing(f"the provider '{asked}'" if asked else "a provider"),
                "mend that service, or take in another behavior with a provider",
            )
        raise MountError(
            self._missing(f"the provider '{self.plan.provider}'"),
            f"mounted are: {', '.join(names)}",
        )

    def _missing(self, what: str) -> str:
        because = f": {'; '.join(self.failed.values())}" if self.failed else ""
        return f"{what} is not offered by any mounted service{because}"

    def _unique(self, kind: str, offers: Callable[[Service], list[Json]]) -> dict[str, int]:
        table: dict[str, Service] = {}
        for service in self.services:
            for offer in offers(service):
                other = table.get(offer["name"])
                if other is not None:
                    raise MountError(
                        f"the services {other.name} and {service.name} both offer the {kind} '{offer['name']}'",
                        f"select it in one of them only, for example 'tools: [...]' in {service.plan.origin}"
                        if kind == "tool"
                        else f"take in only one of {other.plan.origin} and {service.plan.origin}",
                    )
                table[offer["name"]] = service
        return {name: service.connection for name, service in table.items()}

    def _hook_route(self, service: Service, hook: Json) -> Json:
        return {
            "connection": service.connection,
            "service": service.name,
            "name": hook["name"],
            "events": hook["events"],
            "priority": or_default(hook.get("priority"), 100),
            "timeout_ms": or_default(hook.get("timeout_ms"), 10_000),
            "on_error": hook.get("on_error") or "continue",
        }

    def _announce(self, service: Service) -> None:
        for remark in service.remarks:
            self.emit(Log(service="host", level="warning", message=remark))
        for grant in service.ungranted():
            text = f"service {service.name} asks for the grant '{grant}', which its definition does not give"
            self.emit(Log(service="host", level="warning", message=text))
        for kind, selection in (("tools", service.plan.tools), ("hooks", service.plan.hooks)):
            for name in _missing(service.offered(kind), selection):
                what = f"no {kind.removesuffix('s')} '{name}', which its definition selects"
                text = f"service {service.name} offers {what}"
                self.emit(Log(service="host", level="warning", message=text))
        self.emit(
            ServiceReady(
                service=service.name,
                version=str(service.describe.get("version", "")),
                language=service.language,
                pid=service.process.pid,
                url=service.plan.url,
                started_ms=round(service.started_ms, 1),
                components=component_names(service.describe),
            )
        )


async def _all(starts: Iterable[Coroutine[Any, Any, Service | None]]) -> list[Service | None]:
    """What each comes to. When the system refuses one what it needs, the others are given up too."""
    tasks = [asyncio.get_running_loop().create_task(start) for start in starts]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def _selected(offers: list[Json], selection: Selection) -> list[Json]:
    if isinstance(selection, bool):
        return offers if selection else []
    by_name = {offer["name"]: offer for offer in offers}
    return [by_name[name] for name in selection if name in by_name]


def _missing(offers: list[Json], selection: Selection) -> list[str]:
    names = {offer["name"] for offer in offers}
    return [] if isinstance(selection, bool) else [name for name in selection if name not in names]


def or_default(value: Any, default: int) -> int:
    """A number, or the default where it is absent or null."""
    return default if value is None else int(value)
