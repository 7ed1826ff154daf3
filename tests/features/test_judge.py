"""The judge finds what a broken service does: each line here is a fault, and a good exchange has none."""

from __future__ import annotations

import pytest

from features.judge import Judge

CALL = b'{"jsonrpc":"2.0","id":"s-1","method":"state.get","params":{"key":"k"}}'
BROKEN = {
    "printed": b"hello",
    "a batch": b"[]",
    "not UTF-8": b'{"jsonrpc":"2.0","id":"h-1","result":"\xff"}',
    "a lone surrogate": b'{"jsonrpc":"2.0","id":"h-1","result":{"a":"\\ud800"}}',
    "NaN": b'{"jsonrpc":"2.0","id":"h-1","result":{"a":NaN}}',
    "twins": b'{"jsonrpc":"2.0","id":"h-1","result":{},"result":{}}',
    "no version": b'{"id":"h-1","result":{"output":1}}',
    "an answer to nobody": b'{"jsonrpc":"2.0","id":"h-2","result":{}}',
    "an id of another type": b'{"jsonrpc":"2.0","id":1,"result":{"output":1}}',
    "a result that does not fit": b'{"jsonrpc":"2.0","id":"h-1","result":{"success":true}}',
    "null for absent": b'{"jsonrpc":"2.0","id":"h-1","result":{"output":1,"error":null}}',
    "an error without kind": b'{"jsonrpc":"2.0","id":"h-1","error":{"code":-32603,"message":"","data":{}}}',
    "an unknown method": b'{"jsonrpc":"2.0","id":"s-1","method":"no.such","params":{}}',
    "a method of the host's": b'{"jsonrpc":"2.0","id":"s-1","method":"tool.execute","params":{"name":"a","input":{}}}',
    "params that do not fit": b'{"jsonrpc":"2.0","id":"s-1","method":"state.get","params":{}}',
    "members in another order": b'{"jsonrpc":"2.0","method":"state.get","params":{"key":"k"},"id":"s-1"}',
    "progress of no request": b'{"jsonrpc":"2.0","method":"$/progress","params":{"request_id":"h-2"}}',
    "a cancel of no call": b'{"jsonrpc":"2.0","method":"$/cancel","params":{"id":"s-1"}}',
    "an unknown notification": b'{"jsonrpc":"2.0","method":"$/thing","params":{}}',
}


def judge() -> Judge:
    """A judge that waits for the answer to one call of a tool."""
    judge = Judge()
    judge.asked("h-1", "tool.execute", {"name": "a", "input": {}})
    return judge


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_a_fault(line) -> None:
    found = judge()
    found.line(line)
    assert found.faults


def test_a_good_exchange_has_no_fault() -> None:
    found = judge()
    found.line(CALL)
    found.answers("s-1", {"value": None})
    found.line(b'{"jsonrpc":"2.0","method":"$/progress","params":{"request_id":"h-1"}}')
    found.line(b'{"jsonrpc":"2.0","id":"h-1","result":{"output":null}}')
    assert (found.faults, found.unanswered, found.asking) == ([], {}, {})


def test_order_and_repetition_are_judged() -> None:
    found = judge()
    found.line(CALL)
    found.line(CALL)
    assert len(found.faults) == 1, "an id under way twice"
    found.line(b'{"jsonrpc":"2.0","id":"h-1","result":{"output":null}}')
    found.line(b'{"jsonrpc":"2.0","method":"$/progress","params":{"request_id":"h-1"}}')
    found.line(b'{"jsonrpc":"2.0","id":"h-1","result":{"output":null}}')
    assert len(found.faults) == 3, "progress after the answer, and a second answer"


def test_the_driver_is_judged_too() -> None:
    found = judge()
    found.line(CALL)
    found.answers("s-1", {"value": 1, "x": 2})
    assert not found.faults
    found.line(CALL)
    found.answers("s-1", {})
    assert found.faults


def test_output_is_held_to_the_output_schema_that_was_described() -> None:
    found = judge()
    found.asked("h-0", "describe", {})
    found.line(
        b'{"jsonrpc":"2.0","id":"h-0","result":{"protocol_version":"1.0","name":"n","version":"1","capabilities":'
        b'{"tools":[{"name":"a","description":"","input_schema":{"type":"object"},"output_schema":{"type":"integer"}}]}}}'
    )
    found.line(b'{"jsonrpc":"2.0","id":"h-1","result":{"output":"text"}}')
    assert [fault for fault in found.faults if "output_schema" in fault], found.faults
