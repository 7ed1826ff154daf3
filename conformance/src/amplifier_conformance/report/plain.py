"""The details of one outcome as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from amplifier_conformance.outcome import Outcome, Report
from amplifier_conformance.report.text import milliseconds, one_line, visible

_ARROWS = {"sent": "→", "received": "←", "note": "·"}


def details(report: Report, outcome: Outcome) -> str:
    """The sentences, the reason, the difference, the wire and the command; nothing is cut."""
    return "\n".join(_lines(report, outcome)) + "\n"


def _lines(report: Report, outcome: Outcome) -> Iterator[str]:
    yield one_line(outcome.title)
    for name in outcome.requirements:
        yield f"{name}  {visible(report.requirements.get(name, ''))}".rstrip()
    if outcome.reason:
        yield f"\nreason: {visible(outcome.reason)}"
    if outcome.expected or outcome.actual:
        yield f"expected: {visible(outcome.expected)}"
        yield f"actual:   {visible(outcome.actual)}"
    if outcome.trace:
        yield "\nwire (ms):"
    for line in outcome.trace:
        process = f" {one_line(line.process)}" if line.process else ""
        yield f"{milliseconds(line.at):>9} {_ARROWS[line.direction]}{process} {one_line(line.text)}"
    if outcome.replay:
        yield f"\nrun again: {one_line(outcome.replay)}"
