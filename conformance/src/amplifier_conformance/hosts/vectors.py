"""The cases of `conformance/vectors` that a host can be asked, as long as they are at hand."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from ..protocol import Json
from ..verdicts import NotVerified

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "_vectors", _PACKAGE.parents[1] / "vectors")


@functools.cache
def cases(name: str) -> list[Json]:
    """The cases of a file; not verified if it does not come with the suite."""
    for folder in _PLACES:
        if (folder / f"{name}.json").is_file():
            found: list[Json] = json.loads((folder / f"{name}.json").read_text("utf-8"))["cases"]
            return found
    raise NotVerified(f"the vectors of {name} did not come with this suite")
