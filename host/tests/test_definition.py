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


def test_a_behavior_beats_those_that_it_takes_in(tmp_path):
    agent = write(
        tmp_path,
        agent=AGENT + "  behaviors: [{one: ./one.yaml}]\n",
        one=behavior("one", "config: {t: {x: outer}}", "behaviors: [{two: ./two.yaml}]"),
        two=behavior("two", "config: {t: {x: inner, y: inner}}"),
    )
    assert load_agent(agent).config == {"t": {"x": "outer", "y": "inner"}}


def test_dates_stay_text(tmp_path):
    agent = write(
        tmp_path, agent=AGENT + "  version: 2026-01-31\n  config: {t: {day: 2026-01-31}}\n"
    )
    assert load_agent(agent).config == {"t": {"day": "2026-01-31"}}


def test_what_the_plan_says_is_stronger_than_an_added_behavior(tmp_path):
    agent = write(
        tmp_path,
        agent=AGENT + "  config: {t: {x: agent}}\n  behaviors: [{one: ./one.yaml}]\n",
        one=behavior("one"),
        extra=behavior(
            "extra", "config: {t: {x: extra, y: extra}}", "behaviors: [{one: ./one.yaml}]"
        ),
    )
    plan = load_agent(agent)
    add_behavior(plan, tmp_path / "extra.yaml")
    assert [service.name for service in plan.services] == ["one", "extra"]
    assert plan.config == {"t": {"x": "agent", "y": "extra"}}


def test_an_added_behavior_may_not_take_the_name_of_another(tmp_path):
    agent = write(
        tmp_path,
        agent=AGENT + "  behaviors: [{one: ./one.yaml}]\n",
        one=behavior("one"),
        other=behavior("one"),
    )
    with pytest.raises(DefinitionError, match="two services are called 'one'"):
        add_behavior(load_agent(agent), tmp_path / "other.yaml")


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
    "a wrong type": (
        {"agent": AGENT + "  grants: all\n"},
        r"agent.yaml:5: at agent/grants: \"all\" is not of type \"array\"",
    ),
    "a wrong choice": (
        {"agent": AGENT + "  tools: [3]\n"},
        r"agent.yaml:5: at agent/tools: \[3\] is neither of what 'tools' can be",
    ),
    "a wrong item": (
        {"agent": AGENT + "  env: [\n    GOOD,\n    not good]\n"},
        "agent.yaml:7: at agent/env/1: ",
    ),
    "no name": (
        {"agent": "agent: {orchestrator: o, context_manager: c}\n"},
        "agent.yaml:1: at agent: its 'ref' is missing",
    ),
    "agent and behavior": (
        {"agent": AGENT + "behavior: {ref: b}\n"},
        "at the top: it has both 'agent' and 'behavior'",
    ),
    "a key that YAML reads as true": (
        {"agent": AGENT + "  config: {x: {on: 1}}\n"},
        "line 5, column 16: the key 'on' is read as bool, not as text: quote it",
    ),
    "a value that is no JSON": (
        {"agent": AGENT + "  config: {x: {y: .nan}}\n"},
        "holds a value that cannot be written as JSON",
    ),
    "an unknown key": (
        {"agent": AGENT + "  behaviours: []\n"},
        "agent.yaml:5: 'agent.behaviours' is unknown",
    ),
    "an unknown key of the service": (
        {"agent": AGENT + "  service:\n    stack: command\n    comand: x\n    command: sh\n"},
        "agent.yaml:7: 'agent.service.comand' is unknown",
    ),
    "a missing behavior": (
        {"agent": AGENT + "  behaviors: [{x: ./x.yaml}]\n"},
        "agent.yaml:5: the behavior 'x': .*x.yaml does not exist",
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
        "y.yaml:1: the behavior 'x' leads back to itself: x.yaml → y.yaml → x.yaml",
    ),
    "a cycle across folders": (
        {
            "agent": AGENT + "  behaviors: [{x: ./sub/x.yaml}]\n",
            "sub/x": "behavior:\n  ref: x\n  behaviors:\n  - y: ../y.yaml\n",
            "y": "behavior: {ref: y, behaviors: [{x: ./sub/x.yaml}]}\n",
        },
        "leads back to itself: sub/x.yaml → y.yaml → sub/x.yaml",
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
