"""Every id that the sources, the vectors or the documents cite is a requirement of the text."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import requirements

ROOT = Path(requirements.__file__).resolve().parents[1]
VECTORS = ROOT / "conformance" / "vectors"
PLACES = [
    ROOT / name
    for name in (
        "bench",
        "conformance",
        "decisions",
        "examples",
        "host",
        "schemas",
        "sdk-go",
        "sdk-python",
        "sdk-rust",
        "sdk-typescript",
        "services",
        "tests",
    )
]
SUFFIXES = {".go", ".json", ".md", ".mjs", ".py", ".pyi", ".rs", ".toml", ".ts", ".yaml", ".yml"}
BUILT = {".venv", "__pycache__", "build", "dist", "node_modules", "target"}
CITED = re.compile(rf"\b(?:{'|'.join(requirements.PREFIXES.values())})-[0-9]{{3}}\b")


def sources(places: Iterable[Path]) -> Iterator[Path]:
    """Walk over the files that people write; what was built is left out."""
    for place in places:
        for folder, inner, names in os.walk(place):
            inner[:] = [name for name in inner if name not in BUILT]
            yield from (Path(folder, name) for name in names if Path(name).suffix in SUFFIXES)


def cited(places: Iterable[Path]) -> dict[str, list[str]]:
    """Return the ids that are cited, each with the lines (`file:number`) that do."""
    found: dict[str, list[str]] = {}
    for path in sources(places):
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            for name in CITED.findall(line):
                found.setdefault(name, []).append(f"{path}:{number}")
    return found


def known() -> set[str]:
    """Return the ids as the chapters have them now, not as they were collected last."""
    chapters = {name: (requirements.SPEC / name).read_text() for name in requirements.PREFIXES}
    return {requirement.id for requirement in requirements.collect(chapters)[0]}


def test_what_is_cited_exists():
    assert {name: at for name, at in cited(PLACES).items() if name not in known()} == {}


def test_the_places_are_there():
    assert [place for place in PLACES if not place.is_dir()] == []


def test_the_walk_finds_what_the_vectors_cite():
    """Counted another way: by their member `requirements`."""
    listed = {
        name
        for path in VECTORS.glob("*.json")
        for case in json.loads(path.read_text()).get("cases", [])
        for name in case.get("requirements", [])
    }
    assert listed
    assert listed <= set(cited([VECTORS]))


@pytest.mark.parametrize(
    ("name", "text", "ids"),
    [
        ("a.rs", "//! Lines (FRM-003).\n", {"FRM-003"}),
        ("deep/a.go", "// FRM-001, RPC-999\n", {"FRM-001", "RPC-999"}),
        ("a.py", '"""Not UTF-8: \udcff; HOK-003."""\n', {"HOK-003"}),
        ("a.ts", "// RFC-001, FRM-01, XFRM-001, FRM-0011\n", set()),
        ("node_modules/a.ts", "// FRM-003\n", set()),
        ("a.bin", "FRM-003", set()),
    ],
)
def test_a_citation_is_found_where_people_write(tmp_path, name, text, ids):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, errors="surrogateescape")
    assert set(cited([tmp_path])) == ids


def test_a_citation_of_nothing_is_told_with_its_line(tmp_path):
    (tmp_path / "a.py").write_text("# first\n# RPC-999\n")
    assert cited([tmp_path]) == {"RPC-999": [f"{tmp_path / 'a.py'}:2"]}
    assert "RPC-999" not in known()
