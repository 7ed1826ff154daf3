"""`amplifier-ipc run`: one turn of an agent."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Literal

import click

from ..errors import HostError
from .exits import CANCELLED, FAILED, STATUS_CODES

if TYPE_CHECKING:
    from ..approvals import Policy
    from ..output import Output
    from ..plan import Plan
    from ..session import Session

Mode = Literal["graceful", "immediate"]


@click.command()
@click.option(
    "--agent",
    required=True,
    metavar="FILE",
    help="The agent's definition, a YAML file or its folder.",
)
@click.option("--add-behavior", multiple=True, metavar="FILE", help="Take in one more behavior.")
@click.option("--provider", metavar="NAME", help="The provider to use instead of the agent's.")
@click.option(
    "--session", "session_id", metavar="ID", help="Go on with this session, or name a new one."
)
@click.option(
    "--working-dir",
    type=click.Path(path_type=Path),
    help="Where the services work (default: here).",
)
@click.option(
    "--output",
    type=click.Choice(["text", "json", "stream-json"]),
    default="text",
    show_default=True,
)
@click.option(
    "--approve",
    type=click.Choice(["ask", "auto", "deny"]),
    help="Who decides (default: ask on a terminal).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="Cancel the turn after S seconds.",
)
@click.option("--debug", "debug_too", is_flag=True, help="As before the command.")
@click.option("--trace", is_flag=True, help="Write every event to the session's trace.jsonl.")
@click.argument("prompt", required=False)
@click.pass_obj
def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    debug: bool,
    agent: str,
    add_behavior: tuple[str, ...],
    provider: str | None,
    session_id: str | None,
    working_dir: Path | None,
    output: str,
    approve: Policy | None,
    timeout: float | None,
    debug_too: bool,
    trace: bool,
    prompt: str | None,
) -> None:
    """Run one turn: PROMPT, or what stands on standard input."""
    debug = debug or debug_too
    text = _prompt(prompt)
    from ..output import broken, make_output
    from ..session import Session

    # Without a terminal nobody can be asked, and what nobody approves is denied.
    policy: Policy = "deny" if not sys.stdin.isatty() and approve != "auto" else (approve or "ask")
    shown = make_output(output, debug=debug)
    try:
        session = Session(
            _plan(agent, add_behavior, provider),
            session_id=session_id,
            cwd=working_dir,
            approve=policy,
            tap=output == "stream-json",
            trace=trace,
        )
        code = asyncio.run(_Turn(session, shown, trace=trace).run(text, timeout))
    except HostError as error:
        if debug:
            raise
        shown.fail(error.message, error.hint)
        code = FAILED
    except Exception as error:
        if debug or isinstance(error, BrokenPipeError):
            raise
        shown.fail(*broken(error))
        code = FAILED
    sys.exit(code)


def _plan(agent: str, behaviors: tuple[str, ...], provider: str | None) -> Plan:
    from ..catalog import mock_provider
    from ..plan import add_behavior, load_agent

    plan = load_agent(agent)
    for behavior in behaviors:
        add_behavior(plan, behavior)
    plan.provider = provider or plan.provider
    if plan.provider is None:
        add_behavior(plan, mock_provider())
        plan.provider = "mock"
        click.echo("No provider is configured: the mock provider answers.", err=True)
    return plan


def _prompt(given: str | None) -> str:
    """The prompt, or what stands on standard input; as text that can be sent, whatever bytes it was."""
    if given is None and not sys.stdin.isatty():
        given = sys.stdin.buffer.read().decode("utf-8", "replace").rstrip("\n")
    if not given:
        raise click.UsageError(
            'a prompt is missing: amplifier-ipc run --agent FILE "…", or pipe it in'
        )
    return given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _Turn:
    """One turn of the command, which Ctrl-C and a time-out may end."""

    def __init__(self, session: Session, output: Output, *, trace: bool) -> None:
        self._session = session
        self._output = output
        self._trace = trace
        self._modes: Iterator[Mode] = chain(["graceful"], repeat("immediate"))
        self._mounting: asyncio.Task[None] | None = None
        self._stopped = False

    async def run(self, prompt: str, limit: float | None) -> int:
        """Run it and end the session; the exit code. Raises HostError when it cannot begin."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupted)
        timer = loop.call_later(limit, self._stop, "immediate") if limit else None
        try:
            return await self._mounted(prompt)
        finally:
            if timer is not None:
                timer.cancel()
            folder = self._session.folder
            await self._session.close()
            self._output.close()
            if self._trace and folder is not None:
                self._output.note(f"Trace: {folder / 'trace.jsonl'}", "2")

    async def _mounted(self, prompt: str) -> int:
        self._mounting = asyncio.get_running_loop().create_task(self._session.mount())
        try:
            await self._mounting
        except HostError:
            for event in self._session.events():
                self._output.take(event)
            raise
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        if self._stopped:
            self._output.cancelled()
            return CANCELLED
        return await self._shown(prompt)

    async def _shown(self, prompt: str) -> int:
        status = "failed"
        loop = asyncio.get_running_loop()
        async for event in self._session.execute(prompt):
            question = self._output.take(event)
            if question is not None:  # reading a terminal blocks, and cannot be ended
                Thread(target=question, args=(self._session, loop), daemon=True).start()
            status = getattr(event, "status", status) if event.type == "complete" else status
        return STATUS_CODES.get(status, FAILED)

    def _interrupted(self) -> None:
        """Take Ctrl-C: the first is graceful, the second immediate."""
        self._stop(next(self._modes))

    def _stop(self, mode: Mode) -> None:
        self._stopped = True
        if self._mounting is not None:
            self._mounting.cancel()
        self._session.cancel(mode)
