"""Services that die: their callers are told at once, and everyone else goes on (chapters 2 and 3)."""

from __future__ import annotations

import signal

from ...protocol import Json
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import Asked, Heard
from ..expect import same
from ..parts import Part, channel, hook, hooks, tool, tools
from ..player import Player
from ..requests import CHAT

LAST_WORDS = "suite: these are my last words"


def unavailable(asked: Asked, service: str) -> Json:
    """The data of a service_unavailable of this service."""
    error = asked.error("service_unavailable", service=service)
    same("the code", -32002, error["code"])
    data: Json = error["data"]
    return data


@host_check(
    "LIF-076",
    "RPC-048",
    "FRM-031",
    title="Callers of a service that exits are told its exit code and last words, in the order of their calls",
)
def exit_code(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t", limits={"max_concurrency": 4}))
    orc = stage.orc
    asked = [orc.tool("t", {"n": n}) for n in range(6)]  # four are under way, two wait
    stage["a"].call("tool.execute", 3)
    stage["a"].stderr(LAST_WORDS + "\n")
    stage["a"].exit(3)
    for each in asked:
        data = unavailable(each, "a")
        same("data.exit_code", 3, data.get("exit_code"))
        if LAST_WORDS not in str(data.get("stderr_tail")):
            raise Failed("data.stderr_tail lacks what it wrote last", LAST_WORDS, data)
    order = [m["id"] for m in orc.received if m.get("error")]
    same("the order of the answers", [each.id for each in asked], order)


@host_check("LIF-076", title="A service that is killed is told of with the signal's name")
def killed(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t")
    stage["a"].call("tool.execute")
    stage["a"].kill(signal.SIGKILL)
    data = unavailable(asked, "a")
    same("data.signal", "SIGKILL", data.get("signal"))
    same("data.exit_code", None, data.get("exit_code"))


@host_check(
    "RPC-048",
    "LIF-076",
    title="A call of a service that is gone fails at once, and the others still answer",
)
def later(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"), tools("b", "u", replies={"tool.execute": {"output": 1}}))
    first = stage.orc.tool("t")
    stage["a"].call("tool.execute")
    stage["a"].exit(0)
    unavailable(first, "a")
    unavailable(stage.orc.tool("t"), "a")
    same("another service", {"output": 1}, stage.orc.tool("u").result())


@host_check("RPC-067", title="What a service had streamed before it died is in data.partial")
def partial(bench: HostBench) -> None:
    stage = bench.stage(
        Part("p", {"providers": [{"name": "model"}]}),
        base=Part("base", {"context_managers": [{"name": "memory"}]}),
    )
    asked = stage.orc.send("request.provider_complete", {**CHAT, "stream": True})
    heard = stage["p"].call("provider.complete")
    for text in ("Hel", "lo 😀", "."):
        token = {"request_id": heard.id, "index": 0, "text": text}
        stage["p"].notify("stream.provider.token", token)
    asked.note("stream.provider.token", 3)
    stage["p"].exit(1)
    same("data.partial", "Hello 😀.", unavailable(asked, "p").get("partial"))


@host_check(
    "LIF-076",
    "RPC-048",
    title="A service that closes its standard output has ended for its callers",
)
def closed_output(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t")
    stage["a"].call("tool.execute")
    stage["a"].close_stdout()
    unavailable(asked, "a")
    stage["a"].ended()


@host_check(
    "LIF-076", title="A service whose child holds its pipes open has ended when its process has"
)
def held_pipes(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t")
    stage["a"].call("tool.execute")
    stage["a"].fork("holder", session=True, hold=True)
    stage["a"].exit(4)
    same("data.exit_code", 4, unavailable(asked, "a").get("exit_code"))


@host_check("RPC-079", "RPC-048", title="Notifications to a service that is gone are dropped")
def notifications(bench: HostBench) -> None:
    offers = {"tools": [tool("t")], "channels": [channel("news", subscribes=True)]}
    stage = bench.stage(Part("a", offers))
    asked = stage.orc.tool("t")
    stage["a"].call("tool.execute")
    stage["a"].exit(0)
    asked.error("service_unavailable")  # the host knows by now
    for n in range(3):
        stage.orc.notify("channel.publish", {"channel": "news", "data": n})
    stage.orc.ping()


@host_check(
    "FRM-030", title="Standard error is read for as long as the service runs, however much comes"
)
def stderr(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t")
    heard = stage["a"].call("tool.execute")
    stage["a"].stderr("x" * 79 + "\n" + ("y" * 99 + "\n") * 40_000)
    stage["a"].order("S", "last\n", wait=True)
    heard.answer({"output": 1})
    same("the answer", {"output": 1}, asked.result())
    again = stage.orc.tool("t")
    stage["a"].call("tool.execute", 1)
    stage["a"].exit(9)
    if "last" not in str(unavailable(again, "a").get("stderr_tail")):
        raise Failed("data.stderr_tail is not the end of it", "last", unavailable(again, "a"))


@host_check("FRM-025", title="Bytes that no LF ended when a service ended are no message")
def torn_line(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = stage.orc.tool("t")
    heard = stage["a"].call("tool.execute")
    stage["a"].out(f'{{"jsonrpc":"2.0","id":"{heard.id}","result":{{"output":"torn"}}}}'.encode())
    stage["a"].exit(0)
    unavailable(asked, "a")


@host_check(
    "HOK-019", "HOK-020", title="A handler that dies is skipped, or counts as deny if it says so"
)
def hook_dies(bench: HostBench) -> None:
    last = {"action": "modify", "data": {"x": 2}}
    for on_error, right in (("continue", last), ("deny", None)):
        stage = bench.stage(
            hooks(
                "mortal",
                hook("m", "suite:*", priority=1, on_error=on_error),
                replies={"hook.emit": die},
            ),
            hooks("other", hook("o", "suite:*", priority=2), replies={"hook.emit": last}),
        )
        fold = stage.orc.emit("suite:x", {"x": 1}).result()
        if right is not None:
            same("the fold", right, fold)
        elif fold.get("action") != "deny" or not fold.get("reason"):
            raise Failed("the fold of a gate that died", {"action": "deny", "reason": "…"}, fold)


def die(heard: Heard) -> None:
    """Die instead of answering."""
    player: Player = heard.player
    player.exit(1)


@host_check(
    "LIF-076",
    "RPC-077",
    title="The host shows that a service died, and how, and none of its secrets",
)
def shown(bench: HostBench) -> None:
    secret = "suite-secret-9f31c7"  # noqa: S105 - what must not be shown
    mortal = tools("mortal", "t", service={"env": {"SUITE_API_KEY": secret}})
    stage = bench.stage(mortal)
    asked = stage.orc.tool("t")
    stage["mortal"].call("tool.execute")
    stage["mortal"].exit(42)
    data = unavailable(asked, "mortal")
    stage.finish()
    stage.says("mortal", "42")
    if secret in stage.said or secret in str(data):
        raise Failed("a secret of the service was shown", "none", stage.said)
