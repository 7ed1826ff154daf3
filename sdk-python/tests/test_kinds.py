"""The kinds of component beside tools, hooks and providers; each in memory, with a fake host."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from amplifier_ipc import (
    ApprovalRequest,
    ApprovalResult,
    ChannelMessageParams,
    Context,
    ContextGetMessagesParams,
    DeclarationError,
    Message,
    OrchestratorExecuteParams,
    RpcError,
    Service,
    approval_provider,
    capability,
    channel,
    content,
    context_manager,
    orchestrator,
    tool,
)
from amplifier_ipc.testing import FakeHost

RISK = {"tool_name": "bash", "action": "run", "details": {}, "risk_level": "high"}


def capabilities(*components):
    return Service(*components, name="x").describe()["capabilities"]


async def fails(awaitable, kind):
    with pytest.raises(RpcError) as raised:
        await awaitable
    assert raised.value.kind == kind
    return raised.value.data


@dataclass
class Limits:
    most: str = "medium"


@approval_provider("by_risk", config=Limits, requires=["content.read"])
class ByRisk:
    async def request_approval(self, request: ApprovalRequest, ctx: Context):
        if request.risk_level == ctx.config.most:
            return True
        return ApprovalResult(approved=False, reason=f"too risky: {request.risk_level}")


async def test_an_approval_provider_says_a_bool_or_a_result():
    async with FakeHost(ByRisk) as host:
        assert host.described.requires == ["content.read"]
        refused = await host.request_approval(RISK)
        assert (refused.approved, refused.reason) == (False, "too risky: high")
        assert (await host.request_approval({**RISK, "risk_level": "medium"})).approved
        await host.configure({"by_risk": {"most": "high"}})
        assert (await host.request_approval(RISK)).approved
        unknown = host.request_approval({**RISK, "provider": "by_rsk"})
        data = await fails(unknown, "not_found")
        assert data["what"] == "approval_provider"
        assert data["did_you_mean"] == "by_risk"
        errors = (await fails(host.request_approval({"action": 1}), "invalid_params"))["errors"]
        assert {e["path"] for e in errors} == {"/tool_name", "/action", "/details", "/risk_level"}


@capability("words.count")
def count(text: str, most: int = 10) -> dict[str, int]:
    """Count the words of a text."""
    return {"count": min(len(text.split()), most)}


@capability("words.any", input_schema={"type": "array"}, description="Take a list.")
async def take(items, ctx: Context):
    return [ctx.component, *items]


async def test_a_capability_is_typed_as_a_tool_is():
    assert capabilities(count)["exports"] == [
        {
            "name": "words.count",
            "description": "Count the words of a text.",
            "input_schema": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "most": {"type": "integer", "default": 10},
                },
                "required": ["text"],
                "additionalProperties": False,
            },
        }
    ]
    async with FakeHost(count, take) as host:
        assert await host.call_capability("words.count", {"text": "a b"}) == {"count": 2}
        assert await host.call_capability("words.any", [1, None]) == ["words.any", 1, None]
        bad = host.call_capability("words.count", {"text": 1, "most": "x"})
        errors = (await fails(bad, "invalid_params"))["errors"]
        assert [error["path"] for error in errors] == ["/input/text", "/input/most"]
        await fails(host.call_capability("words.any", {}), "invalid_params")
        assert (await fails(host.call_capability("word.count", {}), "not_found"))["what"] == (
            "capability"
        )


@channel("news")
class News:
    def __init__(self) -> None:
        self.heard: asyncio.Queue = asyncio.Queue()

    async def collect(self, ctx: Context):
        return {"by": ctx.component}

    async def receive(self, message: ChannelMessageParams):
        if message.data == "bug":
            raise ValueError("a bug")
        self.heard.put_nowait((message.sender, message.data))


@channel("weather")
class Weather:
    def receive(self, message: ChannelMessageParams): ...


async def test_a_channel_contributes_and_subscribes():
    news = News()
    async with FakeHost(news, Weather) as host:
        assert [spec.to_wire() for spec in host.described.capabilities.channels] == [
            {"name": "news", "contributes": True, "subscribes": True},
            {"name": "weather", "contributes": False, "subscribes": True},
        ]
        assert await host.collect_channel("news") == {"by": "news"}
        host.publish("news", "bug")
        host.publish("other", 1)
        host.publish("news", {"n": None}, sender="me")
        assert await news.heard.get() == ("me", {"n": None})
        await fails(host.collect_channel("weather"), "not_found")
        (log,) = [params for method, params in host.notifications if method == "$/log"]
        assert (log["logger"], log["message"]) == ("news", "receive: ValueError: a bug")


def test_a_channel_without_a_part_in_it_is_refused_at_the_start():
    nothing = channel("news")(type("Nothing", (), {}))
    with pytest.raises(DeclarationError, match="neither collect\\(\\) nor receive\\(\\)"):
        Service(nothing, name="x")


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "inside"
    (inside / "deep").mkdir(parents=True)
    (inside / "deep" / "a.md").write_text("ä\n")
    (inside / "b.bin").write_bytes(b"\xff\x00")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "out").symlink_to(tmp_path)
    (inside / "alias.md").symlink_to(inside / "deep" / "a.md")
    return inside


async def test_content_of_a_folder_stays_inside(folder):
    async with FakeHost(content(folder)) as host:
        paths = ["alias.md", "b.bin", "deep/a.md"]
        assert host.described.capabilities.content.paths == paths
        assert await host.list_content() == paths
        assert await host.list_content("deep/") == ["deep/a.md"]
        text = await host.read_content("deep/a.md")
        assert (text.content, text.encoding, text.mime_type) == ("ä\n", "utf-8", "text/markdown")
        binary = await host.read_content("b.bin")
        assert (binary.content, binary.encoding) == ("/wA=", "base64")
        for path in ("../secret.txt", "link.txt", "out/secret.txt", "/etc/passwd", "deep", ""):
            assert (await fails(host.read_content(path), "not_found"))["name"] == path
        for path in ("deep/../b.bin", "./b.bin", "deep//a.md", "deep\\a.md", "b.bin\0"):
            await fails(host.read_content(path), "not_found")
        near = await fails(host.read_content("deep/a.mb"), "not_found")
        assert near["did_you_mean"] == "deep/a.md"


async def test_content_in_memory_stands_beside_a_folder(folder):
    both = (content(folder), content({"a/b.txt": "text", "b.bin": b"later"}, name="more"))
    async with FakeHost(*both) as host:
        assert await host.list_content() == ["a/b.txt", "alias.md", "b.bin", "deep/a.md"]
        assert (await host.read_content("a/b.txt")).content == "text"
        assert (await host.read_content("b.bin")).encoding == "base64", "the first one wins"


@pytest.mark.parametrize("files", ["no-such-folder", {"../a": ""}, {"/a": ""}, {"a//b": ""}])
def test_content_that_cannot_be_is_refused_at_the_start(files):
    with pytest.raises(DeclarationError, match="content"):
        Service(content(files), name="x")


@context_manager("memory")
class Memory:
    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def add_message(self, message: Message):
        self.messages.append(message)

    def get_messages(self, params: ContextGetMessagesParams):
        return self.messages[-params.token_budget :] if params.token_budget else self.messages

    async def set_messages(self, messages: list[Message]):
        self.messages = messages

    async def clear(self):
        self.messages = []


async def test_a_context_manager_in_memory():
    async with FakeHost(Memory) as host:
        await host.add_message(Message(role="user", content="a"))
        await host.add_message({"role": "user", "content": [{"type": "hologram", "z": 1}]})
        kept = await host.get_messages()
        assert [m.to_wire()["content"] for m in kept] == ["a", [{"type": "hologram", "z": 1}]]
        assert await host.get_messages(token_budget=1) == kept[1:]
        await host.set_messages(kept[:1])
        assert await host.get_messages() == kept[:1]
        await host.clear_messages()
        assert await host.get_messages() == []


@orchestrator("echo")
class Echo:
    async def execute(self, turn: OrchestratorExecuteParams, ctx: Context) -> str:
        await ctx.token("…")
        return f"{turn.prompt} {await ctx.host.get_state('n')}"


async def test_an_orchestrator_in_memory():
    streamed = []
    async with FakeHost(Echo, replies={"state.get": {"value": 7}}) as host:
        result = await host.execute("hi", on_stream=lambda *note: streamed.append(note))
        assert (result.response, result.status) == ("hi 7", "completed")
        assert [(method, params["text"]) for method, params in streamed] == [("stream.token", "…")]


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with components in three of its modules."""
    root = tmp_path / "parts"
    (root / "deep").mkdir(parents=True)
    declare = 'from amplifier_ipc import tool\n@tool\ndef {0}() -> str:\n    """It is {0}."""\n'
    (root / "__init__.py").write_text("")
    (root / "first.py").write_text(declare.format("one") + "    return '1'\n")
    (root / "deep" / "__init__.py").write_text("from ..first import one\n")
    (root / "deep" / "second.py").write_text(declare.format("two") + "    return '2'\n")
    (root / "__main__.py").write_text("from amplifier_ipc import serve\nserve()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield root
    for name in [name for name in sys.modules if name.partition(".")[0] == "parts"]:
        del sys.modules[name]


def test_a_package_offers_all_that_its_modules_declare(package):
    import parts

    assert [spec["name"] for spec in capabilities(parts)["tools"]] == ["one", "two"]


async def test_a_package_that_is_run_serves_all_of_it(package):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "parts"), stdin=-1, stdout=-1, cwd=package.parent
    )
    out, _ = await process.communicate(b'{"jsonrpc":"2.0","id":1,"method":"describe"}\n')
    assert process.returncode == 0
    assert b'"name":"parts"' in out
    assert out.index(b'"name":"one"') < out.index(b'"name":"two"')


def test_a_module_that_cannot_be_imported_is_named(package):
    (package / "broken.py").write_text("import no_such_thing\n")
    import parts

    with pytest.raises(DeclarationError, match=r"parts\.broken cannot be imported.*no_such_thing"):
        Service(parts, name="x")


@tool
def described(first: int, second: str = "") -> None:
    """Do something.

    Parameters
    ----------
    first : int
        What comes first,
        and goes on.
    second
        What follows.

    Returns
    -------
    None
        Nothing.
    """


def test_numpy_docstrings_describe_parameters():
    (spec,) = capabilities(described)["tools"]
    assert spec["description"] == "Do something."
    members = spec["input_schema"]["properties"]
    assert members["first"]["description"] == "What comes first, and goes on."
    assert members["second"]["description"] == "What follows."
