"""House rules that a reader relies on: files stay short, the keeper stays light, public names are there."""

from __future__ import annotations

import subprocess
import sys
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
    "describing",
    "signature",
    "request",
)
ACTING = ("asyncio", "subprocess", "socket")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_file_can_be_read_at_once(path):
    assert len(path.read_text().splitlines()) < 400


def test_public_names_are_there():
    for name in amplifier_ipc_host.__all__:
        assert getattr(amplifier_ipc_host, name).__doc__
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = amplifier_ipc_host.nothing


def test_the_keeper_needs_nothing_but_the_standard_library():
    """It is run with -I -S: without site-packages, so an import of anything else would fail here."""
    (keeper,) = [path for path in SOURCES if path.name == "keeper.py"]
    load = f"import sys; sys.path.append({str(keeper.parent)!r}); import keeper; print('typing' in sys.modules)"
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
