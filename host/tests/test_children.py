"""Child sessions: what they are, what they get, how deep they go, and what their parent's caller hears of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from amplifier_ipc_host.events import (
    ApprovalRequested,
    ChildEnded,
    ChildEvent,
    ChildStarted,
    Complete,
    Progress,
    ServiceReady,
)

Json = dict[str, Any]
EXPLORER = """---
meta: {name: explorer, description: Finds its way in code.}
tools: [echo]
provider_preferences: [{provider: other, model: tall}]
model_role: research
context: [library:context/manners.md]
max_iterations: 7
---
You explore. @library:context/map.md
"""
TEXTS = {
    "agents/explorer.md": EXPLORER,
    "agents/broken.md": "---\nmeta: [\n---\nx",
    "context/manners.md": "Be polite.",
    "context/map.md": "Here be dragons.",
}


def spawn(*script: Any, **members: Any) -> list[Any]:
    return [
        "request.session_spawn",
        {"agent": "self", "instruction": json.dumps(script), **members},
    ]


def add(role: str, content: Any, **members: Any) -> list[Any]:
    message = {"role": role, "content": content, **members}
    return ["request.context_add_message", {"message": message}]


@pytest.fixture
def family(house):
    """An agent with hooks, a tool to delegate, a second provider and a service with agents."""
    house.behaviors.clear()
    house.service("puppet", grants=["session.spawn", "approval", "tool.execute", "context"])
    house.service("parrot")
    house.service("gate", str(house.folder / "heard"))
    house.service("library", json.dumps(TEXTS), context=False)
    return house


async def result_of(house, run, request, **options) -> Json:
    turn = await run(house.session(**options), request)
    assert "result" in turn.answers[0], turn.answers
    result: Json = turn.answers[0]["result"]
    return result


def heard(house) -> list[Json]:
    return [json.loads(line) for line in (house.folder / "heard").read_text().splitlines()]


def told(result: Json) -> Json:
    """What the child's orchestrator was told."""
    params: Json = result["metadata"]["params"]
    return params


async def test_a_child_of_self_has_processes_and_a_folder_of_its_own(family, run):
    session = family.session()
    turn = await run(
        session, spawn(["state.set", {"key": "k.k", "value": 1}]), ["state.get", {"key": "k.k"}]
    )
    child, state = (answer["result"] for answer in turn.answers)
    assert state == {"value": None}, "the state of a child is its own"
    assert child["session_id"].startswith(f"{session.session_id}-")
    assert child["session_id"].endswith("_test")
    folder = family.folder / "sessions" / child["session_id"]
    assert json.loads((folder / "state.json").read_text()) == {"k.k": 1}
    about = json.loads((folder / "metadata.json").read_text())
    assert about["parent_id"] == session.session_id
    assert (about["agent"], about["depth"], about["status"]) == ("test", 1, "completed")
    own = {event.pid for event in turn.of(ServiceReady)}
    of_child = {e.inner.pid for e in turn.of(ChildEvent) if isinstance(e.inner, ServiceReady)}
    assert len(of_child) == len(family.behaviors)
    assert not own & of_child


async def test_the_events_of_a_child_and_of_its_child_are_each_wrapped_once(family, run):
    turn = await run(
        family.session(), spawn(spawn(["notify:$/progress", {"request_id": "REQUEST_ID"}]))
    )
    started, ended = turn.of(ChildStarted), turn.of(ChildEnded)
    assert [event.depth for event in started] == [1, 2]
    assert [(event.depth, event.status) for event in ended] == [(2, "completed"), (1, "completed")]
    assert started[1].parent_id == started[0].session_id
    wrapped = turn.of(ChildEvent)
    assert not [event for event in wrapped if isinstance(event.inner, ChildEvent)]
    ends = [(e.depth, e.session_id) for e in wrapped if isinstance(e.inner, Complete)]
    assert ends == [(2, started[1].session_id), (1, started[0].session_id)]
    line = next(event for event in wrapped if isinstance(event.inner, Complete)).to_json()
    assert (line["type"], line["depth"], line["inner"]["type"]) == ("child", 2, "complete")


async def test_hooks_of_a_child_hear_of_its_parent_and_then_of_its_start(family, run):
    session = family.session()
    result = await result_of_session(session, run, spawn())
    lines = [line for line in heard(family) if line["session_id"] == result["session_id"]]
    assert [line["event"] for line in lines] == ["session:fork", "session:start", "session:end"]
    assert {line["parent_id"] for line in lines} == {session.session_id}
    assert lines[0]["parent"] == session.session_id


async def result_of_session(session, run, request) -> Json:
    turn = await run(session, request)
    result: Json = turn.answers[0]["result"]
    return result


async def test_self_is_spawned_three_deep_and_no_deeper(family, run):
    script = spawn()
    for _ in range(3):
        script = spawn(script)
    answer = json.loads((await result_of(family, run, script))["response"])[0]
    answer = json.loads(answer["result"]["response"])[0]
    answer = json.loads(answer["result"]["response"])[0]
    assert (answer["error"]["code"], answer["error"]["data"]["kind"]) == (-32005, "overloaded")


async def test_sessions_of_any_agents_are_five_deep_and_no_deeper(family, run):
    """Each agent in between begins the count of `self` anew, but not that of all."""
    (family.folder / "next.md").write_text("Go on.")
    script: list[Any] = spawn()
    for agent in ("next", "self", "self", "next", "self"):
        script = spawn(script, agent=agent)
    turn = await run(family.session(family.agent(agents=["next"])), script)
    answer = turn.answers[0]
    for _ in range(5):
        assert "result" in answer, answer
        answer = json.loads(answer["result"]["response"])[0]
    assert answer["error"]["data"]["kind"] == "overloaded"
    assert "5 deep" in answer["error"]["message"]


async def test_an_unknown_agent_is_not_found_with_the_nearest_name(family, run):
    turn = await run(family.session(), spawn(agent="explorr"))
    error = turn.answers[0]["error"]
    assert error["code"] == -32004
    assert error["data"] == {
        "kind": "not_found",
        "what": "agent",
        "name": "explorr",
        "did_you_mean": "explorer",
    }


@pytest.mark.parametrize(
    ("selection", "tools"),
    [
        ({}, {"echo", "delegate"}),
        ({"exclude_tools": ["echo"]}, {"delegate"}),
        ({"inherit_tools": ["echo"]}, {"echo"}),
        ({"inherit_tools": ["echo", "delegate"], "exclude_tools": ["echo"]}, {"delegate"}),
    ],
)
async def test_tools_of_a_child_are_those_that_it_is_given(family, run, selection, tools):
    calls = [
        ["request.tool_execute", {"name": name, "input": {"text": "x"}}]
        for name in ("echo", "delegate")
    ]
    result = await result_of(family, run, spawn(*calls, **selection))
    assert {tool["name"] for tool in told(result)["tools"]} == tools
    answers = dict(zip(("echo", "delegate"), json.loads(result["response"]), strict=True))
    assert {name for name, answer in answers.items() if "result" in answer} == tools


async def test_a_hook_that_may_stop_tools_is_never_taken_away(family, run):
    """services.md §7: hooks marked on_error deny are always inherited."""
    result = await result_of(family, run, spawn(exclude_hooks=["ear", "gate"]))
    assert [hook["name"] for hook in told(result)["hooks"] if hook["service"] == "gate"] == ["gate"]


async def test_what_a_child_lacks_its_own_child_lacks_too(family, run):
    grandchild = spawn(inherit_tools=["echo", "delegate"])
    result = await result_of(family, run, spawn(grandchild, exclude_tools=["echo"]))
    below = json.loads(result["response"])[0]["result"]
    assert [tool["name"] for tool in told(below)["tools"]] == ["delegate"]


async def test_all_of_an_agent_file_takes_effect(family, run):
    family.service("other")
    result = await result_of(
        family, run, spawn(["state.get", {"key": "session.model_role"}], agent="explorer")
    )
    params = told(result)
    assert params["system_prompt"].startswith("You explore.")
    assert "Be polite." in params["system_prompt"]
    assert "Here be dragons." in params["system_prompt"]
    assert "Be a test." not in params["system_prompt"]
    assert [tool["name"] for tool in params["tools"]] == ["echo"]
    assert params["config"] == {"max_iterations": 7}
    assert params["providers"][0]["name"] == "other"
    assert params["providers"][0]["info"]["defaults"] == {"model": "tall"}
    assert json.loads(result["response"]) == [{"result": {"value": ["research"]}}]
    assert result["session_id"].endswith("_explorer")


async def test_an_orchestrator_is_told_of_the_agents_and_of_one_that_is_broken(family, run):
    turn = await run(family.session())
    described = [{"name": "explorer", "description": "Finds its way in code."}]
    assert turn.complete.metadata["params"]["agents"] == described
    assert [
        e
        for e in turn.events
        if e.type == "log" and "library:agents/broken.md is not YAML" in e.message
    ]


async def test_agents_are_a_list_of_names_of_a_service_or_files_or_definitions(family, run):
    family.service(
        "shelf",
        json.dumps({"agents/a.md": "A", "agents/b.md": "B"}),
        script="library",
        agents=["b"],
        context=False,
    )
    folder = family.folder / "more"
    folder.mkdir()
    (folder / "reviewer.md").write_text("---\ndescription: Reviews.\n---\nReview.")
    agent = family.agent(agents=["more/reviewer.md", "./whole.yaml"])
    body = json.loads(agent.read_text())
    body["agent"] |= {
        "ref": "whole",
        "description": "All of it.",
        "base": "I am whole.",
        "agents": False,
    }
    (family.folder / "whole.yaml").write_text(json.dumps(body))
    turn = await run(family.session(agent), spawn(agent="whole"), spawn(agent="reviewer"))
    names = [each["name"] for each in turn.complete.metadata["params"]["agents"]]
    assert sorted(names) == ["b", "explorer", "reviewer", "whole"]
    whole, reviewer = (told(answer["result"]) for answer in turn.answers)
    assert whole["system_prompt"].startswith("I am whole.")
    assert reviewer["system_prompt"].startswith("Review.")
    assert "delegate" not in [tool["name"] for tool in reviewer["tools"]], (
        "by default not for named agents"
    )


@pytest.mark.parametrize(
    ("chosen", "names"),
    [("none", []), ("all", ["explorer"]), (["explorer"], ["explorer"]), (["x"], [])],
)
async def test_a_child_may_spawn_the_agents_that_it_is_given(family, run, chosen, names):
    result = await result_of(family, run, spawn(spawn(agent="explorer"), agents=chosen))
    assert [agent["name"] for agent in told(result)["agents"]] == names
    assert ("result" in json.loads(result["response"])[0]) is bool(names)


LONG = "x" * 3000
TALK = [
    add("user", "one"),
    add("assistant", "first"),
    add("user", [{"type": "text", "text": "two"}]),
    add("assistant", [{"type": "tool_call", "id": "c", "name": "grep", "input": {}}]),
    add("tool", LONG, tool_call_id="c", name="grep"),
    add("tool", "found", tool_call_id="d", name="delegate"),
    add("assistant", "second"),
]


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (
            {"context_depth": "all"},
            ["user: one", "assistant: first", "user: two", "assistant: second"],
        ),
        ({"context_depth": "recent", "context_turns": 1}, ["user: two", "assistant: second"]),
        (
            {"context_depth": "recent", "context_turns": 1, "context_scope": "agents"},
            ["user: two", "tool delegate: found", "assistant: second"],
        ),
        (
            {"context_depth": "recent", "context_turns": 1, "context_scope": "full"},
            [
                "user: two",
                f"tool grep: {LONG[:2000]}…",
                "tool delegate: found",
                "assistant: second",
            ],
        ),
    ],
)
async def test_a_child_is_told_of_its_parents_conversation_as_one_block(family, run, wanted, lines):
    turn = await run(family.session(), *TALK, spawn(["request.context_get_messages", {}], **wanted))
    result = turn.answers[-1]["result"]
    scope = wanted.get("context_scope", "conversation")
    begin = f'<parent_context depth="{wanted["context_depth"]}" scope="{scope}">'
    block = told(result)["parent_context"]
    assert block.split("\n") == [begin, *lines, "</parent_context>"]
    assert json.loads(result["response"]) == [{"result": {"messages": []}}]


async def test_a_resumed_child_has_its_messages_and_its_tools_again(family, run):
    session = family.session()
    first = await run(
        session, spawn(add("user", "remember"), exclude_tools=["delegate"], agent="explorer")
    )
    child = first.answers[0]["result"]["session_id"]
    script = json.dumps([["request.context_get_messages", {}]])
    again = ["request.session_resume", {"session_id": child, "instruction": script}]
    second = await run(session, again)
    result = second.answers[0]["result"]
    messages = [{"role": "user", "content": "remember"}]
    assert json.loads(result["response"]) == [{"result": {"messages": messages}}]
    assert [tool["name"] for tool in told(result)["tools"]] == ["echo"]
    assert told(result)["system_prompt"].startswith("You explore.")
    events = [line["event"] for line in heard(family) if line["session_id"] == child]
    assert events[-3:] == ["session:fork", "session:resume", "session:end"]


async def test_only_its_parent_resumes_a_child(family, run):
    session = family.session()
    child = (await result_of_session(session, run, spawn()))["session_id"]
    for name in (child, "../x", session.session_id):
        again = ["request.session_resume", {"session_id": name, "instruction": "[]"}]
        turn = await run(family.session(), again)
        assert turn.answers[0]["error"]["data"] == {
            "kind": "not_found",
            "what": "session",
            "name": name,
        }


@pytest.mark.parametrize(("mode", "partial"), [("graceful", "so far"), ("immediate", None)])
async def test_a_cancel_of_the_parent_reaches_its_child_in_its_mode(family, mode, partial):
    session = family.session()
    ended = []
    async for event in session.execute(json.dumps([spawn(spawn(["wait", {}]))])):
        if isinstance(event, ChildEvent) and isinstance(event.inner, Progress):
            session.cancel(mode)
        if isinstance(event, ChildEnded):
            ended.append((event.depth, event.status))
        last = event
    assert isinstance(last, Complete)
    assert ended[0] == (2, "cancelled")
    error = json.loads(json.loads(last.response)[0]["result"]["response"])[0]["error"]
    assert (error["code"], error["data"].get("partial") or None) == (-32800, partial)


async def test_a_cancel_ends_a_child_that_is_still_starting(family):
    session = family.session()
    ended = []
    async for event in session.execute(json.dumps([spawn(["wait", {}])])):
        if isinstance(event, ChildStarted):
            session.cancel("graceful")
        if isinstance(event, ChildEnded):
            ended.append(event.status)
        last = event
    assert ended == ["cancelled"]
    assert json.loads(last.response)[0]["error"]["data"]["kind"] == "cancelled"


async def test_a_question_of_a_child_is_put_to_the_caller_of_its_parent(family):
    session = family.session(approve="ask")
    question = {"tool_name": "bash", "action": "run ls", "details": {}, "risk_level": "low"}
    asked = []
    async for event in session.execute(json.dumps([spawn(["request.approval", question])])):
        if isinstance(event, ApprovalRequested):
            asked.append(event.session_id)
            assert session.answer(event.approval_id, approved=True)
        last = event
    result = json.loads(last.response)[0]["result"]
    assert json.loads(result["response"]) == [{"result": {"approved": True}}]
    assert asked == [result["session_id"]]


async def test_a_child_that_fails_or_cannot_begin_is_an_error_of_the_spawn(family, run):
    body = json.loads(family.agent().read_text())
    body["agent"] |= {"ref": "poor", "provider": "nobody"}
    (family.folder / "poor.yaml").write_text(json.dumps(body))
    agent = family.agent(agents=["./poor.yaml"])
    turn = await run(
        family.session(agent),
        spawn(agent="poor"),
        ["request.session_spawn", {"agent": "self", "instruction": "die"}],
        spawn(),
    )
    poor, broken, well = turn.answers
    assert poor["error"]["data"]["kind"] == "service_unavailable"
    assert "the provider 'nobody' is not offered" in poor["error"]["message"]
    assert "ended with exit code 9" in broken["error"]["message"]
    assert "result" in well


def test_progress_of_a_child_is_what_may_be_left_out_of_a_flood():
    from amplifier_ipc_host.feed import WAITING, Feed

    feed = Feed()
    event = ChildEvent(session_id="c", depth=1, inner=Progress(data={}))
    for _ in range(WAITING + 5):
        feed.emit(event)
    assert len(feed.taken()) == WAITING
