"""What is to be seen of a conversation: the terminal's screen as it is, of all sizes and kinds."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable

import pytest
from pseudo_terminal import (
    CTRL_D,
    ENTER,
    TAB,
    Terminal,
    approval,
    stream,
)

Opens = Callable[..., Terminal]
PASTE, PASTED = "\x1b[200~", "\x1b[201~"
DOCUMENT = "# Title\n\nSome **bold** words\n\n- one\n- two\n\n```python\nx = 1\n```\n"


def tokens(text: str, size: int = 5) -> list[str]:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [stream("token", index=0, text=piece) for piece in pieces]


# ---- the answer ---------------------------------------------------------------------------------------------


def test_markdown_is_drawn_while_it_streams(open_terminal):
    """The question at its end keeps the turn running: what is seen has been drawn before the answer was whole."""
    terminal = open_terminal(columns=100)
    terminal.turn(*tokens(DOCUMENT), approval())
    terminal.until_shown("[y]es")
    shown = [line for line in terminal.screen if line]
    at = shown.index("Title")
    assert shown[at : at + 5] == ["Title", "Some bold words", "• one", "• two", "  x = 1"]
    terminal.send("n")
    terminal.until_shown('"approved": false')
    assert terminal.paper.count("Some bold words") == 1
    assert terminal.leave() == 0


def test_an_answer_that_is_longer_than_the_screen_is_all_there_once(open_terminal):
    terminal = open_terminal(columns=60, rows=10)
    words = [f"word{n:03}" for n in range(300)]
    table = "\n\n|a|b|\n|-|-|\n" + "".join(f"|row{n:02}|x|\n" for n in range(30))
    terminal.turn(*tokens(" ".join(words) + table, size=40))
    terminal.until_shown("[]")
    paper = terminal.paper
    paper = paper[paper.index("word000") :] if paper.count("word000") == 1 else paper
    assert re.findall(r"word\d+", paper) == words
    assert re.findall(r"row\d+", paper) == [f"row{n:02}" for n in range(30)]


def test_a_line_without_end_and_wide_characters_are_not_cut(open_terminal):
    terminal = open_terminal(columns=50, rows=20)
    line, wide = "x" * 500, "漢字" * 60
    terminal.turn(*tokens(f"{line}\n\n{wide}", size=33))
    terminal.until_shown("[]")
    assert terminal.paper.replace("\n", "").count(line) == 1
    # A terminal keeps two cells for each of them; the second is empty.
    assert terminal.paper.replace("\n", "").count(wide) == 1


def test_what_a_service_writes_steers_no_terminal(open_terminal):
    terminal = open_terminal(columns=100)
    evil = "before\x1b[2J\x1b[1;1Hafter \x1b]0;title\x07 end"
    terminal.turn(
        stream("token", index=0, text=evil),
        stream("tool_call_start", id="1", name="t", input={"command": evil}),
        stream("tool_call_end", id="1", name="t", success=True, output_preview=evil),
    )
    terminal.until_shown("[]")
    assert "\x1b[2J" not in terminal.seen
    assert "\x1b]0;" not in terminal.seen
    assert sum("before[2J[1;1Hafter" in line for line in terminal.screen) == 3


# ---- tools, children, questions -----------------------------------------------------------------------------


def test_a_tool_that_runs_is_seen_and_then_what_it_gave(open_terminal):
    terminal = open_terminal(columns=80)
    output = json.dumps({"content": "\n".join(f"line {n}" for n in range(12))})
    call = {"id": "1", "name": "read_file"}
    terminal.turn(
        stream("tool_call_start", **call, input={"file_path": "a.txt"}),
        approval(command="ls"),
        stream("tool_call_end", **call, success=True, output_preview=output),
    )
    screen = terminal.until_shown("[y]es")
    running = next(line for line in screen if line.endswith(" read_file a.txt"))
    assert not running.startswith(("✓", "✗"))
    terminal.send("y")
    screen = terminal.until_shown("2 more lines")
    at = next(n for n, line in enumerate(screen) if re.match(r"✓ read_file a\.txt +\d", line))
    assert screen[at + 1 : at + 3] == ["  └ line 0", "    line 1"]
    assert screen[at + 10 : at + 12] == ["    line 9", "    … 2 more lines"]


def test_verbose_shows_more_of_it(open_terminal):
    terminal = open_terminal("-v", columns=80)
    output = "\n".join(f"line {n}" for n in range(12))
    call = {"id": "1", "name": "t"}
    terminal.turn(
        stream("tool_call_start", **call),
        stream("tool_call_end", **call, success=True, output_preview=output),
    )
    assert "    line 11" in terminal.until_shown("line 11")
    assert "more lines" not in terminal.paper


def test_what_a_child_does_is_indented(house, open_terminal):
    house.behaviors.remove("puppet")
    house.service("puppet", grants=["session.spawn", "approval", "tool.execute", "context"])
    terminal = open_terminal(columns=80)
    inner = ", ".join(
        [
            stream("tool_call_start", id="1", name="deep"),
            stream("tool_call_end", id="1", name="deep", success=True, output_preview="found"),
        ]
    )
    spawn = {"agent": "self", "instruction": f"[{inner}]"}
    terminal.turn(json.dumps(["request.session_spawn", spawn]))
    screen = terminal.until_shown("⇠ test completed")
    begun = next(n for n, line in enumerate(screen) if line.startswith("⇢ test: "))
    assert re.match(r"  ✓ deep  \d", screen[begun + 1])
    assert screen[begun + 2] == "    └ found"


def test_questions_queue_and_each_gets_its_own_answer(open_terminal):
    terminal = open_terminal(columns=100)
    both = [json.loads(approval(command=name)) for name in ("first", "second")]
    terminal.turn(json.dumps(["together", both]))
    screen = terminal.until_shown("[y]es")
    (asked,) = [name for name in ("first", "second") if any(f"$ {name}" in line for line in screen)]
    other = "second" if asked == "first" else "first"
    assert not any(f"$ {other}" in line for line in screen)
    terminal.send("y")
    terminal.until_shown(f"$ {other}")
    terminal.send("n")
    terminal.until_shown('"approved": false')
    assert any('"approved": true' in line for line in terminal.screen)


def test_a_question_that_nobody_answers_is_denied_when_its_time_is_over(open_terminal):
    terminal = open_terminal(columns=100)
    question = json.loads(approval(command="ls"))
    question[1]["timeout"] = 1
    terminal.turn(json.dumps(question))
    terminal.until_shown("0:01")
    terminal.until_shown("nobody answered in time")
    terminal.until_shown('"approved": false')
    terminal.say("/cost")
    terminal.until_shown("not known")


def test_a_long_question_is_seen_in_whole_when_it_is_asked_for(open_terminal):
    terminal = open_terminal(columns=80, rows=20)
    command = "\\n".join(f"echo {n}" for n in range(40))
    terminal.say(approval(command="COMMAND").replace("COMMAND", command).join("[]"))
    terminal.until_shown("[v]iew all of it")
    assert "echo 39" not in terminal.screen
    terminal.send("v")
    terminal.until_shown("echo 39")
    terminal.send("y")
    terminal.until_shown('"approved": true')


# ---- terminals ----------------------------------------------------------------------------------------------


def test_a_terminal_that_is_made_narrow_while_a_turn_runs(open_terminal):
    terminal = open_terminal(columns=100, rows=24)
    call = {"id": "1", "name": "t"}
    terminal.turn(
        stream("tool_call_start", **call, input={"command": "long " * 30}), approval(command="one")
    )
    terminal.until_shown("[y]es")
    terminal.resize(40, 12)
    terminal.send("a")
    terminal.until_shown("[s] [p] [e] Esc")
    assert all(len(line) <= 40 for line in terminal.screen)
    terminal.send("s")
    terminal.until_shown("always in this session")
    terminal.until_shown('"approved": true')
    assert terminal.leave() == 0
    assert "Traceback" not in terminal.seen


@pytest.mark.parametrize(("columns", "rows"), [(12, 4), (5, 2)])
def test_a_tiny_terminal_is_no_error(open_terminal, columns, rows):
    terminal = open_terminal(columns=80, rows=24)
    terminal.resize(columns, rows)
    terminal.turn(*tokens(DOCUMENT), approval(command="ls"))
    terminal.until("[y]")
    terminal.send("y")
    terminal.until("true")
    terminal.resize(80, 24)
    terminal.say("/cost")
    terminal.until("not known")
    assert terminal.leave() == 0
    assert "Traceback" not in terminal.seen


def test_a_dumb_terminal_gets_text_and_nothing_that_moves(open_terminal):
    terminal = open_terminal(TERM="dumb")
    terminal.turn(
        *tokens("Some **bold** words"),
        stream("tool_call_start", id="1", name="t"),
        stream("tool_call_end", id="1", name="t", success=True, output_preview="found"),
        approval(command="ls"),
    )
    before = terminal.until("[n]o")
    assert "Some **bold** words" in before
    assert re.search(r"✓ t +\d", before)
    terminal.send("y")
    terminal.until('"approved": true')
    assert terminal.leave() == 0
    assert "\x1b" not in terminal.seen


def test_signs_that_the_encoding_lacks_are_others(open_terminal):
    terminal = open_terminal(columns=100, PYTHONIOENCODING="ascii")
    terminal.turn(
        *tokens("größer\n\n- item"),
        stream("tool_call_start", id="1", name="t"),
        stream("tool_call_end", id="1", name="t", success=True, output_preview="found"),
        approval(command="ls"),
    )
    screen = terminal.until_shown("[y]es")
    assert any(re.match(r"\+ t +\d", line) for line in screen)
    assert "  | found" in screen
    assert r"gr\xf6\xdfer" in screen
    assert "- item" in screen
    terminal.send("y")
    terminal.until('"approved": true')
    assert terminal.leave() == 0


# ---- the prompt ---------------------------------------------------------------------------------------------


def test_what_is_pasted_is_one_prompt_whatever_its_lines(house, open_terminal):
    house.service("repeats")
    terminal = open_terminal(agent=house.agent(orchestrator="repeats"))
    terminal.send(f"{PASTE}one\r\ntwo\nthree{PASTED}")
    terminal.until("three")
    terminal.send(ENTER)
    terminal.until(r'"prompt": "one\ntwo\nthree"')


def test_what_is_typed_while_a_turn_runs_waits_for_the_prompt(house, open_terminal):
    """The turn ends when the test writes into a pipe that a service reads."""
    pipe = house.work / "pipe"
    os.mkfifo(pipe)
    house.service("gatekeeper", str(pipe))
    terminal = open_terminal(agent=house.agent(orchestrator="gatekeeper"))
    terminal.say("hello")
    terminal.until("it waits")
    terminal.send(f"/cost{ENTER}")
    pipe.write_text("go")
    terminal.until("it goes on")
    terminal.until("not known")


def test_completion_of_a_command_with_its_arguments(house, open_terminal):
    terminal = open_terminal(columns=100)
    terminal.send("/stat")
    terminal.until_shown("the session, and what it came to")
    terminal.send(TAB + ENTER)
    terminal.until_shown("working directory")


def test_leaving_at_ctrl_d_while_nothing_was_said_prints_no_line_to_resume(open_terminal):
    terminal = open_terminal()
    terminal.send(CTRL_D)
    assert terminal.end() == 0
    assert "session resume" not in terminal.seen


# ---- one turn of run, and resume ----------------------------------------------------------------------------


def test_one_turn_on_a_terminal_is_drawn_and_asks(house):
    prompt = f"[{', '.join([*tokens(DOCUMENT, 50), approval(command='ls')])}]"
    terminal = Terminal("run", "--agent", str(house.agent()), prompt, cwd=house.work, columns=100)
    screen = terminal.until_shown("[y]es")
    assert "• one" in screen
    terminal.send("n")
    terminal.until('"approved": false')
    assert terminal.end() == 0
    assert "session resume" not in terminal.seen


def test_a_session_that_is_resumed_shows_what_was_said_last(house, open_terminal):
    house.service("spender")
    agent = house.agent(orchestrator="spender")
    terminal = open_terminal("--session", "mine", agent=agent)
    terminal.say("go")
    terminal.until("$0.15")
    terminal.leave()
    again = Terminal("session", "resume", "mine", cwd=house.work, columns=100)
    screen = again.until_shown("done")
    assert "> go" in screen, again.paper
    at = screen.index("> go")
    assert screen[at : at + 3] == ["> go", "", "done"]
    assert again.leave() == 0
