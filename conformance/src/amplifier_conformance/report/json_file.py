"""The report as JSON, for programs; its shape is report.schema.json beside this file."""

from __future__ import annotations

import functools
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema_rs

from amplifier_conformance.outcome import (
    EXIT_CODES,
    Outcome,
    Report,
    Subject,
    TraceLine,
    Verdict,
)
from amplifier_conformance.report.summary import Standing, standings
from amplifier_conformance.report.text import encodable

REPORT_VERSION = 1
_SCHEMA = Path(__file__).with_name("report.schema.json")


def to_json(report: Report) -> dict[str, Any]:
    """The report as a value that JSON can hold; each check is in exactly one of the counts."""
    conclusion = report.conclusion()
    counts = standings(report)
    members = {
        "report_version": REPORT_VERSION,
        "conclusion": conclusion.value,
        "exit_code": EXIT_CODES[conclusion],
        "counts": {_member(one): counts[one] for one in Standing},
        **asdict(report),
    }
    clean: dict[str, Any] = _plain(members)
    return clean


def from_json(value: Any) -> Report:
    """The report that was written; ValueError says where the value is none."""
    for fault in schema().iter_errors(value):
        where = "".join(f"/{part}" for part in fault.instance_path) or "the whole"
        raise ValueError(f"no report of version {REPORT_VERSION}: {where}: {fault.message}")
    subject, derived = value["subject"], ("report_version", "conclusion", "exit_code", "counts")
    members = {name: member for name, member in value.items() if name not in derived}
    members["subject"] = Subject(**{**subject, **_tuples(subject, "command", "declares")})
    members["outcomes"] = tuple(map(_outcome, value["outcomes"]))
    members["stale"] = tuple(value["stale"])
    return Report(**members)


@functools.cache
def schema() -> jsonschema_rs.Draft202012Validator:
    """The validator of a report."""
    return jsonschema_rs.Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))


def _member(one: Standing) -> str:
    return one.value.replace(" ", "_")


def _outcome(members: dict[str, Any]) -> Outcome:
    changed = _tuples(members, "requirements")
    trace = tuple(TraceLine(**line) for line in members["trace"])
    verdict = Verdict(members["verdict"])
    return Outcome(**{**members, **changed, "trace": trace, "verdict": verdict})


def _tuples(members: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: tuple(members[name]) for name in names}


def _plain(value: Any) -> Any:
    """Lists for tuples, plain texts for enumerations, and no text that UTF-8 cannot hold."""
    if isinstance(value, dict):
        return {_plain(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return encodable(str(value)) if isinstance(value, str) else value
