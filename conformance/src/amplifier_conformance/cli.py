"""The command `amplifier-conformance`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from . import __version__, areas, cases
from .check import SERVICE_CHECKS, Options
from .outcome import EXIT_CODES, Verdict
from .runner import ServiceRun, Unusable, select


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="amplifier-conformance")
def cli() -> None:
    """Judge services and hosts of Amplifier IPC, in any language, by what they do on the wire."""
    areas.load()
    cases.load(cases.FOLDER, SERVICE_CHECKS)


@cli.command()
@click.option("--only", multiple=True)
@click.option("--skip", multiple=True)
@click.option("--allow-effects", is_flag=True)
@click.option("--jobs", default=4)
@click.option("--patience", default=10.0)
@click.argument("command", nargs=-1, required=True)
def check(
    only: tuple[str, ...],
    skip: tuple[str, ...],
    allow_effects: bool,
    jobs: int,
    patience: float,
    command: tuple[str, ...],
) -> None:
    """Judge a service."""
    options = Options(allow_effects=allow_effects, patience=patience)
    run = ServiceRun(command, options, jobs)
    report = run.run(select(only, skip))
    for o in report.outcomes:
        if o.verdict is not Verdict.PASS:
            print(
                o.verdict,
                o.check,
                o.requirements,
                o.reason[:300],
                "|",
                o.expected[:200],
                "|",
                o.actual[:300],
            )
    print(report.conclusion(), dict(report.counts()), f"{report.seconds:.1f} s")
    sys.exit(EXIT_CODES[report.conclusion()])


def main() -> None:
    cli()
