"""How orchestrators ask for approvals on behalf of hooks (HOK-042, chapter 9)."""

from __future__ import annotations

from functools import partial

from ..check import Bench, check
from ..protocol import Json
from ..service import Call, Incoming
from ..turn import APPROVAL, EXECUTE, Stage, Turn, fails, output, stages, text, wants, wherever
from ..verdicts import Failed, NotVerified
from ..world import HOLD, Reply
from .orchestrator_hooks import denied, refused
from .orchestrator_tools import runs_tools

NO = "the user says no, reason-52"
ENOUGH = 5.0  # seconds in which a time-out of a fifth of a second has ended
YES: Json = {"approved": True, "option": "yes"}
ASK: Json = {
    "action": "ask_user",
    "reason": "a plum is precious",
    "approval_prompt": "Pick the plum?",
    "approval_options": ["yes", "no"],
    "approval_timeout": 42,
    "approval_default": "allow",
}
PLACES = ("prompt:submit", "tool:pre")


def asking(event: str, approval: Reply, fold: Json = ASK) -> Turn:
    """A turn with one tool call in which this event asks the user."""
    return Turn(
        wants("pick", inputs=[{"kind": "plum"}]),
        text("So be it."),
        tools={"pick": output("plum-17")},
        hooks={event: [fold]},
        approval=approval,
    )


def reached(turn: Turn, event: str) -> None:
    """Not verified unless the turn came to the emit."""
    if event == "tool:pre":
        runs_tools(turn)
    turn.heard(event)


def asked(turn: Turn, event: str) -> Incoming:
    """The question; its absence fails the check."""
    reached(turn, event)
    found = turn.asked(APPROVAL)
    if len(found) != 1:
        raise Failed(
            f"ask_user at {event} asked {len(found)} times", "one request.approval", turn.message
        )
    return found[0]


@check("HOK-042", title="An approval is asked for, and answered, before the turn goes on")
def waits(bench: Bench) -> None:
    for stage in stages(bench):
        wherever(PLACES, partial(_waits, stage))


def _waits(stage: Stage, event: str) -> None:
    turn = asking(event, HOLD)
    call = stage.begin(turn)
    ahead = _ahead(stage, turn, call, event)
    for held in turn.asked(APPROVAL):
        held.answer(YES)
    stage.end(turn, call)
    asked(turn, event)
    if ahead:
        raise Failed(f"it went on before the approval of {event}", "it waits", ahead)


def _ahead(stage: Stage, turn: Turn, call: Call, event: str) -> list[str]:
    """What it did although nobody has approved yet."""
    stage.service.wait(
        "request.approval, or the end of the turn",
        lambda: bool(turn.asked(APPROVAL) or call.found()),
    )
    stage.service.ping(2)  # what it does without waiting is done by now
    forbidden = turn.requests() if event == "prompt:submit" else turn.asked(EXECUTE)
    return [] if call.found() or not forbidden else [f"{len(forbidden)} requests too early"]


@check(
    "HOK-042",
    "HOK-043",
    title="The question has the prompt, options, timeout and default of the fold",
)
def question(bench: Bench) -> None:
    for stage in stages(bench):
        wherever(PLACES, partial(_question, stage))


def _question(stage: Stage, event: str) -> None:
    wanted = {m: ASK[f"approval_{m}"] for m in ("prompt", "options", "timeout", "default")}
    turn = stage.play(asking(event, YES))
    params = asked(turn, event).params
    came = {member: params.get(member) for member in wanted}
    if came != wanted:
        raise Failed(f"the question of {event} is not that of the fold", wanted, came)
    turn = stage.play(asking(event, YES, {"action": "ask_user"}))
    params = asked(turn, event).params
    if params.get("timeout", 300) != 300 or params.get("default", "deny") != "deny":
        raise Failed("the question has others", {"timeout": 300, "default": "deny"}, params)


@check(
    "HOK-043", title="What nobody decides within approval_timeout is decided by approval_default"
)
def undecided(bench: Bench) -> None:
    for stage in stages(bench):
        for default in ("deny", "allow", ""):
            wherever(PLACES, partial(_undecided, stage, default))


def _undecided(stage: Stage, default: str, event: str) -> None:
    fold = {"action": "ask_user", "approval_prompt": "May it?", "approval_timeout": 0.2}
    fold |= {"approval_default": default} if default else {}
    turn = asking(event, HOLD, fold)
    call = stage.begin(turn)
    came = _until_decided(stage, turn, call)
    for held in turn.asked(APPROVAL):
        held.fail(-32800, "cancelled")
    stage.end(turn, call)
    asked(turn, event)
    if not came:
        raise Failed("it waits for ever", "the default after 0.2 s", "no decision")
    went_on = bool(turn.requests() if event == "prompt:submit" else turn.asked(EXECUTE))
    if went_on is not (default == "allow"):
        did = "it went on" if went_on else "it did not go on"
        raise Failed(f"the default of {event} was not heeded", default or "deny", did)


def _until_decided(stage: Stage, turn: Turn, call: Call) -> bool:
    """Whether the turn goes on although nobody decides."""
    try:
        stage.service.wait(
            "the end of a question that nobody decides",
            lambda: bool(call.found() or any(held.cancelled for held in turn.asked(APPROVAL))),
            ENOUGH,
        )
    except Failed:
        return False
    return True


@check("APR-003", title="The action of the question says what will happen, and which tool is run")
def action(bench: Bench) -> None:
    for stage in stages(bench):
        wherever(PLACES, partial(_action, stage))


def _action(stage: Stage, event: str) -> None:
    params = asked(stage.play(asking(event, YES)), event).params
    if not str(params.get("action")).strip():
        raise Failed("action says nothing", "a sentence", params)
    if event == "tool:pre" and params.get("tool_name") != "pick":
        raise Failed("tool_name is not the tool", "pick", params)
    if event == "tool:pre" and "pick" not in str(params["action"]):
        raise Failed("action does not say what is run", "a sentence with pick", params)


@check("HOK-042", title="What was approved happens")
def approved(bench: Bench) -> None:
    for stage in stages(bench):
        wherever(PLACES, partial(_approved, stage))


def _approved(stage: Stage, event: str) -> None:
    turn = stage.play(asking(event, YES))
    asked(turn, event)
    if turn.status != "completed" or not turn.requests():
        raise Failed("the turn did not go on", "completed", turn.message)
    if event == "tool:pre" and len(turn.asked(EXECUTE)) != 1:
        raise Failed("the tool did not run", "one run", len(turn.asked(EXECUTE)))


@check("HOK-042", "HOK-041", title="What was not approved is denied")
def not_approved(bench: Bench) -> None:
    for stage in stages(bench):
        for answer in ({"approved": False, "reason": NO}, {"approved": False, "option": "yes"}):
            _is_denied(stage, answer, answer.get("reason", ""))


def _is_denied(stage: Stage, reply: Reply, why: object = "") -> None:
    def look(event: str) -> None:
        turn = stage.play(asking(event, reply))
        asked(turn, event)
        if event == "tool:pre":
            refused(turn, str(why))
        else:
            denied(turn)

    wherever(PLACES, look)


@check("APR-013", "HOK-042", title="An error in place of an approval is none")
def errors(bench: Bench) -> None:
    for stage in stages(bench):
        for reply in (
            fails(-32002, "service_unavailable", "nobody is there"),
            fails(-32601, "method_not_found", "no approvals here"),
            fails(-32001, "deadline_exceeded", "nobody answered in time"),
        ):
            _is_denied(stage, reply)


@check("APR-013", "HOK-042", title="An answer that does not fit ApprovalResult is no approval")
def misfits(bench: Bench) -> None:
    bodies: tuple[object, ...] = (
        {"approved": "yes"},
        {"approved": 1},
        {},
        None,
        [True],
        {"approved": None},
        {"approved": True, "option": 7},
    )
    for stage in stages(bench):
        for body in bodies:
            _is_denied(stage, _saying(body))


def _saying(body: object) -> Reply:
    def say(call: Incoming) -> None:
        call.say({"result": body})

    return say


@check(
    "APR-030",
    title="approval:required is followed by one of approval:granted and approval:denied, as it was decided",
)
def told(bench: Bench) -> None:
    cases: tuple[tuple[Reply, str], ...] = (
        (YES, "approval:granted"),
        ({"approved": False, "reason": NO}, "approval:denied"),
        (fails(-32002, "service_unavailable", "nobody is there"), "approval:denied"),
    )
    for stage in stages(bench):
        for reply, wanted in cases:
            wherever(PLACES, partial(_told, stage, reply, wanted))


def _told(stage: Stage, reply: Reply, wanted: str, event: str) -> None:
    turn = stage.play(asking(event, reply))
    asked(turn, event)
    _decided(turn, wanted)


def _decided(turn: Turn, wanted: str) -> None:
    came = [
        str(c.params["event"])
        for c in turn.emits()
        if str(c.params["event"]).startswith("approval:")
    ]
    if "approval:required" not in came and not came:
        raise NotVerified("it does not make approvals known")
    if came != ["approval:required", wanted]:
        raise Failed("the events of the approval are others", ["approval:required", wanted], came)
    required, question = turn.emits("approval:required")[0], turn.asked(APPROVAL)[0]
    if not turn.before(required, question) or not turn.before(question, turn.emits(wanted)[0]):
        raise Failed(
            "they are not before and after the question", "required, question, decision", came
        )
