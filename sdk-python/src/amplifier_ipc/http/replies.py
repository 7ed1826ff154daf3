"""What goes out: results, problems and streams of events."""

from __future__ import annotations

import contextlib
from typing import Any

from starlette.responses import Response
from starlette.types import Send

from ..errors import RpcError, from_exception
from ..service.service import PROTOCOL_VERSION
from ..wire import encode_value
from .events import event_bytes
from .exchange import Exchange
from .problems import JSON, PROBLEM_JSON, RefusedError, problem_of
from .sink import Sink

_STREAM_HEADERS = {
    "Amplifier-Protocol": PROTOCOL_VERSION,
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would hold events back (HTP-042)
}


def result(value: Any) -> Response:
    """Return the answer with a result (HTP-008). Raises internal_error for one that is no JSON."""
    return Response(_encoded(value), media_type=JSON)


def problem(refused: RefusedError) -> Response:
    """Return the answer with a Problem (HTP-030)."""
    body = _problem_bytes(refused.error, refused.status)
    return Response(body, refused.status, refused.headers, PROBLEM_JSON)


async def send_stream(exchange: Exchange, sink: Sink, send: Send) -> None:
    """Send what is told about a request as it comes, and how it ended (HTP-042, HTP-043)."""
    raw = [(name.lower().encode(), value.encode()) for name, value in _STREAM_HEADERS.items()]
    with contextlib.suppress(OSError):  # whoever asked is gone
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        while (piece := await sink.next()) is not None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": _last_event(exchange)})


def _last_event(exchange: Exchange) -> bytes:
    error = exchange.answer.exception()
    try:
        if error is None:
            return event_bytes("result", _encoded(exchange.answer.result()))
    except RpcError as broken:
        error = broken
    return event_bytes("error", _problem_bytes(from_exception(error)))


def _problem_bytes(error: RpcError, status: int | None = None) -> bytes:
    try:
        return _encoded(problem_of(error, status))
    except RpcError as broken:  # an author's data that no JSON carries
        return encode_value(problem_of(broken, status))


def _encoded(value: Any) -> bytes:
    try:
        return encode_value(value)
    except (TypeError, ValueError, RecursionError) as fault:
        broken = RpcError.internal(type(fault).__name__, f"the answer is no JSON: {fault}")
        raise broken from None
