"""What a run of the suite has found: verdicts, outcomes, and the report that all writers print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Level = Literal["MUST", "SHOULD"]
Direction = Literal["sent", "received", "note"]


class Verdict(StrEnum):
    """What became of a check."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NOT_VERIFIED = "not verified"  # it could not be observed
    NOT_APPLICABLE = "not applicable"  # the subject does not declare it
    ERROR = "harness error"  # the suite itself broke


class Conclusion(StrEnum):
    """What a run as a whole says."""

    CONFORMS = "conforms"
    FAILS = "does not conform"
    NOTHING_VERIFIED = "nothing verified"
    BROKEN = "the suite broke"


EXIT_CODES = {
    Conclusion.CONFORMS: 0,
    Conclusion.FAILS: 1,
    Conclusion.NOTHING_VERIFIED: 3,
    Conclusion.BROKEN: 3,
}


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A line of the wire, or a note of the suite, as it happened."""

    at: float  # seconds since the process started
    direction: Direction  # as the suite sees it
    text: str  # cut after some kilobytes, with a remark
    process: str = ""  # which process, where a check talks to several


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check has found."""

    check: str  # such as `rpc.answers_once`
    area: str  # such as `rpc`
    title: str  # the sentence that the check proves
    requirements: tuple[str, ...]  # ids such as `RPC-005`, at least one
    level: Level  # the strongest keyword among the requirements
    verdict: Verdict
    reason: str = ""  # one sentence why; empty when it passed
    expected: str = ""  # what would have been right, where a difference can be shown
    actual: str = ""  # what was there instead
    trace: tuple[TraceLine, ...] = ()  # of checks that failed
    stderr: str = ""  # the end of what the subject wrote there, of checks that failed
    replay: str = ""  # the command that runs this one check again
    seconds: float = 0.0
    known: bool = False  # the failure is in the baseline


@dataclass(frozen=True, slots=True)
class Subject:
    """Who was judged."""

    kind: Literal["service", "host"]
    command: tuple[str, ...]
    name: str = ""  # as describe says
    version: str = ""
    sdk: str = ""  # "amplifier-ipc 0.1.0 (python)", if it says so
    declares: tuple[str, ...] = ()  # "2 tools", "1 hook", …
    profile: Literal["1.0", "0"] = "1.0"  # the version that it was judged by
    binding: Literal["stdio", "http"] = "stdio"  # the one that it was judged over


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run."""

    subject: Subject
    outcomes: tuple[Outcome, ...]
    suite: str  # version of the suite
    requirements: dict[str, str]  # id → sentence, of all that the outcomes cite
    started: str  # RFC 3339, UTC
    seconds: float
    seed: int
    strict: bool = False  # a SHOULD that is not met fails the run
    stale: tuple[str, ...] = ()  # checks of the baseline that pass now, or are gone
    measured: dict[str, float] = field(default_factory=dict)  # speed profile: name → milliseconds

    def counts(self) -> Counter[Verdict]:
        """How many checks had which verdict; a known failure counts as fail."""
        return Counter(outcome.verdict for outcome in self.outcomes)

    def failures(self) -> tuple[Outcome, ...]:
        """The failures that count: not in the baseline, and of a MUST unless the run is strict."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if outcome.verdict is Verdict.FAIL
            and not outcome.known
            and (self.strict or outcome.level == "MUST")
        )

    def conclusion(self) -> Conclusion:
        """A failure counts most, then a broken suite, then that nothing was verified."""
        counts = self.counts()
        if self.failures():
            return Conclusion.FAILS
        if counts[Verdict.ERROR]:
            return Conclusion.BROKEN
        if not counts[Verdict.PASS]:
            return Conclusion.NOTHING_VERIFIED
        return Conclusion.CONFORMS
