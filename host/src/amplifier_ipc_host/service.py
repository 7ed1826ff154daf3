"""One running service: from its spawn to its end (spec chapter 3)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import describe, shelf
from .configuring import Wide, own_config
from .errors import RpcError
from .keys import visible
from .plan import ServicePlan
from .plane import Plane, encode
from .processes import Exit, Keeper, Process, SpawnError
from .remote import TOKEN, Remote, connect

Json = dict[str, Any]
START_TIMEOUT = 10.0
CONFIGURE_TIMEOUT = 10.0
GRACE = 5.0
# How long the exit status may come after the end of the pipe, and the other way round.
SETTLE = 0.8
_INHERITED = ("PATH", "HOME", "LANG", "TZ", "TMPDIR")


class ServiceError(Exception):
    """A service that did not mount: one sentence that names it, and how its process ended, if it did."""

    def __init__(self, message: str, exited: Exit | None = None, tail: str = "") -> None:
        super().__init__(message)
        self.exited = exited
        self.tail = tail


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every service of a turn is started with."""

    plane: Plane
    keeper: Keeper
    cwd: Path
    session: Json
    host: Json
    on_stderr: Callable[[str, str], None]
    # What may lie between a service's pipes and the data plane: (to read from, to write to) → the same.
    relay: Callable[[int, int], tuple[int, int]] | None = None
    # Settings for all components that declare them.
    wide: tuple[Wide, ...] = ()


@dataclass(slots=True)
class Service:
    """A service with its process, its connection and its describe answer."""

    plan: ServicePlan
    process: Process | Remote
    connection: int
    plane: Plane
    describe: Json = field(default_factory=dict)
    started_ms: float = 0.0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    introduced: bool = False
    forced: bool = False

    @property
    def name(self) -> str:
        """The name of its definition."""
        return self.plan.name

    @property
    def language(self) -> str | None:
        """The language that its SDK announced, or else that its definition names."""
        return (self.describe.get("sdk") or {}).get("language") or self.plan.language

    def offered(self, kind: str) -> list[Json]:
        """What it declares of one kind."""
        return describe.offered(self.describe, kind)

    def mount(self, *, orchestrator: bool) -> None:
        """Give it its rights and limits in the data plane: what it requires and its definition grants."""
        max_bytes, max_concurrency = describe.limits(self.describe)
        granted = [
            grant for grant in self.describe.get("requires") or [] if grant in self.plan.grants
        ]
        settings: Json = {
            "grants": granted,
            "max_message_bytes": max_bytes,
            "max_concurrency": max_concurrency,
        }
        if orchestrator:
            settings["role"] = "orchestrator"
        self.plane.router.mount(self.connection, encode(settings))

    def ungranted(self) -> list[str]:
        """What it requires and its definition does not grant."""
        return [
            grant for grant in self.describe.get("requires") or [] if grant not in self.plan.grants
        ]

    async def ended(self) -> Exit:
        """Settle how it ended, tell the data plane, and say so: its callers get service_unavailable with it."""
        if isinstance(self.process, Remote):
            self.process.signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.process.exited), SETTLE)
        if not self.process.exited.done():
            self.forced = True
            self.process.signal(signal.SIGKILL)
        exited = await asyncio.shield(self.process.exited)
        self.process.stderr.read_rest()
        data: Json = {"service": self.name, "stderr_tail": self.process.stderr.tail() or None}
        data |= {"exit_code": exited.code, "signal": exited.signal}
        known = {key: value for key, value in data.items() if value is not None}
        self.plane.router.fail(self.connection, encode(known))
        self.plane.router.disconnect(self.connection)
        return exited

    async def stop(self) -> None:
        """EOF and SIGTERM; after the grace time SIGKILL for the whole group. Returns when the process is reaped.

        What it was told last, such as the cancel of a call that took too long, is in its pipe before the signal comes.
        """
        self.stopping = True
        self.plane.router.close_input(self.connection)
        await self.plane.settled()
        self.process.signal(signal.SIGTERM, group=False)
        try:
            await asyncio.wait_for(asyncio.shield(self.process.exited), GRACE)
        except TimeoutError:
            self.process.signal(signal.SIGKILL)
            await asyncio.shield(self.process.exited)
        self.plane.router.disconnect(self.connection)
        self.process.stderr.close()


async def spawn(plan: ServicePlan, around: Surroundings) -> Service:
    """Start the process, or find the service that runs elsewhere, and connect its pipes; raises ServiceError."""
    environment = _environment(plan, str(around.session["id"]))
    if plan.url is not None:
        return _joined(plan, plan.url, around, environment.get(TOKEN))
    if plan.folder is not None:
        return _connected(plan, Remote(), _shelved(plan.name, plan.folder), around)
    try:
        process = await around.keeper.spawn(
            plan.command,
            cwd=around.cwd,
            env=environment,
            on_stderr=lambda line: around.on_stderr(plan.name, line),
        )
    except SpawnError as error:
        raise ServiceError(f"service {plan.name} did not start: {error}") from error
    return _connected(plan, process, (process.stdout, process.stdin), around)


def _joined(plan: ServicePlan, url: str, around: Surroundings, token: str | None) -> Service:
    """A service over HTTP: nothing is sent before it is described."""
    try:
        session_id = str(around.session["id"])
        ends = connect(url, name=plan.name, session_id=session_id, token=token)
    except (ValueError, OSError) as error:
        raise ServiceError(f"service {plan.name} cannot be connected: {error}") from error
    return _connected(plan, Remote(), ends, around)


def _shelved(name: str, folder: Path) -> tuple[int, int]:
    """Content, which the host serves itself."""
    try:
        return shelf.serve(name, folder)
    except OSError as error:
        raise ServiceError(f"service {name} did not start: {error.strerror}") from error


def _connected(
    plan: ServicePlan, process: Process | Remote, ends: tuple[int, int], around: Surroundings
) -> Service:
    read_end, write_end = around.relay(*ends) if around.relay else ends
    connection = around.plane.router.connect(plan.name, read_end, write_end)
    return Service(plan, process, connection, around.plane)


async def introduce(
    service: Service, around: Surroundings, config: dict[str, Json], started: float
) -> None:
    """Describe, validate, configure; raises ServiceError with one sentence that names the service."""
    answer = await ask_describe(service, around, START_TIMEOUT)
    try:
        service.describe = describe.check(answer)
    except describe.DescribeError as fault:
        raise ServiceError(f"service {service.name} {fault}") from fault
    own = own_config(service.describe, config, around.wide)
    # What several sessions share has its settings from whoever started it, or from its definition (HTP-078).
    if own or service.plan.url is None:
        await configure(service, around, own, CONFIGURE_TIMEOUT)
    service.started_ms = (time.monotonic() - started) * 1000


async def ask_describe(service: Service, around: Surroundings, limit: float) -> Any:
    """What a service says of itself, as it came; within `limit` seconds. Raises ServiceError."""
    params = {
        "protocol_versions": describe.PROTOCOL_VERSIONS,
        "host": around.host,
        "limits": {
            "max_message_bytes": describe.MAX_MESSAGE_BYTES,
            "max_concurrency": describe.MAX_CONCURRENCY,
        },
    }
    return await _asked(service, around, "describe", params, limit)


async def configure(
    service: Service,
    around: Surroundings,
    config: dict[str, Json],
    limit: float,
) -> None:
    """Give a service its settings and the session; within `limit` seconds. Raises ServiceError."""
    params = {"config": config, "session": around.session}
    await _asked(service, around, "configure", params, limit)


async def _asked(
    service: Service, around: Surroundings, method: str, params: Json, limit: float
) -> Any:
    try:
        return await around.plane.request(service.connection, method, params, timeout=limit)
    except RpcError as error:
        if error.kind == "service_unavailable":
            raise _gone(service, method, error) from error
        raise ServiceError(_refusal(service, method, error, limit)) from error


def _gone(service: Service, method: str, error: RpcError) -> ServiceError:
    """Of one that runs elsewhere the bridge knows why: it cannot be reached, or is no service."""
    return ServiceError(error.message) if service.plan.url else _died(service, method)


def _died(service: Service, method: str) -> ServiceError:
    exited = service.process.exited.result() if service.process.exited.done() else None
    tail = service.process.stderr.tail()
    last = next((line for line in reversed(tail.splitlines()) if line.strip()), "")
    how = str(exited) if exited else "closed its standard output"
    words = f"; its last words: {last.strip()}" if last else ""
    return ServiceError(
        f"service {service.name} {how} before it answered {method}{words}", exited, tail
    )


def _refusal(service: Service, method: str, error: RpcError, timeout: float) -> str:
    if error.kind == "deadline_exceeded":
        return f"service {service.name} did not answer {method} within {timeout:g} s"
    faults = error.data.get("errors")
    if isinstance(faults, list) and faults:
        listed = "; ".join(
            f"{fault.get('path') or '/'}: {fault.get('message')}" for fault in faults
        )
        return f"service {service.name} refused {method}: {listed}"
    return f"service {service.name} refused {method}: {error.message}"


def _environment(plan: ServicePlan, session_id: str) -> dict[str, str]:
    """The minimal environment of host.md §6; only what the definition names reaches a service beyond it."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    own = visible(plan.env_names)
    return {**inherited, **own, **plan.env, "AMPLIFIER_SESSION_ID": session_id}
