"""The languages, and what a feature is: one row of the table in the README, and a test for each language."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Check = Callable[[Any], None]


@dataclass(frozen=True)
class Language:
    """A language, and how its example services are started in the root of the checkout."""

    key: str
    title: str
    sdk: str
    everything: list[str]
    words: list[str]
    quickstart: str  # the source of the words program
    fence: str  # the language of its code blocks in Markdown, as a pattern


LANGUAGES = (
    Language(
        "python",
        "Python",
        "sdk-python",
        [sys.executable, "examples/everything/python/everything.py"],
        [sys.executable, "examples/words/python/words.py"],
        "examples/words/python/words.py",
        "python",
    ),
    Language(
        "rust",
        "Rust",
        "sdk-rust",
        ["target/debug/everything"],
        ["target/debug/words"],
        "examples/words/rust/src/main.rs",
        "rust",
    ),
    Language(
        "go",
        "Go",
        "sdk-go",
        ["build/go/everything"],
        ["build/go/words"],
        "examples/words/go/main.go",
        "go",
    ),
    Language(
        "typescript",
        "TypeScript",
        "sdk-typescript",
        ["node", "examples/everything/typescript/dist/everything.js"],
        ["node", "examples/words/typescript/words.mjs"],
        "examples/words/typescript/words.mjs",
        "js|ts|javascript|typescript",
    ),
)


GROUPS = (
    "Components",
    "Calls to the host",
    "The context of a call",
    "Validation and schemas",
    "Errors",
    "Lifecycle",
    "The wire",
)


@dataclass(frozen=True)
class Feature:
    """What a service can do, in a sentence, and the check that proves it.

    The check gets a described service that it shares with others, or, if `fresh`, a function that starts one.
    """

    group: str
    sentence: str
    check: Check
    fresh: bool


FEATURES: list[Feature] = []


def feature(group: str, sentence: str, *, fresh: bool = False) -> Callable[[Check], Check]:
    """Enter a check into the list; within a group the order is that of the file."""

    def enter(check: Check) -> Check:
        FEATURES.append(Feature(group, sentence, check, fresh))
        return check

    return enter
