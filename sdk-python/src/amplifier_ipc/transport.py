"""Which binding a process serves over: HTTP if it is started so, else stdio (HTP-070)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .service import Service

_DEFAULT_ADDRESS = "127.0.0.1:8080"


def serve_process(service: Service) -> None:
    """Serve over the binding that the command line and the environment ask for, until the end."""
    try:
        address = http_address(sys.argv[1:], os.environ)
    except ValueError as fault:
        raise SystemExit(f"{service.name}: {fault}") from None
    if address is None:
        from .stdio import serve_stdio

        serve_stdio(service)
    else:
        from .http.start import serve_http

        serve_http(service, address, os.environ)


def http_address(arguments: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """Return the address to listen at, None without HTTP. Raises ValueError for what cannot be meant."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--http":
            following = value if equals else "".join(arguments[at + 1 : at + 2])
            if not following:
                raise ValueError("--http wants an address: host:port, :port or port")
            return following
    transport = environ.get("AMPLIFIER_TRANSPORT", "").lower()
    if transport in ("", "stdio"):
        return None
    if transport != "http":
        raise ValueError(f"AMPLIFIER_TRANSPORT is 'http' or 'stdio', not '{transport}'")
    return environ.get("AMPLIFIER_HTTP_ADDRESS") or _DEFAULT_ADDRESS
