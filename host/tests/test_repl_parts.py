"""The parts of the conversation that need no whole terminal: keys, completion, short numbers."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import termios
from pathlib import Path

from amplifier_ipc_host.repl.completing import ReplCompleter
from amplifier_ipc_host.repl.keys import forget_typed, one_of, quiet
from amplifier_ipc_host.screen.status import duration, model_of, short, slug, status_line
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document


async def test_what_was_typed_before_a_question_is_forgotten():
    ours, theirs = pty.openpty()
    with quiet(theirs):
        os.write(ours, b"y")
        await until(theirs, something=True)
        forget_typed(theirs)
        assert not there(theirs)
    os.close(ours)
    os.close(theirs)


async def test_a_single_key_answers_and_an_arrow_does_not():
    theirs, ours = os.pipe()
    answer = asyncio.ensure_future(one_of(theirs, "nya"))
    os.write(ours, b"\x1b[A")
    await until(theirs, something=False)
    assert not answer.done()
    os.write(ours, b"Y")
    assert await answer == "y"
    os.close(ours)
    os.close(theirs)


async def test_a_terminal_that_goes_is_a_no():
    theirs, ours = os.pipe()
    answer = asyncio.ensure_future(one_of(theirs, "nya"))
    os.close(ours)
    assert await answer == "n"
    os.close(theirs)


def test_a_terminal_that_goes_while_a_turn_runs_is_no_error():
    ours, theirs = pty.openpty()
    with quiet(theirs):
        os.close(ours)
        forget_typed(theirs)
    with quiet(theirs):
        pass
    os.close(theirs)


def test_a_terminal_is_as_it_was_when_a_turn_is_over():
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    with quiet(theirs):
        now = termios.tcgetattr(theirs)
        assert not now[3] & (termios.ECHO | termios.ICANON)
        assert now[3] & termios.ISIG, "Ctrl-C stays a signal"
        assert now[6][termios.VSUSP] == b"\0"
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


def there(fd: int) -> bool:
    """Whether there is something to read."""
    return any(fcntl.ioctl(fd, termios.FIONREAD, b"\0" * 4))


async def until(fd: int, *, something: bool) -> None:
    """Wait until there is something to read, or nothing left."""
    # The kernel tells nobody that it has been read.
    while there(fd) is not something:  # noqa: ASYNC110
        await asyncio.sleep(0)


def completed(completer: ReplCompleter, typed: str) -> list[str]:
    found = completer.get_completions(Document(typed), CompleteEvent())
    return [completion.text for completion in found]


def test_completion_of_commands_arguments_and_paths(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "deep.md").write_text("")
    (tmp_path / "sun.md").write_text("")
    (tmp_path / ".hidden").write_text("")
    names = {"agent": "one", "agents": "all"}
    completer = ReplCompleter(names, lambda name: ["words", "other"] * (name == "agent"), tmp_path)
    assert completed(completer, "/ag") == ["agent", "agents"]
    assert completed(completer, "/agent w") == ["words"]
    assert completed(completer, "/agents w") == []
    assert completed(completer, "see @su") == ["sub/", "sun.md"]
    assert completed(completer, "see @sub/") == ["deep.md"]
    assert completed(completer, f"see @{tmp_path}/sun") == ["sun.md"]
    assert completed(completer, "see @") == ["sub/", "sun.md"]
    assert completed(completer, "see @.h") == [".hidden"]
    for typed in ("me@su", "hello", "see @nowhere/x", "see @~nobody-here/x", "a\n/ag"):
        assert completed(completer, typed) == [], typed


def test_numbers_are_short():
    assert [short(n) for n in (0, 999, 1000, 12_345, 3_400_000)] == [
        "0",
        "999",
        "1.0k",
        "12.3k",
        "3.4M",
    ]
    assert [duration(s) for s in (0.012, 3.42, 125.0)] == ["12 ms", "3.4 s", "2 min 5 s"]
    assert slug(Path("/home/me/my work")) == "home-me-my-work"
    assert status_line("a", "p/m", "id", {}) == "a · p/m · 0 in, 0 out · id"


def test_the_model_is_the_one_that_answered():
    answered = [{"role": "assistant", "metadata": {"provider": "p", "model": "m1"}}]
    assert model_of("p", None, answered) == "p/m1"
    assert model_of("p", "m2", answered) == "p/m2"
    assert model_of("p", None, [{"role": "assistant", "content": "x"}]) == "p"
