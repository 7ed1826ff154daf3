"""The conformance suite passes on every adapter, with a fake vendor behind it."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from battery.adapters import ADAPTERS, Adapter, command
from battery.gateway import Gateway
from battery.routes import routes

ONCE = list({adapter.folder: adapter for adapter in reversed(ADAPTERS)}.values())
"""Each process once: the suite gives no settings."""
pytestmark = [
    pytest.mark.system,
    pytest.mark.parametrize("adapter", ONCE, ids=str, indirect=True),
]
SUITE = Path(sys.executable).with_name("amplifier-conformance")


async def _check(adapter: Adapter, vendor: int, *options: str) -> None:
    async with Gateway(vendor, *routes(adapter)) as gateway:
        env = adapter.environment(gateway.url)
        given = [word for name, value in env.items() for word in ("--env", f"{name}={value}")]
        words = ["check", "--allow-effects", *options, *given, "--", *command(adapter.folder)]
        process = await asyncio.create_subprocess_exec(
            str(SUITE),
            *words,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ),
        )
        said, _ = await process.communicate()
        assert gateway.calls, "the suite never reached the model"
    assert process.returncode == 0, said.decode()


async def test_it_conforms_over_stdio(adapter: Adapter, vendor: int) -> None:
    await _check(adapter, vendor)


async def test_it_conforms_over_http(adapter: Adapter, vendor: int) -> None:
    await _check(adapter, vendor, "--http")
