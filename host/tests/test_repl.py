"""The conversation of `amplifier-ipc run`, typed at in a pseudo terminal; each step waits for what must be seen."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from amplifier_ipc_host.screen.status import slug
from pseudo_terminal import (
    CTRL_C,
    CTRL_J,
    ESCAPE,
    TAB,
    UP,
    Terminal,
    approval,
    stream,
)

ASKED = "[n]o"
Opens = Callable[..., Terminal]


@pytest.fixture
def home(house) -> Path:
    return house.folder / "home"


def sessions(home: Path) -> list[Path]:
    return sorted((home / "sessions").iterdir(), key=lambda path: path.stat().st_mtime)


@pytest.fixture
def terminal(open_terminal) -> Terminal:
    return open_terminal()


def test_the_answer_streams_while_the_turn_runs(terminal):
    """The turn waits for an answer to its question, so what is seen before that has come at once."""
    terminal.turn(stream("token", index=0, text="early words"), approval())
    before = terminal.until(ASKED)
    assert "early words" in before
    terminal.send("n")
    assert "early words" not in terminal.until('"approved": false'), "shown once"
    assert terminal.leave() == 0


def test_a_question_is_denied_and_another_allowed(terminal, home):
    terminal.turn(approval(command="rm -r build"))
    before = terminal.until(ASKED)
    assert "Allow bash: do it?" in before
    assert "high risk" in before
    assert "$ rm -r build" in before
    terminal.send("n")
    terminal.until('"approved": false')
    terminal.turn(approval(command="rm -r build"))
    terminal.until(ASKED)
    terminal.send("y")
    terminal.until('"approved": true')
    assert not (home / "approvals.yaml").exists()


def test_always_is_asked_once_and_holds_for_what_is_like_it(terminal, home):
    terminal.turn(approval(command="git status"), approval(command="git status -s"))
    terminal.until("[a]lways git status*")
    terminal.send("a")
    terminal.until("in this [p]roject")
    terminal.send(ESCAPE)
    terminal.until("[a]lways git status*")
    terminal.send("a")
    terminal.until("in this [p]roject")
    terminal.send("p")
    answers = terminal.until('"remember": true') + terminal.until('"remember": true')
    assert ASKED not in answers
    (rule,) = yaml.safe_load((home / "approvals.yaml").read_text())
    assert (rule["tool"], rule["pattern"], rule["approved"], rule["scope"]) == (
        "bash",
        "git status*",
        True,
        "project",
    )


def test_thoughts_are_dim_and_a_tool_is_a_line_with_its_duration(open_terminal):
    call = {"id": "1", "name": "echo"}
    requests = (
        stream("thinking", index=0, text="let me see"),
        stream("tool_call_start", **call),
        stream("tool_call_end", **call, success=True),
        stream("tool_call_start", id="2", name="cat"),
        stream("tool_call_end", id="2", name="cat", success=False, output_preview="it is lost"),
    )
    colours = re.compile(r"\x1b\[(?:[0-9;]*;)?[349][0-7]m")
    for environ in ({}, {"NO_COLOR": "1"}):
        terminal = open_terminal(**environ)
        terminal.turn(*requests)
        shown = terminal.until("it is lost")
        assert "\x1b[2mlet me see\x1b[0m" in shown
        assert bool(colours.search(shown)) is not bool(environ)
        read = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        assert re.search(r"✓ echo +\d+ ms", read)
        assert re.search(r"✗ cat +\d+ ms", read)


def test_a_turn_that_fails_is_one_sentence_and_the_conversation_goes_on(terminal):
    terminal.say("die")
    terminal.until("Error: service puppet ended with exit code 9.")
    terminal.turn(json.dumps(["request.tool_execute", {"name": "echo", "input": {"text": "x"}}]))
    terminal.until('"success": true')
    assert terminal.leave() == 0
    assert "Traceback" not in terminal.seen


# ---- Ctrl-C -------------------------------------------------------------------------------------------------


def ending(house, how: str) -> Path:
    house.service("ending", how)
    return house.agent(orchestrator="ending:ending")


def test_ctrl_c_once_is_graceful_and_the_conversation_goes_on(house, open_terminal):
    terminal = open_terminal(agent=ending(house, "cancellable"))
    for _ in range(2):
        terminal.say("hello")
        terminal.until("it began")
        terminal.send(CTRL_C)
        terminal.until("Stopping; Ctrl-C again stops at once.")
        terminal.until("stopped: graceful")
        terminal.until("The turn was cancelled.")
    assert terminal.leave() == 0


def test_ctrl_c_twice_is_immediate(house, open_terminal):
    terminal = open_terminal(agent=ending(house, "stubborn"))
    terminal.say("hello")
    terminal.until("it began")
    terminal.send(CTRL_C)
    terminal.until("asked: graceful")
    terminal.send(CTRL_C)
    terminal.until("stopped: immediate")
    terminal.until("The turn was cancelled.")
    assert terminal.leave() == 0


def test_ctrl_c_at_a_question_denies_it(terminal):
    terminal.turn(approval())
    terminal.until(ASKED)
    terminal.send(CTRL_C)
    terminal.until('"approved": false')
    assert terminal.leave() == 0


def test_ctrl_c_empties_what_was_typed_and_then_asks_before_leaving(terminal):
    terminal.send("hello")
    terminal.until("hello")
    terminal.send(CTRL_C)
    terminal.send(CTRL_C)
    terminal.until("Leave? [y]es / [n]o")
    terminal.send("n")
    terminal.until("no")
    terminal.say("/cost")
    terminal.until("not known")
    terminal.send(CTRL_C)
    terminal.until("Leave? [y]es / [n]o")
    terminal.send("y")
    assert terminal.end() == 0


def test_a_signal_ends_it_without_a_trace(terminal):
    terminal.child.kill(signal.SIGTERM)
    assert terminal.end() == 130
    assert "Traceback" not in terminal.seen


# ---- the prompt ---------------------------------------------------------------------------------------------


@pytest.fixture
def repeating(house, open_terminal) -> Terminal:
    """The agent answers with what it was given."""
    house.service("repeats")
    return open_terminal(agent=house.agent(orchestrator="repeats"))


def test_ctrl_j_is_a_new_line(repeating):
    repeating.say(f"one{CTRL_J}two")
    repeating.until(r'"prompt": "one\ntwo"')


def test_commands_and_paths_are_completed(house, repeating):
    (house.work / "notes.md").write_text("the notes")
    repeating.send("/stat")
    repeating.until("the session, and what it came to")
    repeating.say(TAB)
    repeating.until("working directory")
    repeating.send("read @no")
    repeating.until("notes.md")
    repeating.say(TAB)
    answer = repeating.until('read @notes.md"')
    assert "<context_file path=" in answer
    assert "the notes" in answer


def test_a_file_that_is_not_there_is_a_warning(repeating):
    repeating.say("read @lost.md")
    repeating.until("Warning: @lost.md stays as typed: ")
    repeating.until('"prompt": "read @lost.md"')


def test_the_history_is_the_projects_and_private(house, repeating, open_terminal):
    repeating.say("something said")
    repeating.until('"prompt": "something said"')
    assert repeating.leave() == 0
    file = house.folder / "home" / "projects" / slug(house.work.resolve()) / "repl_history"
    assert file.stat().st_mode & 0o777 == 0o600
    again = open_terminal(agent=house.folder / "agent.yaml")
    again.say(UP)
    again.until('"prompt": "something said"')


def test_the_line_below_tells_of_agent_model_tokens_cost_and_session(house, open_terminal):
    house.service("spender")
    terminal = open_terminal("--session", "mine", agent=house.agent(orchestrator="spender"))
    terminal.until("test · parrot · 0 in, 0 out · mine")
    terminal.say("go")
    terminal.until("test · parrot · 10 in, 3 out · $0.15 · mine")


# ---- commands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["exit", "quit", "/exit", "/quit"])
def test_words_that_leave_and_the_line_to_resume(house, open_terminal, word):
    house.service("spender")
    terminal = open_terminal("--session", "mine", agent=house.agent(orchestrator="spender"))
    terminal.say("go")
    terminal.until("$0.15")
    terminal.say(word)
    assert terminal.end() == 0
    assert "To go on: amplifier-ipc session resume mine" in terminal.seen


def test_what_is_mounted_is_shown(house, open_terminal):
    house.service("gate")
    terminal = open_terminal()
    terminal.say("/tools")
    terminal.until("Says it again.")
    terminal.say("/hooks")
    terminal.until("gate: ")
    terminal.say("/agent")
    terminal.until("test: ")
    terminal.say("/model")
    terminal.until("parrot")
    terminal.say("/help")
    terminal.until("/fork [TURN]")
    terminal.until("Ctrl-D, exit, quit")


def test_commands_that_nobody_can_obey_are_one_sentence(terminal):
    terminal.say("/nonsense")
    terminal.until("Error: there is no command /nonsense.")
    for command, told in (
        ("/mode plan", "The agent has no service that offers modes."),
        ("/modes", "The agent has no service that offers modes."),
        ("/compact", "context manager cannot be told to compact"),
        ("/rename", "Error: /rename needs a name."),
        ("/fork 7", "has no turn 7"),
        ("/fork x", "Error: 'x' is no turn."),
        ("/agent nobody", "Error: no agent 'nobody' is registered."),
    ):
        terminal.say(command)
        terminal.until(told)
    assert terminal.leave() == 0
    assert "Traceback" not in terminal.seen


def test_a_session_is_named_saved_and_forked(house, home, open_terminal):
    house.service("spender")
    terminal = open_terminal("--session", "mine", agent=house.agent(orchestrator="spender"))
    for cost in ("$0.15", "$0.30"):
        terminal.say("go")
        terminal.until(cost)
    terminal.say("/rename my work")
    terminal.until("The session is called my work.")
    terminal.say("/save saved.md")
    terminal.until(f"Saved as {house.work.resolve()}/saved.md.")
    assert (house.work / "saved.md").read_text().startswith("# my work")
    terminal.say("/save saved.md")
    terminal.until("saved.md is there already.")
    terminal.say("/fork 1")
    terminal.until("mine stays as it is.")
    terminal.say("/sessions")
    terminal.until("  mine    2 turns  my work")
    assert terminal.leave() == 0
    (fork,) = [path for path in sessions(home) if path.name != "mine"]
    assert f"session resume {fork.name}" in terminal.seen
    metadata = json.loads((fork / "metadata.json").read_text())
    assert (metadata["parent_id"], metadata["forked_at"]) == ("mine", 1)


def test_clear_begins_anew_and_trace_and_model_go_on(house, home, open_terminal):
    house.service("spender")
    terminal = open_terminal("--session", "mine", agent=house.agent(orchestrator="spender"))
    terminal.say("go")
    terminal.until("$0.15")
    terminal.say("/model big")
    terminal.until("parrot/big")
    terminal.say("/trace")
    terminal.until("mine/trace.jsonl")
    terminal.say("go")
    terminal.until("$0.30")
    assert (home / "sessions" / "mine" / "trace.jsonl").stat().st_size > 0
    terminal.say("/trace")
    terminal.until("The last turn: completed, ")
    terminal.until("orchestrator.execute")
    terminal.say("/clear")
    terminal.until("the other is kept: /sessions, mine.")
    terminal.say("go")
    terminal.until("$0.15")
    assert terminal.leave() == 0
    assert len(sessions(home)) == 2
