"""Nothing outlives its caller: a cancel and a deadline close the connection to the vendor at once."""

import asyncio
from typing import Any

import pytest
from amplifier_ipc import RpcError
from battery.bench import HELLO, Bench
from battery.dialects import Said
from battery.wire import Reply

pytestmark = pytest.mark.system

SOON = 5
"""Seconds within which a thing that happens at once has happened, on a busy machine too."""
TOLD = Said(text=("The beginning", " and the rest"), counts=None)


def stalled(bench: Bench) -> Reply:
    """An answer that never ends."""
    body = bench.dialect.stream(TOLD)
    kept = body[: body.index(b"and the rest")]
    whole = kept[: kept.rindex(b"\n") + 1]
    headers = bench.dialect.headers(stream=True)
    return Reply(status=200, headers=headers, body=whole, ending="stall")


async def test_a_cancel_in_mid_stream_closes_the_connection(bench: Bench) -> None:
    bench.gateway.next(stalled(bench))
    error = await _cancelled(bench, stream=True)
    assert error.data["kind"] == "cancelled"
    assert error.data["partial"] == "The beginning"
    await _left(bench)


async def _cancelled(bench: Bench, *, stream: bool) -> RpcError:
    """Ask, cancel when the first token is there, and return the error that the call ends in."""
    begun: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    process = bench.process

    def heard(method: str, params: dict[str, Any]) -> None:
        if method == "stream.provider.token" and not begun.done():
            begun.set_result(params["request_id"])

    request = {"messages": [{"role": "user", "content": HELLO}]}
    params = {"request": request, "stream": stream}
    call = asyncio.ensure_future(process.call("provider.complete", params, on_stream=heard))
    async with asyncio.timeout(SOON):
        process.connection.notify("$/cancel", {"id": await begun})
        with pytest.raises(RpcError) as caught:
            await call
    return caught.value


async def test_a_cancel_before_the_first_byte_closes_the_connection(bench: Bench) -> None:
    bench.gateway.next(Reply(hold=asyncio.Event()))
    call = asyncio.ensure_future(bench.ask())
    await bench.gateway.call()
    call.cancel()
    await _left(bench)


async def test_a_cancel_ends_the_wait_for_another_try(bench: Bench) -> None:
    await bench.set(max_retries=3)
    bench.gateway.next(Reply(status=429, headers={"retry-after": "30"}, body="{}"))
    call = asyncio.ensure_future(bench.ask())
    async with asyncio.timeout(SOON):
        await bench.process.emitted("provider:retry")
        call.cancel()
        await asyncio.wait({call})
    assert len(bench.gateway.calls) == 1


async def test_the_deadline_closes_the_connection(bench: Bench) -> None:
    bench.gateway.next(Reply(hold=asyncio.Event()))
    request = {"messages": [{"role": "user", "content": HELLO}]}
    with pytest.raises(RpcError) as caught:
        await bench.process.call(
            "provider.complete", {"_meta": {"deadline_ms": 800}, "request": request}
        )
    kinds = (caught.value.data["kind"], caught.value.data.get("llm_error"))
    assert kinds in (("deadline_exceeded", None), ("llm_error", "llm_timeout"))
    await _left(bench)


async def test_the_time_of_a_request_closes_the_connection(bench: Bench) -> None:
    bench.gateway.next(stalled(bench))
    error = await bench.refused(stream=True, timeout=1)
    assert (error.data["llm_error"], error.data["partial"]) == ("llm_timeout", "The beginning")
    await _left(bench)


async def test_nothing_is_tried_again_beyond_the_time(bench: Bench) -> None:
    await bench.set(max_retries=3)
    bench.gateway.next(Reply(status=429, headers={"retry-after": "30"}, body="{}"))
    error = await bench.refused(timeout=10)
    told = (error.data["llm_error"], error.data["retry_after"], error.data["attempts"])
    assert told == ("rate_limit", 30, 1)
    assert len(bench.gateway.calls) == 1


async def _left(bench: Bench) -> None:
    async with asyncio.timeout(SOON):
        await (await bench.gateway.call()).gone.wait()
    assert len(bench.gateway.calls) == 1
