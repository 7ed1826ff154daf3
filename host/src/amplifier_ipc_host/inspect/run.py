"""One start of the service and one request to it, from the describe to the exit code."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from ..errors import HostError, RpcError
from ..events import ApprovalRequested, Event
from ..plane import Call
from .describing import Problem, lines, problems
from .request import Request, is_notification, offered_names, to_params
from .result import show
from .screen import DIM, RED, YELLOW, Screen
from .workbench import Drawer, Setup, Workbench, workbench

Json = dict[str, Any]
DONE, FAILED, CANCELLED = 0, 1, 130
HEARD = {
    "graceful": "Asked to finish; Ctrl-C again stops it at once.",
    "immediate": "Told to stop; Ctrl-C again does not wait for it.",
}


class Runner:
    """Runs requests, each on a fresh process: what was edited in between is what answers."""

    def __init__(self, setup: Setup, screen: Screen, drawer: Drawer) -> None:
        self.setup = setup
        self.screen = screen
        self.answer: Json = {}
        self.drawer = drawer
        self._told = False

    def run(self, request: Request | None, *, quiet: bool = False) -> int:
        """Describe (`None`; `quiet`: show only what is wrong) or ask something; the exit code."""
        return asyncio.run(_Run(self, quiet=quiet).run(request))

    def tell_once(self) -> None:
        """What a service is given here without having been granted it."""
        if not self._told and self.answer.get("requires"):
            self._told = True
            text = "all that it requires; under a host its definition must give it"
            self.screen.aside("granted", text)


class _Run:
    """One run, which Ctrl-C may end."""

    def __init__(self, runner: Runner, *, quiet: bool) -> None:
        self._runner = runner
        self._screen = runner.screen
        self._quiet = quiet
        self._modes: Iterator[str] = chain(["graceful", "immediate"], repeat("leave"))
        self._bench: Workbench | None = None
        self._call: Call | None = None
        self._stopped = False
        self._questions: list[ApprovalRequested] = []

    async def run(self, request: Request | None) -> int:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._broke)
        self._task = loop.create_task(self._run(request))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupted)
        loop.add_signal_handler(signal.SIGHUP, self._task.cancel)  # the terminal has gone
        try:
            code = await self._task
        except HostError as error:
            self._screen.fail(error.message, error.hint)
            return FAILED
        except asyncio.CancelledError:
            self._screen.note("It was cancelled.", YELLOW)
            return CANCELLED
        finally:
            self._screen.close()
        return CANCELLED if self._stopped else code

    async def _run(self, request: Request | None) -> int:
        runner = self._runner
        async with workbench(runner.setup, runner.drawer, self._take) as bench:
            self._bench = bench
            came = await bench.describe()
            answer = bench.told(came)
            found = problems(answer)
            fatal = any(problem.fatal for problem in found)
            if request is None:
                self._show_describe(came, answer, fatal=fatal)
            if request is None or fatal:
                self._show_problems(found)
            if fatal:
                return FAILED
            runner.answer = answer
            if request is not None:
                await bench.prepare(answer)
                return await self._ask(bench, request, answer)
            if runner.setup.config is not None:
                await bench.prepare(answer)
                self._remark("It took the configuration.")
            return DONE

    def _show_describe(self, came: Any, answer: Any, *, fatal: bool) -> None:
        screen = self._screen
        if screen.raw:
            screen.print_json(came)
        elif not fatal and not self._quiet:
            for line in lines(answer, shutil.get_terminal_size((100, 24)).columns):
                screen.show_line(line)

    def _show_problems(self, found: list[Problem]) -> None:
        for problem in found:
            self._screen.show_problem(problem)
        if any(problem.fatal for problem in found):
            self._screen.note("A host does not mount it like this.", DIM)

    def _remark(self, text: str) -> None:
        if not self._quiet:
            self._screen.note(text, DIM)

    async def _ask(self, bench: Workbench, request: Request, answer: Json) -> int:
        screen = self._screen
        self._runner.tell_once()
        screen.streamed = False
        try:
            method, params = to_params(request, answer)
            if is_notification(method):
                bench.tell_service(method, params)
                # Answered when what came before it has been read.
                await bench.begin("ping", {}).result()
                return DONE
            if request.kind == "emit":
                self._remark_on_event(request, answer)
            self._call = bench.begin(method, params)
            result = await self._call.result()
        except RpcError as error:
            screen.close()
            screen.refuse(await bench.why_gone(error))
            return FAILED
        screen.close()
        return DONE if show(screen, method, request, result, answer) else FAILED

    def _remark_on_event(self, request: Request, answer: Json) -> None:
        heard = offered_names(answer, "emit")
        if request.hook is None and not any(_matches(pattern, request.name) for pattern in heard):
            text = f"no hook of the service listens to '{request.name}', only to {', '.join(heard)}"
            self._screen.note(f"Warning: {text}.", YELLOW)

    # ---- while it runs ----------------------------------------------------------------------------------------

    def _interrupted(self) -> None:
        """Take Ctrl-C: the first is graceful, the second immediate, the third does not wait."""
        mode = next(self._modes)
        self._stopped = True
        if self._call is None or mode == "leave":
            self._task.cancel()
        else:
            self._call.cancel(mode, "the user asked for it")
            self._screen.note(HEARD[mode], DIM)

    def _broke(self, _: asyncio.AbstractEventLoop, context: Json) -> None:
        """One message that cannot be shown costs a sentence, and nothing else."""
        self._screen.note(f"Error: {context['message']}: {context.get('exception')!r}.", RED)

    def _take(self, event: Event) -> None:
        self._screen.take(event)
        if isinstance(event, ApprovalRequested):
            self._questions.append(event)
            if len(self._questions) == 1:
                self._ask_user()

    def _ask_user(self) -> None:
        self._screen.ask(self._questions[0])
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), self._answered)

    def _answered(self) -> None:
        """One question at a time; the terminal is read only while one is open."""
        text = os.read(sys.stdin.fileno(), 1024).decode(errors="replace").strip().lower()
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        question = self._questions.pop(0)
        if self._bench is not None:
            result = {"approved": text in ("y", "yes")}
            self._bench.approvals.answer(question.approval_id, result)
        if self._questions:
            self._ask_user()


def _matches(pattern: str, event: str) -> bool:
    """Whether a handler of this pattern hears the event: exact, `*`, or `prefix:*`."""
    if pattern.endswith("*"):
        return event.startswith(pattern[:-1])
    return pattern == event
