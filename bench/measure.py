"""Runs the parties of the bench and brings back numbers."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
CORES = sorted(os.sched_getaffinity(0))
TASKSET = shutil.which("taskset")


def build() -> Path:
    """Build the relays; the path of their program."""
    command = ["cargo", "bench", "-q", "-p", "amplifier-ipc-router", "--bench", "relay", "--no-run"]
    run = subprocess.run(
        [*command, "--message-format=json"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    records = [json.loads(line) for line in run.stdout.splitlines() if line.startswith(b"{")]
    built = [r["executable"] for r in records if r.get("target", {}).get("name") == "relay"]
    return Path(built[-1])


def pinned(command: list[str], cores: str) -> list[str]:
    """The command, on these cores where that can be had."""
    return [TASKSET, "-c", cores, *command] if TASKSET else command


def in_turn(
    competitors: Mapping[str, Callable[[], Mapping[str, float]]], rounds: int
) -> dict[str, dict[str, float]]:
    """Measure all once a round, in turn: medians by competitor and number."""
    seen: dict[str, list[Mapping[str, float]]] = {name: [] for name in competitors}
    for _ in range(rounds):
        for name, measure in competitors.items():
            seen[name].append(measure())
    return {
        name: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        for name, runs in seen.items()
    }


def relay(  # noqa: PLR0913 - what is measured, and where
    program: Path, kind: str, mode: str, size: int, count: int, *, apart: bool = False
) -> dict[str, float]:
    """One run of a relay with its ends; apart: they have another core than the relay."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        arguments = [str(result), mode, str(size), str(count)]
        if kind == "python":
            command = [sys.executable, str(HERE / "python_router.py"), str(program), *arguments]
        elif kind in ("drain", "asyncio"):
            command = [
                sys.executable,
                str(HERE / "host_addressed.py"),
                kind,
                str(program),
                *arguments,
            ]
        else:
            command = [str(program), kind, *arguments]
        environment = dict(os.environ)
        if apart and len(CORES) > 1 and TASKSET:
            environment["RELAY_ENDS"] = str(CORES[1])
        subprocess.run(
            pinned(command, str(CORES[0])), check=True, env=environment, stdin=subprocess.DEVNULL
        )
        numbers = dict(json.loads(result.read_text()))
        cpu = Path(f"{result}.cpu")
        if cpu.exists():
            numbers["cpu_us"] = int(cpu.read_text()) / 1000 / (2 * count)
        return numbers


def scanner(program: Path) -> dict[str, Any]:
    """What the scanner alone costs."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "scan.json"
        subprocess.run(pinned([str(program), "scan", str(result)], str(CORES[0])), check=True)
        return dict(json.loads(result.read_text()))
