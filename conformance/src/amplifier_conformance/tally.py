"""What rules have seen, and what of a conversation they remember."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from .protocol import Json


@dataclass
class Tally:
    """What rules have seen: how often each could be judged, and what broke it."""

    seen: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def rule(self, requirement: str, ok: bool, sentence: str = "") -> bool:
        """Count an observation of the requirement; keep the sentence if it was broken."""
        self.seen[requirement] += 1
        if not ok:
            self.faults[requirement].append(sentence)
        return ok

    def add(self, other: Tally) -> None:
        """Take in what another has seen."""
        self.seen.update(other.seen)
        for requirement, found in other.faults.items():
            self.faults[requirement] += found


@dataclass
class Asked:
    """A request of the suite that the subject has not answered yet."""

    method: str
    params: Json
    at: int = 0  # when it was asked, by the judge's own count
    streamed: dict[int, str] = field(default_factory=lambda: defaultdict(str))
    blocks: list[tuple[str, int]] = field(default_factory=list)  # what the stream said, in order
