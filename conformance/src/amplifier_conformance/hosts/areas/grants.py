"""Who may ask for what (chapter 3, Grants; chapter 12, What a service may ask)."""

from __future__ import annotations

from ...protocol import Json
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import Heard
from ..expect import not_denied, same
from ..parts import ANSWER, INFO, Part, base, channel, tool, tools
from ..player import Player
from ..requests import LEGAL, granted

ALL = sorted(set(granted().values()))
OPEN = ("ping", "state.get", "request.state_get", "capability.list")


def willing() -> Part:
    """A base that answers whatever is routed to it."""
    replies = {
        "provider.complete": ANSWER,
        "provider.info": INFO,
        "provider.list_models": {"models": []},
    }
    return base(replies=replies)


def tool_service() -> Part:
    return Part(
        "tooling",
        {"tools": [tool("t")], "exports": [{"name": "x"}]},
        replies={"tool.execute": {"output": 1}, "capability.call": {"output": 1}},
    )


def denied(player: Player, method: str) -> None:
    error = player.send(method, LEGAL[method]).error("permission_denied")
    if error["code"] != -32003:
        raise Failed("permission_denied has another code", -32003, error)


@host_check("LIF-050", title="An orchestrator has every grant, without asking for any")
def orchestrator(bench: HostBench) -> None:
    stage = bench.stage(tool_service(), base=willing())
    orc = stage.orc
    for asked in [orc.send(method, LEGAL[method]) for method in granted()]:
        not_denied(asked)


@host_check(
    "LIF-051",
    "LIF-052",
    title="A grant takes both: requires in describe and grants in the definition",
)
def both(bench: HostBench) -> None:
    stage = bench.stage(
        tool_service(),
        Part("wishes", requires=ALL, grants=[]),
        Part("gifted", requires=[], grants=ALL),
        Part("granted", requires=ALL, grants=ALL),
        base=willing(),
    )
    stage.turn()
    for method in granted():
        denied(stage["wishes"], method)
        denied(stage["gifted"], method)
    for asked in [stage["granted"].send(method, LEGAL[method]) for method in granted()]:
        not_denied(asked)


@host_check("LIF-051", "LIF-052", title="A grant opens its own methods and no others")
def exactly(bench: HostBench) -> None:
    few = {
        "one": ["tool.execute"],
        "two": ["context", "approval"],
        "three": ["hook.emit", "content.read"],
    }
    stage = bench.stage(
        tool_service(),
        *(Part(name, requires=grants) for name, grants in few.items()),
        base=willing(),
    )
    stage.turn()
    for name, grants in few.items():
        for method, grant in granted().items():
            if grant in grants:
                not_denied(stage[name].send(method, LEGAL[method]))
            else:
                denied(stage[name], method)


@host_check(
    "LIF-053", title="A grant that a service requires and its definition does not give is warned of"
)
def warned(bench: HostBench) -> None:
    stage = bench.stage(Part("wishes", requires=["session.spawn"], grants=[]))
    stage.turn()
    stage.says("wishes", "session.spawn")


@host_check(
    "LIF-055",
    title="Everyone may ping, keep state, look up capabilities, publish and show messages",
)
def open_to_all(bench: HostBench) -> None:
    listener = Part("listener", {"channels": [channel("news", subscribes=True)]})
    stage = bench.stage(listener, tool_service(), Part("poor", {"channels": [channel("news")]}))
    stage.turn()
    poor = stage["poor"]
    same("ping", {}, poor.ask("ping"))
    for prefix in ("", "request."):
        spelt = "state_{}" if prefix else "state.{}"
        same("state.set", {}, poor.ask(prefix + spelt.format("set"), {"key": "poor.x", "value": 1}))
        same("state.get", {"value": 1}, poor.ask(prefix + spelt.format("get"), {"key": "poor.x"}))
    poor.ask("capability.list")
    same("capability.get", "tooling", poor.ask("capability.get", {"name": "x"})["service"])
    poor.notify("channel.publish", {"channel": "news", "data": 7})
    same("what was published", 7, stage["listener"].call("channel.message").params["data"])
    poor.notify("display.show", {"message": "shown-by-the-poor", "level": "warning"})
    poor.ping()


@host_check("LIF-054", title="stream.*, $/progress, $/log and $/cancel need no grant")
def notifications(bench: HostBench) -> None:
    stage = bench.stage(tools("poor", "t"))
    asked = stage.orc.tool("t")
    heard = stage["poor"].call("tool.execute")
    stage["poor"].notify("$/log", {"level": "info", "message": "hello"})
    heard.progress(progress=1)
    stage["poor"].notify(
        "stream.tool.output", {"request_id": heard.id, "channel": "stdout", "text": "x"}
    )
    stage["poor"].notify("$/cancel", {"id": "never-asked"})
    heard.answer({"output": 1})
    same("the result", {"output": 1}, asked.result())
    same("the notifications about it", 2, len(asked.notes()))


@host_check("SES-001", title="The grant is checked before anything else of the params")
def grant_first(bench: HostBench) -> None:
    stage = bench.stage(tool_service(), Part("poor"))
    stage.turn()
    for method in granted():
        wrong: list[Json | None] = [None, {"name": 7, "event": [], "path": 7, "message": 7}]
        for params in wrong:
            stage["poor"].send(method, params, broken=True).error("permission_denied")
    unknown = {"name": "no_such_tool", "input": {}}
    stage["poor"].send("request.tool_execute", unknown).error("permission_denied")


WRONG: dict[str, tuple[Json, set[str]]] = {
    "state.get": ({"key": 7}, {"/key"}),
    "state.set": ({"key": 7}, {"/key", "/value"}),
    "request.state_get": ({}, {"/key"}),
    "capability.get": ({"name": []}, {"/name"}),
    "request.approval": (
        {"tool_name": 7, "action": "x", "details": "y", "risk_level": "odd"},
        {"/tool_name", "/details", "/risk_level"},
    ),
    "request.channel_collect": ({"channel": 7}, {"/channel"}),
    "request.context_add_message": ({}, {"/message"}),
    "request.context_set_messages": ({"messages": {}}, {"/messages"}),
    "request.content_read": ({"service": 7}, {"/service", "/path"}),
}


@host_check(
    "SES-002",
    "RPC-089",
    "RPC-070",
    title="Params that do not fit are answered with all of their faults",
)
def faults(bench: HostBench) -> None:
    stage = bench.stage(
        base=base(replies={"context.add_message": unfit, "context.set_messages": unfit})
    )
    orc = stage.orc
    for method, (params, paths) in WRONG.items():
        error = orc.send(method, params, broken=True).error("invalid_params")
        found = {fault.get("path") for fault in error["data"].get("errors") or []}
        if found != paths:
            raise Failed(
                f"{method} with {params}: the faults are at other places", sorted(paths), error
            )


ROUTED: dict[str, list[Json | None]] = {
    "request.tool_execute": [None, {}, {"name": 7, "input": {}}],
    "request.hook_emit": [
        None,
        {},
        {"event": 7, "data": {}},
        {"event": "suite:x", "data": 7},
        {"event": "suite:x"},
    ],
    "request.capability_call": [None, {"input": 1}, {"name": {}, "input": 1}],
    "request.provider_complete": [
        {**LEGAL["request.provider_complete"], "provider": 7},
        {"request": 7},
    ],
}


def unfit(heard: Heard) -> None:
    """Refuse as a service does whose params do not fit."""
    path = "/message" if heard.method == "context.add_message" else "/messages"
    heard.fail(
        "invalid_params", "so says the service", errors=[{"path": path, "message": "is odd"}]
    )


@host_check(
    "SES-002",
    "RPC-089",
    title="A routed request whose params do not fit is refused, by the host or by its recipient",
)
def routed_faults(bench: HostBench) -> None:
    stage = bench.stage(tool_service(), base=base(replies={"provider.complete": unfit}))
    orc = stage.orc
    for method, cases in ROUTED.items():
        for params in cases:
            orc.send(method, params, broken=True).error("invalid_params")


@host_check(
    "RPC-075", title="A method that no service may ask for is answered with method_not_found"
)
def unknown_method(bench: HostBench) -> None:
    stage = bench.stage(tool_service())
    for method in (
        "request.no_such_thing",
        "vendor.method",
        "",
        "tool.execute",
        "describe",
        "hook.emit",
    ):
        error = stage.orc.send(method, {}, broken=True).error("method_not_found")
        same(f"the code for {method!r}", -32601, error["code"])
