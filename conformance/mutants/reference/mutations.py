"""The switches: each makes the reference break one requirement, and nothing else."""

from __future__ import annotations

import json
import re

SWITCHES: dict[str, str] = {
    "frm-001-bom": "begins each line that holds an error with a byte order mark",
    "frm-001-lines": "writes a message that holds an error over several lines",
    "frm-001-latin": "writes Latin-1 instead of UTF-8",
    "frm-002-cr": "takes the CR before the LF for a part of the message, and so refuses the line",
    "frm-003-blank": "refuses blank lines instead of skipping them",
    "frm-004-pieces": "writes the next message into the middle of one, if one is waiting",
    "frm-005-held": "keeps notifications back until the next message with an id",
    "frm-006-spaces": "writes white space between the tokens",
    "frm-007-silent": "does not answer a line that is not JSON",
    "frm-007-code": "answers a line that is not JSON with -32600",
    "frm-008-silent": "does not answer JSON that is no legal message",
    "frm-008-code": "answers JSON that is no legal message with -32700",
    "frm-009-null": "refuses every line under the id null",
    "frm-009-behind": "refuses a line under an id that stands behind params",
    "frm-009-first": "refuses a line under the first of its ids instead of the last",
    "frm-010-answer": "answers an illegal response with a refusal",
    "frm-010-notification": "answers an illegal notification with a refusal",
    "frm-011-stops": "takes in nothing behind a line that it refused",
    "frm-014-unsaid": "does not announce its size limit",
    "frm-015-small": "announces a size limit of 64 KiB",
    "frm-016-answer": "writes a response that is longer than the host's limit",
    "frm-016-notification": "writes notifications that are longer than the host's limit",
    "frm-017-memory": "keeps a line that is too long in memory until it ends",
    "frm-017-skips": "drops the line behind a line that is too long",
    "frm-018-exact": "takes a line of exactly the limit for too long",
    "frm-018-cr": "does not count the CR before the LF",
    "frm-019-deep": "accepts messages that nest deeper than 128",
    "frm-019-shallow": "refuses messages that nest deeper than 100",
    "frm-020-short": "cuts integers to 32 bits",
    "frm-021-big": "refuses integers beyond 2^53",
    "frm-021-exponent": "refuses numbers that are larger than a double",
    "frm-022-first": "takes the first of several members of the same name",
    "frm-025-unended": "takes in what no LF ends when the stream is over",
    "frm-026-characters": "reads each piece as text of its own, so that a character in two pieces is lost",
    "frm-026-reads": "takes the end of a read for the end of a line",
    "frm-027-silent": "does not answer at all when the response would be longer than the host's limit",
    "frm-027-limit": "tells its own limit in the error instead of the host's",
    "frm-028-number": "writes the cost as a number",
    "frm-029-print": "lets a print end up between the messages",
    "frm-029-banner": "greets on standard output",
    "frm-032-stays": "leaves the protocol on the descriptors 0 and 1",
    "frm-033-nan": "reads NaN",
    "frm-033-infinity": "reads Infinity",
    "frm-033-bom": "skips a byte order mark",
    "frm-033-utf8": "replaces bytes that are not UTF-8",
    "frm-033-surrogate": "reads a surrogate without its pair",
    "frm-033-control": "reads raw control characters in strings",
    "frm-035-sent": "sends requests that are longer than the host's limit",
    "frm-036-silent": "does not answer requests that are too long",
    "frm-036-answer": "answers a response that is too long",
    "frm-036-notification": "answers a notification that is too long",
    "frm-036-limit": "leaves out data.limit",
    "frm-037-behind": "looks for the id in the whole of a line that is too long",
    "frm-038-deep": "writes messages that nest deeper than 128",
    "frm-039-fraction": "writes the codes of errors with a fraction",
    "frm-040-twice": "writes the member jsonrpc twice",
    "frm-041-infinity": "writes a number beyond a double as Infinity",
    "frm-041-surrogate": "writes a surrogate without its pair",
    "frm-041-silent": "does not answer at all what cannot be written",
    "rpc-001-batch": "sends errors in an array",
    "rpc-002-order": "refuses messages that do not begin with jsonrpc",
    "rpc-003-jsonrpc": "leaves jsonrpc out of notifications",
    "rpc-003-version": "writes the version 1.0 into errors",
    "rpc-003-accepts": "accepts messages without jsonrpc",
    "rpc-004-accepts": "accepts a request whose id has a fraction",
    "rpc-006-array": "accepts an array as params",
    "rpc-006-null": "accepts null as params",
    "rpc-008-both": "writes both result and error",
    "rpc-010-envelope": "refuses unknown members of a message",
    "rpc-017-blocks": "stops reading while its writes block",
    "rpc-049-order": "writes the members of a message in reverse order",
    "rpc-052-number": "accepts a number as method",
    "rpc-053-noid": "leaves out the id where it could not be told",
    "rpc-058-unsaid": "does not announce its limit of requests under way",
}

_on: set[str] = set()


def broken(name: str) -> bool:
    """Whether this switch is set; the name of a switch begins with its requirement."""
    return name in _on


def set_switches(names: list[str]) -> None:
    """Set these switches; ValueError names the first one that there is not."""
    for name in names:
        if name not in SWITCHES:
            raise ValueError(f"there is no switch {name!r}; --list prints those that there are")
    _on.update(names)


def requirement(name: str) -> str:
    """The id of the requirement that a switch breaks: `rpc-005-twice` breaks RPC-005."""
    found = re.match(r"([a-z]{3}-\d{3})-", name)
    assert found, name
    return found[1].upper()


def listing() -> str:
    """All switches as a JSON list of `name`, `requirement` and `says`."""
    rows = [{"name": n, "requirement": requirement(n), "says": s} for n, s in SWITCHES.items()]
    return json.dumps(rows, indent=1, ensure_ascii=False)
