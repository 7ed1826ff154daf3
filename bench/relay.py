"""The two-hop relay: driver → router → echo service → router → driver, beside a raw relay over the same pipes."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
BINARIES = HERE.parent / "target" / "release"
F_SETPIPE_SZ = 1031
PIPE = 256 * 1024
# Processes that share a core answer each other fastest, and drift least: everything is pinned to one.
PINNED = ["taskset", "-c", "0"] if shutil.which("taskset") else []

ARRANGEMENTS = {
    "raw": [BINARIES / "bench-relay", "raw"],
    "store": [BINARIES / "bench-relay", "store"],
    "router": [BINARIES / "bench-router"],
    "router in Python": [sys.executable, HERE / "router_in_python.py"],
}


@dataclass(frozen=True, slots=True)
class Load:
    """What the driver sends: `count` requests of `size` bytes, `window` of them under way."""

    size: int
    count: int
    window: int
    warm_up: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One run: median round trip in ns (window 1 only), requests/s, CPU of the relay in ns a request."""

    p50_ns: float | None
    per_second: float
    cpu_ns: float


def measure(arrangement: str, load: Load) -> Seen:
    """Runs one arrangement once; raises RuntimeError with the driver's words when it did not get its answers."""
    from_driver, driver_out = _pipe()
    driver_in, to_driver = _pipe()
    from_service, service_out = _pipe()
    service_in, to_service = _pipe()
    relay_fds = (from_driver, to_driver, from_service, to_service)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        numbers = [str(value) for value in (load.size, load.count, load.window, load.warm_up)]
        echo = _start([BINARIES / "bench-echo"], service_in, service_out)
        driver = _start([BINARIES / "bench-drive", *numbers, report], driver_in, driver_out)
        relay = subprocess.Popen(
            [*PINNED, *ARRANGEMENTS[arrangement], *map(str, relay_fds)],
            pass_fds=relay_fds,
            stdout=subprocess.PIPE,
        )
        for fd in (
            driver_in,
            driver_out,
            service_in,
            service_out,
            from_driver,
            from_service,
            to_service,
        ):
            os.close(fd)
        try:
            assert relay.stdout is not None
            relay.stdout.readline()  # the relay says that it is ready
            before = _cpu_ns(relay.pid)
            os.write(to_driver, b"go\n")
            os.close(to_driver)
            if driver.wait() != 0:
                raise RuntimeError(f"{arrangement}: the driver did not get its answers")
            cpu = _cpu_ns(relay.pid) - before
            seen = json.loads(report.read_text())
        finally:
            for process in (relay, driver, echo):
                process.kill()
                process.wait()
    requests = load.count + load.warm_up
    return Seen(seen["p50_ns"], seen["messages"] / seen["seconds"], cpu / requests)


def _pipe() -> tuple[int, int]:
    read, write = os.pipe()
    # Where the user's quota of pipe memory is used up, every arrangement gets the default size.
    with contextlib.suppress(PermissionError):
        fcntl.fcntl(write, F_SETPIPE_SZ, PIPE)
    return read, write


def _start(command: list[str | Path], stdin: int, stdout: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*PINNED, *command], stdin=stdin, stdout=stdout)


def _cpu_ns(pid: int) -> int:
    """CPU time of a process, all of its threads, in nanoseconds (the first field of schedstat)."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)
