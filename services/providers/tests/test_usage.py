"""Tokens are counted as the protocol counts them, and what they cost is exact."""

import json
from typing import Any

import pytest
from battery.adapters import PROVIDERS
from battery.bench import Bench
from battery.dialects import Counts, Said
from battery.wire import Reply

pytestmark = pytest.mark.system

PRICE = {"input": "3", "output": "15", "cache_read": "0.3", "cache_write": "3.75"}
COUNTS = Counts(input=1125, output=50, cache_read=1000, cache_write=100, reasoning=30)
COSTS = {
    # 25 × 3 + 1000 × 0.3 + 100 × 3.75 + 50 × 15 = 75 + 300 + 375 + 750 = 1500 millionths
    "anthropic": "0.0015",
    # 125 × 3 + 1000 × 0.3 + 50 × 15 = 375 + 300 + 750 = 1425 millionths; nothing is written to a cache
    "responses": "0.001425",
    "chat": "0.001425",
    "gemini": "0.001425",
    # 1125 × 3 + 50 × 15 = 3375 + 750 = 4125 millionths; no cache at all
    "ollama": "0.004125",
}
CACHED = {"cache_read_tokens": 1000, "reasoning_tokens": 30}
MORE = {
    "anthropic": {**CACHED, "cache_write_tokens": 100},
    "responses": CACHED,
    "chat": CACHED,
    "gemini": CACHED,
    "ollama": {},
}
"""What each dialect tells besides the three sums."""


def answer(bench: Bench, counts: Counts | None, *, stream: bool) -> Reply:
    said = Said(text=("Fine.",), counts=counts, model=bench.adapter.model)
    headers = bench.dialect.headers(stream=stream)
    return Reply(status=200, body=bench.dialect.body(said, stream=stream), headers=headers)


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_tokens_and_their_cost(bench: Bench, stream: bool) -> None:
    await bench.set(models={bench.adapter.model: {"price": PRICE}})
    bench.gateway.next(answer(bench, COUNTS, stream=stream))
    pieces: list[Any] = []
    usage = (await bench.ask(stream=stream, pieces=pieces))["usage"]
    sums = {"input_tokens": 1125, "output_tokens": 50, "total_tokens": 1175}
    cost = {"cost_usd": COSTS[bench.adapter.dialect]}
    assert usage == {**sums, **MORE[bench.adapter.dialect], **cost}
    streamed = [piece["usage"] for name, piece in pieces if name == "usage"]
    assert streamed[-1:] == ([usage] if stream else [])


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
async def test_a_vendor_that_does_not_count(bench: Bench, stream: bool) -> None:
    if bench.adapter.dialect == "anthropic":  # which always does
        return
    bench.gateway.next(answer(bench, None, stream=stream))
    assert "usage" not in await bench.ask(stream=stream)


async def test_without_a_price_there_is_no_cost(bench: Bench) -> None:
    bench.gateway.next(answer(bench, COUNTS, stream=True))
    response = await bench.ask(stream=True, model="a-model-that-nobody-knows")
    assert response["usage"]["total_tokens"] == 1175
    assert "cost_usd" not in response["usage"]


async def test_the_price_of_the_data_file(bench: Bench) -> None:
    """The cost of the default model, by hand from models.json: a thousand tokens in, a hundred out."""
    path = PROVIDERS / bench.adapter.folder / "models.json"
    whole = json.loads(path.read_text()) if path.exists() else {"models": []}
    models = {each["id"]: each for each in whole["models"] if "price" in each}
    if whole.get("default") not in models:
        assert bench.adapter.folder in ("ollama", "vllm", "azure_openai", "github_copilot")
        return
    price = models[whole["default"]]["price"]
    bench.gateway.next(answer(bench, Counts(1000, 100, 0, 0, 0), stream=False))
    usage = (await bench.ask(model=whole["default"]))["usage"]
    cents = [_millionths(price["input"]) * 1000, _millionths(price["output"]) * 100]
    assert _millionths(usage["cost_usd"]) * 1_000_000 == sum(cents)


def _millionths(decimal: str) -> int:
    """A decimal of at most twelve digits behind its point, as an integer."""
    whole, _, fraction = decimal.partition(".")
    return int(whole + fraction.ljust(12, "0"))


async def test_the_model_that_answered_is_named(bench: Bench) -> None:
    said = Said(text=("Fine.",), model=f"{bench.adapter.model}-2026-01-01")
    bench.gateway.next(Reply(status=200, body=bench.dialect.whole(said)))
    assert (await bench.ask())["model"] == f"{bench.adapter.model}-2026-01-01"
