"""Start-up: from the start of a process to its first answer."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import peers
from measure import HERE, ROOT, in_turn
from row import Row

DESCRIBE = (
    b'{"jsonrpc":"2.0","id":1,"method":"describe","params":{"protocol_versions":["1.0"],'
    b'"host":{"name":"bench","version":"0"},"limits":{}}}\n'
)
INITIALIZE = (
    b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
    b'"capabilities":{},"clientInfo":{"name":"bench","version":"0"}}}\n'
)
BARE = {
    "node": ["node", "-e", "process.stdout.write('\\n'); process.stdin.destroy()"],
    "python": [str(peers.PYTHON), "-c", "print(flush=True)"],
}
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Start:
    """A program whose start is measured, and what it is held against (``BARE``; empty: nothing)."""

    name: str
    command: list[Any]
    bare: str = ""
    goal: float | None = None
    asked: bytes = DESCRIBE

    @property
    def built(self) -> bool:
        """The program (or the script of an interpreter) is there."""
        return shutil.which(str(self.command[0])) is not None and Path(self.command[-1]).exists()

    def row(self, ms: dict[str, float]) -> Row:
        """What was measured, beside the goal: ms, over bare Python, or as a multiple of bare Node."""
        found = ms.get(self.name)
        bare = ms.get(self.bare, 0.0)
        detail = {"ms": round(found, 2)} if found else {}
        if self.bare:
            detail["bare_ms"] = round(bare, 2)
        if self.bare == "node":
            name, unit = f"spawn → describe, {self.name} / bare node", "×"
            value = found / bare if found else None
        elif self.bare == "python":
            name, unit = f"spawn → describe, {self.name}, over bare python", "ms"
            value = found - bare if found else None
        else:
            name, unit, value = f"spawn → describe, {self.name}", "ms", found
        return Row(name, value, unit, at_most=self.goal, detail=detail)


STARTS = (
    Start("Rust (foundation-workspace)", [ROOT / "target/release/foundation-workspace"], goal=5),
    Start("Rust (words)", [ROOT / "target/release/words"], goal=5),
    Start("Rust (everything)", [ROOT / "target/release/everything"], goal=5),
    Start("Go (foundation-hooks)", [ROOT / "build/go/foundation-hooks"], goal=5),
    Start("Go (words)", [ROOT / "build/go/words"], goal=5),
    Start("Go (everything)", [ROOT / "build/go/everything"], goal=5),
    Start(
        "Node (mock provider)",
        ["node", ROOT / "services/providers/mock/dist/main.js"],
        "node",
        goal=1.4,
    ),
    Start("Node (words)", ["node", EXAMPLES / "words/typescript/words.mjs"], "node"),
    Start(
        "Node (everything)", ["node", EXAMPLES / "everything/typescript/dist/everything.js"], "node"
    ),
    Start(
        "MCP TypeScript (one tool)",
        peers.servers()["MCP TypeScript"],
        "node",
        asked=INITIALIZE,
    ),
    Start("Python SDK (one tool)", [peers.PYTHON, HERE / "one_tool.py"], "python", goal=110),
    Start("Python (words)", [peers.PYTHON, EXAMPLES / "words/python/words.py"], "python"),
    Start(
        "Python (everything)",
        [peers.PYTHON, EXAMPLES / "everything/python/everything.py"],
        "python",
    ),
    Start("Python (foundation-agent)", [ROOT / ".venv/bin/foundation-agent"], "python"),
    Start("MCP Python (one tool)", peers.servers()["MCP Python"], "python", asked=INITIALIZE),
)


def spawns(rounds: int) -> Iterator[Row]:
    """From the start of a service to its describe; MCP servers to their initialize."""
    peers.install("python", "typescript")
    measured = {name: partial(first_answer, command, DESCRIBE) for name, command in BARE.items()}
    for start in STARTS:
        if start.built:
            command = [str(part) for part in start.command]
            measured[start.name] = partial(first_answer, command, start.asked)
    ms = {name: run["ms"] for name, run in in_turn(measured, rounds).items()}
    for start in STARTS:
        yield start.row(ms)


def first_answer(
    command: list[str], asked: bytes, env: dict[str, str] | None = None
) -> dict[str, float]:
    """From the start of a process to its first line, ms; then it is told to end by EOF."""
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=env,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(asked)
            process.stdin.flush()
        except BrokenPipeError:
            pass  # a bare interpreter does not read
        line = process.stdout.readline()
        taken = time.perf_counter() - start
        process.stdin.close()
        process.wait(timeout=10)
    if not line:
        raise RuntimeError(f"{command} answered nothing")
    return {"ms": taken * 1000}
