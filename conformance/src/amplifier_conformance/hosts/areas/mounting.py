"""Describe, configure and mount: who takes part in a session, and what becomes of those who cannot (chapter 3)."""

from __future__ import annotations

from ...verdicts import Failed
from .. import parts
from ..bench import HostBench, host_check
from ..calls import HOLD, Heard
from ..expect import not_found, same
from ..parts import Part, hook, hooks, tool, tools
from ..stage import Stage

SLOW = 30.0  # seconds within which a service that never describes itself is given up (LIF-019: 10 by default)


def refuse(heard: Heard) -> None:
    """Refuse to be configured."""
    heard.fail("invalid_params", "no such setting", errors=[{"path": "/config", "message": "no"}])


def told_tools(stage: Stage) -> list[str]:
    return [each["name"] for each in stage.turn().params["tools"]]


@host_check(
    "LIF-019",
    "LIF-042",
    title="A service that never answers describe is ended and told of, and the session goes on",
)
def silent(bench: HostBench) -> None:
    stage = bench.stage(tools("sleeper", "t", replies={"describe": HOLD}), tools("b", "u"))
    sleeper = stage.service("sleeper")
    sleeper.ended(SLOW)
    same("other tools are mounted than those of the other services", ["u"], told_tools(stage))
    stage.says("sleeper")


@host_check(
    "LIF-020",
    "LIF-042",
    title="A describe that does not fit keeps its service out, and the member that is wrong is named",
)
def misfit(bench: HostBench) -> None:
    sdk = {"name": "x", "version": "1", "language": 7}
    wrong = {**tool("t2"), "annotations": {"read_only": "yes"}}
    stage = bench.stage(
        Part("one", {"tools": [tool("t1")]}, members={"sdk": sdk}, broken=True),
        Part("two", {"tools": [wrong]}, broken=True),
        Part("three", {"tools": [tool("t3", input_schema={"type": 7})]}, broken=True),
        tools("b", "u"),
    )
    same("not all that fits is mounted, or more", ["u"], told_tools(stage))
    stage.says("one", "language", "two", "read_only", "three", "input_schema")
    for name in ("t1", "t2", "t3"):
        not_found(stage.orc.tool(name), "tool", name)


@host_check("LIF-021", title="A service that speaks another minor version is mounted")
def minor_version(bench: HostBench) -> None:
    stage = bench.stage(tools("newer", "t", members={"protocol_version": "1.7"}))
    same("its tool is not mounted", ["t"], told_tools(stage))


@host_check("LIF-022", title="`parameters` is read as an alias of an input_schema that is absent")
def alias(bench: HostBench) -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string"}}}
    older = {"name": "t", "description": "An older tool.", "parameters": schema}
    stage = bench.stage(Part("older", {"tools": [older]}, broken=True))
    found = stage.turn().params["tools"]
    same(
        "the tool has another input_schema", [schema], [each.get("input_schema") for each in found]
    )


@host_check(
    "LIF-016",
    "RPC-012",
    "RPC-010",
    title="Absent lists, nulls and unknown members in the answer to describe do no harm",
)
def lenient(bench: HostBench) -> None:
    nulls = {
        "hooks": None,
        "providers": None,
        "vendor_things": [1],
        "tools": [{**tool("t"), "vendor": 1}],
    }
    more = {"requires": None, "limits": None, "sdk": None, "vendor": {"x": 1}}
    sparse = Part("sparse", nulls, members=more, broken=True)
    stage = bench.stage(sparse, Part("empty", {}), tools("plain", "u"))
    same("not all tools are mounted", ["t", "u"], sorted(told_tools(stage)))
    stage["empty"].ping()


@host_check(
    "LIF-039",
    title="configure holds the settings of the service's own components, and of no others",
)
def settings(bench: HostBench) -> None:
    config = {
        "t": {"depth": 3, "none": None},
        "u": {"x": [1]},
        "model": {"temperature": 1},
        "ghost": {"y": 2},
    }
    stage = bench.stage(tools("a", "t"), tools("b", "u"), agent={"config": config})
    stage.turn()
    for name, own in (("a", ["t"]), ("b", ["u"]), ("base", ["model"]), ("orc", [])):
        found = stage[name].call("configure").params["config"]
        same(f"{name} was configured otherwise", {each: config[each] for each in own}, found)


@host_check("LIF-040", "LIF-042", title="Nothing is routed to a service that did not mount")
def unmounted(bench: HostBench) -> None:
    offers = {
        "tools": [tool("t")],
        "exports": [{"name": "x"}],
        "channels": [{"name": "news", "subscribes": True, "contributes": True}],
        "content": {"paths": ["p"]},
    }
    stage = bench.stage(Part("out", offers, replies={"configure": refuse}), tools("b", "u"))
    orc = stage.orc
    stage.says("out")
    same("the tools that are mounted", ["u"], told_tools(stage))
    not_found(orc.tool("t"), "tool", "t")
    not_found(orc.send("request.capability_call", {"name": "x", "input": {}}), "capability", "x")
    not_found(orc.send("request.content_read", {"service": "out", "path": "p"}), "service", "out")
    same("its capability is listed", {"capabilities": []}, orc.ask("capability.list"))
    collected = orc.ask("request.channel_collect", {"channel": "news"})
    same("it contributed to a channel", {"contributions": []}, collected)
    orc.notify("channel.publish", {"channel": "news", "data": 1})
    orc.ping()
    late = [
        h.method for h in stage["out"].heard if h.method not in ("describe", "configure", "ping")
    ]
    if late:
        raise Failed("something was sent to a service that did not mount", [], late)


@host_check(
    "LIF-041", title="The session fails if the orchestrator or the context manager does not mount"
)
def roles(bench: HostBench) -> None:
    bench.stage(orchestrator=parts.orchestrator(replies={"configure": refuse})).fails()
    memory = Part("base", {"context_managers": [{"name": "memory"}]}, replies={"configure": refuse})
    provider = Part("provider", {"providers": [{"name": "model"}]})
    bench.stage(provider, base=memory).fails()


@host_check("LIF-041", title="The session fails if a service with hooks does not mount")
def gate(bench: HostBench) -> None:
    stage = bench.stage(hooks("gate", hook("g", "tool:pre"), replies={"configure": refuse}))
    stage.fails()
    stage.says("gate")


@host_check(
    "LIF-041",
    title="The session goes on without a service with hooks that its definition calls optional",
)
def optional_gate(bench: HostBench) -> None:
    more = {"replies": {"configure": refuse}, "behavior": {"optional": True}}
    stage = bench.stage(hooks("gate", hook("g", "tool:pre"), **more))
    result = stage.orc.emit("tool:pre", {"tool_name": "t", "tool_input": {}}).result()
    same("a hook that is not mounted had a say", {"action": "continue"}, result)


@host_check("LIF-043", title="The session fails if no provider is left")
def no_provider(bench: HostBench) -> None:
    memory = Part("base", {"context_managers": [{"name": "memory"}]})
    bench.stage(
        Part("provider", {"providers": [{"name": "model"}]}, replies={"configure": refuse}),
        base=memory,
    ).fails()


@host_check(
    "LIF-044", title="Two services with a tool of the same name are refused, and both are named"
)
def twins(bench: HostBench) -> None:
    stage = bench.stage(tools("castor", "same"), tools("pollux", "same"))
    stage.fails()
    stage.says("castor", "pollux", "same")


@host_check("LIF-044", title="The definition may pick one of two tools of the same name")
def picked(bench: HostBench) -> None:
    stage = bench.stage(
        Part("castor", {"tools": [tool("same"), tool("own")]}, behavior={"tools": ["own"]}),
        tools("pollux", "same"),
    )
    same("the tools that are mounted", ["own", "same"], sorted(told_tools(stage)))
    asked = stage.orc.tool("same")
    stage["pollux"].call("tool.execute").answer({"output": "pollux"})
    same("another answered", {"output": "pollux"}, asked.result())


@host_check(
    "ORC-003", title="orchestrator.execute tells the tools, hooks and providers that are mounted"
)
def told(bench: HostBench) -> None:
    spec = tool(
        "t", annotations={"read_only": True}, output_schema={"type": "integer"}, vendor_mark=[1]
    )
    stage = bench.stage(
        Part("a", {"tools": [spec, tool("hidden")]}, behavior={"tools": ["t"]}),
        hooks("h", hook("first", "tool:*", priority=5), hook("second", "*")),
        Part("p", {"providers": [{"name": "other"}]}),
    )
    params = stage.turn().params
    same("the tools", [spec], params["tools"])
    found = sorted((h["name"], h["service"], h["events"], h["priority"]) for h in params["hooks"])
    same("the hooks", [("first", "h", ["tool:*"], 5), ("second", "h", ["*"], 100)], found)
    providers = sorted((p["name"], p["service"]) for p in params["providers"])
    same("the providers", [("model", "base"), ("other", "p")], providers)
    same("the prompt", stage.prompt, params["prompt"])
    not_found(stage.orc.tool("hidden"), "tool", "hidden")


@host_check(
    "RPC-035",
    title="A describe that nobody answered in time is cancelled, with the reason `timeout`",
)
def withdrawn(bench: HostBench) -> None:
    stage = bench.stage(tools("sleeper", "t", replies={"describe": HOLD}))
    sleeper = stage.service("sleeper")
    sleeper.ended(SLOW)
    told = [(c.get("mode", "immediate"), c.get("reason")) for c in sleeper.call("describe").cancels]
    same("the cancels of describe", [("immediate", "timeout")], told)
