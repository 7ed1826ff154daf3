"""The agent `foundation` of the catalog, over the services as `make` builds them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from amplifier_ipc_host.definition import read, walk

ROOT = Path(__file__).resolve().parents[1]
FOUNDATION = ROOT / "services" / "foundation"
BESIDE = {
    "agent": FOUNDATION / "agent" / "agent.yaml",
    "workspace": FOUNDATION / "workspace" / "workspace.yaml",
    "hooks": FOUNDATION / "hooks" / "hooks.yaml",
    "mock": ROOT / "services" / "providers" / "mock" / "mock.yaml",
}


def body(path: Path) -> dict:
    return yaml.safe_load(path.read_text())["behavior"]


@pytest.mark.parametrize("part", BESIDE)
def test_the_parts_of_the_example_are_those_of_the_catalog_but_for_how_they_are_built(part):
    built = body(ROOT / "examples" / "polyglot" / "parts" / f"{part}.yaml")
    installed = body(BESIDE[part])
    assert built.pop("service")["stack"] == "command"
    assert installed.pop("service")["stack"] in ("uv", "cargo", "go", "npm")
    if part == "hooks":
        installed["hooks"].remove("approval")  # the example asks nobody
    assert built == installed


def test_it_is_made_of_four_languages_and_content():
    tree = walk(read(FOUNDATION)).written
    stacks = {each.ref: each.body["service"]["stack"] for each in tree}
    assert stacks == {
        "foundation": "content",
        "foundation-agent": "uv",
        "workspace": "cargo",
        "foundation-hooks": "go",
        "mock": "npm",
    }
    assert "provider" not in read(FOUNDATION).body, "the user's settings choose it"


def test_what_it_names_as_context_is_there_and_short():
    definition = read(FOUNDATION)
    assert (FOUNDATION / definition.body["base"]).is_file()
    for name in definition.body["context"]:
        assert 0 < (FOUNDATION / "context" / name).stat().st_size < 4000


@pytest.fixture
def overridden(desk):
    """Settings by which its services are run as they are built here; nothing is installed."""
    commands = {}
    for part, path in BESIDE.items():
        service = body(ROOT / "examples" / "polyglot" / "parts" / f"{part}.yaml")["service"]
        folder = ROOT / "examples" / "polyglot" / "parts"
        words = [str(folder / word) if word[0] == "." else word for word in service["command"]]
        commands[body(path)["ref"]] = {"command": words}
    desk.home.mkdir()
    (desk.home / "settings.yaml").write_text(json.dumps({"service_overrides": commands}))
    return desk


def test_a_newcomers_first_question_is_answered_with_the_names_of_files(overridden):
    (overridden.work / "notes-of-mine.txt").write_text("x")
    done = overridden.run(FOUNDATION / "agent.yaml")
    assert done.code == 0, done
    assert "notes-of-mine.txt" in done.out
    assert done.err.splitlines()[0] == "No provider is configured: the mock provider answers."


@pytest.mark.parametrize("tool", ["bash", "write_file", "edit_file"])
def test_it_asks_before_it_runs_a_command_or_changes_a_file(overridden, tool):
    mine = overridden.work / "mine.txt"
    mine.write_text("one\n")
    given = {
        "bash": {"command": "rm mine.txt"},
        "write_file": {"file_path": "mine.txt", "content": "two\n"},
        "edit_file": {"file_path": "mine.txt", "old_string": "one", "new_string": "two"},
    }[tool]
    script = overridden.folder / "script.yaml"
    calls = [{"name": tool, "input": given}]
    script.write_text(json.dumps({"turns": [{"tool_calls": calls}, {"text": "done"}]}))
    settings = overridden.home / "settings.yaml"
    written = {**json.loads(settings.read_text()), "config": {"mock": {"script": str(script)}}}
    settings.write_text(json.dumps(written))
    denied = overridden.run(FOUNDATION / "agent.yaml", prompt="go")
    assert denied.code == 3, denied
    assert mine.read_text() == "one\n"
    assert overridden.run(FOUNDATION / "agent.yaml", "--approve", "auto", prompt="go").code == 0
    assert not mine.exists() if tool == "bash" else mine.read_text() == "two\n"


def test_its_context_is_in_the_prompt_and_nothing_else_of_its_folder(overridden):
    settings = overridden.home / "settings.yaml"
    logged = overridden.folder / "events.jsonl"
    written = {**json.loads(settings.read_text()), "config": {"logging": {"path": str(logged)}}}
    settings.write_text(json.dumps(written))
    assert overridden.run(FOUNDATION / "agent.yaml").code == 0
    events = [json.loads(line) for line in logged.read_text().splitlines()]
    included = [each["data"]["path"] for each in events if each["event"] == "context:include"]
    assert included == ["@foundation:context/files.md", "@foundation:context/shell.md"]
