"""The files that a report is written to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from .outcome import Report
from .report.badge import to_svg
from .report.html import to_html
from .report.json_file import to_json
from .report.junit import to_junit


@dataclass(frozen=True, slots=True)
class Files:
    """Where to write what; None = not."""

    json: Path | None = None
    junit: Path | None = None
    html: Path | None = None
    badge: Path | None = None

    def write(self, report: Report) -> None:
        """Write all that was asked for. Raises OSError."""
        if self.json:
            self.json.write_text(
                json.dumps(to_json(report), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        if self.junit:
            self.junit.write_bytes(to_junit(report))
        if self.html:
            self.html.write_text(to_html(report), encoding="utf-8")
        if self.badge:
            self.badge.write_text(to_svg(report), encoding="utf-8")
