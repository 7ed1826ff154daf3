"""Cancels of routed requests, and of what the host does itself (chapter 2, Cancel)."""

from __future__ import annotations

from typing import Any

from ...protocol import Json
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import HOLD, Asked
from ..expect import barrier, same, slack
from ..parts import Part, hook, hooks, tools

GRACE = 5.0  # seconds after which the host answers for a recipient that does not (RPC-034)


def cancelled_or_not(asked: Asked) -> None:
    """A cancelled request is answered all the same: as cancelled, or with its result (RPC-030)."""
    error = asked.message().get("error")
    if error is not None:
        asked.error("cancelled")


@host_check(
    "RPC-084",
    "FRM-042",
    title="A cancel is passed on under the id of the request that it is for, with its mode and reason",
)
def passed_on(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    orc = stage.orc
    told: tuple[Json, ...] = ({"mode": "graceful", "reason": "Ctrl-C"}, {"mode": "immediate"}, {})
    for number, params in enumerate(told):
        asked = orc.tool("t")
        heard = stage["a"].call("tool.execute", number)
        asked.cancel(**params)
        came = heard.cancelled()
        right = {"mode": params.get("mode", "immediate"), "reason": params.get("reason")}
        found = {"mode": came.get("mode", "immediate"), "reason": came.get("reason")}
        if "reason" in params:
            same("the cancel came changed", right, found)
        same("its mode", right["mode"], found["mode"])
        heard.fail("cancelled", partial="so far")
        asked.error("cancelled", partial="so far")


@host_check(
    "RPC-030", "RPC-083", title="A recipient may answer a cancelled request with its result"
)
def result_after_all(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t")
    heard = stage["a"].call("tool.execute")
    asked.cancel(mode="graceful")
    heard.cancelled()
    heard.answer({"output": "done before"})
    same("the answer", {"output": "done before"}, asked.result())


@host_check(
    "RPC-064",
    title="An immediate cancel after a graceful one is passed on too",
)
def escalation(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t")
    heard = stage["a"].call("tool.execute")
    asked.cancel(mode="graceful")
    same("the first", "graceful", heard.cancelled(1).get("mode"))
    asked.cancel(mode="immediate")
    same("the second", "immediate", heard.cancelled(2).get("mode", "immediate"))
    heard.fail("cancelled")
    asked.error("cancelled")


@host_check(
    "RPC-031",
    "RPC-065",
    title="A cancel of nothing, of another's request or of an answered one goes nowhere",
)
def of_nothing(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"), Part("b", requires=["tool.execute"]))
    orc, a, b = stage.orc, stage["a"], stage["b"]
    over = orc.tool("t", {"n": "over"})
    a.call("tool.execute").answer({"output": 1})
    over.result()
    asked = orc.send("request.tool_execute", {"name": "t", "input": {}}, id="shared")
    heard = a.call("tool.execute", 1)
    wrong: tuple[Any, ...] = ({"id": "never"}, {"id": [1]}, {"id": None}, {}, {"id": over.id})
    for params in wrong:
        orc.notify("$/cancel", params, broken=True)
    b.notify("$/cancel", {"id": "shared"})
    b.notify("$/cancel", {"id": heard.id})
    barrier(orc, b)
    asked.cancel(reason="the right one")
    heard.cancelled()
    reasons = [call.params.get("reason") for call in a.calls("$/cancel")]
    same("other cancels were passed on", ["the right one"], reasons)
    heard.fail("cancelled")
    asked.error("cancelled")


@host_check(
    "RPC-036", title="A cancelled request that still waits in the queue is answered and never sent"
)
def queued(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t", limits={"max_concurrency": 1}))
    orc, a = stage.orc, stage["a"]
    first = orc.tool("t", {"n": 1})
    heard = a.call("tool.execute")
    waiting = orc.tool("t", {"n": 2})
    last = orc.tool("t", {"n": 3})
    waiting.cancel()
    same("the code", -32800, waiting.error("cancelled")["code"])
    heard.answer({"output": 1})
    first.result()
    second = a.call("tool.execute", 1)
    same("what was sent next", 3, second.params["input"].get("n"))
    second.answer({"output": 3})
    last.result()
    same("cancels of what was never sent", 0, len(a.calls("$/cancel")))


@host_check(
    "RPC-034",
    title="The host answers a cancelled request whose recipient has not done so after 5 seconds",
)
def ignored(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    orc = stage.orc
    asked = orc.tool("t")
    heard = stage["a"].call("tool.execute")
    began = stage.now()
    asked.cancel()
    same("the code", -32800, asked.error("cancelled")["code"])
    took = stage.now() - began
    if not GRACE - 0.1 <= took <= GRACE + slack(stage):
        raise Failed("the answer came at the wrong time", f"{GRACE} s after the cancel", took)
    heard.answer({"output": "late"})
    again = orc.tool("t")
    stage["a"].call("tool.execute", 1).answer({"output": "in time"})
    same("the next answer", {"output": "in time"}, again.result())


@host_check(
    "RPC-032",
    "RPC-030",
    "RPC-085",
    title="A cancel of an event reaches the handler that is being asked",
)
def of_hooks(bench: HostBench) -> None:
    stage = bench.stage(
        hooks("h", hook("slow", "suite:*"), hook("next", "suite:*"), replies={"hook.emit": HOLD})
    )
    asked = stage.orc.emit("suite:x")
    heard = stage["h"].call("hook.emit")
    asked.cancel(mode="graceful", reason="enough")
    came = heard.cancelled()
    same("its mode", "graceful", came.get("mode"))
    heard.fail("cancelled")
    cancelled_or_not(asked)
    stage["h"].ping()
    same("the handlers that were asked", 1, len(stage["h"].calls("hook.emit")))


@host_check(
    "RPC-032",
    "RPC-030",
    title="A cancel of an approval, or of a collection, reaches who is being asked",
)
def of_questions(bench: HostBench) -> None:
    silent = {"approval.request": HOLD, "channel.collect": HOLD}
    offers = {
        "approval_providers": [{"name": "judge"}],
        "channels": [{"name": "news", "contributes": True}],
    }
    stage = bench.stage(Part("a", offers, replies=silent))
    question = {"tool_name": "t", "action": "x", "details": {}, "risk_level": "low"}
    asks: dict[str, tuple[str, Json]] = {
        "approval.request": ("request.approval", question),
        "channel.collect": ("request.channel_collect", {"channel": "news"}),
    }
    for method, (asking, params) in asks.items():
        asked = stage.orc.send(asking, params)
        heard = stage["a"].call(method)
        asked.cancel()
        heard.cancelled()
        heard.fail("cancelled")
        cancelled_or_not(asked)


@host_check(
    "RPC-033",
    title="A cancel without a mode, or with one that nobody knows, is immediate for who is asked",
)
def without_mode(bench: HostBench) -> None:
    stage = bench.stage(hooks("h", hook("slow", "suite:*"), replies={"hook.emit": HOLD}))
    cases: tuple[Json, ...] = ({}, {"mode": "vendor_mode"}, {"mode": None})
    for number, params in enumerate(cases):
        asked = stage.orc.emit("suite:x")
        heard = stage["h"].call("hook.emit", number)
        stage.orc.notify("$/cancel", {"id": asked.id, **params}, broken=True)
        same("the mode", "immediate", heard.cancelled().get("mode", "immediate"))
        heard.fail("cancelled")
        cancelled_or_not(asked)


@host_check(
    "RPC-030",
    title="An event that was cancelled is answered within 5 seconds, whatever its handler does",
)
def ignored_by_a_hook(bench: HostBench) -> None:
    slow = hook("slow", "suite:*", timeout_ms=60_000)
    stage = bench.stage(hooks("h", slow, replies={"hook.emit": HOLD}))
    asked = stage.orc.emit("suite:x")
    stage["h"].call("hook.emit")
    began = stage.now()
    asked.cancel()
    stage.orc.wait("the answer", asked.found, GRACE + slack(stage))
    if stage.now() - began > GRACE + slack(stage):
        raise Failed("the answer came late", f"{GRACE} s after the cancel", stage.now() - began)


@host_check("RPC-064", title="A second cancel that is no sterner than the first one goes nowhere")
def repeated(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    for number, modes in enumerate(
        (("immediate", "immediate", "graceful"), ("graceful", "graceful"))
    ):
        asked = stage.orc.tool("t")
        heard = stage["a"].call("tool.execute", number)
        for mode in modes:
            asked.cancel(mode=mode)
        barrier(stage.orc, stage["a"])
        same(
            f"the cancels of {modes} that were passed on",
            modes[:1],
            tuple(c.get("mode", "immediate") for c in heard.cancels),
        )
        heard.fail("cancelled")
        asked.error("cancelled")
