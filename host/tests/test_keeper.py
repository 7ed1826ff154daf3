"""The keeper ends everything that it started, however the host ends."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host.processes import Exit, Keeper, SpawnError
from process_tree import wait_for_ends

ENV = {"PATH": os.environ["PATH"]}

# A child in a session of its own, with a grandchild; all three pids on stdout, then nothing ever again.
FAMILY = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        pass
    os.write(1, f"{os.getpid()}\\n".encode())
else:
    os.write(1, f"{os.getpid()}\\n".encode())
while True:
    time.sleep(3600)
"""

# Three leaders of sessions of their own; the job has a child that leads one, too.
JOBS = """
import os, time
for name in ("stray", "job", "free"):
    if os.fork() == 0:
        os.setsid()
        if name == "job" and os.fork() == 0:
            os.setsid()
            name = "child"
        os.write(1, f"{name} {os.getpid()}\\n".encode())
        time.sleep(3600)
time.sleep(3600)
"""

HOST = """
import asyncio, os, sys
from pathlib import Path
from amplifier_ipc_host.processes import Keeper

async def main():
    keeper = Keeper()
    service = await keeper.spawn([sys.executable, "-c", sys.argv[1]], cwd=Path("."), env={}, on_stderr=print)
    os.dup2(service.stdout, 0)
    for _ in range(3):
        line = b""
        while not line.endswith(b"\\n"):
            line += os.read(0, 1)
        os.write(1, line)
    os.write(1, f"{keeper.pid}\\n".encode())
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def keeper():
    keeper = Keeper()
    yield keeper
    await keeper.close()


async def spawn(keeper: Keeper, code: str, **options: object):
    return await keeper.spawn(
        [sys.executable, "-c", code],
        cwd=options.get("cwd", Path.cwd()),
        env=ENV,
        on_stderr=options.get("on_stderr", print),
    )


@pytest.mark.parametrize(
    ("code", "exited"),
    [
        ("raise SystemExit(0)", Exit(code=0)),
        ("raise SystemExit(7)", Exit(code=7)),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Exit(signal="SIGSEGV")),
    ],
)
async def test_how_a_process_ended_is_reported(keeper, code, exited):
    process = await spawn(keeper, code)
    assert await process.exited == exited


async def test_the_environment_is_what_was_given_and_nothing_else(keeper, tmp_path):
    process = await keeper.spawn(
        ["/usr/bin/env"], cwd=tmp_path, env={"ONLY": "this"}, on_stderr=print
    )
    await process.exited
    assert os.read(process.stdout, 4096) == b"ONLY=this\n"


async def test_a_service_ignores_none_of_the_signals_that_the_keeper_ignores(keeper, tmp_path):
    process = await keeper.spawn(
        ["/bin/grep", "^SigIgn", "/proc/self/status"], cwd=tmp_path, env=ENV, on_stderr=print
    )
    await process.exited
    ignored = int(os.read(process.stdout, 4096).split()[1], 16)
    names = ("SIGCHLD", "SIGHUP", "SIGINT", "SIGPIPE", "SIGTERM", "SIGXFSZ")
    assert not [name for name in names if ignored & 1 << (signal.Signals[name] - 1)]


async def test_a_process_has_no_open_descriptor_but_three(keeper):
    """LIF-003: neither the keeper's socket, nor its own pipes under another number."""
    process = await spawn(keeper, "import os; os.write(1, b'x'); os.read(0, 1)")
    assert os.read(process.stdout, 1) == b"x"
    assert sorted(os.listdir(f"/proc/{process.pid}/fd")) == ["0", "1", "2"]
    os.close(process.stdin)
    assert await process.exited == Exit(code=0)


async def test_a_process_has_a_group_of_its_own_and_its_cwd(keeper, tmp_path):
    process = await spawn(
        keeper, "import os; print(os.getpgid(0) == os.getpid(), os.getcwd())", cwd=tmp_path
    )
    await process.exited
    assert os.read(process.stdout, 4096).decode() == f"True {tmp_path}\n"


@pytest.mark.parametrize(
    ("argv", "cwd", "words"),
    [
        (["/no/such/program"], "/", "the command /no/such/program does not exist"),
        (["/etc/passwd"], "/", "the command /etc/passwd may not be executed"),
        (
            [sys.executable],
            "/no/such/folder",
            "the working directory /no/such/folder does not exist",
        ),
    ],
)
async def test_what_cannot_be_started_is_said(keeper, argv, cwd, words):
    with pytest.raises(SpawnError, match=words):
        await keeper.spawn(argv, cwd=Path(cwd), env=ENV, on_stderr=print)


async def test_stderr_is_drained_for_ever_and_its_tail_kept(keeper):
    lines: list[str] = []
    code = "import sys\nfor n in range(100_000): print('line', n, file=sys.stderr)"
    process = await spawn(keeper, code, on_stderr=lines.append)
    assert await process.exited == Exit(code=0)
    while process.stderr.tail() == "" or "line 99999" not in process.stderr.tail():
        process.stderr.read_rest()
    assert len(process.stderr.tail()) == 8 * 1024
    assert lines[:2] == ["line 0", "line 1"]


async def test_a_group_is_signalled_as_a_whole(keeper):
    code = "import os, time; os.fork(); os.write(1, b'x'); time.sleep(3600)"
    process = await spawn(keeper, code)
    assert os.read(process.stdout, 1) + os.read(process.stdout, 1) == b"xx"
    process.signal(signal.SIGKILL)
    assert await process.exited == Exit(signal="SIGKILL")
    assert os.read(process.stdout, 1) == b"", "the other one holds the pipe no more"


async def test_a_sweep_kills_what_ended_services_left_and_spares_the_living(keeper):
    living = await spawn(keeper, "import sys; sys.stdin.read()")
    leaving = await spawn(keeper, FAMILY.replace("else:", "else:\n    import sys"))
    pids = {int(await asyncio.to_thread(read_line, leaving.stdout)) for _ in range(3)}
    pidfds = [os.pidfd_open(pid) for pid in pids]
    leaving.signal(signal.SIGKILL)
    await leaving.exited
    assert await keeper.sweep() == 2
    wait_for_ends(pidfds)
    assert not living.exited.done()
    os.close(living.stdin)
    assert await living.exited == Exit(code=0)


async def test_when_the_keeper_dies_its_services_are_ended_from_here(keeper):
    process = await spawn(keeper, "import os, time; os.write(1, b'x'); time.sleep(3600)")
    os.read(process.stdout, 1)
    pidfd = os.pidfd_open(process.pid)
    os.kill(keeper.pid, signal.SIGKILL)
    assert (await process.exited).signal == "SIGKILL"
    wait_for_ends([pidfd])
    assert await keeper.sweep() == 0
    dead = keeper.pid
    another = await spawn(keeper, "pass")
    assert await another.exited == Exit(code=0)
    assert keeper.pid != dead


async def test_a_burst_of_orders_outruns_the_keeper_and_none_is_lost(keeper):
    """Each order is 20 KB: the socket takes only some of them at a time."""
    env = {**ENV, "LARGE": "x" * 20_000}
    command = ["/bin/sh", "-c", "read line; exit $line"]
    processes = await asyncio.gather(
        *(keeper.spawn(command, cwd=Path("/"), env=env, on_stderr=print) for _ in range(60))
    )
    for number, process in enumerate(processes):
        os.write(process.stdin, f"{number}\n".encode())
    exits = await asyncio.gather(*(process.exited for process in processes))
    assert exits == [Exit(code=number) for number in range(60)]
    for process in processes:
        os.close(process.stdin)
        os.close(process.stdout)


async def test_an_order_that_no_socket_takes_fails_alone(keeper):
    with pytest.raises(SpawnError, match="could not be handed to the keeper: Message too long"):
        await keeper.spawn(["true"], cwd=Path("/"), env={"A": "x" * 10**7}, on_stderr=print)
    process = await spawn(keeper, "pass")
    assert await process.exited == Exit(code=0)


def test_a_killed_host_leaves_nothing_behind():
    """kill -9 of the host: service, grandchild in a session of its own and keeper are all gone."""
    command = [sys.executable, "-c", HOST, FAMILY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        pids = [int(host.stdout.readline()) for _ in range(4)]
        pidfds = [os.pidfd_open(pid) for pid in pids]
        host.kill()
    wait_for_ends(pidfds)


def read_line(fd: int) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(fd, 1)
    return line


async def test_jobs_outlive_a_sweep_and_those_that_detach_the_keeper():
    keeper = Keeper()
    jobs = await spawn(keeper, JOBS)
    lines = [await asyncio.to_thread(read_line, jobs.stdout) for _ in range(4)]
    told = {name.decode(): int(pid) for name, pid in (line.split() for line in lines)}
    pidfds = {name: os.pidfd_open(pid) for name, pid in told.items()}
    keeper.spare([{"pid": told["job"]}, {"pid": told["free"], "detach": True}, {"pid": "1"}, 7])
    jobs.signal(signal.SIGKILL)
    await jobs.exited
    assert await keeper.sweep() == 1
    wait_for_ends([pidfds["stray"]])
    assert alive(pidfds["job"]), "it outlives the sweep"
    assert alive(pidfds["child"]), "and so does what it started"
    await keeper.close()
    wait_for_ends([pidfds["job"], pidfds["child"]])
    assert alive(pidfds["free"]), "it outlives the keeper"
    os.kill(told["free"], signal.SIGKILL)


async def test_what_is_no_longer_spared_is_swept(keeper):
    jobs = await spawn(keeper, JOBS)
    told = [await asyncio.to_thread(read_line, jobs.stdout) for _ in range(4)]
    pids = [int(line.split()[1]) for line in told]
    pidfds = [os.pidfd_open(pid) for pid in pids]
    keeper.spare([{"pid": pid, "detach": True} for pid in pids])
    jobs.signal(signal.SIGKILL)
    await jobs.exited
    assert await keeper.sweep() == 0
    keeper.spare(None)
    assert await keeper.sweep() == 4
    wait_for_ends(pidfds)


def alive(pidfd: int) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return not poll.poll(0)
