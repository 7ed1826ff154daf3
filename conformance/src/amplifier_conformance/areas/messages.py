"""Requests both ways, ids, order, load (chapter 2); the rest of the chapter is in cases/messages.yaml."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from ..check import FIXTURE, Bench, check
from ..protocol import MAX_INTEGER, Json
from ..service import Call, Incoming
from ..verdicts import Failed, NotVerified
from ..world import HOLD, World

STATE_GET = {"method": "state.get", "params": {"key": "suite.none"}}
IDS = "messages have no ids"
GLANCE = 1.0  # seconds within which a ping is answered (RPC-057)


@check(
    "RPC-005",
    title="Ids are given back exactly: strings, integers, 0, negative ones, up to 2^53 - 1",
    stdio=IDS,
)
def ids(bench: Bench) -> None:
    service = bench.service
    for text in (
        '"7"',
        "7",
        '""',
        '"é 😀"',
        '"a\\"b\\\\"',
        "0",
        "-5",
        str(MAX_INTEGER),
        str(-MAX_INTEGER),
    ):
        call = service.owe(json.loads(text), "ping")
        service.line(f'{{"jsonrpc":"2.0","id":{text},"method":"ping"}}'.encode())
        message = call.message()
        raw = service.raw[service.received.index(message)]
        came = re.search(rb'"id"\s*:\s*("(?:[^"\\]|\\.)*"|[^,}\s]+)', raw)
        if (
            came is None
            or type(json.loads(came[1])) is not type(json.loads(text))
            or json.loads(came[1]) != json.loads(text)
        ):
            raise Failed("the id came back changed", text, raw.decode())


@check("RPC-005", title="A string and a number are two ids", stdio=IDS)
def two_ids(bench: Bench) -> None:
    service = bench.service
    text, number = service.owe("71", "ping"), service.owe(71, "ping")
    service.line(b'{"jsonrpc":"2.0","id":"71","method":"ping"}')
    service.line(b'{"jsonrpc":"2.0","id":71,"method":"ping"}')
    text.result()
    number.result()


@check(
    "RPC-009",
    title="An id that is still under way is refused, and the first request goes on",
    stdio=IDS,
)
def same_id(bench: Bench) -> None:
    service = bench.service
    call = bench.hold(service)
    so_far = len(service.received)
    service.send("ping", {}, id=call.id)
    service.wait("the refusal", lambda: len(service.received) > so_far)
    refused = service.received[so_far]
    if refused.get("id") != call.id or (refused.get("error") or {}).get("code") != -32600:
        raise Failed("the second request with this id was not refused", -32600, refused)
    call.cancel(mode="immediate")
    service.wait("the answer to the first request", lambda: len(service.received) > so_far + 1)


@check(
    "RPC-013", title="The host may use an id that the service uses for a call of its own", stdio=IDS
)
def two_id_spaces(bench: Bench) -> None:
    service = bench.service
    held, call = _held_call(bench)
    ping = service.owe(held.id, "ping")
    service.write({"jsonrpc": "2.0", "id": held.id, "method": "ping"})
    if "result" not in ping.message():
        raise Failed(
            "a ping with the id of one of its own calls was not answered", {}, ping.message()
        )
    held.answer({"value": None})
    _replies(call)


def _held_call(bench: Bench, method: Json = STATE_GET) -> tuple[Incoming, Call]:
    """A call of the service that is held, and the request that it is made for."""
    bench.fixture()
    service = bench.service
    with service.process.changed:
        service.world = World(**{method["method"].replace(".", "__"): HOLD})
    number = len([c for c in service.incoming if c.method == method["method"]])
    call = service.execute(FIXTURE, {"calls": [method]})
    held = service.call(method["method"], number)
    with service.process.changed:
        service.world = World()
    return held, call


def _replies(call: Call) -> list[Json]:
    found = call.result()["output"].get("calls")
    if not isinstance(found, list):
        raise Failed(
            "the fixture does not tell what its calls gave", "calls", call.result()["output"]
        )
    return found


@check(
    "RPC-014",
    title="An illegal response fails the call that it is for with internal_error",
    stdio="an answer is a status and a body",
)
def illegal_response(bench: Bench) -> None:
    for body in (
        {"result": {}, "error": {"code": 1, "message": "both"}},
        {"error": "no object"},
        {"error": {"code": "x", "message": "y"}},
    ):
        held, call = _held_call(bench)
        held.say(body)
        (reply,) = _replies(call)
        if (reply.get("error") or {}).get("code") != -32603:
            raise Failed("the call did not fail with internal_error", -32603, reply)


@check(
    "RPC-046",
    title="An error whose kind it does not know, or that has none, reaches its code with the number that came",
)
def unknown_kind(bench: Bench) -> None:
    for body in (
        {"error": {"code": -32003, "message": "no", "data": {"kind": "vendor:moon"}}},
        {"error": {"code": -32003, "message": "no"}},
        {"error": {"code": -32003, "message": "no", "data": None}},
    ):
        held, call = _held_call(bench)
        held.say(body)
        (reply,) = _replies(call)
        error = reply.get("error") or {}
        kind = (error.get("data") or {}).get("kind")
        given: Json = body["error"]
        told = (given.get("data") or {}).get("kind")
        if error.get("code") != -32003 or kind not in (told, "permission_denied"):
            raise Failed("the error did not reach its caller by its code", body["error"], reply)


@check(
    "RPC-016",
    "RPC-018",
    title="It takes requests while its own calls wait, and answers to them in any order",
)
def full_duplex(bench: Bench) -> None:
    bench.fixture()
    service = bench.start()
    service.world = World(state__get=HOLD)
    calls = [
        service.execute(FIXTURE, {"calls": [{"method": "state.get", "params": {"key": f"k{n}"}}]})
        for n in range(3)
    ]
    held = [service.call("state.get", n) for n in range(3)]
    service.ping()
    by_key = {call.params["key"]: call for call in held}
    for number in (2, 0, 1):
        by_key[f"k{number}"].answer({"value": number})
        (reply,) = _replies(calls[number])
        if (reply.get("result") or {}).get("value") != number:
            raise Failed("a call got the answer to another one", number, reply)


@check(
    "RPC-017",
    title="It goes on reading while its own writes block",
    stdio="each answer has a connection of its own",
)
def reads_while_blocked(bench: Bench) -> None:
    import threading

    service = bench.start()
    count, pad = 3000, "x" * 400  # over a megabyte each way, more than pipes and buffers hold
    calls = [service.owe(f"{pad}{n}", "ping") for n in range(count)]
    lines = b"".join(
        b'{"jsonrpc":"2.0","id":"%s%d","method":"ping"}\n' % (pad.encode(), n) for n in range(count)
    )
    service.process.pause()
    writer = threading.Thread(
        target=service.process.write,
        args=(lines,),
        kwargs={"shown": f"{count} pings of 450 bytes, while nobody reads the answers"},
        daemon=True,
    )
    writer.start()
    writer.join(service.patience)
    stuck = writer.is_alive()
    service.process.resume()
    if stuck:
        raise Failed(
            "it stopped reading because nobody read its answers",
            "it reads",
            f"{len(lines)} bytes could not be written",
        )
    for call in calls:
        call.message()


@check(
    "RPC-021",
    "RPC-057",
    title="ping, describe and hooks are answered while all of max_concurrency is taken",
)
def full(bench: Bench) -> None:
    bench.fixture()
    if bench.concurrency > 256:
        raise NotVerified(f"max_concurrency is {bench.concurrency}")
    service = bench.start()
    calls = [
        service.execute(FIXTURE, {"progress": 1, "delay_ms": 600_000})
        for _ in range(bench.concurrency)
    ]
    for call in calls:
        call.note("$/progress")
    began = time.monotonic()
    service.ping()
    if (took := time.monotonic() - began) > GLANCE:
        raise Failed("a ping under load took too long", "1 s", f"{took:.2f} s")
    service.ask("describe", {})
    bench.finish(*calls)


@check(
    "RPC-058",
    "TOL-015",
    title="As many calls as max_concurrency says (64 if it says nothing) are handled side by side",
)
def side_by_side(bench: Bench) -> None:
    bench.fixture()
    if bench.concurrency > 256:
        raise NotVerified(f"max_concurrency is {bench.concurrency}")
    service = bench.start()
    calls = [
        service.execute(FIXTURE, {"progress": 1, "delay_ms": 600_000})
        for _ in range(bench.concurrency)
    ]
    for call in calls:
        message = call.found()
        if message and (message.get("error") or {}).get("code") == -32005:
            raise Failed("it is overloaded below its max_concurrency", bench.concurrency, message)
        call.note("$/progress")
    bench.finish(*calls)


@check("RPC-057", title="ping is answered with {} within a second, also behind a thousand others")
def ping(bench: Bench) -> None:
    service = bench.service
    for _ in range(3):
        began = time.monotonic()
        result = service.send("ping", {}).result()
        if result != {}:
            raise Failed("ping is answered with something else", {}, result)
        if (took := time.monotonic() - began) > GLANCE:
            raise Failed("a ping took too long", "1 s", f"{took:.2f} s")
    calls = [service.send("ping", {}) for _ in range(1000)]
    for call in calls:
        call.result()


@check("RPC-089", title="Params that do not fit their type are answered with invalid_params")
def params_fit(bench: Bench) -> None:
    service = bench.service
    for method, params in _misfit_params(bench):
        if service.can_say(method, params):
            service.send(method, params, broken=True).error("invalid_params", -32602)


def _misfit_params(bench: Bench) -> list[tuple[str, Json]]:
    found: list[tuple[str, Json]] = [("describe", {"protocol_versions": "1.0"})]
    sorts: dict[str, list[tuple[str, Any]]] = {
        "tools": [("tool.execute", {"input": {}}), ("tool.execute", {"name": 7, "input": {}})],
        "hooks": [("hook.emit", {"data": {}}), ("hook.emit", {"event": [], "data": {}})],
        "providers": [("provider.parse_tool_calls", {})],
        "context_managers": [
            ("context.add_message", {}),
            ("context.set_messages", {"messages": {}}),
        ],
        "exports": [("capability.call", {"input": {}})],
        "content": [("content.read", {})],
        "orchestrators": [("orchestrator.execute", {"prompt": 5})],
        "approval_providers": [("approval.request", {"action": {}})],
    }
    for sort, cases in sorts.items():
        if bench.capabilities.get(sort):
            found += cases
    return found


@check(
    "RPC-075",
    title="The methods of a contract that it does not declare are answered with method_not_found",
)
def undeclared_contract(bench: Bench) -> None:
    service = bench.service
    asked: dict[str, list[tuple[str, Json]]] = {
        "tools": [("tool.execute", {"name": "a", "input": {}})],
        "hooks": [("hook.emit", {"event": "tool:pre", "data": {}})],
        "providers": [(f"provider.{name}", {"provider": "a"}) for name in ("info", "list_models")],
        "context_managers": [("context.clear", {}), ("context.get_messages", {})],
        "content": [("content.list", {})],
        "exports": [("capability.call", {"name": "a", "input": {}})],
        "channels": [("channel.collect", {"channel": "a"})],
    }

    def lacks(capabilities: Json) -> list[tuple[str, Json]]:
        return [
            case for sort, cases in asked.items() if not capabilities.get(sort) for case in cases
        ]

    lacking = lacks(bench.capabilities)
    if not lacking and (tools := bench.capabilities.get("tools")):
        service = bench.start(env={"AMPLIFIER_COMPONENTS": tools[0]["name"]})
        lacking = lacks(service.described.get("capabilities") or {})
    if not lacking:
        raise NotVerified("it declares every contract, and does not heed AMPLIFIER_COMPONENTS")
    for method, params in lacking:
        service.send(method, params).error("method_not_found", -32601)


@check("RPC-074", title="not_found suggests a name that is close")
def did_you_mean(bench: Bench) -> None:
    name = bench.tools[0]["name"]
    error = bench.service.execute(name[:-1] + "_", {}).error("not_found", -32004)
    found = (error.get("data") or {}).get("did_you_mean")
    if name not in (found if isinstance(found, list) else [found]):
        raise Failed("data.did_you_mean does not name the tool that is close", name, found)
