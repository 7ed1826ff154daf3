"""The table in the README is what the lists give, and every cell has a proof."""

from __future__ import annotations

import pytest

from features import table
from features.catalog import LANGUAGES, ROOT
from features.elsewhere import PROOFS
from features.features import FEATURES


def test_the_readme_holds_the_table() -> None:
    text = table.README.read_text()
    assert table.replaced(text) == text, "run python tests/features/table.py --write"


def test_every_sentence_stands_once() -> None:
    sentences = [(feature.group, feature.sentence) for feature in FEATURES]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.sentence)
def test_what_is_proven_elsewhere_is_proven(proof) -> None:
    keys = {language.key for language in LANGUAGES}
    assert set(proof.places) == keys, "every language has a place"
    for key in sorted(keys):
        path = ROOT / proof.places[key]
        assert path.is_file(), f"{proof.sentence}: {proof.places[key]} is not there"
        assert proof.signs[key] in path.read_text(), f"{path} does not hold {proof.signs[key]!r}"
