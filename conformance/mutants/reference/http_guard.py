"""What is looked at before anybody is asked: who asks, how, how long a body (HTP-011, HTP-013, HTP-072, HTP-073)."""

from __future__ import annotations

import hmac

from errors import error
from http_exchange import EVENTS, JSON
from http_message import Head, HeadError
from http_routes import RefusedError, Route
from lines import LIMIT
from mutations import broken
from schema import SCHEMAS

DOCUMENT = SCHEMAS / "openapi.json"


def limit() -> int:
    """The most bytes of a body that are read (HTP-013)."""
    if broken("htp-013-takes"):
        return 1000 * LIMIT
    return LIMIT // 2 if broken("htp-013-short") else LIMIT


def wants_document(head: Head) -> bool:
    """Whether the OpenAPI document is asked for, and is there (HTP-014)."""
    asked = head.method == "GET" and head.target == "/openapi.json"
    return asked and DOCUMENT.exists() and not broken("htp-014-none")


def refuse_browsers(head: Head) -> None:
    """HTP-073."""
    known = _open(head) and broken("htp-073-healthz")
    if "origin" in head.headers and not known and not broken("htp-073-takes"):
        raise RefusedError(403, error("permission_denied", "no browser may ask this service"))


def demand_token(head: Head, token: str | None) -> None:
    """HTP-072."""
    if token is None or _open(head) or _bears(head, token):
        return
    if broken("htp-072-open") and head.target == "/describe":
        return
    kind = "invalid_request" if broken("htp-072-kind") else "permission_denied"
    told = head.headers.get("authorization", "") if broken("htp-068-bearer") else ""
    why = error(kind, f"a request needs Authorization: Bearer and the token{told}")
    headers = {} if broken("htp-072-header") else {"WWW-Authenticate": "Bearer"}
    raise RefusedError(403 if broken("htp-072-status") else 401, why, **headers)


def _open(head: Head) -> bool:
    """HTP-015, HTP-072: this needs no token."""
    free = head.method == "GET" and head.target.partition("?")[0] == "/healthz"
    return free and not broken("htp-015-token")


def _bears(head: Head, token: str) -> bool:
    scheme, _, given = head.headers.get("authorization", "").partition(" ")
    fits = hmac.compare_digest(given.strip().encode(), token.encode())
    if broken("htp-072-any") and given:
        return True
    return scheme.lower() == "bearer" and fits


def demand_json(head: Head) -> None:
    """HTP-011."""
    told = head.headers.get("content-type", "")
    kind = told.partition(";")[0].strip().lower()
    strict = broken("htp-011-parameters") and told != JSON
    lax = broken("htp-011-any") or (broken("htp-011-absent") and not kind)
    if (kind != JSON or strict) and not lax:
        status = 400 if broken("htp-011-status") else 415
        raise RefusedError(status, error("invalid_request", f"a body is {JSON}, not {kind[:80]!r}"))


def streams(route: Route, head: Head) -> bool:
    """HTP-040."""
    wanted = route.endpoint.stream
    kinds = [
        one.partition(";")[0].strip() for one in head.headers.get("accept", "").lower().split(",")
    ]
    if wanted == "accept" and broken("htp-040-always"):
        return True
    if wanted == "accept" and broken("htp-040-never"):
        return False
    return wanted == "always" or (wanted == "accept" and EVENTS in kinds)


def offered(head: Head) -> dict[str, list[str]]:
    """The versions that the caller speaks (HTP-022)."""
    found = [one.strip() for one in head.headers.get("amplifier-protocol", "").split(",")]
    return {"protocol_versions": [one for one in found if one]}


def too_long(most: int) -> RefusedError:
    """HTP-013."""
    why = f"the body is longer than {most} bytes, the most that this service reads"
    kind = "invalid_request" if broken("htp-013-kind") else "message_too_large"
    return RefusedError(413, error(kind, why, limit=most))


def broken_head(why: HeadError) -> RefusedError:
    """A head that is none is no request."""
    return RefusedError(why.status, error("invalid_request", str(why)))
