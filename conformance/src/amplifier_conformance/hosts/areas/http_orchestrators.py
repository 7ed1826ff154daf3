"""An orchestrator over HTTP: its turn, its calls back, and how it is cancelled (chapter 13)."""

from __future__ import annotations

import json
import signal

from ...protocol import Json
from ...verdicts import Failed, NotVerified
from .. import parts
from ..bench import HostBench, host_check
from ..expect import nothing, same
from ..http_visit import Visit
from ..parts import ANSWER, Part, hook, hooks, tool, web
from ..requests import CHAT
from ..stage import Stage

LEAD: Json = {"orchestrators": [{"name": parts.ORCHESTRATOR}]}
PIECE = "stream.provider.token"
CANCELLED = 130  # the exit code of a host whose turn was cancelled


def far() -> Part:
    """The orchestrator over HTTP."""
    return web("orc", LEAD)


def turn(stage: Stage) -> Visit:
    """The turn that it is asked for."""
    return stage.site("orc").call("orchestrator.execute")


@host_check(
    "HTP-002",
    "HTP-065",
    "HTP-060",
    title="An orchestrator over HTTP runs a turn: it calls tools, hooks and a provider back, and streams",
)
def runs(bench: HostBench) -> None:
    near = Part("near", {"tools": [tool("near")], "hooks": [hook("h", "suite:*")]})
    stage = bench.stage(near, orchestrator=far())
    visit = turn(stage)
    same("its path", "POST /orchestrator/execute", f"{visit.verb} {visit.target}")
    given = json.loads(visit.body)
    same("the prompt and the tools", [stage.prompt, ["near"]], [given["prompt"], _names(given)])
    same("`_meta` is in no body", False, "_meta" in given)
    site = visit.site
    visit.event("$/progress", {"progress": 1})
    call = site.back(visit, "request.tool_execute", {"name": "near", "input": {"n": 1}})
    stage["near"].call("tool.execute").answer({"output": 1})
    same("the tool", {"output": 1}, call.result())
    event: Json = {"event": "suite:x", "data": {}}
    same("the hook", "continue", site.back(visit, "request.hook_emit", event).result()["action"])
    completion = site.back(
        visit, "request.provider_complete", {"stream": True, **CHAT}, stream=True
    )
    heard = stage["base"].call("provider.complete")
    stage["base"].notify(PIECE, {"request_id": heard.id, "index": 0, "text": "hel"})
    same("a token", {"index": 0, "text": "hel"}, completion.event(PIECE))
    heard.answer(ANSWER)
    same("the completion", ANSWER, completion.result())
    same("the exit code", 0, stage.finish("all done"))
    stage.says("all done")


def _names(given: Json) -> list[str]:
    return [each["name"] for each in given["tools"]]


@host_check(
    "HTP-060",
    "HTP-062",
    title="Calls nest: a tool over HTTP calls back for its own request, with a token of its own",
)
def nested(bench: HostBench) -> None:
    tools = web("web", {"tools": [tool("outer")]}, requires=["tool.execute"])
    near = Part("near", {"tools": [tool("inner")]})
    stage = bench.stage(tools, near, orchestrator=far())
    visit = turn(stage)
    outer = visit.site.back(
        visit, "request.tool_execute", {"name": "outer", "input": {}}, meta={"depth": 1}
    )
    middle = stage.site("web").call("tool.execute")
    depth = int(middle.header("amplifier-depth") or 0)
    same("the depth of the outer call", 1, depth)
    ask: Json = {"name": "inner", "input": {}}
    wrong = visit.header("amplifier-token")
    middle.site.back(middle, "request.tool_execute", ask, token=wrong).problem(
        403, "permission_denied"
    )
    inner = middle.site.back(middle, "request.tool_execute", ask, meta={"depth": depth + 1})
    heard = stage["near"].call("tool.execute")
    same("the depth of the inner call", 2, heard.meta.get("depth"))
    heard.answer({"output": "deep"})
    same("the inner result", {"output": "deep"}, inner.result())
    middle.answer({"output": "up"})
    same("the outer result", {"output": "up"}, outer.result())


def gentle(stage: Stage, visit: Visit) -> Visit:
    """Interrupt the host once; the cancel that the orchestrator gets, not verified if it gets none."""
    stage.signal(signal.SIGINT)

    def heard() -> bool:
        ended = stage.host.code is not None or visit.closed is not None
        return ended or bool(visit.site.calls("$/cancel"))

    stage.wait("a cancel, or the end", heard)
    if not visit.site.calls("$/cancel"):
        raise NotVerified("SIGINT does not cancel the turn of this host gracefully")
    return visit.site.call("$/cancel")


@host_check(
    "HTP-060",
    "HTP-002",
    title="A graceful cancel of the turn is POST /orchestrator/cancel of its session, and the stream goes on",
)
def graceful(bench: HostBench) -> None:
    stage = bench.stage(orchestrator=far())
    visit = turn(stage)
    visit.begin()
    told = gentle(stage, visit)
    same("its path", "POST /orchestrator/cancel", f"{told.verb} {told.target}")
    given = json.loads(told.body)
    same("its mode", "graceful", given.get("mode"))
    nothing("members that are none of it", sorted(set(given) - {"mode", "reason"}))
    same("its session", visit.header("amplifier-session"), told.header("amplifier-session"))
    if not told.header("amplifier-session"):
        raise Failed("the turn and its cancel name no session", "Amplifier-Session", told.headers)
    nothing("the connection of the turn was closed", visit.closed)
    for name in ("amplifier-callback", "amplifier-token"):
        if not told.header(name):
            raise Failed(f"the cancel came without {name}", name, told.headers)
    visit.answer({"response": "so far", "status": "cancelled"})
    same("the exit code", CANCELLED, stage.over())
    stage.says("so far")


@host_check(
    "SES-045",
    title="An immediate cancel of the turn closes its connection, or is told so, and the events are told",
)
def immediate(bench: HostBench) -> None:
    watch = hooks("watch", hook("w", "cancel:*"))
    stage = bench.stage(watch, orchestrator=far())
    visit = turn(stage)
    visit.begin()
    gentle(stage, visit)
    stage.signal(signal.SIGINT)
    stage.wait("an immediate cancel", lambda: visit.closed or _told_at_once(visit))
    visit.answer({"response": "so far", "status": "cancelled"})
    same("the exit code", CANCELLED, stage.over())
    told = [
        (h.params["event"], h.params["data"]["mode"]) for h in stage["watch"].calls("hook.emit")
    ]
    requested = [("cancel:requested", "graceful"), ("cancel:requested", "immediate")]
    same("the events", [*requested, ("cancel:completed", "immediate")], told)


def _told_at_once(visit: Visit) -> bool:
    told = visit.site.calls("$/cancel")
    return any(each.payload.get("mode", "immediate") == "immediate" for each in told)


@host_check(
    "HTP-044",
    title="A turn whose stream breaks off has failed, and the session ends",
)
def broken_off(bench: HostBench) -> None:
    stage = bench.stage(orchestrator=far())
    visit = turn(stage)
    visit.event("stream.token", {"index": 0, "text": "hel"})
    visit.cut()
    if stage.over() == 0:
        raise Failed("the host takes a turn that broke off for a good one", "an exit code", 0)
