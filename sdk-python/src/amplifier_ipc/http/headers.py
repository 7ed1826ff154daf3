"""The headers of a request, and `_meta` in them (HTP-020, HTP-021)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..wire import Object

Headers = dict[str, list[str]]
"""Each header by its name in lower case, with its values in their order."""

_TEXTS = {
    "traceparent": "traceparent",
    "tracestate": "tracestate",
    "baggage": "baggage",
    "session_id": "Amplifier-Session",
    "parent_session_id": "Amplifier-Parent-Session",
    "turn_id": "Amplifier-Turn",
}
_NUMBERS = {"deadline_ms": "Amplifier-Deadline-Ms", "depth": "Amplifier-Depth"}
_LISTS = ("tracestate", "baggage")
"""Members whose headers may come in several pieces."""
_VALUE = re.compile(rb"(?:[\x21-\x7e\x80-\xff](?:[\t \x21-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?")
"""A field-value of RFC 9110, 5.5: what came through a header goes through one again."""
_INTEGER = re.compile(r"-?[0-9]{1,18}")


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return the headers of a request; a value that is no UTF-8 is no text, and left out."""
    headers: Headers = {}
    for name, value in raw:
        try:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode())
        except UnicodeDecodeError:
            continue
    return headers


def one(headers: Headers, name: str) -> str | None:
    """Return the value of a header that may come once; None if it is absent or came more often."""
    values = headers.get(name.lower(), ())
    return values[0] if len(values) == 1 else None


def media_type(value: str | None) -> str:
    """Return the media type of a ``Content-Type`` in lower case, without its parameters."""
    return (value or "").partition(";")[0].strip().lower()


def names_stream(headers: Headers) -> bool:
    """Tell whether ``Accept`` names ``text/event-stream`` (HTP-040)."""
    ranges = ",".join(headers.get("accept", ())).split(",")
    return any(
        media_type(each) == "text/event-stream" and not re.search(r";\s*q=0(\.0*)?\s*(;|$)", each)
        for each in ranges
    )


def read_meta(headers: Headers) -> Object:
    """Return ``_meta``; what does not fit is absent."""
    meta: Object = {}
    for member, name in _TEXTS.items():
        values = headers.get(name.lower(), [])
        if values and (len(values) == 1 or member in _LISTS):
            meta[member] = ",".join(values)
    for member, name in _NUMBERS.items():
        number = one(headers, name)
        if number is not None and _INTEGER.fullmatch(number):
            meta[member] = int(number)
    if meta.get("depth", 0) < 0:
        del meta["depth"]
    return meta


def write_meta(meta: Object) -> list[tuple[bytes, bytes]]:
    """Return ``_meta`` as headers; a member that no header holds is left out."""
    written = []
    for member, name in {**_TEXTS, **_NUMBERS}.items():
        value = meta.get(member)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number if member in _NUMBERS else isinstance(value, str):
            text = str(value).encode(errors="replace")
            if _VALUE.fullmatch(text):
                written.append((name.encode(), text))
    return written
