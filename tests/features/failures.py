"""How things go wrong: what is not there, what breaks, and the fifteen errors of providers, both ways."""

from __future__ import annotations

import json

from features.calls import PROVIDER
from features.catalog import feature
from features.driver import ROOT, Answer, Service
from features.judge import SCHEMAS, Json

GROUP = "Errors"
LLM_ERRORS = json.loads((SCHEMAS / "errors.json").read_text())["llm_errors"]
TRACES = ("Traceback", "goroutine ", "stack backtrace", ".go:", ".py:", ".rs:", ".js:", str(ROOT))


def missing(error: Json, what: str, name: str, near: str | None = None) -> None:
    """Hold an error against what -32004 promises."""
    data = error["data"]
    assert (error["code"], data["kind"]) == (-32004, "not_found"), error
    assert (data["what"], data["name"], data.get("did_you_mean")) == (what, name, near)
    assert near is None or near in error["message"]


@feature(GROUP, "What is not there is named, with the name that was meant")
def not_found(service: Service) -> None:
    tool = service.execute("wordcount", {}).error()
    missing(tool, "tool", "wordcount", "word_count")
    missing(service.execute("zzzzzzzz", {}).error(), "tool", "zzzzzzzz")
    hook = service.refused("hook.emit", {"event": "tool:pre", "hook": "gaurd", "data": {}})
    missing(hook, "hook", "gaurd", "guard")
    for method in ("provider.info", "provider.list_models"):
        missing(service.refused(method, {"provider": "parot"}), "provider", "parot", "parrot")
    capability = service.refused("capability.call", {"name": "word.count", "input": {}})
    missing(capability, "capability", "word.count", "words.count")
    missing(service.refused("channel.collect", {"channel": "new"}), "channel", "new", "news")
    error = service.refused("content.read", {"path": "context/helo.md"})
    missing(error, "content", "context/helo.md", "context/hello.md")
    risk = {"tool_name": "a", "action": "b", "details": {}, "risk_level": "low"}
    error = service.refused("approval.request", {**risk, "provider": "by_rsk"})
    missing(error, "approval_provider", "by_rsk", "by_risk")
    error = service.refused("orchestrator.execute", {**EMPTY_TURN, "orchestrator": "onec"})
    missing(error, "orchestrator", "onec", "once")


EMPTY_TURN = {
    "prompt": "",
    "system_prompt": "",
    "tools": [],
    "hooks": [],
    "providers": [],
    "agents": [],
    "config": {},
}


@feature(GROUP, "Paths that lead out of the content are not there")
def content_paths(service: Service) -> None:
    paths = (
        "../everything.py",
        "context/../../README.md",
        "context/../pixel.png",
        "/etc/passwd",
        "context\\hello.md",
        "pixel.png\x00.md",
        "context",
        "context/",
        "./pixel.png",
        "context//hello.md",
        "..",
        "",
    )
    for path in paths:
        error = service.refused("content.read", {"path": path})
        assert (error["code"], error["data"]["name"]) == (-32004, path), path
        assert not any(trace in json.dumps(error) for trace in TRACES)


@feature(GROUP, "Unknown methods")
def unknown_method(service: Service) -> None:
    for method in ("no.such", "request.tool_execute", "state.get", "$/something", ""):
        error = service.refused(method, {})
        assert (error["code"], error["data"]["kind"]) == (-32601, "method_not_found"), method


@feature(GROUP, "An exception or panic fails its own call alone, with its type and no stack trace")
def exception(service: Service) -> None:
    call = service.execute("wait")
    call.note("$/progress")
    for _ in range(3):
        error = service.execute("trouble", {"how": "raise"}).error()
        assert (error["code"], error["data"]["kind"]) == (-32603, "internal_error")
        assert error["data"]["exception"]
        assert not any(trace in json.dumps(error) for trace in TRACES), error
    assert service.output("word_count", {"text": "a"}) == 1
    call.cancel(mode="graceful")
    assert call.result()["output"] == "stopped"


@feature(GROUP, "The fifteen LLM errors, raised by a provider, with their attributes")
def llm_errors_raised(service: Service) -> None:
    assert len(LLM_ERRORS) == 15
    for row in LLM_ERRORS:
        messages = [{"role": "user", "content": f"error:{row['name']}"}]
        for stream in (False, True):
            request = {"stream": stream, "request": {"messages": messages}}
            error = service.refused("provider.complete", request)
            data = error["data"]
            assert (error["code"], data["kind"]) == (-32010, "llm_error"), error
            assert (data["llm_error"], data["provider"]) == (row["name"], "parrot")
            assert (data["model"], data["attempts"]) == ("parrot-1", 1)
            assert data["retryable"] is row["retryable"], row["name"]
            assert data.get("retry_after") == (2 if row["name"] == "rate_limit" else None)


@feature(GROUP, "The fifteen LLM errors of the host, caught by class or kind")
def llm_errors_caught(service: Service) -> None:
    parents = {row["name"]: row["parent"] for row in LLM_ERRORS}
    for row in LLM_ERRORS:
        name = row["name"]
        data = {"llm_error": name, "provider": "robot", "retryable": not row["retryable"]}
        with service.host({**PROVIDER, "request.provider_complete": _llm(retry_after=1.5, **data)}):
            output = service.output("ask_host", {"service": "provider"})
        assert output == {
            "llm_error": name,
            "is_rate_limit": "rate_limit" in (name, parents[name]),
            "retryable": not row["retryable"],
            "retry_after": 1.5,
        }
    bare = _llm(llm_error="overdraft", provider="robot", retryable=False)
    with service.host({**PROVIDER, "request.provider_complete": bare}):
        output = service.output("ask_host", {"service": "provider"})
    assert (output["llm_error"], output["is_rate_limit"]) == ("overdraft", False), "names are open"
    assert (output["retryable"], output["retry_after"]) == (False, None)


def _llm(**data: object) -> Answer:
    return Answer(-32010, "llm_error", "the model is not well", **data)


@feature(GROUP, "An LLM error that nobody catches is passed on with all of its attributes")
def llm_error_passed_on(service: Service) -> None:
    full = _llm(
        llm_error="invalid_tool_call",
        provider="robot",
        model="robot-1",
        status_code=400,
        retryable=False,
        retry_after=0.5,
        delay_multiplier=2,
        attempts=3,
        partial="Let me",
        tool_name="glob",
        raw_arguments='{"pattern": ',
    )
    with service.host({"request.provider_complete": full}):
        error = service.execute("ask_host", {"service": "provider_stream"}).error()
    assert (error["code"], error["data"]) == (-32010, full.error["data"])
    assert "the model is not well" in error["message"]
