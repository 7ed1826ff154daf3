"""The commands of the conversation: a table, a file a group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...errors import HostError
from . import absent, agents, leaving, mounted, sessions, settings
from .row import Row

if TYPE_CHECKING:
    from ..conversation import Conversation

COMMANDS: dict[str, Row] = {
    "help": Row("", "this list", lambda conversation, _: _help(conversation)),
    **agents.COMMANDS,
    **mounted.COMMANDS,
    **sessions.COMMANDS,
    **settings.COMMANDS,
    **absent.COMMANDS,
    **leaving.COMMANDS,
}

KEYS = {
    "@PATH": "in a prompt puts that file before it",
    "TAB": "completes commands and paths",
    "Ctrl-J": "a new line; Alt-Enter too",
    "Ctrl-C": "once: the turn ends when what runs is done; twice: at once",
    "Ctrl-D, exit, quit": "leave",
}


def names() -> dict[str, str]:
    """Command → what it does."""
    return {name: row.what for name, row in COMMANDS.items()}


def arguments(conversation: Conversation, name: str) -> Iterable[str]:
    """What may follow a command."""
    row = COMMANDS.get(name)
    return row.complete(conversation) if row is not None and row.complete is not None else ()


async def obey(conversation: Conversation, typed: str) -> None:
    """Do what `/NAME [ARGUMENT]` says; an error is shown, and the conversation goes on."""
    name, _, argument = typed[1:].partition(" ")
    if name not in COMMANDS:
        conversation.screen.fail(f"there is no command /{name}", "/help lists them")
        return
    try:
        await COMMANDS[name].run(conversation, argument.strip())
    except HostError as error:
        conversation.screen.fail(error.message, error.hint)


async def _help(conversation: Conversation) -> None:
    screen = conversation.screen
    screen.rows((f"/{name} {row.arguments}", row.what) for name, row in COMMANDS.items())
    screen.say()
    screen.rows(KEYS.items())
