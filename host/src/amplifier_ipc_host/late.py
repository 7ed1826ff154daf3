"""Services that are not ready when a turn begins: what happens when they are, or will never be (host.md §2)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from .errors import MountError
from .events import Log
from .plane import encode

if TYPE_CHECKING:
    from .crew import Crew
    from .service import Service

Json = dict[str, Any]


async def arrive(
    crew: Crew, service: Service, starting: asyncio.Task[Service | None], expected: Json
) -> None:
    """Mount a service as soon as it is ready; what was asked of it meanwhile is answered then, in order."""
    try:
        there = await starting is not None
    except OSError as error:  # no descriptors, no processes: the next one will not start either
        text = f"service {service.name} could not be started: {error.strerror}"
        crew.end_turn(MountError(text, "end other programs, or raise the limits of the system"))
        return
    await crew.settled()
    if there and not service.closed.is_set():
        _present(crew, service, expected)
    else:
        _absent(crew, service)


def _present(crew: Crew, service: Service, expected: Json) -> None:
    if service.describe != expected:
        text = (
            f"service {service.name} no longer says of itself what it said when it last started; "
            "the turn began with what it said then, and goes on with what it says now"
        )
        crew.emit(Log(service="host", level="warning", message=text))
    try:
        table = crew.routes()
    except MountError as error:
        crew.end_turn(error)
        return
    crew.around.plane.router.set_routes(encode(table))
    service.mount(orchestrator=False)
    crew.announce(service)
    crew.send_kept(service)
    if passed := _new_gates(crew, service, expected):
        crew.end_turn(
            MountError(
                f"service {service.name} stops what its hook '{passed[0]}' denies, "
                "and did not say so when it last started: the turn began without it",
                "run it again; it is known now",
            )
        )


def _absent(crew: Crew, service: Service) -> None:
    """Who waits for it is answered; its hooks are not asked any more, as if it had not been there.

    A gate is asked all the same, and so denies what the orchestrator still does: it may not have stopped yet.
    """
    if (error := crew.gate_missing()) is not None:
        crew.end_turn(error)
    depart(crew, service)
    if not service.closed.is_set():
        crew.around.plane.router.fail(service.connection, encode({"service": service.name}))


def depart(crew: Crew, service: Service, *, begun: bool = True) -> None:
    """Nobody asks its hooks any more, but for a gate that must be there. To be said before its callers are told.

    This is for one that was never ready, in a turn that has begun.
    """
    gate = bool(service.offered("hooks")) and not service.plan.optional
    if begun and not service.introduced and not gate:
        crew.leave(service)
        crew.around.plane.router.set_routes(encode(crew.routes()))


def _new_gates(crew: Crew, service: Service, expected: Json) -> list[str]:
    """Hooks that fail closed, for events that may have passed already without them."""
    known = [
        (hook["name"], hook["events"])
        for hook in (expected.get("capabilities") or {}).get("hooks") or []
    ]
    return [
        str(hook["name"])
        for other, hook in crew.hooks()
        if other is service
        and hook.get("on_error") == "deny"
        and (hook["name"], hook["events"]) not in known
    ]
