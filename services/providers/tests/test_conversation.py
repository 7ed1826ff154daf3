"""The same conversation of three turns with tools has the same transcript through every adapter."""

from pathlib import Path

import pytest
from battery.adapters import command, plain
from battery.bench import Bench
from battery.conversation import REASONS, THOUGHTS, TRANSCRIPT, Conversation
from battery.process import AdapterProcess
from battery.specs import REQUESTS, faults, unknown_members
from battery.streams import check_stream

THINKING = {"anthropic", "responses", "gemini"}
"""The dialects in which the first fake vendor thinks as their vendors do."""


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_the_conversation_has_the_same_transcript(bench: Bench, stream: bool) -> None:
    talk = Conversation(bench.process, stream=stream)
    await talk.run()
    assert talk.transcript == TRANSCRIPT
    assert [response["finish_reason"] for response in talk.responses] == REASONS
    if bench.adapter.dialect in THINKING or bench.adapter.name == "vllm":
        assert talk.thoughts == THOUGHTS
    for pieces, response in zip(talk.streamed, talk.responses, strict=True):
        if stream:
            check_stream(pieces, response)
        else:
            assert not pieces
    _fits_the_vendor(bench, stream)


async def test_the_default_model_has_that_transcript_too(bench: Bench) -> None:
    await bench.process.set(**bench.adapter.config)
    talk = Conversation(bench.process, stream=True)
    await talk.run()
    assert talk.transcript == TRANSCRIPT
    assert [response["finish_reason"] for response in talk.responses] == REASONS
    for pieces, response in zip(talk.streamed, talk.responses, strict=True):
        check_stream(pieces, response)
    _fits_the_vendor(bench, True)


def _fits_the_vendor(bench: Bench, stream: bool) -> None:
    document, schema = REQUESTS[bench.adapter.dialect]
    calls = bench.gateway.calls
    assert len(calls) == len(REASONS)
    for seen in calls:
        assert not faults(document, schema, seen.json)
        assert not unknown_members(document, schema, seen.json) - bench.adapter.beyond
        if "stream" in seen.json or bench.adapter.dialect == "ollama":
            assert seen.json.get("stream", True) is stream


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_the_mock_has_that_transcript_too(tmp_path: Path, stream: bool) -> None:
    script = Path(__file__).parent / "fixtures" / "mock.yaml"
    async with AdapterProcess(command("mock"), plain(), tmp_path) as process:
        await process.set(script=str(script))
        talk = Conversation(process, stream=stream)
        await talk.run()
    assert talk.transcript == TRANSCRIPT
    assert [response["finish_reason"] for response in talk.responses] == REASONS
    assert talk.thoughts == THOUGHTS
    for pieces, response in zip(talk.streamed, talk.responses, strict=True):
        if stream:
            check_stream(pieces, response)
