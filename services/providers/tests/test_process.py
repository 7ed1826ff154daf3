"""An adapter as a process: many calls at once, long answers, connections, logs, and its end."""

import asyncio
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from battery.adapters import ADAPTERS, KEY, Adapter, command
from battery.bench import HELLO, Bench
from battery.dialects import Said
from battery.gateway import Gateway, is_call
from battery.process import AdapterProcess
from battery.routes import routes
from battery.streams import check_stream, text_of
from battery.wire import Reply, Seen

pytestmark = pytest.mark.system

MANY = 16


async def test_many_calls_at_once_are_not_mixed_up(bench: Bench) -> None:
    def repeated(seen: Seen) -> Reply | None:
        if not is_call(seen):
            return None
        found = re.search(rb"number \d+", seen.body)
        assert found
        said = Said(text=(found.group().decode(),) * 5, counts=None)
        headers = bench.dialect.headers(stream=True)
        return Reply(status=200, body=bench.dialect.stream(said), headers=headers)

    async def one(number: int) -> None:
        pieces: list[Any] = []
        response = await bench.ask(f"I am number {number}.", stream=True, pieces=pieces)
        assert text_of(response) == f"number {number}" * 5
        check_stream(pieces, response)

    bench.gateway.routes.insert(0, repeated)
    try:
        await asyncio.gather(*map(one, range(MANY)))
    finally:
        bench.gateway.routes.remove(repeated)


async def test_a_long_answer_comes_whole(bench: Bench) -> None:
    said = Said(text=tuple(f"{at} {'ü' * 200}\n" for at in range(2000)), counts=None)
    headers = bench.dialect.headers(stream=True)
    body = bench.dialect.stream(said)
    bench.gateway.next(Reply(status=200, body=body, headers=headers, pieces=1 << 16))
    pieces: list[Any] = []
    response = await bench.ask(stream=True, pieces=pieces)
    assert text_of(response) == said.whole_text
    check_stream(pieces, response)


async def test_a_long_request_arrives_whole(bench: Bench) -> None:
    text = "All of it, ü. " * 100_000
    await bench.ask([{"role": "user", "content": text}, {"role": "user", "content": HELLO}])
    assert bench.gateway.calls[-1].body.count("All of it, ü. ".encode()) in (
        100_000,
        0,  # where it is written with escapes
    )
    assert text in str(bench.sent)


async def test_a_compressed_answer_is_read(bench: Bench) -> None:
    said = Said(text=("Small", " and", " whole."), counts=None)
    headers = {**bench.dialect.headers(stream=True), "content-encoding": "gzip"}
    body = gzip.compress(bench.dialect.stream(said))
    bench.gateway.next(Reply(status=200, body=body, headers=headers, pieces=10))
    assert text_of(await bench.ask(stream=True)) == said.whole_text


async def test_connections_are_used_again(bench: Bench) -> None:
    await bench.ask()
    before = bench.gateway.connections
    for stream in (True, False, True):
        await bench.ask(stream=stream)
    assert bench.gateway.connections == before


async def test_the_debug_log_shows_the_request_and_no_key(bench: Bench) -> None:
    await bench.set(debug=True)
    await bench.ask()
    logs = str([params for method, params in bench.process.notifications if method == "$/log"])
    assert HELLO in logs
    assert KEY not in logs
    await bench.set(debug=False)
    bench.process.notifications.clear()
    await bench.ask()
    assert HELLO not in str(bench.process.notifications)


async def test_a_host_that_goes_takes_its_calls_along(vendor: int, tmp_path: Path) -> None:
    """All at once, since each may take the seconds that a service has to end."""
    homes = {adapter: tmp_path / adapter.name for adapter in ADAPTERS}
    for home in homes.values():
        home.mkdir()
    await asyncio.gather(*(_ended(adapter, vendor, home) for adapter, home in homes.items()))


async def _ended(adapter: Adapter, vendor: int, home: Path) -> None:
    async with Gateway(vendor, *routes(adapter)) as gateway:
        env = adapter.environment(gateway.url)
        async with AdapterProcess(command(adapter.folder), env, home) as process:
            await process.set(**adapter.config, model=adapter.model)
            gateway.next(Reply(hold=asyncio.Event()))
            request = {"messages": [{"role": "user", "content": HELLO}]}
            call = asyncio.ensure_future(process.call("provider.complete", {"request": request}))
            seen = await gateway.call()
        async with asyncio.timeout(5):
            await seen.gone.wait()
        assert process.process.returncode == 0
        await asyncio.wait({call})
        assert call.exception() is not None
