"""What a user types: files that are mentioned are put before it (services.md §7)."""

from __future__ import annotations

import os
from pathlib import Path

from .includes import Origin, Part, as_text
from .mentions import find
from .reading import why_not
from .workspace import read_text


def expand(text: str, cwd: Path) -> tuple[str, list[Part], list[str]]:
    """The prompt with the files that it mentions before it, these files, and what was not found.

    The text itself stays as it was typed. A user may name any file; what stands in it is not followed.
    """
    parts: dict[str, Part] = {}
    warnings: list[str] = []
    for mention in find(text):
        if mention.service is not None:
            continue  # `@service:path` is for texts of services
        path = (cwd / os.path.expanduser(mention.path)).resolve()
        content = read_text(path)
        if content is None:
            warnings.append(f"{mention.text} stays as typed: {why_not(path)}")
            continue
        part = Part(str(path), content, Origin(str(path.parent)), "mention")
        parts.setdefault(part.digest, part)
    found = list(parts.values())
    return (f"{as_text(found)}\n\n{text}" if found else text), found, warnings
