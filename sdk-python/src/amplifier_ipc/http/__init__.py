"""The HTTP binding (spec/13-http.md): ``amplifier-ipc[http]``, loaded only when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..service import Service
    from .application import Application

_NEEDED = ("starlette", "uvicorn", "httpx")


class MissingExtraError(ImportError):
    """What HTTP needs is not installed; the message says what to install."""


def app(service: Service, environ: Mapping[str, str] = os.environ) -> Application:
    """Return a service as an ASGI application, for a server of your own.

    It reads ``AMPLIFIER_HTTP_TOKEN`` (HTP-072) and ``AMPLIFIER_CONFIG`` (HTP-077), can be mounted below
    a path, and cleans the components up when the server says that it ends (lifespan). Raises
    `MissingExtraError`, and `RpcError` for a configuration that does not fit.
    """
    try:
        from .application import Application
    except ModuleNotFoundError as error:
        raise missing(error) from None
    from .environment import configured, token_of

    return Application(service, token_of(environ), configured(service, environ))


def missing(error: ModuleNotFoundError) -> Exception:
    """Return what to raise for a module that cannot be imported: for those of the extra, what to install."""
    library = (error.name or "").partition(".")[0]
    if library not in _NEEDED:
        return error
    return MissingExtraError(
        f"HTTP needs {', '.join(_NEEDED)}, and {library} is not installed: "
        'pip install "amplifier-ipc[http]"'
    )
