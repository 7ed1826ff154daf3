"""What the switches of FRM-042 do to what passes through; without them everything stays as it came."""

from __future__ import annotations

import json
from typing import Any

import shapes
from calls import Outcome
from mutations import broken
from values import Json, dump

KNOWN = ("text", "tool_call", "tool_result")


def params(method: str, body: Json, raw: str) -> str:
    """The params that are passed on."""
    if broken("frm-042-unknown-members"):
        known = shapes.members(shapes.methods()[method]["params"])
        return dump({name: value for name, value in body.items() if name in known})
    if broken("frm-042-nulls"):
        return dump(_without_nulls(body))
    if broken("frm-042-numbers"):
        return dump(json.loads(raw))
    content = body.get("message", {}).get("content")
    if broken("prv-005-unknown-blocks") and isinstance(content, list):
        blocks = [block for block in content if block["type"] in KNOWN]
        return dump({**body, "message": {**body["message"], "content": blocks}})
    return raw


def answer(outcome: Outcome) -> str:
    """The result or error object that is passed back."""
    if broken("frm-042-nulls-of-results") and outcome.member == "result":
        return dump(_without_nulls(outcome.body))
    if broken("frm-042-error-data") and outcome.member == "error":
        error = {"code": outcome.body["code"], "message": outcome.body["message"]}
        return dump({**error, "data": {"kind": outcome.kind or "internal_error"}})
    return outcome.raw


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
