"""What must become of a line: the chapters 1 and 2 as a pure function, in the words of vectors/messages.json.

Where the text leaves room there are several verdicts; the first one is the plainest reading. There is room in

- how far the top of a line can be read that is not JSON (FRM-010);
- whether a line that nests too deep is read to the fault behind (FRM-007, FRM-019);
- whether a member that does not count, since another one of its name follows, counts for the depth (FRM-019, FRM-022);
- integers that are written with a fraction or an exponent, or lie beyond 2^53 - 1 (RPC-004, RPC-051, RPC-078);
- which `params` counts if there are two (FRM-009), and whether an answer may have its id behind it (RPC-014).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..protocol import MAX_DEPTH, MAX_INTEGER, Json
from ..wire import depth
from .scan import Member, Scan, Seen, Twice, behind, is_unicode, nesting, scalar, scan

PARSE_ERROR, INVALID_REQUEST = -32700, -32600
ROUTING = ("jsonrpc", "id", "method", "params", "result", "error")
ROUTING_PARAMS = ("_meta", "name", "event", "path", "request_id", "hook", "provider")
SKIP: Json = {"skip": {}}


def verdicts(line: bytes, *, router: bool = False) -> list[Json]:
    """What may become of a line without its LF; `router` for one that passes messages on (FRM-023)."""
    line = line.removesuffix(b"\r")
    if not line.strip(b" \t\r"):
        return [SKIP]
    found = scan(line)
    if not found.is_json:
        return _distinct(_of_text(line, found))
    if found.root != b"{":
        return [{"refuse": {"code": INVALID_REQUEST, "id": None}}]
    legal = []
    if depth(found.value) <= MAX_DEPTH:
        legal = list(_legal(found.value, found.members, router=router))
    if legal and found.depth <= MAX_DEPTH:
        return _distinct(legal)
    return _distinct([*_rejected(INVALID_REQUEST, found.members), *legal])


# ---- legal messages


def _legal(message: Json, members: list[Member], *, router: bool) -> Iterator[Json]:
    """The message that it is (RPC-003 to RPC-008), and whether it may be refused; nothing if it is none."""
    if message.get("jsonrpc") != "2.0" or (router and _torn(message)):
        return
    body = {name: message[name] for name in ("method", "params") if name in message}
    answers = [name for name in ("result", "error") if name in message]
    if "method" in message:
        params = message.get("params", {})
        if answers or not isinstance(message["method"], str) or not isinstance(params, dict):
            return
        if "id" not in message:
            yield {"notification": body}
        elif is_id(message["id"]):
            yield from _of_id("request", message["id"], members, **body)
    elif len(answers) == 1 and "id" in message and _answers(message):
        yield from _of_id("response", message["id"], members, **{answers[0]: message[answers[0]]})


def _of_id(kind: str, found: Any, members: list[Member], **body: Any) -> Iterator[Json]:
    """A message with this id; one that only its id, or the code of its error, makes doubtful may be none."""
    told = {kind: {"id": found, **body}}
    code = body.get("error", {}).get("code", 0) if kind == "response" else 0
    plain = found is None or isinstance(found, str) or _is_plain(found)
    if plain and _is_plain(code):
        yield told
    elif kind == "response":
        yield from (told, {"drop": {"id": found}}, {"drop": {"id": None}})
    else:
        refusals = _rejected(INVALID_REQUEST, members)
        yield from (told, *refusals) if is_int(found) else (*refusals, told)


def _is_plain(number: Any) -> bool:
    """Whether it is an integer that everybody reads as one (FRM-020, FRM-039)."""
    return is_int(number) and abs(number) <= MAX_INTEGER


def _answers(message: Json) -> bool:
    """Whether id and error are those of a legal response (RPC-008, RPC-053)."""
    if "error" not in message:
        return is_id(message["id"])
    error = message["error"]
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        return False
    return is_whole(error.get("code")) and (message["id"] is None or is_id(message["id"]))


def _torn(message: Json) -> bool:
    """Whether a member that decides its way occurs twice (FRM-023)."""
    params = message.get("params")
    inner = params.twins & set(ROUTING_PARAMS) if isinstance(params, Twice) else set()
    return bool(inner or (isinstance(message, Twice) and message.twins & set(ROUTING)))


def is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether it is an integer, however it was written."""
    return is_int(value) or (isinstance(value, float) and value.is_integer())


def is_id(value: Any) -> bool:
    return isinstance(value, str) or is_whole(value)


# ---- lines that are none


def _of_text(line: bytes, found: Scan) -> Iterator[Json]:
    """What may become of a line that is not JSON; one that nests too deep may be given up before the fault is seen."""
    readings = list(_readings(line, found))
    for shown in readings:
        yield from _rejected(PARSE_ERROR, shown)
    if nesting(line) > MAX_DEPTH:
        for shown in readings:
            yield from _rejected(INVALID_REQUEST, shown)
        yield {"drop": {"id": None}}


def _readings(line: bytes, found: Scan) -> Iterator[list[Member]]:
    """The members at the top of a line that is not JSON, by each reading of "as far as it can be read"."""
    shown = found.members
    bases = [shown]
    if shown and shown[-1].seen is not Seen.WHOLE:  # the name alone, or a value that may be cut off
        bases = [shown, shown[:-1], [*shown[:-1], Member(shown[-1].name, Seen.COLON)]]
    if shown and shown[-1].seen is Seen.NAME:
        bases = [shown[:-1], shown]
    named = ("id", "result", "error")
    later = [m for m in behind(line, found.end) if found.root == b"{" and _name(m) in named]
    yield from bases
    for base in bases:
        for member in later:
            yield [*base, member]
            yield [*base, Member(member.name, Seen.COLON)]
        if any(_name(member) != "id" for member in later):
            yield [*base, *later]


def _rejected(code: int, members: list[Member]) -> Iterator[Json]:
    """Refused or dropped (FRM-009, FRM-010), by what the top shows."""
    named = [(_name(member), member) for member in members]
    names = {name for name, _ in named}
    if names & {"result", "error"}:
        for end in _ends(named):
            for found in _ids([member for name, member in named[:end] if name == "id"]):
                yield {"drop": {"id": found}}
        return
    if code == INVALID_REQUEST and "method" in names and "id" not in names:
        yield {"drop": {"id": None}}
        return
    for end in _ends(named)[1:]:
        for found in _ids([member for name, member in named[:end] if name == "id"]):
            yield {"refuse": {"code": code, "id": found}}


def _ends(named: list[tuple[str | None, Member]]) -> list[int]:
    """How many of them count for the id: all, those before the first `params`, those before the last."""
    places = [place for place, (name, _) in enumerate(named) if name == "params"]
    return [len(named), places[0], places[-1]] if places else [len(named)] * 2


def _ids(members: list[Member]) -> Iterator[Any]:
    """The value of the last one if it is a legal id, else None; both where that is in doubt."""
    text = members[-1].text if members and members[-1].seen >= Seen.RUN else None
    found = _id(text)
    doubtful = is_whole(found) and (not is_int(found) or abs(found) > MAX_INTEGER)
    if isinstance(found, float):
        yield None
    yield found
    if doubtful:
        yield None


def _id(text: bytes | None) -> Any:
    if text is None or text[:1] not in b'"-0123456789' or not is_unicode(text):
        return None
    try:
        value = scalar(text)
    except ValueError:  # what stands behind a fault
        return None
    return value if is_id(value) else None


def _name(member: Member) -> str | None:
    """The name with its escapes resolved; None if it holds what is no Unicode."""
    try:
        return str(json.loads(member.name)) if is_unicode(member.name) else None
    except ValueError:  # what stands behind a fault
        return None


def _distinct(found: Iterable[Json]) -> list[Json]:
    """Each verdict once, in their order."""
    seen: dict[str, Json] = {}
    for verdict in found:
        seen.setdefault(json.dumps(verdict, sort_keys=True), verdict)
    return list(seen.values())


__all__ = ["SKIP", "verdicts"]
