"""The one place that reads, writes and keeps time."""

from .connection import Connection, Handler
from .control import Control, Inbound
from .link import Link
from .threads import in_thread

__all__ = ["Connection", "Control", "Handler", "Inbound", "Link", "in_thread"]
