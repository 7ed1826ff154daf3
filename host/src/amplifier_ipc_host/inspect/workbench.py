"""One service alone on a stage of its own: everything that a host does for it, and nobody else there."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from .. import describe
from ..approvals import Approvals, Policy
from ..errors import HostError, RpcError
from ..events import Event, Log
from ..feed import Feed
from ..legacy.joining import mount_hooks
from ..plan import Plan, ServicePlan, argument, wrong_url
from ..plane import Call, encode
from ..processes import Keeper
from ..service import (
    CONFIGURE_TIMEOUT,
    START_TIMEOUT,
    Service,
    ServiceError,
    ask_describe,
    configure,
    told,
)
from ..stage import Setting, Stage
from ..store import SessionStore
from ..tally import Tally
from .request import SESSION
from .trace import Relay, Show

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Event):
    """The service published on a channel; nobody else is there to hear it."""

    type: ClassVar[str] = "published"
    channel: str
    data: Any = None


@dataclass(slots=True, kw_only=True)
class Setup:
    """How the service is started and what it works with; `limit` in seconds, for each answer.

    A command that is one URL names a service that runs already (spec chapter 13).
    """

    command: list[str]
    cwd: Path
    env: dict[str, str]
    env_names: list[str]
    config: Json | None = None
    policy: Policy = "deny"
    limit: float | None = None
    show_line: Show | None = None

    @property
    def url(self) -> str | None:
        """Where the service runs, if it is not started here."""
        (first, *others) = self.command
        return first if not others and first.startswith(("http://", "https://")) else None

    @property
    def name(self) -> str:
        """What the service is called until it has said its name."""
        if self.url:
            return self.url[:60]
        parts = [Path(part).name if "/" in part else part for part in self.command]
        return " ".join(parts)[:60]

    def argv(self) -> list[str]:
        """The command with paths that hold in any working directory; raises HostError when there is none such."""
        first, *others = (argument(Path.cwd(), part) for part in self.command)
        found = shutil.which(first)
        if found is not None:
            return [str(Path(found).absolute()), *others]
        if Path(first).is_file():
            raise HostError(
                f"the command {self.command[0]} may not be executed", f"chmod +x {self.command[0]}"
            )
        raise HostError(
            f"the command {self.command[0]} does not exist", "build it, or mend the path"
        )


class _Live(Feed):
    """A feed that is shown at once."""

    def __init__(self, take: Callable[[Event], None]) -> None:
        super().__init__()
        self._take = take

    def emit(self, event: Event) -> None:
        self._take(event)


class Drawer:
    """What outlives a single start of the service: its state, in a folder that goes away in the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="amplifier-inspect-")
        self.store = SessionStore(SESSION, Path(self._folder.name))

    def __enter__(self) -> Drawer:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self._folder.cleanup()


class Workbench(Stage):
    """A stage with one service. `describe()`, then `prepare()`, then `begin()` as often as wanted."""

    def __init__(self, setup: Setup, setting: Setting) -> None:
        super().__init__(setting)
        self.setup = setup
        self.approvals = setting.approvals
        self.service: Service | None = None
        if setup.show_line:
            self.crew.around = replace(self.crew.around, relay=Relay(setup.show_line))

    async def describe(self) -> Any:
        """Start it and ask what it is: its answer as it came. Raises HostError."""
        try:
            self.service = service = await self.crew.spawn(self.plan.services[0])
            limit = self.setup.limit or START_TIMEOUT
            return await ask_describe(service, self.crew.around, limit, bare=False)
        except ServiceError as fault:
            # Its last words stand on the screen already.
            raise HostError(str(fault).partition("; its last words: ")[0]) from fault

    def told(self, answer: Any) -> Any:
        """The answer as version 1 tells it."""
        return told(self._here, answer)

    async def prepare(self, answer: Json) -> None:
        """Mount it as this describe answer says, with all that it requires, and configure it; raises HostError.

        `answer`: as told() gives it.
        """
        service = self._here
        service.describe = describe.without_aliases(answer)
        service.plan.name = str(answer["name"])
        service.plan.grants = list(answer.get("requires") or [])
        crew = self.crew
        crew.services = [service]
        crew.orchestrator = service if service.offered("orchestrators") else None
        crew.context = service if service.offered("context_managers") else None
        crew.provider = next((str(offer["name"]) for offer in service.offered("providers")), None)
        service.mount(orchestrator=crew.orchestrator is not None)
        mount_hooks(service, service.offered("hooks"))
        self.plane.router.set_routes(encode(crew.routes()))
        if self.setup.url and not self.setup.config:
            return  # others use it too, and it has its settings (HTP-078)
        limit = self.setup.limit or CONFIGURE_TIMEOUT
        try:
            await configure(service, crew.around, self.setup.config or {}, limit)
        except ServiceError as fault:
            raise HostError(str(fault)) from fault
        for remark in service.remarks:
            self.feed.emit(Log(service="host", level="warning", message=remark))

    def begin(self, method: str, params: Json) -> Call:
        """Ask it something; raises nothing before the call is awaited."""
        meta = {"session_id": SESSION, "turn_id": secrets.token_hex(8), "depth": 0}
        return self.plane.start_request(
            self._here.connection, method, {"_meta": meta, **params}, timeout=self.setup.limit
        )

    def tell_service(self, method: str, params: Json) -> None:
        """A notification."""
        self.plane.notify(self._here.connection, method, params)

    async def why_gone(self, error: RpcError) -> RpcError:
        """Of a service that is not there any more, the host knows how it ended; other errors stay as they are."""
        if error.kind != "service_unavailable" or not self._here.closed.is_set():
            return error
        exited = await asyncio.shield(self._here.process.exited)
        # How it ended is the sentence, and its last words stand on the screen already.
        data = {key: value for key, value in error.data.items() if key in ("kind", "partial")}
        return RpcError(error.code, f"the service {exited} before it answered", data)

    @property
    def _here(self) -> Service:
        assert self.service is not None, "describe() comes first"
        return self.service

    def _on_notification(self, connection: int, notification: Json) -> None:
        if notification["method"] == "channel.publish":
            params = notification.get("params") or {}
            published = Published(channel=str(params.get("channel")), data=params.get("data"))
            self.feed.emit(published)
        super()._on_notification(connection, notification)


def _address(url: str) -> str:
    if why := wrong_url(url):
        raise HostError(f"{url} is no address of a service: {why}", "mend the address")
    return url


@asynccontextmanager
async def workbench(
    setup: Setup, drawer: Drawer, take: Callable[[Event], None]
) -> AsyncIterator[Workbench]:
    """A fresh workbench, cleared away in the end; `take` is told of every event at once."""
    plan = ServicePlan(
        name=setup.name,
        origin=Path.cwd(),
        command=[] if setup.url else setup.argv(),
        url=_address(setup.url) if setup.url else None,
        env=setup.env,
        env_names=setup.env_names,
    )
    whole = Plan(
        agent=SESSION, origin=Path.cwd(), services=[plan], orchestrator="", context_manager=""
    )
    feed = _Live(take)
    asked = Approvals(setup.policy, feed.emit)
    keeper = Keeper()
    setting = Setting(whole, setup.cwd, keeper, drawer.store, asked, feed, Tally({}))
    bench = Workbench(setup, setting)
    try:
        yield bench
    finally:
        await bench.close()
        await keeper.close()
