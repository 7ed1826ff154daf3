"""A version 0 service gets one request at a time, and is ended where nothing else can stop it: without a process."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from amplifier_ipc_host.legacy.machine import QUIET, End, Handler, Machine, ToHost, ToService
from hypothesis import given, settings
from hypothesis import strategies as st

Json = dict[str, Any]
CANCELLED = -32800


class Bench:
    """A machine with what it wanted done."""

    def __init__(self) -> None:
        self.machine = Machine("old", {"name": "old"})
        self.to_service: list[Json] = []
        self.to_host: list[Json] = []
        self.ends: list[End] = []

    def do(self, actions: list[Any]) -> None:
        for action in actions:
            if isinstance(action, End):
                self.ends.append(action)
            else:
                place = self.to_service if isinstance(action, ToService) else self.to_host
                assert isinstance(action, ToService | ToHost)
                place.append(action.message)

    def ask(self, request_id, method="tool.execute", now=0.0, **params):
        own = {"name": "t", "input": {}} if method == "tool.execute" else {}
        message = {"id": request_id, "method": method, "params": {**own, **params}}
        self.do(self.machine.from_host(message, now))

    def say(self, now=0.0, **message):
        self.do(self.machine.from_service({"jsonrpc": "2.0", **message}, now))

    def cancel(self, request_id, mode="immediate", now=0.0):
        params = {"id": request_id, "mode": mode}
        self.do(self.machine.from_host({"method": "$/cancel", "params": params}, now))

    def tick(self, now):
        self.do(self.machine.tick(now))

    @property
    def kinds(self):
        return {m["id"]: m["error"]["data"]["kind"] for m in self.to_host if "error" in m}


def test_the_second_request_waits_for_the_answer_to_the_first():
    bench = Bench()
    bench.ask("h-1")
    bench.ask("h-2")
    assert [m["id"] for m in bench.to_service] == ["h-1"]
    bench.say(id="h-1", result={"success": True, "output": 1})
    assert [m["id"] for m in bench.to_service] == ["h-1", "h-2"]


def test_a_waiting_request_is_cancelled_without_the_service():
    bench = Bench()
    bench.ask("h-1")
    bench.ask("h-2")
    bench.cancel("h-2")
    assert bench.kinds == {"h-2": "cancelled"}
    assert len(bench.to_service) == 1
    assert not bench.ends


def test_a_request_under_way_is_cancelled_by_the_end_of_the_service():
    bench = Bench()
    for number in (1, 2):
        bench.ask(f"h-{number}")
    bench.cancel("h-1")
    assert bench.kinds == {"h-1": "cancelled", "h-2": "service_unavailable"}
    assert [end.wanted for end in bench.ends] == [False]
    assert len(bench.to_service) == 1, "nothing is said to it any more"
    bench.ask("h-3")
    assert bench.kinds["h-3"] == "service_unavailable"


def test_unknown_and_answered_cancels_are_ignored():
    bench = Bench()
    bench.ask("h-1")
    bench.say(id="h-1", result=None)
    bench.cancel("h-1")
    bench.cancel("h-9")
    assert not bench.ends
    assert not bench.kinds


def test_a_deadline_is_kept_by_ending_the_service():
    bench = Bench()
    bench.ask("h-1", now=10.0, _meta={"deadline_ms": 1500})
    bench.ask("h-2", now=10.0, _meta={"deadline_ms": 500})
    assert bench.machine.alarm == 10.5
    bench.tick(10.5)
    assert bench.kinds == {"h-2": "deadline_exceeded"}
    assert not bench.ends
    bench.tick(11.5)
    assert bench.kinds["h-1"] == "deadline_exceeded"
    assert len(bench.ends) == 1
    assert bench.machine.alarm is None


def test_ping_and_describe_are_answered_while_it_is_busy():
    bench = Bench()
    bench.ask("h-1")
    bench.ask("h-2", "ping")
    bench.ask("h-3", "describe")
    assert [m["result"] for m in bench.to_host] == [{}, {"name": "old"}]


def test_configure_is_sent_once():
    bench = Bench()
    bench.ask("h-1", "configure", config={})
    assert not bench.to_service
    bench.ask("h-2", "configure", config={"a": {}}, session={"id": "s"})
    assert bench.to_service[0]["params"] == {"config": {"a": {}}}
    bench.say(id="h-2", error={"code": -32603, "message": "no"})
    bench.ask("h-3", "configure", config={"a": {}})
    assert len(bench.to_service) == 1
    assert [m["id"] for m in bench.to_host if "result" in m] == ["h-1", "h-3"]


HANDLERS = [
    Handler("late", ["tool:*"], 50),
    Handler("early", ["tool:pre", "x"], 10),
    Handler("all", ["*"], 99),
]


@pytest.mark.parametrize(
    ("event", "first"), [("tool:pre", "early"), ("tool:post", "late"), ("y", "all")]
)
def test_the_first_of_its_handlers_stands_for_all(event, first):
    bench = Bench()
    bench.machine.mount_hooks(HANDLERS)
    for handler in HANDLERS:
        if handler.hears(event):
            bench.ask(handler.name, "hook.emit", hook=handler.name, event=event, data={})
    assert [m["id"] for m in bench.to_service] == [first]
    assert bench.to_service[0]["params"] == {"event": event, "data": {}}
    others = [h.name for h in HANDLERS if h.hears(event) and h.name != first]
    assert [(m["id"], m["result"]) for m in bench.to_host] == [
        (n, {"action": "continue"}) for n in others
    ]


def test_an_event_that_comes_back_to_it_is_refused():
    """It waits for the answer to its own emit: asking it would be a deadlock."""
    bench = Bench()
    bench.ask("h-1")
    bench.say(id=1, method="request.hook_emit", params={"event": "a", "data": None})
    bench.ask("h-2", "hook.emit", event="a", data={})
    assert bench.kinds == {"h-2": "overloaded"}


def test_its_ids_and_those_of_the_host_are_two_spaces():
    bench = Bench()
    bench.ask(1)
    bench.say(id=1, method="state.get", params={"key": "k"})
    assert bench.to_host[-1]["method"] == "state.get"
    bench.do(bench.machine.from_host({"id": 1, "result": {"value": None}}, 0.0))
    assert bench.to_service[-1] == {"jsonrpc": "2.0", "id": 1, "result": {"value": None}}
    bench.say(id=1, result={"output": "x"})
    assert bench.to_host[-1]["result"]["output"] == "x"


def test_what_it_asks_for_belongs_to_what_it_was_asked():
    bench = Bench()
    meta = {"turn_id": "t", "depth": 2, "deadline_ms": 1000}
    bench.ask("h-1", now=5.0, _meta=meta)
    bench.say(id=1, method="state.get", params={"key": "k"}, now=5.5)
    told = bench.to_host[-1]["params"]
    assert told == {"_meta": {"turn_id": "t", "depth": 3, "deadline_ms": 500}, "key": "k"}


def executing():
    bench = Bench()
    bench.ask("h-1", "orchestrator.execute", prompt="x")
    return bench


def test_a_cancel_travels_along_and_starts_nothing_new():
    bench = executing()
    bench.say(method="stream.token", params={"text": "so far"})
    bench.say(id=1, method="request.tool_execute", params={"name": "t", "input": {}})
    bench.cancel("h-1", "graceful")
    assert bench.to_host[-1]["params"]["id"] == 1
    assert bench.to_host[-1]["params"]["mode"] == "graceful"
    bench.say(id=2, method="request.tool_execute", params={"name": "u", "input": {}})
    assert bench.to_service[-1]["error"]["code"] == CANCELLED
    bench.do(bench.machine.from_host({"id": 1, "result": {"output": 1}}, 0.0))
    bench.say(id=3, method="request.context_add_message", params={"message": {}})
    assert bench.to_host[-1]["method"] == "request.context_add_message"
    bench.do(bench.machine.from_host({"id": 3, "result": {}}, 0.0))
    assert not bench.ends
    bench.say(id=4, method="request.provider_complete", params={"request": {}})
    assert bench.to_host[-1]["result"] == {"response": "so far", "status": "cancelled"}
    assert [end.wanted for end in bench.ends] == [True]


def test_a_cancelled_turn_that_does_nothing_more_is_ended():
    bench = executing()
    bench.cancel("h-1", "graceful", now=7.0)
    assert bench.machine.alarm == 7.0 + QUIET
    bench.tick(7.0 + QUIET)
    assert bench.to_host[-1]["result"]["status"] == "cancelled"
    assert bench.ends


def test_a_cancelled_turn_that_answers_was_cancelled():
    bench = executing()
    bench.cancel("h-1", "graceful")
    bench.say(id="h-1", result="all of it")
    assert bench.to_host[-1]["result"] == {"response": "all of it", "status": "cancelled"}
    assert not bench.ends


# ---- whatever happens -------------------------------------------------------------------------------------------

METHODS = [
    "tool.execute",
    "hook.emit",
    "ping",
    "configure",
    "orchestrator.execute",
    "context.get_messages",
]
OWN = ["request.tool_execute", "request.hook_emit", "state.get", "request.provider_complete"]
steps = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(METHODS), st.sampled_from([None, 0, 5, 50])),
    st.tuples(st.just("cancel"), st.integers(1, 12), st.sampled_from(["graceful", "immediate"])),
    st.tuples(st.just("answer"), st.sampled_from(["x", None, [], {}, {"output": None}, 7])),
    st.tuples(st.just("own"), st.sampled_from(OWN)),
    st.tuples(st.just("settle"), st.integers(1, 8)),
    st.tuples(
        st.just("notify"), st.sampled_from(["stream.token", "stream.tool_result", "$/log", "x"])
    ),
    st.tuples(st.just("wait"), st.integers(0, 60)),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(steps, max_size=40))
def test_each_request_is_answered_once_and_one_at_a_time(script):
    bench, now, asked, numbers = Bench(), 0.0, 0, itertools.count(1)
    for kind, *what in script:
        if kind == "ask":
            asked += 1
            meta = {} if what[1] is None else {"_meta": {"deadline_ms": what[1]}}
            bench.ask(f"h-{asked}", what[0], now, config={"a": {}}, **meta)
        elif kind == "cancel":
            bench.cancel(f"h-{what[0]}", what[1], now)
        elif kind == "answer" and (open_now := under_way(bench)):
            bench.say(now, id=open_now[0], result=what[0])
        elif kind == "own" and not bench.ends:
            bench.say(now, id=next(numbers), method=what[0], params={"name": "t"})
        elif kind == "settle":
            bench.do(bench.machine.from_host({"id": what[0], "result": {}}, now))
        elif kind == "notify":
            bench.say(now, method=what[0], params={"text": "t", "tool_name": "t"})
        elif kind == "wait":
            now += what[0] / 1000
            bench.tick(now)
        assert len(under_way(bench)) <= 1
    if (left := under_way(bench)) and not bench.ends:
        bench.cancel(left[0], "immediate", now)
    while not bench.ends and (left := under_way(bench)):
        bench.say(now, id=left[0], result="x")
    answers = [m["id"] for m in bench.to_host if "method" not in m]
    assert sorted(answers) == sorted(f"h-{n}" for n in range(1, asked + 1))
    assert all("id" in m for m in bench.to_service), "no notification"
    configured = [m for m in bench.to_service if m.get("method") == "configure"]
    assert len(configured) <= 1
    assert len(bench.ends) <= 1


def under_way(bench):
    """What the service has not answered, of what the host still waits for."""
    answered = {m["id"] for m in bench.to_host if "method" not in m}
    return [m["id"] for m in bench.to_service if "method" in m and m["id"] not in answered]
