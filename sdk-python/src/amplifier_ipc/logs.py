"""What a service writes with `logging` goes to the host's log, unless it has set `logging` up itself."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable

from .connection import CallsOut
from .wire import Object

_LEVELS = ((logging.ERROR, "error"), (logging.WARNING, "warning"), (logging.INFO, "info"))


def forward(way_out: Callable[[], CallsOut]) -> None:
    """Send the records of `logging` to the host; a root logger with handlers stays as it is."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(ForwardingHandler(way_out))


def line_of(params: Object) -> str:
    """Return a ``$/log`` as the line that it is where nobody takes it: on stderr."""
    level, logger = str(params.get("level", "info")).upper(), params.get("logger")
    line = (
        f"{level} {logger}: {params.get('message')}" if logger else f"{level}: {params['message']}"
    )
    data = params.get("data")
    return line if data is None else f"{line} {json.dumps(data, ensure_ascii=False, default=str)}"


class ForwardingHandler(logging.Handler):
    """Sends records as ``$/log``, from any thread."""

    def __init__(self, way_out: Callable[[], CallsOut]) -> None:
        super().__init__()
        self._way_out = way_out

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
            out = self._way_out()
            out.from_any_thread(out.notify_if_room, "$/log", params)
