"""One promise of the table: what, how good it must be, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One promise; without a goal it is there to be looked at."""

    name: str
    value: float | None
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def goal(self) -> str:
        """The goal as text."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else "–"

    @property
    def verdict(self) -> str:
        """met, missed, or nothing to be met."""
        if self.value is None:
            return "not built"
        if self.at_most is None and self.at_least is None:
            return ""
        met = (
            self.value <= self.at_most
            if self.at_most is not None
            else self.value >= (self.at_least or 0)
        )
        return "met" if met else "MISSED"
