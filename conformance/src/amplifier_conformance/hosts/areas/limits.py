"""How many requests at a time, and how long a line (chapters 1 and 2)."""

from __future__ import annotations

from functools import partial
from typing import Any

from ...protocol import DEFAULT_LIMIT, LEAST_LIMIT
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import Asked
from ..expect import barrier, reached, same
from ..parts import Part, channel, hook, tool, tools
from ..player import Player
from ..stage import Stage

MIB = 1 << 20
FLOOD = 300  # MiB that a queue may take before it counts as having no end
GLANCE = 1.0  # seconds within which a ping is answered (RPC-057)


def narrow(name: str, most: int, *names: str, **more: Any) -> Part:
    """A service that takes so many requests at a time."""
    return tools(name, *names, limits={"max_concurrency": most}, **more)


def number(player: Player) -> list[Any]:
    """The numbers that the tool calls so far came with."""
    return [heard.params["input"].get("n") for heard in player.calls("tool.execute")]


# ---- how many


@host_check(
    "RPC-019",
    "RPC-016",
    title="Requests over a service's max_concurrency wait, and follow in order",
)
def queue(bench: HostBench) -> None:
    stage = bench.stage(narrow("a", 2, "t"))
    orc, a = stage.orc, stage["a"]
    asked = [orc.tool("t", {"n": n}) for n in range(6)]
    a.call("tool.execute", 1)
    for done in range(6):
        orc.ping()
        reached(a, "tool.execute")
        same("how many are under way", list(range(min(done + 2, 6))), number(a))
        heard = a.call("tool.execute", done)
        heard.answer({"output": done})
        same("the answer", {"output": done}, asked[done].result())
        if done < 4:
            a.call("tool.execute", done + 2)


@host_check(
    "RPC-058",
    "RPC-019",
    title="A service that announces no limit gets 64 at a time, and the next one waits",
)
def default_concurrency(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    for n in range(66):
        stage.orc.tool("t", {"n": n})
    stage["a"].call("tool.execute", 63)
    stage.orc.ping()
    same("how many are under way", 64, len(reached(stage["a"], "tool.execute")))
    stage["a"].calls("tool.execute")[0].answer({"output": 0})
    stage["a"].call("tool.execute", 64)


@host_check("RPC-021", title="hook.emit and ping do not count against max_concurrency")
def uncounted(bench: HostBench) -> None:
    both = Part(
        "a", {"tools": [tool("t")], "hooks": [hook("h", "suite:*")]}, limits={"max_concurrency": 1}
    )
    stage = bench.stage(both)
    stage.orc.tool("t")
    stage["a"].call("tool.execute")
    same("the fold", {"action": "continue"}, stage.orc.emit("suite:x").result())
    same("the hooks that were asked", 1, len(stage["a"].calls("hook.emit")))


@host_check(
    "RPC-059", title="A full service that asks for itself is told at once that it is overloaded"
)
def own_tail(bench: HostBench) -> None:
    stage = bench.stage(narrow("a", 1, "t", requires=["tool.execute"]))
    orc, a = stage.orc, stage["a"]
    asked = orc.tool("t")
    heard = a.call("tool.execute")
    same("the code", -32005, a.tool("t").error("overloaded")["code"])
    heard.answer({"output": 1})
    same("the answer", {"output": 1}, asked.result())
    again = a.tool("t")
    a.call("tool.execute", 1).answer({"output": 2})
    same("with room for it", {"output": 2}, again.result())


@host_check(
    "RPC-087",
    title="A request is refused at once when the queue of its recipient is full, and third parties do not wait",
)
def full_queue(bench: HostBench) -> None:
    stage = bench.stage(
        tools("slow", "t"), tools("b", "u", replies={"tool.execute": {"output": 1}})
    )
    orc, slow = stage.orc, stage["slow"]
    slow.pause()
    text = "x" * (2 * MIB)
    asked: list[Asked] = []
    for _ in range(FLOOD // 2):
        asked.append(orc.tool("t", {"text": text}))
        if len(asked) % 8 == 0:
            orc.ping()
        if any(each.found() for each in asked):
            break
    orc.ping()
    if not any(each.found() for each in asked):
        raise Failed(
            "the queue has no end that could be found", "overloaded", f"it took {FLOOD} MiB"
        )
    refused = next(each for each in asked if each.found())
    same("the code", -32005, refused.error("overloaded")["code"])
    same("a third service", {"output": 1}, orc.tool("u").result())


@host_check("RPC-057", title="The host answers ping within a second, whatever else is under way")
def ping(bench: HostBench) -> None:
    stage = bench.stage(narrow("a", 1, "t"))
    orc = stage.orc
    for _ in range(100):
        orc.tool("t")
    stage["a"].call("tool.execute")
    times: list[float] = []
    while len(times) < 3 and (not times or min(times) > GLANCE):
        began = stage.now()
        same("the answer to ping", {}, orc.ask("ping", {}))
        times.append(stage.now() - began)
    if min(times) > GLANCE:
        raise Failed("ping is answered late, three times", f"within {GLANCE} s", times)


# ---- how long


def small(name: str, **more: Any) -> Part:
    """A service that reads lines of 1 MiB."""
    return Part(name, limits={"max_message_bytes": LEAST_LIMIT}, **more)


@host_check(
    "FRM-016",
    "FRM-035",
    title="A request that is too long for its recipient fails with message_too_large, and is never sent",
)
def long_request(bench: HostBench) -> None:
    stage = bench.stage(small("a", capabilities={"tools": [tool("t")]}))
    orc, a = stage.orc, stage["a"]
    error = orc.tool("t", {"text": "x" * LEAST_LIMIT}).error("message_too_large", limit=LEAST_LIMIT)
    same("the code", -32006, error["code"])
    asked = orc.tool("t", {"n": 1})
    a.call("tool.execute").answer({"output": 1})
    same("what came after it", {"output": 1}, asked.result())


@host_check(
    "FRM-016",
    "FRM-027",
    title="A response that is too long for the caller becomes message_too_large",
)
def long_response(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"), small("b", requires=["tool.execute"]))
    stage.turn()
    b, a = stage["b"], stage["a"]
    asked = b.tool("t")
    a.call("tool.execute").answer({"output": "x" * LEAST_LIMIT})
    asked.error("message_too_large", limit=LEAST_LIMIT)
    again = b.tool("t")
    a.call("tool.execute", 1).answer({"output": "short"})
    same("what came after it", {"output": "short"}, again.result())


@host_check("FRM-018", "FRM-016", title="A line of exactly the recipient's limit is passed on")
def exact_size(bench: HostBench) -> None:
    stage = bench.stage(small("a", capabilities={"tools": [tool("t")]}), prompt="p")
    orc, a = stage.orc, stage["a"]
    orc.tool("t", {"text": ""})
    frame = len(a.call("tool.execute").raw)
    lengths: list[int] = []
    while (
        LEAST_LIMIT not in lengths and len(lengths) < 3
    ):  # the host's next id may have one digit more
        so_far = len(a.calls("tool.execute"))
        asked = orc.tool("t", {"text": "x" * (LEAST_LIMIT - frame)})
        arrived = partial(_arrived, a, so_far, asked)
        a.wait("the request", arrived)
        lengths.append(len(a.calls("tool.execute")[-1].raw))
        frame += 1 if asked.found() else lengths[-1] - LEAST_LIMIT
    if LEAST_LIMIT not in lengths:
        raise Failed("no line of exactly the limit was passed on", LEAST_LIMIT, lengths)


def _arrived(player: Player, so_far: int, asked: Asked) -> bool:
    return len(player.calls("tool.execute")) > so_far or asked.found() is not None


@host_check(
    "FRM-036",
    "FRM-017",
    "FRM-011",
    "FRM-037",
    title="A line that is longer than the host reads is answered by its first bytes, and reading goes on",
)
def long_lines(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t", replies={"tool.execute": {"output": 1}}))
    orc = stage.orc
    limit = limit_of(stage)
    text = b"x" * limit
    asked = orc.owe("long", "request.tool_execute")
    head = b'{"jsonrpc":"2.0","id":"long","method":"request.tool_execute","params":{"name":"t","input":{"x":"'
    orc.line(head, text, b'"}}}', shown="a request that is too long")
    asked.error("message_too_large", limit=limit)
    head = (
        b'{"jsonrpc":"2.0","method":"vendor.note","x":"'
        + b"y" * 5000
        + b'","id":"behind","params":{"x":"'
    )
    orc.line(head, text, b'"}}', shown="a line that shows its id only behind 4096 bytes")
    same("what came after it", {"output": 1}, orc.tool("t").result())
    same(
        "answers to a line without a visible id",
        [],
        [m for m in orc.received if m.get("id") in ("behind", None) and "method" not in m],
    )


def limit_of(stage: Stage) -> int:
    """The longest line that the host reads, as its describe announces."""
    told = stage.service("orc").call("describe").params.get("limits") or {}
    return int(told.get("max_message_bytes") or DEFAULT_LIMIT)


@host_check(
    "FRM-014",
    "FRM-015",
    "FRM-018",
    title="The host reads a line of exactly the limit that it announces, at least 1 MiB",
)
def host_limit(bench: HostBench) -> None:
    stage = bench.stage()
    orc, limit = stage.orc, limit_of(stage)
    if limit < LEAST_LIMIT:
        raise Failed("the limit is too small", f"at least {LEAST_LIMIT}", limit)
    asked = orc.owe("just", "ping")
    head, tail = b'{"jsonrpc":"2.0","id":"just","method":"ping","params":{"x":"', b'"}}'
    orc.line(
        head, b"x" * (limit - len(head) - len(tail)), tail, shown="a ping of exactly the limit"
    )
    same("the answer", {}, asked.result())


@host_check(
    "RPC-017", title="The host reads what a service writes while the service itself reads nothing"
)
def blocked_writes(bench: HostBench) -> None:
    stage = bench.stage(tools("slow", "t"))
    orc, slow = stage.orc, stage["slow"]
    slow.pause()
    for _ in range(8):
        orc.tool("t", {"text": "x" * MIB})
    orc.ping()
    for n in range(300):
        slow.send("state.set", {"key": "slow.n", "value": n})
    until = stage.now() + stage.patience
    while (found := orc.ask("state.get", {"key": "slow.n"})["value"]) != 299:
        if stage.now() > until:
            raise Failed("what the service wrote was not read", 299, found)


@host_check(
    "FRM-004",
    "FRM-005",
    title="Long messages of several services arrive one by one, each in one piece",
)
def in_one_piece(bench: HostBench) -> None:
    callers = [Part(f"c{n}", requires=["tool.execute"]) for n in range(3)]
    stage = bench.stage(tools("a", "t"), *callers)
    stage.turn()
    texts = {f"c{n}": str(n) * (300_000 + n) for n in range(3)}
    stage["a"].pause()
    for _ in range(4):
        for name, text in texts.items():
            stage[name].tool("t", {"name": name, "text": text})
    barrier(*(stage[name] for name in texts))
    stage["a"].resume()
    stage["a"].call("tool.execute", 11)
    for heard in stage["a"].calls("tool.execute"):
        given = heard.params["input"]
        if given["text"] != texts[given["name"]]:
            right = f"{len(texts[given['name']])} times one digit"
            raise Failed("a request came changed", right, given["text"][:200])


@host_check("FRM-016", title="A notification that is too long for a service is not sent to it")
def long_notification(bench: HostBench) -> None:
    listens = {"channels": [channel("news", subscribes=True)]}
    stage = bench.stage(small("a", capabilities=listens), Part("b", listens))
    for data in ("x" * LEAST_LIMIT, "short"):
        stage.orc.notify("channel.publish", {"channel": "news", "data": data})
    stage["b"].call("channel.message", 1)
    stage["a"].call("channel.message")
    came = [len(h.params["data"]) for h in reached(stage["a"], "channel.message")]
    same("the lengths of what came", [len("short")], came)
