"""The tables say what the protocol's text says. The expected values here are typed from that text."""

import re
from typing import Any

import pytest
from generate import source

SOURCE = source.load()
METHODS = {row["method"]: row for row in SOURCE.methods}
EVENTS = {row["name"]: row for row in SOURCE.events}

HOST_TO_SERVICE = [
    "describe",
    "configure",
    "orchestrator.execute",
    "provider.complete",
    "provider.info",
    "provider.list_models",
    "provider.parse_tool_calls",
    "tool.execute",
    "hook.emit",
    "context.add_message",
    "context.set_messages",
    "context.clear",
    "context.get_messages",
    "approval.request",
    "content.read",
    "content.list",
    "capability.call",
    "channel.collect",
    "channel.message",
]
SERVICE_TO_HOST = [
    "$/log",
    "state.get",
    "state.set",
    "request.state_get",
    "request.state_set",
    "capability.get",
    "capability.list",
    "channel.publish",
    "display.show",
    "request.hook_emit",
    "request.tool_execute",
    "request.provider_complete",
    "request.provider_info",
    "request.provider_list_models",
    "request.context_add_message",
    "request.context_get_messages",
    "request.context_set_messages",
    "request.context_clear",
    "request.approval",
    "request.session_spawn",
    "request.session_resume",
    "request.content_read",
    "request.content_list",
    "request.capability_call",
    "request.channel_collect",
    "stream.token",
    "stream.thinking",
    "stream.tool_call_start",
    "stream.tool_call_end",
    "stream.content_block_start",
    "stream.content_block_delta",
    "stream.content_block_end",
    "stream.context_message_added",
    "stream.todo_update",
    "stream.usage",
]
BOTH = [
    "ping",
    "$/cancel",
    "$/progress",
    "stream.tool.output",
    "stream.provider.token",
    "stream.provider.thinking",
    "stream.provider.tool_call_start",
    "stream.provider.content_block_start",
    "stream.provider.content_block_delta",
    "stream.provider.content_block_end",
    "stream.provider.usage",
]
NOTIFICATIONS = {
    "$/cancel",
    "$/progress",
    "$/log",
    "channel.message",
    "channel.publish",
    "display.show",
}
GRANTS = {
    "hook.emit": ["request.hook_emit"],
    "tool.execute": ["request.tool_execute"],
    "provider.complete": [
        "request.provider_complete",
        "request.provider_info",
        "request.provider_list_models",
    ],
    "context": [
        "request.context_add_message",
        "request.context_get_messages",
        "request.context_set_messages",
        "request.context_clear",
    ],
    "approval": ["request.approval"],
    "session.spawn": ["request.session_spawn", "request.session_resume"],
    "content.read": ["request.content_read", "request.content_list"],
    "capability.call": ["request.capability_call"],
    "channel.collect": ["request.channel_collect"],
}
ENDPOINTS = {
    "describe": "GET /describe",
    "configure": "POST /configure",
    "ping": "GET /healthz",
    "tool.execute": "POST /tools/{name}/execute",
    "provider.complete": "POST /providers/{provider}/complete",
    "provider.parse_tool_calls": "POST /providers/{provider}/parse_tool_calls",
    "provider.info": "GET /providers/{provider}",
    "provider.list_models": "GET /providers/{provider}/models",
    "hook.emit": "POST /hooks/{event}",
    "context.get_messages": "GET /context/messages",
    "context.add_message": "POST /context/messages",
    "context.set_messages": "PUT /context/messages",
    "context.clear": "DELETE /context/messages",
    "orchestrator.execute": "POST /orchestrator/execute",
    "$/cancel": "POST /orchestrator/cancel",
    "approval.request": "POST /approvals",
    "content.list": "GET /content",
    "content.read": "GET /content/{path}",
    "capability.call": "POST /capabilities/{name}",
    "channel.collect": "GET /channels/{channel}",
    "channel.message": "POST /channels/{channel}",
}
KINDS = {
    "parse_error": (-32700, 400),
    "invalid_request": (-32600, 400),
    "method_not_found": (-32601, 404),
    "invalid_params": (-32602, 422),
    "internal_error": (-32603, 500),
    "cancelled": (-32800, 499),
    "deadline_exceeded": (-32001, 504),
    "service_unavailable": (-32002, 503),
    "permission_denied": (-32003, 403),
    "not_found": (-32004, 404),
    "overloaded": (-32005, 429),
    "message_too_large": (-32006, 413),
    "not_ready": (-32007, 503),
    "unsupported_version": (-32008, 400),
    "llm_error": (-32010, 502),
}
LLM_ERRORS = {  # name: (parent, retryable)
    "rate_limit": (None, True),
    "quota_exceeded": ("rate_limit", False),
    "authentication": (None, False),
    "access_denied": ("authentication", False),
    "context_length": (None, False),
    "content_filter": (None, False),
    "invalid_request": (None, False),
    "not_found": (None, False),
    "provider_unavailable": (None, True),
    "network": ("provider_unavailable", True),
    "llm_timeout": (None, True),
    "stream_error": (None, True),
    "abort": (None, False),
    "invalid_tool_call": (None, False),
    "configuration": (None, False),
}
EVENT_NAMES = {
    "session": "session:start session:end session:fork session:resume "
    "session:start:debug session:start:raw session:fork:debug session:fork:raw session:resume:debug session:resume:raw",
    "prompt": "prompt:submit prompt:complete",
    "plan": "plan:start plan:end",
    "provider": "provider:request provider:response provider:error provider:retry "
    "provider:throttle provider:tool_sequence_repaired provider:resolve",
    "llm": "llm:request llm:response llm:request:debug llm:request:raw llm:response:debug llm:response:raw",
    "content": "content_block:start content_block:delta content_block:end",
    "thinking": "thinking:delta thinking:final",
    "tool": "tool:pre tool:post tool:error",
    "context": "context:pre_compact context:post_compact context:compaction context:include",
    "orchestrator": "orchestrator:complete execution:start execution:end",
    "user": "user:notification",
    "artifact": "artifact:write artifact:read",
    "policy": "policy:violation approval:required approval:granted approval:denied",
    "cancel": "cancel:requested cancel:completed",
}
OPEN_MEMBERS = {
    "provider:request": ["provider", "model", "model_config", "tool_names"],
    "tool:pre": ["tool_input"],
    "tool:post": ["result"],
    "prompt:submit": ["prompt"],
}


def test_every_method_of_the_protocol_is_in_the_table() -> None:
    directions = {
        "host_to_service": HOST_TO_SERVICE,
        "service_to_host": SERVICE_TO_HOST,
        "both": BOTH,
    }
    for direction, names in directions.items():
        assert {name for name, row in METHODS.items() if row["direction"] == direction} == set(
            names
        )
    assert len(METHODS) == len(SOURCE.methods), "each method once"


@pytest.mark.parametrize("row", SOURCE.methods, ids=lambda row: row["method"])
def test_method(row: dict[str, Any]) -> None:
    stream = row["method"].startswith("stream.")
    assert row["kind"] == (
        "notification" if stream or row["method"] in NOTIFICATIONS else "request"
    )
    for key in ("params", "result"):
        if row["kind"] == "notification" and key == "result":
            assert row[key] is None
            continue
        file, _, name = row[key].partition(".schema.json#/$defs/")
        assert SOURCE.file_of[name] == file
    assert row["description"].endswith((".", "?"))
    if "routes_to" in row:
        assert row["routes_to"] in METHODS
    properties = SOURCE.defs[source.ref_name(row["params"])]["properties"]
    if "routing_member" in row:
        assert row["routing_member"] in properties
    if row["http"]:
        assert set(re.findall(r"{(\w+)}", row["http"]["path"])) <= set(properties)


def test_grants() -> None:
    rows = [(row["grant"], row["method"]) for row in SOURCE.methods if row["grant"]]
    assert sorted(rows) == sorted(
        (grant, name) for grant, names in GRANTS.items() for name in names
    )
    assert set(GRANTS) == set(SOURCE.defs["Grant"]["anyOf"][0]["enum"])


def test_endpoints() -> None:
    found = {
        name: f"{row['http']['method']} {row['http']['path']}"
        for name, row in METHODS.items()
        if row["http"]
    }
    assert found == ENDPOINTS
    streams = {name: row["http"] for name, row in METHODS.items() if row["http"]}
    assert {name: http["stream"] for name, http in streams.items() if "stream" in http} == {
        "orchestrator.execute": "always",
        "tool.execute": "accept",
    }
    assert {n: http["stream_path"] for n, http in streams.items() if "stream_path" in http} == {
        "provider.complete": "/providers/{provider}/stream"
    }


def test_kinds() -> None:
    assert {row["kind"]: (row["code"], row["http_status"]) for row in SOURCE.kinds} == KINDS
    assert SOURCE.defs["ErrorKind"]["anyOf"][0]["enum"] == list(KINDS)


def test_llm_errors() -> None:
    assert {
        row["name"]: (row["parent"], row["retryable"]) for row in SOURCE.llm_errors
    } == LLM_ERRORS
    assert SOURCE.defs["LlmErrorName"]["anyOf"][0]["enum"] == list(LLM_ERRORS)
    assert len({row["class"] for row in SOURCE.llm_errors}) == 15


def test_events() -> None:
    assert {name: row["category"] for name, row in EVENTS.items()} == {
        name: category for category, names in EVENT_NAMES.items() for name in names.split()
    }
    assert len(SOURCE.events) == 51
    assert len(EVENT_NAMES) == 14
    for name, row in EVENTS.items():
        assert row["modify"] == OPEN_MEMBERS.get(name)
        assert set(row["actions"]) <= {"deny", "modify", "inject_context", "ask_user"}
        assert ("modify" in row["actions"]) == (name in OPEN_MEMBERS)
        file, _, data = row["data"].partition(".schema.json#/$defs/")
        assert SOURCE.file_of[data] == file
        properties = SOURCE.defs[data]["properties"]
        assert set(row["modify"] or ()) <= set(properties)
        assert {"timestamp", "session_id", "parent_id"} <= set(properties)


def test_every_event_has_a_data_schema() -> None:
    """That the examples of these types validate is shown by test_examples.py."""
    assert {name for name, row in EVENTS.items() if row["data"] is None} == set()
