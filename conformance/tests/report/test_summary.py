"""What all writers share: how a check stands, the one line, differences, harmless text."""

from __future__ import annotations

import pytest
from amplifier_conformance.outcome import Subject, Verdict
from amplifier_conformance.report import summary
from amplifier_conformance.report.summary import Side, Standing
from amplifier_conformance.report.text import counted, duration, encodable, one_line, visible
from hypothesis import given
from hypothesis import strategies as st

from .sample import BROKEN, FAILURE, KNOWN, OTHERS, WARNING, outcome, report


@pytest.mark.parametrize("strict", [False, True])
def test_what_stands_as_failed_is_what_the_report_counts_as_failure(strict):
    made = report(strict=strict)
    assert tuple(summary.those(made, Standing.FAILED)) == made.failures()


def test_each_check_stands_in_exactly_one_place():
    assert summary.standings(report()) == {
        Standing.PASSED: 2,
        Standing.FAILED: 1,
        Standing.WARNING: 1,
        Standing.KNOWN: 1,
        Standing.ERROR: 1,
        Standing.NOT_VERIFIED: 3,
        Standing.NOT_APPLICABLE: 1,
    }


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        (OTHERS, "conforms to 1.0: 2 passed, 0 failed, 3 not verified, 1 not applicable (3.2 s)"),
        (
            (FAILURE, WARNING, *OTHERS),
            "does not conform to 1.0: 2 passed, 1 failed, 1 warning, 3 not verified, 1 not applicable (3.2 s)",
        ),
        (
            (KNOWN, KNOWN, OTHERS[0]),
            "conforms to 1.0: 1 passed, 0 failed, 2 known failures, 0 not verified, 0 not applicable (3.2 s)",
        ),
        (
            OTHERS[2:],
            "nothing verified of 1.0: 0 passed, 0 failed, 3 not verified, 1 not applicable (3.2 s)",
        ),
        (
            (BROKEN, *OTHERS),
            "the suite broke while judging by 1.0: "
            "2 passed, 0 failed, 1 harness error, 3 not verified, 1 not applicable (3.2 s)",
        ),
    ],
)
def test_the_conclusion_in_one_line(outcomes, line):
    assert summary.headline(report(*outcomes)) == line


def test_reasons_are_grouped_and_the_most_frequent_comes_first():
    unverified = [one for one in OTHERS if one.verdict is Verdict.NOT_VERIFIED]
    silent = outcome("a.b", Verdict.NOT_VERIFIED)
    groups = summary.by_reason([*unverified, silent])
    assert next(iter(groups.items())) == ("no answer", ["tools.calls", "tools.streams"])
    assert groups["no reason given"] == ["a.b"]


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        (Subject("service", ("/bin/words", "-x"), name="words", version="1.0.0"), "words 1.0.0"),
        (Subject("service", ("/bin/words", "-x")), "words"),
        (Subject("service", ("http://127.0.0.1:80/",)), "127.0.0.1:80"),
        (Subject("host", ()), "the host"),
    ],
)
def test_the_name_of_the_subject(subject, name):
    assert summary.name_of(subject) == name


@pytest.mark.parametrize(
    ("expected", "actual", "sides"),
    [
        (
            '{"count":12}',
            '{"count":13}',
            (Side('{"count":', "12", "}"), Side('{"count":', "13", "}")),
        ),
        ("an error", "nothing at all", (Side("an error", "", ""), Side("nothing at all", "", ""))),
        ("", "something", (Side("", "", ""), Side("", "something", ""))),
        ("same", "same", (Side("same", "", ""), Side("same", "", ""))),
        ("one two", "one two two", (Side("one ", "two", ""), Side("one ", "two two", ""))),
    ],
)
def test_the_part_that_differs_is_found_in_whole_words(expected, actual, sides):
    assert summary.difference(expected, actual) == sides


@given(st.text("ab \n{}"), st.text("ab \n{}"))
def test_a_difference_loses_no_character(expected, actual):
    sides = summary.difference(expected, actual)
    assert [s.head + s.differs + s.tail for s in sides] == [expected, actual]
    assert sides[0].head == sides[1].head or not (sides[0].tail or sides[1].tail)


def test_a_long_difference_is_shown_with_its_surroundings():
    side = Side("h" * 500, "d" * 900, "t" * 300).shortened(200)
    assert side.head == "… " + "h" * 200
    assert side.differs == "d" * 800 + " … +100 characters"
    assert side.tail == "t" * 200 + " … +100 characters"


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_invisible_is_left_of_any_text(text):
    for shown in (visible(text), one_line(text)):
        assert all(c in "\n\t" or ord(c) >= 32 for c in shown)
        assert not set(shown) & set("\x7f\x85\x9b\u2028\u202e\u2066\ufeff\ud800\udfff\ufffe\uffff")
        shown.encode()
    assert len(one_line(text).splitlines()) <= 1


def test_what_is_invisible_is_spelt_out():
    assert visible("a\x1b[2J\r\nb\tc\udc80\u202e") == "a\\x1b[2J\nb\tc\\udc80\\u202e"
    assert one_line("a\r\n\tb") == "a\\x0d\\n\\tb"
    assert visible("🦀 👩‍🚀 ä 中") == "🦀 👩‍🚀 ä 中"
    assert encodable("a\udc80🦀") == "a\ufffd🦀"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "40 ms"),
        (3.21, "3.2 s"),
        (59.94, "59.9 s"),
        (125.2, "2 min 5 s"),
        (3600, "60 min 0 s"),
    ],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_plurals():
    assert [counted(1, "line"), counted(0, "line")] == ["1 line", "0 lines"]
