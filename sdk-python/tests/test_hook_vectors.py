"""The shared vectors of the hook fan-out."""

from types import SimpleNamespace

import pytest
from amplifier_ipc.hooks import Failure, Fold, matches, order


@pytest.mark.vectors("hook_fold.json")
def test_fold(case):
    fold = Fold(case["data"], case["open"])
    seen = []
    for handler in case["handlers"]:
        seen.append(dict(fold.data))
        answer = handler["answer"]
        told = Failure(answer["fails"]) if "fails" in answer else answer
        if not fold.take(told, handler.get("on_error", "continue")):
            break
    assert seen == case["seen"]
    assert fold.result() == case["result"]


@pytest.mark.parametrize(
    "answer", [{"action": "explode"}, {"action": 5}, {"action": "deny", "data": []}, {"reason": 1}]
)
def test_an_answer_that_does_not_fit_is_a_failure(answer):
    """HOK-025: a gate must not open because its words cannot be read."""
    skipped, gate = Fold({}), Fold({})
    assert skipped.take(answer, "continue")
    assert skipped.result() == {"action": "continue"}
    assert not gate.take(answer, "deny")
    assert gate.result()["action"] == "deny"
    assert "does not fit HookResult" in gate.result()["reason"]


@pytest.mark.vectors("event_matching.json", having="pattern")
def test_matching(case):
    assert matches(case["pattern"], case["event"]) is case["matches"]


@pytest.mark.vectors("event_matching.json", having="handlers")
def test_order(case):
    handlers = [SimpleNamespace(**{"priority": 100, **handler}) for handler in case["handlers"]]
    assert [handler.name for handler in order(handlers, case["event"])] == case["order"]
