"""Builds environments side by side, and says how far each is; the last lines of a tool that fails are the user's."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import HostError
from .environment import Environment, InstallError
from .stacks import Step

SIDE_BY_SIDE = 4
LAST_LINES = 15
HINTS = {
    "uv": "install uv: https://docs.astral.sh/uv",
    "cargo": "install Rust: https://rustup.rs",
    "go": "install Go: https://go.dev/dl",
    "npm": "install Node.js: https://nodejs.org",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one environment is: `done` of `steps`, and what is being done."""

    name: str
    done: int
    steps: int
    says: str


@dataclass(frozen=True, slots=True)
class Built:
    """What came of one: nothing in `error` is well. `fresh`: it was there already."""

    environment: Environment
    error: str = ""
    hint: str = ""
    output: str = ""
    fresh: bool = False


Report = Callable[[Progress], None]


async def build_all(
    environments: Sequence[Environment], report: Report = lambda _: None, *, again: bool = False
) -> list[Built]:
    """Build those that are missing or stale (`again`: all), several side by side, in their order."""
    places = asyncio.Semaphore(SIDE_BY_SIDE)
    alone: dict[str, asyncio.Lock] = {}

    async def one(environment: Environment) -> Built:
        async with places:
            try:
                if not again and environment.state() == "ready":
                    return Built(environment, fresh=True)
                await _build(environment, report, alone)
            except StepError as error:
                return Built(environment, error.message, error.hint, error.output)
            except HostError as error:
                return Built(environment, error.message, error.hint)
            except OSError as error:
                told = f"{environment.folder}: {error.strerror}"
                return Built(environment, told, "set AMPLIFIER_HOME to a folder that you may write")
            return Built(environment)

    return list(await asyncio.gather(*(one(each) for each in environments)))


class StepError(InstallError):
    """A tool that failed; `output`: its last lines."""

    def __init__(self, message: str, hint: str, output: str) -> None:
        super().__init__(message, hint)
        self.output = output


async def _build(environment: Environment, report: Report, alone: dict[str, asyncio.Lock]) -> None:
    steps, source = environment.recipe().steps, environment.source()
    environment.begin()
    for number, step in enumerate(steps):
        report(Progress(environment.name, number, len(steps), step.says))
        if step.alone:
            async with alone.setdefault(step.tool, asyncio.Lock()):
                await _run(environment, step, source)
        else:
            await _run(environment, step, source)
    # Tools write into the source (a lock file, a version file): what is there when they end counts as built.
    environment.finish(environment.digest())
    report(Progress(environment.name, len(steps), len(steps), "done"))


async def _run(environment: Environment, step: Step, source: Path) -> None:
    tool = program(step.tool)
    if tool is None:
        raise InstallError(
            f"service {environment.name} needs {step.tool}, which is not installed",
            HINTS[step.tool],
        )
    process = await asyncio.create_subprocess_exec(
        tool,
        *step.command[1:],
        cwd=source,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # so that what it has started ends with it
    )
    try:
        told, _ = await process.communicate()
    except asyncio.CancelledError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        raise
    if process.returncode:
        last = told.decode(errors="replace").rstrip().splitlines()[-LAST_LINES:]
        raise StepError(
            f"service {environment.name}: {step.says} failed ({step.tool} ended with {process.returncode})",
            "mend what it names above, then install again",
            "\n".join(last),
        )


def program(tool: str) -> str | None:
    """Where a tool lies: in PATH, or beside this Python, where uv may have been installed with it."""
    beside = Path(sys.executable).parent / tool
    return shutil.which(tool) or (str(beside) if os.access(beside, os.X_OK) else None)
