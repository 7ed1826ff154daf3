"""A process that serves over HTTP: what it is told at its start, and what it says when that is wrong."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..descriptors import take
from ..errors import RpcError
from . import MissingExtraError, missing
from .environment import Address, address_of, configured, token_of

if TYPE_CHECKING:
    from ..service import Service

_BACKLOG = 2048


def serve_http(service: Service, address: str, environ: Mapping[str, str]) -> None:
    """Serve until SIGTERM. What is wrong at the start is one sentence on stderr, and exit code 1."""
    try:
        try:
            from .application import Application
            from .serving import run
        except ModuleNotFoundError as error:
            raise missing(error) from None
        settings = configured(service, environ)
        application = Application(service, token_of(environ), settings)
        listening = _listen(address_of(address))
    except (MissingExtraError, RpcError, ValueError, OSError) as fault:
        raise SystemExit(f"{service.name}: {fault}") from None
    descriptors = take()
    os.close(descriptors.read)
    run(application, listening, lambda: _announce(descriptors.write, listening))


def _listen(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        listening = socket.create_server(address, family=family, backlog=_BACKLOG)
    except OSError as error:
        message = f"cannot listen at {address.url}: {error.strerror or error}"
        raise OSError(message) from None
    # Accepted sockets inherit it; without it head and body are 40 ms apart (Nagle, delayed ACK).
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _announce(output: int, listening: socket.socket) -> None:
    """Write the one line that is ever written there (HTP-071)."""
    host, port = listening.getsockname()[:2]
    line = json.dumps({"url": Address(host, port).url}, separators=(",", ":"))
    try:
        os.write(output, f"{line}\n".encode())
    except OSError as error:  # nobody reads it: who knows the port needs no line
        print(f"WARNING: {line} cannot be written to stdout: {error}", file=sys.stderr)  # noqa: T201
