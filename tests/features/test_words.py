"""The small program of each language: it is the quick start of the SDK's README, and it answers."""

from __future__ import annotations

from features import quickstart
from features.catalog import ROOT, Language


def test_it_is_the_quick_start_word_for_word(language: Language) -> None:
    assert (ROOT / language.quickstart).read_text() == quickstart.program(language)


def test_it_answers(language: Language, start) -> None:
    quickstart.answers(start(language.words))


def test_a_tool_and_a_hook_take_at_most_15_lines(language: Language) -> None:
    own = quickstart.user_code(language)
    assert 5 < len(own) <= 15, "\n".join(own)
