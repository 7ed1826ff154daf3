"""The HTTP binding (spec/13-http.md): ``amplifier-ipc[http]``, loaded only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..service import Service
    from .application import Application

_NEEDED = ("starlette", "uvicorn", "httpx")


class MissingExtraError(ImportError):
    """What HTTP needs is not installed; the message says what to install."""


def app(
    service: Service, *, token: str | None = None, config: dict[str, Any] | None = None
) -> Application:
    """Return a service as an ASGI application, for a server of your own.

    ``token`` is what callers have to show as ``Authorization: Bearer`` (HTP-072), ``config`` the config
    of each component (as in configure); nothing is read from the environment. It can be mounted below a
    path, and cleans the components up when the server says that it ends (lifespan). Raises
    `MissingExtraError`, and `RpcError` with every fault of a config that does not fit.
    """
    try:
        from .application import Application
    except ModuleNotFoundError as error:
        raise missing(error) from None
    from ..service.settings import settings

    configured = None if config is None else settings({"config": config}, service.components)
    return Application(service, token, configured)


def missing(error: ModuleNotFoundError) -> Exception:
    """Return what to raise for a module that cannot be imported: for those of the extra, what to install."""
    library = (error.name or "").partition(".")[0]
    if library not in _NEEDED:
        return error
    return MissingExtraError(
        f"HTTP needs {', '.join(_NEEDED)}, and {library} is not installed: "
        'pip install "amplifier-ipc[http]"'
    )
