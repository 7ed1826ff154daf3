"""Which components of one sort a session has, of those that its services offer (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By name: `only` these, where it is given, and none of `without`."""

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    @classmethod
    def of(cls, only: Iterable[str] | None, without: Iterable[str] | None) -> Narrowing:
        """From lists that may be absent; an empty `only` keeps nothing."""
        return cls(None if only is None else frozenset(only), frozenset(without or ()))

    def keeps(self, name: str) -> bool:
        """Whether a component of this name is left."""
        return name not in self.without and (self.only is None or name in self.only)

    def further(self, other: Narrowing) -> Narrowing:
        """What both leave."""
        only = other.only if self.only is None else self.only
        if self.only is not None and other.only is not None:
            only = self.only & other.only
        return Narrowing(only, self.without | other.without)


ALL = Narrowing()
