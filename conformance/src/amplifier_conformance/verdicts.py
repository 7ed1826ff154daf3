"""How a check ends other than by passing."""

from __future__ import annotations

from typing import Any


class Failed(AssertionError):  # noqa: N818 - a verdict, no error
    """The subject does not meet the requirement."""

    def __init__(self, reason: str, expected: Any = "", actual: Any = "") -> None:
        super().__init__(reason)
        self.reason, self.expected, self.actual = reason, expected, actual


class NotVerified(Exception):  # noqa: N818 - a verdict, no error
    """It could not be observed; the message says why."""


class NotApplicable(Exception):  # noqa: N818 - a verdict, no error
    """The subject does not declare it; the message says what."""


class HarnessError(Exception):
    """The suite itself did something wrong."""
