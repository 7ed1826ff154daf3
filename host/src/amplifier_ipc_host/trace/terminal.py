"""A turn of a trace in the terminal: one line a message, with a bar where there is room for it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..output import harmless
from .rows import HOST, Kind, Row, Turn

COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "bright_cyan", "bright_yellow")
WIDE, BAR = 110, 24  # columns of a terminal that has room for a bar, and the bar's
NUMBER = 7  # characters of a time, at least
EIGHTHS = " ▏▎▍▌▋▊▉█"


def show(console: Console, turn: Turn, rows: Sequence[Row]) -> None:
    """Print some rows of a turn; those that failed are marked."""
    colours = colours_of(turn)
    console.print(_services(turn, colours), soft_wrap=True)
    bars = console.is_terminal and console.width >= WIDE
    table = _table(console, rows, f"0 … {turn.ms:.0f} ms" if bars else None)
    for row in rows:
        cells = [Text(f"{row.begin:.1f}"), Text(took(row)), _what(row), _who(row, colours)]
        table.add_row(*cells, *([_bar(row, turn.ms, colours)] if bars else []))
    console.print(table)


def _table(console: Console, rows: Sequence[Row], scale: str | None) -> Table:
    """In a terminal the message gets the room that the others leave; in a pipe nothing is cut."""
    room = console.is_terminal
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), expand=room)
    for name in ("at ms", "took ms"):
        table.add_column(name, justify="right", no_wrap=True, min_width=NUMBER)
    table.add_column("message", no_wrap=True, overflow="ellipsis", ratio=1 if room else None)
    longest = max(len(row.source) + len(row.target) + 3 for row in rows)
    who = min(longest, max(console.width // 4, 16)) if room else None
    table.add_column("from → to", no_wrap=True, overflow="ellipsis", width=who)
    if scale:
        table.add_column(scale, no_wrap=True, width=BAR)
    return table


def summary(turn: Turn) -> str:
    """What a turn came to, in a line."""
    wrong = f"{turn.errors} failed" if turn.errors else "none failed"
    return f"{turn.status}, {turn.ms:.0f} ms, {len(turn.rows)} messages, {wrong}"


def took(row: Row) -> str:
    """How many ms it took; nothing for what takes no time."""
    if row.ms is None:
        return "…"
    return f"{row.ms:.1f}" if row.ms else ""


def colours_of(turn: Turn) -> dict[str, str]:
    """A colour for each service, none for the host."""
    names = [service.name for service in turn.services if service.name != HOST]
    return {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}


def _services(turn: Turn, colours: dict[str, str]) -> Text:
    line = Text()
    for service in turn.services:
        if service.name != HOST:
            line.append("■ ", colours[service.name]).append(_line(service.name))
            line.append(f" {_line(service.language)}  " if service.language else "  ", "dim")
    return line


def _what(row: Row) -> Text:
    text = Text("  " * row.depth).append(_line(row.method), "bold")
    if row.wrong:
        text.append(f" ✗ {_line(row.error) or 'no answer'}", "bold red")
    return text.append(f" {_line(row.name)}" if row.name else "")


def _who(row: Row, colours: dict[str, str]) -> Text:
    text = Text(_line(row.source), colours.get(row.source, ""))
    return text.append(" → ").append(_line(row.target), colours.get(row.target, ""))


def _bar(row: Row, whole: float, colours: dict[str, str]) -> Text:
    """Where in the turn it was; at least an eighth of a column."""
    unit = BAR / whole if whole else 0.0
    begin = min(int(row.begin * unit), BAR - 1)
    eighths = max(1, round((whole - row.begin if row.ms is None else row.ms) * unit * 8))
    full, rest = divmod(min(eighths, (BAR - begin) * 8), 8)
    drawn = "█" * full + (EIGHTHS[rest] if rest else "")
    who = row.source if row.kind is Kind.NOTIFICATION else row.target
    return Text(" " * begin + drawn, "red" if row.wrong else colours.get(who, "dim"))


def _line(text: str) -> str:
    """On one line, without what would steer the terminal."""
    return " ".join(harmless(text).split())
