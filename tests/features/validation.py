"""What comes in is checked by schemas before the author's code runs: all faults at once, each with its place."""

from __future__ import annotations

import jsonschema_rs

from features.catalog import feature
from features.components import complete, described, text_of
from features.driver import Service
from features.judge import Json

GROUP = "Validation and schemas"


def faults(error: Json) -> list[str]:
    """The places of all faults, sorted."""
    assert (error["code"], error["data"]["kind"]) == (-32602, "invalid_params"), error
    assert all(fault["message"] for fault in error["data"]["errors"])
    return sorted(fault["path"] for fault in error["data"]["errors"])


@feature(
    GROUP, "Input schemas from the language's own types: types, defaults, limits, descriptions"
)
def input_schemas(service: Service) -> None:
    count = described(service, "tools", "word_count")["input_schema"]
    assert (count["type"], count["required"]) == ("object", ["text"])
    assert count["properties"]["text"]["description"] == "The text to count in."
    assert count["properties"]["text"]["type"] == "string"
    assert count["properties"]["unique"]["default"] is False
    cases = {
        "word_count": ([{"text": ""}, {"text": "a", "unique": True}], [{}, {"text": 1}]),
        "stats": (
            [{"text": ""}, {"text": "", "top": 1}, {"text": "", "top": 10}],
            [{"top": 1}, {"text": "", "top": 0}, {"text": "", "top": 11}, {"text": "", "top": 1.5}],
        ),
        "countdown": ([{}, {"steps": 1000}], [{"steps": 0}, {"steps": 1001}, {"steps": "3"}]),
        "wait": ([{}], []),
        "about": ([{}], []),
        "last_news": ([{}], []),
        "trouble": (
            [{"how": how} for how in ("raise", "fail", "print", "child", "native", "log")],
            [{}, {"how": "well"}],
        ),
        "ask_host": ([{"service": "state"}], [{}, {"service": 1}]),
        "conformance.fixture": (
            [{}, {"echo": None}, {"calls": [{"method": "ping"}], "crash": "handler"}],
            [{"progress": -1}, {"delay_ms": 600_001}, {"calls": [{}]}, {"crash": "all"}],
        ),
    }
    tools = service.described["capabilities"]["tools"]
    assert sorted(tool["name"] for tool in tools) == sorted(cases)
    for name, (right, wrong) in cases.items():
        spec = described(service, "tools", name)
        schema = jsonschema_rs.Draft202012Validator(spec["input_schema"])
        assert spec["description"], f"{name} has no description"
        assert [value for value in right if not schema.is_valid(value)] == [], name
        assert [value for value in wrong if schema.is_valid(value)] == [], name
    stats = described(service, "tools", "stats")["input_schema"]["properties"]["top"]
    assert (stats["default"], stats["minimum"], stats["maximum"]) == (3, 1, 10)


@feature(GROUP, "Output schemas from the language's own types")
def output_schemas(service: Service) -> None:
    spec = described(service, "tools", "stats")["output_schema"]
    schema = jsonschema_rs.Draft202012Validator(spec)
    right = {"words": 1, "characters": 1, "most_common": ["a"]}
    assert sorted(spec["properties"]) == sorted(spec["required"]) == sorted(right)
    assert schema.is_valid(right)
    for wrong in ({"words": "1"}, {"characters": 1.5}, {"most_common": [1]}, {"most_common": "a"}):
        assert not schema.is_valid({**right, **wrong}), wrong


@feature(GROUP, "Input of a tool: all faults at once, each with its JSON Pointer")
def input_faults(service: Service) -> None:
    error = service.execute("word_count", {"text": 7, "unique": "yes"}).error()
    assert faults(error) == ["/input/text", "/input/unique"]
    error = service.execute("stats", {"top": 11}).error()
    assert faults(error) == ["/input/text", "/input/top"]
    error = service.execute("stats", {"text": "a", "top": 1.5}).error()
    assert faults(error) == ["/input/top"]
    assert faults(service.execute("trouble", {"how": "well"}).error()) == ["/input/how"]
    error = service.execute("word_count", {"text": None}).error()
    assert faults(error) == ["/input/text"], "null is a value in input (TOL-013)"


@feature(GROUP, "Numbers as JSON has them: 3.0 is an integer")
def integral(service: Service) -> None:
    call = service.execute("countdown", {"steps": 2.0})
    assert call.result()["output"] == "done"
    assert len(call.notes()) == 4


@feature(GROUP, "Input of a capability: all faults at once")
def capability_faults(service: Service) -> None:
    error = service.refused("capability.call", {"name": "words.count", "input": {"text": 7}})
    assert faults(error) == ["/input/text"]
    assert faults(service.refused("capability.call", {"name": "words.count", "input": {}})) == [
        "/input/text"
    ]
    error = service.refused("capability.call", {"name": "words.count", "input": [1]})
    assert faults(error) == ["/input"]


@feature(GROUP, "Params of every method: all faults at once")
def params_faults(service: Service) -> None:
    cases: list[tuple[str, Json, list[str]]] = [
        ("tool.execute", {"input": []}, ["/input", "/name"]),
        ("hook.emit", {"event": 1, "hook": 2}, ["/data", "/event", "/hook"]),
        ("provider.complete", {"stream": 1, "request": {}}, ["/request/messages", "/stream"]),
        (
            "provider.complete",
            {"request": {"messages": [{"role": "nobody", "content": "x"}, {"role": "user"}]}},
            ["/request/messages/0/role", "/request/messages/1/content"],
        ),
        ("provider.parse_tool_calls", {}, ["/response"]),
        ("context.add_message", {"message": 1}, ["/message"]),
        ("context.set_messages", {}, ["/messages"]),
        ("context.get_messages", {"token_budget": "x"}, ["/token_budget"]),
        ("orchestrator.execute", {}, sorted(f"/{name}" for name in TURN)),
        (
            "approval.request",
            {"tool_name": "a", "action": 1, "risk_level": "huge"},
            ["/action", "/details", "/risk_level"],
        ),
        ("content.read", {}, ["/path"]),
        ("content.list", {"prefix": 1}, ["/prefix"]),
        ("capability.call", {"name": 1}, ["/input", "/name"]),
        ("channel.collect", {}, ["/channel"]),
    ]
    for method, params, places in cases:
        assert faults(service.refused(method, params)) == places, method


TURN = ("prompt", "system_prompt", "tools", "hooks", "providers", "agents", "config")


@feature(GROUP, "Null in an optional member is absent; members that nobody knows are ignored")
def nulls_and_unknown(service: Service) -> None:
    params = {"_meta": None, "name": "word_count", "call_id": None, "input": {"text": "a b"}}
    assert service.ask("tool.execute", {**params, "tomorrow": {"x": 1}})["output"] == 2
    call = service.send("tool.execute", {**params, "_meta": {"x": 1}}, tomorrow=[1])
    assert call.result()["output"] == 2
    request = {"messages": [{"role": "user", "content": "hi", "name": None}], "model": None}
    response = service.ask("provider.complete", {"provider": None, "request": request})
    assert text_of(response["content"]) == "hi"
    emitted = service.ask("hook.emit", {"event": "vendor:x", "hook": None, "data": {"a": None}})
    assert emitted.get("action", "continue") == "continue"


@feature(GROUP, "Config: all faults at once, unknown components among them", fresh=True)
def config_faults(start) -> None:
    service = start()
    wrong = {
        "parrot": {"prefix": 1, "prefx": "x"},
        "parot": {},
        "word_count": 5,
        "guard": {"anything": "goes"},
    }
    error = service.refused("configure", {"config": wrong})
    assert faults(error) == [
        "/config/parot",
        "/config/parrot/prefix",
        "/config/parrot/prefx",
        "/config/word_count",
    ]
    (unknown,) = [f for f in error["data"]["errors"] if f["path"] == "/config/parot"]
    assert "parrot" in unknown["message"], "a component that is near is suggested (LIF-036)"
    allowed = {"guard": {"anything": "goes"}, "parrot": {}}
    assert service.ask("configure", {"config": allowed}) == {"status": "ok"}


@feature(
    GROUP,
    "Config: a refused one closes the service until a good one, which replaces all",
    fresh=True,
)
def config_refused(start) -> None:
    service = start()
    service.ask("configure", {"config": {"parrot": {"prefix": "1 "}}})
    assert faults(service.refused("configure", {"config": {"parrot": {"prefix": 1}}}))
    error = service.execute("word_count", {"text": ""}).error()
    assert (error["code"], error["data"]["kind"]) == (-32007, "not_ready")
    assert service.ask("ping") == {}
    assert service.ask("describe", {}) == service.described
    assert service.ask("configure", {"config": {}}) == {"status": "ok"}
    assert text_of(complete(service, "hi")["content"]) == "hi", "defaults again (LIF-034)"
