"""How deep calls may nest, and until when they are answered (chapter 2)."""

from __future__ import annotations

from ...protocol import Json
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import HOLD
from ..expect import reached, same, slack
from ..parts import Part, hook, hooks, tool, tools
from ..requests import LEGAL, granted
from .limits import narrow, number

TOO_DEEP = 9  # RPC-024


@host_check(
    "RPC-024", title="Requests nested deeper than 8 calls are overloaded, those at 8 are served"
)
def depth(bench: HostBench) -> None:
    replies = {"tool.execute": {"output": 1}, "capability.call": {"output": 1}}
    stage = bench.stage(
        Part("a", {"tools": [tool("t")], "exports": [{"name": "x"}]}, replies=replies)
    )
    orc = stage.orc
    served = [name for name in granted() if "session" not in name and "provider" not in name]
    for method in (*served, "request.state_get"):
        params: Json = LEGAL.get(method, {"key": "x"})
        error = orc.send(method, params, meta={"depth": TOO_DEEP}).error("overloaded")
        same("the code", -32005, error["code"])
    same("what reached the tool", 0, len(reached(stage["a"], "tool.execute")))
    for method in ("request.tool_execute", "request.hook_emit", "request.state_get"):
        orc.send(method, LEGAL.get(method, {"key": "x"}), meta={"depth": TOO_DEEP - 1}).result()
    orc.send("state.get", {"key": "x"}, meta={"depth": TOO_DEEP}).result()


@host_check(
    "RPC-026",
    title="A request without time left is answered with deadline_exceeded, and nobody is asked",
)
def no_time(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    orc = stage.orc
    for left in (0, -5):
        error = orc.tool("t", meta={"deadline_ms": left}).error("deadline_exceeded")
        same("the code", -32001, error["code"])
        orc.send("state.get", {"key": "x"}, meta={"deadline_ms": left}).error("deadline_exceeded")
    same("what reached the tool", 0, len(reached(stage["a"], "tool.execute")))


@host_check(
    "RPC-029",
    "RPC-066",
    title="Half a second after a deadline the host answers, cancels at the recipient and drops the late answer",
)
def deadline(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    orc = stage.orc
    began = stage.now()
    asked = orc.tool("t", meta={"deadline_ms": 1000})
    heard = stage["a"].call("tool.execute")
    while not asked.found() and stage.now() - began < 1.5 + slack(stage):
        heard.progress(progress=1)
        orc.ping()
    error = asked.error("deadline_exceeded")
    took = stage.now() - began
    same("the code", -32001, error["code"])
    if not 1.0 <= took <= 1.5 + slack(stage):
        raise Failed("the answer came at the wrong time", "1.0 to 1.5 s after the request", took)
    heard.cancelled()
    heard.answer({"output": "late"})
    again = orc.tool("t")
    stage["a"].call("tool.execute", 1).answer({"output": "in time"})
    same("the next answer", {"output": "in time"}, again.result())
    same(
        "answers to the first",
        1,
        sum("method" not in m and m.get("id") == asked.id for m in orc.received),
    )


@host_check("RPC-029", title="An answer within the deadline is passed on")
def in_time(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t", meta={"deadline_ms": 60_000})
    heard = stage["a"].call("tool.execute")
    left = heard.meta.get("deadline_ms")
    if not isinstance(left, int) or not 0 < left <= 60_000:
        raise Failed("the recipient is told another deadline", "up to 60000", left)
    heard.answer({"output": 1})
    same("the answer", {"output": 1}, asked.result())


@host_check(
    "RPC-029", title="A deadline holds for requests that wait in a queue, which are never sent then"
)
def queued_deadline(bench: HostBench) -> None:
    stage = bench.stage(narrow("a", 1, "t"))
    orc, a = stage.orc, stage["a"]
    first = orc.tool("t", {"n": 0})
    heard = a.call("tool.execute")
    orc.tool("t", {"n": 1}, meta={"deadline_ms": 300}).error("deadline_exceeded")
    heard.answer({"output": 0})
    first.result()
    orc.tool("t", {"n": 2})
    a.call("tool.execute", 1)
    same("what reached the tool", [0, 2], number(a))


@host_check(
    "RPC-027",
    "RPC-025",
    title="A deadline holds for what the host does itself, such as asking hooks",
)
def own_deadline(bench: HostBench) -> None:
    stage = bench.stage(hooks("h", hook("slow", "suite:*"), replies={"hook.emit": HOLD}))
    orc = stage.orc
    began = stage.now()
    orc.emit("suite:x", meta={"deadline_ms": 400}).error("deadline_exceeded")
    took = stage.now() - began
    if took > 0.9 + slack(stage):
        raise Failed("the answer came late", "0.4 to 0.9 s after the request", took)
