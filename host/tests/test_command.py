"""The command `amplifier-ipc run` as a user meets it: exit codes, one sentence for an error, outputs, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
DONE, FAILED, USAGE, DENIED, CANCELLED = 0, 1, 2, 3, 130
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
HANG = ["request.tool_execute", {"name": "bad", "input": {}}]
APPROVAL = [
    "request.approval",
    {"tool_name": "bash", "action": "run \x1b[2Jls", "details": {}, "risk_level": "high"},
]
HELLO = {"role": "user", "content": "hello"}
TOKEN = ["notify:stream.token", {"request_id": "REQUEST_ID", "index": 0, "text": "no line end"}]
START = ["notify:stream.tool_call_start", {"request_id": "REQUEST_ID", "id": "1", "name": "echo"}]


class Terminal:
    """Runs the command on the house's agent."""

    def __init__(self, house) -> None:
        self.house = house
        self.home = house.folder / "home"
        self.environment = {**os.environ, "AMPLIFIER_HOME": str(self.home)}
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str, **options) -> subprocess.Popen[str]:
        streams = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **options,
        }
        process = subprocess.Popen(
            [str(COMMAND), *arguments],
            env=self.environment,
            cwd=self.house.work,
            text=True,
            **streams,
        )
        self.running.append(process)
        return process

    def run(self, *arguments: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        process = self.start(
            *arguments, **({"stdin": subprocess.PIPE} if typed is not None else {})
        )
        out, err = process.communicate(typed, timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def turn(self, *requests, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """A turn in which the puppet sends these requests."""
        return self.run(*self.arguments(*options), json.dumps(requests))

    def arguments(self, *options: str) -> list[str]:
        return ["run", "--agent", str(self.house.agent()), *options]


@pytest.fixture
def terminal(house) -> Iterator[Terminal]:
    terminal = Terminal(house)
    yield terminal
    for process in terminal.running:
        process.kill()
        process.communicate()


def the_error(done: subprocess.CompletedProcess[str], code: int = FAILED) -> str:
    """The one sentence of a command that failed."""
    assert (done.returncode, done.stdout) == (code, ""), done
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("  → ", "Usage: "))]
    (sentence,) = [line for line in lines if line.startswith("Error: ")]
    return sentence


# ---- exit codes ---------------------------------------------------------------------------------------------


def test_a_turn_that_ends_well_is_0(terminal):
    done = terminal.turn(ECHO)
    assert (done.returncode, done.stderr) == (DONE, "")
    assert json.loads(done.stdout) == [{"result": {"success": True, "output": "hi"}}]


def test_a_turn_that_fails_is_1_and_one_sentence(terminal):
    terminal.house.service("ending", "failed")
    agent = terminal.house.agent(orchestrator="ending:ending")
    assert the_error(terminal.run("run", "--agent", str(agent), "hello")) == "Error: it was failed."


def test_an_orchestrator_that_dies_fails_the_turn_and_is_named(terminal):
    terminal.house.service("ending", "dies")
    agent = terminal.house.agent(orchestrator="ending:ending")
    sentence = the_error(terminal.run("run", "--agent", str(agent), "hello"))
    assert sentence == "Error: service ending ended with exit code 7."


def test_wrong_usage_is_2(terminal):
    for arguments in (["run", "hello"], ["run", "--nonsense"], ["nonsense"], ["run", "--agent"]):
        done = terminal.run(*arguments)
        assert (done.returncode, done.stdout) == (USAGE, ""), arguments
        assert "Traceback" not in done.stderr


def test_an_empty_prompt_is_wrong_usage(terminal):
    done = terminal.run(*terminal.arguments(), typed="\n")
    assert "a prompt is missing" in the_error(done, USAGE)


@pytest.mark.parametrize("status", ["denied", "cancelled", "completed"])
def test_how_the_orchestrator_ended_the_turn_is_the_exit_code(terminal, status):
    terminal.house.service("ending", status)
    agent = terminal.house.agent(orchestrator="ending:ending")
    done = terminal.run("run", "--agent", str(agent), "hello")
    codes = {"denied": DENIED, "cancelled": CANCELLED, "completed": DONE}
    assert (done.returncode, done.stdout) == (codes[status], f"it was {status}\n")


# ---- errors -------------------------------------------------------------------------------------------------


def test_a_missing_agent_file(terminal):
    assert "no-such.yaml cannot be read" in the_error(
        terminal.run("run", "--agent", "no-such.yaml", "hello")
    )


def test_broken_yaml_is_named_with_its_line(terminal):
    (terminal.house.work / "broken.yaml").write_text("agent:\n  ref: [1, 2\n  orchestrator: x\n")
    sentence = the_error(terminal.run("run", "--agent", "broken.yaml", "hello"))
    assert "broken.yaml" in sentence
    assert "line" in sentence


def test_an_unknown_key_is_named_with_the_nearest_known_one(terminal):
    agent = terminal.house.agent(orchestrater="puppet")
    done = terminal.run("run", "--agent", str(agent), "hello")
    assert "orchestrater" in the_error(done)
    assert "did you mean 'orchestrator'?" in done.stderr


def test_a_missing_command_names_its_service(terminal):
    body = {"ref": "lost", "service": {"stack": "command", "command": ["./no-such-program"]}}
    (terminal.house.folder / "lost.yaml").write_text(json.dumps({"behavior": body}))
    terminal.house.behaviors.append("lost")
    sentence = the_error(terminal.turn(ECHO))
    assert "service lost" in sentence
    assert "no-such-program does not exist" in sentence


def test_a_home_that_cannot_be_written(terminal):
    file = terminal.house.folder / "file"
    file.write_text("")
    terminal.environment["AMPLIFIER_HOME"] = str(file / "home")
    done = terminal.turn(ECHO)
    assert str(file / "home") in the_error(done)
    assert "AMPLIFIER_HOME" in done.stderr


def test_a_working_directory_that_does_not_exist(terminal):
    done = terminal.turn(ECHO, options=("--working-dir", "nowhere"))
    assert "nowhere does not exist" in the_error(done)


def test_a_session_in_use(terminal):
    terminal.house.service("hostile", "hangs-in-call")
    first = until(terminal, "activity_started", "bad", options=("--session", "mine"))
    done = terminal.turn(ECHO, options=("--session", "mine"))
    assert "session mine is in use by another process" in the_error(done)
    assert first.poll() is None


def test_an_error_is_json_where_json_is_asked_for(terminal):
    done = terminal.run("run", "--agent", "no-such.yaml", "--output", "json", "hello")
    assert (done.returncode, done.stderr) == (FAILED, "")
    error = json.loads(done.stdout)
    assert error["type"] == "error"
    assert "no-such.yaml" in error["message"]


def test_a_service_that_does_not_mount_is_a_warning(terminal):
    terminal.house.service("hostile", "dies-before-describe")
    done = terminal.turn(ECHO)
    assert done.returncode == DONE
    (line,) = done.stderr.splitlines()
    assert line.startswith("Warning: service hostile ended with exit code 3 before it answered")


def test_the_last_words_of_a_service_are_shown(terminal):
    terminal.house.service("hostile", "dies-in-call")
    done = terminal.turn(HANG, ECHO)
    assert done.returncode == DONE
    assert done.stderr.splitlines() == [
        "Warning: service hostile was ended by SIGKILL.",
        "  its last words: the last words",
    ]


def test_a_fault_of_the_host_itself_is_one_sentence_and_with_debug_a_stack(terminal):
    broken = "import amplifier_ipc_host.plan as p; p.load_agent = lambda *_: 1 // 0; "
    command = broken + "from amplifier_ipc_host.cli import main; main()"
    for options, trace in (([], False), (["--debug"], True)):
        done = subprocess.run(
            [sys.executable, "-c", command, "run", "--agent", "x", *options, "hello"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == FAILED
        assert ("Traceback" in done.stderr) is trace
        if not trace:
            assert done.stderr.startswith("Error: the host broke: ZeroDivisionError: ")


@pytest.mark.parametrize(
    ("options", "approved"),
    [((), False), (("--approve", "ask"), False), (("--approve", "auto"), True)],
)
def test_without_a_terminal_nobody_is_asked(terminal, options, approved):
    done = terminal.turn(APPROVAL, options=("--output", "stream-json", *options))
    answers = json.loads(ending(done.stdout)["response"])
    assert answers[0]["result"]["approved"] is approved
    assert done.returncode == (DONE if approved else DENIED)
    told = "Denied, since nobody is there to approve it: bash (--approve auto allows everything).\n"
    assert done.stderr == ("" if approved else told)


def test_on_a_terminal_the_user_is_asked_and_the_question_cannot_steer_it(terminal):
    ours, theirs = os.openpty()
    arguments = [*terminal.arguments(), json.dumps([APPROVAL, APPROVAL])]
    process = terminal.start(*arguments, stdin=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    for answer in (b"y\n", b"\n"):
        while not shown.endswith(b"[y]es / [n]o: "):
            shown += os.read(ours, 1)
        os.write(ours, answer)
        shown += os.read(ours, 1)
    out, _ = process.communicate(timeout=60)
    os.close(ours)
    assert [a["result"]["approved"] for a in json.loads(out)] == [True, False]
    assert b"Allow bash: run [2Jls? [y]es" in shown


def test_ctrl_c_at_a_question_ends_the_command(terminal):
    ours, theirs = os.openpty()
    arguments = [*terminal.arguments(), json.dumps([APPROVAL])]
    process = terminal.start(*arguments, stdin=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while not shown.endswith(b"[y]es / [n]o: "):
        shown += os.read(ours, 1)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    while chunk := read_terminal(ours):
        shown += chunk
    os.close(ours)
    assert process.wait(timeout=60) == CANCELLED
    assert b"The turn was cancelled." in shown
    assert b"Fatal" not in shown


def read_terminal(fd: int) -> bytes:
    """What the other side wrote; nothing when it has gone."""
    try:
        return os.read(fd, 4096)
    except OSError:
        return b""


# ---- input and output ---------------------------------------------------------------------------------------


def test_json_is_one_object_on_stdout_and_nothing_else(terminal):
    show = ["notify:display.show", {"message": "look", "level": "info"}]
    done = terminal.turn(TOKEN, START, show, ECHO, options=("--output", "json"))
    (line,) = done.stdout.splitlines()
    end = json.loads(line)
    assert (end["type"], end["status"]) == ("complete", "completed")
    assert json.loads(end["response"])[0]["result"]["output"] == "hi"


def test_stream_json_is_one_object_an_event(terminal):
    done = terminal.turn(TOKEN, ECHO, options=("--output", "stream-json"))
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [e["data"]["text"] for e in events if e["type"] == "stream"] == ["no line end"]
    assert {e["service"] for e in events if e["type"] == "service_ready"} == {"puppet", "parrot"}
    assert events[-1]["type"] == "complete"


def test_a_remark_never_continues_a_line_of_the_answer(terminal):
    arguments = [*terminal.arguments(), json.dumps([TOKEN, START])]
    both = terminal.start(*arguments, stderr=subprocess.STDOUT)
    out, _ = both.communicate(timeout=60)
    assert out.splitlines()[:2] == ["no line end", "→ echo {}"]


def test_the_prompt_comes_from_standard_input(terminal):
    done = terminal.run(*terminal.arguments(), typed=json.dumps([ECHO]) + "\n")
    assert json.loads(done.stdout)[0]["result"]["output"] == "hi"


def test_through_a_pipe_nothing_is_coloured(terminal):
    terminal.house.service("hostile", "dies-before-describe")
    done = terminal.turn(TOKEN, START, HANG)
    assert done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_what_is_not_shown_does_not_break_the_answer(terminal):
    """A log line below a warning, between two tokens; the answer is shown once."""
    terminal.house.service("ending", "logs")
    agent = terminal.house.agent(orchestrator="ending:ending")
    done = terminal.run("run", "--agent", str(agent), "hello")
    assert (done.stdout, done.stderr) == ("it was logs\n", "")


@pytest.mark.parametrize("no_colour", ["1", ""])
def test_on_a_terminal_no_color_is_respected(terminal, no_colour):
    terminal.environment["NO_COLOR"] = no_colour
    ours, theirs = os.openpty()
    process = terminal.start("run", "--agent", "no-such.yaml", "hello", stderr=theirs)
    os.close(theirs)
    process.communicate(timeout=60)
    shown = os.read(ours, 4096).decode()
    os.close(ours)
    assert "Error: " in shown
    assert ("\x1b" in shown) is (no_colour == "")


def test_a_reader_that_has_seen_enough_is_no_traceback(terminal):
    process = terminal.start(*terminal.arguments("--output", "stream-json"), json.dumps([ECHO]))
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=60)
    assert process.returncode == FAILED
    assert "Traceback" not in err


def test_help_and_version(terminal):
    assert "--working-dir" in terminal.run("run", "--help").stdout
    assert "run" in terminal.run("--help").stdout
    assert terminal.run("version").stdout.startswith("amplifier-ipc ")


def test_a_trace_is_written_where_the_command_says(terminal):
    done = terminal.turn(TOKEN, options=("--trace", "--session", "mine"))
    (line,) = done.stderr.splitlines()
    path = terminal.home / "sessions" / "mine" / "trace.jsonl"
    assert line == f"Trace: {path}"
    kinds = [json.loads(event)["type"] for event in path.read_text().splitlines()]
    assert kinds[0] == "trace"
    assert {"service_ready", "message", "complete"} <= set(kinds)


def test_a_session_is_resumed(terminal):
    add = ["request.context_add_message", {"message": HELLO}]
    assert terminal.turn(add, options=("--session", "mine")).returncode == DONE
    done = terminal.turn(["request.context_get_messages", {}], options=("--session", "mine"))
    assert json.loads(done.stdout) == [{"result": {"messages": [HELLO]}}]


@pytest.mark.parametrize("name", ["../outside", "a/b", ".hidden", ""])
def test_a_session_cannot_leave_its_folder(terminal, name):
    done = terminal.turn(ECHO, options=("--session", name))
    assert "is no session id" in the_error(done)


# ---- cancelling ---------------------------------------------------------------------------------------------


def until(
    terminal: Terminal, kind: str, name: str, *requests, options: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    """A turn that has come to an event of this kind and name, and hangs there."""
    arguments = terminal.arguments("--output", "stream-json", *options)
    process = terminal.start(*arguments, json.dumps(requests or [HANG]))
    for line in process.stdout:
        event = json.loads(line)
        if event["type"] == kind and event.get("name") == name:
            return process
    raise AssertionError(process.communicate())


def test_a_time_out_cancels_the_turn(terminal):
    terminal.house.service("hostile", "hangs-in-call")
    done = terminal.turn(HANG, options=("--timeout", "1.5", "--output", "json"))
    assert done.returncode == CANCELLED, done
    assert json.loads(done.stdout)["status"] == "cancelled"


def test_the_first_ctrl_c_is_graceful_and_lets_the_orchestrator_finish(terminal):
    process = in_cancellable_turn(terminal)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, ending(out)["response"]) == (CANCELLED, "stopped: graceful"), err


def test_the_second_ctrl_c_is_immediate(terminal):
    process = in_cancellable_turn(terminal, "stubborn")
    process.send_signal(signal.SIGINT)
    read_until(process, "asked: graceful")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, ending(out)["response"]) == (CANCELLED, "stopped: immediate"), err


def test_a_turn_that_does_not_stop_when_asked_is_ended(terminal):
    process = in_cancellable_turn(terminal, "deaf")
    process.send_signal(signal.SIGINT)
    read_until(process, "asked: graceful")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, ending(out)["status"]) == (CANCELLED, "cancelled"), err


def test_ctrl_c_while_services_start_ends_the_command(terminal):
    fifo = terminal.house.work / "started"
    os.mkfifo(fifo)
    terminal.house.service("ending", "never-described")
    process = terminal.start(*terminal.arguments(), "hello")
    assert fifo.read_text() == "here"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (CANCELLED, "")
    assert err.splitlines() == ["The turn was cancelled."]


def in_cancellable_turn(terminal: Terminal, how: str = "cancellable") -> subprocess.Popen[str]:
    """A turn whose orchestrator ends it when it is cancelled, and has said that it began."""
    terminal.house.service("ending", how)
    agent = terminal.house.agent(orchestrator="ending:ending")
    process = terminal.start("run", "--agent", str(agent), "--output", "stream-json", "hello")
    read_until(process, "it began")
    return process


def read_until(process: subprocess.Popen[str], text: str) -> None:
    for line in process.stdout:
        event = json.loads(line)
        if event["type"] == "stream" and event["data"].get("text") == text:
            return
    raise AssertionError(process.communicate())


def ending(out: str) -> dict[str, object]:
    event: dict[str, object] = json.loads(out.splitlines()[-1])
    return event
