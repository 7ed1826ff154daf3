"""JSON and JUnit: they fit what reads them, and lose nothing."""

from __future__ import annotations

import copy
import dataclasses
import json
from importlib import resources
from xml.etree import ElementTree as ET

import pytest
from amplifier_conformance.outcome import Report, TraceLine
from amplifier_conformance.report.json_file import from_json, to_json
from amplifier_conformance.report.junit import to_junit
from amplifier_conformance.report.text import one_line, visible
from jsonschema import Draft202012Validator

from .sample import BROKEN, FAILURE, KNOWN, LONG, NASTY, OTHERS, TRACE, WARNING, outcome, report

SCHEMA = json.loads(
    resources.files("amplifier_conformance.report").joinpath("report.schema.json").read_text()
)


def without_surrogates(made: Report) -> Report:
    clean = NASTY.replace("\ud800", "").replace("\udc80", "")
    trace = (*TRACE[:3], TraceLine(61.25, "received", clean))
    texts = {"title": clean, "reason": clean, "actual": clean, "stderr": clean, "trace": trace}
    first = dataclasses.replace(made.outcomes[0], **texts)
    others = tuple(dataclasses.replace(one, reason=clean) for one in made.outcomes[1:])
    return dataclasses.replace(made, outcomes=(first, *others))


def test_the_schema_is_valid_and_closed():
    Draft202012Validator.check_schema(SCHEMA)
    for shape in (SCHEMA, *SCHEMA["$defs"].values()):
        if shape["type"] == "object":
            assert shape["additionalProperties"] is False
            assert sorted(shape["required"]) == sorted(shape["properties"])


def test_the_json_fits_its_schema_and_is_plain():
    value = to_json(report())
    Draft202012Validator(SCHEMA).validate(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    assert json.loads(text.encode()) == value
    assert all(type(one["verdict"]) is str for one in value["outcomes"])


def test_the_json_comes_back_as_the_same_report():
    made = without_surrogates(report(strict=True))
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


def test_what_utf8_cannot_hold_is_replaced():
    text = to_json(report())["outcomes"][0]["trace"][3]["text"]
    assert text == TRACE[3].text.replace("\ud800", "\ufffd").replace("\udc80", "\ufffd")


@pytest.mark.parametrize(
    ("outcomes", "conclusion", "code"),
    [
        ((FAILURE, BROKEN, *OTHERS), "does not conform", 1),
        ((WARNING, KNOWN, *OTHERS), "conforms", 0),
        ((BROKEN, *OTHERS), "the suite broke", 3),
        (OTHERS[2:], "nothing verified", 3),
    ],
)
def test_the_json_says_the_conclusion(outcomes, conclusion, code):
    value = to_json(report(*outcomes))
    assert (value["conclusion"], value["exit_code"]) == (conclusion, code)
    assert sum(value["counts"].values()) == len(outcomes)


def test_the_counts_have_names():
    assert to_json(report())["counts"] == {
        "passed": 2,
        "failed": 1,
        "warning": 1,
        "known_failure": 1,
        "harness_error": 1,
        "not_verified": 3,
        "not_applicable": 1,
    }


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("report_version",), 2, "/report_version"),
        (("outcomes", 1, "verdict"), "maybe", "/outcomes/1/verdict"),
        (("subject", "extra"), 1, "/subject"),
        (("outcomes", 0, "trace", 0, "at"), "0", "/outcomes/0/trace/0/at"),
    ],
)
def test_what_is_no_report_is_refused_with_its_place(path, value, where):
    broken = copy.deepcopy(to_json(report()))
    inner = broken
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ValueError, match=f"no report of version 1: {where}: "):
        from_json(broken)
    with pytest.raises(ValueError, match="the whole"):
        from_json([])


def cases(made: Report) -> dict[str, ET.Element]:
    root = ET.fromstring(to_junit(made))
    return {case.attrib["name"]: case for case in root.iter("testcase")}


def test_junit_counts_what_it_holds():
    root = ET.fromstring(to_junit(report()))
    assert [suite.attrib["name"] for suite in root] == ["rpc", "framing", "tools", "fuzz", "hooks"]
    for element in (root, *root):
        inside = list(element.iter("testcase"))
        assert int(element.attrib["tests"]) == len(inside)
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.attrib[name]) == len(list(element.iter(tag)))
    assert {name: root.attrib[name] for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "10",
        "failures": "1",
        "errors": "1",
        "skipped": "6",
    }
    assert root.find("testsuite[@name='rpc']").attrib["time"] == "0.750"


def test_a_failure_in_junit_loses_nothing():
    case = cases(report())["rpc.answers_once"]
    failure = case.find("failure")
    assert failure.attrib == {"message": f"two answers {one_line(NASTY)}", "type": "MUST"}
    for text in (*(line.text for line in TRACE), FAILURE.replay, FAILURE.title):
        assert one_line(text) in failure.text
    assert LONG in failure.text
    assert visible(FAILURE.actual) in failure.text
    assert case.find("system-err").text == visible(FAILURE.stderr)
    cited = [p.attrib["value"] for p in case.iter("property") if p.attrib["name"] == "requirement"]
    assert cited == ["RPC-005", "FRM-001"]


def test_what_does_not_fail_the_run_does_not_fail_in_junit():
    found = cases(report())
    messages = {name: case.find("skipped") for name, case in found.items()}
    assert messages["framing.compact"].attrib["message"] == "warning: white space between tokens"
    assert messages["tools.refuses"].attrib["message"] == "known failure: input was taken"
    assert messages["tools.calls"].attrib["message"] == "not verified: no answer"
    assert messages["hooks.fold"].attrib["message"] == "not applicable: no hook is declared"
    assert "the known trace" in found["tools.refuses"].find("system-out").text
    assert messages["rpc.order"] is None
    assert found["fuzz.bytes"].find("error").attrib["message"] == "KeyError: 'id'"
    strict = cases(report(strict=True))
    assert strict["framing.compact"].find("failure") is not None


def test_every_character_is_one_that_xml_allows():
    text = to_junit(report(FAILURE, outcome(f"a.{NASTY}", area=NASTY))).decode()
    allowed = [(0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF)]
    assert all(c in "\t\n" or any(a <= ord(c) <= b for a, b in allowed) for c in text)
    assert "]]>" not in text
