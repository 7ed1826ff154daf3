"""The requests under way in a process: how many, and which may be cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import RpcError
from ..peer import CancelMode
from .exchange import Exchange

_UNCOUNTED = ("describe", "ping", "hook.emit", "$/cancel")
"""What is served above the limit, too (HTP-074); a cancel makes room, as it does over stdio."""


class Work:
    """What is being answered."""

    def __init__(self, max_concurrency: int) -> None:
        self._max_concurrency = max_concurrency
        self._counted = 0
        self._open = 0
        self._exchanges: set[Exchange] = set()
        self._idle: asyncio.Event | None = None

    @contextmanager
    def slot(self, method: str) -> Iterator[None]:
        """Hold a place for a request. Raises overloaded when all are taken."""
        counted = method not in _UNCOUNTED
        if counted and self._counted >= self._max_concurrency:
            message = f"{self._counted} requests are under way, the most that this service handles"
            raise RpcError("overloaded", message)
        self._counted += counted
        self._open += 1
        try:
            yield
        finally:
            self._counted -= counted
            self._open -= 1
            if self._idle is not None and not self._open:
                self._idle.set()

    @contextmanager
    def under_way(self, exchange: Exchange) -> Iterator[None]:
        """Let an exchange be found while it is being answered; one that nobody answers is cancelled."""
        self._exchanges.add(exchange)
        try:
            yield
        finally:
            self._exchanges.discard(exchange)
            exchange.cancel("immediate")

    def cancel_executions(self, session: str | None, mode: CancelMode, reason: str | None) -> None:
        """Cancel the executions of a session (HTP-051)."""
        for exchange in list(self._exchanges):
            if exchange.method == "orchestrator.execute" and exchange.session == session:
                exchange.cancel(mode, reason)

    def cancel_all(self) -> None:
        """Cancel whatever is being answered."""
        for exchange in list(self._exchanges):
            exchange.cancel("immediate")

    async def idle(self) -> None:
        """Wait until every request has been answered."""
        self._idle = asyncio.Event()
        if self._open:
            await self._idle.wait()
