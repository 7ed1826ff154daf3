"""What the SDKs are compared with, installed below build/bench, and how each is started.

The pinned versions are in ``bench/peers``. The ordinary clients install them once, which needs a registry; later
runs only look whether something has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from measure import HERE, ROOT

PEERS = HERE / "peers"
BUILT = ROOT / "build" / "bench"
PYTHON = ROOT / ".venv" / "bin" / "python"
MCP_PYTHON = BUILT / "python" / "bin" / "python"
MCP_NODE = BUILT / "typescript"

Command = list[str]


def install(*names: str) -> set[str]:
    """Install and build the peers of these languages, and our own programs beside them; return what could not be."""
    failed = set()
    for name in names:
        try:
            INSTALL[name]()
        except subprocess.CalledProcessError as error:
            print(f"not built: {error}", file=sys.stderr)
            failed.add(name)
    return failed


def clients() -> dict[str, Command]:
    """The calling sides: each starts its service itself, and takes orders (``peers/python/driving.py``)."""
    rust, go = BUILT / "rust" / "release", BUILT / "go"
    python, node = PEERS / "python", PEERS / "typescript"
    return {
        "Python SDK": _script(PYTHON, python / "ours_client.py", python / "ours_echo.py"),
        "MCP Python": _script(MCP_PYTHON, python / "mcp_client.py", python / "mcp_echo.py"),
        "Rust SDK": _both(rust / "bench-ours"),
        "rmcp": _both(rust / "bench-rmcp"),
        "Go SDK": _both(go / "ours"),
        "go-sdk": _both(go / "mcp"),
        "go-plugin": _both(go / "plugin"),
        "TypeScript SDK": _script("node", node / "ours_client.mjs", node / "ours_echo.mjs"),
        "MCP TypeScript": _script("node", MCP_NODE / "mcp_client.mjs", MCP_NODE / "mcp_echo.mjs"),
        "MCP TypeScript 2": _script(
            "node", MCP_NODE / "mcp2_client.mjs", MCP_NODE / "mcp2_echo.mjs"
        ),
        "bare JSON in Node": _script("node", node / "bare.mjs", node / "bare.mjs"),
    }


def servers() -> dict[str, Command]:
    """MCP servers, for their start."""
    return {
        "MCP Python": [str(MCP_PYTHON), str(PEERS / "python" / "mcp_echo.py")],
        "MCP TypeScript": ["node", str(MCP_NODE / "mcp_echo.mjs")],
    }


def _script(interpreter: Path | str, client: Path, service: Path) -> Command:
    return [str(interpreter), str(client), str(interpreter), str(service)]


def _both(program: Path) -> Command:
    return [str(program), str(program)]


def _python() -> None:
    requirements = PEERS / "python" / "requirements.txt"
    if not _changed("python", requirements):
        return
    uv = str(ROOT / ".venv" / "bin" / "uv")
    _run([uv, "venv", "--quiet", "--clear", "--python", str(PYTHON), str(BUILT / "python")])
    _run([uv, "pip", "install", "-q", "--python", str(MCP_PYTHON), "-r", str(requirements)])
    _done("python", requirements)


def _typescript() -> None:
    MCP_NODE.mkdir(parents=True, exist_ok=True)
    for file in (PEERS / "typescript").iterdir():
        shutil.copy(file, MCP_NODE)  # Node looks for packages beside the script
    lock = PEERS / "typescript" / "package-lock.json"
    if _changed("typescript", lock):
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=MCP_NODE)
        _done("typescript", lock)


def _go() -> None:
    go = BUILT / "go"
    go.mkdir(parents=True, exist_ok=True)
    build = ["go", "build", "-trimpath", "-buildvcs=false", "-o", f"{go}/"]
    _run(
        [*build, "./ours", "./hooks", "./mcp", "./plugin", "./bare"],
        cwd=PEERS / "go",
        env={"GOWORK": "off", "GOFLAGS": "-mod=mod"},
    )


def _rust() -> None:
    for package in (
        "bench-ours",
        "bench-rmcp",
    ):  # one by one, so that neither has the other's features
        _run(
            ["cargo", "build", "--quiet", "--release", "-p", package],
            cwd=PEERS / "rust",
            env={"CARGO_TARGET_DIR": str(BUILT / "rust")},
        )


INSTALL = {"python": _python, "rust": _rust, "go": _go, "typescript": _typescript}


def _stamp(name: str) -> Path:
    return BUILT / f"{name}.stamp"


def _changed(name: str, manifest: Path) -> bool:
    return not _stamp(name).exists() or _stamp(name).read_text() != _digest(manifest)


def _done(name: str, manifest: Path) -> None:
    _stamp(name).write_text(_digest(manifest))


def _digest(manifest: Path) -> str:
    return hashlib.sha256(manifest.read_bytes()).hexdigest()


def _run(command: Command, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    print(f"installing what is compared with: {' '.join(command[:3])} …", file=sys.stderr)
    subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | (env or {}),
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
