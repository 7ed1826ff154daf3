"""The page: one file, readable without a script, and deaf to what services wrote into it."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from amplifier_conformance.report.html import to_html
from amplifier_conformance.report.text import one_line, visible

from .sample import (
    BROKEN,
    FAILURE,
    KNOWN,
    NASTY,
    OTHERS,
    SENTENCES,
    TRACE,
    WARNING,
    outcome,
    report,
)

_VOID = {"meta", "link", "input", "br", "img"}
_CLOSED = {"script", "style", "title"}


class Page(HTMLParser):
    """The elements, the texts, and whether what was opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def text(self) -> str:
        return "".join(text for tag, text in self.texts if tag not in _CLOSED)


@pytest.fixture(scope="module")
def source() -> str:
    return to_html(report())


@pytest.fixture(scope="module")
def page(source) -> Page:
    return Page(source)


def test_elements_are_nested_and_ids_are_unique(page):
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in page.elements:
        target = attrs.get("href") or ""
        assert not target.startswith("#") or target[1:] in ids
        assert attrs.get("aria-labelledby", ids[0]) in ids
        assert attrs.get("for", ids[0]) in ids


def test_nothing_loads_from_outside(page, source):
    loaders = {"src", "srcset", "data", "action", "poster", "background", "formaction"}
    for tag, attrs in page.elements:
        assert not loaders & attrs.keys()
        assert tag not in {"iframe", "object", "embed", "base", "img", "form"}
        if "href" in attrs:
            assert attrs["href"].startswith("#") or attrs["href"] == "data:,"
    style = "".join(text for tag, text in page.texts if tag == "style")
    assert "url(" not in style
    assert "@import" not in style
    policy = next(attrs["content"] for attrs in page.all("meta") if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; ")


def test_the_only_script_is_the_one_that_the_policy_names(page):
    (script,) = (text for tag, text in page.texts if tag == "script")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(attrs["content"] for attrs in page.all("meta") if "http-equiv" in attrs)
    assert f"script-src 'sha256-{digest}'" in policy
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)


def test_what_services_wrote_is_text(page, source):
    assert all(c in "\n\t" or c.isprintable() or c == "\u200d" for c in source)
    assert "<img" not in source
    assert visible(NASTY) in page.text()
    assert "{{ 7 * 7 }}" in page.text()
    assert "7 * 7" not in str(page.elements)


def test_no_trace_is_lost(page):
    text = page.text()
    for one in (FAILURE, WARNING, KNOWN, BROKEN):
        for line in one.trace:
            assert one_line(line.text) in text
            assert f"{line.at * 1000:.1f}" in text
    assert visible(FAILURE.stderr) in text
    assert FAILURE.replay in text
    assert len(page.all("tr")) >= sum(len(one.trace) for one in (FAILURE, WARNING, KNOWN, BROKEN))
    assert "x" * 5000 in text


def test_a_failure_shows_its_sentences_and_what_differs(page):
    text = page.text()
    for name in FAILURE.requirements:
        assert SENTENCES[name] in text
    marks = "".join(data for tag, data in page.texts if tag == "mark")
    assert marks.startswith("12}}13}} ")


def test_what_a_sentence_has_in_backticks_is_code_and_nothing_else_is_markup():
    made = to_html(report(FAILURE, requirements={"RPC-005": "say `<b>` and **not** <i>"}))
    assert "say <code>&lt;b&gt;</code> and **not** &lt;i&gt;" in made


def test_every_check_is_listed_with_its_verdict_in_words(page, source):
    rows = re.findall(r'<tr role="row" data-standing="([a-z-]+)">(.*?)</tr>', source, re.DOTALL)
    assert len(rows) == len(report().outcomes)
    for standing, row in rows:
        assert f"</span> {standing.replace('-', ' ')}</span>" in row
    listed = "".join(row for _, row in rows)
    for one in report().outcomes:
        assert one.check in listed
    for reason in ("no answer", "no hook is declared", "white space between tokens"):
        assert reason in listed


def test_the_page_can_be_read_without_sight_and_without_a_script(page):
    tags = [tag for tag, _ in page.elements]
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert tags.count(landmark) == 1
    assert page.all("html") == [{"lang": "en"}]
    assert all("scope" in attrs for attrs in page.all("th"))
    assert len(page.all("details")) == 4 + 1  # an outcome each, and one long line
    hidden = [attrs.get("id") or attrs["class"] for _, attrs in page.elements if "hidden" in attrs]
    assert set(hidden) <= {"filter", "fold"}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all(
        "meta"
    )


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ((FAILURE,), "Does not conform to 1.0"),
        (OTHERS, "Conforms to 1.0"),
        (OTHERS[2:], "Nothing verified of 1.0"),
        ((BROKEN,), "The suite broke while judging by 1.0"),
    ],
)
def test_the_verdict_stands_at_the_top(outcomes, words):
    page = Page(to_html(report(*outcomes)))
    assert words in [text for tag, text in page.texts if tag == "strong"]


def test_sections_without_content_are_left_out():
    page = Page(to_html(report(OTHERS[0], stale=(), measured={})))
    ids = {attrs["id"] for attrs in page.all("section")}
    assert ids == {"areas", "checks"}


def test_many_failures_are_folded():
    failures = [outcome(f"a.c{n}", FAILURE.verdict) for n in range(4)]
    assert not [a for a in Page(to_html(report(*failures))).all("details") if "open" in a]
    few = Page(to_html(report(*failures[:3]))).all("details")
    assert len([a for a in few if "open" in a]) == 3


def test_the_trace_names_the_process(page):
    assert TRACE[1].process == "a"
    assert re.search(r"sent\s+a", page.text())
