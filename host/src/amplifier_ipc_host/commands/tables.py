"""Tables for people: as wide as the terminal, plain where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console() -> Console:
    """A console as wide as the terminal, or as wide as it takes where there is none."""
    from rich.console import Console

    made = Console(highlight=False, markup=False)
    return made if made.is_terminal else Console(highlight=False, markup=False, width=10_000)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows below a header; the last column is cut by the terminal's width, never in a pipe."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*header, box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for row in rows:
        drawn.add_row(*(Text(cell, overflow="ellipsis", no_wrap=True) for cell in row))
    console().print(drawn)
