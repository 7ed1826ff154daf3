"""Who is asked about an event, in which order, and what becomes of silence (chapter 5)."""

from __future__ import annotations

import re
from typing import Any

from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import HOLD, Heard
from ..expect import reached, same, slack
from ..parts import Part, hook, hooks, tools
from ..vectors import cases

UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
DEFAULT_TIMEOUT = 10.0  # seconds (HOK-034)
CONTINUE = {"action": "continue"}


def asked_for(part: Part, stage: Any, event: str) -> list[str]:
    """The handlers of a part that were asked about an event."""
    calls = stage[part.name].calls("hook.emit")
    return [heard.params.get("hook") for heard in calls if heard.params["event"] == event]


@host_check(
    "HOK-002",
    "HOK-003",
    "HOK-009",
    title="A pattern takes its own name, * takes all, and x:* what begins with x:",
)
def matching(bench: HostBench) -> None:
    found = [case for case in cases("event_matching") if "pattern" in case]
    part = hooks("h", *(hook(f"m{n}", case["pattern"]) for n, case in enumerate(found)))
    stage = bench.stage(part)
    for event in dict.fromkeys(case["event"] for case in found):
        stage.orc.emit(event).result()
        asked = asked_for(part, stage, event)
        for n, case in enumerate(found):
            if case["event"] == event and (f"m{n}" in asked) != case["matches"]:
                verb = "takes" if case["matches"] else "does not take"
                why = "was not asked" if case["matches"] else "was asked"
                raise Failed(f"{case['pattern']!r} {verb} {event!r}", verb, f"its handler {why}")


@host_check(
    "HOK-004",
    "HOK-034",
    title="Handlers are asked once, by priority, then in the order of definition and describe",
)
def order(bench: HostBench) -> None:
    event = "suite:x"
    first = hooks(
        "zeta",
        hook("late", event),
        hook("one", event, priority=10),
        hook("three", event, priority=10),
        hook("minus", event, priority=-5),
        hook("other", "suite:y", priority=1),
    )
    second = hooks(
        "alpha",
        hook("two", event, priority=10),
        hook("zero", event, priority=0),
        hook("often", "*", "suite:*", event, priority=50),
        hook("last", event, priority=101),
    )
    stage = bench.stage(first, second)
    stage.orc.emit(event).result()
    calls = [
        h
        for p in ("zeta", "alpha")
        for h in stage[p].calls("hook.emit")
        if h.params["event"] == event
    ]
    found = [h.params.get("hook") for h in sorted(calls, key=lambda h: h.at)]
    same("the order", ["minus", "zero", "one", "three", "two", "often", "late", "last"], found)


@host_check("HOK-005", title="One handler is asked after the other, each by its name")
def one_by_one(bench: HostBench) -> None:
    replies = {"hook.emit": HOLD}
    stage = bench.stage(
        hooks(
            "a",
            hook("a1", "suite:*", priority=1),
            hook("a2", "suite:*", priority=3),
            replies=replies,
        ),
        hooks("b", hook("b1", "suite:*", priority=2), replies=replies),
    )
    orc = stage.orc
    asked = orc.emit("suite:x")
    for name, number, right in (("a", 0, "a1"), ("b", 0, "b1"), ("a", 1, "a2")):
        heard = stage[name].call("hook.emit", number)
        same("who is asked", right, heard.params.get("hook"))
        orc.ping()
        under_way = len(reached(stage["a"], "hook.emit")) + len(reached(stage["b"], "hook.emit"))
        same("how many were asked so far", {"a1": 1, "b1": 2, "a2": 3}[right], under_way)
        heard.answer({})
    same("the fold", CONTINUE, asked.result())


@host_check(
    "HOK-007",
    "RPC-012",
    title="The data is stamped with the time in UTC and the session, where they are absent",
)
def stamps(bench: HostBench) -> None:
    stage = bench.stage(hooks("h", hook("h", "suite:*")))
    orc = stage.orc
    orc.emit("suite:bare", {"x": 1, "none": None}).result()
    data = stage["h"].call("hook.emit").params["data"]
    if not UTC.fullmatch(str(data.get("timestamp"))):
        raise Failed("the timestamp is no time in UTC", "2026-01-31T12:00:00.000Z", data)
    session = orc.environment.get("AMPLIFIER_SESSION_ID")
    told = {name: value for name, value in data.items() if name != "timestamp"}
    same("the data", {"session_id": session, "x": 1, "none": None}, told)
    own = {"timestamp": "2001-01-01T00:00:00Z", "session_id": "own", "parent_id": "own-parent"}
    fold = orc.emit("suite:stamped", own).result()
    same("what was there was changed", own, stage["h"].call("hook.emit", 1).params["data"])
    same("the stamps are in the fold", CONTINUE, fold)


@host_check(
    "HOK-008",
    "HOK-009",
    title="An event that no handler wants is continue, and no service hears of it",
)
def nobody(bench: HostBench) -> None:
    stage = bench.stage(hooks("h", hook("h", "tool:*")), tools("a", "t"))
    orc = stage.orc
    before = {player.name: len(player.calls("hook.emit")) for player in stage.players}
    for event in ("vendor:thing", "tool", "no-colon", "tools:pre"):
        same(f"the fold of {event}", CONTINUE, orc.emit(event, {"size": 7}).result())
    after = {player.name: len(reached(player, "hook.emit")) for player in stage.players}
    same("hook.emit was sent", before, after)


@host_check(
    "HOK-027",
    "HOK-019",
    "HOK-020",
    "RPC-035",
    title="A handler that is silent for its timeout_ms is cancelled and has failed",
)
def silence(bench: HostBench) -> None:
    quiet = {"replies": {"hook.emit": HOLD}}
    stage = bench.stage(
        hooks("slow", hook("s", "suite:a", priority=1, timeout_ms=300), **quiet),
        hooks("gate", hook("g", "suite:b", priority=1, timeout_ms=300, on_error="deny"), **quiet),
        hooks(
            "next",
            hook("n", "suite:*", priority=2),
            replies={"hook.emit": {"user_message": "next"}},
        ),
    )
    fold = stage.orc.emit("suite:a").result()
    same("the fold", {"action": "continue", "user_message": "next"}, fold)
    told = stage["slow"].call("hook.emit").cancelled()
    same(
        "why it is cancelled",
        ["immediate", "timeout"],
        [told.get("mode", "immediate"), told.get("reason")],
    )
    fold = stage.orc.emit("suite:b").result()
    if fold.get("action") != "deny" or not fold.get("reason"):
        raise Failed("the fold of a gate that is silent", {"action": "deny", "reason": "…"}, fold)
    stage["gate"].call("hook.emit").cancelled()
    late = stage["slow"].call("hook.emit")
    late.answer({"action": "deny"})
    same("the next fold", "next", stage.orc.emit("suite:c").result().get("user_message"))


@host_check(
    "HOK-034", title="A handler without timeout_ms and on_error has 10 seconds, and is skipped then"
)
def default_timeout(bench: HostBench) -> None:
    stage = bench.stage(hooks("slow", hook("s", "suite:a"), replies={"hook.emit": HOLD}))
    orc = stage.orc
    began = stage.now()
    asked = orc.emit("suite:a")
    orc.wait("the fold", asked.found, DEFAULT_TIMEOUT + slack(stage))
    same("the fold", CONTINUE, asked.result())
    took = stage.now() - began
    if took < DEFAULT_TIMEOUT - 0.1:
        raise Failed("the handler was given up too early", f"after {DEFAULT_TIMEOUT} s", took)


@host_check("HOK-025", title="An answer that is no HookResult is a failure of its handler")
def misfit(bench: HostBench) -> None:
    odd: tuple[Any, ...] = (
        {"action": "explode"},
        {"data": 7},
        "continue",
        {"action": 7},
        [],
        {"approval_options": "yes"},
    )
    current: list[Any] = [None]
    replies = {"hook.emit": lambda heard: heard.say({"result": current[0]})}
    stage = bench.stage(
        hooks(
            "h",
            hook("lenient", "suite:a"),
            hook("gate", "suite:b", on_error="deny"),
            replies=replies,
        )
    )
    for answer in odd:
        current[0] = answer
        same(f"the fold of {answer}", CONTINUE, stage.orc.emit("suite:a").result())
        fold = stage.orc.emit("suite:b").result()
        same(f"the action for {answer} of a gate", "deny", fold.get("action"))


@host_check(
    "HOK-033", title="The host does not act on what handlers answer to an event of a service"
)
def no_acting(bench: HostBench) -> None:
    strict = {"action": "deny", "reason": "no", "user_message": "no"}
    stage = bench.stage(
        hooks("h", hook("h", "tool:*", "prompt:*"), replies={"hook.emit": strict}),
        tools("a", "t", replies={"tool.execute": {"output": 1}}),
    )
    for event, data in (
        ("tool:pre", {"tool_name": "t", "tool_input": {}}),
        ("prompt:submit", {"prompt": "x"}),
    ):
        same("the fold", strict, stage.orc.emit(event, data).result())
    same("the tool", {"output": 1}, stage.orc.tool("t").result())
    same("the hooks of a request", 2, len(reached(stage["h"], "hook.emit")))


@host_check(
    "RPC-016",
    "RPC-022",
    title="A handler may ask the host while it is asked, and gets the _meta of the event",
)
def reentrant(bench: HostBench) -> None:
    asker = hooks(
        "h",
        hook("h", "suite:*"),
        replies={"hook.emit": HOLD},
        requires=["tool.execute", "hook.emit"],
    )
    stage = bench.stage(asker, tools("a", "t", replies={"tool.execute": {"output": 1}}))
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    asked = stage.orc.emit("suite:x", meta={"traceparent": trace, "vendor": 7})
    heard: Heard = stage["h"].call("hook.emit")
    kept = {name: heard.meta.get(name) for name in ("traceparent", "vendor")}
    same("_meta lost members", {"traceparent": trace, "vendor": 7}, kept)
    same("a tool", {"output": 1}, stage["h"].tool("t").result())
    inner = stage["h"].emit("suite:inner")
    stage["h"].call("hook.emit", 1).answer({"user_message": "inner"})
    same("an event", {"action": "continue", "user_message": "inner"}, inner.result())
    heard.answer({})
    same("the fold", CONTINUE, asked.result())


@host_check("HOK-031", title="An event that is not in the table is open to patches as a whole")
def open_events(bench: HostBench) -> None:
    patch = {"size": 8, "new": None}
    replies = {"hook.emit": {"action": "modify", "data": patch}}
    stage = bench.stage(hooks("h", hook("h", "vendor:*"), replies=replies))
    for event in ("vendor:thing", "vendor:", "vendor:thing:else"):
        fold = stage.orc.emit(event, {"size": 7, "kept": 1}).result()
        same(f"the fold of {event}", {"action": "modify", "data": patch}, fold)


@host_check(
    "RPC-023",
    "RPC-028",
    title="hook.emit is one call deeper than the event, and has the time that is left for it",
)
def deeper(bench: HostBench) -> None:
    silent = {"replies": {"hook.emit": HOLD}}
    stage = bench.stage(
        hooks("slow", hook("s", "suite:slow", priority=1, timeout_ms=500), **silent),
        hooks("h", hook("h", "suite:*")),
    )
    cases = (
        ("suite:x", 2, 5000, 5000),
        ("suite:x", None, 4000, 4000),
        ("suite:slow", 0, 5000, 4500),
    )
    for number, (event, depth, left, most) in enumerate(cases):
        given = {"deadline_ms": left} | ({} if depth is None else {"depth": depth})
        stage.orc.emit(event, meta=given).result()
        found = stage["h"].call("hook.emit", number).meta
        same("the depth", (depth or 0) + 1, found.get("depth"))
        if not isinstance(found.get("deadline_ms"), int) or not 0 < found["deadline_ms"] <= most:
            raise Failed("the time that is left", f"up to {most} ms", found)
