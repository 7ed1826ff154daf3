"""The host side of the suite: it plays all services of a host, and judges what the host makes of them."""

from __future__ import annotations


def load() -> None:
    """Declare the checks of hosts."""
    from . import areas

    areas.load()
