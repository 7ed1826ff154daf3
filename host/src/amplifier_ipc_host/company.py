"""The services of an agent without a turn: what they offer is listed, and called by hand."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .approvals import Approvals, Policy
from .errors import HostError, MountError, RpcError
from .events import Event
from .feed import Feed
from .hints import hint
from .plan import Plan, ServicePlan
from .plane import Call, encode
from .processes import Keeper
from .service import Service, ServiceError, introduce
from .stage import Setting, Stage
from .store import SessionStore
from .tally import Tally

Json = dict[str, Any]
Take = Callable[[Event], None]
NAME = "company"


class _Live(Feed):
    """A feed that is shown at once."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take

    def emit(self, event: Event) -> None:
        self._take(event)


class Company(Stage):
    """Services that were started together, and no turn. What does not start is told of, and missing."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._approvals = setting.approvals
        self.faults: list[str] = []

    async def start(self, *, early: bool = False) -> None:
        """Start, describe and configure all of them; raises MountError when two offer the same."""
        crew = self.crew
        started = await asyncio.gather(*(self._started(plan) for plan in self.plan.services))
        crew.services = [service for service in started if service is not None]
        crew.orchestrator = _first(crew.services, "orchestrators")
        crew.context = _first(crew.services, "context_managers")
        crew.provider = next((str(offer["name"]) for _, offer in crew.providers()), None)
        table = crew.routes()
        for service in crew.services:
            service.mount(orchestrator=service is crew.orchestrator)
        self.plane.router.set_routes(encode(table))

    def tools(self) -> list[tuple[Service, Json]]:
        """The tools that the agent has, each with its service."""
        mounted = [tool["name"] for tool in self.crew.tools()]
        return [
            (service, tool)
            for service in self.crew.services
            for tool in service.offered("tools")
            if tool["name"] in mounted
        ]

    def tool(self, name: str) -> tuple[Service, Json]:
        """The tool of this name; raises HostError with the nearest ones."""
        found = self.tools()
        for service, tool in found:
            if tool["name"] == name:
                return service, tool
        raise _unknown("tool", name, [str(tool["name"]) for _, tool in found], self.faults)

    def provider(self, names: Iterable[str]) -> tuple[Service, Json]:
        """The provider of one of these names; raises HostError with those that there are."""
        wanted = list(names)
        found = self.crew.providers()
        for service, offer in found:
            if offer["name"] in wanted:
                return service, offer
        names_there = [str(offer["name"]) for _, offer in found]
        raise _unknown("provider", wanted[0], names_there, self.faults)

    def call(self, service: Service, method: str, params: Json, limit: float | None) -> Call:
        """Ask a service something; `limit` in seconds."""
        meta = {"session_id": self.session_id, "turn_id": secrets.token_hex(8), "depth": 0}
        return self.plane.start_request(
            service.connection, method, {"_meta": meta, **params}, timeout=limit
        )

    def answer(self, approval_id: str, *, approved: bool) -> bool:
        """Answer an ApprovalRequested event; False when the question is closed."""
        return self._approvals.answer(approval_id, {"approved": approved})

    async def _started(self, plan: ServicePlan) -> Service | None:
        begun = time.monotonic()
        try:
            service = await self.crew.spawn(plan)
            await introduce(service, self.crew.around, self.plan.config, begun)
        except ServiceError as fault:
            self.faults.append(str(fault))
            return None
        service.introduced = True
        return service


@asynccontextmanager
async def company(
    plan: Plan, cwd: Path, *, policy: Policy = "deny", take: Take | None = None
) -> AsyncIterator[Company]:
    """The services of a plan, started, and in the end ended; nothing of it is kept on disk. Raises HostError."""
    feed = _Live(take or (lambda _: None))
    with tempfile.TemporaryDirectory(prefix="amplifier-company-") as folder:
        store = SessionStore(NAME, Path(folder))
        keeper = Keeper()
        asked = Approvals(policy, feed.emit)
        made = Company(Setting(plan, cwd, keeper, store, asked, feed, Tally({}), tap=False))
        try:
            await made.start()
            yield made
        finally:
            await made.close()
            await keeper.close()
            store.close()


async def asked(made: Company, service: Service, method: str, params: Json, limit: float) -> Any:
    """What a service answers; raises HostError with its reason."""
    try:
        return await made.call(service, method, params, limit).result()
    except RpcError as error:
        raise refused(service, error) from error


def refused(service: Service, error: RpcError) -> HostError:
    """An error response as a sentence for people."""
    faults = error.data.get("errors")
    listed = faults if isinstance(faults, list) else []
    told = [f"{fault.get('path') or '/'}: {fault.get('message')}" for fault in listed]
    own = error.data.get("hint")
    return HostError(
        f"service {service.name}: {error.message}" + (f": {'; '.join(told)}" if told else ""),
        own if isinstance(own, str) else hint(error.data, error.message),
    )


def _first(services: list[Service], kind: str) -> Service | None:
    return next((service for service in services if service.offered(kind)), None)


def _unknown(what: str, name: str, there: list[str], faults: list[str]) -> HostError:
    because = f" ({'; '.join(faults)})" if faults else ""
    near = get_close_matches(name, there, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(there) or 'none'}"
    )
    return MountError(f"the agent has no {what} '{name}'{because}", hint)
