"""The usual inputs, told right without a look at every rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fits = Callable[[Any], bool]

_PLAIN = {"string": str, "boolean": bool, "integer": int}
_OF_OBJECT = {"type", "properties", "required", "additionalProperties", "title", "description"}
_OF_MEMBER = {"type", "title", "description", "default"}


def quick_check(schema: dict[str, Any]) -> Fits:
    """Return a check that tells for sure that a value fits; False is no verdict.

    It knows objects with members of plain types and no other rules; for any other schema it never tells.
    """
    members = schema.get("properties")
    if schema.get("type") != "object" or not isinstance(members, dict) or set(schema) - _OF_OBJECT:
        return _never
    if not all(_is_plain(member) for member in members.values()):
        return _never
    types = {name: _PLAIN[member["type"]] for name, member in members.items()}
    required = tuple(schema.get("required", ()))

    def fits(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name, item in value.items():
            if type(item) is not types.get(name):  # a whole float is an integer, but not here
                return False
        return all(name in value for name in required)

    return fits


def _is_plain(member: Any) -> bool:
    if not isinstance(member, dict) or set(member) - _OF_MEMBER:
        return False
    return isinstance(member.get("type"), str) and member["type"] in _PLAIN


def _never(_value: Any) -> bool:
    return False
