"""The seam, through the built module and real pipes: what the control plane may rely on."""

import contextlib
import json
import os
import select
import time
from collections.abc import Iterator

import pytest
from amplifier_ipc_host import _router
from amplifier_ipc_host._router import CLOSED, HOST, JUNK, MESSAGE, TAP, Router

PATIENCE = 10.0


class Peer:
    """A service end of a connection: what it writes and reads, line by line."""

    def __init__(self, router: Router, name: str) -> None:
        theirs_in, self.write_fd = os.pipe()
        self.read_fd, theirs_out = os.pipe()
        self.number = router.connect(name, theirs_in, theirs_out)
        self.rest = b""

    def say(self, message: dict | bytes) -> None:
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        os.write(self.write_fd, line + b"\n")

    def line(self) -> bytes:
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.read_fd], [], [], PATIENCE)
            assert ready, "the router wrote nothing"
            piece = os.read(self.read_fd, 1 << 16)
            assert piece, "the router closed the connection"
            self.rest += piece
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def hear(self) -> dict:
        return json.loads(self.line())

    def is_closed(self) -> bool:
        select.select([self.read_fd], [], [], PATIENCE)
        return os.read(self.read_fd, 1) == b""

    def hang_up(self) -> None:
        for fd in (self.write_fd, self.read_fd):
            with contextlib.suppress(OSError):
                os.close(fd)


class House:
    """A router, its services and what came up."""

    def __init__(self, **options: object) -> None:
        self.router = Router(**options)
        self.up: list[tuple[int, int, bytes]] = []
        self.peers: list[Peer] = []

    def service(self, name: str, **settings: object) -> Peer:
        peer = Peer(self.router, name)
        self.peers.append(peer)
        if settings:
            limits = {"grants": [], "max_message_bytes": 1 << 26, "max_concurrency": 64}
            self.router.mount(peer.number, json.dumps(limits | settings).encode())
        return peer

    def routes(self, **table: object) -> None:
        self.router.set_routes(json.dumps(table).encode())

    def send(self, to: int, **message: object) -> None:
        self.router.send(to, json.dumps({"jsonrpc": "2.0"} | message).encode())

    def next(self) -> tuple[int, int, bytes]:
        while not self.up:
            ready, _, _ = select.select([self.router.fileno()], [], [], PATIENCE)
            assert ready, "nothing came up"
            self.up += self.router.drain()
        return self.up.pop(0)

    def hear(self) -> tuple[int, int, dict]:
        kind, connection, payload = self.next()
        return kind, connection, json.loads(payload)


@pytest.fixture
def house() -> Iterator[House]:
    house = House(session=b'{"session_id": "s1", "parent_session_id": "s0"}')
    yield house
    house.router.close()
    for peer in house.peers:
        peer.hang_up()


def request(id_: object, method: str, **params: object) -> dict:
    return {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}


def test_a_request_of_the_host_is_answered_under_its_own_id(house: House) -> None:
    service = house.service("words")
    house.send(service.number, id="h-1", method="describe", params={"protocol_versions": ["1.0"]})
    asked = service.hear()
    assert asked["method"] == "describe"
    assert asked["params"] == {"protocol_versions": ["1.0"]}
    service.say({"jsonrpc": "2.0", "id": asked["id"], "result": {"name": "words"}})
    answer = {"jsonrpc": "2.0", "id": "h-1", "result": {"name": "words"}}
    assert house.hear() == (MESSAGE, service.number, answer)


def test_a_tool_call_goes_from_service_to_service_untouched(house: House) -> None:
    agent, tools = house.service("agent", role="orchestrator"), house.service("tools", grants=[])
    house.routes(tools={"count": tools.number})
    agent.say(
        b'{"jsonrpc":"2.0","id":1,"method":"request.tool_execute",'
        b'"params":{"name":"count","input":{"n" : 1.50, "n":2}}}'
    )
    asked = tools.line()
    assert asked.endswith(
        b'"method":"tool.execute","params":{"name":"count","input":{"n" : 1.50, "n":2}}}'
    )
    id_ = json.loads(asked)["id"]
    tools.say(b'{"jsonrpc":"2.0","id":%s,"result":{"output":  1e400}}' % json.dumps(id_).encode())
    assert agent.line() == b'{"jsonrpc":"2.0","id":1,"result":{"output":  1e400}}'


def test_a_request_to_host_is_routed_as_if_an_orchestrator_had_sent_it(house: House) -> None:
    hooks = house.service("hooks", grants=[])
    handler = {"connection": hooks.number, "service": "hooks", "name": "log", "events": ["*"]}
    house.routes(hooks=[handler | {"priority": 1, "timeout_ms": 1000, "on_error": "continue"}])
    house.send(
        HOST,
        id="h-9",
        method="request.hook_emit",
        params={"event": "session:start", "data": {"a": 1}},
    )
    asked = hooks.hear()
    assert (asked["method"], asked["params"]["event"], asked["params"]["hook"]) == (
        "hook.emit",
        "session:start",
        "log",
    )
    data = asked["params"]["data"]
    assert (data["a"], data["session_id"], data["parent_id"]) == (1, "s1", "s0")
    assert data["timestamp"].endswith("Z")
    hooks.say({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "continue"}})
    assert house.hear() == (
        MESSAGE,
        HOST,
        {"jsonrpc": "2.0", "id": "h-9", "result": {"action": "continue"}},
    )


def test_a_request_for_the_host_comes_up_with_the_services_id_and_is_answered_with_it(
    house: House,
) -> None:
    service = house.service("words", grants=["approval"])
    service.say(request("s-1", "state.get", key="words.last"))
    assert house.hear() == (MESSAGE, service.number, request("s-1", "state.get", key="words.last"))
    house.send(service.number, id="s-1", result={"value": None})
    assert service.hear() == {"jsonrpc": "2.0", "id": "s-1", "result": {"value": None}}
    service.say(request("s-2", "request.session_spawn", agent="self"))
    assert service.hear()["error"]["data"]["kind"] == "permission_denied"


def test_streams_about_a_request_of_the_host_come_up_under_its_id(house: House) -> None:
    agent = house.service("agent", role="orchestrator")
    house.send(agent.number, id=5, method="orchestrator.execute", params={"prompt": "hi"})
    id_ = agent.hear()["id"]
    agent.say(
        {
            "jsonrpc": "2.0",
            "method": "stream.token",
            "params": {"request_id": id_, "index": 0, "text": "h"},
        }
    )
    kind, connection, token = house.hear()
    assert (kind, connection) == (MESSAGE, agent.number)
    assert token["params"] == {"request_id": 5, "index": 0, "text": "h"}


def test_a_death_is_reported_and_its_callers_hear_why(house: House) -> None:
    agent, tools = house.service("agent", role="orchestrator"), house.service("tools", grants=[])
    house.routes(tools={"count": tools.number})
    agent.say(request(1, "request.tool_execute", name="count", input={}))
    tools.hear()
    tools.hang_up()
    assert house.hear() == (CLOSED, tools.number, {"reason": "eof"})
    house.router.fail(tools.number, b'{"service": "tools", "signal": 9, "stderr_tail": "x"}')
    error = agent.hear()["error"]
    assert error["code"] == -32002
    assert error["data"] == {
        "kind": "service_unavailable",
        "service": "tools",
        "signal": 9,
        "stderr_tail": "x",
    }
    agent.say(request(2, "request.tool_execute", name="count", input={}))
    assert agent.hear()["error"]["data"]["signal"] == 9


def test_input_closed_by_the_host_ends_in_closed(house: House) -> None:
    service = house.service("words")
    house.send(service.number, method="$/progress", params={"request_id": 1})
    house.router.close_input(service.number)
    assert service.hear()["method"] == "$/progress"
    assert service.is_closed()
    os.close(service.write_fd)
    assert house.hear() == (CLOSED, service.number, {"reason": "closed"})


def test_the_first_junk_line_comes_up_and_the_hundredth_ends_the_service(house: House) -> None:
    service = house.service("words")
    service.say(b"hello from a print " + b"x" * 500)
    kind, connection, head = house.next()
    assert (kind, connection, len(head)) == (JUNK, service.number, 200)
    assert head.startswith(b"hello from a print")
    answer = service.hear()
    assert (answer["id"], answer["error"]["code"]) == (None, -32700)
    for _ in range(99):
        service.say(b"junk")
    assert house.hear() == (CLOSED, service.number, {"reason": "junk"})


def test_the_tap_pairs_start_and_end(house: House) -> None:
    agent, tools = house.service("agent", role="orchestrator"), house.service("tools", grants=[])
    house.routes(tools={"count": tools.number})
    house.router.set_tap(True)
    agent.say(request(1, "request.tool_execute", name="count", input={}))
    before = time.monotonic_ns()
    tools.say(
        {"jsonrpc": "2.0", "id": tools.hear()["id"], "error": {"code": -32602, "message": "no"}}
    )
    agent.hear()
    (kind, _, start), (_, _, end) = house.hear(), house.hear()
    assert kind == TAP
    assert (start["phase"], start["from"], start["to"]) == ("start", agent.number, tools.number)
    assert (start["method"], start["name"]) == ("tool.execute", "count")
    assert (end["phase"], end["n"], end["ok"], end["code"]) == ("end", start["n"], False, -32602)
    assert abs(start["t_ns"] - before) < PATIENCE * 1e9
    assert start["t_ns"] <= end["t_ns"]


def test_counters_are_kept_for_each_connection(house: House) -> None:
    service = house.service("words")
    service.say(request(1, "ping"))
    assert service.hear()["result"] == {}
    service.say(
        {"jsonrpc": "2.0", "method": "stream.token", "params": {"request_id": "h-77", "text": ""}}
    )
    service.say(request(2, "ping"))
    service.hear()
    counters = house.router.stats()[service.number]
    assert counters["name"] == "words"
    assert (counters["messages_in"], counters["messages_out"], counters["dropped"]) == (3, 2, 1)


def test_wrong_calls_are_refused_where_they_are_made(house: House) -> None:
    service = house.service("words")
    for wrong in (b"[]", b"{}", b'{"jsonrpc":"2.0","id":1}', b'{"jsonrpc":"2.0","method":"a"\n}'):
        with pytest.raises(ValueError, match="JSON-RPC"):
            house.router.send(service.number, wrong)
    with pytest.raises(ValueError, match="settings"):
        house.router.mount(service.number, b"[]")
    with pytest.raises(ValueError, match="table"):
        house.router.set_routes(b'{"tools": {"a": "b"}}')
    with pytest.raises(ValueError, match="two descriptors"):
        house.router.connect("x", 1, 1)
    with pytest.raises(ValueError, match="session"):
        Router(session=b'{"session_id": 1}')


def test_commands_before_the_start_are_carried_out_then() -> None:
    house = House(start=False)
    service = house.service("words")
    house.send(service.number, id=1, method="ping", params={})
    house.router.start()
    assert service.hear()["method"] == "ping"
    house.router.close()
    assert service.is_closed()
    house.router.close()
    with pytest.raises(RuntimeError, match="closed"):
        house.router.stats()
    service.hang_up()


def test_large_messages_pass_whole(house: House) -> None:
    agent, tools = house.service("agent", role="orchestrator"), house.service("tools", grants=[])
    house.routes(tools={"count": tools.number})
    text = "abc\\n" * (1 << 18)
    line = b'{"jsonrpc":"2.0","id":1,"method":"request.tool_execute","params":{"name":"count","input":{"t":"%s"}}}\n'
    data = line % text.encode()
    got = b""
    while not got.endswith(b"\n"):
        readable, writable, _ = select.select(
            [tools.read_fd], [agent.write_fd] if data else [], [], PATIENCE
        )
        assert readable or writable
        if writable:
            data = data[os.write(agent.write_fd, data[:4096]) :]
        if readable:
            got += os.read(tools.read_fd, 1 << 20)
    assert json.loads(got)["params"]["input"]["t"] == "abc\n" * (1 << 18)


def test_the_constants_are_those_of_the_module() -> None:
    assert [_router.MESSAGE, _router.CLOSED, _router.JUNK, _router.TAP, _router.HOST] == [
        0,
        1,
        2,
        3,
        0,
    ]
