"""The demonstration behind `make demo`: one turn across four languages, and one with a service killed in mid-call.

It uses the host as a library. The second turn stops the Rust service (SIGSTOP) once it is mounted, waits until the
data plane has sent it a call, and then kills it: the call is under way for certain, without any guess about time.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from amplifier_ipc_host import HostError, Session, load_agent
from amplifier_ipc_host.events import (
    Activity,
    ActivityStarted,
    Complete,
    Event,
    Failed,
    ServiceFailed,
    ServiceReady,
    Stream,
)
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
PROMPT = "What files are here?"
VICTIM = "workspace"
console = Console(highlight=False, soft_wrap=True)


class Account:
    """Who did what in a turn, and for how long."""

    def __init__(self) -> None:
        self.services: dict[str, ServiceReady] = {}
        self.work: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.tokens = 0

    def take(self, event: Event) -> None:
        """Note one event."""
        if isinstance(event, ServiceReady):
            self.services[event.service] = event
        elif isinstance(event, Activity):
            what = event.method.removeprefix("request.").replace("_", ".", 1)
            self.work[event.target, f"{what} {event.name}" if event.name else what].append(event.ms)
        elif isinstance(event, Stream) and event.name == "token":
            self.tokens += 1

    def table(self) -> Table:
        """One row a kind of work."""
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for column, side in (
            ("service", "left"),
            ("language", "left"),
            ("start", "right"),
            ("did", "left"),
        ):
            table.add_column(column, justify=side, no_wrap=True)  # type: ignore[arg-type]
        table.add_column("times", justify="right")
        table.add_column("took", justify="right", no_wrap=True)
        for name, ready in self.services.items():
            first = [name, ready.language or "?", f"{ready.started_ms:.0f} ms"]
            for what, times in self._rows(name):
                took = f"{sum(times):.1f} ms" if times else ""
                table.add_row(*first, what, str(len(times)) if times else "", took)
                first = ["", "", ""]
        return table

    def _rows(self, name: str) -> list[tuple[str, list[float]]]:
        rows = [(what, times) for (service, what), times in self.work.items() if service == name]
        ready = self.services[name]
        if "streaming" in ready.components:
            rows.insert(0, ("drove the turn (orchestrator)", []))
        return rows or [("was there, and had nothing to do", [])]


async def turn(session: Session, on_event: Callable[[Event], None]) -> str:
    """One turn, its answer streamed to the terminal; how it ended."""
    status = "failed"
    await session.mount()
    async for event in session.execute(PROMPT):
        on_event(event)
        if isinstance(event, Stream) and event.name == "token":
            console.out(event.text, end="")
        elif isinstance(event, Stream) and event.name == "tool_call_start":
            console.print(f"[cyan]→ {event.data['name']} {event.data.get('input')}[/cyan]")
        elif isinstance(event, ServiceFailed):
            console.print(f"[yellow]! {event.message}[/yellow]")
        elif isinstance(event, Failed):
            console.print(f"[red]{event.message}[/red]")
        elif isinstance(event, Complete):
            status = event.status
            console.print()
    return status


async def healthy(sessions: Path) -> str:
    """The turn as it should be, and who did what."""
    account = Account()
    session = Session(load_agent(HERE / "agent.yaml"), sessions=sessions)
    try:
        status = await turn(session, account.take)
    finally:
        await session.close()
    console.print()
    console.print(account.table())
    return status


async def killed(sessions: Path) -> str:
    """The same turn; the Rust service is killed while it has a call."""
    session = Session(load_agent(HERE / "agent.yaml"), sessions=sessions)
    victims: list[int] = []

    def kill_in_mid_call(event: Event) -> None:
        if isinstance(event, ServiceReady) and event.service == VICTIM:
            victims.append(event.pid)
            os.kill(event.pid, signal.SIGSTOP)
        elif isinstance(event, ActivityStarted) and event.target == VICTIM and victims:
            pid = victims.pop()
            console.print(
                f"[yellow]! kill -9 {pid} ({VICTIM}, Rust), which has the call {event.name}[/yellow]"
            )
            os.kill(pid, signal.SIGKILL)

    try:
        return await turn(session, kill_in_mid_call)
    finally:
        await session.close()


def next_commands() -> None:
    """Three things to try."""
    command = Path(sys.executable).with_name("amplifier-ipc")
    agent = HERE / "agent.yaml"
    here = Path.cwd()
    run = f"{_short(command, here)} run --agent {_short(agent, here)}"
    console.rule("Try next", align="left", style="dim")
    for line in (
        f'{run} --working-dir /tmp "{PROMPT}"',
        f'{run} --output stream-json "{PROMPT}"',
        f'{run} "What does the README say?"',
    ):
        console.print(f"  {line}")


def _short(path: Path, here: Path) -> str:
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def main() -> int:
    """Both turns; 0 when both ended well."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            console.rule(f'One turn, four languages: "{PROMPT}"', align="left", style="dim")
            first = asyncio.run(healthy(Path(folder)))
            console.print()
            console.rule(
                "The same turn, its Rust service killed in mid-call", align="left", style="dim"
            )
            second = asyncio.run(killed(Path(folder)))
        except HostError as error:
            console.print(f"[red]{error.message}[/red]\n  → {error.hint}")
            return 1
    console.print()
    next_commands()
    return 0 if (first, second) == ("completed", "completed") else 1


if __name__ == "__main__":
    sys.exit(main())
