"""Services of version 0 run as they are: turns of stand-ins, written from section 9 of the protocol's design."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from amplifier_ipc_host.events import Log, ServiceFailed, ServiceReady, Stream

ROLES = {
    "orchestrator": "oldloop",
    "context_manager": "oldlist",
    "provider": "oldmodel",
}
AGENT = Path(sys.executable).with_name("foundation-agent")
GRANTS = ["hook.emit", "tool.execute", "provider.complete", "context", "approval"]
Json = dict[str, Any]


class Old:
    """An agent over stand-ins, and what they heard."""

    def __init__(self, house, folder):
        self.house = house
        self.seen = folder / "seen"
        house.behaviors.clear()

    def service(self, name, *arguments, **body):
        self.house.service(f"version0_{name}", *arguments, env=["VERSION0_SEEN"], **body)

    def all(self, *how, **body):
        for name in ("tools", "provider", "context"):
            self.service(name)
        self.service("orchestrator", *how)
        return self.house.session(self.house.agent(**ROLES, **body))

    def heard(self, name: str = "") -> list[Json]:
        """The lines that came to one of them, or to all, parsed; without the end of the input."""
        lines = [line.partition(" ") for line in self.seen.read_text().splitlines()]
        own = [text for who, _, text in lines if name in who and text != "EOF"]
        return [json.loads(text) for text in own]

    def methods(self, name: str = "") -> list[str]:
        return [line["method"] for line in self.heard(name) if "method" in line]


@pytest.fixture
def old(house, tmp_path, monkeypatch):
    old = Old(house, tmp_path)
    monkeypatch.setenv("VERSION0_SEEN", str(old.seen))
    return old


def streams(turn, name):
    return [event.data for event in turn.of(Stream) if event.name == name]


def state_of(turn):
    """What the tool `state` told, as the model saw it."""
    return json.loads(turn.complete.response.removeprefix("tools said: "))


# ---- a whole turn ----------------------------------------------------------------------------------------------


async def test_a_turn_of_nothing_but_version_0(old, run):
    session = old.all()
    turn = await run(session, prompt="hello")
    assert (turn.complete.status, turn.complete.response) == ("completed", "you said: hello")
    used = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    assert (turn.complete.usage, turn.complete.turn_count) == (used, 1)
    assert not turn.of(ServiceFailed)
    assert "".join(each["text"] for each in streams(turn, "token")).strip() == "you said: hello"
    assert [each["text"] for each in streams(turn, "thinking")] == ["hm"]
    again = await run(session, prompt="again")
    assert again.complete.response == "you said: again"


async def test_what_is_sent_is_what_version_0_takes(old, run):
    """Nothing but requests and answers, one describe without params, no `_meta`, no configure without config."""
    await run(old.all(), prompt=json.dumps([["shout", {"text": "hi"}]]))
    for line in old.heard():
        assert "method" not in line or "id" in line, "a notification"
        assert not line.get("method", "").startswith("$/")
        assert "_meta" not in (line.get("params") or {})
    for name in ("tools", "provider", "context", "orchestrator"):
        described = [line for line in old.heard(name) if line.get("method") == "describe"]
        assert [sorted(line) for line in described] == [["id", "jsonrpc", "method"]]
    assert "configure" not in old.methods()
    (executed,) = [line for line in old.heard() if line.get("method") == "tool.execute"]
    assert executed["params"] == {"name": "shout", "input": {"text": "hi"}}


async def test_the_orchestrator_gets_its_config_and_answers_with_a_string(old, run):
    """orchestrator.execute {prompt, system_prompt, config: {tools, hooks, provider_name, …}}."""
    session = old.all(config={"oldloop": {"max_turns": 3}}, base="Be old.")
    given = json.loads((await run(session, prompt="show")).complete.response)
    assert sorted(given) == ["config", "prompt", "system_prompt"]
    assert (given["prompt"], given["system_prompt"].startswith("Be old.")) == ("show", True)
    config = given["config"]
    assert (config["max_turns"], config["provider_name"]) == (3, "oldmodel")
    assert config["tools"][0]["input_schema"] == config["tools"][0]["parameters"]
    hooks = [(hook["name"], hook["events"], hook["priority"]) for hook in config["hooks"]]
    assert hooks == [("gate", ["tool:pre"], 5), ("watch", ["tool:pre", "tool:post"], 0)]


async def test_no_answer_at_all_is_an_empty_one(old, run):
    assert (await run(old.all(), prompt="silent")).complete.response == ""


async def test_tools_run_and_are_shown_under_the_names_of_version_1(old, run):
    calls = [["shout", {"text": "one"}], ["shout", {"text": "two"}], ["fail", {}]]
    turn = await run(old.all(), prompt=json.dumps(calls))
    assert turn.complete.response == "tools said: ONE; TWO; Error: it did not work"
    starts = streams(turn, "tool_call_start")
    assert [(each["name"], each["input"]) for each in starts] == [
        ("shout", {"text": "one"}),
        ("shout", {"text": "two"}),
        ("fail", {}),
    ]
    ends = streams(turn, "tool_call_end")
    assert [(each["name"], each["success"]) for each in ends] == [
        ("shout", True),
        ("shout", True),
        ("fail", False),
    ]
    assert [each["id"] for each in starts] == [each["id"] for each in ends]
    assert ends[0]["output_preview"] == "ONE"
    roles = [each["message"]["role"] for each in streams(turn, "context_message_added")]
    assert roles == ["user", "assistant", "tool", "tool", "tool", "assistant"]


async def test_a_hook_of_version_0_denies(old, run):
    turn = await run(old.all(), prompt=json.dumps([["rm", {}], ["shout", {"text": "x"}]]))
    assert turn.complete.response == "tools said: Denied: rm is not done here; X"
    assert old.methods("tools").count("tool.execute") == 1


async def test_the_history_is_there_in_the_next_turn_and_when_resumed(old, run, house):
    session = old.all()
    await run(session, prompt="one")
    await run(session, prompt="two")
    await session.close()
    later = house.session(house.folder / "agent.yaml", session_id=session.session_id)
    await run(later, prompt="three")
    restored = [
        line for line in old.heard("context") if line.get("method") == "context.set_messages"
    ]
    assert [len(line["params"]["messages"]) for line in restored] == [2, 4]
    stored = later.folder / "transcript.jsonl"
    messages = [json.loads(line) for line in stored.read_text().splitlines()]
    assert [each["role"] for each in messages] == ["user", "assistant"] * 3
    assert messages[0] == {"role": "user", "content": "one"}, "without nulls"


async def test_an_orchestrator_may_have_children(old, run):
    turn = await run(old.all(), prompt="spawn hello")
    assert turn.complete.response == "the child: you said: hello"


async def test_a_service_that_is_all_in_one_runs_as_two_processes(old, run, house):
    """While an orchestrator executes it answers nothing else: what else it offers needs another process."""
    old.service("provider")
    old.service("orchestrator", "whole")
    session = house.session(house.agent(**ROLES))
    prompt = json.dumps([["shout", {"text": "hi"}], ["rm", {}]])
    turn = await run(session, prompt=prompt)
    assert turn.complete.response == "tools said: HI; Denied: rm is not done here"
    ready = [each for each in turn.of(ServiceReady) if each.service == "version0_orchestrator"]
    assert [sorted(each.components) for each in ready] == [
        ["oldloop"],
        ["gate", "oldlist", "shout"],
    ]
    assert len({each.pid for each in ready}) == 2


# ---- with services of version 1 ---------------------------------------------------------------------------------


async def test_an_orchestrator_of_version_0_with_services_of_version_1(old, run, house):
    house.service("parrot")
    house.service("puppet")
    old.service("orchestrator")
    roles = {**ROLES, "context_manager": "list", "provider": "parrot"}
    turn = await run(house.session(house.agent(**roles)), prompt="hello")
    assert turn.complete.response == "pretty polly"


@pytest.mark.parametrize("how", [["string"], ["blocks"], ["text", "silent"]])
async def test_the_agent_of_the_foundation_with_services_of_version_0(old, run, house, how):
    """Its SDK is strict in what it reads: all that comes from version 0 fits."""
    assert AGENT.exists(), "run make setup"
    house.command("foundation-agent", str(AGENT), tools=False, hooks=False, grants=GRANTS)
    old.service("tools")
    old.service("provider", *how)
    old.service("context")
    roles = {**ROLES, "orchestrator": "streaming"}
    calls = [["shout", {"text": "one"}], ["rm", {}], ["fail", {}]]
    turn = await run(house.session(house.agent(**roles)), prompt=json.dumps(calls))
    said = turn.complete.response
    assert said.startswith("tools said: ONE; ")
    assert "rm is not done here" in said
    assert "it did not work" in said
    assert not turn.of(ServiceFailed)
    assert turn.complete.usage["input_tokens"] == 14
    assert old.methods("context").count("context.add_message") == 6


async def test_a_model_that_says_nothing_is_an_empty_response(old, run, house):
    house.service("puppet")
    old.service("provider", "nothing")
    session = house.session(house.agent(provider="oldmodel"))
    request = {"messages": [{"role": "user", "content": "x"}]}
    turn = await run(session, ["request.provider_complete", {"stream": True, "request": request}])
    result = turn.answers[0]["result"]
    assert result["content"] == []
    assert not result.keys() & {"text", "content_blocks", "tool_calls", "degradation", "metadata"}


# ---- configure --------------------------------------------------------------------------------------------------


async def test_configure_is_sent_once_and_only_with_config(old, run, house):
    old.service("tools", config={"shout": {"style": "soft"}})
    for name in ("provider", "context", "orchestrator"):
        old.service(name)
    turn = await run(house.session(house.agent(**ROLES)), prompt='[["shout", {"text": "hi"}]]')
    assert turn.complete.response == "tools said: hi"
    configured = [line for line in old.heard() if line.get("method") == "configure"]
    assert [line["params"] for line in configured] == [{"config": {"shout": {"style": "soft"}}}]


@pytest.mark.parametrize("how", ["refuses-configure", "unknown-configure"])
async def test_a_refused_configure_is_a_warning(old, run, house, how):
    old.service("tools", how, config={"shout": {"style": "soft"}})
    for name in ("provider", "context", "orchestrator"):
        old.service(name)
    turn = await run(house.session(house.agent(**ROLES)), prompt='[["shout", {"text": "hi"}]]')
    assert turn.complete.response == "tools said: HI"
    warnings = [log.message for log in turn.of(Log) if log.level == "warning"]
    assert len(warnings) == 1
    assert warnings[0].startswith("service version0_tools refused configure: ")


async def test_a_describe_with_params_is_never_sent(old, run, house):
    """One that cannot bear it mounts all the same."""
    house.service("parrot")
    house.service("puppet")
    old.service("tools", "strict-describe")
    turn = await run(house.session(house.agent()), shout("hi"))
    assert turn.answers == [{"result": {"success": True, "output": "HI"}}]


# ---- one request at a time --------------------------------------------------------------------------------------


def shout(text):
    return ["request.tool_execute", {"name": "shout", "call_id": "c1", "input": {"text": text}}]


async def test_requests_at_once_are_answered_one_by_one(old, run, house):
    house.service("parrot")
    house.service("puppet")
    old.service("tools")
    turn = await run(house.session(house.agent()), ["together", [shout(str(n)) for n in range(20)]])
    assert [each["result"]["output"] for each in turn.answers] == [str(n) for n in range(20)]


async def test_all_hooks_of_an_event_are_one_emit_at_the_lowest_priority(old, run, house):
    house.service("parrot")
    house.service("puppet")
    old.service("tools", "twins")
    pre = {"event": "tool:pre", "data": {"tool_name": "x"}}
    post = {"event": "tool:post", "data": {"tool_name": "x"}}
    state = ["request.tool_execute", {"name": "state", "input": {}}]
    emits = [["request.hook_emit", pre], ["request.hook_emit", post], state]
    turn = await run(house.session(house.agent()), *emits)
    assert [each["result"]["action"] for each in turn.answers[:2]] == ["continue", "continue"]
    told = turn.answers[2]["result"]["output"]["emits"]
    assert told[-2:] == [["tool:pre", ["early", "late"]], ["tool:post", ["late"]]]


async def test_a_hook_that_is_not_selected_does_not_keep_the_others_from_being_asked(
    old, run, house
):
    house.service("parrot")
    house.service("puppet")
    old.service("tools", "twins", hooks=["late"])
    pre = {"event": "tool:pre", "data": {"tool_name": "rm"}}
    turn = await run(house.session(house.agent()), ["request.hook_emit", pre])
    assert turn.answers[0]["result"]["action"] == "deny"


ASK = {"method": "request.tool_execute", "params": {"name": "echo", "input": {"text": "hi"}}}
STATE = {"method": "state.get", "params": {"key": "nothing.yet"}}


def ask(given):
    return ["request.tool_execute", {"name": "ask", "input": given}]


async def test_rights_are_what_the_definition_grants(old, run, house):
    """Version 0 knows no `requires`: what its definition grants counts alone, and what all may, it may."""
    house.service("parrot")
    house.service("puppet")
    old.service("tools")
    turn = await run(house.session(house.agent()), ask(ASK), ask(STATE))
    refused, allowed = (each["result"]["output"] for each in turn.answers)
    assert (refused["id"], refused["error"]["code"]) == (1, -32003)
    assert (allowed["id"], allowed["result"]) == (2, {"value": None})


async def test_a_grant_of_the_definition_is_enough(old, run, house):
    house.service("parrot")
    house.service("puppet")
    old.service("tools", grants=["tool.execute"])
    turn = await run(house.session(house.agent()), ask(ASK))
    told = turn.answers[0]["result"]["output"]
    assert told["result"] == {"success": True, "output": "hi", "error": None}
    assert not [log for log in turn.of(Log) if "grant" in log.message]
