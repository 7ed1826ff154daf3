"""Every kind of component: what `describe` says of it, and what it answers."""

from __future__ import annotations

import base64
import math

from features.catalog import ROOT, feature
from features.driver import Service
from features.judge import Json

GROUP = "Components"
PIXEL = ROOT / "examples" / "everything" / "python" / "content" / "pixel.png"


def described(service: Service, sort: str, name: str) -> Json:
    """The entry of a component in `describe`."""
    entries = {entry["name"]: entry for entry in service.described["capabilities"].get(sort, [])}
    assert name in entries, f"{sort} has {sorted(entries)}, not {name}"
    return entries[name]


def text_of(content: str | list[Json]) -> str:
    """The text of a message or response."""
    if isinstance(content, str):
        return content
    return "".join(block["text"] for block in content if block["type"] == "text")


def user(text: str) -> Json:
    return {"role": "user", "content": text}


def complete(service: Service, text: str, **params: object) -> Json:
    """What the provider answers to this message."""
    return service.ask("provider.complete", {**params, "request": {"messages": [user(text)]}})


@feature(GROUP, "Tool: a function with typed input, a description and annotations")
def tool(service: Service) -> None:
    spec = described(service, "tools", "word_count")
    assert spec["description"] == "Count the words of a text."
    hints = spec["annotations"]
    assert hints["read_only"] is hints["idempotent"] is True
    assert hints.get("parallel_safe", True) is True
    assert not hints.get("destructive")
    assert not hints.get("open_world")
    assert service.output("word_count", {"text": "one two\ttwo\n three"}) == 4
    assert service.output("word_count", {"text": "one two two", "unique": True}) == 2
    assert service.output("word_count", {"text": "one two two", "unique": False}) == 3
    assert service.output("word_count", {"text": ""}) == 0


@feature(GROUP, "Tool: structured output with an output schema")
def tool_structured(service: Service) -> None:
    assert described(service, "tools", "stats")["output_schema"]["type"] == "object"
    text = "b a b c a d 😀é"
    counted = {"words": 7, "characters": 14, "most_common": ["b", "a", "c"]}
    assert service.output("stats", {"text": text}) == counted
    assert service.output("stats", {"text": text, "top": 1}) == {**counted, "most_common": ["b"]}
    assert service.output("stats", {"text": ""}) == {"words": 0, "characters": 0, "most_common": []}


@feature(GROUP, "Tool that ran and failed: a result that the model sees")
def tool_failed(service: Service) -> None:
    result = service.execute("trouble", {"how": "fail"}).result()
    assert result["success"] is False
    assert result["error"] == {"message": "no such file", "kind": "not_found"}


BASH = {"tool_name": "bash", "tool_call_id": "c1"}


@feature(GROUP, "Hook: deny, ask the user, go on")
def hook_gate(service: Service) -> None:
    spec = described(service, "hooks", "guard")
    assert (spec["events"], spec["priority"], spec["on_error"]) == (["tool:pre"], 10, "deny")
    assert spec.get("timeout_ms", 10_000) == 10_000
    danger = {**BASH, "tool_input": {"command": "cd / && rm -rf *"}}
    denied = service.emit("tool:pre", danger, "guard")
    assert denied == {"action": "deny", "reason": "rm -rf is not allowed"}
    harmless = {**BASH, "tool_input": {"command": "ls"}}
    assert service.emit("tool:pre", harmless, "guard") == {"action": "continue"}
    write = {"tool_name": "write_file", "tool_input": {"path": "a/b.md", "content": ""}}
    asked = service.emit("tool:pre", write, "guard")
    assert asked["action"] == "ask_user"
    assert asked["approval_prompt"] == "Write a/b.md?"
    assert asked["approval_options"] == ["yes", "no"]
    other = {"tool_name": "glob", "tool_input": {"pattern": "*"}}
    assert service.emit("tool:pre", other, "guard") == {"action": "continue"}


@feature(GROUP, "Hook: patch the event's data, on a pattern of events, with a time-out")
def hook_modify(service: Service) -> None:
    spec = described(service, "hooks", "shout")
    assert (spec["events"], spec["priority"], spec["timeout_ms"]) == (["prompt:*"], 50, 2000)
    assert spec.get("on_error", "continue") == "continue"
    louder = {"action": "modify", "data": {"prompt": "HELLO é".upper()}}
    assert service.emit("prompt:submit", {"prompt": "hello é"}, "shout") == louder
    done = {"prompt": "hello", "response": "hi"}
    assert service.emit("prompt:complete", done, "shout") == {"action": "continue"}


@feature(GROUP, "Hook: inject context")
def hook_inject(service: Service) -> None:
    spec = described(service, "hooks", "brief")
    assert spec["events"] == ["provider:request"]
    assert spec.get("priority", 100) == 100
    data = {"iteration": 1, "provider": "parrot", "message_count": 1}
    injected = service.emit("provider:request", data, "brief")
    assert injected["action"] == "inject_context"
    assert injected["context_injection"] == "Be brief."
    assert injected.get("context_injection_role", "system") == "system"
    assert injected["ephemeral"] is True


@feature(GROUP, "Hooks of a service asked together: their answers are folded")
def hook_fold(service: Service) -> None:
    louder = {"action": "modify", "data": {"prompt": "HI"}}
    assert service.emit("prompt:submit", {"prompt": "hi"}) == louder
    assert service.emit("vendor:thing", {"size": 7}) == {"action": "continue"}
    danger = {**BASH, "tool_input": {"command": "rm -rf /"}}
    denied = {"action": "deny", "reason": "rm -rf is not allowed"}
    assert service.emit("tool:pre", danger) == denied


@feature(GROUP, "Provider: complete, info, models, tool calls of a response")
def provider(service: Service) -> None:
    spec = described(service, "providers", "parrot")
    assert spec["display_name"] == "Parrot"
    messages = [user("no"), {"role": "assistant", "content": "no"}, user("hello big world")]
    params = {"provider": "parrot", "request": {"messages": messages}}
    response = service.ask("provider.complete", params)
    assert response["content"] == [{"type": "text", "text": "hello big world"}]
    assert response["finish_reason"] == "stop"
    usage = response["usage"]
    assert usage["output_tokens"] == 3
    assert usage["input_tokens"] >= 3
    assert usage["total_tokens"] == usage["input_tokens"] + 3
    request = {**params["request"], "response_format": {"type": "json"}}
    degraded = service.ask("provider.complete", {"request": request})
    assert degraded["degradation"]["actual"] == "text"
    assert "degradation" not in response
    info = service.ask("provider.info", {})
    assert (info["id"], info["display_name"]) == ("parrot", "Parrot")
    assert info["capabilities"] == ["streaming"]
    (model,) = service.ask("provider.list_models", {"provider": "parrot"})["models"]
    assert model["id"] == "parrot-1"
    call = {"type": "tool_call", "id": "c1", "name": "glob", "input": {"pattern": "*"}}
    content = [{"type": "text", "text": "Let me look."}, call]
    parsed = service.ask("provider.parse_tool_calls", {"response": {"content": content}})
    wanted = [{"id": "c1", "name": "glob", "arguments": {"pattern": "*"}}]
    assert parsed == {"tool_calls": wanted}
    none = service.ask("provider.parse_tool_calls", {"response": {"content": content[:1]}})
    assert none == {"tool_calls": []}


@feature(GROUP, "Provider: a stream of blocks and tokens, before the whole response")
def provider_stream(service: Service) -> None:
    request = {"messages": [user("hello  big world")]}
    call = service.send("provider.complete", {"stream": True, "request": request})
    assert text_of(call.result()["content"]) == "hello  big world"
    notes = [(note["method"], note["params"]) for note in call.notes()]
    assert notes[0][0] == "stream.provider.content_block_start"
    assert notes[-1][0] == "stream.provider.content_block_end"
    tokens = [params for method, params in notes[1:-1] if method == "stream.provider.token"]
    assert [token["text"] for token in tokens] == ["hello", "  big", " world"]
    assert {params["index"] for _, params in notes} == {0}
    assert len(tokens) == len(notes) - 2
    assert {notes[0][1]["type"], notes[-1][1]["type"]} == {"text"}
    quiet = service.send("provider.complete", {"request": request})
    quiet.result()
    assert not quiet.notes()


@feature(
    GROUP,
    "Context manager: add, get, set, clear; a budget of tokens, or the model's window",
    fresh=True,
)
def context_manager(start) -> None:
    service = start()
    described(service, "context_managers", "memory")

    def get(**budget: object) -> list[Json]:
        return service.ask("context.get_messages", budget)["messages"]

    assert get() == []
    unknown = {"type": "hologram", "depth": {"z": [1]}}
    messages = [
        {**user("a b"), "metadata": {"kept": [None, 1]}},
        {"role": "assistant", "content": "c d"},
        user("e"),
    ]
    for message in messages:
        assert service.ask("context.add_message", {"message": message}) == {}
    assert get() == messages
    assert get(token_budget=3) == messages[1:]
    assert get(token_budget=2) == messages[2:]
    assert get(token_budget=5) == messages
    assert get(provider_info={"context_window": 3}) == messages[1:]
    assert get(provider_info={"context_window": 1}, token_budget=2) == messages[2:]
    asking = {"type": "tool_call", "id": "c1", "name": "word_count", "input": {"text": "a b c"}}
    called = [
        {"role": "assistant", "content": [{"type": "text", "text": "I count."}, asking]},
        {"role": "tool", "tool_call_id": "c1", "content": "3"},
        user("thanks"),
    ]
    assert service.ask("context.set_messages", {"messages": called}) == {}
    assert get(token_budget=4) == called
    assert get(token_budget=3) == called[2:], "a result goes with its call (CTX-013)"
    shapes = [{"role": "assistant", "content": [{"type": "text", "text": "f"}, unknown]}]
    assert service.ask("context.set_messages", {"messages": shapes}) == {}
    assert get() == shapes, "blocks of unknown types are kept (PRV-005)"
    assert service.ask("context.clear", {}) == {}
    assert get() == []


@feature(GROUP, "Approval provider: decides by risk")
def approval_provider(service: Service) -> None:
    described(service, "approval_providers", "by_risk")
    for risk in ("low", "medium", "high", "critical"):
        request = {"tool_name": "bash", "action": "run", "details": {}, "risk_level": risk}
        result = service.ask("approval.request", {**request, "provider": "by_risk"})
        assert result["approved"] is (risk in {"low", "medium"})
        wanted = None if result["approved"] else f"too risky: {risk}"
        assert result.get("reason") == wanted


@feature(GROUP, "Content: files that a service brings along, text and binary")
def content(service: Service) -> None:
    paths = ["context/hello.md", "pixel.png"]
    assert service.described["capabilities"]["content"] == {"paths": paths}
    assert service.ask("content.list", {}) == {"paths": paths}
    assert service.ask("content.list", {"prefix": "context/"}) == {"paths": paths[:1]}
    assert service.ask("content.list", {"prefix": "nothing/"}) == {"paths": []}
    hello = service.ask("content.read", {"path": "context/hello.md"})
    text = "Hello from everything.\n"
    assert hello == {"content": text, "encoding": "utf-8", "mime_type": "text/markdown"}
    pixel = service.ask("content.read", {"path": "pixel.png"})
    assert (pixel["encoding"], pixel["mime_type"]) == ("base64", "image/png")
    assert base64.b64decode(pixel["content"], validate=True) == PIXEL.read_bytes()


@feature(GROUP, "Capability: exported by name, typed as a tool is")
def capability(service: Service) -> None:
    spec = described(service, "exports", "words.count")
    assert spec["description"] == "Count the words of a text."
    assert spec["input_schema"]["required"] == ["text"]
    called = service.ask("capability.call", {"name": "words.count", "input": {"text": "a b"}})
    assert called == {"output": {"count": 2}}


@feature(GROUP, "Channel: contributes and subscribes", fresh=True)
def channel(start) -> None:
    service = start()
    spec = described(service, "channels", "news")
    assert spec["contributes"] is spec["subscribes"] is True
    collected = service.ask("channel.collect", {"channel": "news"})
    assert collected == {"data": {"headline": "all is well"}}
    assert service.output("last_news") is None
    message = {"channel": "news", "sender": "weather", "data": {"rain": None, "at": [1.5]}}
    service.notify("channel.message", message)
    service.notify("channel.message", {"channel": "other", "sender": "weather", "data": 1})
    last = {"sender": "weather", "data": message["data"]}
    assert service.output("last_news") == last


@feature(GROUP, "Set-up and cleanup of a component", fresh=True)
def setup_and_cleanup(start) -> None:
    service = start()
    complete(service, "hi")
    service.wait_printed("parrot: set up")
    assert "parrot: cleaned up" not in service.stderr
    complete(service, "again")
    assert service.end("eof") == 0
    assert service.stderr.count("parrot: set up") == 1
    assert service.stderr.count("parrot: cleaned up") == 1


@feature(GROUP, "Config of a component, from a type with defaults", fresh=True)
def config(start) -> None:
    service = start()
    assert text_of(complete(service, "hi")["content"]) == "hi"
    service.ask("configure", {"config": {"parrot": {"prefix": "> "}}})
    assert text_of(complete(service, "hi")["content"]) == "> hi"
    service.ask("configure", {"config": {"parrot": {}}})
    assert text_of(complete(service, "hi")["content"]) == "hi"
    schema = service.described["config_schema"]
    assert list(schema) == ["parrot"]
    prefix = schema["parrot"]["properties"]["prefix"]
    assert (prefix["type"], prefix["default"]) == ("string", "")


@feature(GROUP, "Values come through exactly: Unicode, control characters, big and small numbers")
def exact_values(service: Service) -> None:
    for text in (
        "é ü 😀 日本",
        "\u2028 \u2029 \u0085 \ufeff",
        '\x00 \x1b "\\/ \x7f',
        " " * 3 + "x",
    ):
        assert text_of(complete(service, text)["content"]) == text
    numbers = [0, -1, 2**53 - 1, 1 - 2**53, 0.1, 1e300, 5e-324, -1.5]
    service.notify("channel.message", {"channel": "news", "sender": "s", "data": numbers})
    came = service.output("last_news")["data"]
    assert all(math.isclose(a, b, rel_tol=1e-15) for a, b in zip(came, numbers, strict=True)), came
    assert came[2:4] == numbers[2:4]
