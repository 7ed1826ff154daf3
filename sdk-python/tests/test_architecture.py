"""Imports point down only: wire and peer know no I/O, components no transport."""

import ast
from pathlib import Path

import amplifier_ipc
import pytest

ROOT = Path(amplifier_ipc.__file__).parent
PURE = {"wire", "peer", "hooks", "errors", "schema"}
ALLOWED = {
    "wire": set(),
    "hooks": set(),
    "peer": {"wire"},
    "errors": {"_generated"},
    "schema": {"errors"},
    "connection": {"wire", "peer", "errors"},
    "components": {"_generated", "connection", "context", "errors", "schema", "wire"},
    "service": {
        *("_generated", "components", "connection", "context", "errors", "hooks", "peer"),
        *("schema", "transport", "wire"),
    },
    "http": {
        *("_generated", "components", "connection", "context", "descriptors", "errors", "logs"),
        *("peer", "service", "stopping", "wire"),
    },
}
IO = {"asyncio", "threading", "socket", "subprocess", "time", "select", "selectors"}
MAPPING = {"headers", "problems", "routes", "requests", "events"}
"""The files of the HTTP binding that are pure: what a request means, and what an answer does."""
SERVERS = {"starlette", "uvicorn", "httpx"}


def imports_of(room):
    """Yield (file, package outside) and (file, room of this package) for every import."""
    for path in (ROOT / room).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path.name, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield path.name, str(node.module).partition(".")[0]
            elif isinstance(node, ast.ImportFrom) and node.level == 2:
                rooms = [node.module] if node.module else [alias.name for alias in node.names]
                yield from ((path.name, f".{str(name).partition('.')[0]}") for name in rooms)


@pytest.mark.parametrize("room", ALLOWED)
def test_imports_point_down(room):
    for file, imported in imports_of(room):
        if imported.startswith("."):
            assert imported[1:] in ALLOWED[room], f"{room}/{file} imports {imported[1:]}"
        elif room in PURE:
            assert imported not in IO, f"{room}/{file} imports {imported}"


@pytest.mark.parametrize("name", sorted(MAPPING))
def test_the_mapping_of_http_is_pure(name):
    tree = ast.parse((ROOT / "http" / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & (IO | SERVERS)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert str(node.module).partition(".")[0] not in IO | SERVERS
        elif isinstance(node, ast.ImportFrom) and node.level == 1:
            assert node.module in MAPPING
        elif isinstance(node, ast.ImportFrom):
            assert str(node.module).partition(".")[0] in {"_generated", "errors", "wire"}


@pytest.mark.parametrize("room", [*sorted(ALLOWED.keys() - {"http"}), "."])
def test_nothing_else_knows_the_libraries_of_http(room):
    assert not [found for found in imports_of(room) if found[1] in SERVERS]


def test_files_stay_readable():
    for path in ROOT.rglob("*.py"):
        if "_generated" not in path.parts:
            assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path
