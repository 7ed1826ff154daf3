"""What all writers say alike: how a check stands, the counts by area, the conclusion in one line."""

from __future__ import annotations

import os.path
import re
import shlex
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from amplifier_conformance.outcome import Conclusion, Outcome, Report, Subject, Verdict
from amplifier_conformance.report.text import counted, duration, shortened


class Standing(StrEnum):
    """What an outcome means for the run; each outcome has exactly one."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"  # a SHOULD that is not met, and the run is not strict
    KNOWN = "known failure"  # in the baseline
    ERROR = "harness error"
    NOT_VERIFIED = "not verified"
    NOT_APPLICABLE = "not applicable"


ALWAYS = (Standing.PASSED, Standing.FAILED, Standing.NOT_VERIFIED, Standing.NOT_APPLICABLE)
SIGNS = {
    Standing.PASSED: "✓",
    Standing.FAILED: "✗",
    Standing.WARNING: "!",
    Standing.KNOWN: "=",
    Standing.ERROR: "#",
    Standing.NOT_VERIFIED: "?",
    Standing.NOT_APPLICABLE: "–",
}
_OF_VERDICT = {
    Verdict.PASS: Standing.PASSED,
    Verdict.ERROR: Standing.ERROR,
    Verdict.NOT_VERIFIED: Standing.NOT_VERIFIED,
    Verdict.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
}
_CONCLUSIONS = {
    Conclusion.CONFORMS: "conforms to {}",
    Conclusion.FAILS: "does not conform to {}",
    Conclusion.NOTHING_VERIFIED: "nothing verified of {}",
    Conclusion.BROKEN: "the suite broke while judging by {}",
}
_COUNTED_NOUNS = (Standing.WARNING, Standing.KNOWN, Standing.ERROR)


def standing(outcome: Outcome, *, strict: bool) -> Standing:
    """How the outcome stands; FAILED are those of `Report.failures`."""
    if outcome.verdict is not Verdict.FAIL:
        return _OF_VERDICT[outcome.verdict]
    if outcome.known:
        return Standing.KNOWN
    return Standing.FAILED if strict or outcome.level == "MUST" else Standing.WARNING


def standings(report: Report, outcomes: Iterable[Outcome] | None = None) -> Counter[Standing]:
    """How many outcomes stand how; of the whole report unless some are named."""
    chosen = report.outcomes if outcomes is None else outcomes
    return Counter(standing(outcome, strict=report.strict) for outcome in chosen)


def those(report: Report, wanted: Standing) -> list[Outcome]:
    """The outcomes that stand so, in the order of the run."""
    return [one for one in report.outcomes if standing(one, strict=report.strict) is wanted]


def areas(report: Report) -> dict[str, list[Outcome]]:
    """The outcomes by area; areas in the order in which the run met them."""
    found: dict[str, list[Outcome]] = {}
    for outcome in report.outcomes:
        found.setdefault(outcome.area, []).append(outcome)
    return found


def columns(report: Report) -> list[Standing]:
    """The standings worth a column: the four usual ones, and the others if there are any."""
    counts = standings(report)
    return [one for one in Standing if one in ALWAYS or counts[one]]


def by_reason(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    """The ids of the checks by their reason; the reason of most checks first."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.reason or "no reason given", []).append(outcome.check)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def verdict_line(report: Report) -> str:
    """`conforms to 1.0`, or `conforms to 1.0 over HTTP`."""
    over = " over HTTP" if report.subject.binding == "http" else ""
    return _CONCLUSIONS[report.conclusion()].format(f"{report.subject.profile}{over}")


def count_line(report: Report) -> str:
    """`84 passed, 0 failed, 12 not verified, 30 not applicable`; the numbers add up to all checks."""
    counts = standings(report)
    return ", ".join(
        counted(counts[one], one) if one in _COUNTED_NOUNS else f"{counts[one]} {one}"
        for one in columns(report)
    )


def headline(report: Report) -> str:
    """The conclusion in one line."""
    return f"{verdict_line(report)}: {count_line(report)} ({duration(report.seconds)})"


def name_of(subject: Subject) -> str:
    """What the subject calls itself, or else the program that was started."""
    if subject.name:
        return f"{subject.name} {subject.version}".strip()
    first = subject.command[0] if subject.command else ""
    return os.path.basename(first.rstrip("/")) or first or f"the {subject.kind}"


def command_of(subject: Subject) -> str:
    """The command as a shell takes it."""
    return shlex.join(subject.command)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference; only `differs` is not in the other side as well."""

    head: str
    differs: str
    tail: str

    def shortened(self, limit: int) -> Side:
        """What differs with what is near it: so many characters around, and four times as many within."""
        head = f"… {self.head[-limit:]}" if len(self.head) > limit else self.head
        return Side(head, shortened(self.differs, 4 * limit), shortened(self.tail, limit))


def difference(expected: str, actual: str) -> tuple[Side, Side]:
    """Both texts, each with the part marked that differs; nothing is marked where they share too little."""
    head = re.sub(r"\w*\Z", "", _common(expected, actual))
    rest = expected[len(head) :], actual[len(head) :]
    backwards = _common(rest[0][::-1], rest[1][::-1])
    tail = re.sub(r"\A\w*", "", backwards[::-1])
    shorter = min(len(expected), len(actual))
    if expected == actual or 3 * (len(head) + len(tail)) < shorter:
        return Side(expected, "", ""), Side(actual, "", "")
    first, second = (text[: len(text) - len(tail)] for text in rest)
    return Side(head, first, tail), Side(head, second, tail)


def _common(first: str, second: str) -> str:
    pairs = enumerate(zip(first, second, strict=False))
    ends = next((n for n, (one, other) in pairs if one != other), min(len(first), len(second)))
    return first[:ends]
