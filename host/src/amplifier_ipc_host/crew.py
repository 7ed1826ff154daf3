"""All services of a turn: started together, mounted into one routing table, ended together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from .announcing import announcement
from .cast import Cast
from .describe import or_default
from .described import Described
from .errors import MountError
from .events import Event, ServiceFailed
from .late import arrive, depart
from .legacy.apart import set_apart
from .legacy.joining import mount_hooks
from .plan import Plan, Selection, ServicePlan
from .plane import encode
from .processes import Exit
from .service import Service, ServiceError, Surroundings, introduce, spawn
from .store import home

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
    # Why the turn cannot go on, once something that it cannot do without has turned out to be missing; who is told.
    broken: MountError | None = None
    on_broken: Callable[[MountError], None] | None = None
    _said: Described = field(default_factory=lambda: Described(home() / "cache" / "describes"))
    _spawned: dict[str, Service] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)  # one more is spawned
    _starting: dict[str, asyncio.Task[Service | None]] = field(default_factory=dict)
    absent: list[Service] = field(default_factory=list)
    _kept: dict[int, list[tuple[str, Json]]] = field(default_factory=dict)
    _gates_missing: list[str] = field(default_factory=list)
    _watches: set[asyncio.Task[None]] = field(default_factory=set)
    _leaving: list[asyncio.Task[None]] = field(default_factory=list)
    _settling: list[asyncio.Task[None]] = field(default_factory=list)
    _late: list[asyncio.Task[Any]] = field(default_factory=list)

    async def start(self, *, early: bool = False) -> None:
        """Start everything and mount it; raises MountError when something that is needed is missing.

        `early`: return as soon as the orchestrator, the context manager and the provider are mounted, if it is known
        what the others say of themselves. They are routed to at once; what is asked of them waits until they are ready.
        """
        loop = asyncio.get_running_loop()
        expected = {
            plan.name: said
            for plan in self.plan.services
            if early and (said := self._said.of(plan)) is not None
        }
        starting = self._starting = {
            plan.name: loop.create_task(self._start(plan, expected.get(plan.name, {})))
            for plan in self.plan.services
        }
        try:
            await self._until_enough(starting, expected)
            await self._mount()
        except BaseException:
            for task in starting.values():
                task.cancel()
            await asyncio.gather(*starting.values(), return_exceptions=True)
            raise
        for name, task in starting.items():
            if not task.done():
                arriving = arrive(self, self._spawned[name], task, expected[name])
                self._late += [task, loop.create_task(arriving)]

    async def _until_enough(
        self, starting: dict[str, asyncio.Task[Service | None]], expected: dict[str, Json]
    ) -> None:
        """Return when all are ready or have failed, or those that a turn begins with are ready."""
        waiting = set(starting.values())
        while waiting:
            self._news.clear()
            news = asyncio.create_task(self._news.wait())
            done, _ = await asyncio.wait({*waiting, news}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            waiting -= done
            await self.settled()  # what ended while others still started did not mount
            started = {name: task.result() for name, task in starting.items() if task.done()}
            unready = [name for name in starting if name not in started]
            there = [
                started.get(plan.name, self._spawned.get(plan.name)) for plan in self.plan.services
            ]
            self.services = [
                each for each in there if each is not None and not each.closed.is_set()
            ]
            known = all(name in expected and name in self._spawned for name in unready)
            if known and self._can_begin():
                return

    def _can_begin(self) -> bool:
        """Whether those are ready that a turn begins with; or one has failed that it cannot do without."""
        if self._gates_missing:
            return True
        try:
            self._cast()
        except MountError:
            return False
        speaks = [service for service, offer in self.providers() if offer["name"] == self.provider]
        needed = [self.orchestrator, self.context, *speaks]
        return all(service is not None and service.introduced for service in needed)

    def _cast(self) -> None:
        """Who plays which role; raises MountError when nobody does."""
        cast = Cast.of(self.plan, self.services, self.providers(), [*self.failed.values()])
        self.orchestrator, self.context = cast.orchestrator, cast.context
        self.provider, self.model = cast.provider, cast.model

    async def _mount(self) -> None:
        if (error := self.gate_missing()) is not None:
            raise error
        self._cast()
        if await set_apart(self.orchestrator, self.services, self._start, self.failed):
            self._cast()
        table = self.routes()
        for service in self.services:
            service.mount(orchestrator=service is self.orchestrator, held=not service.introduced)
            mount_hooks(service, [hook for owner, hook in self.hooks() if owner is service])
        self.around.plane.router.set_routes(encode(table))
        for service in self.services:
            if service.introduced:
                self.announce(service)

    async def settled(self) -> None:
        """Return when it is known of all services that have ended how they did."""
        await asyncio.gather(*self._settling)

    def gate_missing(self) -> MountError | None:
        """What to say when a service with hooks is not there: a gate must not be missing in silence."""
        if not self._gates_missing:
            return None
        return MountError(
            f"{self._gates_missing[0]}; it has hooks, and a gate must not be missing in silence",
            "mend it, or say 'optional: true' in its definition",
        )

    def end_turn(self, error: MountError) -> None:
        """Something that the turn cannot do without is missing, though it has begun."""
        if self.broken is None:
            self.broken = error
            if self.on_broken is not None:
                self.on_broken(error)

    def leave(self, service: Service) -> None:
        """A service that was routed to will not be there: its callers are told so, and its hooks are not asked."""
        if service in self.services:
            self.services.remove(service)
            self.absent.append(service)

    def notify(self, service: Service, method: str, params: Json) -> None:
        """Send a service a notification, or keep it until that is ready."""
        if service.introduced:
            self.around.plane.notify(service.connection, method, params)
        else:
            self._kept.setdefault(service.connection, []).append((method, params))

    def send_kept(self, service: Service) -> None:
        """Send what was kept for a service."""
        for method, params in self._kept.pop(service.connection, []):
            self.around.plane.notify(service.connection, method, params)

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
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
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

    async def _start(self, plan: ServicePlan, expected: Json) -> Service | None:
        started = time.monotonic()
        service: Service | None = None
        try:
            service = self._spawned[plan.name] = await self.spawn(plan)
            self._news.set()
            service.describe = expected
            await introduce(service, self.around, self.plan.config, started)
            service.introduced = True
            if service.legacy is None:
                self._said.keep(plan, service.describe)
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
        depart(self, service, begun=bool(self._late))
        exited = await service.ended()
        starting = self._starting.get(service.name)
        if not service.introduced and starting is not None:
            await asyncio.wait([starting])  # who waits for its describe or configure says more
        if not service.introduced or service.name in self.failed:
            return
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
        for service in self.absent:
            for offer in offers(service):
                table.setdefault(offer["name"], service)
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

    def announce(self, service: Service) -> None:
        """Say that a service is mounted, and what is odd about it."""
        for event in announcement(service):
            self.emit(event)


def _selected(offers: list[Json], selection: Selection) -> list[Json]:
    if isinstance(selection, bool):
        return offers if selection else []
    by_name = {offer["name"]: offer for offer in offers}
    return [by_name[name] for name in selection if name in by_name]
