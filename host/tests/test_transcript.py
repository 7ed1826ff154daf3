"""The transcript: append-only, whole after every cut, replaced without losing what was acknowledged."""

from __future__ import annotations

import errno
import json
import os

import pytest
from amplifier_ipc_host import SessionError
from amplifier_ipc_host.store import SessionStore
from amplifier_ipc_host.transcript import Transcript

ONE, TWO, THREE = ({"role": "user", "content": text} for text in ("one", "zwei \u2028 ⚙", "three"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "transcript.jsonl"


def reopened(path) -> Transcript:
    transcript = Transcript(path)
    transcript.close()
    return transcript


def written(path, *steps) -> bytes:
    transcript = Transcript(path)
    for step in steps:
        transcript.replace(step) if isinstance(step, list) else transcript.append(step)
    transcript.close()
    return path.read_bytes()


def test_a_message_is_a_line(path):
    data = written(path, ONE, TWO)
    assert [json.loads(line) for line in data.decode().split("\n")[:-1]] == [ONE, TWO]
    assert path.stat().st_mode & 0o777 == 0o600
    assert reopened(path).messages == [ONE, TWO]


@pytest.mark.parametrize("new", [[], [THREE], [THREE, ONE]])
def test_a_replaced_history_begins_anew_and_the_older_lines_stay(path, new):
    before = written(path, ONE, TWO)
    after = written(path, new, TWO)
    assert after.startswith(before)
    assert reopened(path).messages == [*new, TWO]
    assert all(json.loads(line)["role"] for line in after.splitlines()), "each line is a message"


def test_every_cut_leaves_a_history_that_was_acknowledged(path):
    """Cut at each byte: the history is always one that some call had returned for."""
    steps = [ONE, TWO, [THREE, ONE], TWO, []]
    histories = {0: []}
    transcript = Transcript(path)
    for step in steps:
        transcript.replace(step) if isinstance(step, list) else transcript.append(step)
        histories[path.stat().st_size] = list(transcript.messages)
    transcript.close()
    data = path.read_bytes()
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        whole = max(size for size in histories if size <= cut)
        opened = reopened(path)
        assert (opened.messages, opened.torn_bytes) == (histories[whole], cut - whole), cut
        assert path.stat().st_size == whole


def test_a_full_disk_leaves_no_half_line(path, monkeypatch):
    transcript = Transcript(path)
    transcript.append(ONE)
    real, room = os.write, [10]

    def write(fd, data):
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(fd, data[: room.pop()])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space left"):
        transcript.append(TWO)
    monkeypatch.undo()
    transcript.append(THREE)
    transcript.close()
    assert reopened(path).messages == [ONE, THREE]


@pytest.mark.parametrize("line", [b"{oops}", b"7"])
def test_a_line_that_is_no_message_is_named(path, line):
    path.write_bytes(json.dumps(ONE).encode() + b"\n" + line + b"\n")
    with pytest.raises(SessionError, match=r"transcript.jsonl:2 is "):
        Transcript(path)


def test_folders_are_for_the_user_alone(tmp_path):
    store = SessionStore("s", tmp_path / "home" / "sessions")
    store.close()
    for folder in ("home", "home/sessions", "home/sessions/s"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "/etc"])
def test_an_id_is_a_name(tmp_path, name):
    with pytest.raises(SessionError, match="is no session id"):
        SessionStore(name, tmp_path)


def test_a_file_in_the_way_is_said(tmp_path):
    (tmp_path / "sessions").write_text("")
    with pytest.raises(SessionError, match="cannot be used: Not a directory"):
        SessionStore("s", tmp_path / "sessions")


@pytest.mark.parametrize("name", ["state.json", "metadata.json"])
def test_a_broken_file_is_named_and_the_session_released(tmp_path, name):
    SessionStore("s", tmp_path).close()
    (tmp_path / "s" / name).write_text("{")
    with pytest.raises(SessionError, match=f"{name} is not JSON"):
        SessionStore("s", tmp_path)
    (tmp_path / "s" / name).unlink()
    SessionStore("s", tmp_path).close()
