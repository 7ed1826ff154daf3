"""What a service can do, in each language: the checks behind the table in the README."""

import pytest

# A failed assertion of a check shows its values, as one of a test module does.
_CHECKS = [
    "calls",
    "components",
    "contexts",
    "driver",
    "failures",
    "lifecycle",
    "lines",
    "quickstart",
    "turns",
    "validation",
]
pytest.register_assert_rewrite(*(f"{__name__}.{name}" for name in _CHECKS))
