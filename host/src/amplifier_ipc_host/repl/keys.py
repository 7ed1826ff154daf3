"""The terminal while a turn runs: nothing is echoed, single keys answer questions, Ctrl-C stays a signal."""

from __future__ import annotations

import asyncio
import os
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_INPUT, _LOCAL, _KEYS = 0, 3, 6  # places in what tcgetattr gives
_NO_KEY = b"\0"


@contextmanager
def quiet(fd: int) -> Iterator[None]:
    """No echo and no lines, until it is left. What is typed ahead waits for the next prompt."""
    try:
        before, now = termios.tcgetattr(fd), termios.tcgetattr(fd)
    except termios.error:  # the terminal has gone; who reads from it next will say so
        yield
        return
    now[_LOCAL] &= ~(termios.ECHO | termios.ICANON)
    now[_INPUT] &= ~termios.ICRNL  # Enter is to stay Enter for the prompt that reads it
    now[_KEYS][termios.VSUSP] = _NO_KEY  # Ctrl-Z would leave the shell without a cursor
    termios.tcsetattr(fd, termios.TCSANOW, now)
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(fd, termios.TCSANOW, before)


def forget_typed(fd: int) -> None:
    """Throw away what was typed before a question was there: it is no answer to it."""
    with suppress(termios.error):
        termios.tcflush(fd, termios.TCIFLUSH)


async def one_of(fd: int, keys: str) -> str:
    """Wait for one of these keys; the first of them when the terminal has gone."""
    loop = asyncio.get_running_loop()
    pressed: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        try:
            data = os.read(fd, 1024)
        except OSError:
            data = b""
        # An arrow key is several bytes, letters among them.
        text = data.decode(errors="replace").strip().lower()
        answer = text if len(text) == 1 and text in keys else keys[0] if not data else ""
        if answer and not pressed.done():
            pressed.set_result(answer)

    loop.add_reader(fd, read)
    try:
        return await pressed
    finally:
        loop.remove_reader(fd)
