"""The suite, tested: which mutant is killed by which check.

A mutant is the reference with one switch thrown, which breaks one requirement. It is killed when a check that cites the
requirement fails. `python conformance/mutants/matrix.py [--whole] [--only NAME] [--of service|host] [--json FILE]`:
without `--whole` each mutant meets only the checks of its requirement.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from amplifier_conformance import catalog, reaper
from amplifier_conformance.check import Check, Options
from amplifier_conformance.outcome import Report, Verdict
from amplifier_conformance.runner import ServiceRun
from rich.console import Console
from rich.table import Table
from rich.text import Text

HERE = Path(__file__).resolve().parent
PROGRAMS = {"service": HERE / "reference", "host": HERE / "host"}
HOST_ARGUMENTS = (
    *("--agent", "{agent}", "--working-dir", "{cwd}", "--session", "{session}", "{prompt}"),
)
PATIENCE = 2.0  # seconds; a mutant that is silent is given up sooner than a service of a user
SIDE_BY_SIDE = 12


@dataclass(frozen=True, slots=True)
class Mutant:
    """A switch of a reference: the requirement that it breaks, and how."""

    of: str  # service or host
    name: str
    requirement: str
    says: str

    @property
    def http(self) -> bool:
        """Whether it is judged over HTTP: a service whose switch breaks chapter 13."""
        return self.of == "service" and self.requirement.startswith("HTP-")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mutant met."""

    mutant: Mutant
    failed: tuple[str, ...]  # checks
    met: tuple[str, ...]
    killed_by: tuple[str, ...]  # those of `failed` that cite its requirement
    remark: str = ""

    @property
    def killed(self) -> bool:
        return bool(self.killed_by)


def mutants(of: str) -> list[Mutant]:
    """The switches of a reference, as it lists them."""
    listed = subprocess.run(
        [sys.executable, str(PROGRAMS[of]), "--list"], capture_output=True, text=True, check=True
    )
    return [
        Mutant(of, row["name"], row["requirement"], row["says"])
        for row in json.loads(listed.stdout)
    ]


def command(of: str, *switches: str) -> tuple[str, ...]:
    """How a reference is started with these switches."""
    thrown = [word for switch in switches for word in ("--break", switch)]
    tail = HOST_ARGUMENTS if of == "host" else ()
    return (sys.executable, str(PROGRAMS[of]), *thrown, *tail)


def judge(
    of: str,
    *switches: str,
    checks: list[Check],
    jobs: int = 1,
    patience: float = PATIENCE,
    http: bool = False,
) -> Report:
    """Run checks on a reference with these switches."""
    options = Options(patience=patience, allow_effects=True, acquainted=True, http=http)
    if of == "host":
        from amplifier_conformance.hosts.run import run_host

        return run_host(command(of, *switches), checks, options, lambda _: None, jobs)
    return ServiceRun(command(of, *switches), options, jobs).run(checks)


def every(of: str, *, http: bool = False) -> list[Check]:
    """All checks that a reference is judged by; over HTTP those that are of HTTP alone, slow ones among them."""
    if of == "host":
        return catalog.host_checks((), ())
    if not http:
        return catalog.service_checks((), (), Options())
    return [c for c in catalog.service_checks((), (), Options(http=True, soak=1)) if c.http]


def attempt(mutant: Mutant, *, whole: bool = False, jobs: int = 1) -> Trial:
    """Let a mutant meet the checks of its requirement, or all."""
    checks = every(mutant.of, http=mutant.http)
    citing = [check for check in checks if mutant.requirement in check.requirements]
    met = checks if whole else citing
    names = {check.name for check in citing}
    if not met:
        return Trial(mutant, (), (), (), "no check cites its requirement")
    report = judge(mutant.of, mutant.name, checks=met, jobs=jobs, http=mutant.http)
    failed = tuple(o.check for o in report.outcomes if o.verdict is Verdict.FAIL)
    broken = [f"{o.check}: {o.reason}" for o in report.outcomes if o.verdict is Verdict.ERROR]
    return Trial(
        mutant,
        failed,
        tuple(o.check for o in report.outcomes),
        tuple(n for n in failed if n in names),
        "; ".join(broken),
    )


def attempts(those: Iterable[Mutant], *, whole: bool = False, told: bool = False) -> list[Trial]:
    """The same for several, side by side."""

    def one(mutant: Mutant) -> Trial:
        begin = time.monotonic()
        trial = attempt(mutant, whole=whole)
        if told:
            word = "killed  " if trial.killed else "SURVIVED"
            print(
                f"{word} {mutant.name} {time.monotonic() - begin:.1f} s {trial.remark}", flush=True
            )
        return trial

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(one, those))


def show(trials: list[Trial], console: Console) -> None:
    """Print the kill matrix and the score."""
    table = Table("mutant", "breaks", "killed by", "also failed", box=None, header_style="bold")
    for trial in trials:
        killers = (
            Text(", ".join(trial.killed_by)) if trial.killed else Text("survived", style="bold red")
        )
        others = [name for name in trial.failed if name not in trial.killed_by]
        table.add_row(
            Text(trial.mutant.name),
            Text(trial.mutant.requirement),
            killers,
            Text(", ".join(others), style="dim"),
        )
    console.print(table)
    killed = sum(trial.killed for trial in trials)
    idle = idle_checks(trials)
    if idle:
        console.print(Text(f"checks that no mutant makes fail: {', '.join(idle)}", style="yellow"))
    console.print(
        Text(
            f"mutant score: {killed} of {len(trials)} killed, {100 * killed / max(1, len(trials)):.0f} %"
        )
    )


def idle_checks(trials: list[Trial]) -> list[str]:
    """The checks that met mutants or not, and never failed."""
    kinds = {(trial.mutant.of, trial.mutant.http) for trial in trials}
    useful = {name for trial in trials for name in trial.failed}
    met = [check.name for of, http in sorted(kinds) for check in every(of, http=http)]
    return [name for name in met if name not in useful]


def _named(mutant: Mutant, word: str) -> bool:
    """Whether a word names a mutant, its requirement, or the chapter of it (`HTP`)."""
    return word in (mutant.name, mutant.requirement, mutant.requirement.partition("-")[0])


def main() -> int:
    parser = argparse.ArgumentParser(description="Which mutant is killed by which check.")
    parser.add_argument("--whole", action="store_true", help="let each mutant meet every check")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="these mutants (or requirements) alone",
    )
    parser.add_argument(
        "--of", choices=["service", "host"], action="append", help="these alone (default: both)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the matrix")
    given = parser.parse_args()
    reaper.adopt()
    begin = time.monotonic()
    those = [m for of in given.of or ("service", "host") for m in mutants(of)]
    if given.only:
        those = [m for m in those if any(_named(m, word) for word in given.only)]
    trials = attempts(those, whole=given.whole, told=True)
    show(trials, Console(width=200))
    print(f"{time.monotonic() - begin:.0f} s")
    if given.json:
        given.json.write_text(
            json.dumps([asdict(trial) for trial in trials], indent=1) + "\n", encoding="utf-8"
        )
    reaper.sweep()
    return 0 if all(trial.killed for trial in trials) else 1


if __name__ == "__main__":
    sys.exit(main())
