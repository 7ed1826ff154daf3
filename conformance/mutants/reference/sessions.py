"""State by session: over HTTP one process serves many (HTP-024)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

MOST = 1000  # sessions that are kept, those used last
T = TypeVar("T")


class Sessions(Generic[T]):
    """One value a session, made when it is first asked for."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._kept: OrderedDict[str | None, T] = OrderedDict()

    def of(self, session: str | None) -> T:
        """The value of a session; None is the one of all that name none."""
        if session not in self._kept:
            self._kept[session] = self._make()
        self._kept.move_to_end(session)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return self._kept[session]
