"""The quick start of each SDK's README: the program as it stands there, and what it must answer."""

from __future__ import annotations

import re

from features.catalog import ROOT, Language
from features.driver import Service


def readme(language: Language) -> str:
    return (ROOT / language.sdk / "README.md").read_text()


def program(language: Language) -> str:
    """The first program in the SDK's README."""
    fence = rf"^```(?:{language.fence})\b[^\n]*\n(.*?)^```$"
    block = re.search(fence, readme(language), re.M | re.S)
    assert block, f"{language.sdk}/README.md has no block of {language.fence}"
    return block[1]


# What every program of the language needs around its components: imports and the start.
FRAMES = {
    "python": r"^(?:from|import) [^(\n]*(?:\([^)]*\))?\n|^serve\(.*\)\n",
    "rust": r"^use [^;]*;\n|^#\[amplifier_ipc::main\]\n[^{]*\{[\s\S]*?^\}\n",
    "go": r"^package .*\n|^import (?:\([^)]*\)|.*)\n|^func main\(\) \{[\s\S]*?^\}\n",
    "typescript": r"^// words.mjs\n|^import [^;]*;\n|^const service = new .*\n|^await service\.serve\(.*\n",
}


def user_code(language: Language) -> list[str]:
    """The lines of the program that are its author's own: not frame, not blank, not just closing brackets."""
    own = re.sub(FRAMES[language.key], "", program(language), flags=re.M)
    return [line for line in own.splitlines() if line.strip(" \t})];,")]


def answers(service: Service) -> None:
    """Talk to the program: describe, calls with good and bad input, its hook; then it ends well."""
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
    for name, tool_input in (("bash", {"command": "ls"}), ("note", {"text": "rm -rf"})):
        harmless = {"tool_name": name, "tool_input": tool_input}
        assert service.emit("tool:pre", harmless) == {"action": "continue"}
    assert service.end("eof") == 0
    service.verdict()
