"""Lines and envelopes: chapter 1, and RPC-001 to RPC-008 of chapter 2. The first part of the judge."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

from . import wire
from .protocol import MAX_INTEGER, Json, key
from .tally import Asked, Tally

SMALL = 4096  # bytes up to which spelling is looked at


class Envelopes:
    """Knows one connection: what was asked and answered on both sides."""

    def __init__(self, limit: int) -> None:
        self.tally = Tally()
        self.limit = limit  # bytes of a line that the suite announced
        self.legacy = False
        self.lines = True  # it speaks in lines, not over HTTP
        self.asked: dict[tuple[str, Any], list[Asked]] = {}
        self.answered: set[tuple[str, Any]] = set()
        self.calls: dict[tuple[str, Any], str] = {}  # of the subject, under way
        self.over: dict[tuple[str, Any], int] = {}  # calls of the subject: when they were answered
        self.count = 0  # of what the suite said
        self.read = 0  # up to where the subject has read that, as its answers show
        self.cancels: dict[tuple[str, Any], list[str]] = {}  # modes of the cancels of its calls
        self.requires: set[str] | None = None
        self.outputs: dict[str, jsonschema_rs.Draft202012Validator] = {}

    # ---- what the suite does

    def request(self, message_id: Any, method: str, params: Json) -> None:
        """The suite asks, so an answer is owed."""
        self.count += 1
        self.asked.setdefault(key(message_id), []).append(Asked(method, params, self.count))

    def reply(self, message_id: Any) -> None:
        """The suite answered a call of the subject."""
        self.calls.pop(key(message_id), None)
        self.count += 1
        self.over[key(message_id)] = self.count

    def give_up(self, message_id: Any) -> None:
        """The suite closed the connection of its request: no answer is owed any more."""
        self.asked.pop(key(message_id), None)
        self.answered.add(key(message_id))

    # ---- what the subject does

    def line(self, raw: bytes, *, ended: bool) -> Json | None:
        """Judge a line; returns its message, None if there is none."""
        rule = self.tally.rule
        if not ended:
            rule("FRM-001", False, f"the last line has no LF: {raw[:200]!r}")
            return None
        rule("FRM-016", len(raw) <= self.limit, f"a line of {len(raw)} bytes, over {self.limit}")
        read = wire.read(raw)
        wrong = {fault.requirement for fault in read.faults}
        for requirement in ("FRM-001", "FRM-029", "FRM-038", "FRM-040", "RPC-001"):
            if requirement not in wrong:
                self.tally.seen[requirement] += 1
        for fault in read.faults:
            rule(fault.requirement, False, f"{fault.sentence}: {raw[:200]!r}")
        if read.message is None:
            return None
        if len(raw) <= SMALL:
            rule("FRM-006", wire.compact(raw), f"white space between tokens: {raw[:200]!r}")
        return self.message(read.message, raw)

    def message(self, message: Json, raw: bytes) -> Json | None:
        """Judge a message that was read; `raw` is its line, over HTTP the JSON that it came as."""
        if not self._envelope(message):
            return None
        if "method" not in message:
            self._response(message)
        elif "id" in message:
            self._request(message, raw)
        else:
            self._notification(message)
        return message

    def _envelope(self, message: Json) -> bool:
        """The shape of RPC-003 to RPC-008; only what has it is judged further."""
        rule = self.tally.rule
        shown = json.dumps(message, ensure_ascii=False)[:300]
        legal = rule("RPC-003", message.get("jsonrpc") == "2.0", f'jsonrpc is not "2.0": {shown}')
        kinds = ("method" in message) + ("result" in message or "error" in message)
        legal &= rule(
            "RPC-003", kinds == 1, f"neither or both of method and result or error: {shown}"
        )
        if "method" in message:
            legal &= rule(
                "RPC-052", isinstance(message["method"], str), f"the method is no string: {shown}"
            )
            legal &= rule(
                "RPC-006",
                isinstance(message.get("params", {}), dict),
                f"params are no object: {shown}",
            )
            if "id" in message:
                legal &= rule(
                    "RPC-004", _is_id(message["id"]), f"the id is no string and no integer: {shown}"
                )
        elif kinds == 1:
            both = "result" in message and "error" in message
            legal &= rule("RPC-008", not both, f"both result and error: {shown}")
            legal &= self._error_shape(message, shown)
            null = message.get("id", 0) is None and "error" in message
            legal &= rule(
                "RPC-053",
                "id" in message and (null or _is_id(message["id"])),
                f"a response without a legal id: {shown}",
            )
        if isinstance(message.get("id"), int | float) and not isinstance(message.get("id"), bool):
            rule(
                "RPC-051",
                _is_small(message["id"]),
                f"an id outside of ±(2^53 - 1), or not an integer: {shown}",
            )
        return legal

    def _error_shape(self, message: Json, shown: str) -> bool:
        if "error" not in message:
            return True
        error = message["error"]
        code = error.get("code") if isinstance(error, dict) else None
        whole = isinstance(code, float) and code.is_integer()
        self.tally.rule("FRM-039", not whole, f"the code is written with a fraction: {shown}")
        fits = (
            isinstance(error, dict)
            and (whole or _is_small(code))
            and isinstance(error.get("message"), str)
        )
        return self.tally.rule(
            "RPC-008", fits, f"the error has no integer code and string message: {shown}"
        )

    def _response(self, message: Json) -> None:
        raise NotImplementedError

    def _request(self, message: Json, raw: bytes) -> None:
        raise NotImplementedError

    def _notification(self, message: Json) -> None:
        raise NotImplementedError


def _is_id(value: Any) -> bool:
    return (
        isinstance(value, str)
        or (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    )


def _is_small(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER
