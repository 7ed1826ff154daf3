"""One connection as a pure state machine: ids, pending calls, cancel, deadlines, concurrency.

Messages, commands and the time go in; messages to send and events come out. The clock is passed in,
in milliseconds. It knows no component.

Architecture invariant: nothing here does I/O, starts a task or reads a clock.
"""

from .effects import (
    Cancelled,
    CancelMode,
    Effect,
    Expired,
    Failed,
    Notified,
    Requested,
    Resulted,
    Send,
    Stray,
    Streamed,
)
from .peer import DEFAULT_MAX_CONCURRENCY, MAX_CALL_DEPTH, Peer, Side

__all__ = [
    "DEFAULT_MAX_CONCURRENCY",
    "MAX_CALL_DEPTH",
    "CancelMode",
    "Cancelled",
    "Effect",
    "Expired",
    "Failed",
    "Notified",
    "Peer",
    "Requested",
    "Resulted",
    "Send",
    "Side",
    "Stray",
    "Streamed",
]
