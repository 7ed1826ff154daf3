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


@pytest.mark.vectors("event_matching.json", having="pattern")
def test_matching(case):
    assert matches(case["pattern"], case["event"]) is case["matches"]


@pytest.mark.vectors("event_matching.json", having="handlers")
def test_order(case):
    handlers = [SimpleNamespace(**{"priority": 100, **handler}) for handler in case["handlers"]]
    assert [handler.name for handler in order(handlers, case["event"])] == case["order"]
