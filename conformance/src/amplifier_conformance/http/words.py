"""What a line of the suite says, for a binding without lines. Pure."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from ..protocol import Json
from ..verdicts import NotApplicable
from . import mapping

BEYOND = re.compile(rb'"\\u0000(-?[0-9.eE+-]+)"')  # a number beyond a double, as `_kept` keeps it


def _kept(text: str) -> Any:
    """A number; one beyond a double as a text that `body` makes it from again."""
    return number if math.isfinite(number := float(text)) else f"\0{text}"


def _none(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def body(asked: mapping.Request) -> bytes | None:
    """The body of a request, with numbers beyond a double as its line had them."""
    written = asked.bytes()
    return None if written is None else BEYOND.sub(rb"\1", written)


def message(raw: bytes) -> Json:
    """The message of a line. Raises NotApplicable for a line that HTTP cannot say in other words."""
    try:
        value = json.loads(raw, parse_float=_kept, parse_constant=_none)
    except ValueError:
        value = None
    whole = isinstance(value, dict) and value.get("jsonrpc") == "2.0"
    if not whole or ("method" in value and not isinstance(value["method"], str)):
        raise NotApplicable("only a line can hold this")
    if "method" not in value and (("result" in value) == ("error" in value) or not _told(value)):
        raise NotApplicable("over HTTP no answer is so")
    found: Json = value
    return found


def _told(value: Json) -> bool:
    """Whether an error can be a Problem."""
    error = value.get("error", {"code": 0, "message": ""})
    return (
        isinstance(error, dict)
        and isinstance(error.get("code"), int)
        and isinstance(error.get("message"), str)
    )
