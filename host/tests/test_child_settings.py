"""What a user's settings say holds for a child session whose agent is a definition of its own."""

from __future__ import annotations

import json

import pytest
from amplifier_ipc_host import Session, load_agent
from amplifier_ipc_host.settings import Settings
from amplifier_ipc_host.tuning import tune


@pytest.fixture
def parent(house):
    """An agent that spawns `helper`, an agent without a provider and with a tool that writes."""
    house.behaviors.clear()
    house.service("openai", "openai", script="vendor")
    house.service("asks", grants=["provider.complete"])
    house.service("context", script="puppet")
    house.service("files", "denied_write_paths", "size", script="wants")
    helper = {
        "ref": "helper",
        "orchestrator": "asks",
        "context_manager": "context:list",
        "config": {"files": {"denied_write_paths": ["/theirs"], "size": 1}},
        "behaviors": [{name: f"./{name}.yaml"} for name in ("asks", "context", "files")],
    }
    (house.folder / "helper.yaml").write_text(json.dumps({"agent": helper}))
    house.behaviors[:] = ["openai"]
    house.service("puppet", grants=["session.spawn"])
    return house.agent(provider="openai", agents=["helper"])


def opened(house, parent, **settings):
    plan = load_agent(parent)
    tune(plan, Settings(settings), house.work)
    session = Session(plan, cwd=house.work, sessions=house.folder / "sessions")
    house.sessions.append(session)
    return session


async def test_it_is_answered_by_its_parents_provider_with_its_settings(house, run, parent):
    session = opened(house, parent, provider_overrides={"openai": {"max_tokens": 7}})
    spawned = ["request.session_spawn", {"agent": "helper", "instruction": "hello"}]
    turn = await run(session, spawned)
    told = json.loads(turn.answers[0]["result"]["response"])
    assert told["provider"] == "openai"
    assert told["config"] == {"openai": {"max_tokens": 7}}


async def test_paths_that_are_denied_are_denied_there_too(house, parent):
    session = opened(house, parent, denied_write_paths=["/mine"], config={"files": {"size": 2}})
    await session.mount()
    agents = await session._stage.agents()
    plan = agents["helper"].plan(session.plan)
    (wide,) = plan.wide
    assert wide.over(plan.config["files"]) == {
        "denied_write_paths": ["/theirs", "/mine"],
        "size": 2,
    }


async def test_its_own_provider_stays_its_own(house, parent):
    helper = house.folder / "helper.yaml"
    definition = json.loads(helper.read_text())
    definition["agent"]["provider"] = "other"
    helper.write_text(json.dumps(definition))
    session = opened(house, parent)
    await session.mount()
    plan = (await session._stage.agents())["helper"].plan(session.plan)
    assert plan.provider == "other"
    assert "openai" not in [service.name for service in plan.services]
