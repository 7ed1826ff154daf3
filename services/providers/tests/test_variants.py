"""Servers say the same in other ways; the answer is the same."""

from typing import Any

import pytest
from battery.adapters import ADAPTERS
from battery.bench import Bench
from battery.conversation import WEATHER
from battery.streams import check_stream, text_of
from battery.variants import ARGUMENTS, TEXT, Variant, variants
from battery.wire import Reply

pytestmark = pytest.mark.system

ROWS = [(adapter, variant) for adapter in ADAPTERS for variant in variants(adapter.dialect)]


@pytest.mark.parametrize(
    ("adapter", "variant"), ROWS, indirect=["adapter"], ids=[f"{a}-{v}" for a, v in ROWS]
)
async def test_it_is_understood(bench: Bench, variant: Variant) -> None:
    headers = bench.dialect.headers(stream=True)
    bench.gateway.next(Reply(status=200, body=variant.body, headers=headers))
    pieces: list[Any] = []
    response = await bench.ask(stream=True, pieces=pieces, tools=[WEATHER])
    check_stream(pieces, response)
    assert response["finish_reason"] == variant.finish
    calls = response.get("tool_calls", [])
    assert [(call["name"], call["arguments"]) for call in calls] == [
        ("get_weather", ARGUMENTS)
    ] * variant.calls
    assert len({call["id"] for call in calls}) == variant.calls
    assert text_of(response) == ("" if variant.calls else TEXT)
