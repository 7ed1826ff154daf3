"""Where the catalog's own definitions lie, for what every agent may need: the mock provider."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import DefinitionError

MOCK = Path("providers") / "mock" / "mock.yaml"


def mock_provider() -> Path:
    """The definition of the mock provider; raises DefinitionError where the catalog is not at hand.

    The catalog is `$AMPLIFIER_SERVICES`, or the `services` folder of the checkout that this package runs from.
    """
    named = os.environ.get("AMPLIFIER_SERVICES")
    folders = (
        [Path(named)]
        if named
        else [parent / "services" for parent in Path(__file__).resolve().parents]
    )
    for folder in folders:
        if (folder / MOCK).is_file():
            return folder / MOCK
    raise DefinitionError(
        "the agent has no provider, and the mock provider was not found",
        "take in a behavior with a provider, or set AMPLIFIER_SERVICES to the catalog's folder",
    )
