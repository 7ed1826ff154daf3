"""What the documents of the repository name is there: links, paths, folders of the SDKs, targets of make."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(ROOT.glob("*.md"))
SDKS = ("sdk-python/src/amplifier_ipc", "sdk-rust", "sdk-go", "sdk-typescript")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
SPAN = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"^\.?[A-Za-z][\w.*-]*(/[\w.*-]+)*/?$")
# The first words of command lines that are no paths.
BUILT = (".venv/", "target/", "build/")


def prose(document: Path) -> str:
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def named_paths(document: Path) -> list[str]:
    """Code spans, and words of code spans, that look like a path from the root."""
    words = [word for span in SPAN.findall(prose(document)) for word in span.split()]
    tops = {path.name for path in ROOT.iterdir()}
    paths = [
        word.removeprefix("./")
        for word in words
        if "/" in word and PATH.match(word.removeprefix("./"))
    ]
    return [path for path in paths if path.split("/")[0] in tops and not path.startswith(BUILT)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    for target, _ in LINK.findall(prose(document)):
        if not target.startswith(("http://", "https://")):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_named_exists(document):
    missing = [path for path in named_paths(document) if not any(ROOT.glob(path.rstrip("/")))]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_of_make_exists(document):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    targets |= set(" ".join(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)).split())
    named = re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets


def test_the_documents_are_there_and_name_paths():
    assert {"ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md"} <= {
        document.name for document in DOCUMENTS
    }
    assert len(named_paths(ROOT / "ARCHITECTURE.md")) > 30


def test_the_rooms_of_the_sdks_are_where_the_tour_says():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    rooms = [row[2:] for row in rows if len(row) == 6 and row[0] != "room"]
    assert len(rooms) > 7
    for room in rooms:
        for sdk, cell in zip(SDKS, room, strict=True):
            for path in SPAN.findall(cell):
                assert (ROOT / sdk / path).exists(), f"{sdk}/{path}"


def test_the_files_in_diagrams_of_the_host_exist():
    host = ROOT / "host" / "src" / "amplifier_ipc_host"
    fences = "".join(FENCE.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")))
    named = set(re.findall(r"\b\w+\.pyi?\b", fences))
    assert len(named) > 10
    assert not [name for name in named if not (host / name).exists()]
