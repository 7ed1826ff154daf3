"""The terminal: everything that helps is there, and nothing that a service wrote steers it."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from amplifier_conformance.outcome import TraceLine, Verdict
from amplifier_conformance.report.terminal import print_report, progress
from rich.console import Console

from .sample import BROKEN, FAILURE, KNOWN, LONG, NASTY, OTHERS, SENTENCES, WARNING, outcome, report

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def printed(made=None, *, width=100, verbose=False, **console):
    out = io.StringIO()
    print_report(made or report(), Console(file=out, width=width, **console), verbose)
    return out.getvalue()


def squeezed(text):
    """The text without where its lines were broken."""
    return " ".join(text.split())


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("width", [20, 60, 100, 400])
def test_nothing_but_printable_text_and_its_own_colours(width, verbose):
    text = printed(width=width, verbose=verbose, force_terminal=True, color_system="truecolor")
    rest = _COLOUR.sub("", text)
    assert rest != text
    assert all(c == "\n" or c.isprintable() or c == "\u200d" for c in rest)
    assert "\x1b[31mred" not in text


def test_markup_of_a_service_stays_text():
    text = squeezed(printed(force_terminal=True, color_system="truecolor", width=400))
    assert "[bold]b[/bold] [/]" in text
    assert "[red]x" in printed(report(outcome("a.b", Verdict.FAIL, reason="[red]x :smile:")))
    assert ":smile:" in printed(report(outcome("a.b", Verdict.FAIL, reason="[red]x :smile:")))


def test_a_failure_shows_all_that_is_needed_to_mend_it():
    text = printed(report(FAILURE), width=120)
    for piece in (
        "✗ rpc.answers_once",
        f"RPC-005  {SENTENCES['RPC-005']}",
        f"FRM-001  {SENTENCES['FRM-001']}",
        'expected  {"id":1,"result":{"count":12}}',
        'actual    {"id":1,"result":{"count":13}}',
        '       12.3 → a {"jsonrpc":"2.0","id":1,"method":"describe"}',
        "    61250.0 ← nasty",
        "        0.0 · a started",
        "stderr, the last 12 of 40 lines",
        "    line 39 ",
        FAILURE.replay,
    ):
        assert piece in text
    assert "line 27 " not in text
    assert "two answers" in text


def test_a_line_of_the_wire_has_one_line_and_says_how_much_was_cut():
    text = printed(report(FAILURE), width=80)
    (line,) = (line for line in text.splitlines() if line.lstrip().startswith("500.0 ←"))
    assert len(line) <= 80
    shown = line.partition("← a ")[2]
    kept, _, cut = shown.partition("… +")
    assert LONG.startswith(kept)
    assert len(kept) + int(cut.removesuffix(" characters")) == len(LONG)


def test_verbose_cuts_nothing_and_names_every_check():
    text = printed(verbose=True, width=6000)
    assert LONG in text
    assert "line 0 " in text
    for one in (FAILURE, WARNING, KNOWN, BROKEN, *OTHERS):
        assert re.search(rf"^. [a-z ]+  {re.escape(one.check)}  ", text, re.MULTILINE)
    assert "no hook is declared" in text


def test_a_long_trace_keeps_its_ends_unless_verbose():
    trace = tuple(TraceLine(n / 1000, "sent", f"message {n};") for n in range(100))
    made = report(outcome("a.b", Verdict.FAIL, trace=trace))
    brief = printed(made)
    assert "(68 lines left out; --verbose shows them)" in brief
    assert [int(n) for n in re.findall(r"message (\d+);", brief)] == [*range(8), *range(76, 100)]
    whole = re.findall(r"message (\d+);", printed(made, verbose=True))
    assert [int(n) for n in whole] == list(range(100))


def test_warnings_known_failures_and_the_baseline_have_their_own_places():
    text = printed()
    warnings = text.partition("Warnings (SHOULD): 1")[2].partition("Known failures: 1")
    assert "FRM-006" in warnings[0]
    assert "{ " in warnings[0]
    assert "= tools.refuses  input was taken" in warnings[2]
    assert "the known trace" not in text
    assert "  rpc.gone\n" in text.partition("In the baseline without need: 1")[2]
    assert "KeyError: 'id'" in text.partition("The suite itself broke: 1")[2]


def test_strict_makes_failures_of_warnings():
    text = printed(report(strict=True))
    assert "Failures: 2" in text
    assert "Warnings" not in text


def test_reasons_of_not_verified_are_grouped():
    lines = [line.strip() for line in printed().splitlines()]
    at = lines.index("2 × no answer")
    assert lines[at + 1] == "tools.calls, tools.streams"
    many = [outcome(f"a.c{n}", Verdict.NOT_VERIFIED, reason="why") for n in range(9)]
    assert "a.c5 and 3 more" in printed(report(*many))
    assert "a.c8" in printed(report(*many), verbose=True)


def test_the_table_counts_by_area():
    rows = [line.split() for line in printed().splitlines()]
    assert ["rpc", "2", "1", "0", "0", "0", "0", "0"] in rows
    assert ["tools", "0", "0", "0", "1", "0", "3", "0"] in rows
    assert ["all", "2", "1", "1", "1", "1", "3", "1"] in rows


@pytest.mark.parametrize("width", [40, 100])
def test_the_last_line_is_the_conclusion(width):
    made = report(*OTHERS)
    last = "conforms to 1.0: 2 passed, 0 failed, 3 not verified, 1 not applicable (3.2 s)"
    assert printed(made, width=width).splitlines()[-1] == last


def test_a_report_without_any_outcome_can_be_printed():
    empty = dataclasses.replace(report(), outcomes=())
    last = "nothing verified of 1.0: 0 passed, 0 failed, 0 not verified, 0 not applicable (3.2 s)"
    assert printed(empty).splitlines()[-1] == last


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_utf8_gets_what_it_can_show(encoding):
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    print_report(report(), Console(file=out, width=100))
    out.flush()
    text = raw.getvalue().decode(encoding)
    assert "12.3 -> a" in text
    assert "\\U0001f980" in text


def test_progress_shows_a_bar_on_a_terminal():
    out = io.StringIO()
    console = Console(file=out, width=100, force_terminal=True)
    with progress(console, 2) as bar:
        bar.advance(outcome("a.one", Verdict.FAIL))
        bar.advance(outcome(f"a.two [red]{NASTY}"))
        bar.bar.refresh()
    text = out.getvalue()
    assert "2/2" in text
    assert "1 failed" in text
    assert "[red]" in _COLOUR.sub("", text)
    assert "\x1b[31mred\x1b" not in text


def test_progress_writes_nothing_where_no_terminal_is():
    out = io.StringIO()
    with progress(Console(file=out, width=100), 1) as bar:
        bar.advance(outcome("a.one"))
    assert out.getvalue().strip() == ""
