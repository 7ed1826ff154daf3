"""The report as one page that needs nothing else: no network, and no script to read it."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from amplifier_conformance.outcome import Outcome, Report
from amplifier_conformance.report import summary
from amplifier_conformance.report.summary import Standing
from amplifier_conformance.report.text import duration, milliseconds, one_line, visible

_TEMPLATE = "report.html.jinja"
_OPEN = 3  # so many failures are unfolded from the start; more would be a wall
_SECTIONS = {
    Standing.FAILED: ("failures", "Failures", "These requirements are not met."),
    Standing.ERROR: (
        "errors",
        "Harness errors",
        "The suite itself broke here; that says nothing of the subject.",
    ),
    Standing.WARNING: (
        "warnings",
        "Warnings",
        "A SHOULD that is not met. It fails a run with --strict.",
    ),
    Standing.KNOWN: (
        "known",
        "Known failures",
        "The baseline lists these; they do not fail the run.",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome with its place in the page."""

    anchor: str
    outcome: Outcome
    standing: Standing

    @property
    def sign(self) -> str:
        """The sign beside the word."""
        return summary.SIGNS[self.standing]

    @property
    def css(self) -> str:
        """The class that gives the colour."""
        return css_class(self.standing)

    @property
    def detailed(self) -> bool:
        """The page has a section that shows it in full."""
        return self.standing in _SECTIONS


def to_html(report: Report) -> str:
    """The page; whatever a service wrote is text in it, with control characters spelt out."""
    return _environment().get_template(_TEMPLATE).render(_names(report))


def css_class(standing: Standing) -> str:
    """`not-verified`."""
    return standing.value.replace(" ", "-")


def _names(report: Report) -> dict[str, Any]:
    rows = [
        Row(f"check-{number}", outcome, summary.standing(outcome, strict=report.strict))
        for number, outcome in enumerate(report.outcomes, 1)
    ]
    sections = [
        (*text, [row for row in rows if row.standing is standing])
        for standing, text in _SECTIONS.items()
    ]
    unverified = summary.those(report, Standing.NOT_VERIFIED)
    return {
        "report": report,
        "summary": summary,
        "verdict": report.conclusion().name.lower(),
        "counts": summary.standings(report),
        "columns": summary.columns(report),
        "areas": _by_area(rows),
        "tallies": {
            area: summary.standings(report, outcomes)
            for area, outcomes in summary.areas(report).items()
        },
        "sections": [section for section in sections if section[-1]],
        "open": len(report.failures()) <= _OPEN,
        "unverified": summary.by_reason(unverified),
    }


def _by_area(rows: list[Row]) -> dict[str, list[Row]]:
    areas: dict[str, list[Row]] = {}
    for row in rows:
        areas.setdefault(row.outcome.area, []).append(row)
    return areas


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "css": css_class,
        "digest": _digest,
        "duration": duration,
        "milliseconds": milliseconds,
        "one_line": one_line,
        "sentence": _sentence,
    }
    environment.globals["signs"] = summary.SIGNS
    return environment


def _shown(value: Any) -> Any:
    """Every text that reaches the page comes by here, so that no place can forget it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


def _sentence(text: str) -> Markup:
    """A sentence of the specification; what it has in backticks is code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(visible(text)))))  # noqa: S704


def _digest(script: str) -> str:
    """What the page's security policy knows its one script by."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
