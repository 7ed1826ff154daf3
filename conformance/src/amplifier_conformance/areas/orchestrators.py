"""Turns of orchestrators against a scripted host: the model, the history, the answer (chapter 8)."""

from __future__ import annotations

from ..check import Bench, check
from ..protocol import Json
from ..service import Call
from ..turn import (
    ADD,
    COMPLETE,
    EMIT,
    GET,
    PROMPT,
    SYSTEM,
    Stage,
    Turn,
    fails,
    holds,
    output,
    stages,
    stream,
    streams,
    text,
    wants,
)
from ..verdicts import Failed, NotVerified
from ..world import HOLD
from .orchestrator_tools import runs_tools

TRIES = 9  # errors in a row, more than anybody tries without waiting for long
NOBODY = "no_such_orchestrator_"
RICH: list[Json] = [
    {"type": "thinking", "thinking": "They want much.", "signature": "c2lnbmVk"},
    {"type": "redacted_thinking", "data": "b3BhcXVl"},
    {"type": "reasoning", "content": [{"vendor": 1}], "summary": []},
    {"type": "vendor_citation", "source": "README.md", "lines": [3, 4], "deep": {"x": None}},
    {"type": "text", "text": "Here is what I found.", "visibility": "user"},
]


@check("ORC-001", title="An orchestrator that it does not have is answered with not_found")
def unknown(bench: Bench) -> None:
    for stage in stages(bench):
        params = stage.params(Turn(), orchestrator=NOBODY)
        call = stage.service.send("orchestrator.execute", params)
        data = call.error("not_found", -32004).get("data") or {}
        if data.get("what") != "orchestrator" or data.get("name") != NOBODY:
            wanted = {"what": "orchestrator", "name": NOBODY}
            raise Failed("the error does not tell what was not found", wanted, data)


@check("ORC-002", title="Without an orchestrator the first declared one runs the turn")
def default(bench: Bench) -> None:
    stage = next(stages(bench))
    turn = Turn(text("Hello."))
    params = stage.params(turn)
    del params["orchestrator"]
    with stage.service.hosted(turn):
        result = stage.service.ask("orchestrator.execute", params)
    if result.get("status") != "completed" or result.get("response") != "Hello.":
        raise Failed("the turn was not run to its end", "completed, with the answer Hello.", result)
    for data in turn.told("orchestrator:complete"):
        if data.get("orchestrator") != stage.name:
            raise Failed("another orchestrator ran the turn", stage.name, data)


@check("ORC-005", title="The model and the history are those of the host")
def through_the_host(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.completed(Turn(text("The host's model says so.")))
        if not turn.asked(COMPLETE) or not holds(turn.result, "The host's model says so."):
            raise Failed("the answer is not that of the host's model", COMPLETE, turn.result)
        if not holds(turn.messages, "The host's model says so."):
            raise Failed("the answer is not in the host's history", ADD, turn.messages)
        if not holds(turn.request(0), PROMPT):
            raise Failed("the prompt did not reach the model", PROMPT, turn.request(0))


@check("ORC-010", title="Each request to the model has the system prompt in request.system")
def system_prompt(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.play(Turn(wants("pick"), text("Two."), tools={"pick": output("a plum")}))
        for number, request in enumerate(turn.requests()):
            if SYSTEM not in str(request.get("system")):
                raise Failed(
                    f"request {number + 1} to the model lacks the system prompt",
                    SYSTEM,
                    request.get("system", "no member system"),
                )


@check("ORC-011", title="It asks for the messages with provider_info of the model that reads them")
def for_the_model(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.completed(Turn(text("Hello.")))
        asked = turn.first(COMPLETE)
        reads = [call for call in turn.asked(GET) if turn.before(call, asked)]
        if not reads:
            raise NotVerified("it does not read the history")
        if not reads[-1].params.get("provider_info"):
            raise Failed(
                "the messages of the request were asked for without provider_info",
                "provider_info",
                reads[-1].payload,
            )


@check(
    "ORC-012",
    title="No model is asked before prompt:submit and provider:request were asked of the hooks, and answered",
)
def hooks_first(bench: Bench) -> None:
    for stage in stages(bench):
        for event in ("prompt:submit", "provider:request"):
            _asks_first(stage, event)


def _asks_first(stage: Stage, event: str) -> None:
    turn = Turn(text("Hello."), hooks={event: HOLD})
    call = stage.begin(turn)
    stage.service.wait(f"{event}, or a request to the model", lambda: _seen(turn, event, call))
    stage.service.ping(2)  # what it does without waiting is done by now
    asked = bool(turn.asked(COMPLETE))
    for emit in turn.emits(event):
        emit.answer({"action": "continue"})
    stage.end(turn, call)
    if asked:
        raise Failed(
            f"the model was asked before the emit of {event} was answered",
            f"{EMIT} of {event}, its answer, then {COMPLETE}",
            [c.params.get("event", c.method) for c in turn.calls if c.id is not None],
        )


def _seen(turn: Turn, event: str, call: Call) -> bool:
    return bool(turn.emits(event) or turn.asked(COMPLETE) or call.found())


@check(
    "ORC-013",
    "PRV-005",
    title="The assistant's message is stored with all blocks of the response in their order, unknown ones too",
)
def all_blocks(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.completed(Turn({"content": RICH, "finish_reason": "stop"}))
        _stored(turn, RICH)


@check(
    "ORC-013",
    "PRV-005",
    title="An assistant's message with tool calls is stored with all blocks too",
)
def all_blocks_with_calls(bench: Bench) -> None:
    for stage in stages(bench):
        response = wants("pick", inputs=[{"kind": None, "of": ["plum", 1.5]}])
        blocks = [*RICH, *response["content"], RICH[3]]
        turn = Turn({**response, "content": blocks}, text("A plum."), tools={"pick": output("x")})
        stage.completed(turn)
        runs_tools(turn)
        _stored(turn, blocks)


def _stored(turn: Turn, blocks: list[Json]) -> None:
    said = [m["content"] for m in turn.messages if m.get("role") == "assistant"]
    if not said or said[0] != blocks:
        raise Failed(
            "the stored message is not the response, block by block",
            blocks,
            said[0] if said else "no message of the assistant",
        )


@check("ORC-032", "RPC-044", title="The response of a turn is the whole answer, streamed or not")
def whole_answer(bench: Bench) -> None:
    said = "One, two, three."
    for stage in stages(bench):
        for pieces in ((), ("One,", " two, three."), ("One,",)):
            turn = stage.completed(Turn(streams(text(said), *pieces)))
            if turn.result.get("response") != said:
                raise Failed(
                    f"the response is not the whole answer, of which {pieces or 'nothing'} was streamed",
                    said,
                    turn.result.get("response"),
                )


@check(
    "ORC-030",
    "RPC-043",
    "RPC-054",
    title="The tokens of the model are passed on as stream.token while they arrive",
)
def tokens(bench: Bench) -> None:
    for stage in stages(bench):
        turn = Turn(HOLD)
        call = stage.begin(turn)
        asked = stage.await_call(turn, COMPLETE)
        if not asked.params.get("stream"):
            asked.answer(text("One, two."))
            stage.end(turn, call)
            raise NotVerified("it asks the model without stream")
        for said, so_far in (("One,", "One,"), (" two.", "One, two.")):
            stream(asked, said)
            _await_tokens(call, so_far)
        asked.answer(text("One, two."))
        stage.end(turn, call)
        if _said(call) != "One, two.":
            raise Failed("stream.token is not what the model streamed", "One, two.", _said(call))


def _await_tokens(call: Call, so_far: str) -> None:
    call.service.wait(f"{so_far!r} as stream.token", lambda: _said(call) == so_far or call.found())


def _said(call: Call) -> str:
    return "".join(str(note.get("text")) for note in call.notes("stream.token"))


@check("PRV-006", title="A response with a finish_reason that it does not know is an answer")
def unknown_finish(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.completed(Turn(text("Hello.", finish_reason="vendor:moon")))
        if turn.result.get("response") != "Hello.":
            raise Failed("the answer is lost", "Hello.", turn.result)


# ---- when the model fails, and the end


@check(
    "ORC-042",
    "PRV-022",
    title="When the model cannot be asked, provider:error is emitted and the turn fails, without trying in vain",
)
def model_fails(bench: Bench) -> None:
    suite = {"provider": "suite"}
    final = (
        fails(-32010, "llm_error", llm_error="authentication", retryable=False, **suite),
        fails(-32010, "llm_error", llm_error="vendor:moon", **suite),
    )
    dead = fails(-32002, "service_unavailable", "the provider's service died")
    for stage in stages(bench):
        for error in (*final, dead):
            turn = stage.play(Turn(*[error] * TRIES))
            if "result" in turn.message and turn.status != "failed":
                raise Failed("the turn does not fail", "failed, or an error", turn.result)
            if error is not dead and len(turn.requests()) > 1:
                raise Failed("it asked again though that is of no use", 1, len(turn.requests()))
            if not turn.emits("provider:error"):
                told = [c.params["event"] for c in turn.emits()]
                raise Failed("provider:error was not emitted", "provider:error", told)


@check(
    "ORC-044",
    title="orchestrator:complete and prompt:complete are emitted before a turn is answered",
)
def told_at_the_end(bench: Bench) -> None:
    error = fails(-32002, "service_unavailable", "the provider's service died")
    for stage in stages(bench):
        for answer in (text("Hello."), error):
            turn = stage.play(Turn(answer, answer, answer))
            for event in ("orchestrator:complete", "prompt:complete"):
                if not turn.emits(event):
                    raise Failed(
                        f"{event} was not emitted by a turn that ended as {turn.status}",
                        event,
                        [c.params["event"] for c in turn.emits()],
                    )
