"""The exit codes of the command (host.md §5)."""

from __future__ import annotations

DONE, FAILED, USAGE, DENIED, CANCELLED = 0, 1, 2, 3, 130
STATUS_CODES = {"completed": DONE, "denied": DENIED, "cancelled": CANCELLED}
