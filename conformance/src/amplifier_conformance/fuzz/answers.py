"""What must come for drawn lines, and whether what came is that. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from ..protocol import MAX_INTEGER, Json, codes, methods
from .oracle import INVALID_REQUEST, PARSE_ERROR, is_int, verdicts
from .scan import HUGE

SILENCE = None
Reply = (
    Json | None
)  # what is told of an answer (`{"id", "code"}`, `{"id", "result"}` or `{"id"}`), or SILENCE
UNKNOWN_METHOD = codes()["method_not_found"]
SHOWN = 400  # characters of a line


def replies(line: bytes) -> list[Reply]:
    """What may come for a line: one of these."""
    found: list[Reply] = []
    for verdict in verdicts(line):
        ((kind, body),) = verdict.items()
        reply = body if kind == "refuse" else _answer(body) if kind == "request" else SILENCE
        if reply not in found:
            found.append(reply)
    return found


def _answer(request: Json) -> Json:
    """What a legal request deserves, as far as it is known."""
    method, params = request["method"], request.get("params", {})
    if "_meta" in params or (method in methods() and method != "ping"):
        return {"id": request["id"]}
    if method == "ping":
        return {"id": request["id"], "result": {}}
    return {"id": request["id"], "code": UNKNOWN_METHOD}


def owed(text: bytes) -> list[list[Reply]]:
    """For each line of a text, what may come. An id that occurs before may be refused as still under way (RPC-009)."""
    found = [replies(line) for line in text.split(b"\n")[:-1]]
    ids: list[Any] = []
    for options in found:
        for reply in list(options):
            if reply is not None and any(_same(reply["id"], other) for other in ids):
                options.append({"id": reply["id"], "code": INVALID_REQUEST})
        ids += [reply["id"] for reply in options if reply is not None]
    return found


def answered(
    owing: Sequence[Sequence[Reply]], messages: Sequence[Json], *, partly: bool = False
) -> bool:
    """Whether these responses, in any order, are what is owed; `partly` if others may still come."""
    if not owing:
        return not messages
    first, rest = owing[0], owing[1:]
    for reply in first:
        if reply is SILENCE:
            if answered(rest, messages, partly=partly):
                return True
            continue
        for place, message in enumerate(messages):
            others = [*messages[:place], *messages[place + 1 :]]
            if _is(reply, message) and answered(rest, others, partly=partly):
                return True
    return partly and answered(rest, messages, partly=partly)


def ids_of(owing: Sequence[Sequence[Reply]]) -> Iterator[Any]:
    """The ids under which something may come, with those that are written in two ways twice."""
    for options in owing:
        for found in {json.dumps(r["id"]): r["id"] for r in options if r is not None}.values():
            if isinstance(found, float) and abs(found) < 1e300:
                yield int(found)
            if found is not None:
                yield found


def _is(reply: Json, message: Json) -> bool:
    if not _same(reply["id"], message.get("id")):
        return False
    code = (message.get("error") or {}).get("code")
    if "code" in reply:
        return bool(code == reply["code"])
    if "result" in reply:
        return bool(message.get("result", ...) == reply["result"])
    return code not in (PARSE_ERROR, INVALID_REQUEST)


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


def _same(one: Any, other: Any) -> bool:
    """Whether two ids are one: numbers by their value, however they are written."""
    if _is_number(one) and _is_number(other):
        return bool(one == other)
    return type(one) is type(other) and one == other


def _is_number(value: Any) -> bool:
    return is_int(value) or isinstance(value, float)


# ---- for people


def told(owing: Sequence[Sequence[Reply]]) -> str:
    """What must come, in words."""
    return "; then ".join(" or ".join(map(_told, options)) for options in owing)


def _told(reply: Reply) -> str:
    if reply is SILENCE:
        return "silence"
    at = f"id {json.dumps(reply['id'], ensure_ascii=False)}"
    if "code" in reply:
        return f"the error {reply['code']} with the {at}"
    if "result" in reply:
        return f"the result {json.dumps(reply['result'])} with the {at}"
    return f"an answer with the {at}, but none of {PARSE_ERROR} and {INVALID_REQUEST}"


def shown(text: bytes) -> str:
    """Bytes as a report prints them: as text if they are printable, else as hex."""
    text = text.removesuffix(b"\n")
    try:
        plain = text.decode("utf-8")
    except UnicodeDecodeError:
        plain = ""
    plain = plain.replace("\r", "\\r")
    if plain and plain.replace("\n", "").replace("\t", "").isprintable():
        cut = plain if len(plain) <= SHOWN else f"{plain[:SHOWN]} …"
        return f"{cut} ({len(text)} bytes)" if len(text) > 80 else cut
    digits = text.hex() if len(text) <= SHOWN else f"{text[:SHOWN].hex()} …"
    return f"hex {digits} ({text[:SHOWN]!r:.{SHOWN}})" if text else "nothing"
