"""The fake vendors, the gateway before them, and a process of each adapter; all of them live as long as the tests."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from battery.adapters import ADAPTERS, Adapter, command
from battery.bench import Bench
from battery.fakes import aimock
from battery.gateway import Gateway
from battery.process import AdapterProcess
from battery.routes import routes

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here share one event loop: their processes outlive a test."""
    for item in items:
        function = getattr(item, "function", None)
        function = getattr(getattr(function, "hypothesis", None), "inner_test", function)
        if HERE in item.path.parents and inspect.iscoroutinefunction(function):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def vendor() -> Iterator[int]:
    """The port of the first fake vendor."""
    with aimock() as port:
        yield port


@pytest.fixture(scope="session", params=ADAPTERS, ids=str)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    """Each adapter in turn."""
    return request.param


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(
    adapter: Adapter, vendor: int, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Gateway, AdapterProcess]]:
    """The adapter's process, and the gateway that it finds through its environment."""
    home = tmp_path_factory.mktemp(adapter.name)
    async with (
        Gateway(vendor, *routes(adapter)) as gateway,
        AdapterProcess(command(adapter.folder), adapter.environment(gateway.url), home) as process,
    ):
        yield gateway, process


@pytest_asyncio.fixture(loop_scope="session")
async def bench(
    adapter: Adapter, vendor: int, running: tuple[Gateway, AdapterProcess]
) -> AsyncIterator[Bench]:
    """The adapter, newly configured without retries, on an empty desk."""
    gateway, process = running
    gateway.reset(vendor)
    made = Bench(adapter, gateway, process)
    await made.set()
    yield made
    made.leave()


@pytest_asyncio.fixture(loop_scope="session")
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What a test starts itself; it ends with the test."""
    async with AsyncExitStack() as given:
        yield given
