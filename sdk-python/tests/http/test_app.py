"""The ASGI application, for a server of one's own."""

import asyncio
import contextlib

import httpx
import pytest
from amplifier_ipc import Context, RpcError, Service, http, provider, tool
from amplifier_ipc.http import sink
from starlette.applications import Starlette
from starlette.routing import Mount


@tool
async def echo(value: str) -> str:
    """Give back what came."""
    return value


@provider("kept")
class Kept:
    ended = 0

    async def complete(self, request, ctx: Context):
        return {"content": []}

    async def cleanup(self):
        Kept.ended += 1


BODY = {"request": {"messages": []}}


def client_of(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_it_can_be_mounted_below_a_path():
    app = Starlette(routes=[Mount("/words", app=http.app(Service(echo, name="words")))])
    async with client_of(app) as client:
        assert (await client.get("/words/healthz")).json() == {}
        answer = await client.post("/words/tools/echo/execute", json={"input": {"value": "a"}})
        assert answer.json() == {"success": True, "output": "a"}
        unknown = await client.get("/words/providers/a%2Fb")
        assert unknown.json()["kind"] == "method_not_found"


async def test_it_has_a_token_and_settings_and_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("AMPLIFIER_HTTP_TOKEN", "of the environment")
    app = http.app(Service(echo, name="words"), token="t")
    async with client_of(app) as client:
        assert (await client.get("/describe")).status_code == 401
        shown = {"Authorization": "Bearer t"}
        assert (await client.get("/describe", headers=shown)).status_code == 200
    with pytest.raises(RpcError, match="/config/eco: is no component of this service"):
        http.app(Service(echo, name="words"), config={"eco": {}})


@contextlib.asynccontextmanager
async def living(app):
    """Play a server's part in the life of an application."""
    said, heard = asyncio.Queue(), asyncio.Queue()
    life = asyncio.create_task(app({"type": "lifespan"}, said.get, heard.put))
    said.put_nowait({"type": "lifespan.startup"})
    assert (await heard.get())["type"] == "lifespan.startup.complete"
    yield
    said.put_nowait({"type": "lifespan.shutdown"})
    assert (await heard.get())["type"] == "lifespan.shutdown.complete"
    await life


async def test_it_cleans_up_when_the_server_ends():
    Kept.ended = 0
    app = http.app(Service(Kept, name="kept"))
    async with living(app), client_of(app) as client:
        assert (await client.post("/providers/kept/complete", json=BODY)).status_code == 200
        assert Kept.ended == 0
    assert Kept.ended == 1
    async with client_of(app) as client:
        late = await client.post("/providers/kept/complete", json=BODY)
        assert (late.status_code, late.json()["kind"]) == (503, "service_unavailable")
        assert (await client.get("/healthz")).status_code == 200


async def test_a_silent_stream_has_comments(monkeypatch):
    monkeypatch.setattr(sink, "SILENCE", 0.001)
    commented = asyncio.Event()

    @tool
    async def silent() -> str:
        """Say nothing until somebody has heard a comment."""
        await commented.wait()
        return "at last"

    sent = bytearray()

    async def send(message):
        sent.extend(message.get("body", b""))
        if b":\n\n" in sent:
            commented.set()

    messages = [{"type": "http.request", "body": b'{"input":{}}', "more_body": False}]

    async def receive():
        if not messages:
            await asyncio.Event().wait()  # the caller stays
        return messages.pop()

    scope = {
        **{"type": "http", "method": "POST", "path": "/tools/silent/execute", "query_string": b""},
        "headers": [(b"accept", b"text/event-stream"), (b"content-type", b"application/json")],
    }
    await http.app(Service(silent, name="silent"))(scope, receive, send)
    last = b'event: result\ndata: {"success":true,"output":"at last"}\n\n'
    assert sent.replace(b":\n\n", b"") == last
