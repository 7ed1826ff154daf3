"""`amplifier-ipc tool`: the tools of an agent, looked at and called without a model."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

DONE, FAILED, USAGE, CANCELLED = 0, 1, 2, 130
COMMAND = Path(sys.executable).with_name("amplifier-ipc")


@pytest.fixture
def agent(house, shell):
    """An agent with an echo, a tool that tells its environment, and one of each that may happen."""
    house.behaviors.remove("parrot")  # the sample has a provider of that name too
    house.service("patient")
    house.service("environs")
    house.service("sample", hooks=False)
    return house.agent()


def test_the_list_names_each_with_its_service(shell, agent):
    rows = json.loads(shell.ok("tool", "list", "--agent", agent, "--json"))
    by_name = {row["name"]: row["service"] for row in rows}
    assert by_name["echo"] == "patient"
    assert by_name["environs"] == "environs"
    assert {"word_count", "fails"} <= {name for name, of in by_name.items() if of == "sample"}
    shown = shell.ok("tool", "list", "--agent", agent)
    assert "word_count" in shown
    assert "Says it again." in shown


def test_what_the_definition_does_not_select_is_not_listed(shell, house):
    house.behaviors.remove("parrot")
    house.service("parrot", tools=[])
    house.service("environs")
    rows = json.loads(shell.ok("tool", "list", "--agent", house.agent(), "--json"))
    assert [row["name"] for row in rows] == ["environs"]


def test_a_service_that_does_not_start_is_told_of_and_the_others_are_listed(shell, house):
    house.service("broken", script="hostile_missing")
    done = shell.run("tool", "list", "--agent", house.agent(), "--json")
    assert done.returncode == DONE
    assert [row["name"] for row in json.loads(done.stdout)] == ["echo"]
    assert done.stderr.startswith("Warning: service broken ")


def test_info_shows_the_signature(shell, agent):
    shown = shell.ok("tool", "info", "word_count", "--agent", agent)
    assert shown.startswith("word_count(text: string, unique?: boolean = false) -> integer\n")
    assert "The text to count in." in shown
    assert "service: sample  [read_only]" in shown
    spec = json.loads(shell.ok("tool", "info", "word_count", "--agent", agent, "--json"))
    assert spec["service"] == "sample"
    assert spec["input_schema"]["required"] == ["text"]


@pytest.mark.parametrize("command", ["info", "invoke"])
def test_an_unknown_tool_is_refused_with_the_nearest(shell, agent, command):
    said = shell.fails(FAILED, "tool", command, "word_cont", "--agent", agent)
    assert "the agent has no tool 'word_cont'" in said
    assert "did you mean word_count" in said


def test_invoke_reads_values_as_the_schema_wants_them(shell, agent):
    assert (
        shell.ok("tool", "invoke", "word_count", "text=a b b", "unique=true", "--agent", agent)
        == "2\n"
    )
    assert shell.ok("tool", "invoke", "echo", "text=twelve", "--agent", agent) == "twelve\n"
    given = json.dumps({"text": "x y"})
    assert shell.ok("tool", "invoke", "word_count", "--input", given, "--agent", agent) == "2\n"
    assert (
        shell.ok("tool", "invoke", "word_count", "--input", "-", "--agent", agent, typed=given)
        == "2\n"
    )


def test_with_json_the_result_alone_stands_on_stdout(shell, agent):
    told = json.loads(shell.ok("tool", "invoke", "echo", "text=hi", "--agent", agent, "--json"))
    assert told == {"success": True, "output": "hi"}
    done = shell.run("tool", "invoke", "fails", "--agent", agent, "--json")
    assert (done.returncode, json.loads(done.stdout)["success"]) == (FAILED, False)


def test_input_that_does_not_fit_is_told_of_with_its_faults(shell, agent):
    said = shell.fails(FAILED, "tool", "invoke", "word_count", "unique=3", "--agent", agent)
    assert "/input/text: must be a string" in said
    assert "/input/unique: must be a boolean" in said
    assert "key=value" in shell.fails(FAILED, "tool", "invoke", "echo", "text", "--agent", agent)
    assert "not both" in shell.fails(USAGE, "tool", "invoke", "echo", "a=1", "--input", "{}")


def test_a_tool_gets_the_keys_that_its_definition_names(shell, house):
    house.service("environs", env=["SOME_KEY"])
    told = json.loads(
        shell.ok("tool", "invoke", "environs", "--agent", house.agent(), SOME_KEY="k", OTHER="o")
    )
    assert told["SOME_KEY"] == "k"
    assert "OTHER" not in told


def test_settings_reach_it(shell, house):
    house.service("environs")
    shell.settings(service_overrides={"environs": {"env": {"FROM_SETTINGS": "1"}}})
    told = json.loads(shell.ok("tool", "invoke", "environs", "--agent", house.agent()))
    assert told["FROM_SETTINGS"] == "1"


@pytest.fixture
def asking(house):
    """An agent whose tool wants to be approved."""
    house.service("may_i", grants=["approval"])
    return house.agent()


def test_what_it_wants_approved_is_denied_without_a_terminal(shell, asking):
    for options, approved in (((), False), (("--approve", "auto"), True)):
        told = json.loads(shell.ok("tool", "invoke", "may_i", "--agent", asking, *options))
        assert told["approved"] is approved


def test_at_a_terminal_it_is_asked(shell, asking):
    child = pexpect.spawn(
        str(COMMAND),
        ["tool", "invoke", "may_i", "--agent", str(asking)],
        env=shell.environ(),
        cwd=str(shell.house.work),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(r"\[y\]es / \[n\]o: ")
    child.sendline("y")
    child.expect('"approved": true')
    child.expect(pexpect.EOF)


def test_ctrl_c_ends_it_and_all_that_it_started(shell, agent):
    child = subprocess.Popen(
        [str(COMMAND), "tool", "invoke", "waits", "--agent", str(agent)],
        env=shell.environ(),
        cwd=shell.house.work,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in child.stderr:
        if "waiting" in line:
            break
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == CANCELLED
    assert "Traceback" not in said


def test_nothing_of_it_is_kept(shell, agent):
    shell.ok("tool", "invoke", "echo", "text=hi", "--agent", agent)
    assert not (shell.home / "sessions").exists()
