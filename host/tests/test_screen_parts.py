"""The parts of the screen that need no terminal: Markdown that grows, calls, outputs, questions, widths."""

from __future__ import annotations

import io
import json
import os
import pty
import re

import pytest
from amplifier_ipc_host.errors import last_words
from amplifier_ipc_host.screen import outcome, question, tools
from amplifier_ipc_host.screen.live import Live
from amplifier_ipc_host.screen.look import (
    DIM,
    RED,
    Look,
    cells,
    folded,
    look_of,
    paragraphs,
    visible,
)
from amplifier_ipc_host.screen.markdown import answer, blocks
from hypothesis import given
from hypothesis import strategies as st

PLAIN = Look(colour=False, moves=False, unicode=True)
DOCUMENT = """# What is here

There are **three** files, see `script.yaml`:

- one is *important*
- two is not
  - nested

```python
def hello(name):
    return 1
```

| file | size |
|---|---|
| a | 1 |
| b.txt | 20 |

> a quote

1. first
2. second

See [the docs](https://example.org).
<b>not HTML</b>
日本語 end
"""


def bare(lines: list[str]) -> list[str]:
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in lines]


# ---- Markdown -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("", ""),
        ("one\ntwo\n\n", "two"),
        (
            "f.js:1\nx(\n  ^\n\nTypeError: x is no function\n    at f.js:1\n\nNode.js v20.1.0\n",
            "TypeError: x is no function",
        ),
        ("Error: no module\n    at f {\n  code: 'X'\n}\n\nNode.js v20.1.0\n", "Error: no module"),
        ("Node.js v20.1.0\n", "Node.js v20.1.0"),
    ],
)
def test_the_last_words_of_a_process_are_those_that_say_why_it_ended(said, last):
    assert last_words(said) == last


def test_markdown_is_drawn_and_nothing_is_left_out():
    growing = answer(Look())
    growing.feed(DOCUMENT)
    lines = growing.end(60)
    assert bare(lines) == [
        "What is here",
        "",
        "There are three files, see script.yaml:",
        "",
        "• one is important",
        "• two is not",
        "  • nested",
        "",
        "  def hello(name):",
        "      return 1",
        "",
        " file   size",
        " ───────────",
        " a      1",
        " b.txt  20",
        "",
        "▌ a quote",
        "",
        "1. first",
        "2. second",
        "",
        "See the docs (https://example.org).",
        "<b>not HTML</b>",
        "日本語 end",
    ]
    assert "\x1b[1mthree\x1b[0m" in lines[2]


@pytest.mark.parametrize("width", [20, 60])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_answer_in_pieces_is_drawn_as_the_whole(width, size):
    whole, grown = answer(Look()), answer(Look())
    whole.feed(DOCUMENT)
    finished: list[str] = []
    for at in range(0, len(DOCUMENT), size):
        grown.feed(DOCUMENT[at : at + size])
        done, open_ = grown.lines(width, 4)
        finished += done
        assert len(open_) <= 4
        assert all(cells(line) <= width for line in open_)
    assert finished + grown.end(width) == whole.end(width)


def test_a_long_paragraph_is_finished_line_by_line_and_a_table_only_as_a_whole():
    words, table = answer(PLAIN), answer(PLAIN)
    words.feed("word " * 40)
    done, open_ = words.lines(20, 2)
    assert (len(done), len(open_)) == (8, 2)
    table.feed("|a|b|\n|-|-|\n" + "|c|d|\n" * 9)
    done, open_ = table.lines(20, 2)
    assert (len(done), len(open_)) == (0, 2)


@given(st.text(alphabet="ab *_`#|-\n>1.[]()<~", max_size=80), st.integers(1, 9))
def test_blocks_are_the_whole_text_whatever_it_is(text, size):
    assert "".join(blocks(text)) == text
    growing = answer(PLAIN)
    for at in range(0, len(text), size):
        growing.feed(text[at : at + size])
        growing.lines(20, 3)
    growing.end(20)


# ---- what fits ----------------------------------------------------------------------------------------------


def test_columns_of_wide_characters_are_counted():
    assert [cells(text) for text in ("abc", "日本", "e\u0301", "\x1b[1mab\x1b[0m")] == [3, 4, 1, 2]
    assert PLAIN.cut("日本語の文", 6) == "日本…"
    assert PLAIN.cut("abcdef", 9, "  1 s") == "abc…  1 s"
    assert PLAIN.cut("a\nb\tc", 9) == "a b c"
    assert folded("日本語", 5) == ["日本", "語"]
    assert folded("", 5) == [""]
    assert paragraphs("a long/path/of/one/word here", 10) == ["a", "long/path/of/one/word", "here"]


@given(st.text(max_size=60), st.integers(2, 30))
def test_what_is_cut_fits_and_what_is_folded_is_all(text, room):
    assert cells(PLAIN.cut(text, room)) <= room
    line = text.replace("\n", "")
    assert "".join(folded(line, room)) == line


def test_nothing_hides_in_what_is_to_be_approved():
    assert visible("rm \x1b[8m-rf\r /\u202e\u200b") == "rm \\x1b[8m-rf\\r /\\u202e\\u200b"
    assert visible("日本 ü\ttab") == "日本 ü\ttab"


def test_the_environment_decides_on_colours_and_signs():
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as out:
        assert look_of(out, {"TERM": "xterm"}) == Look(colour=True, moves=True, unicode=True)
        assert look_of(out, {"TERM": "xterm", "NO_COLOR": "1"}).colour is False
        assert look_of(out, {"TERM": "dumb"}) == Look(colour=False, moves=False, unicode=True)
    os.close(ours)
    assert look_of(io.StringIO(), {"TERM": "xterm"}) == Look(False, False, False)
    assert Look(colour=False).paint("x", RED) == "x"
    assert Look(colour=False).paint("x", DIM) == "\x1b[2mx\x1b[0m"
    assert PLAIN.paint("x", DIM) == "x"
    assert [Look(unicode=False).sign(name) for name in ("ok", "cut")] == ["+", "..."]


def test_rows_are_drawn_anew_only_when_they_change():
    out = io.StringIO()
    live = Live(out, Look())
    live.draw([], ["one", "two"])
    first = out.getvalue()
    live.draw([], ["one", "two"])
    assert out.getvalue() == first == "\x1b[?25lone\ntwo\r\x1b[1A"
    live.draw(["stays"], [])
    cleared = "\r\x1b[K\x1b[1B\x1b[J\x1b[1A"
    assert out.getvalue() == first + cleared + "stays\n\x1b[?25h"


# ---- tools --------------------------------------------------------------------------------------------------


def test_a_call_is_a_line_that_begins_with_what_it_is_about():
    assert (
        tools.call({"name": "bash", "input": {"command": "git status\n-s"}}) == "bash git status -s"
    )
    given = {"pattern": "TODO", "path": "src", "limit": 3, "glob": "a b"}
    assert (
        tools.call({"name": "grep", "input": given}) == 'grep src pattern=TODO limit=3 glob="a b"'
    )
    assert tools.call({"name": "x\x1b[2J", "input": None}) == "x[2J"


def test_a_preview_is_ten_lines_of_two_hundred_characters_and_more_with_verbose():
    text = "\n".join(["x" * 300, *map(str, range(1, 15))])
    shown = tools.preview({"success": True, "output_preview": text}, PLAIN, 1000)
    assert shown[0] == "  └ " + "x" * 199 + "…"
    assert shown[1:] == [f"    {n}" for n in range(1, 10)] + ["    … 5 more lines"]
    wider = tools.preview({"success": True, "output_preview": text}, PLAIN, 1000, wider=True)
    assert (wider[0], len(wider)) == ("  └ " + "x" * 300, 15)
    narrow = tools.preview({"success": True, "output_preview": "x" * 30}, PLAIN, 20)
    assert narrow == ["  └ " + "x" * 15, "    " + "x" * 15]
    assert tools.preview({"success": True}, PLAIN, 80) == []
    assert tools.preview({"success": False}, PLAIN, 80) == ["  └ it failed"]


def test_an_output_is_shown_as_its_text_or_its_items():
    def lines(value: object, cut: int | None = None) -> list[str]:
        text = json.dumps(value)
        return outcome.lines_of(text if cut is None else text[:cut] + "…")

    assert lines({"content": "a\nb\n", "size": 4}) == ["a", "b"]
    assert lines({"stdout": "out\n", "stderr": "err\n", "code": 1}) == ["out", "err"]
    assert lines({"pattern": "*", "matches": [{"path": "a"}, "b"], "count": 2}) == ["a", "b"]
    assert lines([{"path": "a", "line_number": 3, "content": " x = 1"}]) == ["a:3: x = 1"]
    assert lines({"count": 2, "deep": {"a": 1}}) == ["count: 2", 'deep: {"a": 1}']
    assert lines({"matches": []}) == ["nothing"]
    assert lines({"content": "first\nsecond line"}, 26) == ["first", "second"]
    assert outcome.lines_of("{no JSON\nat all") == ["{no JSON", "at all"]
    assert outcome.lines_of("") == [""]


def test_what_is_to_be_done_has_marks():
    items = [
        {"content": "a", "status": "completed"},
        {"content": "b", "status": "in_progress"},
        {"content": "c", "status": "pending"},
        "odd",
    ]
    assert tools.todos(items, PLAIN) == ["  ☑ a", "  ▶ b", "  ☐ c"]
    assert tools.todos("odd", PLAIN) == []


# ---- questions ----------------------------------------------------------------------------------------------


def shown(
    most: int | None = None, asker: str = "", width: int = 60, **request: object
) -> list[str]:
    whole = {"tool_name": "bash", "action": "do it", "details": {}, "risk_level": "high", **request}
    return question.panel(whole, asker, PLAIN, width, most)[0]


def test_a_question_shows_what_it_is_about_and_how_bad_it_is():
    first, *about = shown(details={"tool_input": {"command": "a\nb", "cwd": "/x"}}, asker="helper")
    assert first == "┃ Allow bash: do it?" + " " * 30 + "high risk"
    assert about == ["┃ asked by helper", "┃ $ a", "┃   b", "┃ cwd: /x"]
    assert shown(prompt="Run it?", risk_level="low")[0].split() == [
        "┃",
        "Run",
        "it?",
        "low",
        "risk",
    ]


def test_a_change_of_a_file_is_shown_as_a_diff():
    assert shown(details={"diff": "-1\n+2", "path": "x"})[1:] == ["┃ path: x", "┃ -1", "┃ +2"]
    edit = {"file_path": "x", "old_string": "a\nb", "new_string": "a\nc"}
    lines = shown(details={"tool_input": edit})[1:]
    assert lines == ["┃ file_path: x", "┃ @@ -1,2 +1,2 @@", "┃  a", "┃ -b", "┃ +c"]
    assert shown(details={"path": "x", "content": "a\nb"})[1:] == ["┃ path: x", "┃ +a", "┃ +b"]
    assert shown(details={"url": "http://x", "n": 1})[1:] == ["┃ url: http://x", "┃ n: 1"]


def test_of_a_long_question_it_is_told_what_is_left_out_and_nothing_is_cut_silently():
    request = {
        "tool_name": "t",
        "action": "a",
        "details": {"command": "x" * 500},
        "risk_level": "low",
    }
    lines, cut = question.panel(request, "", PLAIN, 60, 3)
    assert (cut, lines[-1]) == (True, "┃ … 6 more lines")
    lines, cut = question.panel(request, "", PLAIN, 60, None)
    assert (cut, "".join(line[2:] for line in lines[1:])) == (False, "$ " + "x" * 500)


def test_what_hides_in_a_question_is_shown():
    lines = shown(details={"command": "ls \u202e\x1b[8m"}, prompt="Run\r it?")
    assert lines[0].startswith("┃ Run\\r it?")
    assert lines[1] == "┃ $ ls \\u202e\\x1b[8m"


def test_time_left_is_in_minutes_and_seconds():
    assert [question.left(s) for s in (300, 59.2, 0.5, -1)] == ["5:00", "1:00", "0:01", "0:00"]
