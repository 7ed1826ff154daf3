"""``serve()``: one call that makes a program a service."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from .service import Service
from .service.discovery import declared_by, service_name


def serve(
    *components: Any,
    name: str | None = None,
    version: str | None = None,
    description: str | None = None,
    requires: Sequence[str] = (),
) -> None:
    """Serve components over stdin and stdout until EOF or SIGTERM, or over HTTP if it is started so.

    Without ``components``, all that the calling module declares; called by a package or its
    ``__main__``, all that the package and its modules declare. ``name`` is by default the module's
    name, ``version`` its ``__version__``. Where a module that is merely imported calls it at its top
    level, nothing happens: its functions can be tested. Raises `DeclarationError`.
    """
    frame = sys._getframe(1)
    namespace = frame.f_globals
    if frame.f_code.co_name == "<module>" and namespace.get("__name__") != "__main__":
        return
    Service(
        *(components or declared_by(namespace)),
        name=name or service_name(namespace),
        version=version or str(namespace.get("__version__", "0.0.0")),
        description=description,
        requires=requires,
    ).serve()
