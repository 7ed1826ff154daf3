"""The host side of the suite on this repository's own host: some checks of each area."""

from __future__ import annotations

import sys
from pathlib import Path

from amplifier_conformance import catalog
from amplifier_conformance.check import Options
from amplifier_conformance.hosts.run import run_host
from amplifier_conformance.outcome import Report, Verdict

OWN = (
    str(Path(sys.executable).with_name("amplifier-ipc")),
    *("run", "--agent", "{agent}", "--working-dir", "{cwd}", "--session", "{session}", "{prompt}"),
)
SOME = (
    "spawn.process_group",
    "spawn.environment",
    "spawn.descriptors",
    "spawn.working_directory",
    "spawn.describe_first",
)


def run(*names: str) -> Report:
    return run_host(OWN, catalog.host_checks(names, ()), Options(), jobs=2)


def test_the_own_host_passes_some_of_each_area():
    report = run(*SOME)
    assert {o.check: o.reason for o in report.outcomes if o.verdict is not Verdict.PASS} == {}
    assert {o.check for o in report.outcomes} == set(SOME)
