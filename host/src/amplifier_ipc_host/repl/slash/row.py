"""A row of the table of commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..conversation import Conversation


@dataclass(frozen=True, slots=True)
class Row:
    """What is typed behind a command, what it does, who does it, and what completes its argument."""

    arguments: str
    what: str
    run: Callable[[Conversation, str], Awaitable[None]]
    complete: Callable[[Conversation], Iterable[str]] | None = None
