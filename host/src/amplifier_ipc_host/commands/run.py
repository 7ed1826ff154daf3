"""`amplifier-ipc run`: one turn of an agent, or a conversation with it."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

import click

from ..errors import HostError
from .exits import CANCELLED, DENIED, FAILED, STATUS_CODES

if TYPE_CHECKING:
    from ..opening import Wishes
    from ..output import Output
    from ..session import Session
    from ..settings import Settings

Mode = Literal["graceful", "immediate"]


@click.command()
@click.option(
    "--agent",
    metavar="NAME",
    help="A registered agent, or its definition's file (default: the setting default_agent).",
)
@click.option("--add-behavior", multiple=True, metavar="NAME", help="Take in one more behavior.")
@click.option("--provider", metavar="NAME", help="The provider to use instead of the agent's.")
@click.option("--model", metavar="NAME", help="The model to ask for.")
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
    "-o",
    type=click.Choice(["text", "json", "json-trace", "stream-json"]),
    default="text",
    show_default=True,
    help="json: the end of the turn; json-trace, stream-json: all events, as an array or a line each.",
)
@click.option("--verbose", "-v", is_flag=True, help="Show more of what tools give.")
@click.option(
    "--trace",
    is_flag=True,
    help="Write every message, with what it carried, to the session's trace.jsonl.",
)
@click.option(
    "--approve",
    type=click.Choice(["ask", "auto", "deny"]),
    help="Who decides (default: the setting approve; ask on a terminal).",
)
@click.option(
    "--max-turns",
    type=click.IntRange(min=1),
    metavar="N",
    help="Ask the model at most N times a turn.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="Cancel a turn after S seconds.",
)
@click.option("--eager", is_flag=True, help="Mount all services before the turn begins.")
@click.option("--no-spares", is_flag=True, help="Start no services ahead of the next prompt.")
@click.option(
    "--sandbox",
    type=click.Choice(["off", "auto", "required"]),
    help="Whether services with permissions run in a sandbox (default: the setting sandbox; off).",
)
@click.option("--debug", "debug_too", is_flag=True, help="As before the command.")
@click.argument("prompt", required=False)
@click.pass_obj
def run(debug: bool, /, debug_too: bool, prompt: str | None, **options: Any) -> None:
    """Run one turn with PROMPT and what stands on standard input; without both, on a terminal, talk.

    Files that PROMPT mentions as @path are put before it. What is piped in stays as it is.
    """
    from ..opening import Wishes

    debug = debug or debug_too
    talks = _talks(prompt, options["output"])
    text = "" if talks else _prompt(prompt)
    wishes = Wishes(
        cwd=(options["working_dir"] or Path.cwd()).absolute(),
        agent=options["agent"],
        behaviors=options["add_behavior"],
        provider=options["provider"],
        model=options["model"],
        session_id=options["session_id"],
        approve=options["approve"],
        max_turns=options["max_turns"],
        trace=options["trace"],
        tap=options["output"] in ("json-trace", "stream-json"),
        spares=talks and not options["no_spares"],
        eager=options["eager"],
        sandbox=options["sandbox"],
    )
    if talks or (options["output"] == "text" and _at_terminal()):
        from ..repl.start import talk

        how = {"timeout": options["timeout"], "verbose": options["verbose"], "debug": debug}
        sys.exit(talk(wishes, None if talks else text, **how))
    sys.exit(one_turn(wishes, text, typed=prompt, options=options, debug=debug))


def one_turn(
    wishes: Wishes, text: str, *, typed: str | None, options: dict[str, Any], debug: bool
) -> int:
    """Run one turn and show it; the exit code. `text` ends with what was `typed`, whose mentions are expanded."""
    from ..opening import open_session
    from ..output import broken, make_output

    shown = make_output(options["output"], debug=debug, verbose=options["verbose"])
    try:
        opened = open_session(wishes, asks=sys.stdin.isatty())
        for remark in opened.remarks:
            shown.note(remark, "33")
        text = _expanded(text, typed, wishes.cwd, shown)
        turn = _Turn(opened.session, shown, opened.settings, trace=wishes.trace)
        return asyncio.run(turn.run(text, options["timeout"]))
    except HostError as error:
        if debug:
            raise
        shown.fail(error.message, error.hint)
    except click.ClickException:
        raise
    except Exception as error:
        if debug or isinstance(error, BrokenPipeError):
            raise
        shown.fail(*broken(error))
    return FAILED


def _talks(prompt: str | None, output: str) -> bool:
    """Whether there is a conversation to hold instead of one turn."""
    return prompt is None and output == "text" and _at_terminal()


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _prompt(given: str | None) -> str:
    """What is piped in, then the prompt; as text that can be sent, whatever bytes it was."""
    piped = ""
    if not sys.stdin.isatty():
        piped = sys.stdin.buffer.read().decode("utf-8", "replace").rstrip("\n")
    text = "\n\n".join(part for part in (piped, given) if part)
    if not text:
        raise click.UsageError(
            'a prompt is missing: amplifier-ipc run --agent NAME "…", or pipe it in'
        )
    return _sendable(text)


def _expanded(text: str, typed: str | None, cwd: Path, shown: Output) -> str:
    """The text with the files before it that were mentioned by who typed it; what is piped in mentions none."""
    from ..prompt.typed import expand

    own = _sendable(typed or "")
    expanded, _, warnings = expand(own, cwd)
    for warning in warnings:
        shown.note(f"Warning: {warning}.", "33")
    return expanded[: len(expanded) - len(own)] + text


def _sendable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _Turn:
    """One turn of the command, which Ctrl-C and a time-out may end."""

    def __init__(
        self, session: Session, output: Output, settings: Settings, *, trace: bool
    ) -> None:
        self._session = session
        self._settings = settings
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
        from ..notifications import Watch

        status = "failed"
        loop = asyncio.get_running_loop()
        watch = Watch(self._settings, self._session.plan.agent, self._session.cwd)
        self._output.begin()
        async for event in self._session.execute(prompt):
            question = self._output.take(event)
            if question is not None:  # reading a terminal blocks, and cannot be ended
                Thread(target=question, args=(self._session, loop), daemon=True).start()
            status = getattr(event, "status", status) if event.type == "complete" else status
            watch.take(event)
        for fault in await watch.tell():
            self._output.note(f"Warning: {fault}.", "33")
        return self._code(status)

    def _code(self, status: str) -> int:
        """A turn that did not get what it asked for is denied, however well it ended."""
        unasked = self._session.unasked
        if not unasked or status != "completed":
            return STATUS_CODES.get(status, FAILED)
        told = f"Denied, since nobody is there to approve it: {', '.join(unasked)}"
        self._output.note(f"{told} (--approve auto allows everything).", "33")
        return DENIED

    def _interrupted(self) -> None:
        """Take Ctrl-C: the first is graceful, the second immediate."""
        self._stop(next(self._modes))

    def _stop(self, mode: Mode) -> None:
        self._stopped = True
        if self._mounting is not None:
            self._mounting.cancel()
        self._session.cancel(mode)
