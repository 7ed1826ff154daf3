"""The folder of a content is found by what is in it, and the links that lead out of it are seen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from amplifier_conformance.links import folder, leading_out


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program with content beside it, in which two links lead out and two do not."""
    held = tmp_path / "service" / "content"
    (held / "context").mkdir(parents=True)
    (held / "context" / "hello.md").write_bytes(b"hello\n")
    (held / "again.md").symlink_to("context/hello.md")
    (held / "more").symlink_to("context")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"secret\n")
    (held / "leak.md").symlink_to(outside / "secret.md")
    (held / "up").symlink_to(outside)
    (held / "nowhere").symlink_to(tmp_path / "gone")
    (held / "circle").symlink_to("circle")
    found = tmp_path / "service" / "serve.py"
    found.write_text("")
    return found


def test_the_folder_beside_the_program_is_found(program: Path) -> None:
    command = (sys.executable, "-c", "/" + "x" * 5000, str(program))
    found = folder(command, {"context/hello.md": b"hello\n"})
    assert found == program.parent / "content"


def test_a_folder_that_holds_something_else_is_not(program: Path) -> None:
    command = (sys.executable, str(program))
    assert folder(command, {"context/hello.md": b"bye\n"}) is None
    assert folder(command, {"context/hello.md": None}) is None


def test_of_two_folders_that_hold_the_same_neither_is_taken(program: Path) -> None:
    copy = program.parent / "copy" / "context"
    copy.mkdir(parents=True)
    (copy / "hello.md").write_bytes(b"hello\n")
    assert folder((str(program),), {"context/hello.md": b"hello\n"}) is None


def test_only_links_that_lead_out_are_named(program: Path) -> None:
    assert leading_out(program.parent / "content") == ["leak.md", "up/secret.md"]
