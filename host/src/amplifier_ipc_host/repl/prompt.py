"""The prompt: Enter sends, Ctrl-J is a new line, Ctrl-C empties it or asks to leave."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session, get_app
from prompt_toolkit.completion import Completer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import DummyOutput, create_output
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import is_dumb_terminal

from ..files import make_private
from .completing import MENTION

_STYLE = Style.from_dict(
    {
        "bottom-toolbar": "noreverse ansibrightblack",
        "prompt": "bold",
        "continuation": "ansibrightblack",
        "completion-menu": "bg:default",
        "completion-menu.completion": "bg:default fg:default",
        "completion-menu.completion.current": "bg:default fg:ansicyan bold noreverse",
        "completion-menu.meta.completion": "bg:default ansibrightblack",
        "completion-menu.meta.completion.current": "bg:default ansicyan",
        "scrollbar.background": "bg:default",
        "scrollbar.button": "bg:ansibrightblack",
    }
)


def make_prompt(
    history: History, completer: Completer, toolbar: Callable[[], str]
) -> PromptSession[str]:
    """The prompt of a conversation. Ctrl-C without text raises KeyboardInterrupt, Ctrl-D EOFError."""
    made = partial(
        PromptSession[str],
        history=history,
        completer=completer,
        complete_while_typing=Condition(_completes),  # else rows are kept free for a menu
        key_bindings=_keys(),
        multiline=True,
        prompt_continuation=_continued,
        bottom_toolbar=toolbar,
        reserve_space_for_menu=6,
        style=_STYLE,
    )
    if not is_dumb_terminal():
        return made()
    with create_app_session(output=DummyOutput()):  # even its making moves the cursor
        prompt = made()
    prompt.app.output = create_output()
    return prompt


def _completes() -> bool:
    """Whether a command or a path is being typed."""
    before = get_app().current_buffer.document.text_before_cursor
    return before.startswith("/") or bool(MENTION.search(before))


def _continued(width: int, _: int, wrapped: int) -> StyleAndTextTuples:
    """What stands before a line that is not the first: a sign if it was typed as one."""
    return [("class:continuation", " " * width if wrapped else "·".rjust(width - 1) + " ")]


def open_history(folder: Path) -> History:
    """The history of a project; only in memory where the disk refuses."""
    file = folder / "repl_history"
    try:
        make_private(folder)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("c-j")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-c")
    def _(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    return keys
