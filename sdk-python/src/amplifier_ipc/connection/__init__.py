"""The one place that reads, writes and keeps time."""

from .connection import Connection, Handler
from .control import Control, Inbound
from .link import Link
from .out import CallsOut, OnStream
from .threads import in_thread

__all__ = [
    "CallsOut",
    "Connection",
    "Control",
    "Handler",
    "Inbound",
    "Link",
    "OnStream",
    "in_thread",
]
