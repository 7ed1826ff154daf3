"""The quick start of each language under the real host: the mock model calls its tool, and its hook denies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from features.catalog import LANGUAGES, ROOT, Language

TURNS = [
    {"tool_calls": [{"name": "word_count", "input": {"text": "one two two", "unique": True}}]},
    {"tool_calls": [{"name": "bash", "input": {"command": "rm -rf /"}}]},
    {"tool_calls": [{"name": "bash", "input": {"command": "ls"}}]},
    {"text": "Done."},
]


def absolute(command: list[str]) -> list[str]:
    """The command as it can be run in any working directory."""
    program, *rest = command
    here = ROOT / program
    first = str(here) if here.exists() else shutil.which(program) or program
    return [first, *(str(ROOT / part) for part in rest)]


def behavior(folder: Path, language: Language) -> Path:
    """A definition of the words program as a part of an agent."""
    service = {"stack": "command", "command": absolute(language.words), "language": language.key}
    body = {"ref": "words", "tools": True, "hooks": True, "service": service}
    path = folder / "words.yaml"
    path.write_text(json.dumps({"behavior": body}))
    return path


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.key)
def test_the_model_calls_its_tool_and_its_hook_denies(language: Language, desk) -> None:
    agent = desk.agent("foundation-agent", "mock", "shell", turns=TURNS)
    definition = json.loads(agent.read_text())
    definition["agent"]["behaviors"].append({"words": str(behavior(desk.folder, language))})
    agent.write_text(json.dumps(definition))
    done = desk.run(agent, prompt="Count.")
    assert (done.code, done.out.strip()) == (0, "Done."), done
    counted, denied, ran = [m["content"] for m in desk.transcript() if m["role"] == "tool"]
    assert counted == "2"
    assert denied == "Denied: rm -rf is not allowed"
    assert ran == "it ran"
    assert (desk.work / "ran").read_text() == "ls\n"
