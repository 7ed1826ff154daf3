"""Writes the table of features into the README of the repository: `python tests/features/table.py --write`.

Its rows are the list of features, each behind a test for each language; and what is proven elsewhere, with the
place of the proof in each language. `--check` fails when the README holds another table.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT / "tests")]  # in place of this folder, whose modules are a package

from features.catalog import LANGUAGES  # noqa: E402 - needs the path above
from features.elsewhere import PROOFS  # noqa: E402
from features.features import FEATURES  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- features -->\n", "<!-- /features -->\n"


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def table() -> str:
    """The table in Markdown: a row a feature, a column a language."""
    lines = [
        row("", *(language.title for language in LANGUAGES)),
        row("---", *(":---:" for _ in LANGUAGES)),
    ]
    group = ""
    blank = ("",) * len(LANGUAGES)
    for feature in FEATURES:
        if feature.group != group:
            group = feature.group
            lines.append(row(f"**{group}**", *blank))
        lines.append(row(feature.sentence, *("✓" for _ in LANGUAGES)))
    lines.append(row("**Tests, tools and packages**", *blank))
    for proof in PROOFS:
        cells = (f"[✓]({proof.places[language.key]})" for language in LANGUAGES)
        lines.append(row(proof.sentence, *cells))
    return "".join(lines)


def replaced(text: str) -> str:
    """The README with the table of today."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"README.md lacks the marks {BEGIN.strip()} and {END.strip()}")
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def main() -> int:
    """0 when the README holds the table (`--check`), or once it does (`--write`)."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="fail when the README is stale")
    what.add_argument("--write", action="store_true", help="write it into the README")
    options = parser.parse_args()
    if not (options.check or options.write):
        print(table(), end="")
        return 0
    text = README.read_text()
    new = replaced(text)
    if options.write:
        README.write_text(new)
    elif new != text:
        print("the table in README.md is stale: run python tests/features/table.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
