"""The mock model with real tools, and sessions that are played again."""

from __future__ import annotations

import json

import pytest

from .conftest import Desk

ASKED = {
    "Run `cat greeting.txt`": "`cat greeting.txt` ended with 0.\n```\nhello there\n```",
    "Search for hello": '"hello" is in:\n- greeting.txt:1: hello there',
    "Read greeting.txt": 'greeting.txt begins: "hello there"',
    "Which *.txt files are there?": "There is 1 file here:\n- greeting.txt",
}


@pytest.mark.parametrize("prompt", ASKED)
def test_the_default_model_uses_the_shipped_tools_and_tells_what_they_gave(desk, prompt):
    (desk.work / "greeting.txt").write_text("hello there\n")
    done = desk.run(desk.agent(), prompt=prompt)
    assert done.code == 0, done
    assert done.out.strip().endswith(ASKED[prompt])


def test_the_default_model_changes_and_writes_files(desk):
    (desk.work / "greeting.txt").write_text("hello there\n")
    agent = desk.agent()
    assert desk.run(agent, prompt='Replace "there" with "world" in greeting.txt').code == 0
    assert (desk.work / "greeting.txt").read_text() == "hello world\n"
    assert desk.run(agent, prompt="Write `bye` to last.txt").code == 0
    assert (desk.work / "last.txt").read_text() == "bye"


def test_a_session_is_played_again_from_its_transcript(desk, tmp_path):
    (desk.work / "greeting.txt").write_text("hello there\n")
    first = desk.run(desk.agent())
    (recorded,) = desk.home.glob("sessions/*/transcript.jsonl")
    again = Desk(tmp_path / "again")
    settings = {"mock": {"script": str(recorded), "strict": True}}
    agent = again.agent(config=settings)
    # Other files: what is said is the recording's, what the tools give is not.
    (again.work / "other.txt").write_text("x")
    second = again.run(agent)
    assert (second.code, second.out) == (0, first.out)
    said = [
        [each["content"] for each in d.transcript() if each["role"] == "assistant"]
        for d in (desk, again)
    ]
    assert said[0] == said[1]
    refused = again.run(agent, prompt="Something else")
    assert refused.code != 0
    assert "but the user said" in refused.err


def test_a_recording_becomes_a_script_that_says_the_same(desk, tmp_path):
    (desk.work / "greeting.txt").write_text("hello there\n")
    script = tmp_path / "made.yaml"
    first = desk.run(desk.agent(config={"mock": {"record": str(script)}}))
    again = Desk(tmp_path / "again")
    second = again.run(again.agent(config={"mock": {"script": str(script), "strict": True}}))
    assert (second.code, second.out) == (0, first.out)
    assert "greeting.txt" in second.out


def test_a_trace_is_played_again_with_the_errors_that_came_before_an_answer(desk, tmp_path):
    slow = {"name": "rate_limit", "times": 1, "retry_after": 0, "message": "too fast"}
    first = desk.run(desk.agent(turns=[{"text": "at last", "error": slow}]), "--trace")
    (recorded,) = desk.home.glob("sessions/*/trace.jsonl")
    again = Desk(tmp_path / "again")
    agent = again.agent(config={"mock": {"script": str(recorded), "strict": True}})
    second = again.run(agent, "--trace")
    assert (second.code, second.out) == (0, first.out)
    (traced,) = again.home.glob("sessions/*/trace.jsonl")
    failed = [line for line in map(json.loads, traced.read_text().splitlines()) if "code" in line]
    assert [line["error"]["message"] for line in failed] == ["too fast"]
