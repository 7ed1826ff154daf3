"""`amplifier-ipc notify`, and what is sent when a turn is over: by a desktop and a server that stand in for them."""

from __future__ import annotations

import json
import stat
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread

import pexpect
import pytest
from amplifier_ipc_host.notifications import Ended, Note, desktop_note, due, ntfy_note, usable
from amplifier_ipc_host.settings import Settings

DONE, FAILED, USAGE = 0, 1, 2
COMMAND = Path(sys.executable).with_name("amplifier-ipc")


# ---- pure -------------------------------------------------------------------------------------------------------


def ended(status="completed", text="Nine files.", seconds=75.0) -> Ended:
    return Ended(status, text, "helper", Path("/work/shop"), seconds)


def test_the_desktop_names_agent_and_project_and_shows_the_beginning_of_the_answer():
    assert desktop_note(ended(), {}, "box") == Note("helper is done in shop", "Nine files.")


@pytest.mark.parametrize(
    ("settings", "note"),
    [
        ({"show_device": True}, Note("helper is done in shop on box", "Nine files.")),
        ({"show_project": False}, Note("helper is done", "Nine files.")),
        ({"show_preview": False}, Note("helper is done in shop", "after 1 min 15 s")),
        ({"preview_length": 5}, Note("helper is done in shop", "Nine…")),
        ({"preview_length": 0}, Note("helper is done in shop", "after 1 min 15 s")),
    ],
)
def test_each_setting_of_the_desktop_has_its_effect(settings, note):
    assert desktop_note(ended(), settings, "box") == note


def test_a_preview_has_a_hundred_characters_on_one_line():
    note = desktop_note(ended(text="a\n" * 200), {}, "box")
    assert (len(note.body), note.body[-1], "\n" in note.body) == (100, "…", False)


def test_ntfy_is_told_nothing_of_the_conversation():
    note = ntfy_note(ended("failed", "the secret"))
    assert note.body == "helper failed after 1 min 15 s"
    assert "secret" not in note.title + note.body


def test_short_turns_are_not_told_of():
    assert not due(Settings({}), 19.9)
    assert due(Settings({}), 20.0)
    assert due(Settings({"notifications": {"min_seconds": 0}}), 0.0)


@pytest.mark.parametrize(
    ("topic", "good"), [("a-b_C9", True), ("", False), ("a b", False), ("x" * 65, False)]
)
def test_a_topic(topic, good):
    assert usable(topic) is good


# ---- sending ----------------------------------------------------------------------------------------------------


class Ntfy:
    """A server that keeps what it is told; `status`: how it answers."""

    def __init__(self, status: int = 200) -> None:
        self.told: Queue[dict] = Queue()
        told = self.told

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def ntfy():
    server = Ntfy()
    yield server
    server.close()


@pytest.fixture
def desktop(shell, monkeypatch):
    """A notify-send that writes down what it is told."""
    folder = shell.house.folder / "bin"
    folder.mkdir()
    program = folder / "notify-send"
    program.write_text(f'#!/bin/sh\nfor word; do echo "$word"; done > {shell.house.folder}/shown\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return shell.house.folder / "shown"


@pytest.fixture
def agent(house):
    house.service("repeats")
    return house.agent(orchestrator="repeats")


def test_a_turn_is_told_of_by_both(shell, agent, ntfy, desktop):
    shell.ok("notify", "ntfy", "--server", ntfy.url, "--on", typed="my-topic\n")
    shell.ok("notify", "desktop", "--on", "--no-preview", "--no-project-name")
    shell.ok("config", "set", "notifications.min_seconds", "0")
    done = shell.run("run", "--agent", agent, "--output", "json", "hello")
    assert (done.returncode, done.stderr) == (DONE, "")
    assert json.loads(done.stdout)["status"] == "completed"
    told = ntfy.told.get(timeout=10)
    assert told["topic"] == "my-topic"
    assert told["message"].startswith("test is done after ")
    assert ntfy.told.empty()
    words = desktop.read_text().splitlines()
    assert words[:3] == ["--app-name=Amplifier IPC", "--", "test is done"]
    assert words[3].startswith("after ")


def test_a_conversation_tells_of_its_turns_too(shell, agent, ntfy):
    shell.settings(notifications={"ntfy": {"enabled": True, "server": ntfy.url}, "min_seconds": 0})
    child = pexpect.spawn(
        str(COMMAND),
        ["run", "--agent", str(agent)],
        env=shell.environ(AMPLIFIER_NTFY_TOPIC="t"),
        cwd=str(shell.house.work),
        encoding="utf-8",
        timeout=60,
    )
    child.expect("/help lists the commands")
    child.send("hello\r")
    told = ntfy.told.get(timeout=60)
    assert told["message"].startswith("test is done after ")
    child.sendeof()
    child.expect(pexpect.EOF)


def test_a_short_turn_is_not(shell, agent, ntfy):
    shell.settings(notifications={"ntfy": {"enabled": True, "server": ntfy.url}})
    shell.ok("run", "--agent", agent, "hello", AMPLIFIER_NTFY_TOPIC="t")
    assert ntfy.told.empty()


def test_what_is_switched_off_is_silent(shell, agent, ntfy, desktop):
    off = {"ntfy": {"enabled": False, "server": ntfy.url}, "desktop": {"enabled": False}}
    shell.settings(notifications={**off, "min_seconds": 0})
    shell.ok("run", "--agent", agent, "hello", AMPLIFIER_NTFY_TOPIC="t")
    assert ntfy.told.empty()
    assert not desktop.exists()


def test_a_notification_that_is_not_sent_is_a_warning_and_the_turn_is_done(shell, agent):
    server = Ntfy(status=403)
    shell.settings(
        notifications={"ntfy": {"enabled": True, "server": server.url}, "min_seconds": 0}
    )
    try:
        done = shell.run("run", "--agent", agent, "hello", AMPLIFIER_NTFY_TOPIC="t")
    finally:
        server.close()
    assert done.returncode == DONE
    assert (
        done.stderr == f"Warning: the notification by ntfy was not sent: {server.url}: Forbidden.\n"
    )
    done = shell.run("run", "--agent", agent, "hello")
    assert "AMPLIFIER_NTFY_TOPIC holds no topic: amplifier-ipc notify ntfy" in done.stderr


# ---- the command ------------------------------------------------------------------------------------------------


def test_the_topic_is_kept_with_the_keys_and_not_in_settings(shell):
    done = shell.run("notify", "ntfy", typed="my-topic\n")
    assert done.returncode == DONE
    assert "Topics of ntfy are public" in done.stderr
    path = shell.home / "keys.env"
    assert path.read_text() == 'AMPLIFIER_NTFY_TOPIC="my-topic"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "my-topic" not in (shell.home / "settings.yaml").read_text()
    assert json.loads(shell.ok("notify", "status", "--json"))["ntfy"] == {
        "enabled": True,
        "server": "https://ntfy.sh",
        "topic_set": True,
    }
    assert "topic is set" in shell.ok("notify", "status")


def test_test_sends_one_now(shell, ntfy, desktop):
    shell.ok("notify", "ntfy", "--server", ntfy.url, "--test", typed="t\n")
    assert ntfy.told.get(timeout=10)["message"].startswith("amplifier-ipc is done")
    shell.ok("notify", "desktop", "--test")
    assert "This is a test." in desktop.read_text()


def test_without_a_desktop_the_test_says_what_to_install(shell):
    folder = shell.house.folder / "empty"
    folder.mkdir()
    said = shell.fails(FAILED, "notify", "desktop", "--test", PATH=str(folder))
    assert "libnotify-bin" in said


@pytest.mark.parametrize("typed", ["", "two words\n"])
def test_what_is_no_topic_is_refused(shell, typed):
    assert "a topic has 1 to 64" in shell.fails(USAGE, "notify", "ntfy", typed=typed)
    assert not (shell.home / "keys.env").exists()


def test_reset_leaves_nothing(shell):
    shell.ok("notify", "ntfy", typed="my-topic\n")
    shell.ok("notify", "desktop", "--device")
    shell.ok("notify", "reset")
    assert json.loads(shell.ok("config", "show", "--json")) == {}
    assert (shell.home / "keys.env").read_text() == ""
