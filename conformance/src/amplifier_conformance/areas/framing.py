"""Sizes, pieces and what is left of a stream (chapter 1); the rest of the chapter is in cases/framing.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .. import memory
from ..check import FIXTURE, Bench, check
from ..protocol import DEFAULT_LIMIT, LEAST_LIMIT, MAX_DEPTH, MAX_INTEGER
from ..service import Call, Service
from ..verdicts import Failed, NotVerified
from ..world import World

LINES = "there are no lines"
BLOCK = b"x" * (1 << 20)


def padded(head: bytes, size: int, tail: bytes = b'"}}') -> Iterator[bytes]:
    """Pieces of a line of so many bytes that begins and ends like this."""
    left = size - len(head) - len(tail)
    yield head
    for _ in range(left // len(BLOCK)):
        yield BLOCK
    yield BLOCK[: left % len(BLOCK)]
    yield tail


def ping_of(name: str, size: int) -> Iterator[bytes]:
    return padded(
        b'{"jsonrpc":"2.0","id":"%s","method":"ping","params":{"pad":"' % name.encode(), size
    )


def send_long(service: Service, name: str, size: int) -> Call:
    call = service.owe(name, "ping")
    service.line(*ping_of(name, size), shown=f"a ping with the id {name} of {size} bytes")
    return call


@check(
    "FRM-014",
    "FRM-015",
    title="The size limit is announced unless it is 64 MiB, and at least 1 MiB",
    stdio=LINES,
)
def limit_announced(bench: Bench) -> None:
    if bench.limit < LEAST_LIMIT:
        raise Failed(
            "limits.max_message_bytes is too small", f"at least {LEAST_LIMIT}", bench.limit
        )
    service = bench.start()
    call = send_long(service, "over", bench.limit + 1)
    error = call.error("message_too_large", -32006)
    told = (error.get("data") or {}).get("limit")
    if told != bench.limit:
        raise Failed(
            "it refuses by another limit than the one that it announces", bench.limit, told
        )


@check(
    "FRM-018", title="A line of exactly the limit is read, also with a CR in the count", stdio=LINES
)
def exact_limit(bench: Bench) -> None:
    service = bench.start()
    send_long(service, "full", bench.limit).result()
    call = service.owe("cr", "ping")
    line = list(ping_of("cr", bench.limit))
    service.line(*line, b"\r", shown=f"a ping of {bench.limit} bytes and a CR")
    call.error("message_too_large", -32006)
    service.ping()


@check(
    "FRM-036",
    "FRM-011",
    title="A longer line is answered with message_too_large and the limit, and reading goes on",
    stdio=LINES,
)
def too_long(bench: Bench) -> None:
    service = bench.start()
    error = send_long(service, "long", bench.limit + 1).error("message_too_large", -32006)
    if (error.get("data") or {}).get("limit") != bench.limit:
        raise Failed("data.limit is not its limit", bench.limit, error)
    service.ping()


@check(
    "FRM-036",
    title="A longer line that is an answer, or a notification, is dropped without an answer",
    stdio=LINES,
)
def too_long_and_silent(bench: Bench) -> None:
    service = bench.start()
    so_far = len(service.received)
    for head in (
        b'{"jsonrpc":"2.0","id":"nobody","result":{"a":"',
        b'{"jsonrpc":"2.0","method":"$/progress","params":{"a":"',
    ):
        service.line(
            *padded(head, bench.limit + 1), shown=f"{head.decode()}… of {bench.limit + 1} bytes"
        )
    service.ping(2)
    for message in service.received[so_far:]:
        if "error" in message:
            raise Failed("it answered what must not be answered", "silence", message)


@check("FRM-037", title="A longer line is judged by its first 4096 bytes alone", stdio=LINES)
def first_bytes(bench: Bench) -> None:
    service = bench.start()
    service.owe("behind", "ping")  # if it is wrongly answered under this id, that is seen below
    so_far = len(service.received)
    head = b'{"jsonrpc":"2.0","method":"ping","pad":"'
    service.line(
        *padded(head, bench.limit + 1, b'","id":"behind"}'),
        shown="a long ping with its id at the end",
    )
    service.ping(2)
    for message in service.received[so_far:]:
        if message.get("id") == "behind":
            raise Failed("it read the id behind the first 4096 bytes", "silence", message)
    service.judge.asked.pop(("str", "behind"), None)


@check(
    "FRM-017", title="A longer line is dropped in memory that does not grow with it", stdio=LINES
)
def constant_memory(bench: Bench) -> None:
    if bench.limit > DEFAULT_LIMIT:
        raise NotVerified(f"its lines may have {bench.limit} bytes; that is too much to send here")
    service = bench.start()
    first, second = bench.limit + len(BLOCK), 4 * bench.limit + 64 * len(BLOCK)
    send_long(service, "first", first).message()
    before = memory.peak(service.process.pid)
    send_long(service, "second", second).message()
    grown, most = memory.peak(service.process.pid) - before, (second - first) // 2
    if grown > most:
        raise Failed(
            f"its memory grew by {grown >> 20} MiB with a line that is {(second - first) >> 20} MiB longer",
            f"at most {most >> 20} MiB",
            f"{grown >> 20} MiB",
        )


@check(
    "FRM-005",
    title="An answer is written as soon as it is complete, without waiting for the next line",
    kind="first",
    stdio=LINES,
)
def flushed(bench: Bench) -> None:
    service = bench.start(describe=False)
    for _ in range(3):
        service.ping()
    if bench.has_fixture:
        service.describe()
        bench.finish(bench.hold(service))  # its progress comes while nothing else is sent


@check("FRM-026", title="The same message is found however its bytes are cut", stdio=LINES)
def cut_bytes(bench: Bench) -> None:
    service = bench.service
    line = '{"jsonrpc":"2.0","id":"é😀","method":"ping","params":{"a":"é"}}\r\n'.encode()
    call = service.owe("é😀", "ping")
    for position in range(len(line)):
        service.process.write(line[position : position + 1])
        service.process.wait_taken(service.patience)
    call.result()
    first, second = service.owe("two1", "ping"), service.owe("two2", "ping")
    both = b'{"jsonrpc":"2.0","id":"two1","method":"ping"}\n{"jsonrpc":"2.0","id":"two2","method":"ping"}\n'
    service.process.write(both[:60])
    service.process.write(both[60:])
    first.result()
    second.result()


@check("FRM-025", title="Bytes that no LF ends are dropped when the stream is over", stdio=LINES)
def unfinished_line(bench: Bench) -> None:
    service = bench.start()
    service.ping()
    so_far = len(service.received)
    service.process.write(b'{"jsonrpc":"2.0","id":"cut","method":"ping"}')
    service.end("eof")
    if service.received[so_far:]:
        raise Failed("it answered a line that no LF ended", "silence", service.received[so_far])


@check(
    "FRM-027",
    "FRM-016",
    title="An answer that is longer than the host reads becomes message_too_large with the host's limit",
    stdio=LINES,
)
def answer_too_long(bench: Bench) -> None:
    bench.fixture()
    service = bench.start(limit=LEAST_LIMIT)
    error = service.execute(FIXTURE, {"output_bytes": LEAST_LIMIT}).error(
        "message_too_large", -32006
    )
    if (error.get("data") or {}).get("limit") != LEAST_LIMIT:
        raise Failed("data.limit is not the host's limit", LEAST_LIMIT, error)
    result = service.execute(FIXTURE, {"output_bytes": LEAST_LIMIT // 2}).result()
    if len(result["output"].get("text", "")) != LEAST_LIMIT // 2:
        raise Failed(
            "an answer within the limit was cut",
            LEAST_LIMIT // 2,
            len(result["output"].get("text", "")),
        )


@check(
    "FRM-016",
    title="A notification that is longer than the host reads is not sent, and costs no more than itself",
    stdio=LINES,
)
def notification_too_long(bench: Bench) -> None:
    bench.fixture()
    if bench.limit < 2 * LEAST_LIMIT:
        raise NotVerified("its own limit is too small to tell it to stream such a text")
    service = bench.start(limit=LEAST_LIMIT)
    call = service.execute(FIXTURE, {"stream": ["x" * LEAST_LIMIT], "echo": "after"})
    call.message()
    faults = service.judge.tally.faults["FRM-016"]
    if faults:
        raise Failed(faults[0], f"at most {LEAST_LIMIT} bytes", "a longer line")


@check(
    "FRM-035",
    title="A call of its own that is longer than the host reads fails without being sent",
    stdio=LINES,
)
def call_too_long(bench: Bench) -> None:
    bench.fixture()
    if bench.limit < 2 * LEAST_LIMIT:
        raise NotVerified("its own limit is too small to tell it to make such a call")
    service = bench.start(limit=LEAST_LIMIT)
    calls = [{"method": "state.set", "params": {"key": "suite.long", "value": "x" * LEAST_LIMIT}}]
    result = service.execute(FIXTURE, {"calls": calls}).result()
    (reply,) = result["output"]["calls"]
    if (reply.get("error") or {}).get("code") != -32006:
        raise Failed("the call did not fail with message_too_large", -32006, reply)
    if service.world.asked("state.set"):
        raise Failed("the long call was sent", "nothing is sent", "state.set came")


@check("FRM-020", title="Integers up to 2^53 - 1 are read exactly")
def exact_integers(bench: Bench) -> None:
    bench.fixture()
    numbers = [MAX_INTEGER, -MAX_INTEGER, MAX_INTEGER - 1, 0, 10**15 + 1]
    result = bench.service.execute(FIXTURE, {"echo": numbers}).result()
    if result["output"].get("echo") != numbers:
        raise Failed("integers came back changed", numbers, result["output"].get("echo"))


@check("FRM-029", title="What a handler prints never reaches the wire")
def prints(bench: Bench) -> None:
    bench.own_process()
    bench.fixture()
    service = bench.service
    service.execute(FIXTURE, {"print": "printed by the fixture"}).result()
    service.ping()
    service.wait(
        "the printed line on standard error",
        lambda: "printed by the fixture" in service.process.stderr,
    )


@check(
    "FRM-032",
    title="At its start it moves the protocol away from descriptors 0 and 1",
    stdio="the protocol uses none of these descriptors",
)
def descriptors(bench: Bench) -> None:
    service = bench.service
    folder = Path(f"/proc/{service.process.pid}/fd")
    try:
        stdin, stdout, stderr = (str((folder / str(number)).readlink()) for number in (0, 1, 2))
    except OSError as error:
        raise NotVerified(f"its descriptors cannot be seen: {error.strerror}") from None
    if stdin != "/dev/null" or stdout != stderr:
        raise Failed(
            "descriptors 0 and 1 still lead to the protocol",
            "0 → /dev/null, 1 → standard error",
            f"0 → {stdin}, 1 → {stdout}",
        )


@check("FRM-004", "TOL-015", title="Large answers side by side come whole")
def whole_messages(bench: Bench) -> None:
    bench.fixture()
    service = bench.start()
    if not bench.http:
        service.process.pause()  # so that what it writes has to wait
    calls = [
        service.execute(FIXTURE, {"output_bytes": 200_000, "echo": n})
        for n in range(min(8, bench.concurrency))
    ]
    if not bench.http:
        service.process.wait_taken(service.patience)
        service.process.resume()
    for number, call in enumerate(calls):
        output = call.result()["output"]
        if output.get("echo") != number or len(output.get("text", "")) != 200_000:
            raise Failed("an answer is not the one that was asked for", number, output.get("echo"))
    faults = service.judge.tally.faults["FRM-001"] + service.judge.tally.faults["FRM-029"]
    if faults:
        raise Failed("lines were mixed up", "whole lines", faults[0])


@check("FRM-038", title="What would nest deeper than 128 is not sent")
def too_deep_to_send(bench: Bench) -> None:
    bench.fixture()
    value: object = 1
    for _ in range(MAX_DEPTH - 4):
        value = [value]
    service = bench.start()
    service.world = World(state__get={"value": value})
    service.execute(
        FIXTURE, {"calls": [{"method": "state.get", "params": {"key": "suite.deep"}}]}
    ).message()
    faults = service.judge.tally.faults["FRM-038"]
    if faults:
        raise Failed(faults[0][:300], "at most 128", "deeper")


@check(
    "FRM-041",
    "FRM-021",
    title="A number beyond a double is answered with some number or an error, never with Infinity or nothing",
)
def number_beyond(bench: Bench) -> None:
    bench.fixture()
    service = bench.start()
    call = service.owe("big", "tool.execute", {"name": FIXTURE})
    service.line(
        b'{"jsonrpc":"2.0","id":"big","method":"tool.execute",'
        b'"params":{"name":"conformance.fixture","input":{"echo":1e400}}}'
    )
    message = call.message()
    if "error" in message and message["error"].get("code") not in (-32603, -32602, -32700):
        raise Failed(
            "a number that is too large failed in another way", "a number, or an error", message
        )
    service.ping()
    faults = service.judge.tally.faults["FRM-001"] + service.judge.tally.faults["FRM-029"]
    if faults:
        raise Failed(faults[0], "JSON", "no JSON")
