"""Chooses the sandbox of this machine, and puts a service's command into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import HostError
from . import landlock
from .bubblewrap import arguments
from .permits import Permits, Roots, permits, straight
from .programs import needed

if TYPE_CHECKING:
    from ..plan import ServicePlan

Json = dict[str, Any]
INSTALL = "install bubblewrap, and allow user namespaces to it"
HINT = f"{INSTALL}; or set sandbox to auto or off"
_TRIAL = Permits(("/bin", "/lib", "/lib32", "/lib64", "/nix/store", "/proc", "/usr"), (), False)
_PYTHON = (sys.executable, "-I", "-S")


class SandboxError(HostError):
    """A service that is not started, since it would not be confined as its definition says."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What this machine confines services with: `bwrap`, the program, or else the version of `landlock`."""

    bwrap: str | None = None
    landlock: int = 0
    machine: str = ""

    def __str__(self) -> str:
        if self.bwrap:
            return f"bubblewrap ({self.bwrap})"
        return f"Landlock, version {self.landlock}" if self.landlock else "none"

    def lacks(self, permissions: Json) -> list[str]:
        """What of these permissions it cannot see to (pure)."""
        if self.bwrap:
            return []
        if not self.landlock:
            return ["this machine has neither bubblewrap nor Landlock"]
        found = []
        if self.landlock < 3:
            found.append("this kernel's Landlock cannot keep files from being truncated")
        if permissions.get("network") is not True and self.machine not in landlock.MACHINES:
            found.append(f"Landlock cannot refuse the network on {self.machine}")
        return found


@cache
def sandbox() -> Sandbox:
    """That of this machine; bubblewrap only if it works when it is tried, since namespaces may be forbidden."""
    bwrap = shutil.which("bwrap")
    if bwrap and _works(bwrap):
        return Sandbox(str(Path(bwrap).absolute()))
    return Sandbox(None, landlock.version(), os.uname().machine)


def unconfined(mode: str, names: Mapping[str, Json | None]) -> list[str]:
    """What to warn of before services with these permissions start. Raises SandboxError where they must not be."""
    if mode == "off":
        return []
    asking = {name: each for name, each in names.items() if each is not None}
    lacking = {name: lacks for name, each in asking.items() if (lacks := sandbox().lacks(each))}
    if lacking and mode == "required":
        name, lacks = next(iter(lacking.items()))
        raise SandboxError(f"service {name} is not started without its sandbox: {lacks[0]}", HINT)
    outside = "is not" if not sandbox().landlock else "is not wholly"
    return [
        f"Warning: service {name} {outside} in a sandbox: {'; '.join(lacks)}."
        for name, lacks in lacking.items()
    ]


def confined(plan: ServicePlan, *, cwd: Path, env: Mapping[str, str], home: Path) -> list[str]:
    """The command of a service in the sandbox of this machine; the command itself where there is none."""
    temporary = env.get("TMPDIR") or tempfile.gettempdir()
    roots = Roots(str(cwd), os.path.expanduser("~"), temporary)
    wanted = permits(plan.permissions or {}, roots, needed(plan.command, plan.parts, env, home))
    here = Path(__file__).parent
    if (bwrap := sandbox().bwrap) is not None:
        made = [bwrap, *arguments(straight(wanted, os.path.realpath), str(cwd))]
        return [*_PYTHON, str(here / "bubble.py"), *made, "--", *plan.command]
    if sandbox().landlock:
        return [
            *_PYTHON,
            str(here / "landlock.py"),
            json.dumps(asdict(wanted)),
            "--",
            *plan.command,
        ]
    return plan.command


def _works(bwrap: str) -> bool:
    try:
        done = subprocess.run(
            [bwrap, *arguments(_TRIAL, "/"), "--", "/bin/sh", "-c", ":"],
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
