"""What services of a session share: state, capabilities, channels, content, messages (chapters 3, 10, 11)."""

from __future__ import annotations

from typing import Any

from ...protocol import MAX_DEPTH
from ...verdicts import Failed
from ...wire import depth
from ..bench import HostBench, host_check
from ..calls import Heard
from ..expect import barrier, not_found, reached, same
from ..parts import Part, channel

VALUES: tuple[Any, ...] = (
    -9007199254740991,
    0,
    False,
    "",
    [],
    {},
    {"a": [None, {"b": "é 😀"}]},
    "text",
    9007199254740991,
    -0.5,
)


# ---- state


@host_check("LIF-060", title="A key that is not set has the value null")
def unset(bench: HostBench) -> None:
    stage = bench.stage()
    same("the value", {"value": None}, stage.orc.ask("state.get", {"key": "suite.none"}))


@host_check(
    "LIF-062",
    "LIF-063",
    "FRM-020",
    title="What was set is what everybody gets from then on, in both spellings",
)
def state(bench: HostBench) -> None:
    stage = bench.stage(Part("b"))
    orc, b = stage.orc, stage["b"]
    for n, value in enumerate(VALUES):
        key, asker, other = f"suite.k{n}", *((orc, b) if n % 2 else (b, orc))
        older, newer = (
            ("request.state_set", "state.get") if n % 3 else ("state.set", "request.state_get")
        )
        same("the answer", {}, asker.ask(older, {"key": key, "value": value}))
        same(f"the value of {key}", {"value": value}, other.ask(newer, {"key": key}))
    asked = [orc.send("state.set", {"key": "suite.n", "value": n}) for n in range(50)]
    same("the last value", {"value": 49}, orc.ask("state.get", {"key": "suite.n"}))
    for each in asked:
        each.result()


@host_check("LIF-061", title="Setting null deletes the key")
def deleted(bench: HostBench) -> None:
    stage = bench.stage()
    for prefix in ("state.", "request.state_"):
        stage.orc.ask(f"{prefix}set", {"key": "suite.k", "value": {"x": 1}})
        stage.orc.ask(f"{prefix}set", {"key": "suite.k", "value": None})
        same("the value", {"value": None}, stage.orc.ask(f"{prefix}get", {"key": "suite.k"}))


# ---- capabilities


def exporter(name: str, *exports: str) -> Part:
    offered = [
        {"name": e, "description": f"{e} of {name}", "input_schema": {"type": "object"}}
        for e in exports
    ]
    return Part(name, {"exports": offered}, replies={"capability.call": echo})


def echo(heard: Heard) -> dict[str, Any]:
    """Give the input back, with the name of who does."""
    return {"output": [heard.player.name, heard.params["input"]]}


@host_check("LIF-064", title="capability.list lists the exports of all mounted services")
def listed(bench: HostBench) -> None:
    stage = bench.stage(exporter("a", "x", "y"), exporter("b", "z"), Part("poor"))
    stage.turn()
    found = stage["poor"].ask("capability.list")["capabilities"]
    same("what an exporter sees", found, stage["a"].ask("capability.list")["capabilities"])
    right = [("x", "a", "x of a"), ("y", "a", "y of a"), ("z", "b", "z of b")]
    same(
        "the exports", right, sorted((e["name"], e["service"], e.get("description")) for e in found)
    )
    for each in found:
        same(
            f"capability.get of {each['name']}",
            each,
            stage["poor"].ask("capability.get", {"name": each["name"]}),
        )


@host_check(
    "LIF-065",
    "CHN-006",
    title="A capability that nobody exports is not found, neither looked up nor called",
)
def no_capability(bench: HostBench) -> None:
    stage = bench.stage(exporter("a", "words.stem"))
    not_found(stage.orc.send("capability.get", {"name": "words.stme"}), "capability", "words.stme")
    asked = stage.orc.send("request.capability_call", {"name": "words.stme", "input": None})
    not_found(asked, "capability", "words.stme")


@host_check("CHN-005", title="A capability is called at the service that capability.get names")
def called(bench: HostBench) -> None:
    stage = bench.stage(
        exporter("a", "x"), exporter("b", "y"), Part("c", requires=["capability.call"])
    )
    stage.turn()
    for name in ("x", "y"):
        service = stage["c"].ask("capability.get", {"name": name})["service"]
        for value in (None, {"n": None}, [1, "é"]):
            result = stage["c"].ask("request.capability_call", {"name": name, "input": value})
            same(f"the answer of {name}", {"output": [service, value]}, result)


# ---- channels


@host_check(
    "LIF-066",
    "CHN-010",
    title="What is published reaches each other service that subscribes, and no one else",
)
def published(bench: HostBench) -> None:
    news = {"channels": [channel("news", subscribes=True)]}
    stage = bench.stage(
        Part("publisher", news),
        Part("one", news),
        Part(
            "two",
            {"channels": [channel("olds"), channel("news", subscribes=True, contributes=True)]},
        ),
        Part("mute", {"channels": [channel("news"), channel("olds", subscribes=True)]}),
        Part("giver", {"channels": [channel("news", contributes=True, subscribes=False)]}),
    )
    orc = stage.orc
    data = {"headline": "it rains", "none": None}
    stage["publisher"].notify("channel.publish", {"channel": "news", "data": data})
    orc.notify("channel.publish", {"channel": "news", "data": None})
    barrier(stage["publisher"], orc)
    told: list[tuple[str, Any]] = [("orc", None), ("publisher", data)]
    right = {"publisher": told[:1], "one": told, "two": told, "mute": [], "giver": []}
    for name, messages in right.items():
        if messages:
            stage[name].call("channel.message", len(messages) - 1)
        calls = reached(stage[name], "channel.message")
        found = sorted(((c.params.get("sender"), c.params.get("data")) for c in calls), key=str)
        same(f"what {name} got", messages, found)
        same("the channel", ["news"] * len(found), [c.params["channel"] for c in calls])


@host_check(
    "CHN-016",
    title="Messages of one service on one channel come in the order in which they were published",
)
def in_order(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"channels": [channel("news", subscribes=True)]}))
    orc, count = stage.orc, 200
    for n in range(count):
        orc.notify("channel.publish", {"channel": "news", "data": n})
    stage["a"].call("channel.message", count - 1)
    same(
        "the order",
        list(range(count)),
        [c.params["data"] for c in stage["a"].calls("channel.message")],
    )


@host_check(
    "CHN-013",
    "CHN-010",
    "CHN-014",
    title="A collection has one contribution of each service that gives and does not fail",
)
def collected(bench: HostBench) -> None:
    gives = {"channels": [channel("news", contributes=True)]}

    def give(heard: Heard) -> dict[str, Any]:
        return {"data": {"from": heard.player.name, "none": None}}

    def fail(heard: Heard) -> None:
        heard.fail("internal_error", "nothing to give", exception="Empty")

    stage = bench.stage(
        Part("one", gives, replies={"channel.collect": give}),
        Part("two", gives, replies={"channel.collect": give}),
        Part("failing", gives, replies={"channel.collect": fail}),
        Part(
            "mute",
            {"channels": [channel("news", subscribes=True)]},
            replies={"channel.collect": give},
        ),
    )
    result = stage.orc.ask("request.channel_collect", {"channel": "news"})
    right = [{"service": name, "data": {"from": name, "none": None}} for name in ("one", "two")]
    same(
        "the contributions", right, sorted(result["contributions"], key=lambda c: str(c["service"]))
    )
    same(
        "a service that does not contribute",
        [],
        [c.method for c in stage["mute"].calls("channel.collect")],
    )
    stage.says("failing")


@host_check("CHN-015", title="A collection to which nobody contributes is empty")
def nothing_collected(bench: HostBench) -> None:
    stage = bench.stage(Part("mute", {"channels": [channel("news", subscribes=True)]}))
    for name in ("news", "nothing"):
        result = stage.orc.ask("request.channel_collect", {"channel": name})
        same("the contributions", {"contributions": []}, result)


# ---- content


def library(name: str, **more: Any) -> Part:
    def read(heard: Heard) -> dict[str, str]:
        return {"content": f"{heard.params['path']} of {name}", "encoding": "utf-8"}

    def listing(heard: Heard) -> dict[str, list[str]]:
        return {"paths": [f"{heard.params.get('prefix', '')}of-{name}"]}

    replies = {"content.read": read, "content.list": listing}
    return Part(name, {"content": {"paths": ["p"]}}, replies=replies, **more)


@host_check(
    "CNT-020", title="Content is that of the service named, and the caller's own without a name"
)
def content(bench: HostBench) -> None:
    stage = bench.stage(library("a"), library("b", requires=["content.read"]))
    stage.turn()
    b = stage["b"]
    for params, owner in (({}, "b"), ({"service": "a"}, "a"), ({"service": "b"}, "b")):
        found = b.ask("request.content_read", {**params, "path": "p"})
        same("the content", f"p of {owner}", found["content"])
        listed_paths = b.ask("request.content_list", {**params, "prefix": "pre/"})
        same("the paths", {"paths": [f"pre/of-{owner}"]}, listed_paths)
        asked = stage[owner].call("content.read").payload
        same("what the service was asked", "p", asked.get("path"))


@host_check("CNT-021", title="The content of a service that is not mounted is not found")
def no_content(bench: HostBench) -> None:
    stage = bench.stage(library("a"))
    asked = stage.orc.send("request.content_read", {"service": "ghost", "path": "p"})
    not_found(asked, "service", "ghost")
    not_found(stage.orc.send("request.content_list", {"service": "ghost"}), "service", "ghost")


# ---- the user


@host_check("LIF-067", title="A message of display.show is shown to the user")
def shown(bench: HostBench) -> None:
    stage = bench.stage(Part("a"))
    stage.turn()
    stage["a"].notify(
        "display.show", {"message": "suite-learned-a-word", "level": "warning", "source": "a"}
    )
    stage["a"].ping()
    stage.finish()
    if "suite-learned-a-word" not in stage.said:
        raise Failed("the message was not shown", "suite-learned-a-word", stage.said)


@host_check("FRM-038", title="A collection of what nests as deep as may be is not sent any deeper")
def deep_collection(bench: HostBench) -> None:
    data: Any = None
    for _ in range(MAX_DEPTH - 2):  # the message and its result are two
        data = [data]
    replies = {"channel.collect": {"data": data}}
    stage = bench.stage(
        Part("a", {"channels": [channel("news", contributes=True)]}, replies=replies)
    )
    asked = stage.orc.send("request.channel_collect", {"channel": "news"})
    if (found := depth(asked.message())) > MAX_DEPTH:
        raise Failed("the answer nests deeper", f"at most {MAX_DEPTH}, or an error", found)
