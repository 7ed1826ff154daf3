"""How far a run is, while it runs: a bar on a terminal, and nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bar

from amplifier_conformance.outcome import Outcome, Verdict
from amplifier_conformance.report.paper import Paper
from amplifier_conformance.report.text import one_line

_NAME = 40  # characters of the last check's id, so that the numbers keep their room


@dataclass(slots=True)
class Progress:
    """Counts the outcomes as they come."""

    paper: Paper
    bar: Bar
    task: TaskID
    failed: int = field(default=0, init=False)

    def advance(self, outcome: Outcome) -> None:
        """One check is done."""
        self.failed += outcome.verdict is Verdict.FAIL
        failed = f"{self.failed} failed" if self.failed else ""
        check = self.paper.fit(one_line(outcome.check)[:_NAME])
        self.bar.update(self.task, advance=1, failed=failed, check=check)


@contextmanager
def progress(console: Console, total: int) -> Iterator[Progress]:
    """A bar of `total` checks that goes away at the end; nothing where no terminal is."""
    columns = (
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}", style="red", markup=False),
        TextColumn("{task.fields[check]}", style="dim", markup=False),
    )
    bar = Bar(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        task = bar.add_task("", total=total, failed="", check="")
        yield Progress(Paper(console), bar, task)
