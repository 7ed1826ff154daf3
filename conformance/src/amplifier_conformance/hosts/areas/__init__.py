"""The checks of a host, a module an area."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Import all areas, which declares their checks."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
