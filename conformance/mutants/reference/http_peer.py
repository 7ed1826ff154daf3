"""The requests of all callers, over HTTP (chapters 2 and 13)."""

from __future__ import annotations

import sys
from typing import Any

from errors import RpcError, error
from http_calls import HttpCalls
from http_exchange import JSON, Exchange
from http_routes import RefusedError, Route, meta
from mutations import broken
from peer import CONCURRENCY, UNCOUNTED, Peer
from request import Json, Request, cancel_mode, clean_meta
from service import CONTRACTS, Service
from writing import body

ALWAYS = ("describe", "configure", "ping")
NOTIFICATIONS = {"$/cancel": "orchestrators", "channel.message": "channels"}


class HttpPeer(Peer):
    """What Peer is for one connection, for all requests of a process."""

    def __init__(self, service: Service) -> None:
        super().__init__(_no_line, service)
        self.calls: HttpCalls = HttpCalls(self)
        self._exchanges: dict[str | int, Exchange] = {}

    def served(self) -> list[str]:
        """The methods that have an endpoint here (HTP-001, HTP-009)."""
        offered = [m for m, kind in {**CONTRACTS, **NOTIFICATIONS}.items() if self.service.of(kind)]
        always = [name for name in ALWAYS if name != "configure" or not broken("htp-001-configure")]
        return [*always, *offered]

    def accept(self, exchange: Exchange, route: Route, params: Json, read_at: float) -> None:
        """Take in a request whose body has been read."""
        told = clean_meta(meta(exchange.head))
        if route.method in NOTIFICATIONS:
            self._notified(exchange, route.method, {**params, "_meta": told})
            return
        with self.lock:
            rid = f"r-{next(self._numbers)}"
            request = Request(self, rid, route.method, params, told, read_at, way=exchange)
            exchange.request = request
            self.under_way[rid], self._exchanges[rid] = request, exchange
            try:
                self._admit(request)
            except RpcError as why:
                self.answer(request, why)

    def _notified(self, exchange: Exchange, method: str, params: Json) -> None:
        if method == "channel.message":
            self.service.notified(method, params)
        elif not self._cancel_executions(params) and broken("htp-051-missing"):
            raise RefusedError(404, error("not_found", "nothing is under way"))
        if method == "$/cancel" and broken("htp-051-status"):
            exchange.answer(200, JSON, b"{}")
        exchange.nothing()

    def _cancel_executions(self, params: Json) -> int:
        """HTP-051: those of the same session; how many there are."""
        session = params["_meta"].get("session_id")
        mode, reason = cancel_mode(params.get("mode")), params.get("reason")
        if broken("htp-051-mode"):
            mode = "immediate"
        with self.lock:
            found = [r for r in self.under_way.values() if r.method == "orchestrator.execute"]
            if not broken("htp-051-all"):
                found = [r for r in found if r.meta.get("session_id") == session]
            for request in [] if broken("htp-051-deaf") else found:
                self.cancel(request, mode, reason if isinstance(reason, str) else None)
                if broken("htp-051-cuts"):
                    request.way.cut()
        return len(found)

    def gone(self, exchange: Exchange) -> None:
        """The caller has closed the connection before the answer was complete (HTP-050)."""
        with self.lock:
            exchange.over = True
            if broken("htp-050-goes-on") or (exchange.streams and broken("htp-050-stream")):
                return
            mode = "graceful" if broken("htp-050-graceful") else "immediate"
            if exchange.request is not None:
                self.cancel(exchange.request, mode, "the caller closed the connection")

    def _full(self, request: Request) -> bool:
        """HTP-074."""
        counts = {
            "describe": broken("htp-074-counts"),
            "hook.emit": broken("htp-074-hooks"),
        }
        free = [name for name in UNCOUNTED if not counts.get(name)]
        if request.method in free or broken("htp-074-takes"):
            return False
        counted = [r for r in self.under_way.values() if r.method not in free]
        return len(counted) > (CONCURRENCY // 2 if broken("htp-074-early") else CONCURRENCY)

    # ---- answers

    def _send_result(self, rid: str | int | None, result: Any) -> None:
        exchange = self._exchanges.pop(str(rid))
        try:
            data = body(result)
        except (ValueError, RecursionError) as why:
            text = f"the answer cannot be written: {type(why).__name__}"
            exchange.fail(error("internal_error", text))
            return
        if len(data) > self.their_limit:
            exchange.fail(self._too_large())
        else:
            exchange.result(data)

    def _send_error(self, rid: str | int | None, why: RpcError) -> None:
        self._exchanges.pop(str(rid)).fail(why)

    def begin(self, request: Request) -> None:
        """The handler runs, so the stream begins (HTP-046)."""
        if broken("htp-068-log") and request.way is not None and request.way.callback:
            sys.stderr.write(f"reference: the host's token is {request.way.callback[1]}\n")
            sys.stderr.flush()
        with self.lock:
            if request.way is not None:
                request.way.begin()

    def notify(self, method: str, params: Json, about: Request | None = None) -> None:
        """Into the stream of the request that it is about; a log without one goes to stderr (chapter 13)."""
        with self.lock:
            exchange = None if about is None else about.way
            if about is not None and about.answered:
                return
            if exchange is not None and exchange.streams:
                told = params
                if not broken("htp-041-id"):
                    told = {n: value for n, value in params.items() if n != "request_id"}
                try:
                    exchange.event(method, body(told))
                except (ValueError, RecursionError):
                    return  # FRM-041
            elif method == "$/log":
                sys.stderr.write(f"reference: {params['level']}: {params['message']}\n")
                sys.stderr.flush()

    def session_of(self, request: Request) -> str | None:
        """What the state of a component belongs to (HTP-024)."""
        if broken("htp-024-shared"):
            return None
        found: str | None = request.meta.get("session_id")
        return found


def _no_line(line: bytes) -> None:
    raise AssertionError(f"there are no lines over HTTP: {line[:80]!r}")
