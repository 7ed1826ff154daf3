"""``check_conformance``: which command it runs, and what becomes of the exit codes."""

import json
import re
import sys

import pytest
from amplifier_ipc.testing import check_conformance

SUITE = """#!{python}
import json, pathlib, sys
pathlib.Path({told!r}).write_text(json.dumps(sys.argv[1:]))
print("the report")
print("a warning", file=sys.stderr)
sys.exit({code})
"""


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """Make a suite that ends with a code, by default the one that the environment names; return what it was told."""
    told = tmp_path / "told.json"

    def made(code=0, path="suite", override=True):
        program = tmp_path / path
        program.parent.mkdir(exist_ok=True)
        program.write_text(SUITE.format(python=sys.executable, told=str(told), code=code))
        program.chmod(0o755)
        if override:
            monkeypatch.setenv("AMPLIFIER_CONFORMANCE", str(program))
        return program

    monkeypatch.delenv("AMPLIFIER_CONFORMANCE", raising=False)
    made.told = lambda: json.loads(told.read_text())
    return made


@pytest.mark.parametrize("command", [("./service", "-v"), (["./service", "-v"],)])
def test_a_command_is_checked(suite, command):
    suite()
    check_conformance(*command)
    assert suite.told() == ["check", "--", "./service", "-v"]


def test_every_option_is_passed_on(suite):
    suite()
    check_conformance(
        "./service",
        only=["framing", "RPC-012"],
        skip=["fuzz"],
        allow_effects=True,
        execute={"greet": {"name": "Ö"}, "stop": {}},
    )
    told = suite.told()
    assert told[:8] == [
        *("check", "--only", "framing", "--only", "RPC-012"),
        *("--skip", "fuzz", "--allow-effects"),
    ]
    greet, stop = told[9], told[11]
    assert (told[8], told[10], told[12:]) == ("--execute", "--execute", ["--", "./service"])
    assert (greet.partition("=")[0], stop) == ("greet", "stop={}")
    assert json.loads(greet.partition("=")[2]) == {"name": "Ö"}


def test_a_service_that_does_not_conform_fails_with_the_report(suite):
    suite(1)
    with pytest.raises(AssertionError, match=r"does not conform:\nthe report$"):
        check_conformance("./service")


@pytest.mark.parametrize(
    ("code", "says"), [(2, "usage"), (3, "could verify nothing"), (9, "exit code 9")]
)
def test_a_run_that_proves_nothing_is_no_pass(suite, code, says):
    suite(code)
    with pytest.raises(RuntimeError, match=rf"{re.escape(says)}(?s:.*)the report\na warning$"):
        check_conformance("./service")


def test_the_suite_beside_this_python_comes_before_the_one_in_path(suite, tmp_path, monkeypatch):
    suite(1, "bin/amplifier-conformance", override=False)
    beside = suite(0, "venv/amplifier-conformance", override=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(beside.with_name("python")))
    check_conformance("./service")
    beside.unlink()
    with pytest.raises(AssertionError):
        check_conformance("./service")


@pytest.mark.parametrize("override", ["", "nowhere/suite"])
def test_a_suite_that_is_missing_says_how_to_install_it(tmp_path, monkeypatch, override):
    monkeypatch.setenv("AMPLIFIER_CONFORMANCE", override)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(FileNotFoundError, match="pip install amplifier-ipc-conformance"):
        check_conformance("./service")


def test_without_a_command_it_says_so():
    with pytest.raises(TypeError, match="needs a command"):
        check_conformance()
