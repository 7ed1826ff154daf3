"""Definitions: what they resolve to, and one clear sentence for each fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from amplifier_ipc_host import DefinitionError, add_behavior, load_agent

SERVICE = "service: {stack: command, command: [sh, ./run.sh, --flag]}"
AGENT = "agent:\n  ref: a\n  orchestrator: o\n  context_manager: c\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "agent.yaml"


def behavior(ref: str, *lines: str) -> str:
    return "\n  ".join(["behavior:", f"ref: {ref}", SERVICE, *lines]) + "\n"


def test_behaviors_are_walked_depth_first_and_each_once(tmp_path):
    agent = write(
        tmp_path,
        agent=AGENT + "  behaviors: [{one: ./one.yaml}, {two: ./two.yaml}]\n",
        one=behavior("one", "behaviors: [{three: ./three.yaml}]"),
        two=behavior("two", "behaviors: [{three: ./three.yaml}]"),
        three=behavior("three"),
    )
    assert [service.name for service in load_agent(agent).services] == ["one", "three", "two"]


def test_relative_arguments_start_at_the_definition(tmp_path):
    agent = write(tmp_path, agent=AGENT + "  behaviors: [{sub: ./sub}]\n")
    write(tmp_path / "sub", behavior=behavior("sub"))
    command = load_agent(agent).services[0].command
    assert command[0].endswith("/sh")
    assert command[1:] == [str(tmp_path / "sub" / "run.sh"), "--flag"]


def test_the_agent_beats_its_behaviors_and_a_later_one_an_earlier(tmp_path):
    agent = write(
        tmp_path,
        agent=AGENT
        + "  config: {t: {x: agent}}\n  behaviors: [{one: ./one.yaml}, {two: ./two.yaml}]\n",
        one=behavior("one", "config: {t: {x: 1, y: 1, z: 1}}"),
        two=behavior("two", "config: {t: {x: 2, y: 2}}"),
    )
    assert load_agent(agent).config == {"t": {"x": "agent", "y": 2, "z": 1}}


def test_grants_environment_and_selection_are_kept(tmp_path):
    lines = [
        "grants: [hook.emit]",
        "env: [API_KEY]",
        "tools: [a, b]",
        "hooks: false",
        "optional: true",
    ]
    agent = write(
        tmp_path, agent=AGENT + "  behaviors: [{one: ./one.yaml}]\n", one=behavior("one", *lines)
    )
    (service,) = load_agent(agent).services
    assert (service.grants, service.env_names, service.tools, service.hooks) == (
        ["hook.emit"],
        ["API_KEY"],
        ["a", "b"],
        False,
    )
    assert service.optional


def test_a_base_may_be_a_file(tmp_path):
    agent = write(tmp_path, agent=AGENT + "  base: prompt.md\n")
    (tmp_path / "prompt.md").write_text("Be kind.\n")
    assert load_agent(agent).base == "Be kind.\n"


def test_a_behavior_can_be_added(tmp_path):
    plan = load_agent(write(tmp_path, agent=AGENT, extra=behavior("extra", "config: {t: {x: 1}}")))
    add_behavior(plan, tmp_path / "extra.yaml")
    assert [service.name for service in plan.services] == ["extra"]
    assert plan.config == {"t": {"x": 1}}


FAULTS = {
    "no file": ({}, "agent.yaml cannot be read: No such file"),
    "not YAML": ({"agent": "agent:\n  ref: [a\n"}, r"is not YAML: line 3, column 1"),
    "a key twice": ({"agent": AGENT + "  ref: b\n"}, "line 5, column 3: 'ref' stands twice"),
    "no definition": ({"agent": "- a list\n"}, "neither 'agent:' nor 'behavior:'"),
    "a behavior": ({"agent": behavior("b")}, "is a behavior"),
    "no orchestrator": (
        {"agent": "agent: {ref: a, context_manager: c}\n"},
        "names no orchestrator",
    ),
    "a wrong type": ({"agent": AGENT + "  grants: all\n"}, "at agent/grants: "),
    "an unknown key": ({"agent": AGENT + "  behaviours: []\n"}, "'agent.behaviours' is unknown"),
    "a missing behavior": (
        {"agent": AGENT + "  behaviors: [{x: ./x.yaml}]\n"},
        "the behavior 'x' lies at .*x.yaml, which does not exist",
    ),
    "an agent inside": (
        {"agent": AGENT + "  behaviors: [{x: ./x.yaml}]\n", "x": AGENT},
        r"'x' \(.*x.yaml\) is an agent",
    ),
    "a cycle": (
        {
            "agent": AGENT + "  behaviors: [{x: ./x.yaml}]\n",
            "x": "behavior: {ref: x, behaviors: [{y: ./y.yaml}]}\n",
            "y": "behavior: {ref: y, behaviors: [{x: ./x.yaml}]}\n",
        },
        "leads back to itself: x.yaml → y.yaml → x.yaml",
    ),
    "two of one name": (
        {
            "agent": AGENT + "  behaviors: [{x: ./x.yaml}, {y: ./y.yaml}]\n",
            "x": behavior("s"),
            "y": behavior("s"),
        },
        "two services are called 's'",
    ),
    "no such command": (
        {"agent": AGENT + "  service: {stack: command, command: [./missing]}\n"},
        "service a: its command .*missing does not exist",
    ),
    "another stack": (
        {"agent": AGENT + "  service: {stack: dapr, source: app}\n"},
        "the stack 'dapr' cannot be started yet",
    ),
    "a service that is not there": (
        {"agent": AGENT.replace("orchestrator: o", "orchestrator: 'x:o'")},
        "'x:o' names the service 'x', which is not part of the agent",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_clear_sentence(tmp_path, name):
    files, words = FAULTS[name]
    agent = write(tmp_path, **files)
    with pytest.raises(DefinitionError, match=words) as caught:
        load_agent(agent)
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_the_nearest_known_key_is_named(tmp_path):
    agent = write(tmp_path, agent=AGENT + "  behaviours: []\n")
    with pytest.raises(DefinitionError) as caught:
        load_agent(agent)
    assert caught.value.hint == "did you mean 'behaviors'?"
