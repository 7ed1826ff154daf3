"""`amplifier-ipc tool`: the tools of an agent, and a call of one by hand."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .exits import DONE, FAILED

if TYPE_CHECKING:
    from ..approvals import Policy
    from ..company import Company
    from ..inspect.screen import Screen
    from ..plan import Plan

Json = dict[str, Any]


def of_agent(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name the agent."""
    for option in (
        click.option(
            "--working-dir",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            default=Path(),
            help="Where the services work (default: here).",
        ),
        click.option(
            "--agent",
            metavar="NAME",
            help="A registered agent, or its definition's file (default: the setting default_agent).",
        ),
    ):
        command = option(command)
    return command


@click.group("tool")
def tool() -> None:
    """List the tools of an agent, look at one, call one."""


@tool.command("list")
@of_agent
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(agent: str | None, working_dir: Path, as_json: bool) -> None:
    """Show the tools of an agent: its services are started, and asked."""
    rows, faults = asyncio.run(_listed(_plan(agent, working_dir), working_dir.absolute()))
    for fault in faults:
        click.echo(f"Warning: {fault}.", err=True)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        click.echo("The agent has no tool.", err=True)
    else:
        from .tables import table

        shown = [[row["name"], row["service"], _line(row["description"])] for row in rows]
        table(["tool", "service", "description"], shown)
    if faults and not rows:
        sys.exit(FAILED)


@tool.command("info")
@click.argument("name")
@of_agent
@click.option("--json", "as_json", is_flag=True, help="As JSON: what the service says of it.")
def info(name: str, agent: str | None, working_dir: Path, as_json: bool) -> None:
    """Show what a tool does, what it takes and what it gives."""
    service, spec = asyncio.run(_told(_plan(agent, working_dir), working_dir.absolute(), name))
    if as_json:
        click.echo(json.dumps({**spec, "service": service}, ensure_ascii=False))
        return
    for line in _lines(service, spec):
        click.echo(line)


@tool.command("invoke")
@click.argument("name")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--input", "given", metavar="JSON", help="The input as JSON, @FILE, or - for stdin.")
@of_agent
@click.option(
    "--approve",
    type=click.Choice(["ask", "auto", "deny"]),
    default="ask",
    show_default=True,
    help="Who decides what it wants approved; without a terminal nobody can be asked.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Stop after S s."
)
@click.option("--json", "as_json", is_flag=True, help="The result as it came.")
def invoke(name: str, pairs: tuple[str, ...], given: str | None, **options: Any) -> None:
    """Call a tool with KEY=VALUE pairs, without a model and without the hooks of the agent.

    A VALUE is JSON where it can be read as such, else text. All services of the agent are started.
    """
    if pairs and given is not None:
        raise click.UsageError("give the input as pairs or with --input, not both")
    from ..opening import Wishes, plan_of
    from ..settings_files import load

    cwd = options["working_dir"].absolute()
    plan, _ = plan_of(Wishes(cwd, agent=options["agent"]), load(cwd))
    call = _Call(plan, cwd, name, pairs, given, options)
    sys.exit(asyncio.run(call.run()))


def _plan(agent: str | None, working_dir: Path) -> Plan:
    """The agent with those of its services that may have tools."""
    from ..opening import Wishes, parts_of
    from ..settings_files import load

    cwd = working_dir.absolute()
    plan, _ = parts_of(Wishes(cwd, agent=agent), load(cwd))
    plan.services = [service for service in plan.services if service.tools]
    return plan


async def _listed(plan: Plan, cwd: Path) -> tuple[list[Json], list[str]]:
    from ..company import company

    async with company(plan, cwd) as made:
        rows = [
            {
                "name": spec["name"],
                "service": service.name,
                "description": spec.get("description", ""),
                "annotations": spec.get("annotations") or {},
            }
            for service, spec in made.tools()
        ]
        return rows, made.faults


async def _told(plan: Plan, cwd: Path, name: str) -> tuple[str, Json]:
    from ..company import company

    async with company(plan, cwd) as made:
        service, spec = made.tool(name)
        return service.name, spec


@dataclass(slots=True)
class _Call:
    """A call as the command line says it."""

    plan: Plan
    cwd: Path
    name: str
    pairs: tuple[str, ...]
    given: str | None
    options: Json

    async def run(self) -> int:
        """The exit code; the result stands on stdout, what is said meanwhile on stderr."""
        from ..company import company
        from ..inspect.screen import Screen

        screen = Screen(raw=self.options["as_json"])
        watcher = _Watcher(screen)
        policy = _policy(self.options["approve"])
        async with company(self.plan, self.cwd, policy=policy, take=watcher.take) as made:
            watcher.company = made
            return await self._ask(made, screen)

    async def _ask(self, made: Company, screen: Screen) -> int:
        from ..errors import RpcError
        from ..inspect.request import Request
        from ..inspect.result import show

        service, spec = made.tool(self.name)
        value = self._input(spec)
        params = {"name": self.name, "call_id": "call-1", "input": value}
        try:
            call = made.call(service, "tool.execute", params, self.options["timeout"])
            result = await call.result()
        except RpcError as error:
            screen.close()
            screen.refuse(error)
            return FAILED
        screen.close()
        request = Request("call", self.name, value)
        return DONE if show(screen, "tool.execute", request, result, service.describe) else FAILED

    def _input(self, spec: Json) -> Json:
        from ..inspect.request import read_object, read_pairs

        if self.given is not None:
            return read_object(self.given, "--input")
        return read_pairs(self.pairs, spec.get("input_schema"))


def _lines(service: str, spec: Json) -> Iterator[str]:
    """A tool for people."""
    from ..inspect.signature import parameters, signature
    from ..output import harmless

    yield harmless(signature(spec["name"], spec.get("input_schema"), spec.get("output_schema")))
    yield ""
    yield harmless(str(spec.get("description", "")).strip())
    for _, text, about in parameters(spec.get("input_schema")):
        yield harmless(f"  {text}" + (f"  {about}" if about else ""))
    notes = [name for name, value in (spec.get("annotations") or {}).items() if value is True]
    told = ", ".join([*notes, *(["one at a time"] if spec.get("parallel_safe") is False else [])])
    yield f"service: {service}" + (f"  [{told}]" if told else "")


def _policy(wanted: Policy) -> Policy:
    return "deny" if wanted == "ask" and not sys.stdin.isatty() else wanted


class _Watcher:
    """Shows what the services say, and puts their questions to the user."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.company: Company | None = None

    def take(self, event: Any) -> None:
        from threading import Thread

        from ..events import ApprovalRequested, ServiceFailed
        from ..output import Output

        if isinstance(event, (ApprovalRequested, ServiceFailed)):
            question = Output.take(self._screen, event)
            if question is not None:  # reading a terminal blocks, and cannot be ended
                loop = asyncio.get_running_loop()
                Thread(target=question, args=(self.company, loop), daemon=True).start()
        else:
            self._screen.take(event)


def _line(text: str) -> str:
    return text.strip().partition("\n")[0]
