"""Whether verdicts in the form of vectors/messages.json are the same. Pure."""

from __future__ import annotations

import math
from typing import Any

from amplifier_conformance.fuzz.scan import HUGE
from amplifier_conformance.protocol import MAX_INTEGER, Json


def same(one: Json, other: Json, *, drop_ids: bool = True) -> bool:
    """Whether two verdicts are one; without `drop_ids` it does not matter which call a dropped answer was for."""
    return equal(_normal(one, drop_ids), _normal(other, drop_ids))


def _normal(verdict: Json, drop_ids: bool) -> Json:
    """Absent params are empty ones (RPC-007); of an error count the members that the text knows."""
    ((kind, body),) = verdict.items()
    if kind in ("request", "notification"):
        body = {"params": {}, **body}
    if kind == "drop" and not drop_ids:
        body = {}
    if "error" in body:
        error = {name: body["error"].get(name) for name in ("code", "message", "data")}
        body = {**body, "error": error}
    return {kind: body}


def equal(one: Any, other: Any) -> bool:
    """JSON values; numbers beyond 2^53 - 1 may have lost precision (FRM-020, FRM-021)."""
    if _is_number(one) and _is_number(other):
        if max(abs(one), abs(other)) <= MAX_INTEGER:
            return bool(one == other)
        return math.isclose(_double(one), _double(other), rel_tol=1e-9)
    if type(one) is bool or type(other) is bool:
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other)


def _double(number: float) -> float:
    return float(max(-HUGE, min(HUGE, number)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
