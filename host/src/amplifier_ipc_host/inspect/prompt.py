"""The prompt of `amplifier-ipc inspect`: a service to talk to, whose edits answer at once."""

from __future__ import annotations

import json
import os
import readline
import signal
import sys
from typing import Any

from amplifier_ipc._generated.events import EVENTS
from amplifier_ipc._generated.methods import METHODS

from .. import describe
from ..errors import HostError
from .request import Kind, Request, offered_names, read_object, read_typed
from .run import Runner
from .screen import DIM

Json = dict[str, Any]
# Command → what is typed behind it, and what it does.
COMMANDS = {
    "describe": ("", "what the service offers"),
    "call": ("TOOL [INPUT]", "call a tool"),
    "emit": ("EVENT [DATA]", "emit an event to its hooks"),
    "complete": ("TEXT", "let its provider answer"),
    "read": ("PATH", "read a file of its content"),
    "capability": ("NAME [INPUT]", "call a capability"),
    "collect": ("CHANNEL", "what it contributes to a channel"),
    "approve": ("REQUEST", "ask its approval provider"),
    "method": ("METHOD [PARAMS]", "send any method"),
    "config": ("[SETTINGS]", "use these settings from now on; without any: show them"),
    "reload": ("", "start it again and look for what is wrong"),
    "help": ("", "this list"),
    "quit": ("", "leave (or Ctrl-D)"),
}
# Those whose name is all that follows, spaces and all.
WHOLE = ("complete", "read", "collect")
HELP_END = """
INPUT, DATA, PARAMS, REQUEST and SETTINGS are JSON, @FILE, or key=value pairs: call word_count text="a b" unique=true
Every action starts the service anew: edit it, (build it,) ask again. TAB completes names."""


class Prompt:
    """Reads lines until the end of the input; each is one command, and none ends the prompt but `quit`."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._screen = runner.screen
        self._found: list[str] = []

    def run(self) -> None:
        """Until `quit` or Ctrl-D."""
        readline.set_completer(self._complete)
        readline.set_completer_delims(" \t\n")
        readline.parse_and_bind("tab: complete")
        self._screen.note("\nhelp lists the commands, TAB completes, Ctrl-D leaves.", DIM)
        while True:
            for number in (signal.SIGHUP, signal.SIGTERM):  # an action has handlers of its own
                signal.signal(number, _leave)
            try:
                line = input(self._mark()).strip()
            except EOFError:
                print(file=sys.stderr)  # noqa: T201
                return
            except KeyboardInterrupt:  # a line that was not meant
                print(file=sys.stderr)  # noqa: T201
                continue
            if line in ("quit", "exit"):
                return
            try:
                self._obey(line)
            except HostError as error:
                self._screen.fail(error.message, error.hint)

    def _mark(self) -> str:
        """The prompt; what does not count as width stands between \\x01 and \\x02."""
        name = self._runner.answer.get("name") or self._runner.setup.name
        plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR")
        return f"{name}> " if plain else f"\x01\x1b[36m\x02{name}>\x01\x1b[0m\x02 "

    def _obey(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        rest = rest.strip()
        if not command:
            return
        if command == "help":
            self._help()
        elif command == "describe":
            self._runner.run(None)
        elif command == "reload":
            if self._runner.run(None, quiet=True) == 0:
                self._screen.note("It answers, and nothing is wrong with what it offers.", DIM)
        elif command == "config":
            self._config(rest)
        elif command in COMMANDS:
            self._runner.run(self._request(command, rest))
        else:
            raise HostError(f"there is no command '{command}'", f"try: {', '.join(COMMANDS)}")

    def _request(self, command: str, rest: str) -> Request:
        kind: Kind = command  # type: ignore[assignment] # the commands left are the kinds of request
        if kind == "approve":
            return Request(kind, "", read_typed(rest, "the request"))
        name, _, value = (rest, "", "") if kind in WHOLE else rest.partition(" ")
        if not name:
            known = offered_names(self._runner.answer, kind)
            among = f": {', '.join(known)}" if known else ""
            raise HostError(f"{command} needs {COMMANDS[command][0].split()[0]}{among}")
        body = read_typed(value.strip(), "what follows the name", self._schema(kind, name))
        return Request(kind, name, body)

    def _config(self, rest: str) -> None:
        """Settings that the service refuses are not kept."""
        setup = self._runner.setup
        if not rest:
            self._screen.print(json.dumps(setup.config or {}, ensure_ascii=False))
            return
        before, setup.config = setup.config, read_object(rest, "the configuration")
        if self._runner.run(None, quiet=True) == 0:
            self._screen.note("It took the configuration.", DIM)
        else:
            setup.config = before

    def _help(self) -> None:
        for command, (arguments, what) in COMMANDS.items():
            self._screen.print(f"  {f'{command} {arguments}':<28} {what}")
        self._screen.print(HELP_END)

    def _schema(self, kind: str, name: str) -> Any:
        """The schema of what follows a name."""
        component = {"call": "tools", "capability": "exports"}.get(kind, "")
        for offer in describe.offered(describe.without_aliases(self._runner.answer), component):
            if offer["name"] == name:
                return offer.get("input_schema")
        return None

    # ---- completion -------------------------------------------------------------------------------------------

    def _complete(self, text: str, state: int) -> str | None:
        """Give readline its candidates, one a call."""
        if state == 0:
            before = readline.get_line_buffer()[: readline.get_begidx()].split()
            self._found = [name for name in self._candidates(before) if name.startswith(text)]
        return self._found[state] if state < len(self._found) else None

    def _candidates(self, before: list[str]) -> list[str]:
        """What may stand behind these words; a space follows what is complete."""
        answer = self._runner.answer
        if not before:
            return [f"{command} " for command in COMMANDS]
        kind: Any = before[0]
        if len(before) > 1:
            schema = self._schema(kind, before[1]) or {}
            return [f"{name}=" for name in schema.get("properties") or {}]
        if kind == "emit":
            heard = offered_names(answer, "emit")
            exact = [event for event in heard if not event.endswith("*")]
            stems = [event[:-1] for event in heard if event.endswith("*")]
            known = [event for event in EVENTS if event.startswith(tuple(stems))]
            return [f"{event} " for event in dict.fromkeys([*exact, *known])]
        if kind == "method":
            return [
                f"{name} " for name, row in METHODS.items() if row.direction != "service_to_host"
            ]
        return [f"{name} " for name in offered_names(answer, kind)]


def _leave(number: int, _: object) -> None:
    """End as asked, and clear away what would be left behind."""
    sys.exit(128 + number)
