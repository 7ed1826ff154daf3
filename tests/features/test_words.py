"""The small program of each language: it is the quick start of the SDK's README, and it answers."""

from __future__ import annotations

import re

from features.catalog import ROOT, Language


def first_block(language: Language) -> str:
    """The first program in the SDK's README."""
    readme = (ROOT / language.sdk / "README.md").read_text()
    blocks = re.findall(rf"^```{language.fence}\b[^\n]*\n(.*?)^```$", readme, re.M | re.S)
    assert blocks, f"{language.sdk}/README.md has no block of {language.fence}"
    return blocks[0]


def test_it_is_the_quick_start_word_for_word(language: Language) -> None:
    assert (ROOT / language.quickstart).read_text() == first_block(language)


def test_it_answers(language: Language, start) -> None:
    service = start(language.words)
    (tool,) = service.described["capabilities"]["tools"]
    (hook,) = service.described["capabilities"]["hooks"]
    assert (tool["name"], tool["description"]) == ("word_count", "Count the words of a text.")
    assert tool["annotations"]["read_only"] is True
    wanted = {"name": "guard", "events": ["tool:pre"], "priority": 10, "on_error": "deny"}
    assert wanted.items() <= hook.items()
    assert service.output("word_count", {"text": "one two two"}) == 3
    assert service.output("word_count", {"text": "one two two", "unique": True}) == 2
    error = service.execute("word_count", {"text": 7, "unique": "yes"}).error()
    assert sorted(f["path"] for f in error["data"]["errors"]) == ["/input/text", "/input/unique"]
    danger = {"tool_name": "bash", "tool_input": {"command": "rm -rf /"}}
    denied = {"action": "deny", "reason": "rm -rf is not allowed"}
    assert service.emit("tool:pre", danger) == denied
    for tool_input in ({"command": "ls"}, {"text": "rm -rf is what it says"}):
        data = {
            "tool_name": "bash" if "command" in tool_input else "note",
            "tool_input": tool_input,
        }
        assert service.emit("tool:pre", data) == {"action": "continue"}
    assert service.end("eof") == 0
