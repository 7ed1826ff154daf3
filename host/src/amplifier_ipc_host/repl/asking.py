"""The questions of a turn, put to the user one at a time: single keys answer, the time that is left is shown."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from ..errors import HostError
from ..events import ApprovalRequested, Event
from ..rules import Scope
from ..screen import question
from ..screen.look import YELLOW, size_of, visible
from .keys import forget_typed, one_of

if TYPE_CHECKING:
    from ..screen.screen import Screen
    from ..session import Session

ESCAPE = "\x1b"
SCOPES: dict[str, tuple[Scope, str]] = {
    "s": ("session", "in this session"),
    "p": ("project", "in this project"),
    "e": ("global", "everywhere"),
}
SPARE_ROWS = 10  # of the screen, that a question leaves to what stood before it
LEAST_ROWS = 8


class Asking:
    """Puts a question at a time; what happens meanwhile is shown afterwards."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._task: asyncio.Task[None] | None = None
        self._id = ""
        self._held: list[Event] = []

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer."""
        return self._task is not None and not self._task.done()

    async def put(self, session: Session, event: ApprovalRequested) -> None:
        """Ask; the answer goes to the session."""
        await self.end()
        self._id = event.approval_id
        self._task = asyncio.create_task(self._ask(session, event))

    def hold(self, event: Event) -> None:
        """Show an event, after the question if there is one."""
        if self.open:
            self._held.append(event)
        else:
            self._release()
            self._screen.take(event)

    def deny(self, session: Session, reason: str) -> None:
        """Answer the open question with no, instead of the user."""
        if self._task is not None and self.open:
            session.answer(self._id, approved=False, reason=reason)
            self._task.cancel()

    async def end(self) -> None:
        """Take the question away, if there is one."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._release()

    def _release(self) -> None:
        held, self._held = self._held, []
        for event in held:
            self._screen.take(event)

    async def _ask(self, session: Session, event: ApprovalRequested) -> None:
        forget_typed(sys.stdin.fileno())
        over = asyncio.get_running_loop().time() + event.timeout
        try:
            async with asyncio.timeout_at(over):
                key, scope = await self._decided(event, over)
        except TimeoutError:
            self._screen.answered("nobody answered in time")
            return
        except asyncio.CancelledError:
            self._screen.answered("no")
            raise
        self._answer(session, event, key, scope)
        self._release()

    async def _decided(self, event: ApprovalRequested, over: float) -> tuple[str, Scope | None]:
        """The key, and where it holds from now on."""
        pattern = event.pattern
        cut = self._show(event, whole=False)
        while True:
            choices = {"y": "[y]es", "n": "[n]o"}
            choices |= {"a": f"[a]lways {visible(_first_line(pattern))}"} if pattern else {}
            choices |= {"v": "[v]iew all of it"} if cut else {}
            key = await self._key(choices, over)
            if key == "v":
                cut = self._show(event, whole=True)
            elif key != "a":
                return key, None
            else:
                scopes = {name: f"[{name}] {told}" for name, (_, told) in SCOPES.items()}
                where = await self._key({**scopes, ESCAPE: "Esc: back"}, over)
                if where != ESCAPE:
                    return "a", SCOPES[where][0]

    def _show(self, event: ApprovalRequested, *, whole: bool) -> bool:
        """Show the question; whether something was left out."""
        screen = self._screen
        rows = size_of(sys.stdout)[1]
        most = None if whole else max(LEAST_ROWS, rows - SPARE_ROWS)
        asker = screen.agent_of(event.session_id)
        lines, cut = question.panel(event.request, asker, screen.look, screen.width, most)
        screen.ask(lines)
        return cut

    async def _key(self, choices: dict[str, str], over: float) -> str:
        loop = asyncio.get_running_loop()
        look = self._screen.look
        words = " / ".join(choices.values())

        def keys() -> str:
            end = f" {look.sign('dot')} {question.left(over - loop.time())}"
            return "  " + look.paint(look.cut(words, self._screen.width - 3, end), "1")

        self._screen.choose(keys)
        return await one_of(sys.stdin.fileno(), "".join(choices))

    def _answer(
        self, session: Session, event: ApprovalRequested, key: str, scope: Scope | None
    ) -> None:
        approved = key in "ya"
        told = {"y": "yes", "n": "no", "a": _always(event.pattern, scope)}[key]
        try:
            known = session.answer(event.approval_id, approved=approved, remember=scope)
        except HostError as error:  # it cannot be remembered, but it was allowed
            session.answer(event.approval_id, approved=approved)
            self._screen.answered("yes")
            self._screen.note(f"Not remembered: {error.message}.", YELLOW)
            return
        self._screen.answered(told if known else "too late")


def _always(pattern: str | None, scope: Scope | None) -> str:
    where = next((told for each, told in SCOPES.values() if each == scope), "")
    return f"always {where}: {visible(_first_line(pattern))}"


def _first_line(pattern: str | None) -> str:
    """A pattern as it is told; it holds for the whole of what was asked if it is longer."""
    first, more, _ = (pattern or "").partition("\n")
    return f"{first} (and what follows)" if more else first
