"""Against a second fake vendor of other people (llmock), which also judges how its client takes faults."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from battery.adapters import ADAPTERS
from battery.bench import HELLO, Bench
from battery.conversation import WEATHER
from battery.streams import check_stream, text_of, tokens
from llmock.scenarios import Fail, Reply, StreamFault, ToolCall, ToolFault
from llmock.testing import LLMockServer
from llmock.verdict import judge

pytestmark = [
    pytest.mark.system,
    pytest.mark.parametrize(
        "adapter", [each for each in ADAPTERS if each.second], ids=str, indirect=True
    ),
]
CALLS = (ToolCall("get_weather", {"city": "Oslo"}), ToolCall("get_weather", {"city": "Lima"}))


@pytest.fixture(scope="session")
def server() -> Iterator[LLMockServer]:
    with LLMockServer() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def second(bench: Bench, server: LLMockServer) -> AsyncIterator[Bench]:
    """The bench, pointed at the second vendor; in the end that vendor finds nothing to blame."""
    server.state.reset()
    bench.url = f"{server.url}{bench.adapter.second}"
    await bench.set(base_url=bench.url)
    yield bench
    verdict = judge(server.state.journal.records(wait=2))
    assert verdict.passed, verdict.render()


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_tools_are_called_and_answered(
    second: Bench, server: LLMockServer, stream: bool
) -> None:
    server.state.scenarios.add(Reply(tool_calls=CALLS), Reply(text="Cold, and warm: 7 °C, 21 °C."))
    messages: list[Any] = [{"role": "user", "content": "How is it in Oslo and Lima?"}]
    pieces: list[Any] = []
    first = await second.ask(messages, tools=[WEATHER], stream=stream, pieces=pieces)
    if stream:
        check_stream(pieces, first)
    assert first["finish_reason"] == "tool_calls"
    calls = first["tool_calls"]
    assert [call["arguments"] for call in calls] == [{"city": "Oslo"}, {"city": "Lima"}]
    messages.append({"role": "assistant", "content": first["content"], "tool_calls": calls})
    messages += [
        {"role": "tool", "tool_call_id": call["id"], "name": call["name"], "content": "7"}
        for call in calls
    ]
    last = await second.ask(messages, tools=[WEATHER], stream=stream)
    assert text_of(last) == "Cold, and warm: 7 °C, 21 °C."
    assert last["usage"]["input_tokens"] > 0
    assert last["usage"]["output_tokens"] > 0


@pytest.mark.parametrize("kind", ["disconnect", "truncate", "malformed"])
async def test_a_broken_stream_is_told(second: Bench, server: LLMockServer, kind: Any) -> None:
    text = "one two three four five six"
    fault = StreamFault(kind, after_chunks=4)
    server.state.scenarios.add(fault, Reply(text=text), Reply(text=text))
    pieces: list[Any] = []
    error = await second.refused(stream=True, pieces=pieces)
    assert error.data["llm_error"] in ("stream_error", "network")
    assert error.data.get("partial", "") == tokens(pieces)
    assert text.startswith(tokens(pieces))
    assert text_of(await second.ask(stream=True)) == text  # the caller asks again, as it may


async def test_a_stall_is_given_up(second: Bench, server: LLMockServer) -> None:
    await second.set(base_url=second.url, idle_timeout=0.8)
    fault = StreamFault("stall", after_chunks=6, stall_seconds=20)
    server.state.scenarios.add(fault, Reply(text=" ".join(["word"] * 20)))
    error = await second.refused(stream=True)
    assert error.data["retryable"] is True
    assert error.data["partial"]


async def test_limits_and_outages_are_waited_for(second: Bench, server: LLMockServer) -> None:
    await second.set(base_url=second.url, max_retries=2)
    server.state.scenarios.add(Fail(429, retry_after=1), Fail(503), Reply(text="Here I am."))
    assert text_of(await second.ask(HELLO)) == "Here I am."
    [first, last] = second.process.events("provider:retry")
    assert first["delay_s"] == 1
    assert (first["error"]["kind"], last["error"]["kind"]) == ("rate_limit", "provider_unavailable")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "authentication"), (403, "access_denied"), (404, "not_found"), (400, "invalid_request")],
)
async def test_refusals_are_told(
    second: Bench, server: LLMockServer, status: int, kind: str
) -> None:
    await second.set(base_url=second.url, max_retries=2)
    server.state.scenarios.add(Fail(status))
    error = await second.refused()
    assert (error.data["llm_error"], error.data["status_code"]) == (kind, status), error


async def test_broken_arguments_are_told(second: Bench, server: LLMockServer) -> None:
    server.state.scenarios.add(ToolFault("malformed_arguments"))
    messages = [{"role": "user", "content": "How is it in Oslo?"}]
    if second.adapter.dialect == "gemini":  # whose arguments are an object in any case
        await second.ask(messages, tools=[WEATHER], stream=True)
        return
    error = await second.refused(messages, tools=[WEATHER], stream=True)
    assert (error.data["llm_error"], error.data["tool_name"]) == (
        "invalid_tool_call",
        "get_weather",
    )
