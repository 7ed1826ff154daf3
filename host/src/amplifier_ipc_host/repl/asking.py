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
SCOPES = {"s": "in this [s]ession", "p": "in this [p]roject", "e": "[e]verywhere"}
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
        pattern = visible(_first_line(event.pattern))
        cut = self._show(event, whole=False)
        while True:
            choices = {"y": "[y]es", "n": "[n]o"}
            choices |= {"a": f"[a]lways {pattern}"} if pattern else {}
            choices |= {"v": "[v]iew all of it"} if cut else {}
            key = await self._key(choices, over)
            if key == "v":
                cut = self._show(event, whole=True)
            elif key != "a":
                return key, None
            else:
                above = f"Always allow {pattern}"
                where = await self._key({**SCOPES, ESCAPE: "Esc: back"}, over, above)
                if where != ESCAPE:
                    return "a", _scope(where)

    def _show(self, event: ApprovalRequested, *, whole: bool) -> bool:
        """Show the question; whether something was left out."""
        screen = self._screen
        rows = size_of(sys.stdout)[1]
        most = None if whole else max(LEAST_ROWS, rows - SPARE_ROWS)
        asker = screen.agent_of(event.session_id)
        lines, cut = question.panel(event.request, asker, screen.look, screen.width, most)
        screen.ask(lines)
        return cut

    async def _key(self, choices: dict[str, str], over: float, above: str = "") -> str:
        loop = asyncio.get_running_loop()
        screen, words = self._screen, list(choices.values())

        def rows() -> list[str]:
            return question.keys(words, above, over - loop.time(), screen.look, screen.width)

        screen.choose(rows)
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


def _scope(key: str) -> Scope:
    scopes: dict[str, Scope] = {"s": "session", "p": "project", "e": "global"}
    return scopes[key]


def _always(pattern: str | None, scope: Scope | None) -> str:
    where = {"session": "in this session", "project": "in this project"}.get(
        scope or "", "everywhere"
    )
    return f"always {where}: {visible(_first_line(pattern))}"


def _first_line(pattern: str | None) -> str:
    """A pattern as it is told; it holds for the whole of what was asked if it is longer."""
    first, more, _ = (pattern or "").partition("\n")
    return f"{first} (and what follows)" if more else first
