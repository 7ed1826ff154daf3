"""A service that is served over HTTP (spec chapter 13): what stands where others have their process."""

from __future__ import annotations

import asyncio
import signal

from . import _router
from .processes import Exit

TOKEN = "AMPLIFIER_HTTP_TOKEN"  # noqa: S105 - the name of a variable


class Remote:
    """A process that the host cannot see, or none: nothing but the connection to it can end here."""

    pid = None

    def __init__(self) -> None:
        self.exited: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()
        self.stderr = _Silence()

    def signal(self, number: signal.Signals, *, group: bool = True) -> None:
        """Let go of it, whatever the signal; it runs on for others."""
        if not self.exited.done():
            self.exited.set_result(Exit())


class _Silence:
    """The standard error of a process that writes it elsewhere."""

    def tail(self) -> str:
        """Nothing."""
        return ""

    def read_rest(self) -> None:
        """Nothing to read."""

    def close(self) -> None:
        """Nothing to close."""


def connect(url: str, *, name: str, session_id: str, token: str | None) -> tuple[int, int]:
    """The ends of its bridge, to read from and to write to, as of a process; raises ValueError and OSError."""
    return _router.Bridge().connect(url, name=name, session_id=session_id, token=token)
