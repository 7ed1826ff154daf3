"""The ASGI application of a service (spec/13-http.md)."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..components.params import check_params
from ..context import Settings
from ..errors import RpcError, from_exception
from ..service import Service
from ..service.dispatch import Dispatcher
from ..service.service import PROTOCOL_VERSION
from ..wire import Object
from .body import body_of
from .callback import Callbacks
from .exchange import Exchange
from .headers import Headers, headers_of, one, read_meta
from .problems import JSON, RefusedError
from .replies import problem, result, send_stream
from .requests import has_body, read_params, streams
from .routes import Route, find, not_allowed, path_of
from .sink import Sink
from .work import Work

_NOTIFICATIONS = ("$/cancel", "channel.message")
_OPENAPI = b"/openapi.json"


class Application:
    """A service as an ASGI application; ``token`` is what callers have to show (HTP-072)."""

    def __init__(
        self, service: Service, token: str | None = None, configured: Settings | None = None
    ) -> None:
        self._service = service
        self._token = token
        self.dispatcher = Dispatcher(service, configured, described=True)
        self.work = Work(service.max_concurrency)
        self._callbacks = Callbacks(service.max_message_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(Request(scope, receive), send)
        else:
            await send({"type": "websocket.close"})

    async def close(self) -> None:
        """Cancel what is under way, and let the components release what they hold."""
        self.dispatcher.closing = True
        self.work.cancel_all()
        await self.work.idle()
        await self.dispatcher.cleanup(self.outside())
        await self.disconnect()

    async def disconnect(self) -> None:
        """Close the connections to hosts."""
        await self._callbacks.close()

    def outside(self) -> Exchange:
        """Return the way out of what belongs to no request: there is no host, a log goes to stderr."""
        return Exchange("", {}, asyncio.get_running_loop().time())

    async def _live(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, request: Request, send: Send) -> None:
        received = asyncio.get_running_loop().time()
        headers = headers_of(request.scope["headers"])
        try:
            path = _path(request.scope)
            route = self._route(request.method, path, headers)
            if route is None:
                await self._reply(request, send, Response(_openapi(), media_type=JSON))
                return
            with self.work.slot(route.method):
                await self._handle(route, headers, request, send, received)
        except RefusedError as refused:
            await self._reply(request, send, problem(refused))
        except ClientDisconnect:
            return
        except Exception as exception:
            await self._reply(request, send, problem(RefusedError(from_exception(exception))))

    def _route(self, http_method: str, path: bytes, headers: Headers) -> Route | None:
        """Return where the request goes, None for the OpenAPI document; who may not ask learns nothing."""
        try:
            if path == _OPENAPI and http_method != "GET":
                raise not_allowed(http_method, ["GET"])
            route = None if path == _OPENAPI else find(http_method, path, self._declared)
        except RefusedError:
            self._admit(headers)
            raise
        self._admit(headers, open_to_all=route is not None and route.method == "ping")
        return route

    def _admit(self, headers: Headers, *, open_to_all: bool = False) -> None:
        """Refuse browsers, and who has no token where there is one (HTP-072, HTP-073)."""
        if "origin" in headers:
            message = "browsers are not served: the request has a header Origin"
            raise RefusedError(RpcError("permission_denied", message))
        if self._token is None or open_to_all:
            return
        scheme, _, shown = (one(headers, "authorization") or "").partition(" ")
        known = hmac.compare_digest(shown.strip().encode(), self._token.encode())
        if scheme.lower() != "bearer" or not known:
            message = "this service wants the header Authorization: Bearer with its token"
            raise RefusedError(
                RpcError("permission_denied", message), 401, {"WWW-Authenticate": "Bearer"}
            )

    def _declared(self, method: str) -> bool:
        return self.dispatcher.serves("orchestrator.execute" if method == "$/cancel" else method)

    async def _handle(
        self, route: Route, headers: Headers, request: Request, send: Send, received: float
    ) -> None:
        body = await self._body(request, headers, received) if has_body(route) else {}
        query = request.scope.get("query_string", b"")
        params = read_params(route, headers, query, body)
        sink = Sink() if streams(route, headers) else None
        way = self._callbacks.way_of(headers)
        exchange = Exchange(route.method, params, received, way, sink)
        if route.method in _NOTIFICATIONS:
            await self._notified(exchange)
            await self._reply(request, send, Response(status_code=HTTPStatus.NO_CONTENT))
            return
        with self.work.under_way(exchange), _watched(request, exchange):
            exchange.start(self.dispatcher)
            if sink is None or not await exchange.begins():
                await self._reply(request, send, result(await exchange.answer))
            else:
                await send_stream(exchange, sink, send)

    async def _notified(self, exchange: Exchange) -> None:
        if exchange.method == "$/cancel":
            params = exchange.params
            reason = params.get("reason")
            self.work.cancel_executions(
                exchange.session,
                "graceful" if params.get("mode") == "graceful" else "immediate",
                reason if isinstance(reason, str) else None,
            )
            return
        self.dispatcher.check_ready(exchange.method)
        check_params(exchange.method, exchange.params)
        self.dispatcher.notification(exchange.inbound)
        await exchange.spawned()

    async def _body(self, request: Request, headers: Headers, received: float) -> Object:
        """Return the object of the body, for which the caller has until the deadline."""
        left = read_meta(headers).get("deadline_ms")
        try:
            async with asyncio.timeout_at(None if left is None else received + left / 1000):
                return await body_of(request, headers, self._service.max_message_bytes)
        except TimeoutError:
            message = "the deadline passed before the body was there"
            raise RpcError("deadline_exceeded", message) from None

    @staticmethod
    async def _reply(request: Request, send: Send, response: Response) -> None:
        response.headers["Amplifier-Protocol"] = PROTOCOL_VERSION
        with contextlib.suppress(OSError):  # whoever asked is gone
            await response(request.scope, request.receive, send)


@contextlib.contextmanager
def _watched(request: Request, exchange: Exchange) -> Iterator[None]:
    """Cancel the exchange when the caller closes the connection (HTP-050)."""

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        exchange.cancel("immediate")

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


def _path(scope: Scope) -> bytes:
    """Return the path as it was written, below the place where the application is mounted."""
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    return path_of(raw, quote(scope.get("root_path", "")).encode())


@cache
def _openapi() -> bytes:
    from .. import _generated

    return Path(_generated.__file__).with_name("openapi.json").read_bytes()
