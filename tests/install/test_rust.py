"""The crate of the Rust SDK, by its path, in an empty package."""

from __future__ import annotations

import re
import shutil

import pytest
from features import quickstart
from features.catalog import ROOT

pytestmark = [pytest.mark.system, pytest.mark.timeout(1500)]
# Kept between runs: only the first one compiles the dependencies.
TARGET = ROOT / "target" / "install"
PACKAGE = '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2024"\n\n'


def manifest(readme: str) -> str:
    """The first Cargo.toml of the README, with the crate by its path in place of its version."""
    block = re.search(r"^```toml\n(.*?)^```$", readme, re.M | re.S)
    assert block, "the quick start says what to write into Cargo.toml"
    by_path = f'amplifier-ipc = {{ path = "{ROOT / "sdk-rust"}"'
    text = re.sub(r'^amplifier-ipc = "[\d.]+"', by_path + " }", block[1], flags=re.M)
    text = re.sub(r'^amplifier-ipc = \{ (?:path|version) = "[^"]*"', by_path, text, flags=re.M)
    assert by_path in text, block[1]
    return text if "[package]" in text else PACKAGE + text


@pytest.fixture(scope="module")
def installed(project):
    project = project("rust")
    project.write("Cargo.toml", manifest(quickstart.readme(project.language)))
    project.write("src/main.rs", quickstart.program(project.language))
    # The versions that are tested, and that are at hand.
    shutil.copy(ROOT / "Cargo.lock", project.folder)
    project.environment["CARGO_TARGET_DIR"] = str(TARGET)
    project.environment["CARGO_PROFILE_DEV_DEBUG"] = "0"
    return project


def test_the_quick_start_works_as_written(installed, talk):
    installed.run("cargo", "build", "--quiet")
    quickstart.answers(talk(installed, TARGET / "debug" / "words"))


def test_the_crate_says_what_it_is(installed):
    listed = installed.run("cargo", "tree", "--depth", "1", "--prefix", "none", "-f", "{p} {l}")
    (crate,) = [line for line in listed.splitlines() if line.startswith("amplifier-ipc v")]
    assert crate.startswith("amplifier-ipc v0.1.0")
    assert crate.endswith("MIT")
