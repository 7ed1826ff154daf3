"""The commands with services of version 0: run, inspect, discover, doctor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
SERVICES = Path(__file__).parent / "services"
DONE, FAILED = 0, 1
WARNING = "Warning: it answers describe without protocol_version, as version 0 does"


@pytest.fixture
def command(house):
    """Runs the command in the working directory of the house."""

    def run(*words, **options):
        done = subprocess.run(
            [str(COMMAND), *map(str, words)],
            cwd=house.work,
            env={**os.environ, "AMPLIFIER_HOME": str(house.folder / "home"), "COLUMNS": "200"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            **options,
        )
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def inspect(command):
    def run(*options, how=()):
        service = [sys.executable, SERVICES / "version0_tools.py", *how]
        return command("inspect", *options, "--", *service)

    return run


@pytest.fixture
def agent(house):
    """An agent of version 0 alone."""
    house.behaviors.clear()
    for name in ("tools", "provider", "context", "orchestrator"):
        house.service(f"version0_{name}")
    roles = {"orchestrator": "oldloop", "context_manager": "oldlist", "provider": "oldmodel"}
    return house.agent(**roles)


def test_run_answers(command, agent):
    done = command("run", "--agent", agent, '[["shout", {"text": "hi"}]]')
    assert (done.returncode, done.stdout.strip()) == (DONE, "tools said: HI")


def test_the_events_of_run_are_those_of_version_1(command, agent):
    done = command("run", "--agent", agent, "--output", "stream-json", "hello")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["type"] == "complete"
    assert events[-1]["response"] == "you said: hello"
    assert (
        "".join(e["data"]["text"] for e in events if e.get("name") == "token").strip()
        == "you said: hello"
    )


def test_inspect_describes_it_and_says_what_it_is(inspect):
    done = inspect()
    assert done.returncode == DONE
    assert WARNING in done.stderr
    for word in ("shout(", "gate", "tool:pre", "priority 5", "version0_tools"):
        assert word in done.stdout


def test_inspect_shows_the_answer_as_it_came(inspect):
    came = json.loads(inspect("--json").stdout)
    assert "protocol_version" not in came
    assert came["capabilities"]["tools"][0]["parameters"]["type"] == "object"


def test_inspect_calls_a_tool_and_emits_an_event(inspect):
    called = inspect("--call", "shout", "--input", '{"text": "hi"}')
    assert (called.returncode, called.stdout.strip()) == (DONE, "HI")
    data = '{"tool_name": "rm"}'
    emitted = inspect("--emit", "tool:pre", "--data", data, "--json")
    told = json.loads(emitted.stdout)
    assert (told["action"], told["reason"]) == ("deny", "rm is not done here")


def test_inspect_traces_what_the_service_really_hears(inspect):
    done = inspect("--trace", "--call", "shout", "--input", '{"text": "hi"}')
    lines = [line for line in done.stderr.splitlines() if "→" in line and "{" in line]
    sent = [json.loads(line[line.index("{") :]) for line in lines]
    assert [each["method"] for each in sent] == ["describe", "tool.execute"]
    assert sent[1]["params"] == {"name": "shout", "input": {"text": "hi"}}


def test_inspect_asks_again_without_params_when_they_are_refused(inspect):
    done = inspect(how=["refuses-describe"])
    assert done.returncode == DONE
    assert WARNING in done.stderr


def test_inspect_warns_of_a_refused_configuration(inspect):
    given = ["--call", "shout", "--input", '{"text": "hi"}', "--config", '{"shout": {}}']
    done = inspect(*given, how=["refuses-configure"])
    assert (done.returncode, done.stdout.strip()) == (DONE, "HI")
    assert "refused configure: Internal error: Unknown component: shout" in done.stderr


def test_inspect_gives_up_a_call_that_takes_too_long(inspect):
    done = inspect("--call", "hang", "--timeout", "1.5")
    assert done.returncode == FAILED
    assert "1.5 s" in done.stderr


def test_discover_and_doctor_know_it_by_its_definition(command, house, agent):
    found = command("discover", house.folder, "--register")
    assert found.returncode == DONE, found.stderr
    assert "version0_tools" in found.stdout + found.stderr
    told = json.loads(command("doctor", "--json").stdout)
    assert told["ok"] is True, told
    done = command("run", "--agent", "test", "hello")
    assert (done.returncode, done.stdout.strip()) == (DONE, "you said: hello")
