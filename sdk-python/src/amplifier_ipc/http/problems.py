"""Errors as problems of RFC 9457, and answers read back (HTP-030 to HTP-032)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from .._generated.errors import KIND_OF_CODE, KINDS
from ..errors import RpcError, from_wire
from ..wire import MalformedError, Object, parse_object
from .headers import media_type

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content", 499: "Client Closed Request"}
"""What RFC 9110 calls them (Python has older names), and what it does not know."""


class RefusedError(Exception):
    """A request that is answered without its handler: an error, and where this chapter says so a status of its own."""

    def __init__(
        self, error: RpcError, status: int | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(error.message)
        self.error = error
        self.status = status or status_of(error)
        self.headers = headers or {}


def status_of(error: RpcError) -> int:
    """Return the status of an error; of a kind that is not known, that of its code."""
    kind = error.kind if error.kind in KINDS else KIND_OF_CODE.get(error.code, "internal_error")
    return KINDS[kind].http_status


def problem_of(error: RpcError, status: int | None = None) -> Object:
    """Return the Problem of an error."""
    status = status or status_of(error)
    wire = error.to_wire()
    return {
        "type": "about:blank",
        "title": _title(status),
        "status": status,
        "detail": wire["message"],
        "kind": wire["data"]["kind"],
        "code": wire["code"],
        "data": wire["data"],
    }


def read_answer(status: int, content_type: str | None, body: bytes) -> Object:
    """Return the result of a call. Raises the error that the answer stands for."""
    if status == HTTPStatus.NO_CONTENT:
        return {}
    given = media_type(content_type)
    value = _object(body)
    if status == HTTPStatus.OK and given == JSON and value is not None:
        return value
    problem = error_of(value) if given == PROBLEM_JSON else None
    raise problem or foreign(status)


def error_of(problem: Any) -> RpcError | None:
    """Return the error of a Problem; None for what is none."""
    if not isinstance(problem, dict) or not isinstance(problem.get("status"), int):
        return None
    kind, code, detail = (problem.get(name) for name in ("kind", "code", "detail"))
    if not isinstance(kind, str) or not isinstance(detail, str):
        return None
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    data = problem.get("data")
    members = data if isinstance(data, dict) else {}
    return from_wire({"code": code, "message": detail, "data": {**members, "kind": kind}})


def foreign(status: int) -> RpcError:
    """Return the error of an answer that none of our own made: a proxy's, for example (HTP-032)."""
    message = f"the answer was {status} {_title(status)}, and neither what was asked nor a problem"
    match status:
        case HTTPStatus.FORBIDDEN:
            return RpcError("permission_denied", message)
        case HTTPStatus.GATEWAY_TIMEOUT:
            return RpcError("deadline_exceeded", message)
    return RpcError("service_unavailable", message)


def _object(body: bytes) -> Object | None:
    try:
        return parse_object(body)
    except MalformedError:
        return None


def _title(status: int) -> str:
    try:
        return _TITLES.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return ""
