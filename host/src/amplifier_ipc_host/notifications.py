"""That a turn is over, told by the desktop or by ntfy (services.md §7): what is said, and the sending of it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .events import Complete, Event, Failed
from .settings import Json, Settings

TOPIC = "AMPLIFIER_NTFY_TOPIC"
SERVER = "https://ntfy.sh"
PREVIEW = 100
MIN_SECONDS = 20
SEND_TIMEOUT = 5.0
PUBLIC = "Topics of ntfy are public: whoever knows or guesses the name can read along. Choose a long one."
_NAME = re.compile(r"[-_A-Za-z0-9]{1,64}\Z")
_ENDS = {
    "completed": "is done",
    "cancelled": "was cancelled",
    "denied": "was denied",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """A turn that is over: how it ended, what was said, where it worked, how long it took."""

    status: str
    text: str
    agent: str
    project: Path
    seconds: float


@dataclass(frozen=True, slots=True)
class Note:
    """What is shown."""

    title: str
    body: str


def desktop_note(ended: Ended, settings: Json, device: str) -> Note:
    """What the desktop says, by the settings `notifications.desktop`."""
    title = f"{ended.agent} {_ENDS.get(ended.status, ended.status)}"
    if settings.get("show_project", True):
        title += f" in {ended.project.name or ended.project}"
    if settings.get("show_device", False):
        title += f" on {device}"
    body = f"after {_time(ended.seconds)}"
    if settings.get("show_preview", True):
        body = _cut(ended.text, settings.get("preview_length", PREVIEW)) or body
    return Note(title, body)


def ntfy_note(ended: Ended) -> Note:
    """What ntfy says: nothing of the conversation, since others may read a topic."""
    return Note(
        "Amplifier IPC",
        f"{ended.agent} {_ENDS.get(ended.status, ended.status)} after {_time(ended.seconds)}",
    )


def due(settings: Settings, seconds: float) -> bool:
    """Whether a turn took so long that the user may have turned away."""
    return seconds >= float(settings.get("notifications.min_seconds", MIN_SECONDS))


def usable(topic: str) -> bool:
    """Whether a text is the name of a topic."""
    return bool(_NAME.match(topic))


def enabled(settings: Settings) -> list[str]:
    """The ways that are switched on."""
    return [
        way for way in ("desktop", "ntfy") if settings.get(f"notifications.{way}.enabled", False)
    ]


class Watch:
    """Watches a turn from now on; `tell` it when all of its events have been taken."""

    def __init__(self, settings: Settings, agent: str, project: Path) -> None:
        self._settings, self._agent, self._project = settings, agent, project
        self._begun = time.monotonic()
        self._end: tuple[str, str] | None = None

    def take(self, event: Event) -> None:
        """An event of the turn."""
        if isinstance(event, Complete):
            self._end = event.status, event.response
        elif isinstance(event, Failed):
            self._end = "failed", event.message

    async def tell(self) -> list[str]:
        """Tell of its end in all ways that are switched on; what went wrong with that, a sentence each."""
        if self._end is None or not enabled(self._settings):
            return []
        status, text = self._end
        seconds = time.monotonic() - self._begun
        ended = Ended(status, text, self._agent, self._project, seconds)
        return await asyncio.to_thread(tell, self._settings, ended)


def tell(settings: Settings, ended: Ended) -> list[str]:
    """Tell of a turn in all ways that are switched on; what went wrong with that, a sentence each. Takes seconds."""
    if not enabled(settings) or not due(settings, ended.seconds):
        return []
    return send(settings, ended)


def send(settings: Settings, ended: Ended) -> list[str]:
    """The same, however long the turn took."""
    faults = []
    for way in enabled(settings):
        try:
            _WAYS[way](settings, ended)
        except NotSentError as error:
            faults.append(f"the notification by {way} was not sent: {error}")
    return faults


class NotSentError(Exception):
    """A notification that did not reach anybody, and why."""


def _desktop(settings: Settings, ended: Ended) -> None:
    import platform
    import shutil
    import subprocess

    program = shutil.which("notify-send")
    if program is None:
        raise NotSentError("the program notify-send is not there; install libnotify-bin")
    note = desktop_note(ended, settings.get("notifications.desktop", {}), platform.node())
    command = [program, "--app-name=Amplifier IPC", "--", note.title, note.body]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SEND_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSentError(f"notify-send did not answer: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotSentError(f"notify-send failed{': ' + said[-1] if said else ''}")


def _ntfy(settings: Settings, ended: Ended) -> None:
    import urllib.error
    import urllib.request

    from .keys import visible

    topic = visible([TOPIC]).get(TOPIC, "")
    if not usable(topic):
        raise NotSentError(f"{TOPIC} holds no topic: amplifier-ipc notify ntfy")
    server = str(settings.get("notifications.ntfy.server", SERVER))
    if not server.startswith(("http://", "https://")):
        raise NotSentError(f"'{server}' is no address of a server")
    note = ntfy_note(ended)
    data = json.dumps({"topic": topic, "title": note.title, "message": note.body}).encode()
    request = urllib.request.Request(server, data=data, method="POST")  # noqa: S310 - its scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=SEND_TIMEOUT):  # noqa: S310
            pass
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise NotSentError(f"{server}: {getattr(error, 'reason', error)}") from error


_WAYS: dict[str, Callable[[Settings, Ended], None]] = {"desktop": _desktop, "ntfy": _ntfy}


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: max(length - 1, 0)] + "…" if length else ""
