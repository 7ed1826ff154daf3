"""What the environment and the command line say about serving (HTP-070, HTP-072, HTP-077)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..context import Settings
from ..errors import RpcError
from ..service import Service
from ..service.settings import settings
from ..wire import MalformedError, parse

_HOST = "127.0.0.1"


class Address(NamedTuple):
    """Where to listen; port 0 is any free one."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def address_of(text: str) -> Address:
    """Return the address of ``host:port``, ``:port`` or ``port``. Raises ValueError."""
    host, _, port = text.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    named = host[1:-1] if bracketed else host
    legal = port.isascii() and port.isdecimal() and int(port[:6]) <= 0xFFFF
    if not legal or (":" in named and not bracketed):
        raise ValueError(f"'{text}' is no address to listen at: host:port, :port or port is one")
    return Address(named or _HOST, int(port))


def token_of(environ: Mapping[str, str]) -> str | None:
    """Return the token that callers have to show; None if there is none."""
    return environ.get("AMPLIFIER_HTTP_TOKEN", "").strip() or None


def configured(service: Service, environ: Mapping[str, str]) -> Settings | None:
    """Return the settings in ``AMPLIFIER_CONFIG``. Raises invalid_params with every fault."""
    given = environ.get("AMPLIFIER_CONFIG")
    if not given:
        return None
    try:
        config = parse(given.encode())
    except MalformedError as fault:
        raise RpcError("invalid_params", f"AMPLIFIER_CONFIG: {fault.reason}") from None
    try:
        return settings({"config": config}, service.components)
    except RpcError as error:
        message = f"AMPLIFIER_CONFIG does not fit: {error.message}"
        raise RpcError("invalid_params", message, errors=error.data["errors"]) from None
