"""The gateway does what the tests ask of it, seen with a client of its own."""

import asyncio

import httpx
import pytest
from battery.forward import ForwardProxy
from battery.gateway import Gateway
from battery.wire import Reply

CALL = {"messages": [{"role": "user", "content": "Say hello."}], "model": "gpt-5", "stream": True}
PATH = "/v1/chat/completions"
BODY = b"data: one\n\ndata: two\n\ndata: three\n\n"


async def test_it_passes_on_what_upstream_says(vendor: int) -> None:
    async with Gateway(vendor) as gateway, httpx.AsyncClient(base_url=gateway.url) as client:
        plain = await client.post(PATH, json=CALL)
        gateway.next(Reply(pieces=1))
        assert "🎉" in (await client.post(PATH, json=CALL)).text
        gateway.next(Reply(edit=(b"Hello,", b"Adieu,")))
        assert "Adieu," in (await client.post(PATH, json=CALL)).text
    assert "Hello" in plain.text
    assert gateway.connections == 1
    assert [seen.json for seen in gateway.calls] == [CALL] * 3


@pytest.mark.parametrize("ending", ["break", "reset"])
async def test_it_breaks_off(ending: str) -> None:
    async with Gateway(None) as gateway, httpx.AsyncClient(base_url=gateway.url) as client:
        gateway.next(Reply(status=200, body=BODY, keep=0.5, ending=ending))  # type: ignore[arg-type]
        with pytest.raises(httpx.TransportError):
            await client.post(PATH, json=CALL)


async def test_it_ends_early_without_a_word() -> None:
    async with Gateway(None) as gateway, httpx.AsyncClient(base_url=gateway.url) as client:
        gateway.next(Reply(status=200, body=BODY, keep=12, insert=b"event: x\n\n"))
        assert (await client.post(PATH, json=CALL)).content == b"data: one\n\nevent: x\n\n"[:12]


@pytest.mark.parametrize("late", [True, False], ids=["before the first byte", "in mid-answer"])
async def test_it_sees_that_its_client_left(late: bool) -> None:
    async with Gateway(None) as gateway, httpx.AsyncClient(base_url=gateway.url) as client:
        hold = asyncio.Event() if late else None
        gateway.next(Reply(status=200, body=BODY, keep=0.5, ending="stall", hold=hold))
        call = asyncio.ensure_future(client.post(PATH, json=CALL))
        seen = await gateway.call()
        assert not seen.gone.is_set()
        call.cancel()
        await seen.gone.wait()


async def test_the_proxy_leads_every_host_to_the_gateway(vendor: int) -> None:
    async with Gateway(vendor) as gateway, ForwardProxy(gateway.port) as proxy:
        async with httpx.AsyncClient(proxy=proxy.url) as client:
            answer = await client.post(f"http://vendor.invalid{PATH}", json=CALL)
        assert "Hello" in answer.text
        assert proxy.asked == ["vendor.invalid"]
