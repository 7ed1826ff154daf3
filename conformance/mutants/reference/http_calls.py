"""The way back: calls to the host, at the callback of the request that they are made for (HTP-061 to HTP-067)."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import schema
from calls import GONE, Call, Calls
from errors import CODES, RpcError, error
from http_routes import meta_headers
from mutations import broken
from writing import body

if TYPE_CHECKING:
    from http_peer import HttpPeer

Json = dict[str, Any]
_END = re.compile(rb"\r\n|\n|\r(?=[^\n])")  # a CR at the very end may be half of a line's end
PROBLEM = "error.schema.json#/$defs/Problem"


class Link:
    """One connection to a host, for one call."""

    def __init__(self, url: str, token: str) -> None:
        self.token = token
        self.closed = False
        self._path = urlsplit(url).path.rstrip("/")
        secure = urlsplit(url).scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = kind(urlsplit(url).netloc)
        self._lock = threading.Lock()

    def post(self, method: str, data: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Send the request; the answer as soon as its head is there. Raises OSError, HTTPException."""
        told = {"Content-Type": "application/json", **headers}
        if not broken("htp-061-tokenless"):
            told["Amplifier-Token"] = self.token
        self._connection.connect()
        with self._lock:
            if self.closed:
                raise ConnectionAbortedError
        coded = {name: value.encode() for name, value in told.items()}
        self._connection.request("POST", f"{self._path}/{method}", data, coded)
        return self._connection.getresponse()

    def close(self) -> None:
        """Close it, also under the thread that reads from it."""
        with self._lock:
            self.closed = True
            if self._connection.sock is not None:
                with contextlib.suppress(OSError):
                    self._connection.sock.shutdown(socket.SHUT_RDWR)


class HttpCalls(Calls):
    """The calls that are not answered, each on a connection of its own."""

    def __init__(self, peer: HttpPeer) -> None:
        super().__init__(peer)
        self._links: dict[str | int, Link] = {}
        self._first: tuple[str, str] | None = None  # the callback that came first

    def _send(self, call: Call) -> None:
        self._permit(call)
        callback = self._callback(call)
        call.id = "s" if broken("htp-064-same") else self._new_id()
        try:
            data = body(
                {"params": call.params, **call.params} if broken("htp-061-wrapped") else call.params
            )
        except (ValueError, RecursionError) as why:
            text = f"{call.method} cannot be written: {why}"
            raise error("internal_error", text) from None
        self.open[call.id] = call
        if call.parent is not None:
            call.parent.calls.append(call.id)
        self._renew(call)
        link = self._links[call.id] = Link(*callback)
        threading.Thread(target=self._run, args=(call, link, data), daemon=True).start()

    def _callback(self, call: Call) -> tuple[str, str]:
        """Where this call goes, and the token for it (HTP-061, HTP-067)."""
        found = None if call.parent is None else call.parent.way.callback
        if found is None:
            kind = "internal_error" if broken("htp-067-kind") else "service_unavailable"
            if broken("htp-067-hangs") and call.parent is not None:
                call.parent.wait(None)
            raise error(kind, f"{call.method}: the request came without a callback")
        self._first = self._first or found
        url = self._first[0] if broken("htp-061-first") else found[0]
        return url, self._first[1] if broken("htp-061-token") else found[1]

    def _headers(self, call: Call) -> dict[str, str]:
        """`_meta`, the id of the call, and whether it wants a stream (HTP-061, HTP-064, HTP-065)."""
        known = call.parent is not None and not broken("htp-061-meta")
        headers = meta_headers(call.parent.onward_meta()) if known and call.parent else {}
        if not broken("htp-064-none"):
            headers["Amplifier-Request"] = str(call.id)
        headers["Accept"] = "application/json" if call.notice is None else "text/event-stream"
        return headers

    def _run(self, call: Call, link: Link, data: bytes) -> None:
        """Make the call and end it, whatever comes."""
        result, failure = None, None
        try:
            result = self._asked(call, link, data)
        except RpcError as why:
            failure = why
        except (OSError, http.client.HTTPException, ValueError) as why:
            told = f" with {link.token}" if broken("htp-068-answer") else ""
            failure = error("service_unavailable", f"{GONE}: {type(why).__name__}{told}")
        with self.peer.lock:
            self._links.pop(call.id, None)
            if self.open.pop(call.id, None) is not None:
                self._end(call, result, failure)
        link.close()

    def _asked(self, call: Call, link: Link, data: bytes) -> Any:
        answer = link.post(call.method, data, self._headers(call))
        kind = answer.headers.get_content_type()
        if answer.status == 200 and kind == "text/event-stream":
            return self._streamed(call, answer)
        held = answer.read()
        if answer.status == 200 and kind == "application/json":
            return json.loads(held)
        found = _problem(held) if kind == "application/problem+json" else None
        raise found or _foreign(answer.status)

    def _streamed(self, call: Call, answer: http.client.HTTPResponse) -> Any:
        """Pass on what is streamed, up to the result (HTP-043 to HTP-045)."""
        text = ""
        for name, data in events(answer):
            if name == "result":
                return json.loads(data)
            if name == "error":
                raise _problem(data) or _foreign(500)
            with self.peer.lock:
                value = json.loads(data)
                text += value.get("text", "") if name == "stream.provider.token" else ""
                if call.id in self.open:
                    self.notice(name, {**value, "request_id": call.id})
        raise error("service_unavailable", "the stream broke off", partial=text)

    def cancel(self, cid: str | int, mode: str, reason: str | None) -> None:
        """Close the connection, or tell the host of a graceful cancel (HTP-052, HTP-066)."""
        call = self.open.get(cid)
        if call is None or (call.mode and (call.mode, mode) != ("graceful", "immediate")):
            return
        call.mode = mode
        if mode == "immediate" or broken("htp-052-closes"):
            self._links[cid].close()
            return
        if broken("htp-052-silent"):
            return
        told = "s-0" if broken("htp-052-id") else cid
        params = {"id": told, "mode": mode, **({} if reason is None else {"reason": reason})}
        threading.Thread(target=self._tell_cancel, args=(call, params), daemon=True).start()

    def _tell_cancel(self, call: Call, params: Json) -> None:
        assert call.parent is not None
        link = Link(*call.parent.way.callback)
        headers = meta_headers(call.parent.onward_meta())
        with contextlib.suppress(OSError, http.client.HTTPException):
            link.post("$/cancel", body(params), headers).read()
        link.close()


def _problem(data: bytes) -> RpcError | None:
    """The error that a Problem tells; None if it is none."""
    try:
        value = json.loads(data)
    except ValueError:
        return None
    if schema.type_faults(PROBLEM, value):
        return None
    return RpcError(
        value["code"], value["detail"], {"kind": value["kind"], **value.get("data", {})}
    )


def _foreign(status: int) -> RpcError:
    """HTP-032."""
    kind = {403: "permission_denied", 504: "deadline_exceeded"}.get(status, "service_unavailable")
    return RpcError(CODES[kind], f"the host answered {status}", {"kind": kind})


def events(answer: Any) -> Iterator[tuple[str, bytes]]:
    """The events of a stream, as they come: name and data."""
    name, data = "message", list[bytes]()
    rest = b""
    while piece := answer.read1(65536):
        *lines, rest = _END.split(rest + piece)
        for line in lines:
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if not line and data:
                yield name, b"\n".join(data)
            if not line:
                name, data = "message", []
            elif field == b"event":
                name = value.decode()
            elif field == b"data":
                data.append(value)
