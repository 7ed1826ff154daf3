"""Runs checks on a host, several at a time, and keeps what they found."""

from __future__ import annotations

import datetime
import shlex
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from .. import __version__
from ..check import HOST_CHECKS, Check, Options, shown
from ..outcome import Outcome, Report, Subject, TraceLine, Verdict
from ..protocol import requirements
from ..runner import SHOWN_LINES, SHOWN_STDERR, SLOWEST, Unusable
from ..tally import Tally
from ..verdicts import Failed, HarnessError, NotApplicable, NotVerified
from .bench import HostBench

Told = Callable[[Outcome], None]
PLACEHOLDERS = ("{agent}", "{cwd}", "{prompt}")
TOUR = (
    "approving.asked",
    "cancelling.passed_on",
    "deadlines.own_deadline",
    "dying.partial",
    "grants.exactly",
    "grants.faults",
    "happenings.order",
    "hooks.deeper",
    "limits.long_response",
    "routing.ids",
    "routing.streams",
    "sharing.collected",
    "sharing.state",
    "sharing.unset",
)


def run_host(
    command: tuple[str, ...],
    checks: Sequence[Check],
    options: Options,
    told: Told = lambda _: None,
    jobs: int = 4,
) -> Report:
    """Judge a host by these checks. Raises Unusable when there is nothing to judge."""
    return HostRun(command, options, jobs, told).run(checks)


class HostRun:
    """One run over one host."""

    def __init__(
        self, command: Sequence[str], options: Options, jobs: int = 4, told: Told = lambda _: None
    ) -> None:
        self.command = tuple(command)
        self.options = options
        self.jobs = jobs
        self.told = told
        self.measured: dict[str, float] = {}
        self.tally = Tally()
        self._lock = threading.Lock()

    def run(self, checks: Sequence[Check]) -> Report:
        """Judge the host by these checks. Raises Unusable when there is nothing to judge."""
        started, begin = datetime.datetime.now(datetime.UTC), time.monotonic()
        if not self.options.acquainted:
            self._meet()
        direct = [check for check in checks if check.kind == "host"]
        observed = [check for check in checks if check.kind == "observed"]
        with ThreadPoolExecutor(self.jobs) as pool:
            outcomes = list(pool.map(self._one, direct))
            if observed:
                list(pool.map(self._tour, [each for each in tour() if each not in direct]))
        outcomes += [self._one(check) for check in observed]
        cited = {name for outcome in outcomes for name in outcome.requirements}
        return Report(
            subject=Subject(kind="host", command=self.command, name=self.command[0]),
            outcomes=tuple(outcomes),
            suite=__version__,
            requirements={name: requirements()[name].text for name in sorted(cited)},
            started=started.isoformat(timespec="seconds"),
            seconds=time.monotonic() - begin,
            seed=self.options.seed,
            measured=self.measured,
        )

    def _meet(self) -> None:
        """Run one turn: whether that works at all, how long it takes, how patient to be."""
        missing = [p for p in PLACEHOLDERS if not any(p in word for word in self.command)]
        if missing:
            raise Unusable(f"the command lacks {', '.join(missing)}: the suite would fill it in")
        patient = Options(env=self.options.env, patience=3 * self.options.patience)
        bench = HostBench(self.command, patient, self.tally)
        try:
            stage = bench.stage()
            stage.turn()
            begun = stage.now()
            stage.finish()
            over = stage.now()
        except Failed as failed:
            said = bench.stages[0].said.strip()[-1000:] if bench.stages else ""
            raise Unusable(
                f"it does not run one turn: {failed.reason}"
                + (f"\nit wrote: {said}" if said else "")
            ) from None
        except OSError as error:
            why = error.strerror or error
            raise Unusable(f"{shlex.join(self.command)} cannot be started: {why}") from None
        finally:
            self._close(bench)
        self.measured = {"start_to_execute_ms": begun * 1000, "turn_ms": over * 1000}
        self.options.patience = min(SLOWEST, max(self.options.patience, 5 * over))

    # ---- one check

    def _one(self, check: Check) -> Outcome:
        bench = HostBench(self.command, self.options, self.tally)
        begin = time.monotonic()
        try:
            verdict, reason, expected, actual = _judged(check, bench)
        finally:
            self._close(bench)
        failed = verdict in (Verdict.FAIL, Verdict.ERROR)
        outcome = Outcome(
            check=check.name,
            area=check.area,
            title=check.title,
            requirements=check.requirements,
            level=check.level,
            verdict=verdict,
            reason=reason,
            expected=expected,
            actual=actual,
            trace=_trace(bench) if failed else (),
            stderr=_stderr(bench) if failed else "",
            replay=self._replay(check) if failed else "",
            seconds=time.monotonic() - begin,
        )
        self.told(outcome)
        return outcome

    def _tour(self, check: Check) -> None:
        """Have a check for its traffic, which is judged line by line, not for its verdict."""
        bench = HostBench(self.command, self.options, self.tally)
        try:
            _judged(check, bench)
        finally:
            self._close(bench)

    def _close(self, bench: HostBench) -> None:
        """End its stages; count what every line of the host has shown."""
        for stage in bench.stages:
            stage.close()
            with self._lock:
                for player in stage.players if stage.judged else []:
                    self.tally.add(player.judge.tally)

    def _replay(self, check: Check) -> str:
        words = ["amplifier-conformance", "host", "--only", check.name, "--", *self.command]
        return shlex.join(words)


def tour() -> list[Check]:
    """The checks by whose traffic the rules of every line can be seen."""
    return [HOST_CHECKS.checks[name] for name in TOUR]


def _judged(check: Check, bench: HostBench) -> tuple[Verdict, str, str, str]:
    try:
        check.run(bench)
    except Failed as failed:
        return Verdict.FAIL, failed.reason, shown(failed.expected), shown(failed.actual)
    except NotVerified as why:
        return Verdict.NOT_VERIFIED, str(why), "", ""
    except NotApplicable as why:
        return Verdict.NOT_APPLICABLE, str(why), "", ""
    except HarnessError as why:
        return Verdict.ERROR, str(why), "", ""
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"line {last.lineno} of {last.filename}"
        return Verdict.ERROR, f"{type(error).__name__}: {error} ({where})", "", ""
    return Verdict.PASS, "", "", ""


def _trace(bench: HostBench) -> tuple[TraceLine, ...]:
    lines = bench.stages[-1].trace if bench.stages else []
    return tuple(lines[-SHOWN_LINES:])


def _stderr(bench: HostBench) -> str:
    return "\n".join(stage.host.stderr[-SHOWN_STDERR:] for stage in bench.stages).strip()
