"""The options of `amplifier-ipc inspect`; nothing heavy is imported before they are read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import HostError

if TYPE_CHECKING:
    from ..approvals import Policy
    from .request import Kind, Request
    from .screen import Screen
    from .workbench import Setup

JSON_HELP = "JSON; @FILE reads a file, - standard input"
# Option → the kind of request that it makes.
ACTIONS: tuple[Kind, ...] = (
    "call",
    "emit",
    "complete",
    "read",
    "capability",
    "collect",
    "approve",
    "method",
)


@click.command(
    "inspect",
    context_settings={"allow_interspersed_args": False},
    options_metavar="[OPTIONS] --",
)
@click.option("--call", metavar="NAME", help="Call a tool with --input.")
@click.option("--emit", metavar="EVENT", help="Emit an event with --data to its hooks.")
@click.option("--hook", metavar="NAME", help="To this hook alone.")
@click.option("--complete", metavar="TEXT", help="Let its provider answer a text.")
@click.option("--read", metavar="PATH", help="Read one of its files of content.")
@click.option("--capability", metavar="NAME", help="Call a capability with --input.")
@click.option("--collect", metavar="CHANNEL", help="Ask what it contributes to a channel.")
@click.option("--approve", metavar="JSON", help="Ask its approval provider; an ApprovalRequest.")
@click.option("--method", metavar="METHOD", help="Send any method with --params.")
@click.option("--input", "input_", metavar="JSON", help=f"Of a tool or capability: {JSON_HELP}.")
@click.option("--data", metavar="JSON", help="Of an event.")
@click.option("--params", metavar="JSON", help="Of a method.")
@click.option("--config", metavar="JSON", help="Settings by component, sent before anything else.")
@click.option(
    "--session-cwd",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where the service works (default: here).",
)
@click.option(
    "--env",
    multiple=True,
    metavar="NAME[=VALUE]",
    help="Hand on a variable; a service gets few of yours.",
)
@click.option("--yes", is_flag=True, help="Approve whatever the service wants approved.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="For each answer (default: 10 to start, none for a call).",
)
@click.option("--trace", is_flag=True, help="Show the raw lines both ways, with their time.")
@click.option("--json", "raw", is_flag=True, help="The answer as it came, as one JSON value.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def inspect_command(command: tuple[str, ...], raw: bool, trace: bool, **options: Any) -> None:
    """Start one service alone: see what it offers, call it, watch it.

    COMMAND is how the service is started, or the URL of one that runs over HTTP. Without an action it is described;
    on a terminal a prompt follows. Each action starts a fresh process, so that an edit of the service answers at once.

    \b
      amplifier-ipc inspect -- ./my-tool
      amplifier-ipc inspect --call word_count --input '{"text": "a b"}' -- ./my-tool
      amplifier-ipc inspect --emit tool:pre --data @event.json -- python hooks.py
      amplifier-ipc inspect http://127.0.0.1:8080

    Exit codes: 0 done, 1 it failed or something must be mended, 2 usage, 130 cancelled.
    """
    from ..output import broken
    from .screen import Screen

    try:
        request = _request(options)
        setup = _setup(list(command), options)
    except HostError as error:
        hint = f"; {error.hint}" if error.hint else ""
        raise click.UsageError(error.message + hint) from error
    screen = Screen(raw=raw)
    setup.show_line = screen.line if trace else None
    interactive = request is None and not raw and sys.stdin.isatty() and sys.stdout.isatty()
    try:
        code = _run(setup, screen, request, interactive=interactive)
    except Exception as error:
        if click.get_current_context().obj or isinstance(error, OSError):
            raise
        screen.fail(*broken(error))
        code = 1
    sys.exit(code)


def _run(setup: Setup, screen: Screen, request: Request | None, *, interactive: bool) -> int:
    from .run import DONE, Runner
    from .workbench import Drawer

    with Drawer() as drawer:
        runner = Runner(setup, screen, drawer)
        code = runner.run(request)
        if not interactive:
            return code
        from .prompt import Prompt

        Prompt(runner).run()
        return DONE


def _request(options: dict[str, Any]) -> Request | None:
    """The one action that was asked for, its JSON read; raises HostError and UsageError."""
    from .request import Request, read_object

    asked = [kind for kind in ACTIONS if options[kind] is not None]
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]}: one action at a time")
    kind = asked[0] if asked else None
    values = {"call": "input_", "capability": "input_", "emit": "data", "method": "params"}
    for name in ("input_", "data", "params"):
        if options[name] is not None and (kind is None or values.get(kind) != name):
            takers = " or ".join(f"--{taker}" for taker, value in values.items() if value == name)
            raise click.UsageError(f"--{name.rstrip('_')} goes with {takers}")
    if options["hook"] is not None and kind != "emit":
        raise click.UsageError("--hook goes with --emit")
    if kind is None:
        return None
    if kind == "approve":
        return Request("approve", "", read_object(options["approve"], "--approve"))
    value = values.get(kind)
    given = options[value] if value else None
    body = read_object(given, f"--{value.rstrip('_')}") if value and given is not None else {}
    # What is no UTF-8 on the command line cannot be sent.
    name = str(options[kind]).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Request(kind, name, body, options["hook"])


def _setup(command: list[str], options: dict[str, Any]) -> Setup:
    from .request import read_object
    from .workbench import Setup

    config = options["config"]
    named = [pair.split("=", 1) for pair in options["env"]]
    for name in (pair[0] for pair in named if len(pair) == 1):
        if name not in os.environ:
            raise HostError(
                f"--env {name}: that variable is not set", f"give it: --env {name}=VALUE"
            )
    policy: Policy = "auto" if options["yes"] else "ask" if sys.stdin.isatty() else "deny"
    return Setup(
        command=command,
        cwd=(options["session_cwd"] or Path.cwd()).resolve(),
        env={pair[0]: pair[1] for pair in named if len(pair) == 2},
        env_names=[pair[0] for pair in named if len(pair) == 1],
        config=None if config is None else read_object(config, "--config"),
        policy=policy,
        limit=options["timeout"],
    )
