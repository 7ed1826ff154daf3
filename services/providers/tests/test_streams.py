"""Streams that go wrong, or only look odd: nothing is lost in silence, and nothing that began is tried again."""

import asyncio
from typing import Any

import pytest
from battery.bench import GREETING, HELLO, Bench
from battery.dialects import Said
from battery.streams import check_stream, text_of, tokens
from battery.wire import Reply

pytestmark = pytest.mark.system

TOLD = Said(text=("The be", "ginning, ü", " the middle", ", the end."), counts=None)


def told(bench: Bench, said: Said = TOLD, *, stream: bool = True, **more: Any) -> Reply:
    """The vendor's answer as its documentation has it, with the faults that are given."""
    headers = bench.dialect.headers(stream=stream)
    return Reply(status=200, body=bench.dialect.body(said, stream=stream), headers=headers, **more)


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_what_the_vendor_documents_is_read(bench: Bench, stream: bool) -> None:
    bench.gateway.next(told(bench, stream=stream))
    pieces: list[Any] = []
    response = await bench.ask(stream=stream, pieces=pieces)
    assert response["content"] == [{"type": "text", "text": TOLD.whole_text}]
    assert response["finish_reason"] == "stop"
    if stream:
        check_stream(pieces, response)
        spoken = [piece["text"] for name, piece in pieces if name == "token"]
        assert spoken == list(TOLD.text)  # each piece when it comes, not all at the end
    else:
        assert pieces == []


@pytest.mark.parametrize("finish", ["stop", "length", "content_filter"])
@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_why_the_model_stopped_is_told(bench: Bench, finish: str, stream: bool) -> None:
    if finish not in bench.dialect.finishes:
        finish = "stop"
    said = Said(text=("So far", " so good"), finish=finish)
    bench.gateway.next(told(bench, said, stream=stream))
    response = await bench.ask(stream=stream)
    assert response["finish_reason"] == finish
    assert text_of(response) == said.whole_text


async def test_thoughts_come_before_the_text(bench: Bench) -> None:
    said = Said(thoughts=("Let me", " think."), text=("Done.",))
    bench.gateway.next(told(bench, said))
    pieces: list[Any] = []
    response = await bench.ask(stream=True, pieces=pieces, reasoning_effort="low")
    check_stream(pieces, response)
    first, *_, last = response["content"]
    assert first["type"] in ("thinking", "reasoning")
    assert last == {"type": "text", "text": "Done."}
    streamed = [piece["text"] for name, piece in pieces if name == "thinking"]
    assert "".join(streamed) == "Let me think."


async def test_chunks_that_split_characters_are_put_together(bench: Bench) -> None:
    bench.gateway.next(Reply(pieces=1))
    pieces: list[Any] = []
    response = await bench.ask(HELLO, stream=True, pieces=pieces)
    assert text_of(response) == tokens(pieces) == GREETING


async def test_an_event_of_an_unknown_type_is_passed_over(bench: Bench) -> None:
    bench.gateway.next(told(bench, insert=bench.dialect.unknown))
    assert text_of(await bench.ask(stream=True)) == TOLD.whole_text


BREAKS = {
    "ends early": {"keep": 0.6},
    "loses the connection": {"keep": 0.6, "ending": "break"},
    "is reset": {"keep": 0.6, "ending": "reset"},
}


@pytest.mark.parametrize("how", BREAKS)
async def test_a_stream_that_breaks_keeps_its_text(bench: Bench, how: str) -> None:
    await bench.set(max_retries=2)
    bench.gateway.next(told(bench, **BREAKS[how]))
    await _broken(bench)


async def test_a_stream_without_its_last_event_is_broken(bench: Bench) -> None:
    await bench.set(max_retries=2)
    whole = told(bench)
    cut = whole.payload().rindex(bench.dialect.last)
    bench.gateway.next(told(bench, keep=cut))
    await _broken(bench, TOLD.whole_text)


async def test_a_piece_that_is_no_json_breaks_the_stream(bench: Bench) -> None:
    await bench.set(max_retries=2)
    body = bench.dialect.stream(TOLD)
    at = body.index(b"the middle")
    at = body.rindex(b"\n", 0, at) + 1
    if b"event:" in body[:at].split(b"\n\n")[-1]:
        at = body.rindex(b"event:", 0, at)
    bench.gateway.next(
        Reply(
            status=200,
            headers=bench.dialect.headers(stream=True),
            body=body[:at] + bench.dialect.malformed + body[at:],
        )
    )
    await _broken(bench, "The beginning, ü")


async def _broken(bench: Bench, partial: str | None = None) -> None:
    pieces: list[Any] = []
    error = await bench.refused(stream=True, pieces=pieces)
    assert (error.data["kind"], error.data["llm_error"]) == ("llm_error", "stream_error"), error
    assert error.data["retryable"] is True
    assert error.data["partial"] == tokens(pieces)
    assert TOLD.whole_text.startswith(error.data["partial"])
    assert partial is None or error.data["partial"] == partial
    assert len(bench.gateway.calls) == 1
    assert not bench.process.events("provider:retry")
    assert text_of(await bench.ask()) == GREETING


async def test_a_stream_that_stalls_is_given_up(bench: Bench) -> None:
    await bench.set(idle_timeout=0.8)
    bench.gateway.next(told(bench, keep=0.6, ending="stall"))
    pieces: list[Any] = []
    error = await bench.refused(stream=True, pieces=pieces)
    assert error.data["llm_error"] in ("stream_error", "llm_timeout")
    assert error.data["retryable"] is True
    assert error.data["partial"] == tokens(pieces) != ""
    await _closed(bench)


async def test_a_vendor_that_says_nothing_is_given_up(bench: Bench) -> None:
    await bench.set(timeout=1)
    bench.gateway.next(told(bench, hold=asyncio.Event()))
    error = await bench.refused(stream=True)
    assert (error.data["llm_error"], error.data["retryable"]) == ("llm_timeout", True), error
    await _closed(bench)


async def _closed(bench: Bench) -> None:
    async with asyncio.timeout(5):
        await (await bench.gateway.call()).gone.wait()


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_a_page_instead_of_an_answer_is_an_error(bench: Bench, stream: bool) -> None:
    page = "<!doctype html><html><body>Please sign in to the network.</body></html>"
    bench.gateway.next(Reply(status=200, body=page, headers={"content-type": "text/html"}))
    error = await bench.refused(stream=stream)
    assert error.data["kind"] == "llm_error", error
    assert "\n" not in error.message
    assert text_of(await bench.ask()) == GREETING


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_an_empty_answer_is_an_error(bench: Bench, stream: bool) -> None:
    headers = bench.dialect.headers(stream=stream)
    bench.gateway.next(Reply(status=200, body=b"", headers=headers))
    error = await bench.refused(stream=stream)
    assert error.data["kind"] == "llm_error", error


async def test_an_error_in_the_stream_keeps_the_text(bench: Bench) -> None:
    body = bench.dialect.stream(TOLD)
    at = body.rindex(bench.dialect.last)
    body = body[:at] + bench.dialect.failing
    headers = bench.dialect.headers(stream=True)
    bench.gateway.next(Reply(status=200, body=body, headers=headers))
    pieces: list[Any] = []
    error = await bench.refused(stream=True, pieces=pieces)
    assert error.data["kind"] == "llm_error", error
    assert error.data["llm_error"] in ("stream_error", "provider_unavailable")
    assert error.data["retryable"] is True
    assert error.data["partial"] == tokens(pieces) == TOLD.whole_text
    assert "overloaded" in error.message.lower()


async def test_arguments_that_are_no_json_are_an_invalid_tool_call(bench: Bench) -> None:
    if bench.adapter.dialect in ("gemini", "ollama"):
        bench.gateway.next(told(bench))  # there, arguments are an object already
        await bench.ask(stream=True)
        return
    said = Said(calls=(("call_1", "get_weather", ('{"city": ', '"Ro')),), finish="tool_calls")
    bench.gateway.next(told(bench, said))
    error = await bench.refused(stream=True)
    wanted = ("invalid_tool_call", False, "get_weather", '{"city": "Ro')
    data = error.data
    found = (data["llm_error"], data["retryable"], data["tool_name"], data["raw_arguments"])
    assert found == wanted


async def test_a_call_without_arguments_has_an_empty_object(bench: Bench) -> None:
    raw = ("{}",) if bench.adapter.dialect in ("gemini", "ollama") else ()
    said = Said(calls=(("call_1", "get_time", raw),), finish="tool_calls")
    bench.gateway.next(told(bench, said))
    response = await bench.ask(stream=True)
    assert [(call["name"], call["arguments"]) for call in response["tool_calls"]] == [
        ("get_time", {})
    ]
    assert response["finish_reason"] == "tool_calls"
