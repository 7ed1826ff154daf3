"""`pytest --amplifier-service "./my-service"`: each check of the suite is a test."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .outcome import Outcome


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the plugin."""
    group = parser.getgroup("amplifier", "conformance of Amplifier IPC services")
    group.addoption(
        "--amplifier-service", metavar="COMMAND", help="Judge the service that this command starts."
    )
    group.addoption(
        "--amplifier-only",
        action="append",
        default=[],
        metavar="AREA|NAME|ID",
        help="Run these checks alone.",
    )
    group.addoption(
        "--amplifier-allow-effects",
        action="store_true",
        help="Execute every tool, and ask providers.",
    )
    group.addoption("--amplifier-http", action="store_true", help="Judge it over HTTP.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Nothing: the checks belong to no file."""
    return None


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add the checks to what was collected."""
    command = config.getoption("--amplifier-service")
    if command:
        suite = Suite.from_parent(session, name="amplifier", nodeid="amplifier")
        items.extend(suite.collect())


class Suite(pytest.Collector):
    """The checks of a service; the service is judged once, when the first of them runs."""

    _outcomes: dict[str, Outcome] | None = None

    def collect(self) -> Iterator[CheckItem]:
        """An item for each check."""
        from . import catalog
        from .check import Options

        self._options = Options(
            allow_effects=self.config.getoption("--amplifier-allow-effects"),
            http=self.config.getoption("--amplifier-http"),
        )
        try:
            self._checks = catalog.service_checks(
                self.config.getoption("--amplifier-only"), (), self._options
            )
        except ValueError as error:
            raise pytest.UsageError(str(error)) from None
        for check in self._checks:
            yield CheckItem.from_parent(self, name=check.name)

    def outcome(self, name: str) -> Outcome:
        """What was found; fails the test when the service cannot be judged at all."""
        from .runner import ServiceRun, Unusable

        if self._outcomes is None:
            command = shlex.split(self.config.getoption("--amplifier-service"))
            try:
                report = ServiceRun(command, self._options).run(self._checks)
            except Unusable as error:
                pytest.exit(f"nothing could be verified: {error}", returncode=3)
            self._outcomes = {outcome.check: outcome for outcome in report.outcomes}
        return self._outcomes[name]


class UnmetError(AssertionError):
    """A check failed."""


class CheckItem(pytest.Item):
    """One check of the suite."""

    def runtest(self) -> None:
        """Pass, skip with the reason, or fail with what was found."""
        from .outcome import Verdict

        assert isinstance(self.parent, Suite)
        outcome = self.parent.outcome(self.name)
        if outcome.verdict in (Verdict.NOT_VERIFIED, Verdict.NOT_APPLICABLE):
            pytest.skip(f"{outcome.verdict}: {outcome.reason}")
        if outcome.verdict is Verdict.FAIL and outcome.level == "SHOULD":
            pytest.skip(f"a SHOULD is not met: {outcome.reason}")
        if outcome.verdict is not Verdict.PASS:
            lines = [f"{' '.join(outcome.requirements)}: {outcome.title}", outcome.reason]
            lines += [
                f"expected {outcome.expected}",
                f"actual   {outcome.actual}",
                f"run again: {outcome.replay}",
            ]
            raise UnmetError("\n".join(lines))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """The report of the check, without a stack trace."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the check is told of."""
        return Path("amplifier"), None, f"amplifier: {self.name}"
