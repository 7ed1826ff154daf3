"""Every feature in every language: one test a cell of the table in the README."""

from __future__ import annotations

import functools

import pytest

from features.features import FEATURES


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.check.__name__)
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


def test_every_sentence_stands_once() -> None:
    sentences = [(feature.group, feature.sentence) for feature in FEATURES]
    assert len(set(sentences)) == len(sentences)
