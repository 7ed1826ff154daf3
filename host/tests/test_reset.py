"""`amplifier-ipc reset` and `completion`: as a user types them, each in a home of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host.commands.reset import PARTS, chosen

COMMAND = str(Path(sys.executable).parent / "amplifier-ipc")
FILES = {
    "environments": ["environments/x/environment.json"],
    "definitions": ["agents.yaml", "behaviors.yaml", "definitions/a.yaml"],
    "sessions": ["sessions/one/transcript.jsonl", "sessions/two/transcript.jsonl"],
    "keys": ["keys.env"],
    "cache": ["cache/sources/a/b"],
    "": ["settings.yaml", "approvals.yaml"],
}


class Full:
    """A home that has some of everything."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.environment = {"PATH": "/usr/bin:/bin", "AMPLIFIER_HOME": str(self.home)}
        for path in [path for paths in FILES.values() for path in paths]:
            (self.home / path).parent.mkdir(parents=True, exist_ok=True)
            (self.home / path).write_text("")

    def reset(self, *words: str, code: int = 0, stdin: int = subprocess.DEVNULL) -> str:
        done = subprocess.run(
            [COMMAND, "reset", *words],
            env=self.environment,
            stdin=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done
        return done.stderr

    def left(self) -> set[str]:
        """The parts of which everything is there; none is there by halves."""
        found = set()
        for part, paths in FILES.items():
            there = [path for path in paths if (self.home / path).exists()]
            assert there in ([], paths)
            found |= {part} if there else set()
        return found


@pytest.fixture
def full(tmp_path):
    return Full(tmp_path)


@pytest.mark.parametrize("part", PARTS)
def test_one_part_is_removed_and_the_others_stay(full, part):
    full.reset(part, "--yes")
    assert full.left() == set(FILES) - {part}


def test_all_but_what_is_preserved(full):
    full.reset("--preserve", "keys", "sessions", "-y")
    assert full.left() == {"keys", "sessions", ""}
    full.reset("--preserve", "--yes")
    assert full.left() == {""}
    assert "nothing to remove" in full.reset("--preserve", "--yes")


def test_what_is_chosen_is_one_or_the_other():
    for parts in [(), ("keys",), ("cache", "sessions"), tuple(PARTS)]:
        removed, kept = chosen(parts, "remove"), chosen(parts, "preserve")
        assert set(removed) == set(parts)
        assert sorted(removed + kept) == sorted(PARTS)


def test_wrong_usage_removes_nothing(full):
    full.reset(code=2)
    full.reset("--remove", code=2)
    full.reset("everything", code=2)
    assert full.left() == set(FILES)


def test_without_a_terminal_and_yes_nothing_is_removed(full):
    told = full.reset("cache", code=3)
    assert str(full.home / "cache") in told
    assert "Add --yes" in told
    assert full.left() == set(FILES)


@pytest.mark.parametrize(("answer", "code", "gone"), [("y", 0, {"cache"}), ("n", 3, set())])
def test_on_a_terminal_the_user_is_asked(full, answer, code, gone):
    ours, theirs = pty.openpty()
    try:
        os.write(ours, f"{answer}\n".encode())
        full.reset("cache", code=code, stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert full.left() == set(FILES) - gone


def test_a_session_in_use_stops_it_before_it_begins(full):
    with (full.home / "sessions" / "two" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "session two is in use" in full.reset("--preserve", "--yes", code=1)
        assert full.left() == set(FILES)


def test_what_a_link_leads_to_stays(full, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").write_text("mine")
    shutil.rmtree(full.home / "cache")
    (full.home / "cache").symlink_to(tmp_path / "elsewhere")
    full.reset("cache", "--yes")
    assert not (full.home / "cache").is_symlink()
    assert (tmp_path / "elsewhere" / "file").read_text() == "mine"


def complete(tmp_path, shell: str, typed: str) -> str:
    """What Click answers to a shell that asks how to go on."""
    env = {
        "PATH": "/usr/bin:/bin",
        "AMPLIFIER_HOME": str(tmp_path),
        "_AMPLIFIER_IPC_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": typed.rsplit(maxsplit=1)[-1]
        if shell == "fish"
        else str(len(typed.split()) - 1),
    }
    done = subprocess.run([COMMAND], env=env, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_and_its_answers(tmp_path, shell):
    env = {"PATH": "/usr/bin:/bin", "AMPLIFIER_HOME": str(tmp_path)}
    done = subprocess.run(
        [COMMAND, "completion", shell], env=env, capture_output=True, text=True, check=True
    )
    assert f"_AMPLIFIER_IPC_COMPLETE={shell}_complete" in done.stdout
    assert "register" in complete(tmp_path, shell, "amplifier-ipc reg")


def test_bash_completes(tmp_path):
    """The script as bash runs it, on what a user has typed."""
    script = (
        'eval "$(amplifier-ipc completion bash)"; COMP_WORDS=(amplifier-ipc unr); COMP_CWORD=1;'
        ' _amplifier_ipc_completion amplifier-ipc unr; echo "${COMPREPLY[@]}"'
    )
    env = {"PATH": f"{Path(COMMAND).parent}:/usr/bin:/bin", "AMPLIFIER_HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "unregister\n"
