"""Streams of events, and what ends them (chapter 13: Streams, Cancelling)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from ..check import SERVICE_CHECKS, Bench, Check, check
from ..http import mapping
from ..http.client import Exchange, Head
from ..http.sse import Event
from ..protocol import Json
from ..verdicts import Failed, NotApplicable
from ..world import HOLD, World
from .http_asking import FIXTURE_PATH, NOBODY, STREAM, ask, linked, refused, result, sent, shown

LONG = 600_000  # milliseconds that a handler would wait
SILENCE = 15.0  # seconds after which a stream has a comment (HTP-047)
SLACK = 5.0
GET = {"method": "state.get", "params": {"key": "suite.http"}}


@contextmanager
def streamed(bench: Bench, given: Json, **options: Any) -> Iterator[Exchange]:
    """A call of the fixture that is answered with a stream."""
    bench.fixture()
    headers = {**STREAM, **options.pop("headers", {})}
    with sent(
        bench.service, "POST", FIXTURE_PATH, {"input": given}, headers=headers, **options
    ) as exchange:
        is_stream(exchange.head(), "the fixture")
        yield exchange


def is_stream(head: Head, what: str) -> None:
    """Fails unless it is the head of a stream."""
    if head.status != 200 or not head.streams:
        told = f"{head.status} {head.content_type}"
        raise Failed(f"{what} is not answered with a stream", f"200 {mapping.STREAM}", told)


def _parsed(event: Event) -> Any:
    return mapping.parsed(event.data.encode())


@check(
    "HTP-040",
    title="A tool is answered with a stream if Accept names text/event-stream, and else with the result alone",
)
def accepted(bench: Bench) -> None:
    name, given = bench.some_executable()
    target = mapping.path("/tools/{name}/execute", {"name": name})
    for accept in ("", "application/json", "*/*"):
        headers = {"Accept": accept} if accept else {}
        answer = ask(bench.service, "POST", target, {"input": given}, headers=headers)
        result(answer, f"POST {target} with Accept: {accept}")
    for accept in (mapping.STREAM, f"application/json;q=0.5, {mapping.STREAM}"):
        headers = {"Accept": accept}
        with sent(bench.service, "POST", target, {"input": given}, headers=headers) as exchange:
            is_stream(exchange.head(), f"POST {target} with Accept: {accept}")
            names = [event.name for event in exchange.events()]
        if names[-1:] not in (["result"], ["error"]):
            raise Failed("the stream of a tool ends without its result", "result", names)


@check(
    "HTP-041",
    title="An event is named like its notification, and its data are the params without request_id",
)
def events(bench: Bench) -> None:
    wanted: list[tuple[str, Json]] = [
        ("$/log", {"level": "info", "message": "suite\nlog"}),
        ("$/progress", {"progress": 1, "total": 1}),
        ("stream.tool.output", {"channel": "stdout", "text": "a\r\nb é"}),
    ]
    given = {"log": "suite\nlog", "progress": 1, "stream": ["a\r\nb é"]}
    with streamed(bench, given) as exchange:
        came = [event for event in exchange.events() if event.name != "result"]
    for event, (name, params) in zip(came, wanted, strict=False):
        if event.name != name:
            raise Failed("an event has another name, or place", name, event.name)
        found = _parsed(event)
        members = found if isinstance(found, dict) else {}
        if "\n" in event.data or "request_id" in members or not params.items() <= members.items():
            raise Failed(f"the data of {name} are not its params in one line", params, event.data)
    if len(came) != len(wanted):
        raise Failed(
            "another number of events came", [n for n, _ in wanted], [e.name for e in came]
        )


@check("HTP-042", title="An event is sent when it happens, without waiting for later ones")
def at_once(bench: Bench) -> None:
    given = {"progress": 2, "stream": ["first", "second"], "delay_ms": LONG}
    with streamed(bench, given) as exchange:
        came: list[str] = []
        while "second" not in (came[-1:] or [""])[0]:
            event = exchange.event()
            if event is None or event.name in ("result", "error"):
                raise Failed("the stream ended although the handler still waits", "events", came)
            came.append(event.data)


@check(
    "HTP-043", title="A stream ends with exactly one event, the result, or the error as a Problem"
)
def ends(bench: Bench) -> None:
    bench.fixture()
    for given, wanted in (
        ({"progress": 2, "echo": "suite"}, "result"),
        ({"progress": 1, "crash": "handler"}, "error"),
    ):
        with streamed(bench, given) as exchange:
            came = list(exchange.events())
            whole = not exchange.events_read.unfinished
        names = [event.name for event in came]
        if names[-1:] != [wanted] or len([n for n in names if n in ("result", "error")]) != 1:
            raise Failed("a stream ends otherwise", f"one {wanted} at its end", names)
        if not whole:
            raise Failed("the last event is cut off", "a blank line behind it", came[-1])
        last = _parsed(came[-1])
        if wanted == "error" and not mapping.is_problem(last):
            raise Failed("the data of the event error are no Problem", "a Problem", came[-1].data)
        output = (last or {}).get("output") or {}
        if wanted == "result" and output.get("echo") != "suite":
            raise Failed("the data of the event result are not the result", given, came[-1].data)


@check("HTP-043", title="A stream that always is one ends with one event result or error")
def always(bench: Bench) -> None:
    provider = (bench.capabilities.get("providers") or [{}])[0].get("name")
    if provider is None or not bench.options.allow_effects:
        raise NotApplicable("it has no provider that may be asked (--allow-effects)")
    target = mapping.path("/providers/{provider}/stream", {"provider": provider})
    message = {"role": "user", "content": "Say a word to the suite."}
    with sent(bench.service, "POST", target, {"request": {"messages": [message]}}) as exchange:
        head = exchange.head()
        if head.status >= 400:
            raise NotApplicable(f"the provider failed: {shown(exchange.answer())}")
        is_stream(head, f"POST {target}")
        names = [event.name for event in exchange.events()]
    if len([n for n in names if n in ("result", "error")]) != 1 or names[-1] not in (
        "result",
        "error",
    ):
        raise Failed("the stream of a provider ends otherwise", "one result or error", names)


@check(
    "HTP-046",
    title="What is refused before its handler runs is answered with a Problem instead of a stream",
)
def refusals(bench: Bench) -> None:
    asked: list[tuple[str, Any, int, str]] = []
    if tools := bench.capabilities.get("tools"):
        target = mapping.path("/tools/{name}/execute", {"name": tools[0]["name"]})
        asked.append((f"/tools/{NOBODY}/execute", {"input": {}}, 404, "not_found"))
        asked += [(target, {}, 422, "invalid_params"), (target, b"{", 400, "parse_error")]
    if bench.capabilities.get("orchestrators"):
        asked.append(("/orchestrator/execute", {}, 422, "invalid_params"))
    if bench.capabilities.get("providers"):
        empty: Json = {"request": {"messages": []}}
        asked.append((f"/providers/{NOBODY}/stream", empty, 404, "not_found"))
    if not asked:
        raise NotApplicable("nothing that it serves is answered with a stream")
    for target, body, status, kind in asked:
        answer = ask(bench.service, "POST", target, body, headers=STREAM)
        refused(answer, status, kind, f"POST {target}, which is wrong,")


@check(
    "HTP-050",
    title="A closed connection is an immediate cancel, of a stream and of any other request",
)
def disconnect(bench: Bench) -> None:
    bench.fixture()
    for headers in ({}, STREAM):
        service = bench.start()
        service.world = World(state__get=HOLD)
        door = linked(service).door(f"http-{len(headers)}")
        body = {"input": {"calls": [GET, GET]}}
        with sent(service, "POST", FIXTURE_PATH, body, headers={**headers, **door}):
            held = service.call("state.get")
        what = "the cancel of the call that a handler has under way whose caller is gone"
        service.wait(what, partial(getattr, held, "cancelled"))
        mode = held.cancelled[0].get("mode", "immediate")
        if mode != "immediate":
            raise Failed("a closed connection was taken for another cancel", "immediate", mode)
        service.ping()
        if len([call for call in service.incoming if call.method == "state.get"]) > 1:
            raise Failed("the handler went on", "no further call", "state.get")


@check("HTP-050", title="A request whose caller is gone does not count any more")
def room_again(bench: Bench) -> None:
    bench.fixture()
    service = bench.start()
    body = {"input": {"progress": 1, "delay_ms": LONG}}
    for _ in range(bench.concurrency):
        with sent(service, "POST", FIXTURE_PATH, body, headers=STREAM) as exchange:
            exchange.event()
    name, given = bench.some_executable()
    target = mapping.path("/tools/{name}/execute", {"name": name})
    until = time.monotonic() + service.patience
    while (answer := ask(service, "POST", target, {"input": given})).status == 429:
        if time.monotonic() > until:
            raise Failed("requests whose callers are gone still count", 200, shown(answer))
    result(answer, "a request after those whose callers are gone")


def _comments(bench: Bench) -> None:
    with streamed(bench, {"delay_ms": LONG}, patience=SILENCE + SLACK) as exchange:
        exchange.piece(SILENCE + SLACK)


SERVICE_CHECKS.add(
    Check(
        "soak.silent_stream",
        "soak",
        "A stream that was silent for 15 seconds has a comment",
        ("HTP-047",),
        _comments,
    )
)
