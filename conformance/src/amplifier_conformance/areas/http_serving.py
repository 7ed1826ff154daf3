"""How a service is started, guarded, loaded and ended (chapter 13: Serving)."""

from __future__ import annotations

import json
import secrets
import socket
import time
from contextlib import ExitStack
from signal import SIGTERM

from ..check import FIXTURE, Bench, check
from ..http.client import Broken, Exchange, Url
from ..http.talk import NoAddress
from ..protocol import Json
from ..service import Service
from ..values import plain
from ..verdicts import Failed, NotApplicable, NotVerified
from ..world import HOLD, World
from .http_asking import (
    FIXTURE_PATH,
    STREAM,
    ask,
    fixture_output,
    linked,
    probe,
    refused,
    result,
    sent,
    shown,
)

LONG = 600_000  # milliseconds that a handler would wait
GRACE = 5.0  # seconds within which it ends (HTP-075)
SLACK = 2.0  # seconds that a busy machine may add
SOON = 1.0  # seconds within which healthz is answered (HTP-015)
WATCHED = 0.5  # seconds in which a process that ends with its stdin has ended
MANY = 1000  # requests under way that are too many to be held here
GET: Json = {"method": "state.get", "params": {"key": "suite.http"}}
HELD: Json = {"input": {"progress": 1, "delay_ms": LONG}}


def own(bench: Bench) -> None:
    """Not applicable to a service that runs already."""
    if bench.options.url:
        raise NotApplicable("it runs already, and its process is not the suite's")


def _free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@check(
    "HTP-070",
    title="AMPLIFIER_TRANSPORT=http serves it at AMPLIFIER_HTTP_ADDRESS: host:port, :port or port",
    kind="first",
)
def addresses(bench: Bench) -> None:
    own(bench)
    port = _free_port()
    for address, wanted in (("0", 0), (":0", 0), ("127.0.0.1:0", 0), (f"127.0.0.1:{port}", port)):
        service = bench.start(describe=False, env={"AMPLIFIER_HTTP_ADDRESS": address})
        _listens(linked(service).url, wanted, address)
        result(ask(service, "GET", "/healthz"), f"healthz at {address}")
        service.kill()


def _listens(url: Url, port: int, address: str) -> None:
    if url.host != "127.0.0.1" or port not in (0, url.port):
        told = f"http://127.0.0.1:{port or '…'}"
        raise Failed(f"asked for {address} it listens elsewhere", told, str(url))


@check("HTP-070", title="--http ADDRESS on its command line serves it there", kind="first")
def argument(bench: Bench) -> None:
    own(bench)
    narrow = Bench(
        (*bench.command, "--http", "127.0.0.1:0"), bench.options, {}, lambda: bench.service
    )
    narrow.started = bench.started
    lines = {"AMPLIFIER_TRANSPORT": "", "AMPLIFIER_HTTP_ADDRESS": ""}
    service = narrow.start(describe=False, env=lines)
    try:
        _listens(linked(service).url, 0, "--http 127.0.0.1:0")
    except NoAddress as why:
        raise Failed("it does not heed --http", why.expected, why.reason) from None
    result(ask(service, "GET", "/healthz"), "healthz of a service started with --http")


@check(
    "HTP-071",
    title="One line with its url is on standard output and nothing else, whatever a component prints",
)
def one_line(bench: Bench) -> None:
    own(bench)
    service = bench.start()
    if bench.has_fixture:
        service.execute(FIXTURE, {"print": "suite", "log": "suite"}).result()
    service.end("term")
    if faults := service.judge.tally.faults.get("HTP-071"):
        raise Failed(faults[0], '{"url":"http://…"} alone', "\n".join(faults[:5]))


@check(
    "HTP-072",
    title="Without the token of AMPLIFIER_HTTP_TOKEN a request is refused with 401 and WWW-Authenticate",
)
def bearer(bench: Bench) -> None:
    own(bench)
    token, found = secrets.token_urlsafe(24), probe(bench)
    service = bench.start(env={"AMPLIFIER_HTTP_TOKEN": token})
    for told in ("", "Bearer", f"Bearer {token}x", f"Bearer {token[:-1]}", f"Basic {token}", token):
        for verb, target, body in (
            ("GET", "/describe", None),
            ("POST", found.target, found.body),
            ("GET", "/nothing", None),
        ):
            answer = ask(service, verb, target, body, headers={"Authorization": told})
            what = f"{verb} {target} with {'another token' if told else 'no token'}"
            refused(answer, 401, "permission_denied", what)
            if not answer.headers.get("www-authenticate", "").lower().startswith("bearer"):
                raise Failed(f"{what}: another WWW-Authenticate", "Bearer", dict(answer.headers))
    result(ask(service, "GET", "/describe"), "GET /describe with the token")


@check("HTP-072", "HTP-015", title="GET /healthz is answered to callers without a token")
def healthz_without_token(bench: Bench) -> None:
    own(bench)
    service = bench.start(env={"AMPLIFIER_HTTP_TOKEN": secrets.token_urlsafe(24)})
    answer = ask(service, "GET", "/healthz", headers={"Authorization": "Bearer of no token"})
    result(answer, "GET /healthz with another token")
    with linked(service).exchange() as exchange:
        exchange.send("GET", "/healthz")
        result(exchange.answer(), "GET /healthz without a token")


@check("HTP-073", title="A request with a header Origin is refused with 403 and permission_denied")
def browsers(bench: Bench) -> None:
    found = probe(bench)
    own_origin = str(linked(bench.service).url)
    for origin in ("https://example.com", "null", own_origin):
        for verb, target, body in (
            ("GET", "/describe", None),
            ("GET", "/healthz", None),
            ("POST", found.target, found.body),
        ):
            answer = ask(bench.service, verb, target, body, headers={"Origin": origin})
            refused(answer, 403, "permission_denied", f"{verb} {target} of a page of {origin}")


# ---- load


def _fill(bench: Bench, stack: ExitStack) -> tuple[Service, list[Exchange]]:
    """A service of the suite's own with as many requests under way as it takes."""
    bench.fixture()
    if bench.concurrency > MANY:
        raise NotVerified(f"it takes {bench.concurrency} requests at once; that is too much here")
    service = bench.start()
    held = []
    for number in range(bench.concurrency):
        exchange = stack.enter_context(sent(service, "POST", FIXTURE_PATH, HELD, headers=STREAM))
        if exchange.head().status != 200:
            told = shown(exchange.answer())
            raise Failed(f"request {number + 1} of {bench.concurrency} was not taken", 200, told)
        exchange.event()
        held.append(exchange)
    return service, held


@check(
    "HTP-074",
    title="A request above its limit is answered with 429 and overloaded; those below are taken",
)
def overload(bench: Bench) -> None:
    with ExitStack() as stack:
        service, held = _fill(bench, stack)
        for headers in ({}, STREAM):
            answer = ask(service, "POST", FIXTURE_PATH, {"input": {}}, headers=headers)
            refused(answer, 429, "overloaded", "a request above its limit")
        held.pop().close()
        _taken_by_and_by(service)


def _taken_by_and_by(service: Service) -> None:
    """Fails unless a request is taken as soon as another has ended."""
    until = time.monotonic() + service.patience
    while (answer := ask(service, "POST", FIXTURE_PATH, {"input": {}})).status == 429:
        if time.monotonic() > until:
            raise Failed("a request is refused although another has ended", 200, shown(answer))
    result(answer, "a request after another has ended")


@check(
    "HTP-074", "HTP-015", title="describe, healthz and hooks do not count for the limit of requests"
)
def not_counted(bench: Bench) -> None:
    with ExitStack() as stack:
        service, _ = _fill(bench, stack)
        began = time.monotonic()
        result(ask(service, "GET", "/healthz", patience=SOON + SLACK), "healthz under load")
        if (took := time.monotonic() - began) > SOON + SLACK:
            raise Failed("healthz was answered too late", f"{SOON:.0f} s", f"{took:.1f} s")
        result(ask(service, "GET", "/describe"), "describe under load")
        if bench.capabilities.get("hooks"):
            answer = ask(service, "POST", "/hooks/suite%3Aprobe", {"data": {}})
            result(answer, "a hook under load")


# ---- the end


def _term(service: Service) -> None:
    service.process.signal(SIGTERM)


def _ended(service: Service, began: float) -> None:
    """Fails unless it ends within its time, with exit code 0."""
    code = service.process.wait(GRACE + SLACK - (time.monotonic() - began))
    if code is None:
        raise Failed("it is still there 5 s after SIGTERM", "it ends", "it runs")
    if code != 0:
        raise Failed("it ended with another exit code", 0, code)


@check("HTP-075", title="On SIGTERM it ends within 5 seconds with exit code 0")
def ends(bench: Bench) -> None:
    own(bench)
    service = bench.start()
    with linked(service).exchange() as idle:  # a connection that asks nothing keeps nobody
        idle.begin("GET", "/healthz", {"Connection": "keep-alive"}, chunked=False)
        idle.finish()
        idle.answer()
        began = time.monotonic()
        _term(service)
        _ended(service, began)


@check("HTP-075", title="On SIGTERM it answers what is under way, and ends with exit code 0")
def finishes(bench: Bench) -> None:
    own(bench)
    bench.fixture()
    service = bench.start()
    service.world = World(state__get=HOLD)
    door = linked(service).door("http-end")
    body = {"input": {"calls": [GET], "echo": "suite"}}
    with sent(service, "POST", FIXTURE_PATH, body, headers=door) as exchange:
        held = service.call("state.get")
        began = time.monotonic()
        _term(service)
        _refuses_connections(service, began)
        held.answer({"value": 1})
        output = fixture_output(exchange.answer())
    if output.get("echo") != "suite":
        raise Failed("what was under way is answered otherwise", {"echo": "suite"}, output)
    _ended(service, began)


def _refuses_connections(service: Service, began: float) -> None:
    """Fails unless it takes no connection any more, soon after SIGTERM and before its end."""
    while time.monotonic() - began < GRACE / 2:
        try:
            with linked(service).exchange(SOON) as exchange:
                exchange.send("GET", "/healthz")
                exchange.answer()
        except Broken:
            return
    raise Failed("it takes connections after SIGTERM", "none", "one was answered")


@check(
    "HTP-075",
    title="On SIGTERM it cancels what does not end, and ends within 5 seconds with exit code 0",
)
def cancels(bench: Bench) -> None:
    own(bench)
    bench.fixture()
    service = bench.start()
    with sent(service, "POST", FIXTURE_PATH, HELD, headers=STREAM) as exchange:
        exchange.event()
        began = time.monotonic()
        _term(service)
        _ended(service, began)


@check("HTP-076", title="It goes on when its stdin ends")
def stdin(bench: Bench) -> None:
    own(bench)
    service = bench.start()
    service.process.close_stdin()
    code = service.process.wait(WATCHED)
    if code is not None:
        raise Failed("it ended because its stdin ended", "it goes on", f"exit code {code}")
    result(ask(service, "GET", "/describe"), "describe after the end of stdin")


# ---- settings


@check("HTP-077", title="It starts with the settings in AMPLIFIER_CONFIG")
def settings(bench: Bench) -> None:
    own(bench)
    config = {name: plain(schema) for name, schema in bench.config_schemas().items()}
    for told in ({}, config):
        service = bench.start(describe=False, env={"AMPLIFIER_CONFIG": json.dumps(told)})
        result(ask(service, "GET", "/describe"), f"describe with the settings {told}")


@check(
    "HTP-077",
    title="Settings in AMPLIFIER_CONFIG that do not fit end it with another exit code than 0 and the faults",
)
def wrong_settings(bench: Bench) -> None:
    own(bench)
    for told, word in (
        (json.dumps({"no_such_component_": {"a": 1}}), "no_such_component_"),
        ("{", ""),
        ("[]", ""),
    ):
        service = bench.start(describe=False, env={"AMPLIFIER_CONFIG": told})
        if _serves(service):
            raise Failed(f"AMPLIFIER_CONFIG={told} is taken", "an end", "healthz is answered")
        code = service.process.wait(service.patience)
        service.process.join(service.patience)
        if not code:
            ended = "it runs" if code is None else f"exit code {code}"
            raise Failed(f"AMPLIFIER_CONFIG={told} is taken", "an exit code other than 0", ended)
        stderr = service.process.stderr
        if not stderr.strip() or word not in stderr:
            raise Failed(
                "standard error does not tell the fault", word or "a sentence", stderr[-500:]
            )


def _serves(service: Service) -> bool:
    """Whether it says where it listens, and answers there; False as soon as it has ended."""
    try:
        return ask(service, "GET", "/healthz").status == 200
    except (NoAddress, Broken):
        return False
