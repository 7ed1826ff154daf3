"""Runs checks on a service, several at a time, and keeps what they found."""

from __future__ import annotations

import contextlib
import datetime
import json
import shlex
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from . import __version__, tour
from .check import Bench, Check, Options, opened, shown
from .http.client import Broken
from .http.talk import NoAddress
from .outcome import Outcome, Report, Subject, TraceLine, Verdict
from .protocol import Json, requirements
from .service import Service
from .tally import Tally
from .verdicts import Failed, HarnessError, NotApplicable, NotVerified

Told = Callable[[Outcome], None]
SHOWN_LINES = 60  # of a trace
SHOWN_STDERR = 4000  # characters
SLOWEST = 120.0  # seconds of patience at most


class Unusable(Exception):  # noqa: N818 - a verdict on the command
    """The subject cannot be started; the message says why."""


class ServiceRun:
    """One run over one service."""

    def __init__(
        self, command: Sequence[str], options: Options, jobs: int = 4, told: Told = lambda _: None
    ) -> None:
        self.command = tuple(command)
        self.options = options
        self.jobs = jobs
        self.told = told
        self.first: Json = {}
        self.measured: dict[str, float] = {}
        self.tally = Tally()
        self._lock = threading.Lock()
        self._idle: list[Service] = []
        self._here = threading.local()

    def run(self, checks: Sequence[Check]) -> Report:
        """Judge the service by these checks. Raises Unusable when it cannot be started."""
        started, begin = datetime.datetime.now(datetime.UTC), time.monotonic()
        self._meet()
        direct = [check for check in checks if check.kind != "observed"]
        observed = [check for check in checks if check.kind == "observed"]
        with ThreadPoolExecutor(self.jobs) as pool:
            outcomes = list(pool.map(self._one, direct))
            if observed and self.first:
                list(pool.map(self._tour, tour.STOPS))
        self._close()
        outcomes += [self._one(check) for check in observed]
        cited = {name for outcome in outcomes for name in outcome.requirements}
        return Report(
            subject=self._subject(),
            outcomes=tuple(outcomes),
            suite=__version__,
            requirements={name: requirements()[name].text for name in sorted(cited)},
            started=started.isoformat(timespec="seconds"),
            seconds=time.monotonic() - begin,
            seed=self.options.seed,
            measured=self.measured,
        )

    def _meet(self) -> None:
        """Start it once: what it declares, how long it takes, how patient to be."""
        service = self._fresh()
        began = time.monotonic()
        self._reach(service)
        try:
            first = service.describe()
        except Failed:  # the checks that are of the kind `first` tell how; nothing else can be seen
            service.kill()
            return
        answered = time.monotonic()
        with contextlib.suppress(Failed):  # version 0 knows no ping
            service.ping()
        start, trip = answered - began, time.monotonic() - answered
        self.first = dict(first) if hasattr(first, "keys") else {}
        self.measured = {"start_to_describe_ms": start * 1000, "ping_ms": trip * 1000}
        patience = max(self.options.patience, 10 * start, 50 * trip)
        self.options.patience = min(SLOWEST, patience)
        service.patience = self.options.patience
        self._idle.append(service)

    def _reach(self, service: Service) -> None:
        """Over HTTP a service says where it listens, and takes connections there."""
        if service.link is None:
            return
        try:
            service.link.exchange().close()
        except (NoAddress, Broken) as why:
            service.kill()
            told = service.process.stderr[-SHOWN_LINES * 10 :].strip()
            reason = f"{shlex.join(self.command)} is not served over HTTP: {why.reason}\n{told}"
            raise Unusable(reason.strip()) from None

    def _fresh(self) -> Service:
        try:
            more = 1 if self.first else 2
            return opened(self.command, self.options, patience=more * self.options.patience)
        except OSError as error:
            raise Unusable(
                f"{shlex.join(self.command)} cannot be started: {error.strerror or error}"
            ) from None

    # ---- one check

    def _one(self, check: Check) -> Outcome:
        bench = self._bench()
        begin = time.monotonic()
        verdict, reason, expected, actual = self._judged(check, bench)
        services = [
            *bench.started,
            *([self._here.service] if getattr(self._here, "service", None) else []),
        ]
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
            trace=self._trace(services) if failed and check.kind != "observed" else (),
            stderr="\n".join(s.process.stderr[-SHOWN_STDERR:] for s in services).strip()
            if failed
            else "",
            replay=self._replay(check) if failed else "",
            seconds=time.monotonic() - begin,
        )
        self._leave(bench, failed=failed)
        self.told(outcome)
        return outcome

    def _judged(self, check: Check, bench: Bench) -> tuple[Verdict, str, str, str]:  # noqa: PLR0911 - one a verdict
        if not self.first and check.kind != "first":
            return Verdict.NOT_VERIFIED, "it did not answer the first describe", "", ""
        if self.options.legacy and check.profile == "1.0":
            return Verdict.NOT_APPLICABLE, "version 0 never promised it", "", ""
        if self.options.http and check.stdio:
            return Verdict.NOT_APPLICABLE, f"over HTTP {check.stdio}", "", ""
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
        except (
            Exception
        ) as error:  # whatever breaks in a check is the suite's fault, and told as that
            last = traceback.extract_tb(error.__traceback__)[-1]
            return (
                Verdict.ERROR,
                f"{type(error).__name__}: {error} (line {last.lineno} of {last.filename})",
                "",
                "",
            )
        return Verdict.PASS, "", "", ""

    def _bench(self) -> Bench:
        self._here.service = None
        bench = Bench(self.command, self.options, self.first, self._shared)
        bench.tally = self.tally
        return bench

    def _shared(self) -> Service:
        """The described service of this thread, taken from those that are idle."""
        service: Service | None = self._here.service
        if service is None:
            with self._lock:
                service = self._idle.pop() if self._idle else None
            if service is None:
                service = self._fresh()
                service.describe()
            self._here.service = service
            self._here.begin = len(service.process.trace)
        return service

    def _leave(self, bench: Bench, *, failed: bool) -> None:
        """Give the shared service back, unless something is odd about it; count what was seen."""
        for service in bench.started:
            service.kill()
            self._count(service)
        shared: Service | None = self._here.service
        if shared is None:
            return
        if failed or shared.process.over or shared.judge.unanswered():
            shared.kill()
            self._count(shared)
        else:
            with self._lock:
                self._idle.append(shared)

    def _count(self, service: Service) -> None:
        with self._lock:
            self.tally.add(service.judge.tally)

    def _trace(self, services: Sequence[Service]) -> tuple[TraceLine, ...]:
        lines: list[TraceLine] = []
        for service in services:
            begin = self._here.begin if service is self._here.service else 0
            lines += service.process.trace[begin:]
        return tuple(lines[-SHOWN_LINES:])

    def _replay(self, check: Check) -> str:
        given = self.options
        extra = ["--allow-effects"] if given.allow_effects else []
        extra += ["--legacy"] if given.legacy else []
        extra += [f"--execute={tool}={json.dumps(value)}" for tool, value in given.execute.items()]
        extra += [f"--env={name}={value}" for name, value in given.env.items()]
        extra += [f"--cwd={given.cwd}"] if given.cwd else []
        extra += [f"--seed={given.seed}"] if given.seed else []
        extra += ["--http"] if given.http and not given.url else []
        extra += [f"--token-env={given.token_env}"] if given.token_env else []
        extra += [f"--fuzz={given.fuzz}"] if check.area == "fuzz" else []
        extra += [f"--soak={given.soak:g}"] if check.area == "soak" else []
        words = [
            "amplifier-conformance",
            "check",
            "--only",
            check.name,
            *extra,
            *([] if given.url else ["--"]),
            *self.command,
        ]
        return shlex.join(words)

    def _tour(self, stop: tour.Stop) -> None:
        """A part of the tour; what happens there is judged line by line, not by its outcome."""
        bench = self._bench()
        try:
            stop(bench)
        except Failed as failed:
            if bench.started or self._here.service:
                silent = failed.reason.startswith("waited for the answer")
                self.tally.rule("RPC-005", not silent, failed.reason)
        except (NotApplicable, NotVerified):
            pass
        except Exception as error:  # the tour must not hide a fault of the suite
            print(f"the tour broke in {stop.__name__}: {error!r}", file=sys.stderr)  # noqa: T201
        self._leave(bench, failed=False)

    def _close(self) -> None:
        """End the shared services in peace, so that late answers are seen too."""
        for service in self._idle:
            with contextlib.suppress(Failed):  # lifecycle.eof tells of it
                if not self.options.url:
                    service.end("term" if self.options.http else "eof")
            service.kill()
            self._count(service)
        self._idle.clear()

    def _subject(self) -> Subject:
        sdk = self.first.get("sdk") if isinstance(self.first.get("sdk"), dict) else None
        capabilities = self.first.get("capabilities") or {}
        return Subject(
            kind="service",
            command=self.command,
            name=str(self.first.get("name", "")),
            version=str(self.first.get("version", "")),
            sdk=f"{sdk.get('name')} {sdk.get('version')} ({sdk.get('language')})" if sdk else "",
            declares=_counts(capabilities),
            profile="0" if self.options.legacy else "1.0",
            binding="http" if self.options.http else "stdio",
        )


def _counts(capabilities: Json) -> tuple[str, ...]:
    """`2 tools`, `1 hook` …"""
    lists = {
        sort: len(found)
        for sort, found in capabilities.items()
        if isinstance(found, list) and found
    }
    return tuple(
        f"{number} {sort.removesuffix('s' if number == 1 else '').replace('_', ' ')}"
        for sort, number in lists.items()
    )
