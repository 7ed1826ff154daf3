"""`amplifier-ipc routing`: which matrix chooses models by role."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .config import Scope, scoped


@click.group("routing")
def routing() -> None:
    """Choose how models are chosen by role: the matrix that the agent's routing service uses."""


@routing.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(as_json: bool) -> None:
    """Show the matrices: those of this project, your own, and those of the routing service."""
    from ..matrices import known
    from ..settings_files import load

    used = load(Path.cwd()).get("routing.matrix")
    matrices, faults = known(Path.cwd())
    for fault in faults:
        click.echo(f"Warning: {fault}.", err=True)
    if as_json:
        rows = [
            {
                "name": m.name,
                "description": m.description,
                "source": m.source,
                "used": m.name == used,
            }
            for m in matrices
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    from .tables import table

    shown = [["*" if m.name == used else "", m.name, m.description, m.source] for m in matrices]
    table(["", "matrix", "description", "from"], shown)


@routing.command("show")
@click.argument("name", required=False)
def show(name: str | None) -> None:
    """Show a matrix (default: the one that is used): for each role, its candidates in order."""
    from ..matrices import find
    from ..settings_files import load

    wanted = name or load(Path.cwd()).get("routing.matrix")
    if wanted is None:
        click.echo("No matrix is chosen: the routing service uses its own default.", err=True)
        return
    found = find(Path.cwd(), wanted)
    click.echo(f"{found.name}  {found.description}  ({found.source})")
    for role, candidates in found.roles.items():
        click.echo(f"  {role}: {', '.join(candidates)}")


@routing.command("use")
@scoped
@click.argument("name")
def use(scope: Scope | None, name: str) -> None:
    """Let the matrix NAME choose models."""
    from ..matrices import find
    from ..settings_files import write
    from .config import settings_file

    chosen = find(Path.cwd(), name)
    path = settings_file(scope)
    write(path, "routing.matrix", chosen.name)
    click.echo(f"The matrix is {chosen.name} ({path}).", err=True)
