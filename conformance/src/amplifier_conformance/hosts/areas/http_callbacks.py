"""What a host does for services over HTTP: the way back (chapter 13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...protocol import DEFAULT_LIMIT, Json
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..expect import nothing, same
from ..http_back import Back
from ..http_visit import Visit
from ..parts import Part, tool, web
from ..requests import CHAT
from ..stage import Stage

TOOL = "request.tool_execute"
COMPLETE = "request.provider_complete"
GRANTS = ("tool.execute", "provider.complete", "hook.emit")
ASK: Json = {"name": "near", "input": {"n": 1}}
OUTPUT, NEWS = "stream.tool.output", "stream.provider.token"
DEEPER = 9  # levels, where a host serves 8 (RPC-024)
WRONG = "x" * 32  # no token of anybody
BLOCK = bytes(1 << 20)


def caller(name: str = "web", tool_name: str = "far", **more: Any) -> Part:
    """A service over HTTP whose tool calls the host back."""
    return web(name, {"tools": [tool(tool_name)]}, requires=list(GRANTS), **more)


def near() -> Part:
    """A service with pipes that is asked for the sake of the one over HTTP."""
    return Part("near", {"tools": [tool("near")], "providers": [{"name": "beside"}]})


def held(stage: Stage, name: str = "web", tool_name: str = "far") -> Visit:
    """A call of the tool over HTTP, which is under way."""
    stage.orc.tool(tool_name)
    return stage.site(name).call("tool.execute")


def back(visit: Visit, method: str = TOOL, params: Json | None = None, **how: Any) -> Back:
    """A call back for this request."""
    params = ASK if params is None and method == TOOL else params
    return visit.site.back(visit, method, params, **how)


@host_check(
    "HTP-063",
    title="A call back is served with its headers as `_meta`, and its result is JSON with 200",
)
def served(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit = held(stage)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    meta = {"traceparent": trace, "depth": 3, "deadline_ms": 60_000}
    call = back(visit, meta=meta, headers={"Content-Type": "Application/JSON; charset=utf-8"})
    heard = stage["near"].call("tool.execute")
    same("its params", ASK, heard.payload)
    same("its trace", trace, heard.meta.get("traceparent"))
    same("its depth", 3, heard.meta.get("depth"))
    if not 0 < heard.meta.get("deadline_ms", 0) <= 60_000:
        raise Failed("its deadline", "what is left of 60000", heard.meta)
    heard.answer({"output": {"n": 1, "é": None}})
    same("the result", {"output": {"n": 1, "é": None}}, call.result())
    same("the status", 200, call.status)


@host_check(
    "HTP-062",
    title="A call back without the token that its service was given is refused with 403",
)
def tokens(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit = held(stage)
    right = visit.header("amplifier-token") or ""
    for wrong in (None, "", "x", right + "x", right[:-1], right.swapcase(), f"Bearer {right}"):
        back(visit, token=wrong).problem(403, "permission_denied")
    nothing("what was asked all the same", [h.params for h in stage["near"].calls("tool.execute")])


@host_check("HTP-062", title="The token of another service is refused, both ways")
def other_service(bench: HostBench) -> None:
    stage = bench.stage(caller(), caller("other", "farther"), near())
    one, two = held(stage), held(stage, "other", "farther")
    back(one, token=two.header("amplifier-token")).problem(403, "permission_denied")
    back(two, token=one.header("amplifier-token")).problem(403, "permission_denied")
    nothing("what was asked all the same", [h.params for h in stage["near"].calls("tool.execute")])
    call = back(two)
    stage["near"].call("tool.execute").answer({"output": 2})
    same("with its own token", {"output": 2}, call.result())


@host_check(
    "HTP-062",
    title="The token comes first: whatever else is wrong, a call back without it is refused with 403",
)
def token_first(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit = held(stage)
    for how in (
        {"method": "no.such.method"},
        {"verb": "GET", "body": b""},
        {"verb": "PUT"},
        {"body": b"no JSON"},
        {"headers": {"Content-Type": "text/plain"}},
        {"method": "request.provider_info", "params": {"provider": 7}},
        {"meta": {"deadline_ms": 0, "depth": DEEPER}},
    ):
        back(visit, token=WRONG, **how).problem(403, "permission_denied")


@host_check(
    "HTP-063", title="A path that is no method is 404, another HTTP method than POST 405 with Allow"
)
def endpoints(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit = held(stage)
    for method in ("no.such.method", "describe", "tool.execute", "", "request.tool_execute/x"):
        back(visit, method, {}).problem(404, "method_not_found")
    for verb in ("GET", "PUT", "DELETE", "PATCH"):
        call = back(visit, verb=verb, body=b"{}" if verb in ("PUT", "PATCH") else b"")
        call.problem(405, "method_not_found")
        allowed = [each.strip() for each in (call.header("allow") or "").split(",")]
        same(f"what Allow says to {verb}", ["POST"], allowed)
    nothing("what was asked all the same", [h.params for h in stage["near"].calls("tool.execute")])


@host_check(
    "HTP-063",
    title="A body of another type is 415, one that is no JSON or no object 400, and an absent one is an empty object",
)
def bodies(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit = held(stage)
    good = json.dumps(ASK).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", None):
        back(visit, body=good, headers={"Content-Type": kind}).problem(415, "invalid_request")
    for body in (
        b"{",
        b"no JSON",
        b'{"name":NaN}',
        b'{"name":"\xff"}',
        b'{"name":"\\ud800"}',
        good + b"}",
    ):
        back(visit, body=body).problem(400, "parse_error")
    for body in (b"[]", b'"text"', b"7", b"null"):
        back(visit, body=body).problem(400, "invalid_request")
    same("an empty body", {"capabilities": []}, back(visit, "capability.list", body=b"").result())
    bare: Json = {"body": b"", "headers": {"Content-Type": None, "Content-Length": None}}
    same("no body", {"capabilities": []}, back(visit, "capability.list", **bare).result())


@host_check(
    "HTP-063",
    title="A body above the host's limit is refused with 413, whether its length is announced or not",
)
def too_large(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit = held(stage)
    given = stage.site("web").call("describe").payload.get("limits") or {}
    limit = int(given.get("max_message_bytes", DEFAULT_LIMIT))
    size = limit + len(BLOCK)
    announced = {"Content-Length": str(size)}
    back(visit, body=_blocks(size), headers=announced).problem(413, "message_too_large")
    chunked = {"Transfer-Encoding": "chunked"}
    back(visit, body=_blocks(size), headers=chunked).problem(413, "message_too_large")
    same("behind it", {"capabilities": []}, back(visit, "capability.list", {}).result())


def _blocks(size: int) -> Iterator[bytes]:
    """A JSON string of this many bytes, in pieces."""
    block = BLOCK.replace(b"\0", b"x")
    yield b'"'
    left = size - 2
    while left > 0:
        yield block[:left]
        left -= len(block)
    yield b'"'


@host_check(
    "HTP-063",
    title="Errors of call backs are Problems with the status, kind and data of their kind",
)
def problems(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit = held(stage)
    found = back(visit, TOOL, {"name": "nobody", "input": {}}).problem(404, "not_found")
    same("its data", ["tool", "nobody"], [found.get("data", {}).get(n) for n in ("what", "name")])
    found = back(visit, "state.get", {}).problem(422, "invalid_params")
    same("its faults", ["/key"], [each["path"] for each in found["data"]["errors"]])
    back(visit, "request.approval", _question()).problem(403, "permission_denied")
    back(visit, meta={"deadline_ms": 0}).problem(504, "deadline_exceeded")
    back(visit, meta={"depth": DEEPER}).problem(429, "overloaded")
    call = back(visit)
    data = {"llm_error": "RateLimitError", "provider": "p", "retryable": True}
    stage["near"].call("tool.execute").fail("llm_error", "slow down", **data)
    found = call.problem(502, "llm_error")
    same("its detail", "slow down", found["detail"])
    same("its data", {"kind": "llm_error", **data}, found["data"])


def _question() -> Json:
    return {"tool_name": "t", "action": "x", "details": {}, "risk_level": "low", "timeout": 1}


@host_check("HTP-063", title="A notification is taken with 204 and no body")
def notifications(bench: HostBench) -> None:
    listener = Part("ears", {"channels": [{"name": "news", "subscribes": True}]})
    stage = bench.stage(caller(), listener)
    visit = held(stage)
    call = back(visit, "channel.publish", {"channel": "news", "data": [1]})
    call.answered(204)
    nothing("it has a body", call.text)
    heard = stage["ears"].call("channel.message")
    same("what was published", ["web", [1]], [heard.params["sender"], heard.params["data"]])
    shown = {"message": "is it there?", "level": "info"}
    back(visit, "display.show", shown).answered(204)
    stage.says("is it there?")


@host_check(
    "HTP-065",
    title="A tool and a provider answer a call back with a stream if Accept names text/event-stream",
)
def streams(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit, there = held(stage), stage["near"]
    call = back(visit, stream=True)
    heard = there.call("tool.execute")
    for count, text in enumerate(("one", "two"), 1):
        there.notify(OUTPUT, {"request_id": heard.id, "text": text, "channel": "stdout"})
        same("an event", text, call.event(OUTPUT, count).get("text"))
    heard.progress(progress=1)
    nothing("request_id in the data", call.event("$/progress").get("request_id"))
    heard.answer({"output": 1})
    same("the result", {"output": 1}, call.result())
    ranges = {"Accept": "application/json, text/event-stream;q=0.9"}
    params = {"provider": "beside", "stream": True, **CHAT}
    call = back(visit, COMPLETE, params, headers=ranges)
    heard = there.call("provider.complete")
    there.notify(NEWS, {"request_id": heard.id, "index": 0, "text": "hel"})
    same("a token", {"index": 0, "text": "hel"}, call.event(NEWS))
    heard.fail("cancelled", partial="hel")
    same("the error at the end", "hel", call.error("cancelled")["data"].get("partial"))
    same("the status of the stream", 200, call.status)


@host_check("HTP-065", title="Without Accept the answer to a call back is the result alone")
def no_stream(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit, there = held(stage), stage["near"]
    call = back(visit)
    heard = there.call("tool.execute")
    there.notify(OUTPUT, {"request_id": heard.id, "text": "one", "channel": "stdout"})
    heard.answer({"output": 1})
    same("the result", {"output": 1}, call.result())
    same("its type", "application/json", call.kind)


@host_check("HTP-066", title="A call back whose connection is closed is cancelled at once")
def closed(bench: HostBench) -> None:
    stage = bench.stage(caller(), near())
    visit, there = held(stage), stage["near"]
    for number, stream in enumerate((False, True)):
        call = back(visit, stream=stream)
        heard = there.call("tool.execute", number)
        call.close()
        same("its mode", "immediate", heard.cancelled().get("mode", "immediate"))
        heard.fail("cancelled")
    again = back(visit)
    there.call("tool.execute", 2).answer({"output": "next"})
    same("the next call back", {"output": "next"}, again.result())


@host_check(
    "HTP-066",
    title="`$/cancel` on the way back cancels the call back that its id names, and no other",
)
def cancelled(bench: HostBench) -> None:
    stage = bench.stage(caller(), caller("other", "farther"), near())
    visit, there = held(stage), stage["near"]
    one, two = back(visit, number="c-1"), back(visit, number="c-2")
    first, second = there.call("tool.execute"), there.call("tool.execute", 1)
    foreign = held(stage, "other", "farther")
    for caller_of, told in ((visit, "c-3"), (foreign, "c-2")):
        back(caller_of, "$/cancel", {"id": told, "mode": "immediate"}).answered(204)
    reason = {"mode": "graceful", "reason": "enough"}
    back(visit, "$/cancel", {"id": "c-2", **reason}).answered(204)
    named = _named(two, first, second)
    came = named.cancelled()
    same("its mode and reason", reason, {name: came.get(name) for name in reason})
    same("how often it was cancelled", 1, len(named.cancels))
    named.fail("cancelled", partial="so far")
    same("its error", "so far", two.error("cancelled")["data"].get("partial"))
    other = second if named is first else first
    nothing("the other is cancelled", other.cancels)
    other.answer({"output": 1})
    same("the result of the other", {"output": 1}, one.result())


def _named(_two: Back, first: Any, second: Any) -> Any:
    """The one that hears of the cancel; the two may come in any order."""
    first.player.wait("a cancel of one of them", lambda: first.cancels or second.cancels or None)
    return first if first.cancels else second
