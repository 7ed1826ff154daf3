"""What lies between version 0 and version 1, without a process: each sentence of section 9 of the protocol's design."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from amplifier_ipc._generated._validate import validate
from amplifier_ipc_host.describe import DescribeError, check
from amplifier_ipc_host.legacy import params as asking
from amplifier_ipc_host.legacy import results as answering
from amplifier_ipc_host.legacy.describes import is_old, to_current
from amplifier_ipc_host.legacy.machine import QUIET, End, Handler, Machine, ToHost, ToService
from amplifier_ipc_host.legacy.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st

Json = dict[str, Any]
CODES = {"cancelled": -32800, "deadline_exceeded": -32001, "service_unavailable": -32002}


# ---- describe ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "old"),
    [
        ({}, True),
        ({"protocol_version": None, "name": "x"}, True),
        ({"protocol_version": "1.0"}, False),
        ({"protocol_version": "2.0"}, False),
        ([], False),
        (None, False),
        ("describe", False),
    ],
)
def test_an_answer_without_a_version_is_of_version_0(answer, old):
    assert is_old(answer) is old


LOOSE = {
    "capabilities": {
        "tools": [
            {
                "name": "a",
                "description": "A.",
                "input_schema": None,
                "parameters": {"type": "object"},
            },
            {
                "name": "b",
                "description": None,
                "input_schema": {"type": "object", "properties": {}},
            },
            {"name": "c"},
        ],
        "hooks": [
            {"name": "h", "events": ["tool:pre"], "priority": None},
            {"name": "g", "events": "*"},
        ],
        "providers": [],
        "orchestrators": None,
        "content": {"paths": []},
    }
}


def test_loose_describes_fit():
    """Two names of the schema, no priority (0), empty lists, no name and no version."""
    told = check(to_current(LOOSE, "mine", ["context"]))
    assert (told["name"], told["version"], told["requires"]) == ("mine", "0", ["context"])
    schemas = [tool["input_schema"] for tool in told["capabilities"]["tools"]]
    empty = {"type": "object", "properties": {}}
    assert schemas == [{"type": "object"}, empty, empty]
    assert [hook["priority"] for hook in told["capabilities"]["hooks"]] == [0, 0]
    assert sorted(told["capabilities"]) == ["hooks", "tools"]
    assert told["limits"]["max_concurrency"] == 1


def test_lists_may_stand_without_capabilities():
    told = check(to_current({"name": "flat", "tools": [{"name": "a"}]}, "x"))
    assert told["capabilities"]["tools"][0]["name"] == "a"


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ({"capabilities": []}, "/capabilities"),
        ({"capabilities": {"tools": {"a": 1}}}, "/capabilities/tools"),
        ({"capabilities": {"tools": [7]}}, "/capabilities/tools/0"),
        ({"name": 7}, "/name"),
    ],
)
def test_what_cannot_be_read_is_named(answer, where):
    with pytest.raises(DescribeError, match=where):
        check(to_current(answer, "x"))


# ---- params and results -----------------------------------------------------------------------------------------


def test_tools_are_asked_without_call_id_and_meta():
    given = {"_meta": {"depth": 1}, "name": "t", "call_id": "c", "input": {"x": None}}
    assert asking.to_service("tool.execute", given) == {"name": "t", "input": {"x": None}}


def test_messages_are_asked_for_with_the_provider_info_flat():
    info = {"id": "p", "display_name": "P"}
    given = {"_meta": {}, "provider_info": info, "token_budget": 1000}
    assert asking.to_service("context.get_messages", given) == info
    assert asking.to_service("context.get_messages", {"_meta": {}}) == {}
    told = asking.from_service("request.context_get_messages", {**info, "defaults": None})
    assert not validate("ProviderInfo", told["provider_info"])
    assert asking.from_service("request.context_get_messages", {}) == {}
    assert asking.from_service("request.context_get_messages", None) == {}


def test_a_bare_array_is_the_history_both_ways():
    bare = [{"role": "assistant", "content": None, "name": None}]
    fits = [{"role": "assistant", "content": ""}]
    assert answering.from_service("context.get_messages", bare) == {"messages": fits}
    assert answering.from_service("context.get_messages", None) == {"messages": []}
    assert answering.to_service("request.context_get_messages", {"messages": fits}) == fits


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ("done", {"response": "done", "status": "completed"}),
        (None, {"response": "", "status": "completed"}),
        ({"response": "done", "usage": None}, {"response": "done", "status": "completed"}),
        (7, {"response": "7", "status": "completed"}),
    ],
)
def test_the_result_of_a_turn_is_a_bare_string(result, told):
    assert answering.from_service("orchestrator.execute", result) == told


BLOCK = {"type": "text", "text": "hi"}


@pytest.mark.parametrize(
    ("given", "content"),
    [
        ({"content": "hi", "text": "hi", "content_blocks": None}, [BLOCK]),
        ({"content": None, "text": "hi", "content_blocks": [BLOCK]}, [BLOCK]),
        ({"content": None, "text": "hi", "content_blocks": None}, [BLOCK]),
        ({"content": [{**BLOCK, "visibility": None}], "text": "hi"}, [BLOCK]),
        ({"content": None, "text": None, "content_blocks": None}, []),
    ],
)
def test_a_response_has_its_content_in_blocks(given, content):
    nulls = dict.fromkeys(("tool_calls", "usage", "finish_reason", "degradation", "metadata"))
    told = answering.from_service("provider.complete", {**nulls, **given})
    assert told == {"content": content}
    assert not validate("ChatResponse", told)


def test_an_orchestrator_of_version_0_reads_its_response_as_ever():
    told = answering.to_service("request.provider_complete", {"content": [BLOCK]})
    assert (told["text"], told["content_blocks"], told["tool_calls"]) == ("hi", [BLOCK], None)


def test_nulls_in_free_json_stay():
    output = {"a": None, "b": [None]}
    told = answering.from_service(
        "tool.execute", {"success": True, "output": output, "error": None}
    )
    assert told == {"success": True, "output": output}
    assert answering.from_service("tool.execute", {"output": None})["output"] is None


def test_a_failed_tool_may_tell_its_error_as_a_text():
    told = answering.from_service("tool.execute", {"success": False, "output": None, "error": "no"})
    assert told["error"] == {"message": "no"}
    assert not validate("ToolResult", told)


@pytest.mark.parametrize("action", ["continue", "deny", "modify", "inject_context", "ask_user"])
def test_actions_are_upper_case_there(action):
    told = answering.from_service("hook.emit", {"action": action.upper(), "data": None})
    assert told == {"action": action}
    back = answering.to_service("request.hook_emit", {"action": action})
    assert back["action"] == action.upper()
    assert (back["data"], back["reason"]) == (None, None)


@pytest.mark.parametrize(
    ("code", "kind"),
    [(-32601, "method_not_found"), (-32603, "internal_error"), (-32000, "internal_error")],
)
def test_errors_have_no_data(code, kind):
    told = answering.error({"code": code, "message": "no"})
    assert told == {"code": code, "message": "no", "data": {"kind": kind}}


# ---- notifications ----------------------------------------------------------------------------------------------


def test_notifications_belong_to_the_request_under_way():
    streams = Streams("orchestrator.execute", "h-7")
    about = {"request_id": "h-7"}
    said = [
        ("stream.thinking", {"thinking": "hm"}),
        ("stream.token", {"text": "a"}),
        ("stream.token", {"text": "b"}),
        ("stream.tool_call_start", {"tool_name": "t"}),
        ("stream.tool_call", {"tool_name": "t", "arguments": {"x": 1}}),
        ("stream.tool_result", {"tool_name": "t", "success": True, "output": {"y": 2}}),
        ("stream.todo_update", {"todos": [{"content": "c", "status": "pending"}]}),
        (
            "stream.context_message_added",
            {"message": {"role": "user", "content": "x", "name": None}},
        ),
        ("vendor.thing", {}),
    ]
    told = [each for method, given in said for each in streams.take(method, given)]
    assert told == [
        ("stream.thinking", {"index": 0, "text": "hm", **about}),
        ("stream.token", {"index": 1, "text": "a", **about}),
        ("stream.token", {"index": 1, "text": "b", **about}),
        ("stream.tool_call_start", {"id": "call-1", "name": "t", "input": {"x": 1}, **about}),
        (
            "stream.tool_call_end",
            {"id": "call-1", "name": "t", "success": True, "output_preview": '{"y": 2}', **about},
        ),
        ("stream.todo_update", {"todos": [{"content": "c", "status": "pending"}], **about}),
        ("stream.context_message_added", {"message": {"role": "user", "content": "x"}, **about}),
    ]


def test_a_call_begins_with_the_request_for_the_tool_where_nothing_else_tells_it():
    streams = Streams("orchestrator.execute", 1)
    assert streams.take("stream.tool_call_start", {"tool_name": "t"}) == []
    (begun,) = streams.runs_tool({"name": "t", "input": {}})
    assert begun[1]["name"] == "t"
    assert streams.take("stream.tool_call", {"tool_name": "t", "arguments": {}}) == []
    (ended,) = streams.take(
        "stream.tool_result", {"tool_name": "t", "success": False, "output": None}
    )
    assert (ended[1]["id"], ended[1]["success"]) == (begun[1]["id"], False)


def test_the_tokens_of_a_provider_go_to_who_asked_it():
    ((method, _),) = Streams("provider.complete", 1).take("stream.token", {"text": "a"})
    assert method == "stream.provider.token"


# ---- one request at a time --------------------------------------------------------------------------------------


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
    assert bench.to_service[-1]["error"]["code"] == CODES["cancelled"]
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
