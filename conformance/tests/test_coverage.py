"""Every MUST has a check or a written reason, and the requirement set of a version does not change."""

from __future__ import annotations

import json
from pathlib import Path

from amplifier_conformance import coverage, protocol

ROOT = Path(__file__).resolve().parents[2]


def test_every_must_has_a_check_or_a_reason() -> None:
    assert [row.requirement.id for row in coverage.rows() if row.gap] == []


def test_no_reason_stands_beside_a_check() -> None:
    stale = [row.requirement.id for row in coverage.rows() if row.checks and row.reason]
    assert stale == []


def test_reasons_are_sentences_about_requirements() -> None:
    for name, reason in coverage.reasons().items():
        assert name in protocol.requirements()
        assert reason.endswith("."), name


def test_the_requirement_set_of_1_0_is_frozen() -> None:
    """A new sentence belongs to a new version, with a file of its own beside this one."""
    rows = json.loads((ROOT / "spec" / "requirements.json").read_text())["requirements"]
    spec = {row["id"]: (row["level"], row["text"]) for row in rows}
    frozen = {r.id: (r.keyword, r.text) for r in protocol.requirements("1.0").values()}
    assert spec == frozen
