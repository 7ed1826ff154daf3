"""What a service writes with `logging` goes to the host's log, unless it has set `logging` up itself."""

from __future__ import annotations

import contextlib
import logging

from .connection import Connection
from .wire import Object

_LEVELS = ((logging.ERROR, "error"), (logging.WARNING, "warning"), (logging.INFO, "info"))


def forward(connection: Connection) -> None:
    """Send the records of `logging` to the host; a root logger with handlers stays as it is."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(ForwardingHandler(connection))


class ForwardingHandler(logging.Handler):
    """Sends records as ``$/log``, from any thread."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record; a traceback is a member of ``data``."""
        try:
            params: Object = {
                "level": next((name for no, name in _LEVELS if record.levelno >= no), "debug"),
                "message": record.getMessage(),
                "logger": record.name,
            }
            if record.exc_info and record.exc_info[0] is not None:
                formatter = self.formatter or logging.Formatter()
                params["data"] = {"traceback": formatter.formatException(record.exc_info)}
        except Exception:  # a record whose arguments do not fit its text
            self.handleError(record)
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            self._connection.from_any_thread(self._connection.notify_if_room, "$/log", params)
