"""What bodies are read and refused (chapter 13: Endpoints)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import memory
from ..check import Bench, check
from ..http.client import Answer
from ..protocol import DEFAULT_LIMIT
from ..service import Service
from ..verdicts import Failed, NotApplicable, NotVerified
from .http_asking import Probe, ask, lacking, linked, probe, refused, shown

BLOCK = b"x" * (1 << 20)
NO_JSON = {
    "half an object": b'{"a":',
    "no JSON": b"what is this?",
    "two values": b"{} {}",
    "a comma at the end": b'{"a":1,}',
    "NaN": b'{"a":NaN}',
    "half a surrogate pair": b'{"a":"\\ud800"}',
    "a byte that is not UTF-8": b'{"a":"\xff"}',
    "a control character in a string": b'{"a":"\x01"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
}
NO_OBJECT = (b"[]", b"[{}]", b"null", b'"x"', b"1", b"true")
DEEP = 129
WARM = (
    2  # rounds of long bodies, after which a memory that is cleared now and then is at its height
)


@check("HTP-007", title="A body that is absent or empty is read as an empty object")
def empty(bench: Bench) -> None:
    found = lacking(bench)
    service = bench.service
    for what, body, headers in (
        ("a request without a body", None, {}),
        ("a request with an empty body", b"", {}),
        ("a request with an empty body of no Content-Type", None, {"Content-Length": "0"}),
    ):
        answer = ask(service, "POST", found.target, body, headers=headers)
        refused(answer, 422, "invalid_params", what)


@check("HTP-011", title="A body that is not declared as application/json is refused with 415")
def content_type(bench: Bench) -> None:
    found = probe(bench)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonl"):
        answer = ask(
            _quiet(bench, found),
            "POST",
            found.target,
            b'{"a":1}',
            headers={"Content-Type": kind},
        )
        refused(answer, 415, "invalid_request", f"a body of {kind}")
    with linked(_quiet(bench, found)).exchange() as exchange:
        told = linked(bench.service).headers()
        lines = [
            f"POST {exchange.url.path}{found.target} HTTP/1.1",
            f"Host: {exchange.url.authority}",
        ]
        lines += [f"{name}: {value}" for name, value in told.items()]
        lines += ["Connection: close", "Content-Length: 7", "", '{"a":1}']
        exchange.raw("\r\n".join(lines).encode())
        refused(exchange.answer(), 415, "invalid_request", "a body without a Content-Type")


@check(
    "HTP-011", title="The Content-Type of a body may have parameters, and be written in any case"
)
def content_type_parameters(bench: Bench) -> None:
    found = probe(bench)
    for kind in ("application/json; charset=utf-8", "Application/JSON", "application/json;v=1"):
        headers = {"Content-Type": kind}
        answer = ask(_quiet(bench, found), "POST", found.target, found.body, headers=headers)
        _taken(answer, found, f"a body of {kind}")


def _quiet(bench: Bench, found: Probe) -> Service:
    """The shared service; a fresh one where a refusal might be one of its settings."""
    return bench.service if found.lacks else bench.start()


def _taken(answer: Answer, found: Probe, what: str) -> None:
    """Fails unless the body was read: then members are missing in it, or there is a result."""
    wanted = 422 if found.lacks else 200
    if answer.status != wanted:
        raise Failed(f"{what} was not read", wanted, shown(answer))


@check("HTP-012", title="A body that is not JSON is refused with 400 and parse_error")
def no_json(bench: Bench) -> None:
    found = probe(bench)
    for what, body in NO_JSON.items():
        answer = ask(_quiet(bench, found), "POST", found.target, body)
        refused(answer, 400, "parse_error", f"a body with {what}")


@check("HTP-012", title="A body that is JSON but no object is refused with 400 and invalid_request")
def no_object(bench: Bench) -> None:
    found = probe(bench)
    for body in NO_OBJECT:
        answer = ask(_quiet(bench, found), "POST", found.target, body)
        refused(answer, 400, "invalid_request", f"the body {body.decode()}")


@check("HTP-012", title="A body that nests deeper than 128 is refused with 400, one of 128 is read")
def deep(bench: Bench) -> None:
    found = probe(bench)
    answer = ask(_quiet(bench, found), "POST", found.target, _nested(DEEP))
    refused(answer, 400, "invalid_request", f"a body that nests {DEEP} deep")
    if found.lacks:
        _taken(ask(bench.service, "POST", found.target, _nested(DEEP - 1)), found, "one of 128")


def _nested(depth: int) -> bytes:
    """An object with an unknown member, nested so deep."""
    return b'{"x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@check(
    "HTP-013",
    title="A body longer than its limit is refused with 413, message_too_large and the limit",
)
def too_long(bench: Bench) -> None:
    found, limit = probe(bench), _limit(bench)
    for chunked in (False, True):
        answer = _long(_quiet(bench, found), found, limit + 1, chunked=chunked)
        what = f"a body of {limit + 1} bytes{' in chunks' if chunked else ''}"
        told = refused(answer, 413, "message_too_large", what)
        if (told.get("data") or {}).get("limit") != limit:
            raise Failed("the Problem does not tell the limit", limit, told)
    refused(ask(bench.service, "GET", "/nothing"), 404, "method_not_found", "the next request")


@check("HTP-013", title="A body as long as its limit is read")
def longest(bench: Bench) -> None:
    found, limit = lacking(bench), _limit(bench)
    for chunked in (False, True):
        answer = _long(bench.service, found, limit, chunked=chunked)
        _taken(answer, found, f"a body of {limit} bytes{' in chunks' if chunked else ''}")


@check("HTP-013", title="Of a body that is too long no more than the limit is kept in memory")
def memory_of_long(bench: Bench) -> None:
    if bench.options.url:
        raise NotApplicable("it runs already, and its process is not the suite's")
    found, limit = probe(bench), _limit(bench)
    service = bench.start()
    first, second = limit + len(BLOCK), 4 * limit + 64 * len(BLOCK)
    for chunked in (True, False) * WARM:
        _long(service, found, first, chunked=chunked)
    before = memory.peak(service.process.pid)
    for chunked in (True, False):
        _long(service, found, second, chunked=chunked)
    # Memory that is cleared now and then may hold the limit twice or three times over, but not the body.
    grown, most = memory.peak(service.process.pid) - before, (second - first) * 3 // 4
    if grown > most:
        raise Failed(
            f"its memory grew by {grown >> 20} MiB with a body that is {(second - first) >> 20} MiB longer",
            f"at most {most >> 20} MiB",
            f"{grown >> 20} MiB",
        )


def _limit(bench: Bench) -> int:
    if bench.limit > DEFAULT_LIMIT:
        raise NotVerified(f"its bodies may have {bench.limit} bytes; that is too much to send here")
    return bench.limit


def _long(service: Service, found: Probe, size: int, *, chunked: bool) -> Answer:
    """The answer to a body of so many bytes, an object with one long unknown member."""
    with linked(service).exchange() as exchange:
        headers = linked(service).headers()
        length = {} if chunked else {"Content-Length": str(size)}
        exchange.begin("POST", found.target, {**headers, **length}, chunked=chunked, body=b"")
        for piece in _pieces(size):
            exchange.more(piece)
        exchange.finish()
        return exchange.answer()


def _pieces(size: int) -> Iterator[bytes]:
    head, tail = b'{"pad":"', b'"}'
    left = size - len(head) - len(tail)
    yield head
    while left > 0:
        yield BLOCK[:left]
        left -= len(BLOCK)
    yield tail
