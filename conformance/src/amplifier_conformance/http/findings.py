"""What every answer over HTTP shows, whichever check asked for it: rules of chapter 13, for the observing checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import wire
from ..protocol import VERSION, Json, methods, statuses
from . import mapping
from .client import Head
from .sse import Event

Rule = Callable[[str, bool, str], Any]  # a requirement, whether it was met, the sentence if not
OWN = {  # statuses that chapter 13 has beside the table of errors
    405: "method_not_found",
    415: "invalid_request",
    401: "permission_denied",
}
ENDS = ("result", "error")
ABOUT = ("$/progress", "$/log", "stream.")


def head(rule: Rule, what: str, found: Head) -> None:
    """The headers of any answer."""
    spoken = found.headers.get(mapping.PROTOCOL.lower())
    told = f"{what} is answered with {mapping.PROTOCOL}: {spoken}, not {VERSION}"
    rule("HTP-023", spoken == VERSION, told)


def answer(rule: Rule, what: str, found: Head, body: bytes) -> None:
    """An answer that is no stream: a result, or a Problem that fits its status."""
    shown = f"{what}: {found.status} {found.content_type} {body[:200]!r}"
    if found.status < 400:
        _json(rule, "HTP-008", body, shown)
        rule("HTP-008", found.status == 200 and found.content_type == mapping.JSON, shown)
        return
    problem = mapping.parsed(body)
    fits = found.content_type == mapping.PROBLEM and mapping.is_problem(problem)
    if rule("HTP-030", fits, f"no Problem: {shown}"):
        _json(rule, "HTP-030", body, shown)
        status(rule, shown, found.status, problem)


def nothing(rule: Rule, what: str, found: Head, body: bytes) -> None:
    """The answer to a notification."""
    told = f"{what}, a notification, is answered with {found.status} {body[:200]!r}"
    rule("HTP-008", found.status == 204 and not body, told)


def status(rule: Rule, shown: str, came: int, problem: Json) -> None:
    """The status is that of the kind, in the head and in the Problem."""
    right = statuses().get(problem["kind"])
    fits = right is None or came == right or OWN.get(came) == problem["kind"]
    rule("HTP-031", fits, f"{problem['kind']} has the status {right}: {shown}")
    rule("HTP-031", problem["status"] == came, f"the Problem tells another status: {shown}")


def event(rule: Rule, what: str, found: Event) -> None:
    """An event: its name is that of a notification, its data are one line with the params of it."""
    shown = f"{what}: event {found.name} {found.data[:200]}"
    value = mapping.parsed(found.data.encode())
    line = isinstance(value, dict) and "\n" not in found.data
    rule("HTP-041", line, f"the data are no line with a JSON object: {shown}")
    _json(rule, "HTP-041", found.data.encode(), shown)
    if found.name == "error":
        if rule("HTP-043", mapping.is_problem(value), f"no Problem: {shown}"):
            status(rule, shown, value["status"], value)
    elif found.name != "result" and line:
        rule("HTP-041", "request_id" not in value, f"the data have a request_id: {shown}")
        known = found.name in methods() and found.name.startswith(ABOUT)
        rule("HTP-041", known, f"no notification is called so: {shown}")


def secret(rule: Rule, what: str, tokens: list[str], text: bytes) -> None:
    """No token is told."""
    told = any(token.encode() in text for token in tokens)
    rule("HTP-068", not told, f"{what} tells a token that was given with a request")


def _json(rule: Rule, requirement: str, raw: bytes, shown: str) -> None:
    """What chapter 1 says of the JSON inside a line."""
    read = wire.read(raw)
    faults = {fault.requirement: fault.sentence for fault in read.faults}
    for name in ("FRM-038", "FRM-040"):
        rule(name, name not in faults, f"{faults.get(name)}: {shown}")
    legal = read.message is not None or "FRM-038" in faults
    rule(requirement, legal, f"{next(iter(faults.values()), 'no object')}: {shown}")
