"""The command `amplifier-ipc` (host.md §5): which commands there are; each is loaded when it is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from .commands.examples import show_examples
from .commands.exits import CANCELLED, FAILED, USAGE
from .errors import HostError, sentence

# Name → where its command lies, and the line that `--help` shows without loading it.
COMMANDS = {
    "run": ("commands.run:run", "Run a turn of an agent, or talk to it."),
    "session": ("commands.session:session", "List, show, resume, fork, export, delete sessions."),
    "approvals": ("commands.approvals:approvals", "List and revoke remembered answers."),
    "inspect": ("inspect.command:inspect_command", "Talk to one service."),
    "discover": ("commands.registering:discover", "Find definitions in a folder or at an address."),
    "register": ("commands.registering:register", "Register an agent or a behavior."),
    "unregister": ("commands.registering:unregister", "Forget a registered one."),
    "install": ("commands.installing:install", "Build what services need to run."),
    "uninstall": ("commands.installing:uninstall", "Remove what was built."),
    "update": ("commands.installing:update", "Fetch what has changed, and build it anew."),
    "service": ("commands.installing:service", "List services."),
    "agent": ("commands.definitions:agent", "List and show agents."),
    "behavior": ("commands.definitions:behavior", "List and show behaviors."),
    "provider": ("commands.provider:provider", "Choose who answers, and give keys."),
    "routing": ("commands.routing:routing", "Choose how models are chosen by role."),
    "tool": ("commands.tool:tool", "List the tools of an agent, call one by hand."),
    "init": ("commands.init:init", "Begin: an agent, a provider, its key, a model."),
    "notify": ("commands.notify:notify", "Be told when a turn is over."),
    "refresh": ("commands.installing:refresh", "Fetch anew what was registered from elsewhere."),
    "config": ("commands.config:config", "Show and change settings."),
    "allowed-dirs": ("commands.config:allowed_dirs", "Where tools may write: list, add, remove."),
    "denied-dirs": ("commands.config:denied_dirs", "Where tools may not write: list, add, remove."),
    "trace": ("commands.trace:trace", "Show the messages of a traced turn."),
    "new": ("commands.new:new", "Begin a service of your own, in one of four languages."),
    "doctor": ("commands.doctor:doctor", "Look at everything, and say how to mend it."),
    "reset": ("commands.reset:reset", "Remove environments, sessions, the cache and such."),
    "completion": ("commands.completion:completion", "Write a shell's completion script."),
    "version": ("commands.version:version", "Show the version, and the protocol's."),
}


class Commands(click.Group):
    """A group whose commands are imported when they are asked for, so that `--help` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(f".{module}", __package__), name)
        assert isinstance(command, click.Command)
        return show_examples(command, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; for a name that is none, the nearest are told."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show stack traces, and what services write to stderr.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Run AI agents whose parts are processes, in any language."""
    context.obj = debug


def main() -> None:
    """The entry point: an error is one sentence what, and one what to do."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # a terminal that lacks a character is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(standalone_mode=False, prog_name="amplifier-ipc")
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except HostError as error:
        click.echo(f"Error: {sentence(error.message)}", err=True)
        if error.hint:
            click.echo(f"  → {sentence(error.hint)}", err=True)
        sys.exit(FAILED)
    except click.Abort:
        sys.exit(CANCELLED)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except BrokenPipeError:  # whoever read the answer has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except OSError as error:  # a full disk, a terminal that has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: the system refused it: {where}{error.strerror}.", err=True)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(CANCELLED)
