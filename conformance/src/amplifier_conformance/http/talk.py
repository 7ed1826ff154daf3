"""A request of the suite over HTTP: its exchange in a thread, and what comes in it as messages."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ..protocol import Json, codes
from ..verdicts import Failed
from . import mapping, words
from .client import Broken, Exchange, Silent
from .sse import Event

if TYPE_CHECKING:
    from .link import Link

LONG = 3600.0  # seconds that an answer is waited for here; the suite gives up before, and closes


class Own(dict[str, Any]):
    """A response of the link itself: the service was not heard any more."""


class NoAddress(Failed):
    """The service did not say where it listens."""


class Talk:
    """A request of the suite, its exchange, and what comes in it."""

    def __init__(self, link: Link, about: Any, method: str, asked: mapping.Request) -> None:
        self.link, self.id, self.method, self.asked = link, about, method, asked
        self.sent = threading.Event()
        self._exchange: Exchange | None = None
        self._answered = False
        self._closed = False

    def run(self) -> None:
        """Send it, and pass on what comes until it is answered."""
        try:
            self._converse()
        except Silent as why:  # only behind the answer there is an end to the patience
            self.link.rule("HTP-043", self._closed, why.reason)
        except Failed as why:
            self._lost(why)
        finally:
            self.sent.set()
            if self._exchange:
                self._exchange.close()
            self.link.over_with(self)

    def cancel(self) -> None:
        """Close the connection, and answer in the place of the service."""
        self.close()
        error = {"code": codes()["cancelled"], "message": "the suite closed the connection"}
        self._own({**error, "data": {"kind": "cancelled"}})

    def close(self) -> None:
        """Close the connection."""
        self._closed = True
        if self._exchange:
            self._exchange.close()

    # ---- in its thread

    def _converse(self) -> None:
        link, asked = self.link, self.asked
        self._exchange = link.exchange()
        if self._closed:
            return
        self._exchange.send(asked.method, asked.target, asked.headers, words.body(asked))
        self.sent.set()
        head = self._exchange.head(LONG)
        if head.streams and asked.stream and head.status == 200:
            link.look(self.method, head, None)
            self._stream(self._exchange)
            return
        answer = self._exchange.answer(LONG)
        link.look(self.method, head, answer.body)
        if head.status < 400:
            link.rule("HTP-040", not asked.stream, f"{self.method} is not answered with a stream")
        self._answer(
            mapping.answer(head.status, head.headers.get("content-type"), answer.body), answer.body
        )

    def _stream(self, exchange: Exchange) -> None:
        ends = 0
        while event := exchange.event(self.link.patience if ends else LONG):
            self.link.look_at(self.method, event)
            end = mapping.ending(event.name, event.data)
            ends += end is not None
            if end is None:
                self._event(event)
            elif ends == 1:
                self._answer(end, event.data.encode())
        whole = ends == 1 and not exchange.events_read.unfinished
        told = f"the stream of {self.method} ended with {ends} events result or error"
        self.link.rule("HTP-043", whole, told)
        if not ends:
            raise Broken(told)

    def _event(self, event: Event) -> None:
        params = mapping.parsed(event.data.encode())
        if isinstance(params, dict):
            about = {} if event.name == "$/log" else {"request_id": self.id}
            message = {"jsonrpc": "2.0", "method": event.name, "params": {**params, **about}}
            self._say(message, event.data.encode())

    def _answer(self, told: Json, raw: bytes) -> None:
        with self.link.changed:
            self._say({"jsonrpc": "2.0", "id": self.id, **told}, raw)
            self._answered = not self._closed

    def _say(self, message: Json, raw: bytes) -> None:
        """Pass it on, unless the suite has closed the connection: what it reads then is its own."""
        with self.link.changed:
            if not self._closed:
                self.link.said(message, raw)

    def _lost(self, why: Failed) -> None:
        """No answer, and none will come: a fault of the service, unless it or the suite has ended."""
        if self._closed or self._answered or isinstance(why, NoAddress) or self.link.gone():
            return
        refused = self._exchange is None or self.link.ending  # by a kernel, before it could look
        self.link.rule("RPC-005", refused, why.reason)
        self._own(mapping.foreign(503, why.reason.encode()))

    def _own(self, error: Json) -> None:
        with self.link.changed:
            if not self._answered:
                self._answered = True
                self.link.said(Own(jsonrpc="2.0", id=self.id, error=error), b"")
