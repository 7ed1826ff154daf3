"""A conversation: prompts are read, turns run and shown, questions asked."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Literal

from ..errors import HostError
from ..events import ApprovalRequested, Complete, Failed
from ..notifications import Watch
from ..opening import Wishes, open_session
from ..output import harmless
from ..prompt.typed import expand
from ..screen.look import BOLD, DIM, YELLOW, paragraphs
from ..screen.replay import last_exchange
from ..screen.status import model_of, status_line
from ..store import status_of
from .asking import Asking
from .keys import one_of

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from ..screen.screen import Screen
    from ..session import Session
    from ..stage import Stage

Mode = Literal["graceful", "immediate"]
FAILED = "failed"
ASKED_LINES = 5  # of what was asked last, when a session goes on


class Conversation:
    """What a user at a terminal and a session say to each other. `open()` first, `close()` last.

    `talks`: there will be a prompt after the first turn.
    """

    def __init__(
        self, wishes: Wishes, screen: Screen, timeout: float | None, *, talks: bool = True
    ) -> None:
        self.wishes = wishes
        self._talks = talks
        self.screen = screen
        self.over = False
        self._timeout = timeout
        self._stop: Callable[[Mode], object] = _nothing  # set by whatever is under way
        self._asking = Asking(screen)
        self._said: set[str] = set()
        self._fresh = False
        self.session: Session

    # ---- the session --------------------------------------------------------------------------------------

    async def open(self, **changes: Any) -> None:
        """Open and mount a session as wished, with these changes to the wishes. Raises HostError."""
        wishes = replace(self.wishes, **changes)
        opened = open_session(wishes, asks=True)
        await self._use(opened.session)
        self.wishes = wishes
        self.settings = opened.settings
        remarks = [*opened.remarks, *(opened.lacking if self._talks else [])]
        for remark in remarks:
            if remark not in self._said:
                self.screen.note(remark, YELLOW)
        self._said.update(remarks)

    async def reopen(self, **changes: Any) -> None:
        """Close the session and go on with it, with these changes. Raises HostError; then the old one goes on."""
        old = self.session
        await old.close()
        try:
            await self.open(**{"session_id": old.session_id, **changes})
        except HostError:
            await self.open(session_id=old.session_id)
            raise

    async def switch(self, session: Session) -> None:
        """Go on with another session. Raises HostError."""
        old = self.session
        await self._use(session)
        await old.close()

    async def _use(self, session: Session) -> None:
        try:
            with self._interruptible():
                await self._run(session.mount())
        except BaseException:
            for event in session.events():
                self.screen.take(event)
            await session.close()
            raise
        self.session, self._fresh = session, True
        for event in session.events():
            self.screen.take(event)

    async def close(self) -> None:
        """End the session."""
        await self.session.close()

    @property
    def stage(self) -> Stage:
        """What is mounted: of the last turn, or for the first."""
        stage = self.session._stage  # people ask for it, programs have no need to
        if stage is None:
            raise HostError("nothing is mounted", "send a prompt first")
        return stage

    def counts(self) -> dict[str, Any]:
        """The members of SessionStatus."""
        setting = self.session._setting
        return status_of(setting.store.metadata) if setting else {}

    def said(self) -> bool:
        """Whether there is anything to go on with."""
        setting = self.session._setting
        return bool(setting and setting.store.messages)

    def model(self) -> str:
        """The provider and the model."""
        stage, plan = self.session._stage, self.session.plan
        provider = (stage.crew.provider if stage else None) or plan.provider or ""
        return model_of(provider, plan.model, stage.store.messages if stage else [])

    def status(self) -> str:
        """The line below the prompt."""
        session = self.session
        look, agent = self.screen.look, session.plan.agent
        dot = look.sign("dot")
        line = status_line(agent, self.model(), session.session_id, self.counts(), dot)
        return look.cut(line, self.screen.width)

    def greet(self) -> None:
        """Say who is there, and what was said last if the session goes on."""
        screen, plan = self.screen, self.session.plan
        about = plan.description.partition("\n")[0]
        name = screen.look.paint(harmless(plan.agent), BOLD)
        screen.print(f"{name}  {screen.look.paint(harmless(about), DIM)}" if about else name)
        hints = ("/help lists the commands", "Ctrl-J is a new line", "Ctrl-D leaves")
        screen.note(f" {screen.look.sign('dot')} ".join(hints), DIM)
        setting = self.session._setting
        last = last_exchange(setting.store.messages) if setting else None
        if last is not None:
            asked, answer = last
            screen.say()
            for line in paragraphs(harmless(asked), screen.width - 2)[:ASKED_LINES]:
                screen.print(screen.look.paint(f"> {line}", DIM))
            screen.say()
            screen.markdown(answer)
        screen.say()

    # ---- reading ------------------------------------------------------------------------------------------

    async def read(self, prompt: PromptSession[str]) -> str | None:
        """What the user says next; None when there is nothing to answer."""
        mode = self.session.plan.mode
        try:
            text = await prompt.prompt_async([("class:prompt", f"[{mode}]> " if mode else "> ")])
        except EOFError:
            self.over = True
            return None
        except KeyboardInterrupt:
            await self._ask_to_leave()
            return None
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip() or None

    async def _ask_to_leave(self) -> None:
        sys.stdout.write("Leave? [y]es / [n]o: ")
        sys.stdout.flush()
        with self._interruptible():  # Ctrl-C once more is a yes
            asked = asyncio.ensure_future(one_of(sys.stdin.fileno(), "yn"))
            self._stop = lambda _: asked.cancel()
            answer = "y"
            try:
                answer = await asked
            except asyncio.CancelledError:
                if (task := asyncio.current_task()) and task.cancelling():
                    raise
        self.over = answer == "y"
        self.screen.say("yes" if self.over else "no")

    # ---- a turn -------------------------------------------------------------------------------------------

    async def turn(self, typed: str) -> str:
        """Run a turn and show it; how it ended. Ctrl-C once lets what runs finish, twice does not."""
        text, _, warnings = expand(typed, self.session.cwd)
        for warning in warnings:
            self.screen.note(f"Warning: {warning}.", YELLOW)
        self.screen.begin()
        with self._interruptible():
            timer = self._timer()
            try:
                return await self._turn(text)
            except HostError as error:
                for event in self.session.events():
                    self.screen.take(event)
                self.screen.fail(error.message, error.hint)
                return FAILED
            finally:
                if timer is not None:
                    timer.cancel()
                await self._asking.end()
                self.screen.end()

    def _timer(self) -> asyncio.TimerHandle | None:
        if self._timeout is None:
            return None
        return asyncio.get_running_loop().call_later(self._timeout, self._stop_turn, "immediate")

    async def _turn(self, text: str) -> str:
        if not self._fresh and not await self._mounted():
            self.screen.cancelled()
            return "cancelled"
        self._fresh = False
        self._stop = self.session.cancel
        status = FAILED
        watch = Watch(self.settings, self.session.plan.agent, self.session.cwd)
        async for event in self.session.execute(text):
            watch.take(event)
            if isinstance(event, ApprovalRequested):
                await self._asking.put(self.session, event)
                continue
            if isinstance(event, Complete | Failed):
                status = getattr(event, "status", FAILED)
                await self._asking.end()
            self._asking.hold(event)
        for fault in await watch.tell():
            self.screen.note(f"Warning: {fault}.", YELLOW)
        return status

    async def _mounted(self) -> bool:
        """Mount the services of the turn; whether that was not cancelled."""
        try:
            await self._run(self.session.mount())
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            return False
        return True

    async def _run(self, work: Any) -> None:
        """Await something that Ctrl-C cancels."""
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._stop = lambda _: task.cancel()
        await task

    # ---- Ctrl-C -------------------------------------------------------------------------------------------

    def _stop_turn(self, mode: Mode) -> None:
        self._stop(mode)
        self._asking.deny(self.session, "the turn is being stopped")

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Within it Ctrl-C stops what is under way, instead of the program."""
        loop = asyncio.get_running_loop()
        modes: Iterator[Mode] = chain(["graceful"], repeat("immediate"))

        def interrupted() -> None:
            mode = next(modes)
            if mode == "graceful" and self.session_runs:
                self.screen.note("Stopping; Ctrl-C again stops at once.", DIM)
            self._stop_turn(mode)

        loop.add_signal_handler(signal.SIGINT, interrupted)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            self._stop = _nothing

    @property
    def session_runs(self) -> bool:
        """Whether a turn is under way."""
        return hasattr(self, "session") and self.session.running


def _nothing(mode: Mode) -> None:
    """Nothing is under way that could be stopped."""
