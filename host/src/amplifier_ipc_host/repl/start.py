"""From the command line into the conversation, and out of it."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

import click

from ..commands.exits import CANCELLED, DONE, FAILED
from ..errors import HostError
from ..output import broken
from ..prompt.workspace import root_of
from ..store import home
from .completing import ReplCompleter
from .conversation import Conversation
from .prompt import make_prompt, open_history
from .screen import DIM, ReplOutput
from .slash import arguments, names, obey
from .status import slug

if TYPE_CHECKING:
    from ..opening import Wishes

LEAVING = ("exit", "quit")


def talk(wishes: Wishes, *, timeout: float | None, debug: bool) -> int:
    """Hold a conversation until the user leaves; the exit code. `timeout`: of each turn, in seconds."""
    screen = ReplOutput(debug=debug)
    try:
        return asyncio.run(_talk(Conversation(wishes, screen, timeout)))
    except HostError as error:
        if debug:
            raise
        screen.fail(error.message, error.hint)
    except (click.ClickException, OSError):  # wrong usage; a terminal that has gone
        raise
    except Exception as error:
        if debug:
            raise
        screen.fail(*broken(error))
    return FAILED


async def _talk(conversation: Conversation) -> int:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    try:
        await conversation.open()
    except asyncio.CancelledError:
        return CANCELLED
    try:
        await _converse(conversation)
    except asyncio.CancelledError:
        return CANCELLED
    finally:
        await _leave(conversation)
    return DONE


async def _converse(conversation: Conversation) -> None:
    screen = conversation.screen
    project = root_of(conversation.session.cwd)
    history = open_history(home() / "projects" / slug(project))
    completer = ReplCompleter(
        names(), lambda name: arguments(conversation, name), conversation.session.cwd
    )
    prompt = make_prompt(history, completer, conversation.status)
    screen.note("/help lists the commands · Ctrl-J is a new line · Ctrl-D leaves", DIM)
    while not conversation.over:
        typed = await conversation.read(prompt)
        if typed is None:
            continue
        if typed in LEAVING:
            return
        if typed.startswith("/"):
            await obey(conversation, typed)
        else:
            await conversation.turn(typed)


async def _leave(conversation: Conversation) -> None:
    session = conversation.session
    said = conversation.said()
    await conversation.close()
    conversation.screen.close()
    if said and not sys.stdout.closed:
        conversation.screen.say(f"To go on: amplifier-ipc session resume {session.session_id}")
