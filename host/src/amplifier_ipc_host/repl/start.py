"""From the command line into the conversation, and out of it."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

import click

from ..commands.exits import CANCELLED, DONE, FAILED, STATUS_CODES
from ..errors import HostError
from ..output import broken
from ..prompt.workspace import root_of
from ..screen.look import DIM
from ..screen.screen import Screen
from ..screen.status import slug
from ..store import home
from .completing import ReplCompleter
from .conversation import Conversation
from .keys import quiet
from .prompt import make_prompt, open_history
from .slash import arguments, names, obey

if TYPE_CHECKING:
    from ..opening import Wishes

LEAVING = ("exit", "quit")


def talk(
    wishes: Wishes, prompt: str | None = None, *, timeout: float | None, verbose: bool, debug: bool
) -> int:
    """Hold a conversation until the user leaves, or run one turn with `prompt`; the exit code.

    `timeout`: of each turn, in seconds.
    """
    screen = Screen(debug=debug, verbose=verbose)
    conversation = Conversation(wishes, screen, timeout, talks=prompt is None)
    screen.footer = conversation.status
    try:
        with quiet(sys.stdin.fileno()):  # what is typed ahead waits for the prompt
            return asyncio.run(_talk(conversation, prompt))
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


async def _talk(conversation: Conversation, prompt: str | None) -> int:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    try:
        await conversation.open()
    except asyncio.CancelledError:
        return CANCELLED
    try:
        if prompt is not None:
            return STATUS_CODES.get(await conversation.turn(prompt), FAILED)
        await _converse(conversation)
    except asyncio.CancelledError:
        return CANCELLED
    finally:
        await _leave(conversation, talked=prompt is None)
    return DONE


async def _converse(conversation: Conversation) -> None:
    screen = conversation.screen
    project = root_of(conversation.session.cwd)
    history = open_history(home() / "projects" / slug(project))
    completer = ReplCompleter(
        names(), lambda name: arguments(conversation, name), conversation.session.cwd
    )
    prompt = make_prompt(history, completer, conversation.status)
    conversation.greet()
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
        screen.say()


async def _leave(conversation: Conversation, *, talked: bool) -> None:
    session, folder = conversation.session, conversation.session.folder
    said = conversation.said()
    await conversation.close()
    conversation.screen.close()
    if sys.stdout.closed:
        return
    if said and talked:
        conversation.screen.say(f"To go on: amplifier-ipc session resume {session.session_id}")
    if conversation.wishes.trace and folder is not None:
        conversation.screen.note(f"Trace: {folder / 'trace.jsonl'}", DIM)
