"""What hooks hear of a session and its turns, in which order; written down by the Go service's hook `logging`."""

from __future__ import annotations

import json
import signal

import pytest

SLOW = {"text": "I will never get to say this.", "delay_ms": 100_000}


@pytest.fixture
def logged(desk):
    """The polyglot agent with a log of its events, and how to read it."""

    def agent(turns=None):
        path = desk.agent(turns=turns)
        definition = json.loads(path.read_text())
        config = definition["agent"].setdefault("config", {})
        config["logging"] = {"path": str(desk.folder / "events.jsonl")}
        path.write_text(json.dumps(definition))
        return path

    def heard():
        lines = (desk.folder / "events.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    return agent, heard


def of_the_host(events):
    kinds = ("session:", "execution:", "cancel:")
    return [event["event"] for event in events if event["event"].startswith(kinds)]


def test_a_session_begins_and_ends_with_its_own_events(desk, logged):
    agent, heard = logged
    assert desk.run(agent(), "--session", "mine").code == 0
    assert of_the_host(heard()) == [
        "session:start",
        "execution:start",
        "execution:end",
        "session:end",
    ]
    names = [event["event"] for event in heard()]
    assert (names[0], names[-1]) == ("session:start", "session:end")
    for name in ("prompt:submit", "tool:pre", "tool:post", "prompt:complete"):
        assert names.index("execution:start") < names.index(name) < names.index("execution:end")


def test_a_session_that_goes_on_is_resumed_not_started(desk, logged):
    agent, heard = logged
    for _ in range(2):
        assert desk.run(agent(), "--session", "mine").code == 0
    assert of_the_host(heard())[4:] == [
        "session:resume",
        "execution:start",
        "execution:end",
        "session:end",
    ]


def test_a_cancel_is_heard_when_it_is_asked_for(desk, start):
    """Without a path the hook logs what it hears: the second Ctrl-C comes when the first was heard."""
    host = start(desk.agent(turns=[SLOW]), "--output", "stream-json")
    until(host.stdout, "activity_started", "provider.complete")
    host.send_signal(signal.SIGINT)
    until(host.stdout, "log", "cancel:requested", "graceful")
    host.send_signal(signal.SIGINT)
    until(host.stdout, "log", "cancel:requested", "immediate")
    until(host.stdout, "log", "execution:end")
    until(host.stdout, "log", "cancel:completed")
    end = json.loads(host.communicate(timeout=60)[0].splitlines()[-1])
    assert (end["type"], end["status"], host.returncode) == ("complete", "cancelled", 130)


def until(stream, kind, *words):
    """Reads events up to the first one of this kind in which these words stand."""
    for line in stream:
        if json.loads(line)["type"] == kind and all(word in line for word in words):
            return
    raise AssertionError(f"{kind} {words} did not come")
