"""From components to a service: describe, configure, dispatch."""

from .service import Service

__all__ = ["Service"]
