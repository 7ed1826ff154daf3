"""A host under test with all of its services, which the suite plays: a session of one turn."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from ..outcome import Direction, TraceLine
from ..process import Process
from ..protocol import Json
from ..verdicts import Failed, NotApplicable
from . import parts
from .calls import Heard
from .http_site import Site
from .link import Link
from .parts import Part
from .player import Player

PROMPT = "What is it?"
BACKLOG = 64
NO_STACK = re.compile(r"(?i)(?=.*\bstack\b).*\bhttp\b(?!:)")  # what a host says that has none of it


class Stage:
    """Starts the host's command on a definition of these parts; each process that it starts becomes a Player.

    A wait ends with its cause, or says what it waited for. `close` leaves nothing behind.
    """

    def __init__(  # noqa: PLR0913 - all but the command and the parts by name
        self,
        command: Sequence[str],
        given: Sequence[Part],
        *,
        patience: float,
        agent: Json | None = None,
        prompt: str = PROMPT,
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.patience = patience
        self.prompt = prompt
        self.judged = True  # whether the lines of the host count for the rules of judge.py
        self.closed = False
        self.changed = threading.Condition()
        self.players: list[Player] = []
        self.output: list[str] = []  # the lines of the host's stdout
        self.trace: list[TraceLine] = []
        self.parts = {part.name: part for part in given}
        self._own = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="amplifier-stage-", dir="/tmp"))
        self.cwd = self.folder / "work"
        self.cwd.mkdir(exist_ok=True)
        self._listen()
        self.sites = {part.name: Site(self, part) for part in given if part.http}
        for name, site in self.sites.items():
            self.parts[name].url = site.url
        file = parts.write(self.folder, self._path, given, agent or {})
        self.started = time.monotonic()
        self.host = self._start([_filled(word, self._words(file)) for word in command], env or {})

    def _words(self, file: Path) -> dict[str, str]:
        """What the placeholders of the command stand for."""
        told = {"agent": str(file), "cwd": str(self.cwd), "prompt": self.prompt}
        return {f"{{{name}}}": word for name, word in {**told, "session": "suite-session"}.items()}

    def _start(self, command: list[str], env: Mapping[str, str]) -> Process:
        home = {"AMPLIFIER_HOME": str(self.folder / "home")}
        host = Process(command, self._hear, env={**os.environ, **home, **env}, name="host")
        host.close_stdin()  # nothing is typed: a host may read what stands there before it begins
        return host

    # ---- who is there

    def service(self, name: str, number: int = 0) -> Player:
        """The so-manieth process of this service, as soon as the host has started it."""

        def there() -> Player | None:
            found = self.services(name)
            return found[number] if len(found) > number else None

        return self.wait(f"the start of the service {name}", there)  # type: ignore[no-any-return]

    __getitem__ = service

    def services(self, name: str) -> list[Player]:
        """The processes of this service so far."""
        return [player for player in self.players if player.name == name]

    def site(self, name: str) -> Site:
        """This service over HTTP, as soon as the host has asked it for something (HTP-078).

        Not applicable if the host says of its stack that it does not know it.
        """
        site = self.sites[name]

        def met() -> bool:
            orc = [] if "orc" in self.sites else self.services("orc")
            begun = any(player.calls("orchestrator.execute") for player in orc)
            if not site.heard and (begun or self.host.code is not None):
                self._unmet(site)
            return bool(site.heard)

        self.wait(f"the first request to {name}", met)
        return site

    def _unmet(self, site: Site) -> None:
        if self.host.code is not None:
            self.host.join(1)
        self._stackless()
        raise Failed(f"the host has not asked {site.name} for anything", "GET /describe", self.said)

    def _stackless(self) -> None:
        """Not applicable if a service was not asked, and the host says of its stack why."""
        told = [line.strip() for line in self.said.splitlines() if NO_STACK.search(line)]
        if told and not all(site.heard for site in self.sites.values()):
            raise NotApplicable(f"it does not know the stack http: {told[0][:300]}")

    @property
    def orc(self) -> Player:
        """The orchestrator's service, with the turn under way."""
        self.turn()
        return self.service("orc")

    def turn(self) -> Heard:
        """The `orchestrator.execute`, as soon as it is there."""
        heard = self.service("orc").call("orchestrator.execute")
        for name in self.sites:
            self.site(name)
        return heard

    def finish(self, response: str = "done", status: str = "completed") -> int:
        """Answer the turn and wait for the end of the host; its exit code."""
        far = "orc" in self.sites
        turn = self.site("orc").call("orchestrator.execute") if far else self.turn()
        turn.answer({"response": response, "status": status})
        return self.over()

    def over(self, seconds: float | None = None) -> int:
        """The exit code of the host, as soon as it has ended and all that it wrote was read."""
        self.wait("the end of the host", lambda: self.host.code is not None, seconds)
        self.host.join(self.patience)
        code = self.host.code
        assert code is not None
        return code

    def fails(self, seconds: float | None = None) -> int:
        """Wait until the host gives the session up; its exit code. A turn that begins fails the check."""

        def ended() -> int | None:
            if any(each.calls("orchestrator.execute") for each in self.services("orc")):
                raise Failed(
                    "the session went on", "it is refused before the turn", "orchestrator.execute"
                )
            return self.host.code

        self.wait("the end of the host, without a turn", ended, seconds)
        return self.over()

    @property
    def said(self) -> str:
        """What the host wrote, on both pipes, so far."""
        return "\n".join(self.output) + "\n" + self.host.stderr

    def says(self, *words: str) -> None:
        """Wait until all of these words are in what the host wrote; look when it has ended at the latest."""

        def all_there() -> bool:
            return all(word in self.said for word in words)

        self.wait(f"the host to show {', '.join(words)}", all_there)

    def signal(self, number: signal.Signals) -> None:
        """Send the host's process a signal."""
        self.host.signal(number)

    # ---- waiting

    def now(self) -> float:
        """Seconds since the host was started."""
        return time.monotonic() - self.started

    def wait(self, what: str, found: Callable[[], Any], seconds: float | None = None) -> Any:
        """What `found` returns as soon as it is something; tried anew whenever something came."""
        limit = self.patience if seconds is None else seconds
        until = time.monotonic() + limit
        with self.changed:
            while (value := found()) is None or value is False:
                left = until - time.monotonic()
                dead = self.host.code is not None and all(p.gone for p in self.players)
                if dead and (value := self._last_look(found)) not in (None, False):
                    break
                if dead:
                    self._stackless()
                if left <= 0 or dead:
                    ended = f"the host ended (exit code {self.host.code})"
                    why = ended if dead else f"nothing of it came for {limit:.0f} s"
                    raise Failed(f"waited for {what}: {why}", what, self._said_last())
                self.changed.wait(min(left, 0.05))
        return value

    def _last_look(self, found: Callable[[], Any]) -> Any:
        self.host.join(1)
        return found()

    def _said_last(self) -> str:
        lines = [line for line in self.trace if line.direction == "received"]
        last = f"{lines[-1].process}: {lines[-1].text[:300]}" if lines else "nothing at all"
        told = self.host.stderr.strip()[-300:]
        return f"last: {last}" + (f"; stderr: {told}" if told else "")

    # ---- what happens

    def note(self, direction: Direction, text: str, name: str) -> None:
        """Add a line to the trace."""
        self.trace.append(TraceLine(self.now(), direction, text, name))

    def _hear(self, line: bytes, _ended: bool) -> None:
        text = line.decode(errors="replace")
        self.output.append(text)
        self.note("note", f"stdout: {text[:500]}", "host")

    def _listen(self) -> None:
        self._path = self.folder / "s"
        self._path.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self._path))
        self._door.listen(BACKLOG)
        threading.Thread(target=self._admit, name="stage", daemon=True).start()

    def _admit(self) -> None:
        while True:
            try:
                connection, _ = self._door.accept()
            except OSError:
                return
            link = Link(connection)
            try:
                hello = link.hello()
            except (OSError, ValueError):
                link.close()
                continue
            self._enter(link, hello)

    def _enter(self, link: Link, hello: Json) -> None:
        name = str(hello["name"])
        part = self.parts.get(name) or Part(name, stubborn=True)  # a child of a puppet
        player = Player(self, part, hello, link)
        with self.changed:
            self.players.append(player)
            player.note("note", f"its process {player.pid} has started")
            self.changed.notify_all()
        link.start(player.take, name)

    # ---- the end

    def close(self) -> None:
        """End everything."""
        if self.closed:
            return
        self.closed = True
        self.host.kill()
        self._door.close()
        for player in list(self.players):
            player.link.close()
        for site in self.sites.values():
            site.close()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


def _filled(word: str, words: Mapping[str, str]) -> str:
    for placeholder, value in words.items():
        word = word.replace(placeholder, value)
    return word
