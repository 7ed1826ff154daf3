"""Whether verdicts in the form of vectors/messages.json are the same. Pure."""

from __future__ import annotations

from amplifier_conformance.fuzz.answers import equal
from amplifier_conformance.protocol import Json


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
