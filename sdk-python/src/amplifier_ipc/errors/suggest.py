"""Nearest names, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is a slip away: at most a third of its letters differ."""
    limit = max(1, len(name) // 3)
    scored = [(_distance(name.lower(), other.lower()), other) for other in known]
    near = [entry for entry in scored if entry[0] <= limit]
    return min(near, key=lambda entry: entry[0])[1] if near else None


def _distance(a: str, b: str) -> int:
    """Count the edits: insert, delete, replace, swap of neighbours."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            edits = min(last[j - 1] + (left != right), last[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                edits = min(edits, before[j - 2] + 1)
            row.append(edits)
        before, last = last, row
    return last[-1]
