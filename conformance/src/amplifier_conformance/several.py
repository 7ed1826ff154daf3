"""Several services side by side (`check-all`)."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import catalog
from .check import Options
from .outcome import EXIT_CODES, Report, Verdict
from .report.terminal import print_report
from .runner import ServiceRun, Unusable

MARKS = {
    Verdict.PASS: ("pass", "green"),
    Verdict.FAIL: ("FAIL", "bold red"),
    Verdict.NOT_VERIFIED: ("not verified", "yellow"),
    Verdict.NOT_APPLICABLE: ("–", "dim"),
    Verdict.ERROR: ("error", "magenta"),
}


def compare(file: Path, only: tuple[str, ...], jobs: int, console: Console) -> int:
    """Judge the services of a file, print a table with a column each, and return the worst exit code."""
    given = [each for service in _services(file) for each in _bindings(*service)]
    reports = {name: _judge(options, only, jobs) for name, options in given}
    table = Table("check", *reports, box=None, header_style="bold")
    for check in dict.fromkeys(o.check for r in reports.values() for o in r.outcomes):
        marks = [
            MARKS[v] if (v := _verdict(report, check)) else ("", "") for report in reports.values()
        ]
        table.add_row(Text(check), *(Text(word, style=style) for word, style in marks))
    console.print(table)
    for report in reports.values():
        if report.failures():
            print_report(report, console)
    for name, report in reports.items():
        counts = ", ".join(f"{number} {verdict}" for verdict, number in report.counts().items())
        console.print(Text(f"{name}: {report.conclusion()} ({counts})"))
    return max(EXIT_CODES[report.conclusion()] for report in reports.values())


def _bindings(name: str, given: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """A service over lines, over HTTP (`http: true`), or once over each (`http: both`)."""
    if given.get("http") != "both":
        return [(name, given)]
    return [(name, {**given, "http": False}), (f"{name} (HTTP)", {**given, "http": True})]


def _verdict(report: Report, check: str) -> Verdict | None:
    return next((outcome.verdict for outcome in report.outcomes if outcome.check == check), None)


def _judge(given: dict[str, Any], only: tuple[str, ...], jobs: int) -> Report:
    options = Options(
        allow_effects=given.get("allow_effects", False),
        execute=given.get("execute", {}),
        env=given.get("env", {}),
        cwd=Path(given["cwd"]) if "cwd" in given else None,
        legacy=given.get("legacy", False),
        http=given.get("http", False),
    )
    checks = catalog.service_checks(only, (), options)
    return ServiceRun(given["command"], options, jobs).run(checks)


def _services(file: Path) -> list[tuple[str, dict[str, Any]]]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
        services = [dict(given) for given in found]
        for given in services:
            if isinstance(given["command"], str):
                given["command"] = shlex.split(given["command"])
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise Unusable(
            f"{file} should have `services`, a list of entries with a `command` ({error!r})"
        ) from None
    return [(str(given.get("name", given["command"][0])), given) for given in services]
