"""The command, as a user runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
COMMAND = str(BIN / "amplifier-conformance")
REFERENCE = [sys.executable, str(ROOT / "conformance" / "mutants" / "reference")]
OLD = [sys.executable, str(ROOT / "conformance" / "tests" / "services" / "version0.py")]
LEAVING = str(ROOT / "conformance" / "tests" / "services" / "leaving.py")


def run(*words: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, "COLUMNS": "160", **(env or {})},
    )


def test_a_service_that_conforms_ends_with_0() -> None:
    done = run("check", "--only", "tools", "--", *REFERENCE)
    assert done.returncode == 0, done.stdout
    assert "conforms to 1.0" in done.stdout.splitlines()[-1]


def test_a_failure_ends_with_1_and_tells_the_sentence_the_wire_and_how_to_run_it_again() -> None:
    done = run("check", "--only", "tools", "--", *REFERENCE, "--break", "tol-012-what")
    assert done.returncode == 1
    assert "TOL-012" in done.stdout
    assert "A service MUST answer a tool that it does not have" in done.stdout
    assert "no_such_tool_" in done.stdout
    assert "amplifier-conformance check --only tools.unknown_tool" in done.stdout


def test_the_replay_command_runs_that_check_again() -> None:
    broken = [*REFERENCE, "--break", "tol-012-what"]
    done = run("check", "--only", "tools.unknown_tool", "--", *broken)
    assert done.returncode == 1
    assert "1 failed" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["check", "--only", "nonsense", "--", "true"],
        ["check", "--execute", "x", "--", "true"],
        ["nonsense"],
    ],
)
def test_usage_ends_with_2_in_a_sentence(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_command_that_cannot_be_started_ends_with_3_in_a_sentence() -> None:
    done = run("check", "--", "./no-such-service")
    assert done.returncode == 3
    assert "cannot be started" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_service_that_dies_at_once_fails_with_what_it_said() -> None:
    done = run("check", "--", sys.executable, "-c", "raise SystemExit('no configuration found')")
    assert done.returncode == 1
    assert "the service ended" in done.stdout
    assert "no configuration found" in done.stdout


def test_nothing_verified_is_no_pass() -> None:
    done = run("check", "--only", "messages.full_duplex", "--", *OLD, "--legacy")
    assert done.returncode == 3
    assert (
        "nothing verified" in done.stdout.splitlines()[-1].lower() or "not verified" in done.stdout
    )


def test_a_version_0_service_fails_without_the_flag_and_the_report_names_it() -> None:
    done = run("check", "--only", "lifecycle.describe", "--", *OLD)
    assert done.returncode == 1
    assert "--legacy" in done.stdout


def test_a_version_0_service_passes_with_the_flag_and_the_rest_is_not_applicable() -> None:
    done = run("check", "--legacy", "--allow-effects", "--json", "/dev/stderr", "--", *OLD)
    assert done.returncode == 0, done.stdout
    assert "version 0 never promised it" in done.stderr


def test_reports_are_written(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("r.json", "r.xml", "r.html", "r.svg")}
    done = run(
        *["check", "--only", "tools", "--json", files["r.json"], "--junit", files["r.xml"]],
        *["--html", files["r.html"], "--badge", files["r.svg"], "--", *REFERENCE],
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(files["r.json"].read_text())["conclusion"] == "conforms"
    assert ET.parse(files["r.xml"]).getroot().tag in ("testsuites", "testsuite")
    assert files["r.html"].read_text().startswith("<!doctype html>")
    assert ET.parse(files["r.svg"]).getroot().tag.endswith("svg")


def test_a_known_failure_does_not_count_and_is_told_when_it_passes_again(tmp_path: Path) -> None:
    known = tmp_path / "known.yaml"
    broken = [*REFERENCE, "--break", "tol-012-what"]
    only = ["--only", "tools.unknown_tool", "--only", "tools.names"]
    run("check", *only, "--baseline", known, "--update-baseline", "--", *broken)
    again = run("check", *only, "--baseline", known, "--", *broken)
    assert again.returncode == 0, again.stdout
    healed = run("check", *only, "--baseline", known, "--", *REFERENCE)
    assert healed.returncode == 0
    assert "pass now" in healed.stdout
    assert "tools.unknown_tool" in healed.stdout


def test_a_should_fails_only_a_strict_run() -> None:
    broken = [*REFERENCE, "--break", "tol-003-empty"]
    lenient, strict = (
        run("check", "--only", "TOL-003", *more, "--", *broken) for more in ([], ["--strict"])
    )
    assert (lenient.returncode, strict.returncode) == (3, 1)


def test_no_process_is_left_behind() -> None:
    words = [sys.executable, LEAVING, *REFERENCE]
    done = run(
        "check",
        "--only",
        "lifecycle.sigterm",
        "--json",
        "/dev/stdout",
        "--",
        *words,
        "--break",
        "lif-072-stays",
    )
    told = [line for line in done.stdout.splitlines() if "grandchild" in line]
    pids = [int(word) for line in told for word in re.findall(r"grandchild (\d+)", line)]
    assert done.returncode == 1
    assert pids, "the test service told no grandchild"
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_explain_and_list_and_coverage() -> None:
    explained = run("explain", "TOL-012")
    assert explained.returncode == 0
    assert "tools.unknown_tool" in explained.stdout
    assert run("explain", "nothing.such").returncode == 2
    rows = json.loads(run("list", "--json").stdout)
    assert {"name", "of", "title", "requirements"} <= set(rows[0])
    assert run("coverage").returncode == 0


def test_cases_of_a_user_are_added(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "area: mine\ncases:\n- name: answers\n  title: It answers\n  requirements: [RPC-057]\n"
        "  steps:\n  - send: {id: m, method: ping}\n  - expect: {id: m, result: {}}\n"
    )
    done = run("check", "--cases", tmp_path, "--only", "mine", "--", *REFERENCE)
    assert done.returncode == 0, done.stderr
    (tmp_path / "mine.yaml").write_text("area: mine\ncases: [{name: x}]\n")
    wrong = run("check", "--cases", tmp_path, "--", *REFERENCE)
    assert wrong.returncode == 2
    assert "mine.yaml" in wrong.stderr


def test_several_services_are_judged_side_by_side(tmp_path: Path) -> None:
    rows = [
        {"name": "good", "command": REFERENCE},
        {"name": "bad", "command": [*REFERENCE, "--break", "tol-012-what"]},
    ]
    file = tmp_path / "services.yaml"
    file.write_text(json.dumps({"services": rows}))
    done = run("check-all", file, "--only", "tools")
    assert done.returncode == 1
    assert "good: conforms" in done.stdout
    assert "bad: does not conform" in done.stdout


def test_the_pytest_plugin_makes_a_test_of_each_check(tmp_path: Path) -> None:
    command = " ".join([*REFERENCE, "--break", "tol-012-what"])
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(tmp_path),
            "--amplifier-service",
            command,
            "--amplifier-only",
            "tools",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=tmp_path,
    )
    assert "1 failed" in done.stdout, done.stdout
    assert "tools.unknown_tool" in done.stdout
