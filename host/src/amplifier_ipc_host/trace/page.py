"""A trace as one HTML page that needs nothing else: no network, no fonts, no script but its own.

The messages are data in the page, from which its script draws the few rows that are in sight.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from itertools import chain
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .rows import HOST, Kind, Part, Row, Turn
from .terminal import summary, took

COLOURS = 10  # that the page has for services, beside the host's
DEEPEST = 12  # what is deeper is drawn as deep as this
SHOWN = (64_000, 16_000, 4_000, 1_000, 200)  # characters of a payload: as many as fit
PAGE = 24_000_000  # characters of all payloads
LANGUAGES = ("python", "rust", "go", "typescript", "javascript")


def render(title: str, turns: list[Turn], *, remarks: Iterable[str] = ()) -> str:
    """The page. All that services and models said is text in it; the policy allows no script but the page's."""
    environment = Environment(
        loader=PackageLoader(__package__, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (_source(environment, name) for name in ("page.css", "page.js"))
    return environment.get_template("page.html.j2").render(
        title=title,
        remarks=list(remarks),
        style=Markup(style),  # noqa: S704 - the package's own
        script=Markup(script),  # noqa: S704
        data=Markup(_embedded(_data(turns))),  # noqa: S704 - nothing in it can end the element
        policy=_policy(style, script),
    )


def _data(turns: list[Turn]) -> dict[str, Any]:
    """`rows` refer to others by their place; a turn's first row is at `first`."""
    languages = {s.name: s.language for turn in turns for s in turn.services}
    others = [name for name in languages if name != HOST]
    colours = {name: 1 + place % COLOURS for place, name in enumerate(others)}
    parts = [row.parts() for turn in turns for row in turn.rows]
    limit = _limit(list(chain(*parts)))
    first = 0
    told: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for turn in turns:
        about = {"number": turn.number, "summary": summary(turn), "ms": round(turn.ms, 3)}
        told.append({**about, "first": first, "count": len(turn.rows)})
        for row in turn.rows:
            carried = [_carried(part, limit) for part in parts[len(rows)]]
            rows.append({**_row(row, first), "parts": carried})
        first = len(rows)
    services = [
        {
            "name": name,
            "language": language,
            "colour": colours.get(name, 0),
            "family": language if language in LANGUAGES else "other",
        }
        for name, language in languages.items()
    ]
    return {"services": services, "turns": told, "rows": rows}


def _row(row: Row, first: int) -> dict[str, Any]:
    """A row as the script reads it; `ms` is null where there is no answer."""
    tells = row.kind is Kind.NOTIFICATION
    return {
        "at": round(row.begin, 3),
        "ms": None if row.ms is None else round(row.ms, 3),
        "took": took(row),
        "method": row.method,
        "name": row.name,
        "from": row.source,
        "to": row.target,
        "by": row.source
        if tells
        else row.target,  # whose colour the bar has: who works, or who tells
        "error": (row.error or "no answer") if row.wrong else "",
        "depth": min(row.depth, DEEPEST),
        "above": -1 if row.above is None else first + row.above.number,
        "early": Kind.SERVICE in (row.kind, row.above.kind if row.above else None),
        "child": row.session,
    }


def _limit(parts: list[Part]) -> int:
    """How many characters of each payload the page holds: one that browsers still open."""
    for limit in SHOWN:
        if sum(min(len(part.text), limit) for part in parts) <= PAGE:
            return limit
    return SHOWN[-1]


def _carried(part: Part, limit: int) -> list[str]:
    left = len(part.text) - limit
    more = f"{left} characters more are in trace.jsonl." if left > 0 else ""
    return [part.title, part.text[:limit], " ".join(note for note in (part.note, more) if note)]


def _embedded(value: Any) -> str:
    """JSON inside a script element, which only `<` could end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: the page's own style and script, by their hashes."""
    own = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
