"""The safety of the wire: prints, junk, sizes, ids. None of it costs more than the line that it came in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from features.catalog import feature
from features.components import complete, text_of, user
from features.driver import Service
from features.judge import Json

GROUP = "The wire"
DEFAULT_LIMIT = 64 * 1024 * 1024


@feature(GROUP, "A print never reaches the wire, nor does a child process, nor a write from C")
def prints(service: Service) -> None:
    for how in ("print", "child", "native"):
        before = service.stderr.count("printed")
        for _ in range(2):
            assert service.output("trouble", {"how": how}) == "survived"
        service.wait_printed("printed", before + 2)


def refusal(service: Service, line: bytes, owed: Any = None) -> Json:
    """The error that answers a line; an unknown id is null."""
    so_far = len(service.received)
    service.write_line(line, owed=owed)

    def found() -> Json | None:
        new = service.received[so_far:]
        return next((m for m in new if "error" in m and m["id"] == owed), None)

    return service.wait(f"a refusal of {line[:80]!r}", found)["error"]


@feature(GROUP, "A line that is not JSON is refused, and reading goes on")
def junk(service: Service) -> None:
    for line in (
        b"this is no message",
        b"\xff\xfe",
        b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}',
        b'\xef\xbb\xbf{"jsonrpc":"2.0","method":"ping"}',
    ):
        error = refusal(service, line)
        assert (error["code"], error["data"]["kind"]) == (-32700, "parse_error"), line
    cut = b'{"jsonrpc":"2.0","id":"j1","method":"ping","params":{"a":'
    assert refusal(service, cut, owed="j1")["code"] == -32700
    lone = b'{"jsonrpc":"2.0","id":"j2","method":"ping","params":{"a":"\\ud800"}}'
    assert refusal(service, lone, owed="j2")["code"] == -32700
    assert service.ask("ping") == {}


@feature(GROUP, "JSON that is no legal message is refused, and reading goes on")
def illegal(service: Service) -> None:
    for line in (b"[]", b"7", b"null", b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', b"{}"):
        error = refusal(service, line)
        assert (error["code"], error["data"]["kind"]) == (-32600, "invalid_request"), line
    for number, end in enumerate(('"params":[]', '"params":null', '"params":1')):
        line = f'{{"jsonrpc":"2.0","id":"i{number}","method":"ping",{end}}}'
        assert refusal(service, line.encode(), owed=f"i{number}")["code"] == -32600
    for line in (
        b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
        b'{"jsonrpc":"2.0","id":null,"method":"ping"}',
    ):
        assert refusal(service, line)["code"] == -32600
    deep = b"[" * 130 + b"]" * 130
    line = b'{"jsonrpc":"2.0","id":"deep","method":"ping","params":{"a":' + deep + b"}}"
    assert refusal(service, line, owed="deep")["code"] == -32600
    assert service.ask("ping") == {}


@feature(GROUP, "What needs no answer gets none: blank lines, unknown notifications, stray answers")
def silence(service: Service) -> None:
    so_far = len(service.received)
    for line in (
        b"",
        b" \t \r",
        b'{"jsonrpc":"2.0","method":"$/tomorrow","params":{"a":1}}',
        b'{"jsonrpc":"2.0","method":"vendor.thing"}',
        b'{"jsonrpc":"2.0","method":"ping","params":[1]}',
        b'{"jsonrpc":"2.0","id":"nobody","result":1}',
        b'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}}',
        b'{"jsonrpc":"2.0","error":{"code":-32700,"message":"no id"}}',
        b'{"jsonrpc":"2.0","result":1}',
        b'{"jsonrpc":"2.0","id":7,"result":1,"error":{}}',
        b'{"jsonrpc":"2.0","method":"$/cancel","params":{"id":"nobody"}}',
        b'{"jsonrpc":"2.0","method":"$/cancel","params":{"id":{}}}',
        b'{"jsonrpc":"2.0","method":"$/cancel"}',
        b'{"jsonrpc":"2.0","method":"$/progress","params":{"request_id":"nobody"}}',
        b'{"jsonrpc":"2.0","method":"channel.message","params":{"channel":"other"}}',
    ):
        service.write_line(line)
    service.write_line(b'\t{"jsonrpc":"2.0","id":"cr","method":"ping"} \r', owed="cr")
    service.wait("the answer to a ping", lambda: len(service.received) > so_far)
    (answer,) = service.received[so_far:]
    assert (answer["id"], answer["result"]) == ("cr", {})


@feature(GROUP, "Ids are echoed exactly: strings, integers, -0, up to 2^53 - 1")
def ids(service: Service) -> None:
    for text in ('"7"', "7", '""', '"é 😀"', "0", "-5", str(2**53 - 1), str(1 - 2**53), "-0"):
        line = f'{{"jsonrpc":"2.0","id":{text},"method":"ping"}}'
        so_far = len(service.received)
        service.write_line(line.encode(), owed=json.loads(text))
        service.wait(f"the answer to {text}", lambda at=so_far: len(service.received) > at)
        answer = service.received[so_far]
        echoed = re.search(rb'"id":\s*("[^"]*"|[^,}\s]+)', service.raw[so_far])
        assert echoed
        assert answer["result"] == {}
        wanted = text if not text.startswith('"') else json.loads(text)
        came = echoed[1].decode()
        assert (came if came[0] != '"' else json.loads(came)) == wanted


@feature(GROUP, "An id that is still under way is refused, and the first call goes on")
def same_id_twice(service: Service) -> None:
    call = service.execute("wait")
    call.note("$/progress")
    so_far = len(service.received)
    service.send("ping", id=call.id)
    service.wait("the refusal", lambda: len(service.received) > so_far)
    refused = service.received[so_far]
    assert (refused["id"], refused["error"]["code"]) == (call.id, -32600)
    call.cancel(mode="graceful")
    service.wait("the result of the first", lambda: len(service.received) > so_far + 1)
    assert service.received[so_far + 1]["result"]["output"] == "stopped"


def padded(head: bytes, size: int) -> Iterator[bytes]:
    """A line of so many bytes that begins like this and ends as a request with a long member."""
    tail = b'"}}'
    left = size - len(head) - len(tail)
    yield head
    block = b"x" * (1 << 20)
    for _ in range(left // len(block)):
        yield block
    yield block[: left % len(block)]
    yield tail


@feature(
    GROUP, "A line that is too long is dropped as it streams by, and reading goes on", fresh=True
)
def too_long(start) -> None:
    service = start()
    limit = service.described.get("limits", {}).get("max_message_bytes", DEFAULT_LIMIT)
    head = b'{"jsonrpc":"2.0","id":"long","method":"ping","params":{"pad":"'
    service.write_line(*padded(head, limit + 1), owed="long")
    service.wait("the refusal of a long line", lambda: len(service.received) > 1)
    error = service.received[1]["error"]
    assert (error["code"], error["data"]["kind"]) == (-32006, "message_too_large")
    assert error["data"]["limit"] == limit
    assert service.ask("ping") == {}
    service.write_line(*padded(head.replace(b"long", b"full"), limit), owed="full")
    service.wait("the answer to a line of exactly the limit", lambda: len(service.received) > 3)
    assert service.received[3] == {"jsonrpc": "2.0", "id": "full", "result": {}}


@feature(GROUP, "An answer that is longer than the host reads becomes an error", fresh=True)
def too_long_for_the_host(start) -> None:
    limit = 1 << 20
    service = start(limits={"max_message_bytes": limit})
    params = {"request": {"messages": [user("x" * limit)]}}
    error = service.refused("provider.complete", params)
    assert (error["code"], error["data"]) == (-32006, {"kind": "message_too_large", "limit": limit})
    text = "y" * (limit // 2)
    assert text_of(complete(service, text)["content"]) == text


@feature(GROUP, "Requests are taken in their order, without waiting for answers", fresh=True)
def pipelined(start) -> None:
    service = start(described=False)
    calls = [service.send("describe", {})]
    calls += [service.send("configure", {"config": {"parrot": {"prefix": "> "}}})]
    calls += [service.send("provider.complete", {"request": {"messages": [user("a")]}})]
    calls += [service.send("configure", {"config": {"parrot": {"prefix": 1}}})]
    refused = service.execute("about")
    assert calls[0].result()["name"] == "everything"
    assert calls[1].result() == {"status": "ok"}
    assert text_of(calls[2].result()["content"]) == "> a"
    assert calls[3].error()["code"] == -32602
    assert refused.error()["code"] == -32007
