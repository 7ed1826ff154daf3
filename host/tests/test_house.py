"""House rules that a reader relies on: files stay short, the keeper stays light, public names are there."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import amplifier_ipc_host
import pytest

SOURCES = sorted(Path(amplifier_ipc_host.__file__).parent.rglob("*.py"))
# Rooms that decide; acting is left to the others.
PURE = (
    "definition",
    "plan",
    "describe",
    "events",
    "errors",
    "activities",
    "rows",
    "gather",
    "waterfall",
    "describing",
    "signature",
    "request",
    "narrowing",
    "lineage",
    "rules",
    "tally",
    "export",
    "growing",
    "outcome",
    "question",
    "replay",
    "choosing",
    "configuring",
    "overriding",
    "tuning",
    "vendors",
    "recording",
    "describes",
    "machine",
    "permits",
    "bubblewrap",
    "params",
    "results",
    "streams",
    "values",
)
NO_CODE = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
)
ACTING = ("asyncio", "subprocess", "socket")


ROOT = Path(__file__).parents[1]
# The core of a session: no command, no registry, no environments.
KERNEL = """session stage turn crew service services plane processes keeper describe children approvals activities feed
recording events store transcript files errors lineage narrowing rules remembered spares tally model remote host
announcing cast configuring described keys late nursery vendors"""
KERNEL_LINES = 5000


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_file_can_be_read_at_once(path):
    assert len(path.read_text().splitlines()) < 400


@pytest.mark.parametrize("plane", ["control", "data"])
def test_both_halves_of_the_kernel_stay_small(plane):
    """Lines of code, each half by itself: neither blank, nor comments, docstrings or unit tests."""
    if plane == "control":
        package = Path(amplifier_ipc_host.__file__).parent
        lines = {name: _python_lines(package / f"{name}.py") for name in KERNEL.split()}
    else:
        crates = [ROOT / "router" / "src", ROOT / "router-py" / "src"]
        rust = [path for crate in crates for path in crate.rglob("*.rs") if path.stem != "tests"]
        lines = {str(path.relative_to(ROOT)): _rust_lines(path) for path in rust}
    assert lines
    assert sum(lines.values()) < KERNEL_LINES, lines


def _rust_lines(path: Path) -> int:
    """Unit tests stand at the end of a file."""
    code, *_ = re.split(r"#\[cfg\(test\)\]\s*mod \w+ \{", path.read_text())
    lines = [line.strip() for line in code.splitlines()]
    return sum(1 for line in lines if line and not line.startswith("//"))


def _python_lines(path: Path) -> int:
    """Lines with a token of code on them."""
    text = path.read_text()
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        number
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None
        for number in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    code = {
        number
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in NO_CODE
        for number in range(token.start[0], token.end[0] + 1)
    }
    return len(code - docstrings)


def test_public_names_are_there():
    for name in amplifier_ipc_host.__all__:
        assert getattr(amplifier_ipc_host, name).__doc__
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = amplifier_ipc_host.nothing


@pytest.mark.parametrize("alone", ["keeper", "landlock", "bubble"])
def test_what_runs_alone_needs_nothing_but_the_standard_library(alone):
    """It is run with -I -S: without site-packages, so an import of anything else would fail here."""
    (path,) = [path for path in SOURCES if path.stem == alone]
    load = f"import sys; sys.path.append({str(path.parent)!r}); import {alone}; print('typing' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", load], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n", "typing takes longer to import than all the rest"


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_neither_wait_nor_act(room):
    (path,) = [path for path in SOURCES if path.stem == room]
    imported = [
        line for line in path.read_text().splitlines() if line.startswith(("import ", "from "))
    ]
    assert not [line for line in imported if any(name in line for name in ACTING)]


def test_the_help_loads_neither_sessions_nor_yaml():
    """Start-up: `--help` imports click and nothing that only a turn needs."""
    code = (
        "import sys\n"
        "from amplifier_ipc_host.cli import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('yaml', 'rich', 'jsonschema_rs', 'pydantic',"
        " 'amplifier_ipc_host.session', 'amplifier_ipc_host._router') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
