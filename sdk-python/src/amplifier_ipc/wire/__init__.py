"""Bytes to messages and back (protocol §2, §3).

Architecture invariant: nothing here does I/O, starts a task or reads a clock.
"""

from .decode import MalformedError, decode, parse, parse_object
from .encode import encode, encode_call, encode_error, encode_result, encode_value
from .head import Head, scan_head
from .message import (
    Dropped,
    ErrorObject,
    Id,
    Message,
    Notification,
    Object,
    Refusal,
    Request,
    Response,
    Verdict,
)
from .split import DEFAULT_MAX_MESSAGE_BYTES, LineSplitter, Oversized, Record

MIN_MAX_MESSAGE_BYTES = 1 << 20
"""The least that a side may announce as its limit."""

__all__ = [
    "DEFAULT_MAX_MESSAGE_BYTES",
    "MIN_MAX_MESSAGE_BYTES",
    "Dropped",
    "ErrorObject",
    "Head",
    "Id",
    "LineSplitter",
    "MalformedError",
    "Message",
    "Notification",
    "Object",
    "Oversized",
    "Record",
    "Refusal",
    "Request",
    "Response",
    "Verdict",
    "decode",
    "encode",
    "encode_call",
    "encode_error",
    "encode_result",
    "encode_value",
    "parse",
    "parse_object",
    "scan_head",
]
