"""Command line of the generator: ``python -m generate [--check] [--only LANGUAGE]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from . import go, ir, openapi, python, rust, source, typescript

Files = dict[str, str]
LANGUAGES: dict[str, Callable[[ir.Model], Files]] = {
    "python": python.files,
    "rust": rust.files,
    "go": go.files,
    "typescript": typescript.files,
    "openapi": openapi.files,
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


def orphans(files: Files) -> list[str]:
    """Return the generated files on disk that nothing generates any more."""
    folders = {(source.ROOT / path).parent for path in files}
    found = [file for folder in folders if folder.is_dir() for file in folder.iterdir()]
    paths = [file.relative_to(source.ROOT).as_posix() for file in found if _is_generated(file)]
    return sorted(path for path in paths if path not in files)


def _is_generated(file: Path) -> bool:
    if not file.is_file():
        return False
    head = file.read_bytes()[:200]
    return source.HEADER.encode() in head


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
    outdated, orphaned = stale(files), orphans(files)
    if options.check:
        for path in outdated + orphaned:
            print(f"stale: {path}", file=sys.stderr)
        if outdated or orphaned:
            print('run "make generate" and commit the result', file=sys.stderr)
        return 1 if outdated or orphaned else 0
    for path in orphaned:
        (source.ROOT / path).unlink()
        print(f"removed {path}")
    for path in outdated:
        file = source.ROOT / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files[path], encoding="utf-8")
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
