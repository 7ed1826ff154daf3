"""The crate of the Rust SDK, by its path, in an empty package."""

from __future__ import annotations

import re
import shutil

import pytest
from features import quickstart
from features.catalog import ROOT

pytestmark = pytest.mark.timeout(300)
TARGET = (
    ROOT / "target" / "install"
)  # kept between runs: only the first one compiles the dependencies


@pytest.fixture(scope="module")
def installed(project):
    project = project("rust")
    block = re.search(r"^```toml\n(.*?)^```$", quickstart.readme(project.language), re.M | re.S)
    assert block, "the quick start says what to write into Cargo.toml"
    assert "[dependencies]\n" in block[1]
    package = '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2024"\n\n'
    by_path = f'amplifier-ipc = {{ path = "{ROOT / "sdk-rust"}"'
    dependencies = re.sub(r'^amplifier-ipc = "[\d.]+"', by_path + " }", block[1], flags=re.M)
    dependencies = re.sub(
        r'^amplifier-ipc = \{ (path|version) = "[^"]*"', by_path, dependencies, flags=re.M
    )
    assert str(ROOT) in dependencies, dependencies
    project.write(
        "Cargo.toml", dependencies if "[package]" in dependencies else package + dependencies
    )
    project.write("src/main.rs", quickstart.program(project.language))
    shutil.copy(
        ROOT / "Cargo.lock", project.folder
    )  # the versions that are tested, and are at hand
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
