"""Remembered answers: what one holds for, and whether it holds for a question (pure)."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Scope = Literal["session", "project", "global"]
SCOPES: tuple[Scope, ...] = ("session", "project", "global")
# Programs whose second word says what they do, so that it is narrow enough to go by.
_WITH_COMMANDS = frozenset(
    (
        "apt",
        "brew",
        "bun",
        "cargo",
        "docker",
        "gh",
        "git",
        "go",
        "helm",
        "just",
        "kubectl",
        "make",
        "npm",
        "pip",
        "pnpm",
        "poetry",
        "terraform",
        "uv",
        "yarn",
    )
)
_COMMAND = re.compile(r"[a-z][a-z0-9-]*\Z")
# With one of these a line of a shell is more than the command that it begins with.
_SHELL = re.compile(r"[;&|<>$`\\(){}\n\r]")


@dataclass(frozen=True, slots=True)
class Rule:
    """An answer that holds for more than one question. `project`: the folder, of those with that scope."""

    id: str
    tool: str
    pattern: str
    approved: bool
    scope: Scope
    created: str
    by: str
    project: str | None = None

    def to_json(self) -> Json:
        """As it is written."""
        about = {
            "id": self.id,
            "tool": self.tool,
            "pattern": self.pattern,
            "approved": self.approved,
            "scope": self.scope,
            "created": self.created,
            "by": self.by,
        }
        return about if self.project is None else {**about, "project": self.project}


def rule_of(read: Any) -> Rule | None:
    """A rule as it was written; None for anything else, which so holds for nothing."""
    if not isinstance(read, dict) or read.get("scope") not in SCOPES:
        return None
    texts = {key: read.get(key) for key in ("id", "tool", "pattern", "created", "by")}
    names = {key: text for key, text in texts.items() if isinstance(text, str)}
    approved, project = read.get("approved"), read.get("project")
    if len(names) < len(texts) or not isinstance(approved, bool):
        return None
    return Rule(**names, approved=approved, scope=read["scope"], project=project)


def holding(rules: Sequence[Rule], request: Json) -> Rule | None:
    """The rule that answers a question: one that says no before one that says yes."""
    fitting = [rule for rule in rules if _fits(rule, request)]
    return next((rule for rule in fitting if not rule.approved), next(iter(fitting), None))


def suggested(request: Json) -> str:
    """What an answer to this question would hold for, narrow: a command of a program, a path, or just this."""
    kind, subject = _subject(request)
    words = subject.split()
    if kind != "command" or _SHELL.search(subject) or "*" in subject or len(words) < 2:
        return subject
    program, command = words[:2]
    known = program in _WITH_COMMANDS and _COMMAND.match(command)
    return f"{program} {command}*" if known else subject


def too_wide(request: Json, pattern: str) -> bool:
    """Whether a pattern would hold for whatever a shell is told."""
    kind, _ = _subject(request)
    return kind == "command" and not pattern.partition("*")[0].strip()


def _fits(rule: Rule, request: Json) -> bool:
    if rule.tool != request.get("tool_name"):
        return False
    kind, subject = _subject(request, whole=rule.approved)
    if rule.pattern in (subject, _subject(request)[1]):
        return True
    if kind == "exact":
        return False
    if kind == "command" and (_SHELL.search(subject) or too_wide(request, rule.pattern)):
        return False
    return _matches(rule.pattern, subject, words=kind == "command")


def _matches(pattern: str, subject: str, *, words: bool) -> bool:
    """`*` is any text; at the end of a command's pattern it begins with a new word."""
    head = pattern.removesuffix("*") if words else pattern
    parts = ".*".join(re.escape(part) for part in head.split("*"))
    rest = ""
    if head != pattern:
        rest = r"(?:\s.*)?" if head[-1:].isalnum() else ".*"
    return re.fullmatch(parts + rest, subject, re.DOTALL) is not None


def _subject(request: Json, *, whole: bool = True) -> tuple[str, str]:
    """What a question is about: ("command" | "exact" | "path" | "url" | "action", text).

    With variables or a folder of its own the same command is another one, as PATH says what `git` is; for a no (not
    `whole`) it is the same.
    """
    details = request.get("details") or {}
    inner = details.get("tool_input")
    given = {**details, **inner} if isinstance(inner, dict) else details
    if isinstance(given.get("command"), str):
        if whole and any(given.get(name) for name in ("env", "cwd")):
            all_of_it = inner if isinstance(inner, dict) else details
            return "exact", json.dumps(all_of_it, ensure_ascii=False, sort_keys=True)
        return "command", given["command"].strip()
    for key in ("path", "file_path"):
        if isinstance(given.get(key), str):
            return "path", posixpath.normpath(given[key])
    if isinstance(given.get("url"), str):
        return "url", given["url"]
    if isinstance(inner, dict):
        return "action", json.dumps(inner, ensure_ascii=False, sort_keys=True)
    return "action", str(request.get("action", ""))
