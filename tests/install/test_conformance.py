"""The wheel of the conformance suite, in an empty virtual environment, on a service that needs nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from features.catalog import ROOT

pytestmark = pytest.mark.timeout(1500)
UV = Path(sys.executable).with_name("uv")
SERVICE = ROOT / "examples" / "no-sdk" / "rot13.pl"


@pytest.fixture(scope="module")
def installed(project):
    project = project("conformance")
    wheels = project.folder / "dist"
    project.run(UV, "build", "--wheel", "--out-dir", wheels, ROOT / "conformance")
    project.run(UV, "venv", "--python", sys.executable, "env")
    project.python = project.folder / "env" / "bin" / "python"
    (wheel,) = wheels.glob("*.whl")
    project.run(UV, "pip", "install", "--python", project.python, wheel)
    project.command = project.folder / "env" / "bin" / "amplifier-conformance"
    return project


def test_it_judges_a_service_with_the_schemas_cases_and_vectors_that_it_brings(installed):
    report = installed.folder / "report.json"
    said = installed.run(installed.command, "check", "--json", report, "--", "perl", SERVICE)
    assert "conforms to 1.0" in said
    verdicts = {o["check"]: o["verdict"] for o in json.loads(report.read_text())["outcomes"]}
    assert verdicts["framing.not_json"] == "pass", "a case of the folder that it brings"
    assert "pass" in said


def test_it_knows_the_requirements_and_leaves_none_out(installed):
    said = installed.run(installed.command, "coverage", "--json")
    assert all(
        row["checks"] or row["reason"] for row in json.loads(said) if "MUST" in row["keyword"]
    )
