"""Spawn → first answer: how long after its start a service of each language has answered describe."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARAMS = {"protocol_versions": ["1.0"], "host": {"name": "bench", "version": "1.0"}, "limits": {}}
DESCRIBE = (
    json.dumps({"jsonrpc": "2.0", "id": "h-1", "method": "describe", "params": PARAMS}).encode()
    + b"\n"
)

NODE = shutil.which("node") or "node"
BARE_NODE = (
    "process.stdin.once('data', () => { process.stdout.write('{}\\n', () => process.exit(0)) })"
)
BARE_PYTHON = "import sys; sys.stdin.readline(); print('{}', flush=True)"

COMMANDS: dict[str, Sequence[str | Path]] = {
    "bare python": [sys.executable, "-c", BARE_PYTHON],
    "bare node": [NODE, "-e", BARE_NODE],
    "Python": [ROOT / ".venv/bin/foundation-agent"],
    "Rust": [ROOT / "target/release/foundation-workspace"],
    "Go": [ROOT / "build/go/foundation-hooks"],
    "TypeScript": [NODE, ROOT / "services/providers/mock/dist/main.js"],
}


def first_answer_ms(command: Sequence[str | Path]) -> float:
    """Milliseconds from before the fork until the first whole line; raises RuntimeError when none comes."""
    start = time.perf_counter_ns()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        process.stdin.write(DESCRIBE)
        process.stdin.flush()
        line = process.stdout.readline()
        elapsed = time.perf_counter_ns() - start
        process.kill()
    if not line.endswith(b"\n"):
        raise RuntimeError(f"{command[0]} did not answer describe")
    return elapsed / 1e6


def medians(rounds: int) -> dict[str, float]:
    """Median milliseconds of each command; the commands take turns, so that drift meets all alike."""
    seen: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            seen[name].append(first_answer_ms(command))
    return {name: statistics.median(times) for name, times in seen.items()}
