"""Names and prose: from the wire's spelling to that of each language."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_GO_INITIALISMS = {"id": "ID", "url": "URL", "usd": "USD", "json": "JSON", "sdk": "SDK", "ms": "MS"}
_RUST_KEYWORDS = {"type", "continue", "ref", "in", "use", "fn", "match", "move", "default_"}
_CODE_WORD = re.compile(r"`[^`]*`|\b\w+_\w+\b|\b[A-Z][a-z]+[A-Z]\w*\b")


def words(text: str) -> list[str]:
    """Return the words of ``tool_call``, ``provider.complete``, ``activeForm`` or ``utf-8``."""
    return _WORDS.findall(text)


def pascal(text: str) -> str:
    """Return ``ToolCall`` for ``tool_call``."""
    return "".join(word[:1].upper() + word[1:] for word in words(text))


def snake(text: str) -> str:
    """Return ``tool_call`` for ``ToolCall`` or ``tool.call``."""
    return "_".join(word.lower() for word in words(text))


def upper(text: str) -> str:
    """Return ``TOOL_EXECUTE`` for ``tool.execute``."""
    return snake(text).upper()


def camel(text: str) -> str:
    """Return ``toolCall`` for ``ToolCall``."""
    name = pascal(text)
    return name[:1].lower() + name[1:]


def go_name(text: str) -> str:
    """Return ``RequestID`` for ``request_id``."""
    return "".join(
        _GO_INITIALISMS.get(word.lower(), word[:1].upper() + word[1:]) for word in words(text)
    )


def rust_name(text: str) -> str:
    """Return a legal Rust member name."""
    name = snake(text)
    return name + "_" if name in _RUST_KEYWORDS else name


def coded(doc: str) -> str:
    """Return the prose with code words in back ticks, as rustdoc wants them."""
    return _CODE_WORD.sub(lambda m: m[0] if m[0].startswith("`") else f"`{m[0]}`", doc)
