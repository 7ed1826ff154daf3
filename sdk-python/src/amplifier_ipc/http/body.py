"""A body as it comes in."""

from __future__ import annotations

from starlette.requests import Request

from ..errors import RpcError
from ..wire import Object
from .headers import Headers, one
from .problems import RefusedError
from .requests import check_type, read_body


async def body_of(request: Request, headers: Headers, limit: int) -> Object:
    """Return the object of a body, of which no more than the limit is kept (HTP-011 to HTP-013).

    Raises RefusedError, as soon as it can be told.
    """
    length = one(headers, "content-length") or ""
    if length.isdecimal() and float(length) > limit:
        raise _too_long(limit)
    body = bytearray()
    async for chunk in request.stream():
        if chunk and not body:
            check_type(headers)
        if len(body) + len(chunk) > limit:
            raise _too_long(limit)
        body += chunk
    return read_body(bytes(body))


def _too_long(limit: int) -> RefusedError:
    message = f"the body is longer than {limit} bytes, the most that this service reads"
    return RefusedError(RpcError("message_too_large", message, limit=limit))
