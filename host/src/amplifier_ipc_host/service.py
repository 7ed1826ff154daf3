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
from .configuring import Wide, nearest, own_config
from .errors import RpcError, last_words
from .keys import visible
from .legacy.adapter import Adapter
from .legacy.describes import is_old, to_current
from .legacy.joining import Copies, join
from .plan import ServicePlan
from .plane import Plane, encode
from .processes import Exit, Keeper, Process, SpawnError
from .remote import TOKEN, Remote, connect
from .store import home

Json = dict[str, Any]
START_TIMEOUT = 10.0
CONFIGURE_TIMEOUT = 10.0
GRACE = 5.0
# How long the exit status may come after the end of the pipe, and the other way round.
SETTLE = 0.8
_NO_ANSWER = ("service_unavailable", "deadline_exceeded")
# Commands that have spoken version 1 to this process: they are asked for no less from the beginning.
_CURRENT: set[tuple[str, ...]] = set()
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
    sandbox: str = "off"


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
    # Of its pipes, until it is known which version it speaks.
    copies: Copies | None = None
    legacy: Adapter | None = None
    on_move: Callable[[int], None] = lambda _: None
    remarks: list[str] = field(default_factory=list)
    on_end: Callable[[str], None] = lambda _: None

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

    def mount(self, *, orchestrator: bool, held: bool = False) -> None:
        """Give it its rights and limits in the data plane: what it requires and its definition grants.

        `held`: it is not ready; what others ask of it waits until it is mounted without this.
        """
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
        if held:
            settings = {"held": True}
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
        self.let_go_of_copies()
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
        if self.legacy is not None:
            self.legacy.close()

    def let_go_of_copies(self) -> None:
        """Its pipes are the data plane's alone."""
        if self.copies is not None:
            self.copies.close()
            self.copies = None


async def spawn(plan: ServicePlan, around: Surroundings) -> Service:
    """Start the process, or find the service that runs elsewhere, and connect its pipes; raises ServiceError."""
    environment = _environment(plan, str(around.session["id"]))
    if plan.url is not None:
        return _joined(plan, plan.url, around, environment.get(TOKEN))
    if plan.folder is not None:
        return _connected(plan, Remote(), _shelved(plan.name, plan.folder), around)
    try:
        process = await around.keeper.spawn(
            _command(plan, around, environment),
            cwd=around.cwd,
            env=environment,
            on_stderr=lambda line: around.on_stderr(plan.name, line),
        )
    except SpawnError as error:
        raise ServiceError(f"service {plan.name} did not start: {error}") from error
    return _connected(plan, process, (process.stdout, process.stdin), around)


def _command(plan: ServicePlan, around: Surroundings, env: dict[str, str]) -> list[str]:
    """Its command, in its sandbox if it is to be in one; raises ServiceError."""
    if plan.permissions is None or around.sandbox == "off":
        return plan.command
    from .sandbox.confine import SandboxError, confined, unconfined

    try:
        unconfined(around.sandbox, {plan.name: plan.permissions})
    except SandboxError as error:
        raise ServiceError(error.message) from error
    return confined(plan, cwd=around.cwd, env=env, home=home())


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
    copies = Copies.of(read_end, write_end) if isinstance(process, Process) else None
    connection = around.plane.router.connect(plan.name, read_end, write_end)
    return Service(plan, process, connection, around.plane, copies=copies)


async def introduce(
    service: Service, around: Surroundings, config: dict[str, Json], started: float
) -> None:
    """Describe, validate, configure; raises ServiceError with one sentence that names the service."""
    answer = await ask_describe(service, around, START_TIMEOUT)
    try:
        service.describe = describe.check(told(service, answer))
    except describe.DescribeError as fault:
        raise ServiceError(f"service {service.name} {fault}") from fault
    own = own_config(service.describe, config, around.wide)
    # What several sessions share has its settings from whoever started it, or from its definition (HTP-078).
    if own or service.plan.url is None:
        await configure(service, around, own, CONFIGURE_TIMEOUT)
    service.started_ms = (time.monotonic() - started) * 1000


def told(service: Service, answer: Any) -> Any:
    """A describe answer as version 1 tells it."""
    if service.legacy is None:
        return answer
    return to_current(answer, service.name, service.plan.grants)


async def ask_describe(
    service: Service, around: Surroundings, limit: float, *, bare: bool = True
) -> Any:
    """What a service says of itself, as it came; within `limit` seconds. Raises ServiceError.

    One of version 0 is joined by its adapter. As that is asked without params, so is one that nobody knows yet
    (`bare`), or else as soon as it refuses the params.
    """
    try:
        answer = await _first_answer(service, around, limit, bare=bare)
    except RpcError as error:
        raise _fault(service, "describe", error, limit) from error
    if is_old(answer) and isinstance(service.process, Process) and service.copies is not None:
        join(service, service.process, to_current(answer, service.name))
    elif service.copies is not None:
        _CURRENT.add(tuple(service.plan.command))
    service.let_go_of_copies()
    return answer


async def _first_answer(service: Service, around: Surroundings, limit: float, *, bare: bool) -> Any:
    """The answer to describe, asked with and without params as need be; raises RpcError."""
    until = time.monotonic() + limit

    async def ask(params: Json | None) -> Any:
        left = max(until - time.monotonic(), 0.001)
        return await around.plane.request(service.connection, "describe", params, timeout=left)

    full = _describe_params(around)
    # One that is expected to answer as it did, or that did so to this process, is of version 1.
    if service.copies is None or service.describe or tuple(service.plan.command) in _CURRENT:
        return await ask(full)
    try:
        answer = await ask(None if bare else full)
    except RpcError as error:
        if error.kind in _NO_ANSWER:
            raise
        again = await ask(full if bare else None)
        if bare or is_old(again):
            return again
        raise
    return await ask(full) if bare and not is_old(answer) else answer


def _describe_params(around: Surroundings) -> Json:
    return {
        "protocol_versions": describe.PROTOCOL_VERSIONS,
        "host": around.host,
        "limits": {
            "max_message_bytes": describe.MAX_MESSAGE_BYTES,
            "max_concurrency": describe.MAX_CONCURRENCY,
        },
    }


async def configure(
    service: Service,
    around: Surroundings,
    config: dict[str, Json],
    limit: float,
) -> None:
    """Give a service its settings and the session; within `limit` seconds. Raises ServiceError.

    One of version 0 may not know how, or refuse a component that it has: that is a remark.
    """
    params = {"config": config, "session": around.session}
    try:
        await around.plane.request(service.connection, "configure", params, timeout=limit)
    except RpcError as error:
        fault = _fault(service, "configure", error, limit)
        if service.legacy is None or error.kind in _NO_ANSWER:
            raise fault from error
        service.remarks.append(f"{fault}; it works with its own settings")


def _fault(service: Service, method: str, error: RpcError, limit: float) -> ServiceError:
    if error.kind == "service_unavailable":
        return _gone(service, method, error)
    return ServiceError(_refusal(service, method, error, limit))


def _gone(service: Service, method: str, error: RpcError) -> ServiceError:
    """Of one that runs elsewhere the bridge knows why: it cannot be reached, or is no service."""
    return ServiceError(error.message) if service.plan.url else _died(service, method)


def _died(service: Service, method: str) -> ServiceError:
    exited = service.process.exited.result() if service.process.exited.done() else None
    tail = service.process.stderr.tail()
    last = last_words(tail)
    how = str(exited) if exited else "closed its standard output"
    words = f"; its last words: {last}" if last else ""
    return ServiceError(
        f"service {service.name} {how} before it answered {method}{words}", exited, tail
    )


def _refusal(service: Service, method: str, error: RpcError, timeout: float) -> str:
    if error.kind == "deadline_exceeded":
        return f"service {service.name} did not answer {method} within {timeout:g} s"
    faults = error.data.get("errors")
    if isinstance(faults, list) and faults:
        listed = "; ".join(_told(fault, service) for fault in faults)
        return f"service {service.name} refused {method}: {listed}"
    return f"service {service.name} refused {method}: {error.message}"


def _told(fault: Json, service: Service) -> str:
    path = str(fault.get("path") or "/")
    near = nearest(path, service.describe)
    return f"{path}: {fault.get('message')}" + (f" (did you mean '{near}'?)" if near else "")


def _environment(plan: ServicePlan, session_id: str) -> dict[str, str]:
    """The minimal environment of host.md §6; only what the definition names reaches a service beyond it."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    own = visible(plan.env_names)
    return {**inherited, **own, **plan.env, "AMPLIFIER_SESSION_ID": session_id}
