"""Every service of this repository conforms, and so does one that is written with no SDK."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from amplifier_conformance import catalog
from amplifier_conformance.check import Options
from amplifier_conformance.outcome import Conclusion, Verdict
from amplifier_conformance.report.plain import details
from amplifier_conformance.runner import ServiceRun

ROOT = Path(__file__).resolve().parents[2]
LISTED = yaml.safe_load((ROOT / "conformance" / "services.yaml").read_text())["services"]
SERVICES: dict[str, Any] = {service["name"]: service for service in LISTED}
MOST_UNSEEN = 3  # checks that a service with every kind and the fixture may leave unverified


BOTH = [name for name, given in SERVICES.items() if given.get("http") == "both"]
VENDORS = {name for name in SERVICES if name.startswith("provider-") and name != "provider-mock"}
"""Judged with a vendor behind them, which says more: services/providers/tests/test_conformance.py."""


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in VENDORS])
def test_every_service_conforms(name: str) -> None:
    _conforms(name, http=False)


@pytest.mark.system
@pytest.mark.parametrize("name", [name for name in BOTH if name not in VENDORS])
def test_every_service_with_an_sdk_conforms_over_http(name: str) -> None:
    _conforms(name, http=True)


def test_all_services_but_the_one_without_an_sdk_are_judged_over_http() -> None:
    assert SERVICES.keys() - set(BOTH) == {"no-sdk"}


def _conforms(name: str, *, http: bool) -> None:
    given = SERVICES[name]
    effects, env = given.get("allow_effects", False), given.get("env", {})
    options = Options(allow_effects=effects, env=env, cwd=ROOT, http=http)
    run = ServiceRun(shlex.split(given["command"]), options)
    report = run.run(catalog.service_checks((), (), options))
    wrong = [*report.failures(), *(o for o in report.outcomes if o.verdict is Verdict.ERROR)]
    assert not wrong, "\n\n".join(details(report, outcome) for outcome in wrong)
    assert report.conclusion() is Conclusion.CONFORMS
    if name == "reference":
        unseen = {o.check: o.reason for o in report.outcomes if o.verdict is Verdict.NOT_VERIFIED}
        assert len(unseen) <= MOST_UNSEEN, unseen
