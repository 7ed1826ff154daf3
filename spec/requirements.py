"""Collect the requirements of the chapters into requirements.json, and write the tables of the text.

python spec/requirements.py           write both
python spec/requirements.py --check   write nothing; fail when something is stale or a rule is broken

A requirement is a list item of a chapter: its id in bold, then one sentence with one keyword.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

import tables

SPEC = Path(__file__).resolve().parent
COLLECTED = SPEC / "requirements.json"
RETIRED = SPEC / "retired.txt"
PREFIXES = {
    "01-framing.md": "FRM",
    "02-messages.md": "RPC",
    "03-lifecycle.md": "LIF",
    "04-tools.md": "TOL",
    "05-hooks.md": "HOK",
    "06-providers.md": "PRV",
    "07-contexts.md": "CTX",
    "08-orchestrators.md": "ORC",
    "09-approvals.md": "APR",
    "10-content.md": "CNT",
    "11-capabilities-and-channels.md": "CHN",
    "12-sessions-and-host-services.md": "SES",
    "13-http.md": "HTP",
}
"""The chapters in order, each with the prefix of its ids."""

_ID = re.compile(r"\b[A-Z]{3}-[0-9]{3}\b")
_HEAD = re.compile(r"\*\*([A-Z]{3}-[0-9]{3})\*\* (.+)")
_KEYWORD = re.compile(r"\b(MUST NOT|SHOULD NOT|MUST|SHOULD|MAY)\b")
_CODE = re.compile(r"`[^`]*`")
_SENTENCE_END = re.compile(r"[.!?](?= [A-Z`\"]|$)")


class Requirement(NamedTuple):
    """One sentence of the specification; `level` is its keyword."""

    id: str
    level: str
    chapter: str
    text: str


def paragraphs(text: str) -> list[str]:
    """Split a chapter into paragraphs and list items, each joined to one line; code is left out."""
    found: list[list[str]] = [[]]
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            found.append([])
        elif fenced or line.startswith(("<!--", "#")):
            continue
        elif not line.strip() or line.startswith("|"):
            found.append([line] if line.strip() else [])
        else:
            item = line.startswith("- ")
            if item:
                found.append([])
            found[-1].append(line[2:] if item else line)
    return [" ".join(part.strip() for part in lines) for lines in found if lines]


def read_chapter(chapter: str, text: str) -> tuple[list[Requirement], list[str]]:
    """Return the requirements of a chapter and what is wrong with them."""
    found, faults = [], []
    for paragraph in paragraphs(text):
        head = _HEAD.fullmatch(paragraph)
        if head is None:
            faults += _stray_keywords(chapter, paragraph)
            continue
        name, sentence = head.groups()
        plain = _CODE.sub("``", sentence)
        keywords = _KEYWORD.findall(plain)
        found.append(Requirement(name, keywords[0] if keywords else "", chapter, sentence))
        faults += [
            f"{chapter}: {name} {fault}" for fault in _faults(chapter, name, plain, keywords)
        ]
    return found, faults


def _stray_keywords(chapter: str, paragraph: str) -> list[str]:
    bold = re.search(r"\*\*[A-Z]{3}-[0-9]{3}\*\*", paragraph)
    plain = _CODE.sub("``", paragraph)
    if bold or _KEYWORD.search(plain):
        return [f"{chapter}: a keyword or a bold id outside a requirement: {paragraph[:80]!r}"]
    return []


def _faults(chapter: str, name: str, plain: str, keywords: list[str]) -> list[str]:
    faults = []
    prefix = PREFIXES.get(chapter, name[:3])
    if not name.startswith(prefix):
        faults.append(f"must begin with {prefix} in this chapter")
    if len(keywords) != 1:
        faults.append(f"must have one keyword, it has {len(keywords)}")
    if len(_SENTENCE_END.findall(plain)) != 1 or not plain.endswith("."):
        faults.append("must be one sentence that ends with a full stop")
    return faults


def collect(chapters: dict[str, str]) -> tuple[list[Requirement], list[str]]:
    """Return all requirements, sorted by chapter and id, and every fault of the text."""
    found: list[Requirement] = []
    faults: list[str] = []
    for chapter, text in chapters.items():
        more, wrong = read_chapter(chapter, text)
        found += sorted(more)
        faults += wrong
    ids = [requirement.id for requirement in found]
    faults += [f"{name} is given twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    for chapter, text in chapters.items():
        named = set(_ID.findall(text)) - set(ids)
        faults += [f"{chapter}: {name} is named and is no requirement" for name in sorted(named)]
    return found, faults


def reuse_faults(found: list[Requirement], before: list[str], retired: list[str]) -> list[str]:
    """Return what breaks the rule that an id is never used again."""
    now = {requirement.id for requirement in found}
    faults = [f"{name} is retired and must not be used again" for name in retired if name in now]
    gone = [name for name in before if name not in now and name not in retired]
    return faults + [f"{name} is gone from the text: list it in retired.txt" for name in gone]


def retired_ids(text: str) -> list[str]:
    """Return the ids of retired.txt: the first word of each line that is no comment."""
    return [line.split()[0] for line in text.splitlines() if line.strip() and line[0] != "#"]


def as_json(found: list[Requirement]) -> str:
    """Return the list as it is committed."""
    rows = ",\n".join("    " + json.dumps(r._asdict(), ensure_ascii=False) for r in found)
    about = "Collected from the chapters by spec/requirements.py; do not edit."
    return f'{{\n  "description": "{about}",\n  "requirements": [\n{rows}\n  ]\n}}\n'


def main(arguments: list[str]) -> int:
    """Write or check; return the exit code."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(__doc__, file=sys.stderr)
        return 2
    pages = {path: path.read_text() for path in sorted(SPEC.glob("*.md"))}
    written = {path: tables.fill(text) for path, text in pages.items()}
    found, faults = collect({name: (SPEC / name).read_text() for name in PREFIXES})
    committed = COLLECTED.read_text() if COLLECTED.exists() else as_json([])
    before = [row["id"] for row in json.loads(committed)["requirements"]]
    faults += reuse_faults(found, before, retired_ids(RETIRED.read_text()))
    written[COLLECTED], pages[COLLECTED] = as_json(found), committed
    stale = [path for path, text in written.items() if pages[path] != text]
    if check:
        faults += [f"{path.name} is stale: run python spec/requirements.py" for path in stale]
    elif not faults:
        for path in stale:
            path.write_text(written[path])
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
