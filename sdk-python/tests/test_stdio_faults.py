"""Bad input over real pipes: each ends in the error that the protocol names, and the service lives on."""

import json

from amplifier_ipc.wire import Refusal, Request, Response, decode, encode


def paths(error):
    return [fault["path"] for fault in error["data"]["errors"]]


def test_every_fault_of_an_input_is_told_with_its_place(start):
    service = start()
    error = service.ask_tool("turn", n="x", more=1)
    assert (error["code"], error["data"]["kind"]) == (-32602, "invalid_params")
    assert sorted(paths(error)) == ["/input/more", "/input/n"]
    assert paths(service.ask_tool("turn")) == ["/input/n"]
    both = service.ask("tool.execute", {"name": "turn", "call_id": 1, "input": {}})
    assert sorted(paths(both)) == ["/call_id", "/input/n"]
    assert paths(service.ask("tool.execute", {"name": "turn"})) == ["/input"]
    assert sorted(paths(service.ask("tool.execute"))) == ["/input", "/name"]
    turn = service.ask("orchestrator.execute", {"prompt": 1, "system_prompt": ""})
    assert set(paths(turn)) >= {"/prompt", "/tools", "/config"}


def test_a_whole_float_is_an_integer(start):
    assert start().ask_tool("turn", n=50.0)["output"] == 50


def test_an_unknown_name_gets_the_nearest_known_one(start):
    service = start()
    error = service.ask_tool("ecko", value=1)
    assert error["code"] == -32004
    assert error["data"] == {
        "kind": "not_found",
        "what": "tool",
        "name": "ecko",
        "did_you_mean": "echo",
    }
    error = service.ask("hook.emit", {"event": "x", "hook": "gard", "data": {}})
    assert (error["data"]["what"], error["data"]["did_you_mean"]) == ("hook", "guard")
    request = {"messages": []}
    error = service.ask("provider.complete", {"provider": "nobody", "request": request})
    assert error["data"] == {"kind": "not_found", "what": "provider", "name": "nobody"}


def test_unknown_methods_and_undeclared_contracts_are_not_found(start):
    service = start(AMPLIFIER_COMPONENTS="echo")
    for method in ("no.such", "hook.emit", "orchestrator.execute", "context.clear", "context.x"):
        assert service.ask(method)["code"] == -32601


def test_junk_is_refused_and_reading_goes_on(start):
    service = start()
    lines = {
        b"junk": (-32700, None),
        b'{"jsonrpc":"2.0","id":5,"method":"ping","params":{"a":NaN}}': (-32700, 5),
        b'{"jsonrpc":"2.0","id":5,"method":"ping","params":{"a":"\\ud800"}}': (-32700, 5),
        b"\xff\xfe": (-32700, None),
        b"[]": (-32600, None),
        b'{"jsonrpc":"2.0","id":5,"method":"ping","params":[]}': (-32600, 5),
        b'{"jsonrpc":"1.0","id":5,"method":"ping"}': (-32600, 5),
        b'{"jsonrpc":"2.0","id":null,"method":"ping"}': (-32600, None),
        b'{"jsonrpc":"2.0","id":5,"method":"ping","params":{"a":'
        + b"[" * 130
        + b"]" * 130
        + b"}}": (-32600, 5),
    }
    for line, (code, request) in lines.items():
        service.send_bytes(line + b"\n")
        answer = service.next()
        assert (answer["error"]["code"], answer["id"]) == (code, request), line
    # Notifications and answers are never refused.
    for line in (
        b'{"jsonrpc":"2.0","method":1}',
        b'{"jsonrpc":"2.0","id":1,"result":1,"error":1}',
        b" \r",
    ):
        service.send_bytes(line + b"\n")
    assert service.ask("ping") == {}


def test_an_id_under_way_is_not_taken_twice_and_any_legal_id_is_echoed(start):
    service = start()
    service.tool("a", "hold")
    service.next()
    service.tool("a", "echo", value=1)
    assert service.next()["error"]["code"] == -32600
    for request in (0, -1, 2**70, "", "ü\n"):
        assert service.ask("ping", request=request) == {}


def test_huge_numbers_never_lose_the_message(start):
    service = start()
    line = b'{"jsonrpc":"2.0","id":1,"method":"tool.execute","params":{"name":"echo","input":{"value":%s}}}\n'
    for digits in (b"9" * 30, b"9" * 5000, b"1e400", b"-1e400"):
        service.send_bytes(line % digits)
        assert service.next()["result"]["success"] is True


def test_a_result_that_the_host_cannot_read_is_replaced(start):
    service = start(described=False)
    limit = 1 << 20
    service.ask("describe", {"limits": {"max_message_bytes": limit, "max_concurrency": 1}})
    error = service.ask_tool("big", size=limit)
    assert (error["code"], error["data"]["limit"]) == (-32006, limit)
    assert service.ask_tool("echo", value=1)["output"] == 1


def test_what_is_no_json_is_an_error_of_the_handler(start):
    service = start()
    deep = json.loads("[" * 120 + "]" * 120)
    service.tool(1, "echo", value=deep)  # the answer lies two deeper than the question's value
    assert service.next()["result"]["output"] == deep
    service.tool(2, "echo", value=json.loads("[" * 125 + "]" * 125))
    assert service.next()["result"]["success"] is True


def test_above_the_concurrency_limit_calls_are_refused_but_not_pings(start):
    service = start()
    for n in range(64):
        service.tool(n, "hold")
    for _ in range(64):
        assert service.next()["method"] == "$/progress"
    assert service.ask_tool("echo", value=1)["data"]["kind"] == "overloaded"
    assert service.ask("ping") == {}


def test_a_peer_that_does_not_read_is_still_read(start):
    service = start(described=False, reading=False)
    size = 1 << 20
    service.request(0, "describe")
    for n in range(1, 9):
        service.tool(n, "big", size=size)  # 8 MiB of answers: far more than a pipe holds
    for n in range(9, 20):
        service.tool(n, "echo", value="x" * size)  # and 11 MiB more that it must take in
    service.start_reading()
    assert sorted(service.next()["id"] for _ in range(20)) == list(range(20))


def test_the_id_minus_zero_comes_back_as_it_was_written():
    """RPC-005: any legal id is echoed exactly."""
    line = b'{"jsonrpc":"2.0","id":-0,"method":"ping"}'
    request = decode(line)
    assert isinstance(request, Request)
    assert encode(Response(request.id, {})) == b'{"jsonrpc":"2.0","id":-0,"result":{}}\n'
    deep = line.replace(b"}", b',"params":{"a":' + b"[" * 200 + b"]" * 200 + b"}}")
    refusal = decode(deep)
    assert isinstance(refusal, Refusal)
    assert encode(Response(refusal.id, error={"code": -32600, "message": "m"})).startswith(
        b'{"jsonrpc":"2.0","id":-0,'
    )
