"""All checks by name: which of them a run takes, and what they prove."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import areas, cases
from .check import HOST_CHECKS, SERVICE_CHECKS, Check, Options
from .protocol import requirements

_loaded: set[Path] = set()
_loading = threading.Lock()


def load(folders: Iterable[Path] = ()) -> None:
    """Declare every check: the areas, the cases, and those of the user's folders. Raises ValueError."""
    with _loading:
        areas.load()
        for folder in (cases.FOLDER, *folders):
            if folder not in _loaded:
                _loaded.add(folder)
                cases.load(folder, SERVICE_CHECKS)


def load_host() -> None:
    """Declare the checks of hosts."""
    from .hosts import load as load_hosts

    load_hosts()


def service_checks(
    only: Sequence[str], skip: Sequence[str], options: Options, folders: Iterable[Path] = ()
) -> list[Check]:
    """The checks of a run. Raises ValueError for a word that names nothing."""
    load(folders)
    chosen = select(only, skip, SERVICE_CHECKS.checks.values())
    wanted = {"fuzz": options.fuzz > 0, "soak": options.soak > 0}
    profile = "0" if options.legacy else "1.0"
    return [
        c
        for c in chosen
        if wanted.get(c.area, True)
        and (options.http or not c.http)
        and (c.profile in (profile, "both") or c.profile == "1.0")
    ]


def host_checks(only: Sequence[str], skip: Sequence[str]) -> list[Check]:
    """The same for hosts."""
    load_host()
    return select(only, skip, HOST_CHECKS.checks.values())


def select(only: Sequence[str], skip: Sequence[str], checks: Iterable[Check]) -> list[Check]:
    """The checks of these areas, names or requirement ids, without the others."""
    every = list(checks)
    for word in (*only, *skip):
        if not any(_named(check, word) for check in every):
            raise ValueError(f"nothing is called {word}; try `amplifier-conformance list`")
    return [
        check
        for check in every
        if (not only or any(_named(check, word) for word in only))
        and not any(_named(check, word) for word in skip)
    ]


def _named(check: Check, word: str) -> bool:
    return word in (check.area, check.name) or word.upper() in check.requirements


def every_check() -> list[Check]:
    """All checks of services and of hosts."""
    load()
    load_host()
    return [*SERVICE_CHECKS.checks.values(), *HOST_CHECKS.checks.values()]


def print_list(console: Console, *, as_json: bool) -> None:
    """Print every check, for people or for programs."""
    checks = every_check()
    if as_json:
        rows = [
            {"name": c.name, "of": c.kind, "title": c.title, "requirements": c.requirements}
            for c in checks
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))  # noqa: T201 - what was asked for
        return
    table = Table("check", "proves", "requirements", box=None, header_style="bold")
    for check in checks:
        table.add_row(
            Text(check.name), Text(check.title), Text(" ".join(check.requirements), style="dim")
        )
    console.print(table)


def explain(word: str, console: Console) -> bool:
    """Print what a requirement or a check is about. False if it names nothing."""
    sentence = requirements().get(word.upper())
    checks = [c for c in every_check() if c.name == word or word.upper() in c.requirements]
    if sentence is None and not checks:
        return False
    if sentence:
        console.print(Text(f"{sentence.id}  ", style="bold") + Text(sentence.text))
        _explain_reason(sentence.id, checks, console)
    for check in checks:
        console.print(
            Text(f"\n{check.name}", style="bold")
            + Text(f" ({'host' if check.kind == 'host' else 'service'})")
        )
        console.print(Text(f"  {check.title}."))
        for other in check.requirements:
            if other != word.upper():
                console.print(Text(f"  {other}  {requirements()[other].text}", style="dim"))
    return True


def _explain_reason(name: str, checks: list[Check], console: Console) -> None:
    from .coverage import reasons

    if not checks:
        console.print(Text(f"No check: {reasons().get(name, 'no reason is written down')}"))
