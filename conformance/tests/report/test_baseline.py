"""The baseline: what is known does not fail the run, and what is not needed any more is told."""

from __future__ import annotations

import pytest
import yaml
from amplifier_conformance.outcome import Conclusion, Verdict
from amplifier_conformance.report import baseline
from amplifier_conformance.report.baseline import Baseline, BaselineError, Entry

from .sample import FAILURE, NASTY, OTHERS, WARNING, outcome, report

GOOD = """\
version: 1
failures:
- check: rpc.answers_once
  requirement: RPC-005
  reason: see the ticket
"""


def known(*entries: tuple[str, str]) -> Baseline:
    return Baseline(tuple(Entry(check, requirement, "why") for check, requirement in entries))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "baseline.yaml"


def test_a_listed_failure_is_known_and_the_run_conforms():
    made = baseline.apply(report(FAILURE, *OTHERS), known(("rpc.answers_once", "RPC-005")))
    assert made.outcomes[0].known
    assert made.conclusion() is Conclusion.CONFORMS
    assert made.stale == ()


def test_any_requirement_that_the_check_cites_will_do():
    made = baseline.apply(report(FAILURE), known(("rpc.answers_once", "FRM-001")))
    assert made.outcomes[0].known


def test_only_failures_are_known():
    outcomes = [outcome("a.b", verdict) for verdict in Verdict]
    made = baseline.apply(report(*outcomes), known(("a.b", "RPC-005")))
    assert [one.verdict for one in made.outcomes if one.known] == [Verdict.FAIL]


def test_a_mark_of_before_does_not_stay():
    made = baseline.apply(report(outcome("a.b", Verdict.FAIL, known=True)), Baseline())
    assert not made.outcomes[0].known


def test_what_passes_now_is_stale_also_in_a_limited_run():
    for limited in (False, True):
        made = baseline.apply(report(*OTHERS), known(("rpc.order", "RPC-005")), limited=limited)
        assert made.stale == ("rpc.order",)


def test_what_is_gone_is_stale_but_not_in_a_limited_run():
    entries = known(("rpc.gone", "RPC-005"), ("a.gone", "RPC-005"))
    assert baseline.apply(report(*OTHERS), entries).stale == ("a.gone", "rpc.gone")
    assert baseline.apply(report(*OTHERS), entries, limited=True).stale == ()


def test_a_check_that_cites_the_requirement_no_more_is_stale():
    made = baseline.apply(report(FAILURE), known(("rpc.answers_once", "TOL-011")))
    assert made.stale == ("rpc.answers_once",)
    assert not made.outcomes[0].known


def test_what_could_not_be_observed_is_not_stale():
    entries = known(("tools.calls", "RPC-005"), ("hooks.fold", "RPC-005"))
    assert baseline.apply(report(*OTHERS), entries).stale == ()


def test_a_check_of_several_outcomes_is_stale_when_all_pass():
    entries = known(("a.b", "RPC-005"))
    twice = (outcome("a.b"), outcome("a.b", Verdict.FAIL))
    assert baseline.apply(report(*twice), entries).stale == ()
    assert baseline.apply(report(twice[0], twice[0]), entries).stale == ("a.b",)


def test_what_is_written_is_sorted_and_makes_the_next_run_conform(file):
    made = report(FAILURE, WARNING, *OTHERS)
    baseline.write(file, made)
    document = yaml.safe_load(file.read_text())
    assert document["version"] == 1
    assert [entry["check"] for entry in document["failures"]] == [
        "framing.compact",
        "rpc.answers_once",
    ]
    assert document["failures"][0] == {
        "check": "framing.compact",
        "requirement": "FRM-006",
        "reason": "white space between tokens",
    }
    again = baseline.apply(made, baseline.read(file))
    assert again.failures() == ()
    assert again.stale == ()


def test_a_baseline_without_failures_can_be_written_and_read(file):
    baseline.write(file, report(*OTHERS))
    assert baseline.read(file) == Baseline()


def test_nasty_reasons_come_back(file):
    baseline.write(file, report(outcome("a.b", Verdict.FAIL, reason=f"{NASTY}\n- x: &a")))
    (entry,) = baseline.read(file).entries
    assert entry.reason.endswith("end\\n- x: &a")


def test_a_reason_that_was_edited_is_kept(file):
    file.write_text(GOOD)
    baseline.write(file, report(FAILURE), baseline.read(file))
    assert baseline.read(file).entries == (Entry("rpc.answers_once", "RPC-005", "see the ticket"),)


def test_a_limited_run_keeps_what_it_did_not_run(file):
    before = known(("rpc.order", "RPC-005"), ("z.other", "RPC-005"))
    baseline.write(file, report(*OTHERS), before, limited=True)
    assert [entry.check for entry in baseline.read(file).entries] == ["z.other"]
    baseline.write(file, report(*OTHERS), before)
    assert baseline.read(file).entries == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the file is empty; `version: 1` and `failures: \\[\\]` are wanted"),
        ("- a\n", "line 1: the file must have the members version, failures"),
        ("version: 2\nfailures: []\n", "line 1: version must be 1"),
        ("version: 1\n", "line 1: the file lacks failures"),
        ("version: 1\nfailures: {}\n", "line 2: failures must be a list"),
        ("version: 1\nfailures: []\nmore: 1\n", "line 3: the file has a member that is none of"),
        ("version: 1\nfailures: []\n? [a]\n: 1\n", "line 3: the file has a member that is none of"),
        (
            "version: 1\nfailures:\n- rpc\n",
            "line 3: failures\\[0\\] must have the members check, req",
        ),
        (GOOD.replace("  reason: see the ticket\n", ""), "line 3: failures\\[0\\] lacks reason"),
        (GOOD.replace("RPC-005", "7"), "line 4: failures\\[0\\].requirement must be a text"),
        (GOOD.replace("see the", "[see]"), "line 5, column 17: is not YAML: "),
        (GOOD + "\x07", "is not YAML: "),
    ],
)
def test_a_malformed_file_is_told_with_the_place(file, text, says):
    file.write_text(text)
    with pytest.raises(BaselineError, match=says) as raised:
        baseline.read(file)
    assert str(raised.value).startswith(str(file))


def test_a_file_that_cannot_be_read_is_told(file):
    with pytest.raises(BaselineError, match="No such file"):
        baseline.read(file)
    file.write_bytes(b"version: \xff")
    with pytest.raises(BaselineError, match="is not UTF-8 \\(byte 9\\)"):
        baseline.read(file)
