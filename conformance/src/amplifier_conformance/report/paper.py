"""Lines on a terminal: printable text only, no markup, in the encoding that the terminal has."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from amplifier_conformance.report.text import one_line, visible

_TAB = 4
_LEAST = 20  # columns that text gets on a very narrow terminal
_PLAIN = {"→": "->", "←": "<-", "✓": "+", "✗": "x", "–": "-", "…": "...", "·": "|"}


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a report is printed."""

    console: Console

    def text(self, raw: str, style: str = "") -> Text:
        """The text, harmless; its lines stay lines."""
        return Text(self.fit(visible(raw).expandtabs(_TAB)), style)

    def fit(self, text: str) -> str:
        """The text with only the characters that the terminal's encoding has."""
        encoding = self.console.encoding
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            for sign, plain in _PLAIN.items():
                text = text.replace(sign, plain)
            return text.encode(encoding, "backslashreplace").decode(encoding)
        return text

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def line(self, *parts: Text) -> None:
        """The parts on one line, which nothing breaks: a command can be copied."""
        self.console.print(Text().join(parts), soft_wrap=True, highlight=False)

    def block(self, text: Text, *, label: Text | None = None, indent: int = 0) -> None:
        """The text wrapped to the terminal, its lines under each other behind the label."""
        label = label or Text()
        room = max(self.console.width - indent - label.cell_len, _LEAST)
        margin = Text(" " * (indent + label.cell_len))
        for number, line in enumerate(text.wrap(self.console, room, overflow="fold")):
            line.rstrip()
            self.line(margin if number else Text(" " * indent) + label, line)

    def clipped(self, raw: str, *, label: Text, indent: int = 0) -> None:
        """The text on one line of the terminal; what is cut off is counted."""
        text = Text(self.fit(one_line(raw)))
        room = max(self.console.width - indent - label.cell_len, _LEAST)
        if text.cell_len > room:
            dots = self.fit("…")
            remark = Text(f"{dots} +{len(text)} characters", "dim")
            kept = text.copy()
            kept.truncate(room - remark.cell_len)
            remark = Text(f"{dots} +{len(text) - len(kept)} characters", "dim")
            text = kept + remark
        self.line(Text(" " * indent), label, text)
