"""`amplifier-ipc doctor`: what it finds, how that is mended, and that the mending helps."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host.files import make_private

COMMAND = str(Path(sys.executable).parent / "amplifier-ipc")


class Patient:
    """A home with what is wrong in it, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.path = "/usr/bin:/bin"

    def run(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [COMMAND, *words],
            cwd=self.folder,
            env={"PATH": self.path, "AMPLIFIER_HOME": str(self.home), "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done
        return done.stdout

    def wrong(self, area: str) -> list[dict[str, str]]:
        """The findings of an area that want mending, of a command that fails for them alone."""
        told = json.loads(self.run("doctor", "--json", code=1))
        assert told["ok"] is False
        found = [each for each in told["findings"] if not each["ok"]]
        assert {each["area"] for each in found} == {area}, found
        return found

    def well(self) -> bool:
        return bool(json.loads(self.run("doctor", "--json"))["ok"])

    def behavior(self, name: str, **body: object) -> Path:
        path = self.folder / f"{name}.yaml"
        path.write_text(json.dumps({"behavior": {"ref": name, **body}}))
        self.run("register", str(path))
        return path

    def npm(self) -> Path:
        """A service that is built by npm, from nothing but itself."""
        source = self.folder / "source"
        source.mkdir()
        (source / "package.json").write_text('{"name": "x", "version": "1.0.0", "bin": "x.js"}')
        (source / "x.js").write_text("")
        self.behavior("x", service={"stack": "npm", "source": "./source"})
        return source

    def session(self, name: str, **metadata: str) -> Path:
        folder = self.home / "sessions" / name
        make_private(folder)
        for file, text in (("lock", ""), ("metadata.json", json.dumps(metadata))):
            (folder / file).touch(mode=0o600)
            (folder / file).write_text(text)
        return folder


@pytest.fixture
def patient(tmp_path):
    return Patient(tmp_path)


def test_a_new_home_is_well_and_looking_makes_none(patient):
    assert patient.well()
    assert not patient.home.exists()


def test_people_read_lines(patient):
    lines = patient.run("doctor").splitlines()
    assert any(line.startswith("✓ toolchain: npm: /") for line in lines)


def test_a_tool_matters_when_a_service_needs_it(patient):
    patient.path = str(patient.folder)
    assert patient.well()
    patient.npm()
    told = json.loads(patient.run("doctor", "--json", code=1))["findings"]
    (tool,) = [each for each in told if each["area"] == "toolchain" and not each["ok"]]
    assert "npm is not installed" in tool["what"]
    assert tool["mend"] == "install Node.js: https://nodejs.org"


def test_environments_missing_and_stale(patient):
    source = patient.npm()
    (missing,) = patient.wrong("environment")
    assert missing["what"] == "service x is not installed"
    patient.run(*shlex.split(missing["mend"])[1:])
    assert patient.well()
    (source / "x.js").write_text("// changed\n")
    (stale,) = patient.wrong("environment")
    assert stale["what"] == "service x has changed since it was installed"
    patient.run(*shlex.split(stale["mend"])[1:])
    assert patient.well()


def test_what_the_settings_put_in_a_services_place_is_built_beside_it(patient):
    """`service_overrides` with a source: what was built from the definition's own stays as it is."""
    patient.npm()
    patient.run("install")
    own = patient.folder / "own"
    own.mkdir()
    (own / "package.json").write_text('{"name": "x", "version": "2.0.0", "bin": "x.js"}')
    (own / "x.js").write_text("")
    settings = patient.home / "settings.yaml"
    settings.touch(mode=0o600)
    settings.write_text("service_overrides: {x: {source: ./own}}\n")
    (missing,) = patient.wrong("environment")
    assert missing["what"] == "service x is not installed"
    (row,) = json.loads(patient.run("service", "list", "--json"))
    assert (row["state"], row["source"]) == ("missing", str(own))
    patient.run(*shlex.split(missing["mend"])[1:])
    assert patient.well()
    settings.write_text("")
    assert patient.well()
    assert len(list((patient.home / "environments").iterdir())) == 2


@pytest.mark.parametrize(
    ("file", "text", "what"),
    [
        ("settings.yaml", "provder: x\n", "'provder' is no setting; did you mean 'provider'?"),
        ("settings.yaml", "provider: [1]\n", "the setting 'provider' does not fit"),
        ("keys.env", "no line\n", "keys.env:1 is no line such as"),
    ],
)
def test_settings_and_keys_that_cannot_be_used(patient, file, text, what):
    make_private(patient.home)
    (patient.home / file).touch(mode=0o600)
    (patient.home / file).write_text(text)
    (found,) = patient.wrong("settings")
    assert what in found["what"]
    (patient.home / file).write_text("")
    assert patient.well()


def test_an_environment_of_a_definition_that_is_gone(patient):
    patient.npm()
    patient.run("install")
    patient.run("unregister", "x")
    assert patient.well()
    (patient.folder / "x.yaml").unlink()
    (found,) = patient.wrong("environment")
    assert str(patient.folder / "x.yaml") in found["what"]
    subprocess.run(shlex.split(found["mend"]), check=True)
    assert patient.well()


def test_a_definition_that_is_broken(patient):
    path = patient.behavior("b")
    path.write_text("behavior: [")
    (found,) = patient.wrong("definition")
    assert f"{path} is not YAML" in found["what"]


def test_a_definition_that_is_gone(patient):
    path = patient.behavior("b")
    path.unlink()
    (found,) = patient.wrong("definition")
    assert found["what"] == f"behavior b: {path} is not there any more"
    patient.run(*shlex.split(found["mend"])[1:])
    assert patient.well()


def test_a_copy_that_is_gone(patient):
    patient.behavior("b")
    for copy in (patient.home / "definitions").iterdir():
        copy.unlink()
    (found,) = patient.wrong("definition")
    assert "behavior b: its copy" in found["what"]


def test_a_registry_that_is_broken(patient):
    patient.behavior("b")
    (patient.home / "behaviors.yaml").write_text("a: [")
    (found,) = patient.wrong("definition")
    assert "behaviors.yaml cannot be read" in found["what"]


@pytest.mark.parametrize("which", [".", "behaviors.yaml", "definitions"])
def test_what_others_can_read(patient, which):
    patient.behavior("b")
    assert patient.well()
    path = patient.home / which
    path.chmod(0o755 if path.is_dir() else 0o644)
    (found,) = patient.wrong("permission")
    assert found["what"].startswith(f"{path} is open to other users")
    subprocess.run(shlex.split(found["mend"]), check=True)
    assert patient.well()
    assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


def test_a_session_that_was_broken_off(patient):
    folder = patient.session("20261121-abc", status="running")
    patient.session("20261121-def", status="completed")
    with (folder / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert patient.well()  # somebody is at work
    (found,) = patient.wrong("lock")
    assert "20261121-abc" in found["what"]
    assert "amplifier-ipc session resume 20261121-abc" in found["mend"]


def test_looking_does_not_change_anything(patient):
    patient.npm()
    patient.session("20261121-abc", status="running")
    before = {path: os.stat(path).st_mtime_ns for path in patient.home.rglob("*")}
    patient.run("doctor", code=1)
    assert {path: os.stat(path).st_mtime_ns for path in patient.home.rglob("*")} == before
