"""`amplifier-ipc discover`, `register` and `unregister`: which definitions there are, and which are accepted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .exits import DENIED, FAILED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..definition import Definition


@click.command("discover")
@click.argument("where", metavar="PATH|URL")
@click.option("--register", "register_", is_flag=True, help="Register what is found.")
@click.option("--install", is_flag=True, help="Install the services of what is found.")
@click.option("--yes", "-y", is_flag=True, help="Accept what is fetched from elsewhere.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def discover(where: str, register_: bool, install: bool, yes: bool, as_json: bool) -> None:
    """Find the definitions in a folder, a file, a repository or at an address."""
    from ..sources import fetch, is_remote
    from ..survey import definitions_below

    found, broken = definitions_below(fetch(where, fresh=is_remote(where)))
    for error in broken:
        click.echo(f"Warning: {error.message}.", err=True)
    if not found:
        click.echo(f"There is no definition in {where}.", err=True)
        sys.exit(FAILED)
    _show(found, as_json=as_json)
    if register_ or install:
        enter(found, yes=yes, register=register_, install=install)


@click.command("register")
@click.argument("where", metavar="FILE|URL")
@click.option("--alias", metavar="NAME", help="Its name here (default: its ref).")
@click.option("--install", is_flag=True, help="Install its services too.")
@click.option("--yes", "-y", is_flag=True, help="Accept it without a question.")
def register(where: str, alias: str | None, install: bool, yes: bool) -> None:
    """Register an agent or a behavior, so that it can be used by its name."""
    from ..definition import read
    from ..sources import fetch, is_remote

    definition = read(fetch(where, fresh=is_remote(where)))
    enter([definition], yes=yes, register=True, install=install, alias=alias)


@click.command("unregister")
@click.argument("name")
def unregister(name: str) -> None:
    """Forget a registered agent or behavior; its files stay."""
    from ..registry import Registry
    from ..store import home

    for entry in Registry(home()).unregister(name):
        click.echo(f"The {entry.kind} {entry.alias} is not registered any more.", err=True)


def enter(
    roots: Sequence[Definition],
    *,
    yes: bool,
    register: bool,
    install: bool,
    alias: str | None = None,
) -> None:
    """Register definitions, and what they fetch from elsewhere, once the user has seen it."""
    from ..definition import walk
    from ..registry import Registry
    from ..store import home

    if register:
        _refuse_same_names(roots)
    trees = [each for root in roots for each in walk(root).written]
    fetched = list({each.path: each for each in trees if each.source.url is not None}.values())
    if fetched and not yes:
        _ask(fetched)
    registry = Registry(home())
    own = {root.path for root in roots} if register else set()
    for each in fetched:
        if each.path not in own:
            registry.register_below(each)
    for root in roots if register else []:
        entry = registry.register(root, alias)
        click.echo(f"The {entry.kind} {entry.alias} is registered.", err=True)
    if install:
        from .installing import install_all

        install_all(trees)


def _refuse_same_names(roots: Sequence[Definition]) -> None:
    """Two that are registered at once under one name: the user says which one it is."""
    from ..errors import HostError

    seen: dict[tuple[str, str], Definition] = {}
    for root in roots:
        other = seen.setdefault((root.kind, root.ref), root)
        if other is not root:
            raise HostError(
                f"two {root.kind}s are called '{root.ref}': {other.path} and {root.path}",
                "register the one that you mean: amplifier-ipc register FILE",
            )


def _ask(fetched: Sequence[Definition]) -> None:
    """Show what comes from elsewhere, and ask; ends the command when the user does not accept it."""
    from ..output import harmless
    from ..survey import brought

    lines = ["This comes from elsewhere:"]
    for one in map(brought, fetched):
        lines.append(f"  {one.kind} {one.ref}  {one.address}")
        if one.stack:
            source = f"from {one.source}" if one.source else ""
            told = "brings files along" if one.stack == "content" else "installs and runs"
            lines.append(f"    {told}: {' '.join(filter(None, (one.stack, one.runs, source)))}")
        if one.grants:
            lines.append(f"    may call in the host: {', '.join(one.grants)}")
        if one.env:
            lines.append(f"    sees the variables: {', '.join(one.env)}")
    for line in lines:  # a line of theirs must not hide another
        click.echo(harmless(line).replace("\n", " "), err=True)
    if not sys.stdin.isatty():
        click.echo("Error: nobody is there to accept it.\n  → Add --yes if you do.", err=True)
        sys.exit(DENIED)
    if not click.confirm("Accept it?", err=True):
        sys.exit(DENIED)


def _show(found: Sequence[Definition], *, as_json: bool) -> None:
    from ..survey import brought

    rows = [
        (one, str(each.body.get("description", ""))) for each in found for one in [brought(each)]
    ]
    if as_json:
        import json

        members = [
            {"kind": o.kind, "ref": o.ref, "path": o.address, "stack": o.stack, "description": d}
            for o, d in rows
        ]
        click.echo(json.dumps(members, ensure_ascii=False))
        return
    from .tables import table

    table(
        ["kind", "ref", "service", "description", "where"],
        [[one.kind, one.ref, one.stack, about, one.address] for one, about in rows],
    )
