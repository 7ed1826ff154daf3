"""kill -9 of the host at random moments of a turn: no orphan, a readable transcript, a session that goes on, and
nothing lost that was acknowledged.

A moment is a number of calls that the host's own code has made. There the host stops itself (SIGSTOP), so that all
processes below it can be taken under watch; then it is killed from outside.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from process_tree import descendants, wait_for_ends

SEED = 20_261_121
# The command, counting the calls that host code makes and that are made of it; it stops at the one that is asked for.
COUNTING = """
import os, signal, sys
from amplifier_ipc_host.cli import main
stop_at, told = int(sys.argv.pop(1)), sys.argv.pop(1)
made = 0
def count(frame, event, arg):
    global made
    if "/amplifier_ipc_host/" in frame.f_code.co_filename:
        made += 1
        if made == stop_at:
            os.kill(os.getpid(), signal.SIGSTOP)
sys.setprofile(count)
try:
    main()
finally:
    sys.setprofile(None)
    with open(told, "w") as file:
        file.write(str(made))
"""


class Desk:
    """A session of the clerk's, whose host is killed again and again."""

    def __init__(self, house, name: str) -> None:
        house.service("clerk", str(house.folder / "ledger"))
        house.service("gate", str(house.folder / "heard"))
        house.service("hostile", "grandchild")
        self.house, self.name = house, name
        self.agent = house.agent(orchestrator="clerk:clerk")
        self.environment = {**os.environ, "AMPLIFIER_HOME": str(house.folder / "home")}
        self.folder = house.folder / "home" / "sessions" / name
        self.history: list[dict[str, str]] = []
        self.number: list[int] | None = None
        self.taken = 0

    def start(self, prompt: str, stop_at: int = 0) -> subprocess.Popen[bytes]:
        """The command, its output in files: nobody has to read while it stands."""
        options = ("run", "--agent", str(self.agent), "--session", self.name, "--approve", "auto")
        told = str(self.house.folder / "calls")
        with (
            (self.house.folder / "stdout").open("wb") as out,
            (self.house.folder / "stderr").open("wb") as err,
        ):
            return subprocess.Popen(
                [sys.executable, "-c", COUNTING, str(stop_at), told, *options, prompt],
                env=self.environment,
                cwd=self.house.work,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    def finish(self, prompt: str) -> str:
        """Let a turn end well; its answer."""
        process = self.start(prompt)
        code = process.wait(60)
        assert code == 0, (self.house.folder / "stderr").read_text()
        return (self.house.folder / "stdout").read_text()

    def kill_at(self, moment: int) -> bool:
        """Kill the host at a moment of a turn, and see all below it end; False when it was over before."""
        host = self.start("work", moment)
        stopped = os.waitid(os.P_PID, host.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        if stopped.si_code == os.CLD_EXITED:
            assert host.wait() == 0, (self.house.folder / "stderr").read_text()
            return False
        with contextlib.ExitStack() as stack:
            handles = [open_pidfd(stack, pid) for pid in descendants(host.pid)]
            host.kill()
            host.wait()
            wait_for_ends([handle for handle in handles if handle is not None])
        # The keeper, which was among them, ends when nothing is left below it: also what it had just begun to start.
        assert not belonging_to(self.name)
        return True

    def check(self) -> None:
        """What was acknowledged is there; of what was under way all or nothing."""
        self.take_ledger()
        for line in self.transcript_lines():
            assert isinstance(json.loads(line), dict)
        read = json.loads(self.finish("read"))
        (history, number), under_way = (self.history, self.number), self.under_way
        if under_way is not None and [read["history"], read["state"]] != [history, number]:
            self.apply(*under_way)
        assert (read["history"], read["state"]) == (self.history, self.number)

    def transcript_lines(self) -> list[bytes]:
        """The lines that were written whole."""
        with contextlib.suppress(FileNotFoundError):
            data = (self.folder / "transcript.jsonl").read_bytes()
            return data[: data.rfind(b"\n") + 1].splitlines()
        return []

    def take_ledger(self) -> None:
        """Apply what was acknowledged since the last time; keep what was asked for and never answered."""
        with contextlib.suppress(FileNotFoundError):
            lines = (self.house.folder / "ledger").read_text().splitlines()
            entries = [json.loads(line) for line in lines[self.taken :]]
            self.taken = len(lines)
            for kept in (entry["kept"] for entry in entries if "kept" in entry):
                self.apply(*kept)
            self.under_way = entries[-1].get("asks") if entries else None
            return
        self.under_way = None

    def apply(self, method: str, params: dict) -> None:
        if method == "state.set":
            self.number = params["value"]
        elif method == "request.context_set_messages":
            self.history = list(params["messages"])
        else:
            self.history = [*self.history, params["message"]]


def belonging_to(session: str) -> list[int]:
    """The processes that were given this session's name, wherever they hang in the tree."""
    wanted = f"AMPLIFIER_SESSION_ID={session}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def open_pidfd(stack: contextlib.ExitStack, pid: int) -> int | None:
    """A handle of a process; None of one that has ended meanwhile."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return None
    stack.callback(os.close, handle)
    return handle


@pytest.fixture
def desk(house):
    desk = Desk(house, f"killed-{os.getpid()}-{house.folder.name}")
    yield desk
    assert not belonging_to(desk.name)


def kill_often(desk: Desk, times: int, chance: random.Random) -> None:
    """As often, at moments that are spread over the whole turn and random within their part of it."""
    desk.finish("work")
    calls = int((desk.house.folder / "calls").read_text())
    desk.check()
    killed = 0
    parts = list(range(times))
    chance.shuffle(parts)
    for part in parts:
        killed += desk.kill_at(1 + int(calls * (part + chance.random()) / times))
        desk.check()
    assert killed >= times * 0.9, "a later turn makes about as many calls as the first"


def test_killed_at_some_moments_of_a_turn(desk):
    kill_often(desk, 3, random.Random(SEED))


@pytest.mark.system
@pytest.mark.timeout(600)
@pytest.mark.parametrize("batch", range(5))
def test_killed_at_fifty_moments_of_a_turn(desk, batch):
    kill_often(desk, 10, random.Random(SEED + batch))
