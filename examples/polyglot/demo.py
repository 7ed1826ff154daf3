"""The demonstration behind `make demo`: one turn across four languages, and one with a service killed in mid-call.

It uses the host as a library. The second turn stops the Rust service (SIGSTOP) once it is mounted, waits until the
data plane has sent it a call, and then kills it: the call is under way for certain, without any guess about time.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Literal

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
# What every service is asked in every turn, and the turn itself, tell nothing about who did what.
EVERY_TURN = ("describe", "configure", "orchestrator.execute")
NUMBERS = ("start", "times", "took")
console = Console(highlight=False, soft_wrap=True)
console.width = max(console.width, 80)


class Account:
    """Who did what in a turn, and for how long."""

    def __init__(self) -> None:
        self.services: dict[str, ServiceReady] = {}
        self.work: dict[tuple[str, str], list[float]] = defaultdict(list)

    def take(self, event: Event) -> None:
        """Note one event."""
        if isinstance(event, ServiceReady):
            self.services[event.service] = event
        elif isinstance(event, Activity) and event.method not in EVERY_TURN:
            what = f"{event.method} {event.name}" if event.name else event.method
            self.work[event.target, what].append(event.ms)

    def table(self) -> Table:
        """One row a kind of work; it fits 80 columns."""
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for column in ("service", "language", "start", "did", "times", "took"):
            side: Literal["left", "right"] = "right" if column in NUMBERS else "left"
            table.add_column(column, justify=side, no_wrap=True)
        for name, ready in self.services.items():
            first = [name, ready.language or "?", f"{ready.started_ms:.0f} ms"]
            for what, times in self._rows(name):
                took = [str(len(times)), f"{sum(times):.1f} ms"] if times else ["", ""]
                table.add_row(*first, what, *took)
                first = ["", "", ""]
        return table

    def _rows(self, name: str) -> list[tuple[str, list[float]]]:
        rows = [(what, times) for (service, what), times in self.work.items() if service == name]
        if "streaming" in self.services[name].components:
            rows.insert(0, ("drove the turn", []))
        return rows or [("had nothing to do", [])]


class Screen:
    """The answer as it streams, and remarks on lines of their own."""

    def __init__(self) -> None:
        self._in_line = False

    def take(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Stream) and event.name == "token":
            console.out(event.text, end="")
            self._in_line = not event.text.endswith("\n") if event.text else self._in_line
        elif isinstance(event, Stream) and event.name == "tool_call_start":
            shown = json.dumps(event.data.get("input") or {}, ensure_ascii=False)
            self.remark(f"→ {event.data['name']} {shown}", "cyan")
        elif isinstance(event, ServiceFailed):
            self.remark(f"! {event.message}", "yellow")
        elif isinstance(event, Failed):
            self.remark(event.message, "red")
        elif isinstance(event, Complete):
            self._end_line()

    def remark(self, text: str, style: str) -> None:
        """Show a line that is not part of the answer."""
        self._end_line()
        console.print(text, style=style, markup=False)

    def _end_line(self) -> None:
        if self._in_line:
            console.print()
        self._in_line = False


async def turn(session: Session, screen: Screen, on_event: Callable[[Event], None]) -> str:
    """One turn, its answer streamed to the terminal; how it ended."""
    status = "failed"
    await session.mount()
    async for event in session.execute(PROMPT):
        on_event(event)
        screen.take(event)
        if isinstance(event, Complete):
            status = event.status
    return status


async def healthy(sessions: Path) -> str:
    """The turn as it should be, and who did what."""
    account = Account()
    session = Session(load_agent(HERE / "agent.yaml"), sessions=sessions)
    try:
        status = await turn(session, Screen(), account.take)
    finally:
        await session.close()
    console.print()
    console.print(account.table())
    return status


async def killed(sessions: Path) -> str:
    """The same turn; the Rust service is killed while it has a call."""
    session = Session(load_agent(HERE / "agent.yaml"), sessions=sessions)
    screen = Screen()
    victims: list[int] = []

    def kill_in_mid_call(event: Event) -> None:
        if isinstance(event, ServiceReady) and event.service == VICTIM and event.pid:
            victims.append(event.pid)
            os.kill(event.pid, signal.SIGSTOP)
        elif isinstance(event, ActivityStarted) and event.target == VICTIM and victims:
            pid = victims.pop()
            what = f"{VICTIM}, Rust, which has the call {event.method} {event.name}"
            screen.remark(f"! kill -9 {pid}  # {what}", "yellow")
            os.kill(pid, signal.SIGKILL)

    try:
        return await turn(session, screen, kill_in_mid_call)
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
