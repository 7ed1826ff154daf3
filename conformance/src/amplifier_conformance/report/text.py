"""Text of others made harmless: what a service wrote is shown, and steers nothing."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed, what turns the direction of text around, separators that break
# lines, lone surrogates, and what XML 1.0 has no place for.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with every character that cannot be seen spelt out (`\x1b`); line ends and tabs stay."""
    return _INVISIBLE.sub(_spelt, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    r"""The same on a single line: line ends and tabs are spelt out too."""
    spelt = _INVISIBLE.sub(_spelt, text)
    return spelt.replace("\n", "\\n").replace("\t", "\\t")


def encodable(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which no UTF-8 can hold."""
    return _SURROGATE.sub("\ufffd", text)


def shortened(text: str, limit: int) -> str:
    """The beginning of a text that is longer than the limit, with a remark how much was left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]} … +{len(text) - limit} characters"


def milliseconds(seconds: float) -> str:
    """A moment of the wire: `12.3`."""
    return f"{seconds * 1000:.1f}"


def duration(seconds: float) -> str:
    """How long something took: `40 ms`, `3.2 s`, `2 min 5 s`."""
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def counted(number: int, noun: str) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _spelt(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
