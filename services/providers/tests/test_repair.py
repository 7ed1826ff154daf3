"""A conversation with gaps is mended before it is sent, aloud; the vendors refuse what is not."""

from typing import Any

from battery.bench import HELLO, Bench
from battery.conversation import WEATHER
from battery.specs import REQUESTS, faults

LOST = {"type": "tool_call", "id": "call_lost", "name": "get_weather", "input": {"city": "Bonn"}}
KEPT = {"type": "tool_call", "id": "call_kept", "name": "get_weather", "input": {"city": "Rome"}}


async def sent(bench: Bench, messages: list[Any]) -> dict[str, Any]:
    await bench.ask(messages, tools=[WEATHER])
    document, schema = REQUESTS[bench.adapter.dialect]
    assert not faults(document, schema, bench.sent)
    return bench.sent


async def test_a_call_without_a_result_gets_one_aloud(bench: Bench) -> None:
    body = await sent(
        bench,
        [
            {"role": "user", "content": "How is it in Bonn and Rome?"},
            {"role": "assistant", "content": [LOST, KEPT]},
            {"role": "tool", "tool_call_id": "call_kept", "content": "warm"},
            {"role": "user", "content": HELLO},
        ],
    )
    results = bench.dialect.results(body)
    assert len(results) == 2
    assert any("warm" in result for result in results)
    [repaired] = bench.process.events("provider:tool_sequence_repaired")
    assert repaired["repaired"] == [{"id": "call_lost", "name": "get_weather"}]
    order = _order(bench, body)
    assert order.index("results") == order.index("calls") + 1


async def test_a_result_without_a_call_is_told_as_text(bench: Bench) -> None:
    body = await sent(
        bench,
        [
            {"role": "user", "content": "How is it?"},
            {"role": "tool", "tool_call_id": "call_gone", "name": "get_weather", "content": "hail"},
            {"role": "user", "content": HELLO},
        ],
    )
    assert bench.dialect.results(body) == []
    assert "hail" in str(body)


async def test_a_call_at_the_end_is_answered(bench: Bench) -> None:
    body = await sent(
        bench,
        [{"role": "user", "content": HELLO}, {"role": "assistant", "content": [LOST]}],
    )
    assert len(bench.dialect.results(body)) == 1
    assert bench.process.events("provider:tool_sequence_repaired")


async def test_whole_conversations_are_not_touched(bench: Bench) -> None:
    await sent(
        bench,
        [
            {"role": "user", "content": "How is it in Rome?"},
            {"role": "assistant", "content": "I look.", "tool_calls": [_call(KEPT)]},
            {"role": "tool", "tool_call_id": "call_kept", "content": "warm"},
            {"role": "assistant", "content": "Warm."},
            {"role": "user", "content": HELLO},
        ],
    )
    assert not bench.process.events("provider:tool_sequence_repaired")


async def test_neighbours_of_one_role_all_arrive_in_order(bench: Bench) -> None:
    said = ["One.", "Two.", "Three."]
    messages = [{"role": "user", "content": each} for each in said]
    answers = [{"role": "assistant", "content": each} for each in ("Four.", "Five.")]
    body = await sent(bench, [*messages, *answers, {"role": "user", "content": HELLO}])
    text = str(body)
    places = [text.index(each) for each in [*said, "Four.", "Five.", HELLO]]
    assert places == sorted(places)


async def test_a_conversation_that_begins_with_the_assistant_arrives(bench: Bench) -> None:
    messages = [{"role": "assistant", "content": "Welcome."}, {"role": "user", "content": HELLO}]
    body = await sent(bench, messages)
    assert "Welcome." in str(body)


async def test_an_error_of_a_tool_is_told_as_one(bench: Bench) -> None:
    failed = {"metadata": {"is_error": True}}
    body = await sent(
        bench,
        [
            {"role": "user", "content": "How is it in Rome?"},
            {"role": "assistant", "content": [KEPT]},
            {"role": "tool", "tool_call_id": "call_kept", "content": "no such city", **failed},
            {"role": "user", "content": HELLO},
        ],
    )
    assert "no such city" in bench.dialect.results(body)[0]
    if bench.adapter.dialect == "anthropic":
        assert "'is_error': True" in str(body)


async def test_a_block_of_an_unknown_type_is_noted(bench: Bench) -> None:
    block = {"type": "vendor_citation", "source": "README.md", "lines": [3, 4]}
    content = [{"type": "text", "text": "As I read."}, block]
    messages = [
        {"role": "user", "content": "Where is it?"},
        {"role": "assistant", "content": content},
        {"role": "user", "content": HELLO},
    ]
    assert "README.md" in str(await sent(bench, messages))


def _call(block: dict[str, Any]) -> dict[str, Any]:
    return {"id": block["id"], "name": block["name"], "arguments": block["input"]}


def _order(bench: Bench, body: dict[str, Any]) -> list[str]:
    """Where calls and results stand in a request, without repetitions."""
    items = body.get("messages") or body.get("input") or body.get("contents")
    marks = []
    for item in items:
        text = str(item)
        if any(
            word in text for word in ("tool_calls", "'function_call'", "tool_use'", "functionCall'")
        ):
            marks.append("calls")
        elif any(
            word in text
            for word in (
                "tool_result",
                "function_call_output",
                "functionResponse",
                "'role': 'tool'",
            )
        ):
            marks.append("results")
        else:
            marks.append("other")
    return [mark for at, mark in enumerate(marks) if at == 0 or marks[at - 1] != mark]
