"""The suite, tested by what is broken on purpose: each mutant is killed by a check that cites its requirement."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.system  # minutes
ROOT = Path(__file__).resolve().parents[2]


def _load(path: Path) -> ModuleType:
    """A program that lies in no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


MATRIX = _load(ROOT / "conformance" / "mutants" / "matrix.py")
MUTANTS = {f"{of}:{m.name}": m for of in ("service", "host") for m in MATRIX.mutants(of)}
# Checks of hosts that no switch of the scripted host makes fail: none, as of services.
IDLE_HOST: set[str] = set()
# Of chapter 13, what callers and hosts must do.
HTTP_HOSTS = {
    f"HTP-{number:03}" for number in (2, 3, 6, 20, 22, 32, 44, 45, 53, 60, 62, 63, 65, 66, 78)
}
LEAST = {"service": 60, "host": 25, "http": 100}


@pytest.fixture(scope="session")
def trials() -> dict[str, Any]:
    """Each mutant met the checks of its requirement."""
    return {f"{t.mutant.of}:{t.mutant.name}": t for t in MATRIX.attempts(MUTANTS.values())}


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", MUTANTS)
def test_the_mutant_is_killed(name: str, trials: dict[str, Any]) -> None:
    trial = trials[name]
    assert trial.killed, f"{name} {trial.mutant.says}, and passed {trial.met or 'no check'}"
    assert not trial.remark, trial.remark


@pytest.mark.timeout(1200)
def test_no_check_exists_that_no_mutant_makes_fail(trials: dict[str, Any], capsys: Any) -> None:
    idle = MATRIX.idle_checks(list(trials.values()))
    with capsys.disabled():
        killed = sum(trial.killed for trial in trials.values())
        print(
            f"\nmutant score: {killed} of {len(trials)} killed, {100 * killed / len(trials):.0f} %"
        )
    assert set(idle) <= IDLE_HOST


@pytest.mark.parametrize("of", LEAST)
def test_there_are_enough_mutants(of: str) -> None:
    found = [m for m in MUTANTS.values() if (m.http if of == "http" else m.of == of)]
    assert len(found) >= LEAST[of]


def test_each_requirement_of_a_service_over_http_has_a_mutant() -> None:
    rows = json.loads((ROOT / "spec" / "requirements.json").read_text())["requirements"]
    of_services = {row["id"] for row in rows if row["id"].startswith("HTP-")} - HTTP_HOSTS
    assert {m.requirement for m in MUTANTS.values() if m.http} == of_services
