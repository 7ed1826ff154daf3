"""The wire layers of the four SDKs and the router read the same bytes as the same messages."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "conformance" / "differential" / "run.py"


def run(*given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUN), *given]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_they_agree_on_drawn_lines():
    found = run("--examples", "300", "--seed", "20")
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("line", ["{", '{"jsonrpc":"2.0","id":1.0,"method":"m"}', "\\"])
def test_one_line_may_be_asked_about(line):
    found = run("--line", line.encode().hex())
    assert found.returncode == 0, found.stdout + found.stderr


def test_one_that_differs_is_told_with_the_smallest_line():
    """Another reader, which takes everything for a request."""
    reader = """for line in __import__("sys").stdin: print('{"request":{"id":1,"method":"m"}}', flush=True)"""
    found = run("--examples", "20", "--with", f"other={shlex.join([sys.executable, '-c', reader])}")
    assert found.returncode == 1
    assert found.stdout.startswith("other: "), found.stdout + found.stderr
    line = bytes.fromhex(found.stdout.partition("in hex")[2].split()[0])
    assert len(line) == 1, "one byte is enough to be no request"
