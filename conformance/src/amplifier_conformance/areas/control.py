"""Cancel, deadlines, and what travels along with a call (chapter 2)."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from ..check import FIXTURE, Bench, check
from ..protocol import Json
from ..service import Call, Incoming, Service
from ..verdicts import Failed
from ..world import HOLD, World

ANSWERED = 5.0  # seconds within which a cancelled request is answered (RPC-030)
DEADLINE = 400  # milliseconds
TRIES = 4
SPENT = 30  # milliseconds that a call waits so that its time is less
LATE = 0.25  # seconds after its deadline by which a request is answered (RPC-027)
SLACK = 2.0  # seconds that a busy machine may add
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
UNHEARD = "a connection that is closed hears no answer"
TURNS = "only a turn is cancelled gracefully"
GET = {"method": "state.get", "params": {"key": "suite.meta"}}


def _calling(bench: Bench, *calls: Json, **params: Any) -> tuple[Service, Call, Incoming]:
    """A fixture call whose first call to its host is held."""
    bench.fixture()
    service = bench.start()
    if bench.http:  # what a service loads for its first call back is no part of a deadline
        service.execute(FIXTURE, {"calls": [GET]}).message()
    number = len(service.world.asked("state.get"))
    service.world = World(state__get=HOLD)
    call = service.execute(FIXTURE, {"calls": list(calls or (GET,))}, **params)
    return service, call, service.call("state.get", number)


def told(came: Json, reason: str, mode: str, bench: Bench) -> bool:
    """Whether a cancel tells the reason; over HTTP a connection that is closed tells none."""
    return came.get("reason") == reason or (
        bench.http and mode == "immediate" and "reason" not in came
    )


@check(
    "RPC-030",
    title="A cancelled request is still answered, within 5 seconds, with cancelled or its result",
    stdio=UNHEARD,
)
def cancel(bench: Bench) -> None:
    service = bench.service
    for how in ({"mode": "immediate"}, {}, {"mode": "immediate", "reason": "the suite is done"}):
        call = bench.hold(service)
        began = time.monotonic()
        call.cancel(**how)
        message = call.message()
        if (took := time.monotonic() - began) > ANSWERED + SLACK:
            raise Failed("a cancelled request was answered too late", "5 s", f"{took:.1f} s")
        code = (message.get("error") or {}).get("code")
        if code not in (-32800, None):
            raise Failed("a cancelled request failed in another way", -32800, message)


@check(
    "RPC-033",
    title="The handler is told the mode: graceful, or immediate where it is absent or unknown",
    stdio=TURNS,
)
def cancel_mode(bench: Bench) -> None:
    service = bench.service
    for given, wanted in (
        ({"mode": "graceful"}, "graceful"),
        ({}, "immediate"),
        ({"mode": "someday"}, "immediate"),
    ):
        call = bench.hold(service)
        service.notify("$/cancel", {"id": call.id, **given}, broken=True)
        message = call.message()
        told = ((message.get("result") or {}).get("output") or {}).get("cancelled")
        if told is None and (message.get("error") or {}).get("code") == -32800:
            told = "immediate"
        if told != wanted:
            raise Failed(
                f"a cancel with {given or 'no mode'} told the handler another mode", wanted, message
            )


@check(
    "RPC-064",
    title="A second cancel counts only if it is immediate after a graceful one",
    stdio=TURNS,
)
def second_cancel(bench: Bench) -> None:
    service, call, held = _calling(bench, GET, GET)
    call.cancel(mode="graceful")
    call.cancel(mode="immediate")
    call.cancel(mode="graceful")
    message = call.message()
    if (message.get("error") or {}).get("code") != -32800:
        told = ((message.get("result") or {}).get("output") or {}).get("cancelled")
        if told != "immediate":
            raise Failed("an immediate cancel after a graceful one was not heeded", -32800, message)
    service.ping()
    held.answer({"value": None})


@check(
    "RPC-005",
    title="A cancelled request is answered once, also if the cancel comes late or twice",
    stdio=UNHEARD,
)
def cancel_answers_once(bench: Bench) -> None:
    service = bench.service
    call = bench.hold(service)
    for _ in range(3):
        call.cancel(mode="immediate")
    call.message()
    call.cancel(mode="immediate")
    service.ping(2)
    extra = [m for m in service.received if "method" not in m and m.get("id") == call.id]
    if len(extra) != 1:
        raise Failed("it was not answered exactly once", 1, extra)


@check(
    "RPC-032",
    title="A cancel travels on to the calls that the handler has under way, with its mode and reason",
)
def cancel_travels(bench: Bench) -> None:
    why = "the suite says so"
    for mode in ("immediate",) if bench.http else ("immediate", "graceful"):
        service, call, held = _calling(bench)
        call.cancel(mode=mode, reason=why)
        service.wait("$/cancel of the call that is under way", partial(getattr, held, "cancelled"))
        came = held.cancelled[0]
        if came.get("mode", "immediate") != mode or not told(came, why, mode, bench):
            raise Failed(
                "the cancel that travelled on has another mode or reason",
                {"mode": mode, "reason": why},
                came,
            )
        held.fail(-32800, "cancelled")
        call.message()


@check(
    "RPC-026",
    title="A request whose deadline_ms is 0 or less is answered with deadline_exceeded, without a handler",
)
def expired(bench: Bench) -> None:
    name, given = bench.some_executable()
    service = bench.service
    for left in (0, -5):
        call = service.execute(
            name,
            {**given, "progress": 1} if name == FIXTURE else given,
            _meta={"deadline_ms": left},
        )
        call.error("deadline_exceeded", -32001)
        if call.notes():
            raise Failed("the handler ran", "no handler is asked", call.notes())


@check(
    "RPC-027",
    "RPC-025",
    title="A request that is unanswered at its deadline is answered with deadline_exceeded within 250 ms",
)
def deadline(bench: Bench) -> None:
    bench.fixture()
    late = []
    for _ in range(TRIES):  # a machine may be busy once; a service that is late is late each time
        service = bench.service
        began = time.monotonic()
        call = service.execute(FIXTURE, {"delay_ms": 600_000}, _meta={"deadline_ms": DEADLINE})
        call.error("deadline_exceeded", -32001)
        late.append(time.monotonic() - began - DEADLINE / 1000)
        if late[-1] < 0:
            raise Failed(
                "it gave up before the deadline",
                f"{DEADLINE} ms",
                f"{-late[-1] * 1000:.0f} ms before it",
            )
        if late[-1] <= LATE:
            break
    if min(late) > LATE:
        raise Failed(
            f"it was answered too late, {TRIES} times",
            "250 ms after the deadline",
            f"{min(late) * 1000:.0f} ms after it",
        )
    service.ping(2)
    if len([m for m in service.received if "method" not in m and m.get("id") == call.id]) != 1:
        raise Failed("it was answered again after its deadline", "one answer", call.id)


@check("RPC-066", title="Neither its own progress nor that of a call of its own moves the deadline")
def progress_and_deadline(bench: Bench) -> None:
    service, call, held = _calling(bench, _meta={"deadline_ms": DEADLINE})
    began = time.monotonic()
    while call.found() is None and time.monotonic() - began < 3 * DEADLINE / 1000:
        service.notify("$/progress", {"request_id": held.id, "message": "still at it"})
        service.ping()
    message = call.found()
    if message is None:
        raise Failed(
            "a deadline was moved by progress",
            f"an answer after {DEADLINE} ms",
            f"none after {3 * DEADLINE} ms",
        )
    call.error("deadline_exceeded", -32001)
    bench.service.execute(
        FIXTURE, {"progress": 200, "delay_ms": 600_000}, _meta={"deadline_ms": DEADLINE}
    ).error("deadline_exceeded", -32001)


@check("RPC-027", title="A deadline that is not reached changes nothing")
def deadline_not_reached(bench: Bench) -> None:
    name, given = bench.some_executable()
    message = bench.service.execute(name, given, _meta={"deadline_ms": 600_000}).message()
    if (message.get("error") or {}).get("code") == -32001:
        raise Failed("it gave up long before the deadline", "no deadline_exceeded", message)


@check("RPC-022", title="The members of _meta are passed on to the calls that a handler makes")
def meta_travels(bench: Bench) -> None:
    meta = {
        "traceparent": TRACE,
        "tracestate": "a=1",
        "baggage": "b=2",
        "session_id": "s-1",
        "parent_session_id": "s-0",
        "turn_id": "t-1",
        **({} if bench.http else {"x_vendor": {"kept": [1]}}),  # no header is named so
    }
    _, call, held = _calling(bench, _meta=meta)
    held.answer({"value": None})
    call.result()
    lost = {
        name: held.meta.get(name)
        for name, value in meta.items()
        if name != "traceparent" and held.meta.get(name) != value
    }
    if (
        str(held.meta.get("traceparent", ""))[:35] != TRACE[:35]
    ):  # the trace is the same; the span may be its own
        lost["traceparent"] = held.meta.get("traceparent")
    if lost:
        raise Failed("members of _meta were lost or changed", meta, lost)


@check("RPC-023", title="depth is one more in the calls that a handler makes")
def depth(bench: Bench) -> None:
    for given, wanted in (({"depth": 3}, 4), ({}, 1)):
        _, call, held = _calling(bench, _meta=given)
        held.answer({"value": None})
        call.result()
        if held.meta.get("depth") != wanted:
            raise Failed(
                f"a call made for a request with {given or 'no depth'} has another depth",
                wanted,
                held.meta.get("depth"),
            )


@check("RPC-028", title="The calls that a handler makes get the time that is left")
def time_left(bench: Bench) -> None:
    service, call, held = _calling(bench, GET, GET, _meta={"deadline_ms": 60_000})
    began = time.monotonic()
    while time.monotonic() - began < SPENT / 1000:
        service.ping()
    held.answer({"value": None})
    service.wait("a second call", lambda: len(service.world.asked("state.get")) > 1)
    second = service.world.asked("state.get")[1]
    second.answer({"value": None})
    call.result()
    for made, most in ((held, 60_000), (second, 60_000 - SPENT)):
        left = made.meta.get("deadline_ms")
        if not isinstance(left, int) or not 0 < left <= most:
            raise Failed(
                "deadline_ms of the call is not the time that is left", f"1 to {most}", left
            )


@check(
    "RPC-031",
    title="A cancel of another id, of the same digits, does nothing",
    stdio="requests have no ids",
)
def cancel_of_another(bench: Bench) -> None:
    bench.fixture()
    service = bench.service
    held = {"name": FIXTURE, "input": {"progress": 1, "delay_ms": 600_000}}
    number = service.send("tool.execute", held, id=7171)
    number.note("$/progress")
    service.notify("$/cancel", {"id": "7171", "mode": "immediate"})
    number.cancel(mode="graceful")
    output = (number.message().get("result") or {}).get("output") or {}
    if output.get("cancelled") != "graceful":
        raise Failed(
            'a cancel of the id "7171" stopped the request 7171',
            {"cancelled": "graceful"},
            number.message(),
        )


@check(
    "RPC-062",
    title="Calls that are under way for a request whose deadline has passed are cancelled",
)
def deadline_travels(bench: Bench) -> None:
    service, call, held = _calling(bench, _meta={"deadline_ms": 300})
    call.error("deadline_exceeded", -32001)
    service.wait("$/cancel of the call that is under way", lambda: held.cancelled)
    held.fail(-32800, "cancelled")
    service.ping()
