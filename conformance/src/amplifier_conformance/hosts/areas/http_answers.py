"""What a host makes of the answers and streams of a service over HTTP (chapter 13, Errors, Streams, Cancelling)."""

from __future__ import annotations

import json
from typing import Any

from ...protocol import Json, codes
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import HOLD, Asked
from ..expect import nothing, same, slack
from ..http_visit import Visit
from ..parts import ANSWER, Part, hook, tool, web
from ..requests import CHAT
from ..stage import Stage
from ..vectors import cases

GRACE = 5.0  # seconds after which a cancelled request is answered at the latest (RPC-030)
SLOW = 30.0  # seconds within which a service that never describes itself is given up
PROVIDER: Json = {"providers": [{"name": "far"}], "tools": [tool("t")]}
PIECE = "stream.provider.token"
HTML = b"<p>It works!</p>"


def tool_part() -> Part:
    """A service over HTTP with a tool that the check answers."""
    return web("web", {"tools": [tool("t")]})


def streamed(stage: Stage) -> tuple[Asked, Visit]:
    """A completion that the orchestrator wants streamed, and what reaches the service of it."""
    params = {"provider": "far", "stream": True, **CHAT}
    asked = stage.orc.send("request.provider_complete", params)
    return asked, stage.site("web").call("provider.complete")


def token(text: str) -> Json:
    """The data of a token of the first block."""
    return {"index": 0, "text": text}


@host_check(
    "HTP-032",
    title="Answers are read as results and Problems, and what is neither by its status",
)
def foreign(bench: HostBench) -> None:
    stage = bench.stage(tool_part())
    orc, site = stage.orc, stage.site("web")
    for number, case in enumerate(cases("http_answers")):
        asked = orc.tool("t")
        visit = site.call("tool.execute", number)
        more = {"Location": "/elsewhere"} if case["status"] == 302 else {}
        visit.reply(case["status"], case["content_type"], case["body"].encode(), **more)
        message = asked.message()
        found = message.get("result", message.get("error"))
        if "result" in case:
            same(f"the result of {case['id']}", case["result"], found)
        else:
            _holds(f"the error of {case['id']}", case["error"], found)


def _holds(what: str, right: Json, found: Any) -> None:
    """Fail unless an error has these members, and these of data."""
    data = (found.get("data") or {}) if isinstance(found, dict) else {}
    kept = {name: found.get(name) for name in right if name != "data"} if data else found
    wanted = right.get("data", {})
    told = {**kept, "data": {name: data.get(name) for name in wanted}} if data else found
    same(what, right, told)


@host_check("HTP-032", title="A redirect is not followed")
def redirect(bench: HostBench) -> None:
    stage = bench.stage(tool_part())
    orc, site = stage.orc, stage.site("web")
    for number, status in enumerate((301, 302, 303, 307, 308)):
        asked = orc.tool("t")
        visit = site.call("tool.execute", number)
        visit.reply(status, "text/html", HTML, Location=f"{site.url}/elsewhere")
        asked.error("service_unavailable")
    strange = [v.target for v in site.heard if v.method not in ("describe", "tool.execute")]
    nothing("what was asked behind the redirects", strange)


@host_check(
    "HTP-032",
    title="A connection that ends before the answer does is service_unavailable, and the next call is made",
)
def broken_off(bench: HostBench) -> None:
    stage = bench.stage(tool_part())
    orc, site = stage.orc, stage.site("web")
    asked = orc.tool("t")
    site.call("tool.execute").cut()
    asked.error("service_unavailable")
    again = orc.tool("t")
    visit = site.call("tool.execute", 1)
    visit.answer({"output": "there again"})
    same("the next answer", {"output": "there again"}, again.result())


@host_check(
    "RPC-038",
    title="Events come through one by one, under the id of whoever asked, and the last one ends the call",
)
def live(bench: HostBench) -> None:
    stage = bench.stage(web("web", PROVIDER))
    asked, visit = streamed(stage)
    for count, text in enumerate(("hel", "lo"), 1):
        visit.event(PIECE, token(text))
        found = asked.note(PIECE, count)
        same("a token", {**token(text), "request_id": asked.id}, found)
    visit.event("result", ANSWER)
    visit.end()
    same("the result", ANSWER, asked.result())


ODDITIES = (
    b"\xef\xbb\xbf: hello\n\n",
    b'event: stream.provider.token\r\ndata: {"index":0,"text":"a"}\r\n\r\n',
    b'id: 5\nretry: 100000\nevent:stream.provider.token\ncolour: red\ndata:{"index":0,"text":"b"}\n\n',
    b'event: stream.provider.token\rdata: {"index":0,\rdata: "text":"c"}\r\r',
    b"event: result\n\n",  # an event without data is none
    b'event: vendor.thing\ndata: {"text":"x"}\n\ndata: no name\n\n',
    b'event: vendor.other\ndata: {"not JSON\n\n: still here\n\n',
    'event: stream.provider.token\ndata: {"index":0,"text":"é'.encode()[:-1],
    'é"}\n\n'.encode()[1:],
)


@host_check(
    "HTP-045",
    title="Comments, `id`, `retry` and unknown events are ignored, and lines end by CR, LF or both",
)
def lenient(bench: HostBench) -> None:
    stage = bench.stage(web("web", PROVIDER))
    asked, visit = streamed(stage)
    for piece in ODDITIES:
        visit.piece(piece)
    visit.event("result", ANSWER)
    visit.end()
    same("the result", ANSWER, asked.result())
    same("the tokens", ["a", "b", "c", "é"], [note["text"] for note in asked.notes(PIECE)])


@host_check(
    "HTP-045", title="Comments, `id`, `retry` and unknown events before the result end no call"
)
def ignored(bench: HostBench) -> None:
    stage = bench.stage(web("web", PROVIDER))
    for number, piece in enumerate(
        (b": hello\n\n", b"id: 5\nretry: 1\n\n", b"event: vendor.thing\ndata: {}\n\n")
    ):
        asked = stage.orc.send(
            "request.provider_complete", {"provider": "far", "stream": True, **CHAT}
        )
        visit = stage.site("web").call("provider.complete", number)
        visit.piece(piece)
        visit.event("result", ANSWER)
        visit.end()
        same(f"the result behind {piece!r}", ANSWER, asked.result())


@host_check(
    "HTP-044",
    title="A stream without an end is service_unavailable with the text so far, however it stops",
)
def truncated(bench: HostBench) -> None:
    stage = bench.stage(web("web", PROVIDER))
    site = stage.site("web")
    for number, stop in enumerate(("end", "cut", "half")):
        params = {"provider": "far", "stream": True, **CHAT}
        asked = stage.orc.send("request.provider_complete", params)
        visit = site.call("provider.complete", number)
        visit.event(PIECE, token("hel"))
        visit.event(PIECE, token("lo"))
        asked.note(PIECE, 2)
        if stop == "half":
            visit.piece(b"event: result\ndata: " + json.dumps(ANSWER).encode())
        if stop == "cut":
            visit.cut()
        else:
            visit.end()
        error = asked.error("service_unavailable", partial="hello")
        same("its code", codes()["service_unavailable"], error["code"])


@host_check(
    "HTP-044",
    title="An event `error` ends a stream with the error that its Problem tells",
)
def failed(bench: HostBench) -> None:
    stage = bench.stage(web("web", PROVIDER))
    asked, visit = streamed(stage)
    visit.event(PIECE, token("hel"))
    visit.fail("llm_error", "slow down", llm_error="RateLimitError", provider="far", retryable=True)
    error = asked.error("llm_error", llm_error="RateLimitError", provider="far", retryable=True)
    same("its message", "slow down", error["message"])


@host_check(
    "HTP-053",
    "RPC-035",
    title="The connection of an event is closed when the time-out of its handler has passed",
)
def timed_out(bench: HostBench) -> None:
    slow = hook("slow", "suite:*", timeout_ms=300)
    stage = bench.stage(web("web", {"hooks": [slow]}, replies={"hook.emit": HOLD}))
    asked = stage.orc.emit("suite:x")
    stage.site("web").call("hook.emit").closes()
    same("the fold", {"action": "continue"}, asked.result())


@host_check(
    "HTP-053",
    "LIF-019",
    title="The connection of describe is closed when nobody answers it, and the session goes on",
)
def silent(bench: HostBench) -> None:
    mute = web("mute", {"tools": [tool("u")]}, replies={"describe": HOLD})
    stage = bench.stage(mute, tool_part())
    stage.site("mute").call("describe").closes(SLOW)
    same(
        "the tools that are mounted", ["t"], [each["name"] for each in stage.turn().params["tools"]]
    )
    stage.says("mute")


@host_check(
    "HTP-053",
    "RPC-029",
    title="The connection is closed when the deadline has passed and the service has not answered",
)
def overdue(bench: HostBench) -> None:
    stage = bench.stage(tool_part())
    asked = stage.orc.tool("t", meta={"deadline_ms": 300})
    visit = stage.site("web").call("tool.execute")
    visit.closes()
    asked.error("deadline_exceeded")


@host_check(
    "RPC-030",
    "RPC-032",
    title="An immediate cancel of a call, a stream or an event closes its connection, and is answered",
)
def withdrawn(bench: HostBench) -> None:
    part = web("web", {**PROVIDER, "hooks": [hook("h", "suite:*")]}, replies={"hook.emit": HOLD})
    stage = bench.stage(part)
    site = stage.site("web")
    asked, visit = streamed(stage)
    visit.event(PIECE, token("hel"))
    asked.note(PIECE)
    pairs = [
        (asked, visit),
        (stage.orc.tool("t"), site.call("tool.execute")),
        (stage.orc.emit("suite:x"), site.call("hook.emit")),
    ]
    for call, there in pairs:
        began = stage.now()
        call.cancel(mode="immediate", reason="enough")
        there.closes()
        call.error("cancelled")
        if stage.now() - began > GRACE + slack(stage):
            raise Failed("the answer came late", f"{GRACE} s after the cancel", stage.now() - began)
