"""One turn across four languages, from the terminal to the files and back."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

BOTH = [
    {"name": "meet", "input": {"name": "first"}},
    {"name": "meet", "input": {"name": "second"}},
]


def random_file(folder: Path) -> str:
    name = f"{secrets.token_hex(8)}.txt"
    (folder / name).write_text("new")
    return name


def test_the_answer_names_a_file_that_was_made_just_before(desk):
    name = random_file(desk.work)
    done = desk.run(desk.polyglot)
    assert (done.code, name in done.out) == (0, True), done
    assert "There is 1 file here" in done.out
    assert "→ glob" in done.err
    assert "\x1b" not in done.out + done.err


def test_without_the_tool_service_the_answer_says_so(desk):
    name = random_file(desk.work)
    done = desk.run(desk.agent("foundation-agent", "foundation-hooks", "mock"))
    assert done.code == 0, done
    assert name not in done.out
    assert "the tools `glob` and `read_file` are missing" in done.out


def test_a_readme_is_read(desk):
    (desk.work / "README.md").write_text("# A title of its own\n")
    done = desk.run(desk.polyglot)
    assert 'README.md begins: "# A title of its own"' in done.out


def test_the_transcript_holds_the_whole_turn(desk):
    name = random_file(desk.work)
    done = desk.run(desk.polyglot)
    messages = desk.transcript()
    assert [message["role"] for message in messages] == ["user", "assistant", "tool", "assistant"]
    user, asking, tool, answer = messages
    assert user["content"] == desk.prompt
    (call,) = asking["tool_calls"]
    assert (call["name"], call["arguments"]) == ("glob", {"pattern": "*"})
    assert (tool["tool_call_id"], tool["name"]) == (call["id"], "glob")
    assert name in json.dumps(tool["content"])
    assert name in json.dumps(answer["content"])
    assert done.out.count(name) == 1


def test_stream_json_is_one_object_a_line_and_its_tokens_are_the_answer(desk):
    name = random_file(desk.work)
    done = desk.run(desk.polyglot, "--output", "stream-json")
    events = done.events
    assert events[-1]["type"] == "complete"
    response = events[-1]["response"]
    assert name in response
    tokens = [
        event["data"]["text"]
        for event in events
        if event["type"] == "stream" and event["name"] == "token"
    ]
    last_tool = max(
        number
        for number, event in enumerate(events)
        if event["type"] == "stream" and event["name"] == "tool_call_end"
    )
    after = [
        event["data"]["text"]
        for event in events[last_tool:]
        if event["type"] == "stream" and event["name"] == "token"
    ]
    assert "".join(after) == response
    assert len(after) > 3, "token by token"
    assert "".join(tokens).endswith(response)
    languages = {e["service"]: e["language"] for e in events if e["type"] == "service_ready"}
    assert languages == {
        "foundation-agent": "python",
        "workspace": "rust",
        "foundation-hooks": "go",
        "mock": "typescript",
    }


def test_an_agent_without_a_provider_gets_the_mock_and_is_told_in_one_line(desk):
    name = random_file(desk.work)
    parts = ("foundation-agent", "workspace", "foundation-hooks")
    done = desk.run(desk.agent(*parts, provider=None), "--output", "json")
    assert name in json.loads(done.out)["response"]
    assert done.err.splitlines() == ["No provider is configured: the mock provider answers."]


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("rm -rf /", "recursive_removal"),
        ("cd / && rm -rf *", "recursive_removal"),
        ("sudo sh -c 'rm -rf /'", "privilege"),
    ],
)
def test_a_dangerous_command_is_denied_and_never_runs(desk, command, rule):
    turns = [{"tool_calls": [{"name": "bash", "input": {"command": command}}]}, {"text": "Done."}]
    parts = ("foundation-agent", "foundation-hooks", "mock", "shell")
    done = desk.run(desk.agent(*parts, turns=turns))
    assert (done.code, done.out.strip()) == (0, "Done."), done
    assert not (desk.work / "ran").exists()
    (told,) = [message for message in desk.transcript() if message["role"] == "tool"]
    assert told["content"].startswith(f"Denied: shell_guard denies this by the rule {rule}: ")
    assert "✗ bash: Denied: " in done.err


def test_a_harmless_command_goes_through(desk):
    turns = [
        {"tool_calls": [{"name": "bash", "input": {"command": "ls -la src"}}]},
        {"text": "Done."},
    ]
    parts = ("foundation-agent", "foundation-hooks", "mock", "shell")
    done = desk.run(desk.agent(*parts, turns=turns))
    assert (done.code, done.out.strip()) == (0, "Done."), done
    assert (desk.work / "ran").read_text() == "ls -la src\n"
    (told,) = [message for message in desk.transcript() if message["role"] == "tool"]
    assert told["content"] == "it ran"


def test_two_tool_calls_of_one_response_run_side_by_side(desk):
    turns = [{"tool_calls": BOTH}, {"text": "Both came."}]
    parts = ("foundation-agent", "foundation-hooks", "mock", "shell")
    done = desk.run(desk.agent(*parts, turns=turns))
    assert done.out.strip() == "Both came.", done
    told = [message["content"] for message in desk.transcript() if message["role"] == "tool"]
    assert told == ["first was not alone", "second was not alone"]


def test_the_demonstration_ends_well_and_shows_four_languages(desk):
    name = random_file(desk.work)
    ended = subprocess.run(
        [sys.executable, str(desk.polyglot.with_name("demo.py"))],
        cwd=desk.work,
        env={**desk.environment, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended
    out = ended.stdout
    lines = out.splitlines()
    (first,) = [n for n, line in enumerate(lines) if line.startswith("One turn, four languages")]
    (second,) = [n for n, line in enumerate(lines) if "killed in mid-call" in line]
    healthy, killed = "\n".join(lines[first:second]), "\n".join(lines[second:])
    assert f"- {name}" in healthy
    for language in ("python", "rust", "go", "typescript"):
        assert language in healthy
    assert "tool.execute glob" in healthy
    assert "hook.emit shell_guard" in healthy
    for hidden in ("describe", "configure", "orchestrator.execute", "…"):
        assert hidden not in healthy
    assert "kill -9" in killed
    assert "service workspace was ended by SIGKILL" in killed
    assert "service_unavailable" in killed
    assert name not in killed
    assert not [line for line in lines if "→" in line and not line.lstrip().startswith("→")]
    assert max(len(line) for line in lines[first:second]) <= 80
