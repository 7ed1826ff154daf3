"""Every kind of component under the fake host: what describe says of it, and what it answers."""

import asyncio
import base64
import os
import threading
from dataclasses import dataclass

import pytest
from amplifier_ipc import (
    ApprovalRequest,
    ApprovalResult,
    ChannelMessageParams,
    ChatRequest,
    ChatResponse,
    Context,
    Message,
    RateLimitError,
    RpcError,
    Service,
    TextBlock,
    approval_provider,
    capability,
    channel,
    content,
    context_manager,
    orchestrator,
    provider,
    tool,
)
from amplifier_ipc.testing import FakeHost


@dataclass
class Limit:
    """How much is fine."""

    most: int = 2


@approval_provider("by_size", config=Limit, requires=["display"])
class BySize:
    def __init__(self):
        self.calls = []

    async def setup(self, ctx: Context):
        self.calls.append(f"setup {ctx.config.most}")

    def request_approval(self, request: ApprovalRequest, ctx: Context) -> ApprovalResult | bool:
        self.calls.append(request.action)
        if len(request.action) <= ctx.config.most:
            return True
        return ApprovalResult(approved=False, reason="too long", remember=True)

    def cleanup(self):
        self.calls.append("cleanup")


ASKED = {"tool_name": "t", "action": "abc", "details": {}, "risk_level": "low"}


async def test_an_approval_provider_with_its_life():
    instance = BySize()
    async with FakeHost(instance) as host:
        assert host.described.requires == ["display"]
        refused = await host.request_approval(ApprovalRequest.model_validate(ASKED))
        assert (refused.approved, refused.reason, refused.remember) == (False, "too long", True)
        await host.configure({"by_size": {"most": 3}})
        assert await host.request_approval(ASKED) == ApprovalResult(approved=True)
        with pytest.raises(RpcError, match="/config/by_size/most: must be integer"):
            await host.configure({"by_size": {"most": "x"}})
        with pytest.raises(RpcError) as raised:
            await host.call("approval.request", {"tool_name": 1})
        assert raised.value.kind == "not_ready"  # until a configuration is accepted
    assert instance.calls == ["setup 2", "abc", "setup 3", "abc", "cleanup"]


@capability("words.count", description="Counts.")
def count(text: str, least: int = 0) -> dict[str, int]:
    return {"count": max(least, len(text.split()))}


@capability("any.thing", input_schema={"type": ["array", "string"]})
async def anything(value):
    return value


async def test_a_capability_takes_and_gives_any_json():
    async with FakeHost(count, anything) as host:
        exports = host.described.capabilities.exports or []
        assert [(export.name, export.description) for export in exports] == [
            ("words.count", "Counts."),
            ("any.thing", None),
        ]
        assert await host.call_capability("words.count", {"text": "a b"}) == {"count": 2}
        assert await host.call_capability("any.thing", ["x", None]) == ["x", None]
        with pytest.raises(RpcError) as raised:
            await host.call_capability("words.count", {"text": 1, "leest": 1})
        faults = [fault["path"] for fault in raised.value.data["errors"]]
        assert sorted(faults) == ["/input/leest", "/input/text"]
        with pytest.raises(RpcError, match="/input: must be array or string, is null"):
            await host.call_capability("any.thing", None)
        with pytest.raises(RpcError) as raised:
            await host.call_capability("word.count", {})
        assert raised.value.data["did_you_mean"] == "words.count"


@channel("news")
class News:
    def __init__(self):
        self.heard = []

    async def collect(self):
        return self.heard

    async def receive(self, message: ChannelMessageParams):
        self.heard.append([message.channel, message.sender, message.data])


@channel("weather")
class Weather:
    def collect(self, ctx: Context):
        return ctx.component


@channel("letters")
class Letters:
    async def receive(self, message):
        raise AssertionError("nothing was sent here")


async def test_what_a_channel_has_decides_what_it_is():
    async with FakeHost(News, Weather, Letters) as host:
        specs = host.described.capabilities.channels or []
        assert [(spec.name, spec.contributes, spec.subscribes) for spec in specs] == [
            ("news", True, True),
            ("weather", True, False),
            ("letters", False, True),
        ]
        host.publish("weather", "ignored")  # nobody here listens to it
        host.publish("news", {"n": 1}, sender="paper")
        assert await host.collect_channel("news") == [["news", "paper", {"n": 1}]]
        assert await host.collect_channel("weather") == "weather"
        for name in ("letters", "olds"):
            with pytest.raises(RpcError) as raised:
                await host.collect_channel(name)
            assert (raised.value.code, raised.value.data["what"]) == (-32004, "channel")


PIXEL = b"\x89PNG\r\n\xff"


@pytest.fixture(params=["folder", "mapping"])
def files(request, tmp_path):
    if request.param == "mapping":
        return content({"notes/a.md": "Grüße\n", "b.png": PIXEL, "plain": b"x"})
    root = tmp_path / "content"
    (root / "notes").mkdir(parents=True)
    (root / "notes/a.md").write_text("Grüße\n")
    (root / "b.png").write_bytes(PIXEL)
    (root / "plain").write_bytes(b"x")
    (tmp_path / "secret").write_text("secret")
    (root / "back\\slash").write_bytes(b"x")
    (root / os.fsdecode(b"no-utf8-\xff")).write_bytes(b"x")
    (root / "way-out").symlink_to(tmp_path / "secret")
    (root / "folder-out").symlink_to(tmp_path)
    return content(root)  # what nobody can ask for is not listed (CNT-014)


async def test_content_is_listed_and_read(files):
    async with FakeHost(files) as host:
        described = host.described.capabilities.content
        assert described is not None
        assert described.paths == ["b.png", "notes/a.md", "plain"] == await host.list_content()
        assert await host.list_content("notes/") == ["notes/a.md"]
        text = await host.read_content("notes/a.md")
        assert (text.content, text.encoding, text.mime_type) == (
            "Grüße\n",
            "utf-8",
            "text/markdown",
        )
        image = await host.read_content("b.png")
        assert (base64.b64decode(image.content), image.encoding) == (PIXEL, "base64")
        assert image.mime_type == "image/png"
        assert (await host.read_content("plain")).mime_type is None


OUTSIDE = (
    *("way-out", "folder-out/secret", "../secret", "notes/../../secret", "/etc/passwd", "notes"),
    *("notes/a.md\0", "notes\\a.md", "", ".", "notes//a.md", "x" * 300),
)


async def test_content_never_leads_out(files):
    async with FakeHost(files) as host:
        for path in OUTSIDE:
            with pytest.raises(RpcError) as raised:
                await host.read_content(path)
            assert raised.value.code == -32004, path
            assert raised.value.data["what"] == "content"
            assert raised.value.data["name"] == path
        with pytest.raises(RpcError) as raised:
            await host.read_content("notes/a.mb")
        assert raised.value.data["did_you_mean"] == "notes/a.md"


@provider("echo", display_name="Echo")
class Echo:
    async def complete(self, request: ChatRequest, ctx: Context) -> ChatResponse:
        text = str(request.messages[-1].content)
        if text == "no":
            raise RateLimitError("slow down", provider="echo", retry_after=2)
        if ctx.wants_stream:
            await ctx.block_start("text")
            await ctx.token(text)
            await ctx.block_end("text")
        return ChatResponse(content=[TextBlock(text=text)], finish_reason="stop")


HI = Message(role="user", content="hi")


async def test_a_provider_streams_and_fails():
    pieces = []

    def take(method, params):
        pieces.append((method, {k: v for k, v in params.items() if k != "request_id"}))

    async with FakeHost(Echo) as host:
        response = await host.complete(ChatRequest(messages=[HI]), on_stream=take)
        assert response.finish_reason == "stop"
        assert pieces == [
            ("stream.provider.content_block_start", {"type": "text", "index": 0}),
            ("stream.provider.token", {"index": 0, "text": "hi"}),
            ("stream.provider.content_block_end", {"type": "text", "index": 0}),
        ]
        with pytest.raises(RateLimitError) as raised:
            await host.complete({"messages": [{"role": "user", "content": "no"}]})
        assert (raised.value.retry_after, raised.value.retryable) == (2, True)


async def test_the_calls_of_a_response_are_found_in_its_blocks():
    block = {"type": "tool_call", "id": "c1", "name": "glob", "input": {"pattern": "*"}}
    call = {"id": "c1", "name": "glob", "arguments": {"pattern": "*"}}
    text = {"type": "text", "text": "Let me look."}
    for response, calls in [
        ({"content": [text, block]}, [call]),
        ({"content": [text]}, []),
        ({"content": [block], "tool_calls": [call]}, [call]),
    ]:
        async with FakeHost(Echo) as host:
            answer = await host.call("provider.parse_tool_calls", {"response": response})
            assert answer == {"tool_calls": calls}


@context_manager("list", description="A list.")
class Listed:
    def __init__(self):
        self.messages = []

    async def add_message(self, message, ctx):
        self.messages.append(message)

    def get_messages(self, params):
        return self.messages[-(params.token_budget or 100) :]

    def set_messages(self, messages):
        self.messages = messages

    async def clear(self):
        self.messages = []


async def test_a_context_manager_holds_messages():
    async with FakeHost(Listed) as host:
        await host.add_message(HI)
        await host.add_message({"role": "assistant", "content": "ho"})
        assert await host.get_messages(token_budget=1) == [Message(role="assistant", content="ho")]
        await host.set_messages([HI])
        assert await host.get_messages() == [HI]
        await host.clear_messages()
        assert await host.get_messages() == []


async def test_the_calls_of_a_context_manager_wait_for_each_other():
    """CTX-007: also where plain methods run in threads, and the first takes its time."""
    second_waits = threading.Event()

    @context_manager("slow")
    class Slow(Listed):
        def add_message(self, message):
            second_waits.wait()
            self.messages.append(message)

    async with FakeHost(Slow) as host:
        adding = asyncio.create_task(host.add_message(HI))
        getting = asyncio.create_task(host.get_messages())
        await asyncio.sleep(0)  # both begin
        await host.call("ping")  # both have been read by now
        second_waits.set()
        assert await getting == [HI]
        await adding


@orchestrator("once")
class Once:
    async def execute(self, turn, ctx: Context):
        if turn.prompt == "twice":
            return {"response": "2", "status": "completed", "turn_count": 2}
        stream = ctx.host.stream_complete(ChatRequest(messages=[HI]))
        return "".join([piece["text"] async for _, piece in stream]) or "nothing came"


async def test_an_orchestrator_runs_a_turn():
    said = {"content": [{"type": "text", "text": "x"}]}
    async with FakeHost(Once, replies={"request.provider_complete": said}) as host:
        short = await host.execute("p")
        assert (short.response, short.status) == ("nothing came", "completed")
        assert host.requests[0][1]["stream"] is True
        assert (await host.execute("twice")).turn_count == 2


@tool
async def asks(how: str, ctx: Context) -> str:
    """Ask the host, and tell how that failed."""
    request = ChatRequest(messages=[HI])
    calls = {
        "approval": lambda: ctx.host.request_approval(ASKED),
        "messages": ctx.host.get_messages,
        "stream": lambda: ctx.host.stream_complete(request).response(),
    }
    with pytest.raises(RpcError) as raised:
        await calls[how]()
    return f"{raised.value.kind}: {raised.value.message}"


async def test_an_answer_of_the_host_that_does_not_fit_is_an_internal_error():
    replies = {
        "request.approval": {"approved": "yes"},
        "request.context_get_messages": {"messages": 1},
        "request.provider_complete": [],
    }
    async with FakeHost(asks, replies=replies) as host:
        told = [
            (await host.execute_tool("asks", {"how": how})).output
            for how in ("approval", "messages", "stream")
        ]
    begin = "internal_error: the answer to request."
    assert told[0].startswith(f"{begin}approval does not fit ApprovalResult: /approved ")
    assert told[1].startswith(f"{begin}context_get_messages does not fit ")
    assert "/messages " in told[1]
    assert told[2].startswith(f"{begin}provider_complete does not fit ChatResponse: ")


@tool
async def prints(ctx: Context) -> str:
    """Print as a tool does."""
    await ctx.output("out\n")
    await ctx.output("err\n", "stderr")
    await ctx.thinking("hm", 1)
    return "done"


async def test_a_tool_streams_its_output():
    pieces = []

    def take(method, params):
        pieces.append((method, *[params[k] for k in ("channel", "index", "text") if k in params]))

    async with FakeHost(prints) as host:
        params = {"name": "prints", "input": {}}
        await host.call("tool.execute", params, on_stream=take)
    assert pieces == [
        ("stream.tool.output", "stdout", "out\n"),
        ("stream.tool.output", "stderr", "err\n"),
        ("stream.thinking", 1, "hm"),
    ]


def test_only_some_components_are_served(monkeypatch):
    monkeypatch.setenv("AMPLIFIER_COMPONENTS", " news, words.count ")
    capabilities = Service(News, Weather, count, prints, name="x").describe()["capabilities"]
    names = {kind: [spec["name"] for spec in specs] for kind, specs in capabilities.items()}
    assert names == {"channels": ["news"], "exports": ["words.count"]}
