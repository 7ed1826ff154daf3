"""Options of `amplifier-ipc run` as a user meets them: what they do, and what is said where they cannot be heeded."""

from __future__ import annotations

import json

import pytest

DONE, FAILED, USAGE, DENIED = 0, 1, 2, 3


@pytest.fixture
def agent(house):
    """An agent whose orchestrator tells what it was given."""
    house.service("repeats")
    return house.agent(orchestrator="repeats")


@pytest.fixture
def extra(house):
    """A behavior that is not part of the agent."""
    house.service("environs")
    house.behaviors.remove("environs")
    return house.folder / "environs.yaml"


def ready(done):
    """The services that were mounted, as stream-json tells them."""
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return {event["service"] for event in events if event["type"] == "service_ready"}


def test_a_behavior_is_taken_in_by_path_and_by_name(shell, agent, extra):
    shell.ok("register", extra)
    for name in (extra, "environs"):
        options = ("--add-behavior", name, "--output", "stream-json")
        assert "environs" in ready(shell.run("run", "--agent", agent, *options, "hello"))
    assert "environs" not in ready(
        shell.run("run", "--agent", agent, "--output", "stream-json", "hello")
    )


def test_a_behavior_that_is_none_is_an_error(shell, agent, extra):
    shell.ok("register", extra)
    said = shell.fails(FAILED, "run", "--agent", agent, "--add-behavior", "enviros", "hello")
    assert "did you mean environs?" in said
    said = shell.fails(FAILED, "run", "--agent", agent, "--add-behavior", agent, "hello")
    assert "only behaviors can be taken in" in said


def test_an_agent_that_is_none_is_told_the_nearest(shell, agent):
    shell.ok("register", agent)
    assert "did you mean test?" in shell.fails(FAILED, "run", "--agent", "tets", "hello")


def test_json_trace_is_one_array_of_all_events(shell, agent):
    done = shell.run("run", "--agent", agent, "--output", "json-trace", "hello")
    events = json.loads(done.stdout)
    assert events[-1]["type"] == "complete"
    assert {"service_ready", "complete"} <= {event["type"] for event in events}
    assert done.stderr == ""


@pytest.mark.parametrize("form", ["json", "json-trace", "stream-json"])
def test_with_json_an_error_is_json_and_stdout_has_nothing_else(shell, form):
    done = shell.run("run", "--agent", "./none.yaml", "--output", form, "hello")
    assert done.returncode == FAILED
    told = json.loads(done.stdout)
    told = told[-1] if isinstance(told, list) else told
    assert told["type"] == "error"
    assert "none.yaml" in told["message"]


def test_with_json_what_is_to_be_said_beside_stands_on_stderr(shell, agent):
    shell.settings(defualt_agent="x")
    done = shell.run("run", "--agent", agent, "--output", "json", "hello")
    assert json.loads(done.stdout)["status"] == "completed"
    assert "did you mean 'default_agent'?" in done.stderr


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--output", "xml"), "'xml' is not one of"),
        (("--timeout", "0"), "0"),
        (("--timeout", "soon"), "soon"),
        (("--approve", "maybe"), "'maybe' is not one of"),
        (("--session",), "--session"),
    ],
)
def test_values_that_do_not_fit_are_wrong_usage(shell, options, why):
    assert why in shell.fails(USAGE, "run", "--agent", "x", "hello", *options)


def test_approve_deny_is_no_and_exit_code_3(shell, house):
    question = {"tool_name": "bash", "action": "ls", "details": {}, "risk_level": "low"}
    script = json.dumps([["request.approval", question]])
    agent = house.agent()
    shell.settings(approve="auto")
    done = shell.run("run", "--agent", agent, script)
    assert (done.returncode, json.loads(done.stdout)[0]["result"]["approved"]) == (DONE, True)
    done = shell.run("run", "--agent", agent, "--approve", "deny", script)
    assert (done.returncode, json.loads(done.stdout)[0]["result"]["approved"]) == (DENIED, False)


def test_a_session_that_is_named_is_begun_and_gone_on_with(shell, agent):
    for _ in range(2):
        shell.ok("run", "--agent", agent, "--session", "mine", "hello")
    assert json.loads(shell.ok("session", "show", "mine", "--json"))["turns"] == 2


def test_verbose_is_an_option(shell, agent):
    assert json.loads(shell.ok("run", "--agent", agent, "-v", "hello"))["prompt"] == "hello"
