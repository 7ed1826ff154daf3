"""How orchestrators run the tools that a model calls (chapters 4 and 8)."""

from __future__ import annotations

from ..check import Bench, check
from ..protocol import Json
from ..service import Call
from ..turn import (
    EXECUTE,
    Stage,
    Turn,
    failed,
    fails,
    holds,
    output,
    results,
    stages,
    text,
    wants,
)
from ..verdicts import Failed, NotVerified
from ..world import HOLD, Reply

ALONE: Json = {"annotations": {"parallel_safe": False}}
INPUT: Json = {"kind": None, "of": ["plum", 1.5, {"deep": None}]}
KINDS: dict[str, Reply] = {
    "invalid_params": fails(
        -32602,
        "invalid_params",
        "pick: 1 fault",
        errors=[{"path": "/input/kind", "message": "no null"}],
    ),
    "not_found": fails(-32004, "not_found", "no tool pick", what="tool", name="pick"),
    "internal_error": fails(-32603, "internal_error", "pick broke", exception="KeyError"),
    "deadline_exceeded": fails(-32001, "deadline_exceeded", "pick took too long"),
    "service_unavailable": fails(-32002, "service_unavailable", "the service of pick died"),
}


def runs_tools(turn: Turn) -> None:
    """Not verified if the orchestrator offers the model no tools."""
    if not any(request.get("tools") for request in turn.requests()):
        raise NotVerified("it offers the model no tools")


def picking(*replies: Reply, **more: Reply) -> Turn:
    """A turn in which the model calls the tool `pick` once for each of these replies, all at once."""
    names = ["pick"] * len(replies)
    turn = Turn(wants(*names, inputs=[INPUT]), text("So be it."), tools={"pick": list(replies)})
    turn.hooks |= more.get("hooks") or {}
    return turn


def stored(turn: Turn) -> list[tuple[str, Json]]:
    """The tool results in the history."""
    return results(turn.messages)


@check("ORC-020", title="A tool runs after tool:pre was asked and answered, with the model's input")
def pre_first(bench: Bench) -> None:
    for stage in stages(bench):
        turn = picking(output("a plum"), hooks={"tool:pre": HOLD})
        call = stage.begin(turn)
        _await(stage, turn, call, "tool:pre")
        runs_tools(turn)
        stage.service.ping(2)  # what it does without waiting is done by now
        ran = bool(turn.asked(EXECUTE))
        for emit in turn.emits("tool:pre"):
            emit.answer({"action": "continue"})
        stage.end(turn, call)
        if ran or not turn.emits("tool:pre"):
            raise Failed(
                "the tool ran before tool:pre was answered",
                "tool:pre, its answer, then the tool",
                [c.params.get("event", c.method) for c in turn.calls if c.id is not None],
            )
        told = turn.told("tool:pre")[0]
        if told.get("tool_name") != "pick" or told.get("tool_input") != INPUT:
            raise Failed("tool:pre does not tell the call", {"tool_input": INPUT}, told)
        given = turn.first(EXECUTE).params["input"]
        if given != INPUT:
            raise Failed("the tool got another input than the model gave", INPUT, given)


def _await(stage: Stage, turn: Turn, call: Call, event: str) -> None:
    stage.service.wait(
        f"{event}, or a tool that runs",
        lambda: bool(turn.emits(event) or turn.asked(EXECUTE) or call.found()),
    )


@check("TOL-014", title="call_id is the id that the model gave its call")
def call_ids(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.play(picking(output("a"), output("b")))
        runs_tools(turn)
        came = sorted(str(call.params.get("call_id")) for call in turn.asked(EXECUTE))
        if came != ["call_1", "call_2"]:
            raise Failed("the tools were called with other ids", ["call_1", "call_2"], came)


@check("ORC-021", title="tool:post tells the result of each tool that answered")
def post(bench: Bench) -> None:
    answers = (
        output({"fruit": "plum"}),
        {"success": False, "output": None, "error": {"message": "no fruit is left"}},
    )
    for stage in stages(bench):
        for answer in answers:
            turn = stage.completed(picking(answer))
            runs_tools(turn)
            told = turn.told("tool:post")
            if len(told) != 1:
                raise Failed("tool:post was not emitted once for one call", 1, told)
            data = told[0].get("result")
            same = isinstance(data, dict) and data.get("output") == answer["output"]
            if not same or told[0].get("tool_name") != "pick":
                raise Failed("tool:post does not tell the result", answer, told[0])
            _after(turn, "tool:post")


def _after(turn: Turn, event: str) -> None:
    ran, emit = turn.first(EXECUTE), turn.emits(event)[0]
    if not turn.before(ran, emit):
        raise Failed(f"{event} came before the tool ran", f"the tool, then {event}", event)


@check("ORC-022", title="tool:error is emitted for a tool call that was answered with an error")
def error(bench: Bench) -> None:
    for stage in stages(bench):
        for kind, reply in KINDS.items():
            turn = stage.play(picking(reply))
            runs_tools(turn)
            told = turn.told("tool:error")
            if len(told) != 1 or told[0].get("tool_name") != "pick":
                raise Failed(
                    f"tool:error was not emitted for the error {kind}", {"tool_name": "pick"}, told
                )


@check(
    "TOL-025",
    title="Errors of a tool are shown to the model as a failed result, and the turn goes on",
)
def shown_errors(bench: Bench) -> None:
    for stage in stages(bench):
        for kind, reply in KINDS.items():
            turn = stage.play(picking(reply))
            runs_tools(turn)
            if turn.status != "completed" or len(turn.requests()) < 2:
                raise Failed(
                    f"the error {kind} of a tool ended the turn", "completed", turn.message
                )
            shown = results(turn.request(1)["messages"])
            if [name for name, _ in shown] != ["call_1"]:
                raise Failed(f"the model was not shown the error {kind}", "one tool result", shown)


@check("TOL-023", title="A ToolResult without success is one of a tool that succeeded")
def absent_success(bench: Bench) -> None:
    for stage in stages(bench):
        turn = Turn(wants("pick"), text("So be it."), tools={"pick": {"output": "plum-17"}})
        call = stage.begin(turn)
        stage.end(turn, call)
        runs_tools(turn)
        if any(failed(result) for _, result in stored(turn)):
            raise Failed("its result is stored as a failure", "a success", stored(turn))
        if any(note.get("success") is False for note in call.notes("stream.tool_call_end")):
            raise Failed("it was streamed as a failure", "a success", "success: false")
        if not holds(stored(turn), "plum-17") or turn.emits("tool:error"):
            raise Failed("its output is lost", "plum-17", stored(turn))


@check("ORC-024", title="Each tool call gets one result, in the order of the calls")
def one_result_each(bench: Bench) -> None:
    lost: Json = {"success": False, "output": None, "error": {"message": "no fruit is left"}}
    for stage in stages(bench):
        tools = {"slow": HOLD, "quick": output("quick-2"), "poor": lost, "gone": KINDS["not_found"]}
        names = ("slow", "quick", "poor", "gone", "unheard_of", "quick")
        turn = Turn(wants(*names), text("So be it."), tools=tools)
        call = stage.begin(turn)
        _answer_late(stage, turn, call)
        stage.end(turn, call)
        runs_tools(turn)
        wanted = [f"call_{n + 1}" for n in range(len(names))]
        for what, messages in (
            ("stored", turn.messages),
            ("shown to the model", turn.request(-1)["messages"]),
        ):
            came = [name for name, _ in results(messages)]
            if came != wanted:
                raise Failed(
                    f"the results that were {what} are not those of the calls", wanted, came
                )
        for number, word in ((0, "slow-1"), (1, "quick-2"), (2, "no fruit is left")):
            if not holds(stored(turn)[number], word):
                raise Failed(f"call_{number + 1} has the result of another", word, stored(turn))


def _answer_late(stage: Stage, turn: Turn, call: Call) -> None:
    """Answer the slow tool behind the others, unless it is waited for before they are run (ORC-025)."""
    stage.service.wait(
        "a tool that runs", lambda: bool(turn.asked(EXECUTE, name="slow") or call.found())
    )
    stage.service.ping(2)
    for held in turn.asked(EXECUTE, name="slow"):
        held.answer(output("slow-1"))


@check("TOL-016", title="A tool that is not parallel_safe never runs beside itself")
def alone(bench: Bench) -> None:
    for stage in stages(bench):
        count = 3
        turn = Turn(
            wants(*["pick"] * count), text("So be it."), tools={"pick": HOLD}, specs={"pick": ALONE}
        )
        call = stage.begin(turn)
        while len(turn.answered) < count and _one_runs(stage, turn, call):
            turn.answered[-1].answer(output("a plum"))
        stage.end(turn, call)
        runs_tools(turn)


def _one_runs(stage: Stage, turn: Turn, call: Call) -> bool:
    """Wait for one more run of a tool, and see that it is alone; False if the turn ends instead."""
    so_far = len(turn.answered)
    stage.service.wait(
        f"run {so_far + 1} of a tool", lambda: len(turn.asked(EXECUTE)) > so_far or call.found()
    )
    stage.service.ping(2)  # what it starts beside it is started by now
    running = turn.asked(EXECUTE)[so_far:]
    if len(running) > 1:
        raise Failed("the tool runs beside itself", "one at a time", len(running))
    turn.answered += running
    return bool(running)


@check("ORC-031", title="Each stream.tool_call_end follows the stream.tool_call_start with its id")
def starts_and_ends(bench: Bench) -> None:
    denied = {"action": "deny", "reason": "not now"}
    for stage in stages(bench):
        turn = Turn(
            wants("pick", "pick", "gone"),
            text("So be it."),
            tools={"pick": output("a plum"), "gone": KINDS["internal_error"]},
            hooks={"tool:pre": [denied]},
        )
        call = stage.begin(turn)
        stage.end(turn, call)
        started: list[str] = []
        ended = 0
        for name, note in _notes(call):
            if name == "stream.tool_call_start":
                started.append(note["id"])
            elif note.get("id") not in started:
                raise Failed("a tool call ends that has not begun", started, note)
            else:
                started.remove(note["id"])
                ended += 1
        if not ended:
            raise NotVerified("it streams no ends of tool calls")


def _notes(call: Call) -> list[tuple[str, Json]]:
    return [
        (m["method"], m["params"])
        for m in call.service.received
        if str(m.get("method")).startswith("stream.tool_call_")
        and m["params"].get("request_id") == call.id
    ]
