"""The first fake vendor, a server of a third party, as a process on a free port of loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .adapters import ROOT, plain

FIXTURES = Path(__file__).parents[2] / "fixtures" / "aimock.json"


@contextmanager
def aimock(*options: str, fixtures: Path = FIXTURES) -> Iterator[int]:
    """@copilotkit/aimock, strict; it speaks every dialect here. Yields its port."""
    script = ROOT / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
    command = ["node", str(script), "-p", "0", "-f", str(fixtures), "--strict", *options]
    with _running(command, plain(), rb"listening on http://127\.0\.0\.1:(\d+)") as port:
        yield port


@contextmanager
def _running(command: Sequence[str], env: dict[str, str], ready: bytes) -> Iterator[int]:
    process = subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout
    said = b""
    try:
        while (found := re.search(ready, said)) is None:
            data = os.read(process.stdout.fileno(), 1 << 14)
            assert data, f"{command} ended: {said.decode(errors='replace')}"
            said += data
        threading.Thread(target=_drain, args=(process.stdout.fileno(),), daemon=True).start()
        yield int(found.group(1))
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def _drain(descriptor: int) -> None:
    try:
        while os.read(descriptor, 1 << 14):
            pass
    except OSError:
        pass
