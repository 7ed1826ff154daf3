"""The suite's own fold of the hooks does what the vectors say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from amplifier_conformance import fold

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
Json = dict[str, Any]


def cases(name: str) -> list[Any]:
    loaded = json.loads((VECTORS / f"{name}.json").read_text())["cases"]
    return [pytest.param(case, id=case["id"]) for case in loaded]


@pytest.mark.parametrize("case", cases("hook_fold"))
def test_answers_fold_as_the_vector_says(case: Json) -> None:
    seen: list[Json] = []

    def ask(hook: Json, data: Json) -> Json:
        seen.append(data)
        if "fails" in hook["answer"]:
            raise fold.HandlerFailed(hook["answer"]["fails"])
        answer: Json = hook["answer"]
        return answer

    result = fold.run(case["handlers"], ask, case["data"], case["open"])
    assert seen == case["seen"]
    assert result == case["result"]


@pytest.mark.parametrize("case", cases("event_matching"))
def test_who_is_asked_and_in_which_order(case: Json) -> None:
    if "pattern" in case:
        assert fold.matches(case["pattern"], case["event"]) is case["matches"]
    else:
        order = [hook["name"] for hook in fold.asked(case["handlers"], case["event"])]
        assert order == case["order"]


def test_an_answer_that_does_not_fit_counts_as_a_failure() -> None:
    hooks = [{"name": "x", "events": ["*"], "on_error": "deny"}]
    result = fold.run(hooks, lambda _hook, _data: {"action": "maybe"}, {}, None)
    assert result["action"] == "deny"
    assert fold.run(
        [{**hooks[0], "on_error": "continue"}], lambda _h, _d: {"data": 7}, {}, None
    ) == {"action": "continue"}


def test_what_an_event_opens() -> None:
    assert fold.opened("tool:pre") == ["tool_input"]
    assert fold.opened("session:start") is None
    assert fold.opened("vendor:thing") is None
