"""The calls of a service to its host, each typed: what it sends, and what it makes of the answers."""

from __future__ import annotations

from features.catalog import feature
from features.components import text_of, user
from features.driver import Answer, Host, Incoming, Script, Service
from features.judge import Json

GROUP = "Calls to the host"
SAID = {"content": [{"type": "text", "text": "hello"}], "finish_reason": "stop"}
INFO = {
    "id": "robot",
    "display_name": "Robot",
    "credential_env_vars": [],
    "capabilities": ["streaming", "a capability of tomorrow"],
    "defaults": {},
    "config_fields": [],
}
MODEL = {
    "id": "robot-1",
    "display_name": "Robot 1",
    "context_window": 1000,
    "max_output_tokens": 100,
    "capabilities": [],
    "defaults": {},
}
PROVIDER = {"request.provider_info": INFO, "request.provider_list_models": {"models": [MODEL]}}
COUNT = {"name": "words.count", "service": "counter", "description": "Counts.", "input_schema": {}}


def ask(service: Service, which: str, script: Script) -> tuple[Json, Host]:
    """What `ask_host` returns under this script, and the host that saw its calls."""
    with service.host(script) as host:
        return service.output("ask_host", {"service": which}), host


@feature(GROUP, "Hooks: emit an event")
def hooks(service: Service) -> None:
    reply = {"action": "deny", "reason": "not today", "user_message": "no"}
    output, host = ask(service, "hooks", {"request.hook_emit": reply})
    assert output == {"action": "deny", "reason": "not today"}
    data = {"tool_name": "bash", "tool_input": {"command": "ls"}}
    assert host.asked == [("request.hook_emit", {"event": "tool:pre", "data": data})]
    output, _ = ask(service, "hooks", {"request.hook_emit": {}})
    assert output == {"action": "continue", "reason": None}, "no action says continue (HOK-030)"


@feature(GROUP, "Tools: execute one of any service")
def tools(service: Service) -> None:
    reply = {"success": True, "output": {"text": [None, "hi"]}, "metadata": {"n": 1}}
    output, host = ask(service, "tools", {"request.tool_execute": reply})
    assert output == {"success": True, "output": {"text": [None, "hi"]}}
    call = {"name": "echo", "call_id": "c1", "input": {"text": "hi"}}
    assert host.asked == [("request.tool_execute", call)]
    failed = {"success": False, "output": None, "error": {"message": "no"}}
    output, _ = ask(service, "tools", {"request.tool_execute": failed})
    assert output == {"success": False, "output": None}
    output, _ = ask(service, "tools", {"request.tool_execute": {"output": 1}})
    assert output == {"success": True, "output": 1}, "an absent success is true (TOL-023)"


@feature(GROUP, "Provider: complete, info, models")
def provider(service: Service) -> None:
    script = {**PROVIDER, "request.provider_complete": SAID}
    output, host = ask(service, "provider", script)
    assert output == {"provider": "robot", "models": ["robot-1"], "text": "hello"}
    asked = dict(host.asked)
    assert asked["request.provider_info"] == asked["request.provider_list_models"] == {}
    (message,) = asked["request.provider_complete"]["request"]["messages"]
    assert (message["role"], text_of(message["content"])) == ("user", "hi")
    assert not asked["request.provider_complete"].get("stream")


@feature(GROUP, "Provider: read a stream as it comes, then the whole response")
def provider_stream(service: Service) -> None:
    def model(call: Incoming) -> Json:
        call.notify("stream.provider.content_block_start", type="text", index=0)
        call.notify("stream.provider.token", index=0, text="hel")
        call.notify("stream.provider.token", index=0, text="lo")
        call.notify("stream.provider.content_block_end", type="text", index=0)
        return SAID

    output, host = ask(service, "provider_stream", {"request.provider_complete": model})
    assert output == {"tokens": ["hel", "lo"], "text": "hello"}
    ((_, params),) = host.asked
    assert params["stream"] is True
    output, _ = ask(service, "provider_stream", {"request.provider_complete": SAID})
    assert output == {"tokens": [], "text": "hello"}, "a stream may stay away"


@feature(GROUP, "Context: add, get, set and clear messages")
def context(service: Service) -> None:
    unknown = {"type": "hologram", "depth": {"z": [1]}}
    block = {"role": "assistant", "content": [{"type": "text", "text": "x"}, unknown]}
    messages = [{**user("a"), "metadata": {"kept": 1}}, block]
    script = {
        "request.context_add_message": {},
        "request.context_get_messages": {"messages": messages},
        "request.context_set_messages": {},
        "request.context_clear": {},
    }
    output, host = ask(service, "context", script)
    assert output == {"count": 2}
    (_, added), (_, wanted), (_, replaced), (_, cleared) = host.asked
    assert [method for method, _ in host.asked] == list(script)
    assert (added["message"]["role"], text_of(added["message"]["content"])) == ("user", "hi")
    assert wanted == {"token_budget": 100}
    assert replaced == {"messages": messages}, "unknown blocks are kept (PRV-005)"
    assert cleared == {}


@feature(GROUP, "State: set and get")
def state(service: Service) -> None:
    script = {"state.set": {}, "state.get": {"value": {"n": 2, "none": None}}}
    output, host = ask(service, "state", script)
    assert output == {"value": {"n": 2, "none": None}}
    key = "everything.last"
    assert host.asked == [
        ("state.set", {"key": key, "value": {"n": 1}}),
        ("state.get", {"key": key}),
    ]
    output, _ = ask(service, "state", {"state.set": {}, "state.get": {"value": None}})
    assert output == {"value": None}


@feature(GROUP, "Approval: ask the user")
def approval(service: Service) -> None:
    script = {"request.approval": {"approved": False, "reason": "too late", "remember": True}}
    output, host = ask(service, "approval", script)
    assert output == {"approved": False, "reason": "too late"}
    wanted = {"tool_name": "bash", "action": "run", "details": {}, "risk_level": "high"}
    ((_, params),) = host.asked
    assert wanted.items() <= params.items()
    output, _ = ask(service, "approval", {"request.approval": {"approved": True}})
    assert output == {"approved": True, "reason": None}


@feature(GROUP, "Sessions: spawn a child, and resume it")
def sessions(service: Service) -> None:
    def ended(call: Incoming) -> Json:
        said = f"did: {call.params['instruction']}"
        return {"session_id": "s1-c1_self", "response": said, "turn_count": 1, "metadata": {}}

    script = {"request.session_spawn": ended, "request.session_resume": ended}
    output, host = ask(service, "sessions", script)
    assert output == {"session_id": "s1-c1_self", "first": "did: hi", "second": "did: more"}
    (_, spawned), resumed = host.asked
    assert {"agent": "self", "instruction": "hi"}.items() <= spawned.items()
    wanted = {"session_id": "s1-c1_self", "instruction": "more"}
    assert resumed == ("request.session_resume", wanted)


@feature(GROUP, "Capabilities: list, get, call")
def capabilities(service: Service) -> None:
    script = {
        "capability.list": {"capabilities": [COUNT, {**COUNT, "name": "b"}]},
        "capability.get": COUNT,
        "request.capability_call": {"output": [None, 2]},
    }
    output, host = ask(service, "capabilities", script)
    assert output == {"names": ["words.count", "b"], "service": "counter", "output": [None, 2]}
    call = {"name": "words.count", "input": {"text": "a b"}}
    assert sorted(host.asked) == [
        ("capability.get", {"name": "words.count"}),
        ("capability.list", {}),
        ("request.capability_call", call),
    ]


@feature(GROUP, "Channels: publish and collect")
def channels(service: Service) -> None:
    contributions = [{"service": "a", "data": {"n": 1}}, {"service": "b", "data": None}]
    script = {"request.channel_collect": {"contributions": contributions}}
    output, host = ask(service, "channels", script)
    assert output == {"contributions": [{"n": 1}, None]}
    assert host.asked == [
        ("channel.publish", {"channel": "news", "data": {"n": 1}}),
        ("request.channel_collect", {"channel": "news"}),
    ]


@feature(GROUP, "Display: show the user a message")
def display(service: Service) -> None:
    output, host = ask(service, "display", {})
    assert output == "shown"
    ((method, params),) = host.asked
    assert (method, params["message"], params["level"]) == ("display.show", "hello", "warning")


@feature(GROUP, "Content: list and read that of any service")
def content(service: Service) -> None:
    script = {
        "request.content_list": {"paths": ["context/a.md", "context/b.md"]},
        "request.content_read": {"content": "Hello.\n", "encoding": "utf-8"},
    }
    output, host = ask(service, "content", script)
    assert output == {"paths": ["context/a.md", "context/b.md"], "content": "Hello.\n"}
    assert host.asked == [
        ("request.content_list", {"prefix": "context/"}),
        ("request.content_read", {"path": "context/hello.md"}),
    ]


FIRST = {
    "hooks": "request.hook_emit",
    "tools": "request.tool_execute",
    "provider_stream": "request.provider_complete",
    "context": "request.context_add_message",
    "state": "state.set",
    "approval": "request.approval",
    "sessions": "request.session_spawn",
    "channels": "request.channel_collect",
    "content": "request.content_list",
}


@feature(GROUP, "An error of the host reaches the caller as it is: code, kind and data")
def errors_pass(service: Service) -> None:
    refusal = Answer(-32003, "permission_denied", "not granted", grant="g", more={"n": [1]})
    for which, method in FIRST.items():
        with service.host({method: refusal}):
            error = service.execute("ask_host", {"service": which}).error()
        assert (error["code"], error["data"]) == (-32003, refusal.error["data"]), which
        assert "not granted" in error["message"], which
    script = dict.fromkeys(("capability.list", "capability.get"), refusal)
    with service.host({**script, "request.capability_call": refusal}):
        error = service.execute("ask_host", {"service": "capabilities"}).error()
    assert (error["code"], error["data"]) == (-32003, refusal.error["data"])
    vendor = Answer(-31000, "vendor:moon", "no moon tonight", phase="new")
    with service.host({"request.hook_emit": vendor}):
        error = service.execute("ask_host", {"service": "hooks"}).error()
    assert (error["code"], error["data"]) == (-31000, vendor.error["data"]), "kinds are open"
