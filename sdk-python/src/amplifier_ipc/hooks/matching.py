"""Which handlers an event reaches, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Subscribed(Protocol):
    """A handler as far as its place in the chain goes."""

    @property
    def events(self) -> Sequence[str]:
        """The patterns; a handler with several that match is still asked once."""

    @property
    def priority(self) -> int:
        """Lower is asked earlier."""


_Handler = TypeVar("_Handler", bound=Subscribed)


def matches(pattern: str, event: str) -> bool:
    """Tell whether a pattern covers an event: its exact name, ``*``, or ``prefix:*``."""
    if pattern == "*":
        return True
    if pattern.endswith(":*"):
        return event.startswith(pattern[:-1])
    return pattern == event


def order(handlers: Iterable[_Handler], event: str) -> list[_Handler]:
    """Return the handlers of an event: ascending priority, then the order given."""
    chosen = [h for h in handlers if any(matches(pattern, event) for pattern in h.events)]
    return sorted(chosen, key=lambda handler: handler.priority)
