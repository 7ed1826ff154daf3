"""The baseline: failures that are known, so that a run fails for new ones only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from amplifier_conformance.outcome import Outcome, Report, Verdict
from amplifier_conformance.report.text import one_line

_MEMBERS = ("check", "requirement", "reason")


class BaselineError(ValueError):
    """The file is no baseline; the message says where and what would be right."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A failure that is known."""

    check: str
    requirement: str  # the first that the check cites
    reason: str = ""  # for people; a reason that was edited is kept

    def covers(self, outcome: Outcome) -> bool:
        """The outcome is of this check, which still cites the requirement."""
        return self.check == outcome.check and self.requirement in outcome.requirements


@dataclass(frozen=True, slots=True)
class Baseline:
    """All that is known."""

    entries: tuple[Entry, ...] = ()


def read(path: Path) -> Baseline:
    """The baseline of the file; BaselineError if it is none."""
    try:
        return _baseline(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path}: is not UTF-8 (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BaselineError(f"{path}{where}: is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise BaselineError(f"{path}: is not YAML: {error}") from error
    except _Misfit as error:
        raise BaselineError(f"{path}, line {error.line}: {error}") from error


def apply(report: Report, baseline: Baseline, *, limited: bool = False) -> Report:
    """The report with the known failures marked, and the entries named that are not needed any more.

    In a limited run, a check that was not run may still be there, so it is not stale.
    """
    outcomes = tuple(
        replace(one, known=one.verdict is Verdict.FAIL and _covered(one, baseline))
        for one in report.outcomes
    )
    stale = {one.check for one in baseline.entries if _stale(one, outcomes, limited=limited)}
    return replace(report, outcomes=outcomes, stale=tuple(sorted(stale)))


def write(
    path: Path, report: Report, before: Baseline | None = None, *, limited: bool = False
) -> None:
    """Write all failures of the report, sorted, with the reasons of the baseline before where it has them.

    After a limited run, the entries of checks that were not run stay.
    """
    document = {
        "version": 1,
        "failures": [asdict(one) for one in _entries(report, before, limited)],
    }
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")


def _covered(outcome: Outcome, baseline: Baseline) -> bool:
    return any(entry.covers(outcome) for entry in baseline.entries)


def _stale(entry: Entry, outcomes: tuple[Outcome, ...], *, limited: bool) -> bool:
    met = [one for one in outcomes if one.check == entry.check]
    if not met:
        return not limited
    covered = [one for one in met if entry.covers(one)]
    return all(one.verdict is Verdict.PASS for one in covered)


def _entries(report: Report, before: Baseline | None, limited: bool) -> list[Entry]:
    old = before.entries if before else ()
    ran = {one.check for one in report.outcomes}
    found = {entry for entry in old if limited and entry.check not in ran}
    for outcome in report.outcomes:
        if outcome.verdict is Verdict.FAIL:
            new = Entry(outcome.check, outcome.requirements[0], one_line(outcome.reason))
            found.add(next((entry for entry in old if entry.covers(outcome)), new))
    return sorted(found)


class _Misfit(Exception):  # noqa: N818 - not for callers
    def __init__(self, node: yaml.Node | None, text: str) -> None:
        super().__init__(text)
        self.line = node.start_mark.line + 1 if node else 1


def _baseline(text: str) -> Baseline:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        raise _Misfit(None, "the file is empty; `version: 1` and `failures: []` are wanted")
    members = _members(root, ("version", "failures"), "the file")
    if members["version"].value != "1":
        raise _Misfit(members["version"], "version must be 1")
    failures = members["failures"]
    if not isinstance(failures, yaml.SequenceNode):
        raise _Misfit(failures, "failures must be a list")
    return Baseline(tuple(_read_entries(failures)))


def _read_entries(failures: yaml.SequenceNode) -> Iterator[Entry]:
    for number, node in enumerate(failures.value):
        where = f"failures[{number}]"
        members = _members(node, _MEMBERS, where)
        yield Entry(**{name: _text(members[name], f"{where}.{name}") for name in _MEMBERS})


def _members(node: Any, names: tuple[str, ...], where: str) -> dict[str, Any]:
    """The members of a mapping, which must be these."""
    wanted = ", ".join(names)
    if not isinstance(node, yaml.MappingNode):
        raise _Misfit(node, f"{where} must have the members {wanted}")
    members = {str(name.value): value for name, value in node.value}
    for name, _ in node.value:
        if name.value not in names:
            raise _Misfit(name, f"{where} has a member that is none of {wanted}")
    missing = [name for name in names if name not in members]
    if missing:
        raise _Misfit(node, f"{where} lacks {', '.join(missing)}")
    return members


def _text(node: Any, where: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:str":
        raise _Misfit(node, f"{where} must be a text; put it in quotes")
    return str(node.value)
