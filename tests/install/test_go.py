"""The Go module of the SDK, replaced by its folder, in an empty module."""

from __future__ import annotations

import pytest
from features import quickstart
from features.catalog import ROOT

pytestmark = pytest.mark.timeout(1500)
MODULE = "github.com/amplifier-ipc/amplifier-ipc/sdk-go"


@pytest.fixture(scope="module")
def installed(project):
    project = project("go")
    project.environment |= {"GOWORK": "off", "GOFLAGS": "-mod=mod"}
    project.run("go", "mod", "init", "words")
    project.run("go", "mod", "edit", "-replace", f"{MODULE}={ROOT / 'sdk-go'}")
    project.write("main.go", quickstart.program(project.language))
    project.run("go", "mod", "tidy")
    return project


def test_the_quick_start_works_as_written(installed, talk):
    installed.run("go", "build", "-o", "words", ".")
    quickstart.answers(talk(installed, installed.folder / "words"))


def test_it_is_formatted_and_vetted(installed):
    assert installed.run("gofmt", "-l", ".") == ""
    installed.run("go", "vet", "./...")


def test_the_documentation_tells_what_a_newcomer_looks_for(installed):
    assert "func AddTool" in installed.run("go", "doc", MODULE, "AddTool")
