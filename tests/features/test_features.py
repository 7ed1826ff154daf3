"""Every feature in every language: one test a cell of the table in the README."""

from __future__ import annotations

import functools

import pytest

from features.catalog import Feature
from features.features import FEATURES


def name(feature: Feature) -> str:
    """Such as `calls.state`: where the check is found."""
    return f"{feature.check.__module__.rpartition('.')[2]}.{feature.check.__name__}"


@pytest.mark.parametrize("feature", FEATURES, ids=name)
def test_feature(feature, language, pool, start) -> None:
    if feature.fresh:
        feature.check(functools.partial(start, language.everything))
        return
    try:
        service = pool.get(language)
        feature.check(service)
        service.verdict()
    except BaseException:
        pool.drop(language)
        raise
