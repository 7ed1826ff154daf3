"""The conformance suite, run on a service by a test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

_NAME: Final = "amplifier-conformance"
_OVERRIDE: Final = "AMPLIFIER_CONFORMANCE"
_FAILS = 1
_SAYS = {2: "was used wrong (usage)", 3: "could verify nothing"}


def check_conformance(
    *command: str | Sequence[str],
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    allow_effects: bool = False,
    execute: Mapping[str, Any] | None = None,
) -> None:
    """Run the conformance suite on the service that a command starts: ``"./my-service", "arg"``, or a list.

    ``only`` and ``skip`` name areas or requirements, ``execute`` has the input with which a tool may
    be run, by its name; with ``allow_effects`` every tool may be. Raises AssertionError with the
    suite's report when the service does not conform, FileNotFoundError where the suite is not
    installed, RuntimeError when it could verify nothing.
    """
    words = [word for part in command for word in ([part] if isinstance(part, str) else part)]
    if not words:
        raise TypeError('check_conformance needs a command, such as "./my-service"')
    options = [
        *(word for name in only for word in ("--only", name)),
        *(word for name in skip for word in ("--skip", name)),
        *(["--allow-effects"] if allow_effects else []),
        *(word for item in (execute or {}).items() for word in ("--execute", _execution(*item))),
    ]
    _judge(_run([_suite(), "check", *options, "--", *words]))


def _execution(tool: str, tool_input: Any) -> str:
    return f"{tool}={json.dumps(tool_input)}"


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        raise _missing(command[0]) from None


def _judge(ended: subprocess.CompletedProcess[str]) -> None:
    """Raise what the exit code of the suite says."""
    code, report = ended.returncode, ended.stdout.rstrip()
    if code == 0:
        return
    if code == _FAILS:
        raise AssertionError(f"the service does not conform:\n{report}")
    says = _SAYS.get(code, f"ended with the exit code {code}")
    raise RuntimeError(f"the conformance suite {says}:\n{report}\n{ended.stderr}".rstrip())


def _suite() -> str:
    """Return the command: of the environment, else beside this Python, else in PATH."""
    if given := os.environ.get(_OVERRIDE):
        return given
    beside = Path(sys.executable).with_name(_NAME)
    if os.access(beside, os.X_OK):
        return str(beside)
    found = shutil.which(_NAME)
    if found is None:
        raise _missing(_NAME)
    return found


def _missing(name: str) -> FileNotFoundError:
    return FileNotFoundError(
        f"there is no command '{name}': pip install amplifier-ipc-conformance, "
        f"or let {_OVERRIDE} name the command"
    )
