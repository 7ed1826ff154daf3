"""The vendors' errors become the fifteen of the protocol, from their real statuses and bodies."""

import pytest
from battery.adapters import ADAPTERS, Adapter
from battery.bench import GREETING, Bench
from battery.streams import text_of
from battery.vendor_errors import Case, errors_of
from battery.wire import Reply

pytestmark = pytest.mark.system

ROWS = [(adapter, case) for adapter in ADAPTERS for case in errors_of(adapter)]


@pytest.mark.parametrize(
    ("adapter", "case"), ROWS, indirect=["adapter"], ids=[f"{a}-{c}" for a, c in ROWS]
)
async def test_an_error_of_the_vendor_is_told_by_its_name(
    bench: Bench, adapter: Adapter, case: Case
) -> None:
    reply = Reply(status=case.status, body=case.body, headers=case.headers)
    bench.gateway.next(reply)
    error = await bench.refused(stream=len(case.name) % 2 == 0)  # both ways, over the table
    assert error.data["kind"] == "llm_error", error
    told = (error.data["llm_error"], error.data["retryable"], error.data.get("status_code"))
    assert told == (case.kind, case.retryable, case.status), error
    assert error.data["provider"] == adapter.folder
    assert error.data["attempts"] == 1
    assert error.data["model"] == adapter.model
    assert error.data.get("retry_after") == case.retry_after
    assert case.says in error.message
    assert "\n" not in error.message
    assert "<html" not in error.message
    assert len(bench.gateway.calls) == 1
    assert text_of(await bench.ask()) == GREETING  # and the next call goes well
