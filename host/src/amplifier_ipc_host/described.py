"""What services said of themselves when they last started, so that a turn need not wait for each (host.md §2)."""

from __future__ import annotations

import contextlib
import json
import os
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from .describe import PROTOCOL_VERSIONS, DescribeError, check
from .files import make_private, replace
from .plan import ServicePlan

Json = dict[str, Any]
# An answer that nobody has confirmed for so long, in seconds, is not used, and after a while not kept.
CONFIRMED = 24 * 3600.0
KEPT = 30 * CONFIRMED
# A larger file, such as an interpreter, is known by its size and the time of its last change.
READ_WHOLE = 256 * 1024


class Described:
    """Describe answers by what the service was started from, one file each: `$AMPLIFIER_HOME/cache/describes/KEY.json`.

    What cannot be read or written is not there: a turn waits for the service itself then.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, plan: ServicePlan) -> Json | None:
        """What this service said when it last started from the same files; None when nobody knows."""
        name = key(plan)
        if name is None:
            return None
        path = self._folder / name
        try:
            if time.time() - path.stat().st_mtime > CONFIRMED:
                return None
            return check(json.loads(path.read_bytes()))
        except (OSError, ValueError, DescribeError):
            return None

    def keep(self, plan: ServicePlan, answer: Json) -> None:
        """Write down what it says now, or that it still says so."""
        name = key(plan)
        if name is None:
            return
        path, data = self._folder / name, json.dumps(answer).encode()
        with contextlib.suppress(OSError):
            if path.exists() and path.read_bytes() == data:
                os.utime(path)
                return
            make_private(self._folder)
            replace(path, data)
            self._clear()

    def _clear(self) -> None:
        """Forget what has long not been confirmed."""
        for path in self._folder.iterdir():
            if time.time() - path.stat().st_mtime > KEPT:
                path.unlink(missing_ok=True)


def key(plan: ServicePlan) -> str | None:
    """The name of the file for a service: the hash of its environment, its definition and the files of its command.

    None for one that is not started here: it runs already, and may be another tomorrow.
    """
    if not plan.command:
        return None
    found = sha256(json.dumps([PROTOCOL_VERSIONS, plan.name, plan.command, plan.env]).encode())
    try:
        found.update(plan.origin.read_bytes())
        for part in plan.command:
            found.update(_file(Path(part)))
    except OSError:
        return None
    found.update(plan.environment.encode())
    return f"{found.hexdigest()[:32]}.json"


def _file(path: Path) -> bytes:
    if not path.is_absolute() or not path.is_file():
        return b""
    about = path.stat()
    if about.st_size <= READ_WHOLE:
        return sha256(path.read_bytes()).digest()
    return f"{about.st_size} {about.st_mtime_ns}".encode()
