"""How a turn is shown: text as it streams, one JSON object at the end, or one JSON object an event."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, TextIO

from .errors import last_words, sentence
from .events import ApprovalRequested, Complete, Display, Event, Failed, Log, ServiceFailed, Stream

if TYPE_CHECKING:
    from .session import Session

# Asked in a thread, since reading a terminal blocks; it hands the answer back to the loop.
Question = Callable[["Session", asyncio.AbstractEventLoop], None]
PREVIEW = 160
# One question at a time: two threads that read one terminal would take each other's answers.
_asking = Lock()
# What services and models say must not steer the user's terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Output:
    """The base: problems go to stderr in one sentence each."""

    def __init__(self, *, debug: bool) -> None:
        self.debug = debug
        self.colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")

    def take(self, event: Event) -> Question | None:
        """Show an event; what it returns is a question to ask the user."""
        if isinstance(event, ServiceFailed):
            self.note(f"Warning: {event.message}.", "33")
            last = last_words(event.stderr_tail or "")
            if last and last not in event.message:
                self.note(f"  its last words: {last[:PREVIEW]}", "2")
        elif isinstance(event, Log) and (event.level in ("warning", "error") or self.debug):
            who = (
                ""
                if event.service == "host" or event.service in event.message
                else f"{event.service}: "
            )
            self.note(
                f"{event.level.capitalize()}: {who}{event.message}",
                "33" if event.level != "debug" else "2",
            )
        elif isinstance(event, Display):
            self.note(event.message, "31" if event.level == "error" else "2")
        elif isinstance(event, Failed):
            self.fail(event.message, event.hint)
        elif isinstance(event, ApprovalRequested):
            return _question(event)
        return None

    def fail(self, message: str, hint: str = "") -> None:
        """Say what went wrong, and what to do."""
        self.note(sentence(f"Error: {message}") + (f"\n  → {sentence(hint)}" if hint else ""), "31")

    def note(self, text: str, colour: str) -> None:
        """A line on stderr."""
        text = harmless(text)
        print(f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text, file=sys.stderr, flush=True)  # noqa: T201

    def cancelled(self) -> None:
        """Say that the turn was cancelled before it began."""
        self.note("The turn was cancelled.", "33")

    def begin(self) -> None:
        """The turn begins."""

    def close(self) -> None:
        """The turn is over."""


class TextOutput(Output):
    """Tokens as they come; tools as one-liners on stderr."""

    def __init__(self, *, debug: bool, out: TextIO | None = None) -> None:
        super().__init__(debug=debug)
        self._out = out or sys.stdout
        self._streamed = ""
        self._in_line = False
        self._names: dict[str, str] = {}

    def take(self, event: Event) -> Question | None:
        """Show tokens on stdout, all else on stderr."""
        if isinstance(event, Stream):
            self._stream(event)
        elif isinstance(event, Complete):
            self._complete(event)
        else:
            if isinstance(event, ApprovalRequested):
                self._line_end()
            return super().take(event)
        return None

    def note(self, text: str, colour: str) -> None:
        """A remark on a line of its own, also in the middle of the answer."""
        self._line_end()
        super().note(text, colour)

    def close(self) -> None:
        """End the last line."""
        self._line_end()

    def _stream(self, event: Stream) -> None:
        if event.name == "token":
            self._streamed += event.text
            self._write(event.text)
        elif event.name == "tool_call_start":
            self._names[str(event.data.get("id"))] = str(event.data.get("name"))
            shown = json.dumps(event.data.get("input") or {}, ensure_ascii=False)
            self.note(f"→ {event.data.get('name')} {shown[:PREVIEW]}", "36")
        elif event.name == "tool_call_end" and not event.data.get("success"):
            preview = str(event.data.get("output_preview") or "it failed").partition("\n")[0]
            self.note(
                f"✗ {self._names.get(str(event.data.get('id')), event.data.get('name'))}: {preview[:PREVIEW]}",
                "33",
            )

    def _complete(self, event: Complete) -> None:
        if not self._streamed.rstrip().endswith(event.response.rstrip()):
            self._line_end()
            self._write(event.response)
        self._line_end()
        if event.status in ("cancelled", "denied"):
            self.note(f"The turn was {event.status}.", "33")

    def _write(self, text: str) -> None:
        text = harmless(text) if self._out.isatty() else text
        self._out.write(text)
        self._out.flush()
        self._in_line = not text.endswith("\n") if text else self._in_line

    def _line_end(self) -> None:
        if self._in_line:
            self._write("\n")


class JsonOutput(Output):
    """Nothing on stdout but one JSON object at the end."""

    def take(self, event: Event) -> Question | None:
        """Show how the turn ended; problems on the way go to stderr."""
        if isinstance(event, Complete | Failed):
            _print_json(event.to_json())
            return None
        return super().take(event)

    def cancelled(self) -> None:
        """One object, also for a turn that did not begin."""
        _print_json({"type": "complete", "response": "", "status": "cancelled"})

    def fail(self, message: str, hint: str = "") -> None:
        """The error as an object."""
        _print_json({"type": "error", "message": message, "hint": hint})


class StreamJsonOutput(JsonOutput):
    """Every event as one JSON object a line."""

    def take(self, event: Event) -> Question | None:
        """Show the event as it is."""
        _print_json(event.to_json())
        return (
            _question(event)
            if isinstance(event, ApprovalRequested) and sys.stdin.isatty()
            else None
        )


class JsonTraceOutput(JsonOutput):
    """All events as one JSON array at the end."""

    def __init__(self, *, debug: bool) -> None:
        super().__init__(debug=debug)
        self._events: list[dict[str, Any]] = []

    def take(self, event: Event) -> Question | None:
        """Keep the event; the one that ends the turn ends the array."""
        self._events.append(event.to_json())
        if isinstance(event, Complete | Failed):
            self._end()
        asks = isinstance(event, ApprovalRequested) and sys.stdin.isatty()
        return _question(event) if isinstance(event, ApprovalRequested) and asks else None

    def cancelled(self) -> None:
        """An array, also of a turn that did not begin."""
        self._events.append({"type": "complete", "response": "", "status": "cancelled"})
        self._end()

    def fail(self, message: str, hint: str = "") -> None:
        """The error is the last of the events."""
        self._events.append({"type": "error", "message": message, "hint": hint})
        self._end()

    def _end(self) -> None:
        events, self._events = self._events, []
        _print_json(events)


OUTPUTS = ("text", "json", "json-trace", "stream-json")


def make_output(name: str, *, debug: bool, verbose: bool = False) -> Output:
    """The output of that name, one of OUTPUTS; text on a terminal is Markdown drawn."""
    if name == "text" and sys.stdout.isatty():
        from .screen.screen import Screen

        return Screen(debug=debug, verbose=verbose)
    kinds: dict[str, type[Output]] = {
        "text": TextOutput,
        "json": JsonOutput,
        "json-trace": JsonTraceOutput,
        "stream-json": StreamJsonOutput,
    }
    return kinds[name](debug=debug)


def harmless(text: str) -> str:
    """Text without what would steer a terminal; line ends and tabs stay."""
    return _CONTROL.sub("", text)


def question_text(event: ApprovalRequested) -> str:
    """What the user is asked, on one line of the terminal."""
    request = event.request
    prompt = request.get("prompt") or f"Allow {request.get('tool_name')}: {request.get('action')}?"
    return f"{harmless(str(prompt))} [y]es / [n]o: "


def broken(error: Exception) -> tuple[str, str]:
    """What to say, and what to do, when something broke that the user cannot mend."""
    what = f"the host broke: {type(error).__name__}: {error}"
    return what, "run it again with --debug, and report what it shows"


def _question(event: ApprovalRequested) -> Question:
    def ask(session: Session, loop: asyncio.AbstractEventLoop) -> None:
        with _asking:
            sys.stderr.write(question_text(event))
            sys.stderr.flush()
            # Not through sys.stdin, whose lock a thread that waits here would hold when the host ends.
            answer = os.read(sys.stdin.fileno(), 1024).decode(errors="replace").strip().lower()
        loop.call_soon_threadsafe(
            lambda: session.answer(event.approval_id, approved=answer in ("y", "yes"))
        )

    return ask


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)  # noqa: T201
