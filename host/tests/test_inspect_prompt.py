"""The prompt of `amplifier-ipc inspect`, typed at in a pseudo terminal; each step waits for what must be seen."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
SERVICES = Path(__file__).parent / "services"
LIMIT = 60.0
MARK = "sample>"


class Terminal:
    """A terminal with the command in it."""

    def __init__(self, *command: str, **env: str) -> None:
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm", "INPUTRC": "/dev/null", **env})
            os.execv(str(COMMAND), [str(COMMAND), "inspect", *command])

    def until(self, text: str) -> str:
        """Read until this stands on the screen; what came before it."""
        while text not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], LIMIT)
            assert ready, f"{text!r} did not come, but: {self.seen!r}"
            try:
                piece = os.read(self.fd, 65536)
            except OSError:  # the other end has closed
                piece = b""
            assert piece, f"it ended before {text!r}: {self.seen!r}"
            self.seen += piece.decode(errors="replace")
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text: str) -> None:
        with contextlib.suppress(OSError):  # it may have ended already
            os.write(self.fd, text.encode())

    def ask(self, line: str) -> str:
        """Type a line and wait for the next prompt; what was said in between."""
        self.type(line + "\n")
        return self.until(MARK)

    def end(self) -> int:
        """The exit code, after the end of the input."""
        self.type("\x04")
        return self.wait()

    def wait(self) -> int:
        """The exit code, after whatever ended it; what it still says is read."""
        try:
            while piece := os.read(self.fd, 65536):
                self.seen += piece.decode(errors="replace")
        except OSError:  # the other end has closed
            pass
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    terminal = Terminal("--", sys.executable, str(SERVICES / "sample.py"), NO_COLOR="1")
    yield terminal
    terminal.close()


def test_it_describes_and_then_waits_for_commands(terminal):
    described = terminal.until(MARK)
    assert "word_count(text: string, unique?: boolean = false) -> integer" in described
    assert "\x1b[2m" not in described, "NO_COLOR"
    assert "3" in terminal.ask('call word_count {"text": "a b c"}').splitlines()
    assert "2" in terminal.ask('call word_count text="a b b" unique=true').splitlines()
    assert "1" in terminal.ask("call word_count text=5").splitlines(), "a string stays one"
    assert "deny: rm -rf is not allowed" in terminal.ask('emit tool:pre tool_input="rm -rf /"')
    assert "pretty polly" in terminal.ask("complete pretty polly")
    assert "Hello." in terminal.ask("read hello.md")
    assert "all is well" in terminal.ask("collect news")
    assert '"count": 1' in terminal.ask("capability words.count text=a")
    assert '"messages": []' in terminal.ask("method context.get_messages")
    assert '"approved": true' in terminal.ask(
        "approve tool_name=a action=b details={} risk_level=low"
    )
    assert "TAB completes" in terminal.ask("help")
    assert terminal.end() == 0


def test_mistakes_are_one_sentence_and_the_prompt_stays(terminal):
    terminal.until(MARK)
    for line, sentence in (
        ("cal word_count", "Error: there is no command 'cal'."),
        ("call", "Error: call needs TOOL: word_count, slow"),
        ("call word_count {", "Error: what follows the name is not JSON"),
        ("call word_count text=a b", "Error: 'b' is no key=value."),
        ('call word_count text="a', "Error: what follows the name cannot be read"),
        ("call wort_count text=a", "did you mean 'word_count'?"),
        ("call dies", "Error: the service ended with exit code 7 before it answered."),
        ("call slow a=NaN", "done"),
        ("config 3", "Error: the configuration must be a JSON object."),
    ):
        said = terminal.ask(line)
        assert sentence in said
        assert "Traceback" not in said
    assert "1" in terminal.ask("call word_count text=a").splitlines()


def test_settings_hold_until_others_are_given_and_refused_ones_do_not(terminal):
    terminal.until(MARK)
    terminal.ask('config {"word_count": {"least": 2}}')
    assert "must be an integer" in terminal.ask('config {"word_count": {"least": "x"}}')
    assert '{"word_count": {"least": 2}}' in terminal.ask("config")
    assert '"least": 2' in terminal.ask("call surroundings")


def test_state_lasts_over_actions(terminal):
    terminal.until(MARK)
    terminal.ask('call asks {"method": "state.set", "params": {"key": "a.b", "value": 41}}')
    assert '"value": 41' in terminal.ask(
        'call asks {"method": "state.get", "params": {"key": "a.b"}}'
    )


def test_tab_completes_commands_names_and_parameters(terminal):
    terminal.until(MARK)
    terminal.type("cal\tword\tte\t")
    terminal.until("call word_count text=")
    assert "2" in terminal.ask('"a b"').splitlines()


def test_an_edit_answers_at_the_next_action(tmp_path):
    source = (SERVICES / "sample.py").read_text()
    (tmp_path / "plain.py").write_text((SERVICES / "plain.py").read_text())
    service = tmp_path / "sample.py"
    service.write_text(source)
    terminal = Terminal("--", sys.executable, "-B", str(service))
    try:
        terminal.until(MARK)
        assert "1\r\n" in terminal.ask("call word_count text=a")
        service.write_text(source.replace('"output": len(', '"output": 41 + len('))
        assert "42\r\n" in terminal.ask("call word_count text=a")
        service.write_text("syntax error")
        said = terminal.ask("reload")
        assert "SyntaxError" in said, "its own words are shown"
        assert "before it answered describe" in said
        service.write_text(source)
        assert "nothing is wrong" in terminal.ask("reload")
    finally:
        terminal.close()


def test_approvals_are_asked_at_the_terminal():
    terminal = Terminal("--", sys.executable, str(SERVICES / "sample.py"), "approval")
    question = '{"tool_name": "bash", "action": "run ls", "details": {}, "risk_level": "high"}'
    try:
        terminal.until(MARK)
        for answer, approved in (("y", "true"), ("n", "false")):
            terminal.type(f'call asks {{"method": "request.approval", "params": {question}}}\n')
            terminal.until("Allow bash: run ls? [y]es / [n]o: ")
            assert f'"approved": {approved}' in terminal.ask(answer)
    finally:
        terminal.close()


def test_ctrl_c_leaves_the_action_and_not_the_prompt(terminal):
    terminal.until(MARK)
    terminal.type("call waits\n")
    terminal.until("waiting")
    terminal.type("\x03")
    assert "stopped" in terminal.until(MARK)
    # A signal that comes just before readline waits for a key is taken with the next key.
    terminal.type("call word_count te\x03\nquit\n")
    assert terminal.wait() == 0
    assert "Error" not in terminal.seen


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("during", ["", "call waits"])
def test_whatever_ends_it_leaves_no_folder_behind(tmp_path, number, during):
    terminal = Terminal("--", sys.executable, str(SERVICES / "sample.py"), TMPDIR=str(tmp_path))
    try:
        terminal.until(MARK)
        (folder,) = tmp_path.iterdir()
        assert folder.name.startswith("amplifier-inspect-")
        if during:
            terminal.type(during + "\n")
            terminal.until("waiting")
        os.kill(terminal.pid, number)
        if during:
            terminal.until(MARK)
            os.kill(terminal.pid, number)
        terminal.type(
            "\n"
        )  # a signal just before readline waits for a key is taken with the next key
        assert terminal.wait() == 128 + number
        assert not list(tmp_path.iterdir())
    finally:
        terminal.close()
