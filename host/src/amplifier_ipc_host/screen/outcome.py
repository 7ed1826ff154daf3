"""What a tool gave, as people read it: the text in it, or a line an item, instead of JSON (pure)."""

from __future__ import annotations

import json
from typing import Any

CUT = "…"
# Members that are the result itself; what stands beside them tells about it.
_TEXTS = ("stdout", "output", "content", "text", "diff", "result", "stderr", "error", "message")
_NAMES = ("path", "file_path", "name", "title", "url", "id")


def lines_of(shown: str) -> list[str]:
    """The lines of an output that may be JSON, whole or cut."""
    if not shown.lstrip().startswith(("{", "[")):
        return shown.split("\n")
    value = _parsed(shown)
    if isinstance(value, list):
        return [_item(each) for each in value]
    return _members(value) if isinstance(value, dict) and value else shown.split("\n")


def _parsed(shown: str) -> Any:
    from pydantic_core import from_json

    whole = shown.rstrip()
    try:
        if not whole.endswith(CUT):
            return from_json(whole)
        return from_json(whole.removesuffix(CUT), allow_partial="trailing-strings")
    except ValueError:
        return None


def _members(value: dict[str, Any]) -> list[str]:
    texts = [value[key] for key in _TEXTS if isinstance(value.get(key), str) and value[key].strip()]
    if texts:
        return [line for text in texts for line in text.rstrip("\n").split("\n")]
    lists = [each for each in value.values() if isinstance(each, list)]
    if lists:
        return [_item(each) for found in lists for each in found] or ["nothing"]
    return [f"{key}: {_item(each)}" for key, each in value.items()]


def _item(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\n", " ")
    if isinstance(value, dict):
        line, text = (
            value.get("line_number", value.get("line")),
            value.get("text", value.get("content")),
        )
        name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
        if name is not None:
            place = f"{name}:{line}" if isinstance(line, int) else name
            return f"{place}: {text.strip()}" if isinstance(text, str) else place
    return json.dumps(value, ensure_ascii=False)
