"""What orchestrators do when a turn is cancelled (chapters 2 and 8)."""

from __future__ import annotations

import time
from functools import partial

from ..check import Bench, check
from ..protocol import Json
from ..service import Call, Incoming
from ..turn import (
    APPROVAL,
    COMPLETE,
    EXECUTE,
    Stage,
    Turn,
    holds,
    output,
    results,
    stages,
    stream,
    text,
    wants,
)
from ..verdicts import Failed, NotVerified
from ..world import HOLD
from .control import UNHEARD
from .control import told as told_why
from .orchestrator_tools import ALONE, stored

ANSWERED = 5.0  # seconds within which a cancelled request is answered (RPC-030)
SLACK = 2.0  # seconds that a busy machine may add
SIGNS = 50  # pings that are enough to read a few lines
WHY = "the user pressed Ctrl-C"


def during_model(stage: Stage, turn: Turn, **params: object) -> tuple[Call, Incoming]:
    """Begin a turn, up to the first request to the model."""
    call = stage.begin(turn, **params)
    return call, stage.await_call(turn, COMPLETE)


def tool_turn(count: int = 1) -> Turn:
    """A turn whose model calls a tool, one call after the other; it is held."""
    return Turn(
        wants(*["pick"] * count), text("Never."), tools={"pick": HOLD}, specs={"pick": ALONE}
    )


def during_tool(stage: Stage, turn: Turn) -> tuple[Call, Incoming]:
    """Begin a turn, up to the first run of a tool; not verified if it runs none."""
    call = stage.begin(turn)
    return call, _until(turn, call, EXECUTE, "it runs no tools")


def _until(turn: Turn, call: Call, method: str, otherwise: str) -> Incoming:
    """The first call of a method; not verified if the turn ends without one."""
    what = f"{method}, or the end of the turn"
    call.service.wait(what, lambda: bool(turn.asked(method) or call.found()))
    if not turn.asked(method):
        raise NotVerified(otherwise)
    return turn.asked(method)[0]


def is_cancelled(turn: Turn) -> None:
    """Fails unless the turn ended as a cancelled one does."""
    if turn.status != "cancelled":
        raise Failed("the turn did not end as cancelled", "cancelled", turn.message)


@check(
    "RPC-032",
    title="A cancel of a turn travels on to the call that is under way, with mode and reason",
)
def travels(bench: Bench) -> None:
    for stage in stages(bench):
        for mode in ("immediate", "graceful"):
            turn = Turn(HOLD)
            call, held = during_model(stage, turn)
            _travels(stage, turn, call, held, mode)
        for mode in ("immediate", "graceful"):
            turn = tool_turn()
            call, held = during_tool(stage, turn)
            _travels(stage, turn, call, held, mode)


def _travels(stage: Stage, turn: Turn, call: Call, held: Incoming, mode: str) -> None:
    call.cancel(mode=mode, reason=WHY)
    came = cancel_of(held)
    give_up(turn)
    stage.end(turn, call)
    if came.get("mode", "immediate") != mode or not told_why(came, WHY, mode, stage.bench):
        raise Failed(
            f"the cancel of {held.method} has another mode or reason",
            {"mode": mode, "reason": WHY},
            came,
        )


@check(
    "RPC-030",
    "ORC-041",
    title="A turn that is cancelled at once is answered within 5 seconds, with what there is of the answer",
    stdio=UNHEARD,
)
def immediate(bench: Bench) -> None:
    for stage in stages(bench):
        turn = Turn(HOLD)
        call, held = during_model(stage, turn)
        heard = _heard(stage, call, held)
        began = time.monotonic()
        call.cancel(mode="immediate", reason=WHY)
        cancel_of(held)
        give_up(turn)
        turn.message = call.message(ANSWERED + SLACK)
        if (took := time.monotonic() - began) > ANSWERED + SLACK:
            raise Failed("the turn was answered too late", "5 s", f"{took:.1f} s")
        is_cancelled(turn)
        if heard and "result" in turn.message and "So far, " not in turn.result["response"]:
            raise Failed("what there was of the answer is lost", "So far, so good.", turn.result)


def _heard(stage: Stage, call: Call, held: Incoming) -> bool:
    """Stream half an answer; whether the orchestrator passes it on while it is asked for some signs of life."""
    stream(held, "So far, ", "so good.")
    for _ in range(SIGNS):
        if call.notes("stream.token"):
            return True
        stage.service.ping()
    return False


@check(
    "RPC-030",
    title="A cancelled turn is answered within 5 seconds, though its calls are not",
    stdio=UNHEARD,
)
def answers_alone(bench: Bench) -> None:
    for stage in stages(bench):
        turn = Turn(HOLD)
        call, _ = during_model(stage, turn)
        call.cancel(mode="immediate")
        turn.message = call.message(ANSWERED + SLACK)
        give_up(turn)
        is_cancelled(turn)


@check(
    "RPC-085",
    "ORC-041",
    "ORC-024",
    title="After a graceful cancel in a request to the model no tool runs and no model is asked",
)
def graceful_in_model(bench: Bench) -> None:
    for stage in stages(bench):
        turn = Turn(HOLD, text("Never."), tools={"pick": output("plum-17")})
        call, held = during_model(stage, turn)
        call.cancel(mode="graceful", reason=WHY)
        cancel_of(held)
        offered = held.params["request"].get("tools")
        held.answer(wants("pick", "pick") if offered else text("So far."))
        stage.end(turn, call)
        _nothing_new(turn, requests=1, tools=0)
        if offered:  # otherwise the turn was at its end, and its result may come (RPC-030)
            is_cancelled(turn)
        _all_answered(turn)


def _nothing_new(turn: Turn, requests: int, tools: int) -> None:
    if len(turn.asked(EXECUTE)) > tools:
        raise Failed("a tool was started", tools, len(turn.asked(EXECUTE)))
    if len(turn.requests()) > requests:
        raise Failed("a model was asked", requests, len(turn.requests()))


def _all_answered(turn: Turn) -> None:
    """Each tool call that was stored has one result, in order (ORC-024)."""
    blocks = [
        block
        for message in turn.messages
        if message.get("role") == "assistant" and isinstance(message.get("content"), list)
        for block in message["content"]
    ]
    calls = [block["id"] for block in blocks if block.get("type") == "tool_call"]
    came = [name for name, _ in results(turn.messages)]
    if came != calls:
        raise Failed("the stored results are not those of the stored calls", calls, came)


@check(
    "ORC-043",
    "ORC-024",
    "RPC-085",
    title="After a graceful cancel the result of the tool that runs is stored, and nothing is started",
)
def graceful_in_tool(bench: Bench) -> None:
    for stage in stages(bench):
        turn = tool_turn(2)
        call, held = during_tool(stage, turn)
        call.cancel(mode="graceful", reason=WHY)
        cancel_of(held)
        held.answer(output("plum-17"))
        stage.end(turn, call)
        _nothing_new(turn, requests=1, tools=1)
        is_cancelled(turn)
        so_far = _messages_before(turn, call)
        if not holds(results(so_far)[:1], "plum-17"):
            raise Failed(
                "the result was not stored before the turn was answered", "plum-17", stored(turn)
            )
        if [name for name, _ in results(so_far)] != ["call_1", "call_2"]:
            raise Failed("a call has no result", ["call_1", "call_2"], results(so_far))


def _messages_before(turn: Turn, call: Call) -> list[Json]:
    """What was stored before the turn was answered."""
    received = call.service.received
    before = received[: received.index(turn.message)]
    return [
        m["params"]["message"]
        for m in before
        if m.get("method") == "request.context_add_message" and holds_message(turn, m)
    ]


def holds_message(turn: Turn, message: Json) -> bool:
    """Whether a request of the service belongs to this turn."""
    return any(call.id == message.get("id") for call in turn.calls)


@check("RPC-085", title="What is approved after a graceful cancel is not done any more")
def graceful_in_approval(bench: Bench) -> None:
    for stage in stages(bench):
        turn = full_turn()
        turn.approvals = HOLD
        call = stage.begin(turn)
        _until(turn, call, APPROVAL, "it asked for no approval")
        call.cancel(mode="graceful", reason=WHY)
        cancel_of(turn.asked(APPROVAL)[0])
        turn.asked(APPROVAL)[0].answer({"approved": True})
        stage.end(turn, call)
        _nothing_new(turn, requests=1, tools=0)
        _all_answered(turn)


@check("ORC-044", title="The end of a turn that was cancelled is made known before it is answered")
def told(bench: Bench) -> None:
    for stage in stages(bench):
        for mode in ("graceful", "immediate"):
            turn = Turn(HOLD)
            call, held = during_model(stage, turn)
            call.cancel(mode=mode)
            cancel_of(held)
            give_up(turn)
            stage.end(turn, call)
            for event in ("orchestrator:complete", "prompt:complete"):
                if bench.http and mode == "immediate":  # what the service does goes on unheard
                    stage.service.wait(f"the emit of {event}", partial(turn.emits, event))
                if not turn.emits(event):
                    came = [c.params["event"] for c in turn.emits()]
                    raise Failed(f"{event} was not emitted after a cancel ({mode})", event, came)


# ---- turns that are held


def full_turn() -> Turn:
    """A turn with everything: a tool that asks, a model that answers."""
    asks = {"action": "ask_user", "approval_prompt": "May it?"}
    return Turn(
        wants("pick"),
        text("So be it."),
        tools={"pick": output("plum-17")},
        hooks={"tool:pre": [asks]},
        approval={"approved": True},
    )


def cancel_of(held: Incoming) -> Json:
    """The cancel of a call that is held, as soon as it is there."""
    held.service.wait(f"$/cancel of {held.method}", partial(getattr, held, "cancelled"))
    return held.cancelled[0]


def give_up(turn: Turn) -> None:
    """Answer what is held as cancelled."""
    for call in [*turn.asked(COMPLETE), *turn.asked(EXECUTE), *turn.asked(APPROVAL)]:
        if call.id is not None and call not in turn.answered:
            call.fail(-32800, "cancelled")
