"""This repository's own host meets every check, but for the failures that are known (conformance/known/host.yaml)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from amplifier_conformance import catalog
from amplifier_conformance.check import Options
from amplifier_conformance.hosts.run import run_host
from amplifier_conformance.outcome import Report, Verdict
from amplifier_conformance.report import baseline
from amplifier_conformance.report.plain import details

OWN = (
    str(Path(sys.executable).with_name("amplifier-ipc")),
    *("run", "--agent", "{agent}", "--working-dir", "{cwd}", "--session", "{session}", "{prompt}"),
)
pytestmark = [pytest.mark.system, pytest.mark.timeout(1200)]
KNOWN = Path(__file__).parents[1] / "known" / "host.yaml"


@pytest.fixture(scope="module")
def report() -> Report:
    whole = run_host(OWN, catalog.host_checks((), ()), Options(), jobs=4)
    return baseline.apply(whole, baseline.read(KNOWN))


def test_the_own_host_meets_every_check_but_the_known_ones(report: Report) -> None:
    unmet = (Verdict.FAIL, Verdict.ERROR, Verdict.NOT_VERIFIED)
    wrong = [o for o in report.outcomes if o.verdict in unmet and not o.known]
    assert not wrong, "\n\n".join(details(report, outcome) for outcome in wrong)


def test_no_failure_is_listed_that_does_not_happen_any_more(report: Report) -> None:
    assert report.stale == ()
