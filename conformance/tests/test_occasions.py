"""What the suite asks hooks with is legal, and lies on both sides of each pattern."""

from __future__ import annotations

import pytest
from amplifier_conformance import occasions
from amplifier_conformance.fold import matches
from amplifier_conformance.protocol import events, misfits


@pytest.mark.parametrize("name", sorted(events()))
def test_the_data_of_an_event_fits_its_schema(name: str) -> None:
    found = occasions.of_events([name])
    assert found
    for occasion in found:
        assert not misfits(events()[name]["data"], occasion.data), occasion


def test_what_a_hook_wants() -> None:
    assert occasions.wanted({"events": ["tool:pre"]}) == ["tool:pre"]
    assert occasions.wanted({"events": ["tool:*"]}) == [
        "tool:pre",
        "tool:post",
        "tool:error",
        "tool:suite",
    ]
    assert occasions.wanted({"events": ["vendor:*:end"]}) == ["vendor:*:end"]
    assert set(events()) < set(occasions.wanted({"events": ["*"]}))


@pytest.mark.parametrize("pattern", ["tool:*", "tool:pre", "vendor:*:end", "tool*"])
def test_events_that_look_like_a_pattern_lie_on_both_sides(pattern: str) -> None:
    found = occasions.looking_alike([pattern])
    assert any(not matches(pattern, name) for name in found)
    assert "*" not in pattern or any(matches(pattern, name) for name in found)
    assert not set(found) & set(events())
