"""The way back: calls of the host as ``POST {callback}/{method}`` (HTP-061 to HTP-068)."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from .._generated.methods import REQUEST_PROVIDER_COMPLETE, REQUEST_TOOL_EXECUTE
from ..connection import OnStream
from ..errors import RpcError
from ..peer import CancelMode
from ..wire import MalformedError, Object, encode_value, parse_object
from .events import Event, EventReader, TooLongError
from .headers import Headers, media_type, one, write_meta
from .problems import JSON, error_of, foreign, read_answer

_STREAMED = (REQUEST_PROVIDER_COMPLETE, REQUEST_TOOL_EXECUTE)
"""The calls whose answer is a stream, if the caller asks for one (HTP-065)."""
_CONNECT_WITHIN = 10.0
_REST_WITHIN = 0.25
"""Seconds that a stream has to end behind its last event, so that its connection serves again."""
_TEXTS = ("stream.provider.token", "stream.tool.output")


class Callbacks:
    """The connections of a process to its hosts, and the names of the calls on them."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """The longest answer that is read (bytes)."""
        process = secrets.token_hex(4)  # replicas may have the same callback (HTP-064)
        self._names = (f"s-{process}-{n}" for n in itertools.count(1))
        self._clients: dict[bool, httpx.AsyncClient] = {}

    def way_of(self, headers: Headers) -> WayBack | None:
        """Return the way back of a request; None if it came without one that can be called (HTP-060)."""
        url = one(headers, "amplifier-callback") or ""
        is_one = url.startswith(("http://", "https://")) and "?" not in url and "#" not in url
        return WayBack(self, url, one(headers, "amplifier-token")) if is_one else None

    def name(self) -> str:
        """Return the id of a new call."""
        return next(self._names)

    def client(self, url: str) -> httpx.AsyncClient:
        """Return the client for a callback; the first call makes it."""
        secure = url.startswith("https:")
        if secure not in self._clients:
            self._clients[secure] = _client(secure)
        return self._clients[secure]

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.aclose()


def _client(secure: bool) -> httpx.AsyncClient:
    # A callback is an address that the host gave: no proxy and no password of the environment is on its
    # way, and no cookie of another session. Nested calls never wait for a free connection, and only
    # connecting has a time-out of its own. Certificates take long to load, and http: has none.
    return httpx.AsyncClient(
        verify=ssl.create_default_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        headers={"Accept-Encoding": "identity"},
        timeout=httpx.Timeout(None, connect=_CONNECT_WITHIN),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
    )


class WayBack:
    """The callback of one request, with its token; neither shows in an error or a ``repr``."""

    def __init__(self, callbacks: Callbacks, url: str, token: str | None) -> None:
        self._callbacks = callbacks
        self._url = url.rstrip("/")
        self._token = token

    def name(self) -> str:
        """Return the id of a new call."""
        return self._callbacks.name()

    async def call(
        self,
        method: str,
        params: Object,
        name: str,
        patience: float | None = None,
        on_stream: OnStream | None = None,
    ) -> Object:
        """Call the host; cancelling the task closes the connection, which cancels the call.

        ``patience``: seconds of silence after which it is given up (HTP-053). Raises `RpcError`.
        """
        streamed = method in _STREAMED and (on_stream is not None or patience is not None)
        try:
            async with asyncio.timeout(patience) as silence:
                request = self._request(method, params, name, streamed=streamed)
                response = await self._callbacks.client(self._url).send(request, stream=True)
                try:
                    return await self._read(response, silence, patience, on_stream)
                finally:
                    await response.aclose()
        except TimeoutError:
            message = "no answer within the time given"
            raise RpcError("deadline_exceeded", message) from None
        except httpx.HTTPError as error:
            message = f"the host cannot be reached for {method}: {_reason(error)}"
            raise RpcError("service_unavailable", message) from None

    async def cancel(self, name: str, mode: CancelMode, reason: str | None) -> None:
        """Tell the host that a call is no longer wanted (HTP-052); nobody waits for an answer."""
        params = {"id": name, "mode": mode, "reason": reason}
        given = {member: value for member, value in params.items() if value is not None}
        try:
            await self.call("$/cancel", given, self.name(), _CONNECT_WITHIN)
        except RpcError:
            return  # the host has ended the call, or is gone

    def _request(self, method: str, params: Object, name: str, *, streamed: bool) -> httpx.Request:
        meta = params.get("_meta")
        headers = write_meta(meta if isinstance(meta, dict) else {})
        headers += [(b"Content-Type", JSON.encode()), (b"Amplifier-Request", name.encode())]
        headers.append((b"Accept", b"text/event-stream" if streamed else JSON.encode()))
        if self._token is not None:
            headers.append((b"Amplifier-Token", self._token.encode()))
        body = encode_value({k: v for k, v in params.items() if k != "_meta"})
        try:
            return self._callbacks.client(self._url).build_request(
                "POST", f"{self._url}/{method}", headers=headers, content=body
            )
        except httpx.InvalidURL:
            message = "the request's Amplifier-Callback is no URL that a service can call"
            raise RpcError("service_unavailable", message) from None

    async def _read(
        self,
        response: httpx.Response,
        silence: asyncio.Timeout,
        patience: float | None,
        on_stream: OnStream | None,
    ) -> Object:
        given = response.headers.get("content-type")
        if response.status_code != httpx.codes.OK or media_type(given) != "text/event-stream":
            body = await self._body(response)
            return read_answer(response.status_code, given, body)
        chunks = response.aiter_bytes()
        last, said = None, []
        async for event in self._events(chunks):
            if event.name in ("result", "error"):
                last = event
                break
            params = _params(event)
            if params is None:
                continue
            if event.name in _TEXTS:
                said.append(str(params.get("text", "")))
            if patience is not None:
                silence.reschedule(asyncio.get_running_loop().time() + patience)
            if on_stream is not None:
                on_stream(event.name, params)
        if last is None:
            raise _broken("".join(said))
        await _read_rest(chunks)
        return _outcome(last)

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._callbacks.limit:
                raise foreign(response.status_code)
        return bytes(body)

    async def _events(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[Event]:
        """Yield the events; a stream that breaks has no more."""
        reader = EventReader(self._callbacks.limit)
        try:
            async for chunk in chunks:
                for event in reader.feed(chunk):
                    yield event
        except (httpx.TransportError, TooLongError):
            return


async def _read_rest(chunks: AsyncIterator[bytes]) -> None:
    with suppress(TimeoutError, httpx.TransportError):
        async with asyncio.timeout(_REST_WITHIN):
            async for _ in chunks:
                pass


def _outcome(event: Event) -> Object:
    params = _params(event)
    if params is None:
        raise foreign(httpx.codes.OK)
    if event.name == "result":
        return params
    raise error_of(params) or foreign(httpx.codes.OK)


def _params(event: Event) -> Object | None:
    try:
        return parse_object(event.data.encode())
    except MalformedError:
        return None


def _broken(said: str) -> RpcError:
    """Return the error of a stream that ended without its end (HTP-044)."""
    partial: dict[str, Any] = {"partial": said} if said else {}
    return RpcError("service_unavailable", "the stream of the answer broke off", **partial)


def _reason(error: httpx.HTTPError) -> str:
    return f"{type(error).__name__} {error}".strip()
