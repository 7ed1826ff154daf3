"""What a service keeps for each session: over HTTP, one process serves many of them."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")
_KEPT = 1000


class Sessions(Generic[_T]):
    """A value for each of the sessions used last; calls without a session share one."""

    def __init__(self, make: Callable[[], _T]) -> None:
        self._make = make
        self._values: OrderedDict[str | None, _T] = OrderedDict()

    def get(self, session: str | None) -> _T:
        if session not in self._values:
            self.set(session, self._make())
        self._values.move_to_end(session)
        return self._values[session]

    def set(self, session: str | None, value: _T) -> None:
        self._values[session] = value
        self._values.move_to_end(session)
        if len(self._values) > _KEPT:
            self._values.popitem(last=False)
