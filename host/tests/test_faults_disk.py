"""A disk that is full, a home that cannot be written, and two hosts on one session; as root and as a user.

Full is a disk here by the limit of what a process may write to a file (`ulimit -f`), which binds root too, and by
/dev/full. What cannot be written is a folder where a file stands, or a file where a folder does.
"""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

BLOCK = 512  # what `ulimit -f` counts in
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
READ = ["request.context_get_messages", {}]


def message(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def add(text: str) -> list:
    return ["request.context_add_message", {"message": message(text)}]


def limited(command, blocks: int) -> None:
    command.wrapped = ["/bin/sh", "-c", f'ulimit -f {blocks}; exec "$0" "$@"']


@pytest.fixture
def turn(house, command):
    agent = str(house.agent())

    def turn(*requests, options: tuple[str, ...] = ()):
        done = command.run(
            "run", "--agent", agent, "--session", "mine", *options, json.dumps(requests)
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), done.stderr.splitlines()

    return turn


@pytest.fixture
def folder(house) -> Path:
    return house.folder / "home" / "sessions" / "mine"


def refused(answer) -> bool:
    error = answer["error"]
    words = "the session could not be written: File too large"
    return (error["code"], error["message"], error["data"]["kind"]) == (
        -32603,
        words,
        "internal_error",
    )


def test_a_disk_that_takes_nothing_costs_what_would_be_kept_and_says_so(turn, command, folder):
    limited(command, 0)
    state = ["state.set", {"key": "a.b", "value": 1}]
    answers, said = turn(add("lost"), state, ECHO, ["state.get", {"key": "a.b"}], READ)
    assert refused(answers[0])
    assert refused(answers[1])
    assert answers[2]["result"]["output"] == "hi"
    assert answers[3:] == [{"result": {"value": None}}, {"result": {"messages": []}}]
    assert said == ["Warning: metadata.json could not be written: File too large"]
    assert sorted(path.name for path in folder.iterdir()) == ["lock", "transcript.jsonl"]
    command.wrapped = []
    answers, said = turn(add("kept"), state, READ)
    assert answers == [{"result": {}}, {"result": {}}, {"result": {"messages": [message("kept")]}}]
    assert said == []


def test_a_disk_that_gets_full_loses_nothing_that_was_kept(turn, command, folder):
    """The message that does not fit leaves no half a line; a smaller one after it is taken."""
    turn(add("first"))
    limited(command, 8)
    large = "x" * 3 * BLOCK
    answers, _ = turn(add(large), add(large), add(large), add("small"), READ)
    assert [refused(a) if "error" in a else a["result"] for a in answers[:4]] == [{}, {}, True, {}]
    kept = [message(text) for text in ("first", large, large, "small")]
    assert answers[4]["result"]["messages"] == kept
    lines = (folder / "transcript.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == kept
    command.wrapped = []
    answers, said = turn(READ)
    assert answers[0]["result"]["messages"] == kept
    assert said == []


def test_a_state_that_no_longer_fits_stays_as_it_was(turn, command, folder):
    turn(["state.set", {"key": "a.b", "value": 1}])
    limited(command, 4)
    answers, _ = turn(
        ["state.set", {"key": "a.c", "value": "x" * 5 * BLOCK}], ["state.get", {"key": "a.c"}]
    )
    assert refused(answers[0])
    assert answers[1] == {"result": {"value": None}}
    assert json.loads((folder / "state.json").read_text()) == {"a.b": 1}
    assert not [path for path in folder.iterdir() if path.name.startswith(".")], "no half files"


def test_a_trace_that_cannot_be_written_ends_and_the_turn_goes_on(turn, folder):
    folder.mkdir(parents=True)
    (folder / "trace.jsonl").symlink_to("/dev/full")
    answers, said = turn(add("kept"), ECHO, options=("--trace",))
    assert answers[1]["result"]["output"] == "hi"
    words = "the trace ends here, it could not be written: No space left on device"
    assert [line for line in said if line.startswith("Warning")] == [f"Warning: {words}"]


@pytest.mark.parametrize("output", ["text", "json", "stream-json"])
def test_an_answer_that_nobody_can_take_is_one_sentence(house, command, output):
    arguments = ("run", "--agent", str(house.agent()), "--output", output, json.dumps([ECHO]))
    with open("/dev/full", "w") as full:
        done = command.run(*arguments, stdout=full)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("config", "set", "default_agent", "x"),
        ("register", "AGENT", "--yes"),
        ("new", "tool", "words", "--lang", "python"),
    ],
)
def test_what_a_command_cannot_write_is_named(house, command, arguments):
    limited(command, 0)
    agent = str(house.agent())
    sentence, _ = command.the_error(*(agent if each == "AGENT" else each for each in arguments))
    assert sentence.endswith(" cannot be written: File too large.")
    assert sentence.startswith(("/", "words/"))


def in_the_way(folder: Path, what: str) -> None:
    """A file where a folder should be, or a folder where a file should be."""
    place = {"home": folder.parents[1], "sessions": folder.parent, "session": folder}.get(what)
    if place is None:
        (folder / what).mkdir(parents=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("")


@pytest.mark.parametrize(
    "what",
    ["home", "sessions", "session", "lock", "transcript.jsonl", "state.json", "metadata.json"],
)
def test_what_stands_in_the_way_is_one_sentence(house, command, folder, what):
    in_the_way(folder, what)
    arguments = ("run", "--agent", str(house.agent()), "--session", "mine", json.dumps([ECHO]))
    sentence, hint = command.the_error(*arguments)
    assert str(folder) in sentence
    assert what in sentence
    assert "AMPLIFIER_HOME" in hint


@pytest.mark.parametrize("name", ["state.json", "metadata.json"])
@pytest.mark.parametrize("text", ["", '{"a": ', "[1]", "\udcff", "[" * 100_000])
def test_a_file_of_a_session_that_is_broken_is_named_and_not_replaced(
    house, command, folder, name, text
):
    folder.mkdir(parents=True)
    path = folder / name
    path.write_text(text, errors="surrogateescape")
    before = path.read_bytes()
    arguments = ("run", "--agent", str(house.agent()), "--session", "mine", json.dumps([ECHO]))
    sentence, hint = command.the_error(*arguments)
    assert str(path) in sentence
    assert hint == "mend or remove that file."
    assert path.read_bytes() == before


def test_what_a_killed_host_had_begun_to_write_is_removed(turn, folder):
    """The file that it would have replaced holds."""
    turn(["state.set", {"key": "a.b", "value": 1}])
    for name in (".state.json.abcd", ".metadata.json.efgh"):
        (folder / name).write_text('{"a.b": ')
    answers, said = turn(["state.get", {"key": "a.b"}])
    assert (answers, said) == ([{"result": {"value": 1}}], [])
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


# ---- two hosts on one session ---------------------------------------------------------------------------------


def held(house, command, rendezvous):
    """A host in the middle of a turn of the session `mine`."""
    house.service("victim", "tool", "call")
    (house.work / "armed").touch()
    agent = str(house.agent())
    call = ["request.tool_execute", {"name": "act", "input": {}}]
    options = ("run", "--agent", agent, "--session", "mine")
    return command.start(*options, json.dumps([add("first"), call, READ])), options


async def test_the_second_host_on_a_session_is_refused_and_the_first_goes_on(
    house, command, rendezvous, pidfds
):
    import os

    first, options = held(house, command, rendezvous)
    victim = await rendezvous.said("call")
    sentence, hint = command.the_error(*options, json.dumps([ECHO]))
    assert sentence == "session mine is in use by another process."
    assert hint == "end that one first, or start a new session."
    os.kill(victim, signal.SIGKILL)
    out, _ = first.communicate(timeout=60)
    assert first.returncode == 0
    assert json.loads(out)[2] == {"result": {"messages": [message("first")]}}
    done = command.run(*options, json.dumps([READ]))
    assert json.loads(done.stdout) == [{"result": {"messages": [message("first")]}}]


async def test_the_lock_of_a_dead_host_holds_nobody_up(house, command, rendezvous, folder):
    """Not even while what it had started still lives: a service has no part of the lock."""
    first, options = held(house, command, rendezvous)
    await rendezvous.said("call")
    first.kill()
    first.wait()
    assert (folder / "lock").exists()
    done = command.run(*options, json.dumps([READ]))
    assert json.loads(done.stdout) == [{"result": {"messages": [message("first")]}}]
