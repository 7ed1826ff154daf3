"""Sums of usage over the requests of a turn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Json = dict[str, Any]


def total(before: Json, more: Json) -> Json:
    """Member by member; money is a decimal string and stays exact."""
    summed = dict(before)
    for key, value in more.items():
        if key == "cost_usd":
            summed[key] = str(Decimal(str(before.get(key, "0"))) + Decimal(str(value)))
        elif isinstance(value, int):
            summed[key] = before.get(key, 0) + value
    return summed
