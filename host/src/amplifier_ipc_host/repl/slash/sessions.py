"""/sessions, /clear, /save, /rename, /fork, /trace: this session and the others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import HostError, SessionError
from ...export import as_markdown
from ...session import new_id
from ...sessions import known
from .row import Row

if TYPE_CHECKING:
    from ..conversation import Conversation

SHOWN = 20


async def _sessions(conversation: Conversation, _: str) -> None:
    here = str(conversation.session.cwd)
    own = [each for each in known() if not each.is_child and each.metadata.get("cwd") == here]
    for each in own[:SHOWN]:
        mark = "*" if each.id == conversation.session.session_id else " "
        conversation.screen.say(f"{mark} {each.id}  {each.turns:>3} turns  {each.name}".rstrip())


async def _clear(conversation: Conversation, _: str) -> None:
    old = conversation.session
    await conversation.open(session_id=new_id())
    await old.close()
    conversation.screen.say(f"A new session; the other is kept: /sessions, {old.session_id}.")


async def _save(conversation: Conversation, name: str) -> None:
    session, store = conversation.session, conversation.stage.store
    text = as_markdown(session.session_id, store.metadata, store.messages)
    file = _written(session.cwd, name or f"{session.session_id}.md", text)
    conversation.screen.say(f"Saved as {file}.")


def _written(folder: Path, name: str, text: str) -> Path:
    """A new file. Raises HostError, also when there is one already."""
    file = folder / os.path.expanduser(name)
    try:
        with file.open("x", encoding="utf-8", errors="replace") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise HostError(f"{file} is there already", "name another file") from error
    except OSError as error:
        raise HostError(f"{file} cannot be written: {error.strerror}", "name another") from error
    return file


async def _rename(conversation: Conversation, name: str) -> None:
    if not name:
        raise SessionError("/rename needs a name", "/rename NAME")
    conversation.stage.store.set_metadata(name=name)
    conversation.screen.say(f"The session is called {name}.")


async def _fork(conversation: Conversation, turn: str) -> None:
    if turn and not turn.isdecimal():
        raise SessionError(
            f"'{turn}' is no turn", "/fork, or /fork 3 for what was said up to turn 3"
        )
    old = conversation.session
    await conversation.switch(await old.fork(int(turn) if turn else None))
    conversation.screen.say(
        f"This is now {conversation.session.session_id}; {old.session_id} stays as it is."
    )


async def _trace(conversation: Conversation, _: str) -> None:
    if not conversation.wishes.trace:
        await conversation.reopen(trace=True)
        folder = conversation.session.folder
        conversation.screen.say(f"Written from now on: {folder and folder / 'trace.jsonl'}")
        return
    from ...commands.tables import console
    from ...trace.records import read
    from ...trace.terminal import show, summary
    from ...trace.waterfall import turns

    folder = conversation.stage.store.folder
    found = [turn for turn in turns(read(folder / "trace.jsonl").records) if turn.rows]
    if not found:
        raise SessionError("no turn has been traced yet", "send a prompt first")
    conversation.screen.say(f"The last turn: {summary(found[-1])}.")
    show(console(), found[-1], found[-1].rows)


COMMANDS = {
    "sessions": Row("", "the sessions of this folder", _sessions),
    "clear": Row("", "begin anew, in a new session", _clear),
    "save": Row("[FILE]", "write the conversation as Markdown", _save),
    "rename": Row("NAME", "give the session a name", _rename),
    "fork": Row("[TURN]", "go on in a copy, of all turns or the first ones", _fork),
    "trace": Row("", "who asked whom in the last turn; the first time, trace from now on", _trace),
}
