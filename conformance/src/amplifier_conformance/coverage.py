"""Which requirement is proved by which checks, and why some cannot be."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .catalog import every_check
from .protocol import VERSION, Requirement, requirements

_REASONS = Path(__file__).resolve().parent / "requirements" / "reasons.yaml"


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement with its checks, or the reason why it has none."""

    requirement: Requirement
    checks: tuple[str, ...]
    reason: str

    @property
    def gap(self) -> bool:
        """A MUST with neither."""
        return self.requirement.level == "MUST" and not self.checks and not self.reason


@functools.cache
def reasons() -> dict[str, str]:
    """Why a requirement has no check, by id."""
    found: dict[str, str] = yaml.safe_load(_REASONS.read_text(encoding="utf-8"))["reasons"]
    return found


def rows() -> list[Row]:
    """All requirements, in the order of the specification."""
    checks = every_check()
    return [
        Row(found, tuple(c.name for c in checks if name in c.requirements), reasons().get(name, ""))
        for name, found in requirements().items()
    ]


def print_coverage(console: Console, *, as_json: bool = False) -> bool:
    """Print the table and the sum. False if a MUST has neither a check nor a reason."""
    table_rows = rows()
    gaps = [row.requirement.id for row in table_rows if row.gap]
    if as_json:
        found = [
            {
                "id": r.requirement.id,
                "keyword": r.requirement.keyword,
                "checks": r.checks,
                "reason": r.reason,
            }
            for r in table_rows
        ]
        print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201 - what was asked for
        return not gaps
    table = Table("requirement", "", "checks, or why there is none", box=None, header_style="bold")
    for row in table_rows:
        told = (
            Text(", ".join(row.checks))
            if row.checks
            else Text(row.reason or "—", style="dim" if row.reason else "red")
        )
        table.add_row(Text(row.requirement.id), Text(row.requirement.keyword, style="dim"), told)
    console.print(table)
    musts = [row for row in table_rows if row.requirement.level == "MUST"]
    checked = sum(bool(row.checks) for row in musts)
    reasoned = len(musts) - checked - len(gaps)
    counts = f"{checked} with a check, {reasoned} with a reason, {len(gaps)} with neither"
    console.print(Text(f"{VERSION}: {len(musts)} MUSTs, {counts}"))
    if gaps:
        console.print(Text(f"without either: {', '.join(gaps)}", style="red"))
    return not gaps
