"""The page of a trace as text: what was said stays data, nothing is asked of a network, long things are cut."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from amplifier_ipc_host.trace import page as pages
from amplifier_ipc_host.trace.page import render
from amplifier_ipc_host.trace.records import Record
from amplifier_ipc_host.trace.waterfall import turns

HOSTILE = """</pre></script><script>alert(1)</script><img src=http://evil.example/ onerror=alert(2)>"'&{{ 7*7 }}<!--"""


class Seen(HTMLParser):
    """What a browser would make of a page: its elements, and the data that its script reads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self._inside = False
        self.feed(page)
        self.read = json.loads(self.data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = dict(attrs).get("id") == "data"

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def said(at: float, kind: str, n: int, **members: object) -> Record:
    ends = {"from": "agent", "to": "tools", "method": "tool.execute", "name": "echo", "bytes": 9}
    return Record(at, {"type": "message", "session": "s", "kind": kind, "n": n, **ends, **members})


def opened() -> Record:
    return Record(0, {"type": "trace", "version": 2, "session": "s"})


def hostile_page() -> str:
    told = {"from": HOSTILE, "to": HOSTILE, "method": HOSTILE, "name": HOSTILE}
    ready = {"type": "service_ready", "service": HOSTILE, "language": HOSTILE, "started_ms": 1.0}
    records = [
        opened(),
        Record(1, ready),
        said(2, "request", 1, **told, params={HOSTILE: HOSTILE}),
        said(3, "response", 1, **told, ok=False, code=-1, error={"message": HOSTILE}),
        Record(4, {"type": "error", "message": HOSTILE}),
    ]
    return render(HOSTILE, turns(records), remarks=[HOSTILE])


def test_what_was_said_stays_data():
    page = hostile_page()
    seen = Seen(page)
    assert len(seen.all("script")) == 2
    assert not seen.all("img")
    assert not [
        name for _, attributes in seen.elements for name in attributes if name.startswith("on")
    ]
    row = next(row for row in seen.read["rows"] if row["method"] == HOSTILE)
    assert json.loads(row["parts"][0][1]) == {HOSTILE: HOSTILE}
    assert row["error"].startswith("-1")
    families = {each["family"] for each in seen.read["services"]}
    assert families == {"other"}, "a language becomes a class only if it is a known one"


def test_the_page_needs_nothing_else_and_allows_nothing_else():
    page = hostile_page()
    seen = Seen(page)
    outside = {"src", "href", "srcset", "action", "data", "poster", "style", "xlink:href"}
    assert not [
        (tag, a)
        for tag, a in seen.elements
        if outside & set(a) or tag in ("link", "base", "iframe")
    ]
    assert not re.search(r"@import|url\(|@font-face|innerHTML|insertAdjacent|eval\(", page)
    (policy,) = [
        m["content"] for m in seen.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    ]
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == "'none'"
    for kind in ("script-src", "style-src"):
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]+'", parts[kind])


def test_the_page_has_the_payloads_of_a_message_and_of_its_answer():
    records = [
        opened(),
        said(1, "request", 7, params={"input": {"text": "ping"}}),
        said(3.5, "response", 7, ok=True, result={"output": "pong"}),
        said(4, "request", 8, params='{"input": "beginn', cut=True, bytes=123456),
    ]
    whole, cut = Seen(render("s", turns(records))).read["rows"]
    assert (whole["ms"], whole["took"]) == (2.5, "2.5")
    assert [(title, json.loads(text)) for title, text, _ in whole["parts"]] == [
        ("params", {"input": {"text": "ping"}}),
        ("result", {"output": "pong"}),
    ]
    assert (cut["error"], cut["parts"]) == (
        "no answer",
        [["params", '{"input": "beginn', "The beginning of a message of 123456 bytes."]],
    )


@pytest.mark.parametrize(("count", "kept"), [(1, 64_000), (400, 16_000)])
def test_long_payloads_are_cut_so_that_browsers_open_the_page(count, kept):
    long = "x" * 70_000
    records = [said(n, "request", n, params=long) for n in range(count)]
    page = render("long", turns([opened(), *records]))
    assert len(page) < pages.PAGE + 1_000_000
    (_, text, note) = Seen(page).read["rows"][0]["parts"][0]
    assert len(text) == kept
    assert note == f"{len(long) + 2 - kept} characters more are in trace.jsonl."
