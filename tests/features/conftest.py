"""Starts the services under test; whatever a check does, nothing of them is left behind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

TESTS = str(Path(__file__).resolve().parents[1])
if TESTS not in sys.path:
    sys.path.insert(0, TESTS)

from features.catalog import LANGUAGES, Language  # noqa: E402 - needs the path above
from features.driver import Service  # noqa: E402


def launch(
    command: list[str], *, described: bool = True, limits: Any = None, **how: Any
) -> Service:
    """A service, described unless it is not to be."""
    service = Service(command, **how)
    if described:
        told = {"limits": limits} if limits else {}
        host = {"name": "features", "version": "1.0.0"}
        try:
            service.described = service.ask(
                "describe", {"protocol_versions": ["1.0"], "host": host, **told}
            )
        except BaseException:
            service.kill()
            raise
    return service


@pytest.fixture(params=LANGUAGES, ids=lambda language: language.key, scope="module")
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


class Pool:
    """One service of each language for all checks that leave it as it was."""

    def __init__(self) -> None:
        self._services: dict[str, Service] = {}

    def get(self, language: Language) -> Service:
        if language.key not in self._services:
            self._services[language.key] = launch(language.everything)
        return self._services[language.key]

    def drop(self, language: Language) -> None:
        """End a service on which a check failed: the next check gets a new one."""
        if service := self._services.pop(language.key, None):
            service.kill()

    def close(self) -> None:
        for service in self._services.values():
            service.kill()


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Service]]:
    """Starts services of a command; the lines of all are judged at the end, if nothing failed before."""
    started: list[Service] = []

    def start(command: list[str], **how: Any) -> Service:
        started.append(launch(command, **how))
        return started[-1]

    yield start
    for service in started:
        service.kill()
    for service in started:
        service.verdict()
