"""A trace as one HTML page that needs nothing else: no network, no fonts, no script but its own."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .rows import HOST, Kind, Row, Turn
from .terminal import summary, took

COLOURS = 10  # that the page has for services, beside the host's
DEEPEST = 12  # what is deeper is drawn as deep as this
SCALE = 1000  # width of a bar's drawing
LEAST = 3  # of a bar, to be seen
SHOWN = 20_000  # characters of a payload
LANGUAGES = ("python", "rust", "go", "typescript", "javascript")


def render(title: str, turns: list[Turn], *, unread: int = 0) -> str:
    """The page. All that services and models said is text in it; the policy allows no script but the page's."""
    environment = Environment(
        loader=PackageLoader(__package__, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (_source(environment, name) for name in ("page.css", "page.js"))
    look = _Look(turns)
    template = environment.get_template("page.html.j2")
    return template.render(
        title=title,
        turns=turns,
        unread=unread,
        services=look.services,
        look=look,
        summary=summary,
        took=took,
        style=Markup(style),  # noqa: S704 - the package's own
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script),
    )


@dataclass(frozen=True, slots=True)
class _Chip:
    """A service in the legend."""

    name: str
    language: str
    colour: str
    language_class: str


class _Look:
    """How rows and services are drawn: classes and numbers only."""

    def __init__(self, turns: list[Turn]) -> None:
        languages = {s.name: s.language for turn in turns for s in turn.services}
        others = [name for name in languages if name != HOST]
        self._colours = {name: f"c{1 + place % COLOURS}" for place, name in enumerate(others)}
        self.services = [
            _Chip(name, language, self.colour(name), _language_class(language))
            for name, language in languages.items()
        ]

    def colour(self, name: str) -> str:
        """The class of a service's colour; c0 is the host's, and the user's."""
        return self._colours.get(name, "c0")

    def depth(self, row: Row) -> int:
        """How far it is indented."""
        return min(row.depth, DEEPEST)

    def bar_colour(self, row: Row) -> str:
        """Of who does the work: who is asked, or who tells."""
        return self.colour(row.source if row.kind is Kind.NOTIFICATION else row.target)

    @staticmethod
    def starts(row: Row) -> bool:
        """Whether it belongs to the start of a service."""
        return Kind.SERVICE in (row.kind, row.above.kind if row.above else None)

    def bar(self, row: Row, turn: Turn) -> dict[str, Any]:
        """Where the bar begins and how wide it is; what has no answer lasts to the end."""
        unit = SCALE / turn.ms if turn.ms else 0.0
        begin = min(row.begin * unit, SCALE - LEAST)
        ms = turn.ms - row.begin if row.ms is None else row.ms
        width = min(max(ms * unit, LEAST), SCALE - begin)
        return {"x": f"{begin:.1f}", "width": f"{width:.1f}"}

    def payload(self, row: Row) -> str:
        """What was traced of it, cut where it is too long to read."""
        text = row.payload()
        left = len(text) - SHOWN
        return f"{text[:SHOWN]}\n… {left} characters more are in trace.jsonl" if left > 0 else text


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: the page's own style and script, by their hashes."""
    own = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _language_class(language: str) -> str:
    return f"l-{language}" if language in LANGUAGES else "l-other"
