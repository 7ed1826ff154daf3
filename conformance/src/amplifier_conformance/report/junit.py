"""The report as JUnit XML, which CI systems read: failures there are those that fail the run.

A SHOULD that is not met and a known failure are skipped cases with their details, so that CI and the exit code agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from amplifier_conformance.outcome import Outcome, Report
from amplifier_conformance.report import summary
from amplifier_conformance.report.plain import details
from amplifier_conformance.report.summary import Standing
from amplifier_conformance.report.text import one_line, visible

_TAGS = {Standing.FAILED: "failure", Standing.ERROR: "error"}


def to_junit(report: Report) -> bytes:
    """The XML document in UTF-8: a suite per area, a case per check."""
    root = ET.Element(
        "testsuites", {"name": "amplifier-conformance", "time": _time(report.seconds)}
    )
    root.attrib.update(_counts(report, report.outcomes))
    for area, outcomes in summary.areas(report).items():
        root.append(_suite(report, area, outcomes))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _suite(report: Report, area: str, outcomes: list[Outcome]) -> ET.Element:
    suite = ET.Element("testsuite", {"name": one_line(area), "timestamp": one_line(report.started)})
    suite.set("time", _time(sum(outcome.seconds for outcome in outcomes)))
    suite.attrib.update(_counts(report, outcomes))
    subject = report.subject
    about = (
        ("subject", summary.name_of(subject)),
        ("command", summary.command_of(subject)),
        ("protocol", subject.profile),
        ("binding", subject.binding),
        ("suite", report.suite),
        ("seed", str(report.seed)),
    )
    suite.append(_properties(about))
    suite.extend(_case(report, outcome) for outcome in outcomes)
    return suite


def _case(report: Report, outcome: Outcome) -> ET.Element:
    names = {
        "name": one_line(outcome.check),
        "classname": f"amplifier_conformance.{one_line(outcome.area)}",
    }
    case = ET.Element("testcase", {**names, "time": _time(outcome.seconds)})
    cited = [("requirement", name) for name in outcome.requirements]
    case.append(_properties([("title", outcome.title), *cited]))
    stands = summary.standing(outcome, strict=report.strict)
    if stands is Standing.PASSED:
        return case
    message = one_line(outcome.reason or outcome.title)
    tag = _TAGS.get(stands)
    if tag:
        found = ET.SubElement(case, tag, {"message": message, "type": outcome.level})
        found.text = details(report, outcome)
    else:
        ET.SubElement(case, "skipped", {"message": f"{stands}: {message}"})
        if stands in (Standing.WARNING, Standing.KNOWN):
            ET.SubElement(case, "system-out").text = details(report, outcome)
    if outcome.stderr:
        ET.SubElement(case, "system-err").text = visible(outcome.stderr)
    return case


def _properties(pairs: Iterable[tuple[str, str]]) -> ET.Element:
    properties = ET.Element("properties")
    for name, value in pairs:
        ET.SubElement(properties, "property", {"name": name, "value": one_line(value)})
    return properties


def _counts(report: Report, outcomes: Iterable[Outcome]) -> dict[str, str]:
    found: Counter[str] = Counter()
    for stands, number in summary.standings(report, outcomes).items():
        found["tests"] += number
        if stands is not Standing.PASSED:
            found[_TAGS.get(stands, "skipped")] += number
    names = {"tests": "tests", "failures": "failure", "errors": "error", "skipped": "skipped"}
    return {name: str(found[tag]) for name, tag in names.items()}


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"
