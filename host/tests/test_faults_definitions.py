"""What is wrong in a definition, or with the command that it names: one sentence, and what to do."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]


def write(folder: Path, **files: str) -> str:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return str(folder / "agent.yaml")


def agent(*behaviors: str, more: str = "") -> str:
    links = ", ".join(f"{{{name}: ./{name}.yaml}}" for name in behaviors)
    roles = "ref: a\n  orchestrator: o\n  context_manager: c"
    return f"agent:\n  {roles}\n  behaviors: [{links}]\n{more}"


# Files → the sentence, in which {} is the folder, and what to do.
FAULTS = {
    "broken YAML": (
        {"agent": "agent:\n  ref: 'a\n  orchestrator: o\n"},
        "{}/agent.yaml is not YAML: line 4, column 1: found unexpected end of stream.",
        "mend that line.",
    ),
    "a tab": (
        {"agent": "agent:\n\tref: a\n"},
        "{}/agent.yaml is not YAML: line 2, column 1: found character '\\t' that cannot start any token.",
        "mend that line.",
    ),
    "a cycle of one": (
        {"agent": agent("b"), "b": "behavior: {ref: b, behaviors: [{b: ./b.yaml}]}\n"},
        "{}/b.yaml:1: the behavior 'b' leads back to itself: b.yaml → b.yaml.",
        "remove one of these links.",
    ),
    "a cycle of three": (
        {
            "agent": agent("b"),
            "b": "behavior:\n  ref: b\n  behaviors:\n  - c: ./c.yaml\n",
            "c": "behavior:\n  ref: c\n  behaviors:\n  - d: ./d.yaml\n",
            "d": "behavior:\n  ref: d\n  behaviors:\n  - b: ./b.yaml\n",
        },
        "{}/d.yaml:4: the behavior 'b' leads back to itself: b.yaml → c.yaml → d.yaml → b.yaml.",
        "remove one of these links.",
    ),
    "an unknown key in a behavior": (
        {"agent": agent("b"), "b": "behavior:\n  ref: b\n  grant: [tool.execute]\n"},
        "{}/b.yaml:3: 'behavior.grant' is unknown.",
        "did you mean 'grants'?",
    ),
    "an unknown key of a service": (
        {
            "agent": agent("b"),
            "b": "behavior:\n  ref: b\n  service:\n    stak: uv\n    stack: uv\n    source: .\n",
        },
        "{}/b.yaml:4: 'behavior.service.stak' is unknown.",
        "did you mean 'stack'?",
    ),
    "an unknown key at the top": (
        {"agent": agent() + "agents: []\n"},
        "{}/agent.yaml:6: 'agents' is unknown.",
        "did you mean 'agent'?",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_definition(house, command, name):
    files, sentence, hint = FAULTS[name]
    path = write(house.folder, **files)
    told = command.the_error("run", "--agent", path, "hello")
    assert told == (sentence.format(house.folder), hint)


def test_a_name_that_is_not_registered_is_told_with_the_nearest(house, command):
    path = str(house.agent())
    assert command.run("register", path, "--yes").returncode == 0
    sentence, hint = command.the_error("run", "--agent", "tset", "hello")
    assert "'tset'" in sentence
    assert "test" in hint


def script(house, text: str, mode: int = 0o755) -> str:
    path = house.folder / "program"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


# What a program is → what is said of the service, and the exit code of a turn that goes on without it.
UNFIT = {
    "an interpreter that is not there": (
        "#!/no/such/python -u\nprint()\n",
        "did not start: the command {} cannot be run: its interpreter '/no/such/python -u' does not exist",
    ),
    "line ends of Windows": (
        "#!/bin/sh\r\nexit 0\r\n",
        "did not start: the command {} cannot be run: its interpreter '/bin/sh\\r' does not exist",
    ),
    "no interpreter": (
        "print('hello')\n",
        "did not start: the command {} is no program of this machine, and no script that begins with #!",
    ),
    "nothing": (
        "",
        "did not start: the command {} is no program of this machine, and no script that begins with #!",
    ),
    "an interpreter that env does not find": (
        "#!/usr/bin/env nopython\n",
        "ended with exit code 127 before it answered describe; its last words: ",
    ),
    "a module that is not there": (
        f"#!{sys.executable}\nimport no_such_module\n",
        "ended with exit code 1 before it answered describe; its last words: "
        "ModuleNotFoundError: No module named 'no_such_module'",
    ),
    "a syntax error": (
        f"#!{sys.executable}\nif True\n",
        "ended with exit code 1 before it answered describe; its last words: SyntaxError: ",
    ),
    "a program that has another use": (
        "#!/bin/sh\necho 'usage: program FILE' >&2; exit 2\n",
        "ended with exit code 2 before it answered describe; its last words: usage: program FILE",
    ),
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_program_that_cannot_be_a_service(house, command, name):
    """The others go on; the one sentence says which service it is, and why."""
    text, words = UNFIT[name]
    program = script(house, text)
    house.command("odd", program)
    done = command.run("run", "--agent", str(house.agent()), json.dumps([ECHO]))
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["result"]["output"] == "hi"
    said = [line for line in done.stderr.splitlines() if line.startswith("Warning")]
    assert len(said) == 1
    assert said[0].startswith(f"Warning: service odd {words.format(program)}")


@pytest.mark.parametrize("name", UNFIT)
def test_an_orchestrator_that_cannot_be_one(house, command, name):
    text, words = UNFIT[name]
    program = script(house, text)
    house.command("odd", program)
    path = str(house.agent(orchestrator="odd:loop"))
    sentence = command.run("run", "--agent", path, "hello").stderr
    assert "Traceback" not in sentence
    offered = "the orchestrator 'odd:loop' is not offered by any mounted service: "
    assert f"Error: {offered}service odd {words.format(program)}" in sentence


@pytest.mark.parametrize("what", ["no file", "a folder", "not executable", "a dead link"])
def test_a_command_that_is_none(house, command, what):
    path = house.folder / "program"
    if what == "a folder":
        path.mkdir()
    elif what == "not executable":
        script(house, "#!/bin/sh\n", 0o644)
    elif what == "a dead link":
        path.symlink_to(house.folder / "nowhere")
    house.command("odd", "./program")
    sentence, hint = command.the_error("run", "--agent", str(house.agent()), "hello")
    assert sentence == f"service odd: its command {path} does not exist or may not be executed."
    assert hint == f"build or install it ({house.folder}/odd.yaml:1 names it)."


@pytest.mark.parametrize(
    ("stack", "where"),
    [("cargo", "https://rustup.rs."), ("go", "https://go.dev/dl."), ("npm", "https://nodejs.org.")],
)
def test_a_toolchain_that_is_missing(house, command, tmp_path, stack, where):
    """A PATH with nothing on it: the service is not installed, and installing it says what is missing (uv is ours)."""
    source = house.folder / "source"
    source.mkdir()
    for manifest in ("Cargo.toml", "package.json"):
        (source / manifest).write_text("{}")
    service = {"stack": stack, "source": str(source), "command": "words"}
    (house.folder / "words.yaml").write_text(
        json.dumps({"behavior": {"ref": "words", "service": service}})
    )
    house.behaviors.append("words")
    path = str(house.agent())
    sentence, hint = command.the_error("run", "--agent", path, "hello")
    assert sentence == "service words is not installed."
    assert hint == f"run amplifier-ipc install {path}."
    command.environment["PATH"] = str(tmp_path / "nothing")
    done = command.run("register", path, "--yes", "--install")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    *_, sentence, hint = done.stderr.splitlines()
    assert sentence == f"Error: service words needs {stack}, which is not installed."
    assert hint.startswith("  → install ")
    assert hint.endswith(where)


def test_the_working_directory_goes_away(house, command):
    """A shell may stand in a folder that somebody has removed."""
    gone = house.folder / "gone"
    gone.mkdir()
    command.wrapped = ["/bin/sh", "-c", f'cd "{gone}" && rmdir "{gone}" && exec "$0" "$@"']
    done = command.run("run", "--agent", str(house.agent()), "hello")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "directory" in done.stderr
    assert not os.path.exists(gone)
