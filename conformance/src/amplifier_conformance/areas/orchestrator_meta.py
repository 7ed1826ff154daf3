"""Deadlines of turns, and what travels along with their calls (chapter 2)."""

from __future__ import annotations

import time

from ..check import Bench, check
from ..protocol import Json
from ..service import Incoming
from ..turn import COMPLETE, Stage, Turn, stages
from ..verdicts import Failed, NotVerified
from ..world import HOLD
from .control import told
from .orchestrator_cancel import cancel_of, full_turn, give_up

LATE = 0.25  # seconds after its deadline by which a request is answered (RPC-027)
DEADLINE = 300  # milliseconds
TRIES = 3  # of what a busy machine may spoil
LONG = 60_000  # milliseconds, a deadline that no turn of the suite reaches
META: Json = {
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "tracestate": "a=1",
    "baggage": "b=2",
    "session_id": "s-1",
    "parent_session_id": "s-0",
    "turn_id": "t-1",
    "x_vendor": {"kept": [1]},
}
OWN = ("x_vendor",)  # what no header of HTTP is named after
TRACE = 36  # characters of a traceparent up to the span, which may be its own


def calls_of(turn: Turn) -> list[Incoming]:
    """The requests that were made for a turn, at least one."""
    found = [call for call in turn.calls if call.id is not None]
    if not found:
        raise NotVerified("it made no call")
    return found


# ---- what travels along


@check("RPC-022", title="All calls of a turn carry the members of _meta that came with it")
def meta(bench: Bench) -> None:
    for stage in stages(bench):
        for call in calls_of(stage.play(full_turn(), _meta=META)):
            right = {
                name: value for name, value in META.items() if not (bench.http and name in OWN)
            }
            came = {name: call.meta.get(name) for name in right}
            came["traceparent"] = str(came["traceparent"])[:TRACE] + META["traceparent"][TRACE:]
            if came != right:
                raise Failed(f"{call.method} has not all members of _meta", right, call.meta)


@check("RPC-023", title="The depth of all calls of a turn is that of the turn plus 1")
def depth(bench: Bench) -> None:
    for stage in stages(bench):
        for given, wanted in (({"depth": 3}, 4), ({}, 1)):
            for call in calls_of(stage.play(full_turn(), _meta=given)):
                if call.meta.get("depth") != wanted:
                    raise Failed(f"{call.method} has another depth", wanted, call.meta.get("depth"))


@check("RPC-028", title="All calls of a turn get the time that is left as their deadline")
def time_left(bench: Bench) -> None:
    for stage in stages(bench):
        began = time.monotonic()
        turn = stage.play(full_turn(), _meta={"deadline_ms": LONG})
        least = LONG - (time.monotonic() - began + LATE) * 1000
        for call in calls_of(turn):
            left = call.meta.get("deadline_ms")
            if not isinstance(left, int) or not least <= left <= LONG:
                raise Failed(
                    f"{call.method} has not the time that is left",
                    f"deadline_ms between {least:.0f} and {LONG}",
                    left,
                )


# ---- deadlines


@check("RPC-027", title="A turn is answered with deadline_exceeded at its deadline")
def deadline(bench: Bench) -> None:
    for stage in stages(bench):
        late: list[float] = []
        while len(late) < TRIES and not (late and late[-1] <= LATE):
            late.append(_lateness(stage))
        if min(late) > LATE:
            raise Failed(
                f"the turn was answered too late, {TRIES} times",
                "250 ms after the deadline",
                f"{min(late) * 1000:.0f} ms after it",
            )


def _lateness(stage: Stage) -> float:
    """Seconds by which a turn whose model never answers is answered behind its deadline."""
    turn = Turn(HOLD)
    began = time.monotonic()
    call = stage.begin(turn, _meta={"deadline_ms": DEADLINE})
    call.error("deadline_exceeded", -32001)
    late = time.monotonic() - began - DEADLINE / 1000
    give_up(turn)
    return late


@check("RPC-062", title="The calls of a turn whose deadline has passed are cancelled")
def cancelled_at_the_deadline(bench: Bench) -> None:
    for stage in stages(bench):
        turn = Turn(HOLD)
        call = stage.begin(turn, _meta={"deadline_ms": DEADLINE})
        held = stage.await_call(turn, COMPLETE)
        came = cancel_of(held)
        give_up(turn)
        stage.end(turn, call)
        why = told(came, "deadline exceeded", "immediate", bench)
        if came.get("mode", "immediate") != "immediate" or not why:
            raise Failed(
                "the cancel has another mode or reason",
                {"mode": "immediate", "reason": "deadline exceeded"},
                came,
            )
