"""An installation that is ended takes the tools along that it has started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CANCELLED = 130
COMMAND = Path(sys.executable).with_name("amplifier-ipc")
# It tells its process, and waits for a word that nobody says.
NPM = """#!/bin/sh
echo $$ > "$BEGUN"
read word < "$NEVER"
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_no_tool_goes_on_without_it(shell, number):
    folder = shell.house.folder
    for name in ("begun", "never"):
        os.mkfifo(folder / name)
    (folder / "npm").write_text(NPM)
    (folder / "npm").chmod(0o755)
    (folder / "package.json").write_text('{"name": "x", "version": "1.0.0", "bin": "x.js"}')
    body = {"ref": "x", "service": {"stack": "npm"}}
    (folder / "x.yaml").write_text(json.dumps({"behavior": body}))
    places = {"BEGUN": str(folder / "begun"), "NEVER": str(folder / "never")}
    environ = shell.environ(PATH=f"{folder}:/usr/bin:/bin", **places)
    child = subprocess.Popen(
        [str(COMMAND), "install", str(folder / "x.yaml")],
        env=environ,
        cwd=shell.house.work,
        stderr=subprocess.PIPE,
        text=True,
    )
    with (folder / "begun").open() as begun:
        tool = int(begun.read())
    child.send_signal(number)
    _, said = child.communicate(timeout=60)
    assert child.returncode == CANCELLED, said
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(tool, 0)
