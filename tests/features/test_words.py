"""The small program of each language: it is the quick start of the SDK's README, and it answers."""

from __future__ import annotations

from features import quickstart
from features.catalog import ROOT, Language


def test_it_is_the_quick_start_word_for_word(language: Language) -> None:
    assert (ROOT / language.quickstart).read_text() == quickstart.program(language)


def test_it_answers(language: Language, start) -> None:
    quickstart.answers(start(language.words))
