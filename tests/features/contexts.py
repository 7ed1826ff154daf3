"""What a component can do while it handles a call: cancel, deadline, progress, log, output, session, trace."""

from __future__ import annotations

import time
from pathlib import Path

from features.calls import SAID
from features.catalog import feature
from features.driver import HOLD, PATIENCE, SLACK, Answer, Call, Incoming, Service
from features.judge import Json
from features.turns import COMPLETE, END, TURN, emitted, script

GROUP = "The context of a call"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
CANCELLED = Answer(-32800, "cancelled", "as you wish")


def waiting(service: Service, **params: object) -> Call:
    """A call of the tool `wait` that has come to wait."""
    call = service.execute("wait", **params)
    assert call.note("$/progress")["message"] == "waiting"
    return call


@feature(GROUP, "Progress and output while a tool runs, in their order, before its answer")
def progress_and_output(service: Service) -> None:
    call = service.execute("countdown", {})
    assert call.result()["output"] == "done"
    expected = []
    for i in (1, 2, 3):
        step = {"message": f"step {i}", "progress": i, "total": 3}
        expected.append(("$/progress", step))
        expected.append(("stream.tool.output", {"channel": "stdout", "text": f"{i}\n"}))
    notes = [(n["method"], dict(n["params"])) for n in call.notes()]
    for _, params in notes:
        assert params.pop("request_id") == call.id
    assert notes == expected
    answer = service.received.index(call.message())
    assert all(service.received.index(note) < answer for note in call.notes())


@feature(GROUP, "Log lines for the host, structured")
def log(service: Service) -> None:
    with service.host() as host:
        assert service.output("trouble", {"how": "log"}) == "survived"
        (line,) = [c.payload for c in host.calls if c.method == "$/log"]
    wanted = {"level": "info", "message": "hello", "data": {"n": 1}}
    assert wanted.items() <= line.items(), line


@feature(GROUP, "Cancel, immediate: the handler stops")
def cancel_immediate(service: Service) -> None:
    for how in ({}, {"mode": "immediate", "reason": "enough"}):
        call = waiting(service)
        call.cancel(**how)
        error = call.error()
        assert (error["code"], error["data"]["kind"]) == (-32800, "cancelled")


@feature(GROUP, "Cancel, graceful: the handler finishes what runs and returns a result")
def cancel_graceful(service: Service) -> None:
    call = waiting(service)
    call.cancel(mode="graceful")
    result = call.result()
    assert (result.get("success", True), result["output"]) == (True, "stopped")


@feature(GROUP, "Cancel, graceful and then immediate")
def cancel_twice(service: Service) -> None:
    with service.host({"request.tool_execute": HOLD}) as host:
        call = service.execute("ask_host", {"service": "tools"})
        onward = host.call("request.tool_execute")
        call.cancel(mode="graceful")
        assert host.call("$/cancel").params["mode"] == "graceful"
        call.cancel(mode="immediate")
        again = host.call("$/cancel", 1).params
        assert (again["id"], again.get("mode", "immediate")) == (onward.id, "immediate")
        onward.answer(CANCELLED)
        assert call.error()["code"] == -32800


@feature(GROUP, "A cancel travels along to the calls under way at the host")
def cancel_travels(service: Service) -> None:
    with service.host({"request.tool_execute": HOLD}) as host:
        call = service.execute("ask_host", {"service": "tools"})
        onward = host.call("request.tool_execute")
        call.cancel(mode="immediate", reason="the user pressed Ctrl-C")
        cancel = host.call("$/cancel").params
        assert cancel["id"] == onward.id
        assert cancel.get("mode", "immediate") == "immediate"
        assert cancel["reason"] == "the user pressed Ctrl-C"
        onward.answer(CANCELLED)
        assert call.error()["data"]["kind"] == "cancelled"


@feature(GROUP, "A cancelled orchestrator answers with what there is")
def cancel_turn(service: Service) -> None:
    def model(call: Incoming) -> object:
        call.notify("stream.provider.token", index=0, text="Hel")
        return HOLD

    for mode in ("immediate", "graceful"):
        with service.host({**script(), COMPLETE: model}) as host:
            turn = service.send("orchestrator.execute", TURN)
            assert turn.note("stream.token")["text"] == "Hel"
            turn.cancel(mode=mode)
            cancel = host.call("$/cancel").params
            asked = host.call(COMPLETE)
            assert (cancel["id"], cancel.get("mode", "immediate")) == (asked.id, mode)
            asked.answer(CANCELLED)
            result = turn.result()
        assert (result["status"], result["response"]) == ("cancelled", "Hel"), mode
        assert emitted(host)[-2:] == END, mode


@feature(GROUP, "Deadline: past it the call is answered, and what it asked for is cancelled")
def deadline(service: Service) -> None:
    started = time.monotonic()
    call = waiting(service, _meta={"deadline_ms": 400})
    error = call.error()
    took = time.monotonic() - started
    assert (error["code"], error["data"]["kind"]) == (-32001, "deadline_exceeded")
    assert 0.35 < took < 0.4 + 0.25 + SLACK, f"answered after {took:.2f} s (RPC-027)"
    with service.host({"request.tool_execute": HOLD}) as host:
        meta = {"deadline_ms": 300}
        call = service.execute("ask_host", {"service": "tools"}, _meta=meta)
        onward = host.call("request.tool_execute")
        assert call.error()["code"] == -32001
        cancel = host.call("$/cancel").params
        assert (cancel["id"], cancel.get("mode", "immediate")) == (onward.id, "immediate")
        onward.answer(CANCELLED)
    for spent in (0, -5):
        error = service.execute("countdown", {}, _meta={"deadline_ms": spent}).error()
        assert error["code"] == -32001


@feature(
    GROUP, "What the call belongs to: component, call id, session, turn, trace, working directory"
)
def about(service: Service) -> None:
    meta = {"session_id": "s1", "turn_id": "t1", "traceparent": TRACE, "deadline_ms": 60_000}
    told = service.output("about", {}, call_id="c7", _meta=meta)
    assert told["cwd"] is None or Path(told["cwd"]).is_absolute()
    del told["cwd"]
    assert told == {
        "component": "about",
        "call_id": "c7",
        "session_id": "s1",
        "turn_id": "t1",
        "traceparent": TRACE,
        "time_left": True,
    }
    told = service.output("about", {})
    assert (told["call_id"], told["turn_id"], told["traceparent"]) == (None, None, None)
    assert told["time_left"] is False


@feature(GROUP, "The session of configure: its id and its working directory", fresh=True)
def session(start) -> None:
    service = start()
    params = {"config": {}, "session": {"id": "s9", "cwd": "/usr/share", "agent": "a"}}
    assert service.ask("configure", params) == {"status": "ok"}
    told = service.output("about", {})
    assert (told["session_id"], told["cwd"]) == ("s9", "/usr/share")


@feature(GROUP, "`_meta` is passed on: trace, session, one deeper, with the time that is left")
def meta_passed_on(service: Service) -> None:
    meta: Json = {
        "traceparent": TRACE,
        "tracestate": "a=1",
        "baggage": "k=v",
        "session_id": "s1",
        "parent_session_id": "s0",
        "turn_id": "t1",
    }
    script = {"request.tool_execute": {"output": 1}}
    with service.host(script) as host:
        given = {**meta, "deadline_ms": 30_000, "depth": 3}
        service.output("ask_host", {"service": "tools"}, _meta=given)
        passed = dict(host.call("request.tool_execute").meta)
    assert 30_000 - PATIENCE * 1000 < passed.pop("deadline_ms") <= 30_000
    assert passed.pop("depth") == 4
    assert passed == meta
    with service.host(script) as host:
        service.output("ask_host", {"service": "tools"})
        passed = host.call("request.tool_execute").meta
    assert (passed.get("depth"), "deadline_ms" in passed) == (1, False)
    with service.host(script) as host:
        wrong = {"traceparent": 7, "depth": "x", "deadline_ms": "soon", "turn_id": "t2"}
        service.output("ask_host", {"service": "tools"}, _meta=wrong)
        passed = host.call("request.tool_execute").meta
    assert (passed["depth"], passed["turn_id"]) == (1, "t2"), "ill-typed is absent (RPC-060)"
    assert not {"traceparent", "deadline_ms"} & set(passed)


@feature(GROUP, "Many calls side by side: 64 wait while a ping is answered", fresh=True)
def concurrency(start) -> None:
    service = start()
    calls = [waiting(service) for _ in range(64)]
    began = time.monotonic()
    assert service.ask("ping") == {}
    assert time.monotonic() - began < 1 + SLACK, "a ping is answered within a second (RPC-057)"
    danger = {"tool_name": "bash", "tool_input": {"command": "rm -rf /"}}
    assert service.emit("tool:pre", danger)["action"] == "deny", "hooks do not count (RPC-021)"
    for call in reversed(calls):
        call.cancel(mode="graceful")
    assert [call.result()["output"] for call in calls] == ["stopped"] * 64


@feature(GROUP, "Calls of both sides with the same id do not get mixed up")
def same_ids(service: Service) -> None:
    with service.host({"request.tool_execute": HOLD}) as host:
        first = service.execute("ask_host", {"service": "tools"})
        onward = host.call("request.tool_execute")
        params = {"name": "word_count", "input": {"text": "a b"}}
        mine = service.send("tool.execute", params, id=onward.id)
        assert mine.result()["output"] == 2
        onward.answer({"output": "theirs"})
        assert first.result()["output"] == {"success": True, "output": "theirs"}


@feature(GROUP, "Answers of the host may come in any order")
def any_order(service: Service) -> None:
    with service.host({"request.provider_complete": HOLD}) as host:
        calls = [service.execute("ask_host", {"service": "provider_stream"}) for _ in range(3)]
        asked = [host.call("request.provider_complete", number) for number in range(3)]
        for number, call in reversed(list(enumerate(asked))):
            call.notify("stream.provider.token", index=0, text=f"{number}")
            call.answer({**SAID, "content": [{"type": "text", "text": f"{number}"}]})
        outputs = [call.result()["output"] for call in calls]
    assert [o["tokens"] for o in outputs] == [[o["text"]] for o in outputs]
    assert sorted(o["text"] for o in outputs) == ["0", "1", "2"]
