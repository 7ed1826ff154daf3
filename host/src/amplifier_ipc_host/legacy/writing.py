"""Lines as both sides take them."""

from __future__ import annotations

import json
from typing import Any


def encode(message: dict[str, Any]) -> bytes | None:
    """Compact JSON; None for what no line can hold: NaN, infinity, half a character."""
    try:
        text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except ValueError:
        return None
