"""The badge says in a few words what came out."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from amplifier_conformance.outcome import Subject
from amplifier_conformance.report.badge import to_svg

from .sample import BROKEN, FAILURE, OTHERS, WARNING, report

_SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str | None]:
    return [text.text for text in ET.fromstring(svg).iter(f"{_SVG}text")]


@pytest.mark.parametrize(
    ("outcomes", "value"),
    [
        ((WARNING, *OTHERS), "conforms"),
        ((FAILURE,) * 12, "12 failing"),
        (OTHERS[2:], "not verified"),
        ((BROKEN, *OTHERS), "suite broke"),
    ],
)
def test_the_badge_says_what_came_out(outcomes, value):
    assert texts(to_svg(report(*outcomes))) == ["amplifier-ipc 1.0", value]


def test_the_badge_names_the_version_that_was_judged_by():
    made = report(OTHERS[0], subject=Subject("service", ("x",), profile="0"))
    assert texts(to_svg(made))[0] == "amplifier-ipc 0"


def test_the_title_tells_the_counts_and_is_harmless():
    root = ET.fromstring(to_svg(report(subject=Subject("host", ("x",), name="<a> & \x1b\ufffe"))))
    title = root.find(f"{_SVG}title").text
    assert title.startswith("<a> & \\x1b\\ufffe does not conform to 1.0: 2 passed, 1 failed")
    assert root.attrib["aria-label"] == "amplifier-ipc 1.0: 1 failing"


def test_the_parts_fill_the_badge():
    root = ET.fromstring(to_svg(report()))
    label, value = root.iter(f"{_SVG}text")
    used = int(value.attrib["x"]) + int(value.attrib["textLength"])
    assert int(label.attrib["x"]) + int(label.attrib["textLength"]) < int(value.attrib["x"])
    assert used < int(root.attrib["width"])
