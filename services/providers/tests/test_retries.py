"""What may pass is tried again, announced, and no more often than is good."""

import socket
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from battery.adapters import Adapter, command
from battery.bench import GREETING, Bench
from battery.gateway import Gateway
from battery.process import AdapterProcess
from battery.routes import routes
from battery.streams import text_of
from battery.wire import Reply

pytestmark = pytest.mark.system

UNAVAILABLE = Reply(status=503, body="{}")


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_another_try_is_announced_and_goes_well(bench: Bench, stream: bool) -> None:
    await bench.set(max_retries=1)
    bench.gateway.next(UNAVAILABLE)
    assert text_of(await bench.ask(stream=stream)) == GREETING
    first, second = bench.gateway.calls
    assert first.json == second.json
    [retry] = bench.process.events("provider:retry")
    assert (retry["attempt"], retry["max_retries"]) == (1, 1)
    assert 0.5 <= retry["delay_s"] <= 1.5
    assert second.at - first.at >= retry["delay_s"] - 0.01
    assert retry["error"]["kind"] == "provider_unavailable"
    assert not bench.process.events("provider:throttle")


async def test_the_vendor_says_when_to_try_again(bench: Bench) -> None:
    await bench.set(max_retries=1)
    bench.gateway.next(Reply(status=429, body="{}", headers={"retry-after": "1"}))
    assert text_of(await bench.ask()) == GREETING
    first, second = bench.gateway.calls
    assert second.at - first.at >= 0.99
    [retry] = bench.process.events("provider:retry")
    assert retry["delay_s"] == 1
    assert retry["error"]["kind"] == "rate_limit"
    [throttle] = bench.process.events("provider:throttle")
    assert (throttle["delay_ms"], throttle["provider"]) == (1000, bench.adapter.folder)


async def test_a_connection_that_is_lost_before_an_answer_is_tried_again(bench: Bench) -> None:
    await bench.set(max_retries=1)
    bench.gateway.next(Reply(status=200, body=b"x" * 10, keep=0, ending="reset"))
    assert text_of(await bench.ask(stream=True)) == GREETING
    [retry] = bench.process.events("provider:retry")
    assert retry["error"]["kind"] in ("network", "stream_error")


async def test_the_last_failure_says_how_often_it_was_tried(bench: Bench) -> None:
    await bench.set(max_retries=1)
    bench.gateway.next(UNAVAILABLE, UNAVAILABLE)
    error = await bench.refused()
    assert (error.data["attempts"], error.data["retryable"]) == (2, True)
    assert len(bench.gateway.calls) == 2
    assert len(bench.process.events("provider:retry")) == 1


async def test_a_long_wait_is_the_callers_to_decide(bench: Bench) -> None:
    await bench.set(max_retries=3)
    bench.gateway.next(Reply(status=429, body="{}", headers={"retry-after": "120"}))
    error = await bench.refused()
    told = (error.data["llm_error"], error.data["retry_after"], error.data["attempts"])
    assert told == ("rate_limit", 120, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_what_cannot_pass_is_not_tried_again(bench: Bench, status: int) -> None:
    await bench.set(max_retries=3)
    renews = bench.adapter.folder == "github_copilot" and status == 401  # its token, once
    sent = 2 if renews else 1
    bench.gateway.next(*[Reply(status=status, body="{}")] * sent)
    error = await bench.refused()
    assert error.data["retryable"] is False
    assert not bench.process.events("provider:retry")
    assert len(bench.gateway.calls) == sent


async def test_after_five_failures_nothing_is_sent_for_a_while(
    adapter: Adapter, vendor: int, stack: AsyncExitStack, tmp_path: Path
) -> None:
    gateway = await stack.enter_async_context(Gateway(vendor, *routes(adapter)))
    made = AdapterProcess(command(adapter.folder), adapter.environment(gateway.url), tmp_path)
    bench = Bench(adapter, gateway, await stack.enter_async_context(made))
    await bench.set()
    bench.gateway.next(*[UNAVAILABLE] * 6)
    for _ in range(5):
        await bench.refused()
    error = await bench.refused()
    assert error.data["llm_error"] == "provider_unavailable"
    assert error.data["retryable"] is True
    assert 0 < error.data["retry_after"] <= 30
    assert len(bench.gateway.calls) == 5


async def test_a_vendor_that_cannot_be_reached_is_told(bench: Bench) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        await bench.set(base_url=f"http://127.0.0.1:{port}{bench.adapter.path}")
        error = await bench.refused()
    told = (error.data["llm_error"], error.data["retryable"])
    assert told in (("network", True), ("provider_unavailable", True)), error
    assert bench.adapter.vendor in error.message
