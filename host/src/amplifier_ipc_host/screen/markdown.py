"""Markdown as lines of a terminal: rich's, in the terminal's own colours, and no frame around anything."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any, ClassVar

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, ListItem, Markdown
from rich.padding import Padding
from rich.segment import Segment
from rich.syntax import Syntax
from rich.theme import Theme

from .growing import Growing, rows_of
from .look import Look

INDENT = 2
_THEME = Theme(
    {
        "markdown.h1": "bold underline",
        "markdown.h2": "bold",
        "markdown.h3": "bold italic",
        "markdown.h4": "italic",
        "markdown.h5": "italic",
        "markdown.h6": "italic",
        "markdown.code": "cyan",
        "markdown.code_block": "none",
        "markdown.block_quote": "dim",
        "markdown.hr": "dim",
        "markdown.item.bullet": "bold",
        "markdown.item.number": "bold",
        "markdown.link": "none",
        "markdown.link_url": "dim underline",
        "markdown.table.border": "dim",
        "markdown.table.header": "bold",
    }
)
_TABLE, _FENCE = "table_open", "fence"


def answer(look: Look) -> Growing:
    """An answer that grows, block by block."""
    drawer = _Drawer(look)
    return Growing(drawer.draw, blocks, _is_table, gap=True)


def blocks(source: str) -> list[str]:
    """The blocks of a text: paragraphs, lists, tables, code. Only the last may still change with more text."""
    tokens = _parser().parse(source)
    begins = [
        token.map[0] for token in tokens if token.level == 0 and token.map and token.nesting >= 0
    ]
    lines = rows_of(source)
    bounds = [0, *begins[1:], len(lines)]
    found = ["".join(lines[a:b]) for a, b in pairwise(bounds)]
    return found if begins else [source] if source else []


def _is_table(source: str) -> bool:
    """Whether it is a table, whose columns grow with its rows."""
    return any(token.type == _TABLE and token.level == 0 for token in _parser().parse(source))


def _parser() -> MarkdownIt:
    # What looks like HTML is shown as it is: rich would leave it out.
    return MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


class _Drawer:
    """Draws Markdown with a console that writes to memory."""

    def __init__(self, look: Look) -> None:
        self._console = Console(
            file=io.StringIO(),
            force_terminal=True,
            color_system="standard",
            no_color=not look.colour,
            highlight=False,
            legacy_windows=False,
            theme=_THEME,
            _environ={},  # the size is told, and the colours are decided
        )
        self._ascii = not look.unicode

    def draw(self, source: str, width: int) -> list[str]:
        """The lines, without empty ones around them and without spaces behind them."""
        markdown = _Markdown(source, hyperlinks=False)
        options = self._console.options.update(width=max(width, 8))
        options.encoding = "ascii" if self._ascii else "utf-8"
        lines = self._console.render_lines(markdown, options, pad=False)
        written = [_line(line, self._console) for line in lines]
        if self._ascii:
            written = [line.replace("▌", "|") for line in written]
        while written and not written[-1]:
            written.pop()
        while written and not written[0]:
            del written[0]
        return written


def _line(segments: list[Segment], console: Console) -> str:
    segments = list(Segment.simplify(segments))
    while segments and not segments[-1].text.strip() and not _underlined(segments[-1]):
        segments.pop()
    if segments:
        last = segments[-1]
        segments[-1] = Segment(last.text.rstrip(), last.style, last.control)
    system: Any = console._color_system
    none = console.no_color
    return "".join(
        (each.style.without_color if none else each.style).render(each.text, color_system=system)
        if each.style
        else each.text
        for each in segments
    )


def _underlined(segment: Segment) -> bool:
    return bool(segment.style and segment.style.underline and segment.text.strip())


class _Heading(Heading):
    """A heading at the left."""

    LEVEL_ALIGN: ClassVar[Any] = {}


class _Code(CodeBlock):
    """Code in the terminal's own colours; its lines are never broken between words."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = Syntax(
            str(self.text).rstrip(),
            self.lexer_name,
            theme="ansi_dark",
            background_color="default",
            word_wrap=True,
        )
        yield Padding(code, (0, 0, 0, INDENT))


class _Item(ListItem):
    """An item that begins at the left, as people write it."""

    def render_bullet(self, console: Console, options: ConsoleOptions) -> RenderResult:
        mark = "- " if options.ascii_only else "• "
        yield from self._marked(console, options, mark, "markdown.item.bullet")

    def render_number(
        self, console: Console, options: ConsoleOptions, number: int, last_number: int
    ) -> RenderResult:
        mark = f"{number}.".rjust(len(str(last_number - 1)) + 1) + " "
        yield from self._marked(console, options, mark, "markdown.item.number")

    def _marked(
        self, console: Console, options: ConsoleOptions, mark: str, style: str
    ) -> RenderResult:
        inner = options.update(width=max(4, options.max_width - len(mark)))
        lines = console.render_lines(self.elements, inner, style=self.style)
        drawn = console.get_style(style)
        for at, line in enumerate(lines):
            yield Segment(mark if at == 0 else " " * len(mark), drawn)
            yield from line
            yield Segment("\n")


class _Markdown(Markdown):
    """rich's, with elements of our own."""

    elements: ClassVar[Any] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
        "list_item_open": _Item,
    }

    def __init__(self, source: str, *, hyperlinks: bool) -> None:
        super().__init__("", hyperlinks=hyperlinks)
        self.markup = source
        self.parsed = _parser().parse(source)
        for each in (child for token in self.parsed for child in token.children or ()):
            if each.type == "softbreak":  # models mean the ends of lines that they write
                each.type = "hardbreak"
