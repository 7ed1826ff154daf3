"""The way back: calls of a service to its host, and what of a cancel reaches them (chapter 13)."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from ..check import FIXTURE, Bench, check
from ..http import mapping
from ..http.client import Answer
from ..protocol import Json
from ..service import Call, Incoming
from ..turn import COMPLETE, Stage, Turn, stages
from ..verdicts import Failed
from ..world import HOLD, World
from .http_asking import FIXTURE_PATH, STREAM, ask, fixture_output, linked, sent, shown

GET: Json = {"method": "state.get", "params": {"key": "suite.http"}}
SET: Json = {"method": "state.set", "params": {"key": "suite.http", "value": [None, "é", {}]}}
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
META = {
    "traceparent": TRACE,
    "tracestate": "a=1",
    "baggage": "b=2",
    "session_id": "suite-meta",
    "parent_session_id": "suite-parent",
    "turn_id": "t-1",
    "depth": 2,
}
NOBODY_THERE = "http://127.0.0.1:9/s/none"  # the port of `discard`, which nobody serves


@check(
    "HTP-061",
    title="A call comes to the callback of its request, with the token of that request and its params",
)
def callback(bench: Bench) -> None:
    bench.fixture()
    service = bench.start()
    for number in range(3):  # each request of the suite has an address and a token of its own
        with service.hosted(World()) as world:
            told = service.execute(FIXTURE, {"calls": [SET, GET]}).result()
        answers = (told.get("output") or {}).get("calls")
        if answers != [{"result": {}}, {"result": {"value": [None, "é", {}]}}]:
            raise Failed(
                f"call {number + 1} to the host was not made as it should", "results", told
            )
        came = [call.payload for call in world.asked("state.set")]
        if came != [SET["params"]]:
            raise Failed("the params of a call came otherwise", SET["params"], came)
    if faults := service.judge.tally.faults.get("HTP-061"):
        raise Failed(faults[0], "the callback and the token of its request", "\n".join(faults[:5]))


@check(
    "HTP-061",
    title="A call has the headers of _meta of the request that it is made for, one deeper",
)
def meta(bench: Bench) -> None:
    bench.fixture()
    service = bench.start()
    service.execute(FIXTURE, {"calls": [GET]}, _meta={**META, "deadline_ms": 60_000}).result()
    asked = [call for call in service.incoming if call.method == "state.get"]
    if not asked:
        raise Failed("the call did not come to its callback", "state.get", "nothing")
    came = asked[0].meta
    wanted = {**META, "depth": 3, "traceparent": TRACE[:35]}
    found = {**came, "traceparent": str(came.get("traceparent"))[:35]}
    lost = {name: found.get(name) for name in wanted if found.get(name) != wanted[name]}
    if lost or not 0 < int(came.get("deadline_ms", 0)) <= 60_000:
        raise Failed("the headers of a call do not tell its _meta", wanted, came)


@check(
    "HTP-064",
    title="Calls that are under way to one callback have different ids in Amplifier-Request",
)
def different_ids(bench: Bench) -> None:
    bench.fixture()
    service = bench.start()
    service.world = World(state__get=HOLD)
    door = linked(service).door("http-ids")
    body = {"input": {"calls": [GET]}}
    with (
        sent(service, "POST", FIXTURE_PATH, body, headers=door) as first,
        sent(service, "POST", FIXTURE_PATH, body, headers=door) as second,
    ):
        held = [service.call("state.get", number) for number in range(2)]
        faults = service.judge.tally.faults.get("HTP-064", [])
        for call in held:
            call.answer({"value": call.id})
        answers = [first.answer(), second.answer()]
    if faults:
        raise Failed(
            faults[0], "a different Amplifier-Request for each", [call.id for call in held]
        )
    if any(
        _called(answer) != [{"result": {"value": call.id}}]
        for answer, call in _pairs(answers, held)
    ):
        raise Failed("the answers went to other calls", "each its own", [shown(a) for a in answers])


def _called(answer: Answer) -> Any:
    return fixture_output(answer).get("calls")


def _pairs(answers: list[Answer], held: list[Incoming]) -> list[tuple[Answer, Incoming]]:
    """Each answer with the call that was made for it, whichever came first."""
    told = [str(_called(answer)) for answer in answers]
    turned = held if str(held[0].id) in told[0] else held[::-1]
    return list(zip(answers, turned, strict=True))


@check(
    "HTP-067",
    title="A call to the host for a request without a callback fails with service_unavailable",
)
def no_callback(bench: Bench) -> None:
    bench.fixture()
    answer = ask(bench.service, "POST", FIXTURE_PATH, {"input": {"calls": [GET]}})
    _unavailable(_called(answer), "a call for a request without a callback")


def _unavailable(calls: Any, what: str) -> None:
    error = (calls or [{}])[0].get("error") or {}
    if error.get("code") != -32002:
        raise Failed(f"{what} ended otherwise", {"code": -32002}, calls)


@check(
    "HTP-068",
    title="A token stands in no answer and not on standard error, also where the host is not there",
)
def secret(bench: Bench) -> None:
    token = f"secret-{secrets.token_hex(16)}"
    headers = {"Amplifier-Callback": NOBODY_THERE, "Amplifier-Token": token}
    service = bench.start()
    told = []
    if bench.has_fixture:
        given = {"log": "suite", "progress": 1, "calls": [GET]}
        for accept in ({}, STREAM):
            answer = ask(service, "POST", FIXTURE_PATH, {"input": given}, headers=headers | accept)
            told.append(answer.body)
            if not accept:
                _unavailable(_called(answer), "a call to a host that is not there")
    for verb, target, body in (
        ("GET", "/nothing", None),
        ("GET", "/describe", None),
        ("POST", "/tools/no_such_name_/execute", {"input": {}}),
        ("POST", "/tools/no_such_name_/execute", b"{"),
    ):
        told.append(ask(service, verb, target, body, headers=headers).body)
    for text in told:
        if token.encode() in text:
            raise Failed("an answer tells a token", "no token", text.decode(errors="replace"))
    if not bench.options.url:
        service.end("term")
    if token in service.process.stderr:
        raise Failed("standard error tells a token", "no token", service.process.stderr[-1000:])


@check("HTP-068", title="A bearer token stands in no answer to a request that has another")
def bearer_secret(bench: Bench) -> None:
    token, wrong = (f"secret-{secrets.token_hex(16)}" for _ in range(2))
    service = bench.start(env={"AMPLIFIER_HTTP_TOKEN": token})
    headers = {"Authorization": f"Bearer {wrong}"}
    body = ask(service, "GET", "/describe", headers=headers).body.decode(errors="replace")
    service.end("term")
    for where, text in (("an answer", body), ("standard error", service.process.stderr)):
        if token in text or wrong in text:
            raise Failed(f"{where} tells a token", "no token", text[-1000:])


# ---- a turn that is cancelled


def _cancel(stage: Stage, session: str, body: Json | None) -> None:
    headers = {mapping.SESSION: session}
    answer = ask(stage.service, "POST", "/orchestrator/cancel", body, headers=headers)
    if answer.status != 204 or answer.body:
        raise Failed("POST /orchestrator/cancel is answered with something", 204, shown(answer))


def _held_turn(stage: Stage, turn: Turn, session: str) -> tuple[Call, Incoming]:
    """A turn in a session, up to the first request to the model, which is held."""
    call = stage.begin(turn, _meta={"session_id": session})
    return call, stage.await_call(turn, COMPLETE)


def _session() -> str:
    return f"suite-{secrets.token_hex(6)}"


@check(
    "HTP-051", title="POST /orchestrator/cancel is answered with 204, also if nothing is under way"
)
def cancel_of_nothing(bench: Bench) -> None:
    bench.declared("orchestrators")
    for body in ({"mode": "graceful"}, {"mode": "immediate", "reason": "suite"}, {}, None):
        answer = ask(bench.service, "POST", "/orchestrator/cancel", body)
        if answer.status != 204 or answer.body:
            raise Failed(f"a cancel ({body}) is answered with something", 204, shown(answer))


@check(
    "HTP-051",
    title="A cancel is about the executions of its session, whose streams go on to their results",
)
def cancel_of_session(bench: Bench) -> None:
    for stage in stages(bench):
        mine, other = _session(), _session()
        turn = Turn(HOLD)
        call, held = _held_turn(stage, turn, mine)
        _cancel(stage, other, {"mode": "immediate"})
        stage.service.ping(2)
        if held.cancelled or call.found():
            raise Failed("a cancel of another session was heeded", "nothing", held.cancelled)
        _cancel(stage, mine, {"mode": "immediate", "reason": "suite"})
        _cancelled(stage, held, "immediate")
        turn.message = call.message()
        if turn.status != "cancelled":
            raise Failed("the stream did not go on to its result", "cancelled", turn.message)


@check(
    "HTP-052",
    "HTP-051",
    title="A graceful cancel is passed on to the calls under way by $/cancel with their ids",
)
def graceful(bench: Bench) -> None:
    for stage in stages(bench):
        session = _session()
        turn = Turn(HOLD)
        call, held = _held_turn(stage, turn, session)
        _cancel(stage, session, {"mode": "graceful"})
        _cancelled(stage, held, "graceful")
        held.fail(-32800, "cancelled")
        turn.message = call.message()
        if turn.status != "cancelled":
            raise Failed("the stream did not go on to its result", "cancelled", turn.message)


def _cancelled(stage: Stage, held: Incoming, mode: str) -> None:
    what = f"the cancel of {held.method}, which is under way"
    stage.service.wait(what, partial(getattr, held, "cancelled"))
    came = held.cancelled[0].get("mode", "immediate")
    if came != mode:
        raise Failed(f"the cancel of {held.method} has another mode", mode, held.cancelled[0])
