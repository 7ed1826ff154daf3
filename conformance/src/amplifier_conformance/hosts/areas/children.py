"""Child sessions (chapter 12): who is spawned, with what, how deep, and how it ends."""

from __future__ import annotations

import re
from typing import Any

from ...protocol import Json
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import Asked, Heard
from ..expect import not_found, same
from ..parts import ANSWER, Part, hook, hooks, tool
from ..player import Player
from ..requests import MESSAGE
from ..stage import Stage

DEEPEST = 3  # SES-013
ENOUGH = {"response": "the child's answer", "status": "completed", "turn_count": 2}


def spawn(player: Player, **more: Any) -> Asked:
    """Ask for a child of the same agent."""
    params = {"agent": "self", "instruction": "the instruction", **more}
    return player.send("request.session_spawn", params)


def child(stage: Stage, asked: Asked, number: int = 1) -> tuple[Player, Heard]:
    """The orchestrator of a child with its turn; a spawn that is refused fails the check."""

    def there() -> Player | bool:
        found = stage.services("orc")
        return found[number] if len(found) > number else asked.found() is not None

    player = stage.wait("the orchestrator of a child session", there)
    if not isinstance(player, Player):
        asked.result()
        raise Failed("the spawn was answered without a turn", "a child's turn", asked.message())
    return player, player.call("orchestrator.execute")


@host_check("SES-011", title="An agent that the host does not know is not found")
def no_agent(bench: HostBench) -> None:
    stage = bench.stage()
    asked = stage.orc.send("request.session_spawn", {"agent": "nobody", "instruction": "x"})
    not_found(asked, "agent", "nobody")


@host_check("SES-016", title="A session that is no child of the sender's is not found")
def no_session(bench: HostBench) -> None:
    stage = bench.stage()
    orc = stage.orc
    for session in ("nothing-like-it", orc.environment.get("AMPLIFIER_SESSION_ID", "")):
        asked = orc.send("request.session_resume", {"session_id": session, "instruction": "x"})
        not_found(asked, "session", session)


@host_check(
    "SES-002",
    "RPC-070",
    title="Params of a spawn that do not fit are answered with all of their faults",
)
def faults(bench: HostBench) -> None:
    stage = bench.stage()
    cases: tuple[tuple[str, Json, set[str]], ...] = (
        ("spawn", {"agent": 7}, {"/agent", "/instruction"}),
        ("resume", {"instruction": 7}, {"/session_id", "/instruction"}),
    )
    for name, params, paths in cases:
        error = stage.orc.send(f"request.session_{name}", params, broken=True).error(
            "invalid_params"
        )
        found = {fault.get("path") for fault in error["data"].get("errors") or []}
        same("where the faults are", sorted(paths), sorted(map(str, found)))


@host_check(
    "SES-010",
    "SES-012",
    "SES-014",
    title="A child of `self` is the same agent in its own processes, its id made of its parent's",
)
def self_spawned(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"tools": [tool("t")]}))
    orc = stage.orc
    asked = spawn(orc)
    player, turn = child(stage, asked)
    same("the prompt", "the instruction", turn.params["prompt"])
    same("its tools", ["t"], [each["name"] for each in turn.params["tools"]])
    turn.answer(ENOUGH)
    result = asked.result()
    same("the response", ENOUGH["response"], result["response"])
    same("the turns", ENOUGH["turn_count"], result["turn_count"])
    parent, own = (p.environment.get("AMPLIFIER_SESSION_ID", "") for p in (orc, player))
    same("the id that its services know", result["session_id"], own)
    if not re.fullmatch(re.escape(parent) + r"-[^_]+_suite-agent", own):
        raise Failed("the id of the child is made otherwise", f"{parent}-…_suite-agent", own)
    pids = [p.pid for p in stage.players]
    same("processes that serve both", len(pids), len(set(pids)))
    for name in ("orc", "base", "a"):
        same(f"processes of {name}", 2, len(stage.services(name)))


@host_check(
    "SES-017", title="A child gets nothing of its parent's conversation unless it is told to"
)
def no_context(bench: HostBench) -> None:
    stage = bench.stage()
    stage.orc.ask("request.context_add_message", {"message": MESSAGE})
    asked = spawn(stage.orc)
    player, turn = child(stage, asked)
    same("its history", {"messages": []}, player.ask("request.context_get_messages"))
    turn.answer(ENOUGH)
    asked.result()
    same("the parent's", {"messages": [MESSAGE]}, stage.orc.ask("request.context_get_messages"))


@host_check("SES-017", title="An absent context_scope is `conversation`")
def default_scope(bench: HostBench) -> None:
    stage = bench.stage()
    call = {"type": "tool_call", "id": "c", "name": "t", "input": {}}
    talk: tuple[Json, ...] = (
        MESSAGE,
        {"role": "assistant", "content": [call]},
        {"role": "tool", "tool_call_id": "c", "name": "t", "content": "2"},
        {"role": "assistant", "content": "two"},
    )
    for message in talk:
        stage.orc.ask("request.context_add_message", {"message": message})
    histories = []
    for number, scope in enumerate(({}, {"context_scope": "conversation"})):
        asked = spawn(stage.orc, context_depth="all", **scope)
        player, turn = child(stage, asked, number + 1)
        histories.append(player.ask("request.context_get_messages"))
        turn.answer(ENOUGH)
        asked.result()
    same("the history without a scope", histories[1], histories[0])


@host_check("SES-018", title="A child gets no excluded tool, and none but those that are inherited")
def fewer_tools(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"tools": [tool("t"), tool("u"), tool("v")]}))
    cases: tuple[tuple[Json, list[str]], ...] = (
        ({"exclude_tools": ["t"]}, ["u", "v"]),
        ({"inherit_tools": ["t", "v"]}, ["t", "v"]),
        ({"inherit_tools": ["t", "u"], "exclude_tools": ["t"]}, ["u"]),
        ({"inherit_tools": []}, []),
    )
    for number, (selection, right) in enumerate(cases):
        asked = spawn(stage.orc, **selection)
        player, turn = child(stage, asked, number + 1)
        same(f"its tools with {selection}", right, sorted(t["name"] for t in turn.params["tools"]))
        for name in {"t", "u", "v"} - set(right):
            not_found(player.tool(name), "tool", name)
        turn.answer(ENOUGH)
        asked.result()


@host_check("SES-019", title="A child gets no excluded hook, and none but those that are inherited")
def fewer_hooks(bench: HostBench) -> None:
    stage = bench.stage(hooks("h", hook("one", "suite:*"), hook("two", "suite:*")))
    cases: tuple[tuple[Json, list[str]], ...] = (
        ({"exclude_hooks": ["one"]}, ["two"]),
        ({"inherit_hooks": ["one"]}, ["one"]),
    )
    for number, (selection, right) in enumerate(cases):
        asked = spawn(stage.orc, **selection)
        player, turn = child(stage, asked, number + 1)
        same(f"its hooks with {selection}", right, [h["name"] for h in turn.params["hooks"]])
        player.emit("suite:x").result()
        calls = [h for p in stage.services("h")[1:] for h in p.calls("hook.emit")]
        told = [h.params.get("hook") for h in calls if h.params["event"] == "suite:x"]
        same("who was asked", right, told[-1:])
        turn.answer(ENOUGH)
        asked.result()


@host_check("SES-047", title="A child gets each hook that fails closed, also an excluded one")
def closed_hooks(bench: HostBench) -> None:
    gate = hook("gate", "suite:*", on_error="deny")
    stage = bench.stage(hooks("h", hook("one", "suite:*"), gate))
    cases: tuple[Json, ...] = ({"exclude_hooks": ["gate", "one"]}, {"inherit_hooks": []})
    for number, selection in enumerate(cases):
        asked = spawn(stage.orc, **selection)
        player, turn = child(stage, asked, number + 1)
        same(f"its hooks with {selection}", ["gate"], [h["name"] for h in turn.params["hooks"]])
        player.emit("suite:x").result()
        calls = [h for p in stage.services("h")[1:] for h in p.calls("hook.emit")]
        told = [h.params.get("hook") for h in calls if h.params["event"] == "suite:x"]
        same("who was asked", ["gate"], told[-1:])
        turn.answer(ENOUGH)
        asked.result()


@host_check("SES-013", title="A spawn of `self` more than three deep is overloaded")
def too_deep(bench: HostBench) -> None:
    stage = bench.stage()
    player = stage.orc
    open_turns: list[tuple[Asked, Heard]] = []
    for level in range(1, DEEPEST + 1):
        asked = spawn(player)
        player, turn = child(stage, asked, level)
        open_turns.append((asked, turn))
    same("the code", -32005, spawn(player).error("overloaded")["code"])
    for asked, turn in reversed(open_turns):
        turn.answer(ENOUGH)
        asked.result()


@host_check(
    "SES-015", title="A cancel of the spawn cancels the turn of the child, in the same mode"
)
def cancelled(bench: HostBench) -> None:
    stage = bench.stage()
    for number, mode in enumerate(("graceful", "immediate")):
        asked = spawn(stage.orc)
        _, turn = child(stage, asked, number + 1)
        asked.cancel(mode=mode)
        same("the mode", mode, turn.cancelled().get("mode", "immediate"))
        turn.answer({"response": "so far", "status": "cancelled"})
        asked.message()


@host_check("SES-020", title="Of the preferred providers the first that is mounted is the child's")
def preferences(bench: HostBench) -> None:
    replies = {"provider.complete": ANSWER}
    stage = bench.stage(Part("p", {"providers": [{"name": "other"}]}, replies=replies))
    wished = [{"provider": name, "model": "m"} for name in ("ghost", "other", "model")]
    asked = spawn(stage.orc, provider_preferences=wished)
    player, turn = child(stage, asked)
    player.ask("request.provider_complete", {"request": {"messages": [MESSAGE]}})
    same("what reached it", 1, sum(len(p.calls("provider.complete")) for p in stage.services("p")))
    turn.answer(ENOUGH)
    asked.result()


@host_check("SES-032", title="The state of a child and of its parent are apart")
def own_state(bench: HostBench) -> None:
    stage = bench.stage()
    stage.orc.ask("state.set", {"key": "suite.k", "value": "parent"})
    asked = spawn(stage.orc)
    player, turn = child(stage, asked)
    same("the child's", {"value": None}, player.ask("state.get", {"key": "suite.k"}))
    player.ask("state.set", {"key": "suite.k", "value": "child"})
    same("the parent's", {"value": "parent"}, stage.orc.ask("state.get", {"key": "suite.k"}))
    turn.answer(ENOUGH)
    asked.result()


@host_check(
    "SES-041",
    "SES-042",
    "HOK-007",
    title="A child is forked, then it starts, and its events name its parent",
)
def forked(bench: HostBench) -> None:
    stage = bench.stage(hooks("ear", hook("all", "session:*")))
    asked = spawn(stage.orc)
    _, turn = child(stage, asked)
    calls = stage.service("ear", 1).calls("hook.emit")
    same("its events", ["session:fork", "session:start"], [h.params["event"] for h in calls])
    parent = stage.orc.environment.get("AMPLIFIER_SESSION_ID")
    for heard in calls:
        same(f"parent_id of {heard.params['event']}", parent, heard.params["data"].get("parent_id"))
    same("the parent", parent, calls[0].params["data"].get("parent"))
    turn.answer(ENOUGH)
    asked.result()


@host_check(
    "SES-031",
    "SES-042",
    "SES-016",
    title="A resumed child is the same session, with its state, for its parent alone",
)
def resumed(bench: HostBench) -> None:
    stage = bench.stage(hooks("ear", hook("all", "session:*")))
    asked = spawn(stage.orc)
    player, turn = child(stage, asked)
    player.ask("state.set", {"key": "suite.k", "value": 7})
    turn.answer(ENOUGH)
    session = asked.result()["session_id"]
    again = stage.orc.send(
        "request.session_resume", {"session_id": session, "instruction": "once more"}
    )
    player, turn = child(stage, again, 2)
    same("the prompt", "once more", turn.params["prompt"])
    same("its state", {"value": 7}, player.ask("state.get", {"key": "suite.k"}))
    told = [h.params["event"] for h in stage.service("ear", 2).calls("hook.emit")]
    same(
        "its events but for session:fork",
        ["session:resume"],
        [e for e in told if e != "session:fork"],
    )
    same("the last of them", "session:resume", told[-1])
    strange = player.send("request.session_resume", {"session_id": session, "instruction": "me"})
    not_found(strange, "session", session)
    turn.answer(ENOUGH)
    same("its id", session, again.result()["session_id"])
