"""Whatever a host may ask by the schema: an adapter answers, and what it sends is what its vendor takes."""

from typing import Any

import pytest
from amplifier_ipc import RpcError
from battery import drawn, rules
from battery.bench import Bench
from battery.dialects import Said
from battery.gateway import is_call
from battery.specs import REQUESTS, faults, unknown_members
from battery.wire import Reply, Seen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ONE_BENCH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
"""The bench is swept before each example."""
ASKED = {"asked": drawn.REQUESTS, "stream": st.booleans(), "plain": st.booleans()}


@settings(max_examples=20, derandomize=True, suppress_health_check=ONE_BENCH)
@given(**ASKED)
async def test_what_is_sent_can_be_taken(
    bench: Bench, asked: Any, stream: bool, plain: bool
) -> None:
    await _taken(bench, asked, stream, plain)


@pytest.mark.system
@settings(max_examples=300, derandomize=True, suppress_health_check=ONE_BENCH)
@given(**ASKED)
async def test_much_that_is_sent_can_be_taken(
    bench: Bench, asked: Any, stream: bool, plain: bool
) -> None:
    await _taken(bench, asked, stream, plain)


async def _taken(bench: Bench, asked: dict[str, Any], stream: bool, plain: bool) -> None:
    model = bench.adapter.plain_model if plain else bench.adapter.model

    def answered(seen: Seen) -> Reply | None:
        if not is_call(seen):
            return None
        streamed = seen.json.get("stream", "stream" in seen.path or bench.adapter.name == "ollama")
        body = bench.dialect.body(Said(text=("Yes.",)), stream=streamed)
        return Reply(status=200, body=body, headers=bench.dialect.headers(stream=streamed))

    bench.gateway.reset(None)
    bench.gateway.routes.insert(0, answered)
    refusal: RpcError | None = None
    try:
        await bench.process.ask({**asked, "model": model}, stream=stream)
    except RpcError as error:
        refusal = error
    finally:
        bench.gateway.routes.remove(answered)
    if refusal is not None:  # before anything is sent, and because of the request alone
        assert (refusal.data.get("llm_error"), bench.gateway.calls) == ("invalid_request", [])
        return
    _valid(bench, bench.sent)
    assert {mark for mark in drawn.marks(asked) if mark not in str(bench.sent)} == set()


def _valid(bench: Bench, body: dict[str, Any]) -> None:
    """By the vendor's document, and by what it refuses beyond that."""
    dialect = bench.adapter.dialect
    document, schema = REQUESTS[dialect]
    if bench.adapter.name == "vllm":  # it speaks the dialect, but takes any number of stop texts
        dialect, body = "vllm", {name: value for name, value in body.items() if name != "stop"}
    assert faults(document, schema, body) == []
    assert unknown_members(document, schema, body) - bench.adapter.beyond == set()
    assert rules.broken(dialect, body) == []
