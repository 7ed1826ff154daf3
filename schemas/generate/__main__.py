"""Command line of the generator: ``python -m generate [--check] [--only LANGUAGE]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from . import go, ir, python, rust, source, typescript

Files = dict[str, str]
LANGUAGES: dict[str, Callable[[ir.Model], Files]] = {
    "python": python.files,
    "rust": rust.files,
    "go": go.files,
    "typescript": typescript.files,
}


def generate(only: str | None = None) -> Files:
    """Return every generated file as {path from the repository's root: text}."""
    model = ir.build(source.load())
    result: Files = {}
    for name, emit in LANGUAGES.items():
        if only in (None, name):
            result.update(emit(model))
    return result


def stale(files: Files) -> list[str]:
    """Return the paths whose content on disk differs."""
    return [path for path, text in files.items() if _on_disk(path) != text]


def _on_disk(path: str) -> str | None:
    file = source.ROOT / path
    return file.read_text(encoding="utf-8") if file.exists() else None


def main() -> int:
    """Write the files, or check them; returns the exit code."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    parser.add_argument("--only", choices=LANGUAGES, help="this language alone")
    options = parser.parse_args()
    files = generate(options.only)
    outdated = stale(files)
    if options.check:
        for path in outdated:
            print(f"stale: {path}", file=sys.stderr)
        if outdated:
            print('run "make generate" and commit the result', file=sys.stderr)
        return 1 if outdated else 0
    for path in outdated:
        file = source.ROOT / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files[path], encoding="utf-8")
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
