"""The oracle of the fuzzing checks says of each vector what the vector says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from amplifier_conformance.cases import pieces
from amplifier_conformance.fuzz.oracle import verdicts

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "messages.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]


def bytes_of(case: dict[str, Any]) -> bytes:
    if "line_parts" in case:
        return b"".join(pieces(case["line_parts"]))
    return case["line"].encode() if "line" in case else bytes.fromhex(case["line_hex"])


def plain(verdict: dict[str, Any]) -> dict[str, Any]:
    """Absent params are empty ones (RPC-007)."""
    ((kind, body),) = verdict.items()
    return {kind: {"params": {}, **body} if "method" in body else body}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_oracle_agrees_with_the_vectors(case: dict[str, Any]) -> None:
    found = [plain(verdict) for verdict in verdicts(bytes_of(case))]
    assert found[0] == plain(case["verdict"])
