"""What the proxy that leads nowhere shows of a provider: whether it lets go, and whether it calls without need."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from amplifier_conformance import catalog
from amplifier_conformance.check import Options
from amplifier_conformance.outcome import Outcome, Verdict
from amplifier_conformance.runner import ServiceRun

VENDOR = Path(__file__).parent / "services" / "vendor.py"
PATIENCE = 2.0  # seconds; what is kept open is kept for good


def judged(name: str, *arguments: str) -> Outcome:
    """The outcome of a check on the provider."""
    options = Options(allow_effects=True, patience=PATIENCE)
    checks = catalog.service_checks((name,), (), options)
    (outcome,) = ServiceRun([sys.executable, str(VENDOR), *arguments], options).run(checks).outcomes
    return outcome


@pytest.mark.parametrize(
    "name",
    [
        "provider_endings.deadline",
        "provider_endings.cancelled",
        "providers.info_without_credentials",
        "provider_errors.secrets",
    ],
)
def test_a_provider_that_behaves_passes(name: str) -> None:
    outcome = judged(name)
    assert outcome.verdict is Verdict.PASS, outcome.reason


@pytest.mark.parametrize(
    ("fault", "name", "reason"),
    [
        ("keeps", "provider_endings.deadline", "keeps its connection"),
        ("keeps", "provider_endings.cancelled", "keeps its connection"),
        ("calls", "providers.info_without_credentials", "used the network"),
        ("logs", "provider_errors.secrets", "on standard error"),
    ],
)
def test_a_provider_that_does_not_is_found_out(fault: str, name: str, reason: str) -> None:
    outcome = judged(name, fault)
    assert outcome.verdict is Verdict.FAIL
    assert reason in outcome.reason
