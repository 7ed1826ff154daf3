"""`amplifier-ipc provider test`: one provider, started alone and tried step by step."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .exits import FAILED

if TYPE_CHECKING:
    from ..findings import Step

MARKS = {"ok": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("–", "yellow")}


@click.command("test")
@click.argument("name", required=False)
@click.option("--model", metavar="NAME", help="The model to ask; a pattern may have a *.")
@click.option("--agent", metavar="NAME", help="Whose provider it is (default: default_agent).")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    default=60.0,
    show_default=True,
    help="Give each request S seconds.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON: every step with its numbers.")
def test(
    name: str | None, model: str | None, agent: str | None, timeout: float, as_json: bool
) -> None:
    """Try a provider (default: the one that would answer): its key, its models, an answer, a call of a tool.

    Nothing is retried. What it asks of the model costs a few hundred tokens.
    """
    from ..probe import Probe
    from ..settings_files import load
    from ..tuning import choose_model
    from .meeting import found

    plan, wanted = found(name, agent)
    plan.provider = wanted
    choose_model(plan, load(Path.cwd()), model)
    probe = Probe(plan, wanted, plan.model, timeout, (lambda _: None) if as_json else _show)
    works = asyncio.run(probe.run())
    if as_json:
        steps = [step.to_wire() for step in probe.steps]
        told = {"provider": wanted, "works": works, "steps": steps}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"{wanted} works." if works else f"{wanted} does not work yet.")
    if not works:
        sys.exit(FAILED)


def _show(step: Step) -> None:
    from ..errors import sentence
    from ..output import harmless

    mark, colour = MARKS[step.state]
    head = click.style(mark, fg=colour)
    click.echo(f"{head} {step.name:<10} {harmless(step.says)}")
    if step.hint:
        click.echo(f"  → {harmless(sentence(step.hint))}")
