"""`amplifier-ipc inspect -- COMMAND`, the tool author's first friend, on the quick start of each language."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from features import quickstart
from features.catalog import LANGUAGES, ROOT, Language

INSPECT = [str(Path(sys.executable).with_name("amplifier-ipc")), "inspect"]


def inspect(command: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run it on the command, nobody at the keyboard."""
    return subprocess.run(
        [*INSPECT, *options, "--", *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.key)
def test_it_shows_calls_and_emits(language: Language) -> None:
    shown = inspect(language.words)
    assert shown.returncode == 0, shown
    for part in ("word_count", "Count the words of a text.", "guard", "tool:pre", "read_only"):
        assert part in shown.stdout, shown
    given = json.dumps({"text": "one two two", "unique": True})
    called = inspect(language.words, "--call", "word_count", "--input", given, "--json")
    assert (called.returncode, json.loads(called.stdout)["output"]) == (0, 2), called
    wrong = inspect(language.words, "--call", "word_count", "--input", '{"unique": "yes"}')
    assert wrong.returncode == 1
    assert "/input/text" in wrong.stderr
    assert "/input/unique" in wrong.stderr
    danger = json.dumps({"tool_name": "bash", "tool_input": {"command": "rm -rf /"}})
    emitted = inspect(language.words, "--emit", "tool:pre", "--data", danger, "--json")
    denied = {"action": "deny", "reason": "rm -rf is not allowed"}
    assert json.loads(emitted.stdout) == denied, emitted


def test_from_an_edit_to_a_changed_answer_there_is_no_other_step(tmp_path) -> None:
    (language,) = (language for language in LANGUAGES if language.key == "python")
    file = tmp_path / "words.py"
    file.write_text(quickstart.program(language))
    command = [sys.executable, str(file)]
    given = ("--call", "word_count", "--input", '{"text": "one two"}', "--json")
    assert json.loads(inspect(command, *given).stdout)["output"] == 2
    text = file.read_text().replace("len(words)\n", "-len(words)\n")
    more = '@tool\ndef shout(text: str) -> str:\n    """Louder."""\n    return text.upper()\n\n\n'
    file.write_text(text.replace("serve()", f"{more}serve()"))
    assert json.loads(inspect(command, *given).stdout)["output"] == -2
    shout = inspect(command, "--call", "shout", "--input", '{"text": "hi"}', "--json")
    assert json.loads(shout.stdout)["output"] == "HI", "a new tool needs no registration"
