"""The fuzzing and soaking checks pass good services and catch broken ones; a seed finds the same smallest input."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from amplifier_conformance import catalog
from amplifier_conformance.check import Options
from amplifier_conformance.fuzz import search as searching
from amplifier_conformance.fuzz.answers import equal, shown
from amplifier_conformance.fuzz.schemas import null_readings, of_schema, plainer, texts
from amplifier_conformance.fuzz.search import search, shorter
from amplifier_conformance.outcome import Outcome, Verdict
from amplifier_conformance.protocol import definition, methods, misfits
from amplifier_conformance.runner import ServiceRun
from amplifier_conformance.verdicts import Failed
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = [sys.executable, str(ROOT / "conformance" / "mutants" / "reference")]
LEAKY = [sys.executable, str(Path(__file__).with_name("services") / "leaky.py")]


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """The smallest input is looked for only briefly here."""
    monkeypatch.setattr(searching, "SHRINKING", 1.0)


def run(
    command: list[str], *only: str, seed: int = 0, fuzz: int = 0, soak: float = 0
) -> list[Outcome]:
    options = Options(fuzz=fuzz, soak=soak, seed=seed)
    checks = catalog.service_checks(only, (), options)
    return list(ServiceRun(command, options).run(checks).outcomes)


@pytest.mark.parametrize(
    ("switch", "check"),
    [
        ("frm-003-blank", "fuzz.rows"),
        ("frm-009-null", "fuzz.lines"),
        ("frm-010-answer", "fuzz.lines"),
        ("frm-019-deep", "fuzz.lines"),
        ("frm-022-first", "fuzz.lines"),
        ("rpc-005-string", "fuzz.lines"),
        ("rpc-070-first", "fuzz.inputs"),
        ("rpc-089-unchecked", "fuzz.params"),
    ],
)
def test_a_broken_service_is_caught(switch, check):
    (outcome,) = run([*REFERENCE, "--break", switch], check, fuzz=200)
    assert outcome.verdict is Verdict.FAIL, outcome
    assert outcome.expected
    assert f"--only {check} --fuzz=200 -- " in outcome.replay


@pytest.mark.parametrize("command", [REFERENCE, [str(ROOT / "build" / "go" / "everything")]])
def test_a_good_service_passes(command):
    outcomes = run(command, "fuzz", fuzz=60, seed=7)
    assert [o.check for o in outcomes] == ["fuzz.lines", "fuzz.rows", "fuzz.inputs", "fuzz.params"]
    assert {o.verdict for o in outcomes} == {Verdict.PASS}, outcomes


def test_the_same_seed_finds_the_same_smallest_line(monkeypatch):
    monkeypatch.setattr(searching, "SHRINKING", 300.0)
    broken = [*REFERENCE, "--break", "rpc-005-string"]
    first, second = (run(broken, "fuzz.lines", fuzz=100, seed=3)[0] for _ in range(2))
    assert first.reason == second.reason
    smallest = r'not what must come for {"jsonrpc":"2.0","id":\d,"method":""}'
    assert re.fullmatch(smallest, first.reason)
    assert "--seed=3" in first.replay


def test_a_search_ends_at_the_smallest():
    def judge(line: bytes) -> None:
        if b"\x80" in line:
            raise Failed("found")

    found = search(st.binary(max_size=40), judge, examples=2000, seed=1, simpler=shorter)
    assert found is not None
    assert found[0] == b"\x80"
    assert search(st.just(b""), judge, examples=5, seed=1) is None


def test_bytes_are_shown_as_text_if_they_can_be():
    assert shown(b'{"a":1}\r\n') == '{"a":1}\\r'
    assert shown(b"\xff\n") == "hex ff (b'\\xff')"
    assert shown(b"\n") == "nothing"


@pytest.mark.parametrize("method", sorted(m for m, row in methods().items() if row["result"]))
def test_drawn_params_fit_more_often_than_not(method):
    reference = methods()[method]["params"]
    fitting = []

    @settings(max_examples=12, database=None, deadline=None, derandomize=True)
    @given(of_schema(definition(reference), reference.partition("#")[0]))
    def draw(value: object) -> None:
        fitting.append(not misfits(reference, value))

    draw()
    assert sum(fitting) > len(fitting) / 2


def test_drawn_texts_are_json_that_utf8_can_write():
    @settings(max_examples=50, database=None, deadline=None, derandomize=True)
    @given(texts(of_schema({"type": "object"}, {})))
    def draw(text: str) -> None:
        text.encode()

    draw()


def test_null_members_count_as_absent_or_not():
    value = {"a": None, "b": [{"c": None}], "d": 1}
    found = list(null_readings(value))
    assert found[0] == value
    assert found[-1] == {"b": [{}], "d": 1}
    assert len(found) == 4


def test_a_value_is_made_plainer_part_by_part():
    assert list(plainer('{"a": [1]}')) == ["{}", '{"a": []}', '{"a": []}', '{"a": [0]}']


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (2**53 - 1, 2**53 - 2, False),
        (10**400, 1.7976931348623157e308, True),
        ({"a": [1, None]}, {"a": [1.0, None]}, True),
        ({"a": None}, {}, False),
    ],
)
def test_json_values_are_compared_as_values(one, other, same):
    assert equal(one, other) is same
    assert equal(other, one) is same


def test_load_passes_a_good_service():
    (outcome,) = run(REFERENCE, "soak", soak=0.4)
    assert outcome.verdict is Verdict.PASS, outcome


@pytest.mark.parametrize("switch", ["rpc-005-twice", "rpc-030-never"])
def test_load_catches_a_service_that_answers_wrongly(switch):
    options = Options(soak=0.2, patience=1.0)
    checks = catalog.service_checks(("soak",), (), options)
    (outcome,) = ServiceRun([*REFERENCE, "--break", switch], options).run(checks).outcomes
    assert outcome.verdict is Verdict.FAIL, outcome


def test_load_catches_a_service_whose_memory_grows():
    (outcome,) = run(LEAKY, "soak", soak=1.0)
    assert outcome.verdict is Verdict.FAIL, outcome
    assert outcome.reason == "its memory grew in 1 s of load"
