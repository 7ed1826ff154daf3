"""What lies between version 0 and version 1, without a process: each sentence of section 9 of the protocol's design."""

from __future__ import annotations

from typing import Any

import pytest
from amplifier_ipc._generated import methods
from amplifier_ipc._generated._validate import validate
from amplifier_ipc_host.describe import DescribeError, check
from amplifier_ipc_host.legacy import params as asking
from amplifier_ipc_host.legacy import results as answering
from amplifier_ipc_host.legacy.counting import Counting
from amplifier_ipc_host.legacy.describes import is_old, to_current
from amplifier_ipc_host.legacy.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st

Json = dict[str, Any]
METHODS = sorted(
    row for row, about in methods.METHODS.items() if about.direction == "host_to_service"
)
# Members that some part looks at.
MEMBERS = """capabilities tools hooks events priority content paths input_schema parameters result success output error
message messages tool_calls arguments input usage input_tokens output_tokens content_blocks text models id name action
data provider_info token_budget request providers info defaults tool_name response status code"""
MEMBERS = MEMBERS.split()


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


def test_a_call_that_was_only_announced_is_told_in_the_end():
    streams = Streams("orchestrator.execute", 1)
    streams.take("stream.tool_call_start", {"tool_name": "t"})
    assert streams.rest() == [
        ("stream.tool_call_start", {"id": "call-1", "name": "t", "request_id": 1})
    ]
    assert streams.rest() == []


def test_the_tokens_of_a_provider_go_to_who_asked_it():
    ((method, _),) = Streams("provider.complete", 1).take("stream.token", {"text": "a"})
    assert method == "stream.provider.token"


# ---- other contracts, and whatever comes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "result", "told"),
    [
        (
            "provider.parse_tool_calls",
            [{"id": "c", "name": "t", "arguments": '{"x": 1}'}],
            "ProviderParseToolCallsResult",
        ),
        ("provider.parse_tool_calls", None, "ProviderParseToolCallsResult"),
        (
            "provider.list_models",
            ["m", {"id": "n", "display_name": None}],
            "ProviderListModelsResult",
        ),
        ("provider.list_models", {"models": []}, "ProviderListModelsResult"),
        ("provider.info", {"name": "p", "config_fields": None}, "ProviderInfo"),
        ("content.read", "text", "ContentReadResult"),
        ("content.read", {"content": "text", "mime_type": None}, "ContentReadResult"),
        ("content.list", ["a.md"], "ContentListResult"),
        ("capability.call", None, "CapabilityCallResult"),
        ("channel.collect", {"data": None}, "ChannelCollectResult"),
        ("approval.request", {"approved": True, "option": None}, "ApprovalResult"),
        ("context.add_message", None, "Empty"),
    ],
)
def test_loose_results_fit(method, result, told):
    found = answering.from_service(method, result)
    assert (found == {}) if told == "Empty" else not validate(told, found)


words = st.sampled_from([*sorted(MEMBERS), "x"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(METHODS), anything)
def test_nothing_that_a_service_says_breaks_the_host(method, value):
    """What does not fit is left to be refused by whoever reads it."""
    answering.from_service(method, value)
    answering.to_service(f"request.{method.replace('.', '_')}", value)
    answering.error(value)
    asking.from_service(f"request.{method.replace('.', '_')}", value)
    if isinstance(value, dict):
        asking.to_service(method, value)
        to_current(value, "x")
    streams = Streams(method, "h-1")
    for name in (
        "token",
        "thinking",
        "tool_call_start",
        "tool_call",
        "tool_result",
        "context_message_added",
    ):
        streams.take(f"stream.{name}", value)
    streams.runs_tool(value if isinstance(value, dict) else {})
    streams.rest()
    counting = Counting()
    counting.take(value)
    assert counting.told()["turn_count"] == 1
