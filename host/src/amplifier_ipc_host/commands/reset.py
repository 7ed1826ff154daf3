"""`amplifier-ipc reset`: remove parts of the home folder, after a question."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from .exits import DENIED

# What there is to remove, and where it lies. Settings and remembered approvals are never among it.
PARTS = {
    "environments": ("environments",),
    "definitions": ("agents.yaml", "behaviors.yaml", "definitions"),
    "sessions": ("sessions",),
    "keys": ("keys.env",),
    "cache": ("cache",),
}


@click.command("reset")
@click.option("--remove", "mode", flag_value="remove", help="Remove these; the default.")
@click.option("--preserve", "mode", flag_value="preserve", help="Remove all but these.")
@click.option("--yes", "-y", is_flag=True, help="Without a question.")
@click.argument("parts", metavar="PART...", nargs=-1, type=click.Choice(list(PARTS)))
def reset(mode: Literal["remove", "preserve"] | None, yes: bool, parts: tuple[str, ...]) -> None:
    """Remove PARTs of the home folder: environments, definitions, sessions, keys, cache."""
    from ..store import home

    if not parts and mode != "preserve":
        raise click.UsageError(f"name what to remove: {', '.join(PARTS)}")
    paths = there(home(), chosen(parts, mode or "remove"))
    if not paths:
        click.echo("There is nothing to remove.", err=True)
        return
    _refuse_in_use(paths)
    if not yes:
        _ask(paths)
    for path in paths:
        _remove(path)
        click.echo(f"{path} is removed.", err=True)


def chosen(parts: tuple[str, ...], mode: Literal["remove", "preserve"]) -> list[str]:
    """The parts to remove, in the order of the table."""
    return [part for part in PARTS if (part in parts) == (mode == "remove")]


def there(home: Path, parts: list[str]) -> list[Path]:
    """What there is of parts in a home folder."""
    paths = [home / name for part in parts for name in PARTS[part]]
    return [path for path in paths if path.exists() or path.is_symlink()]


def _ask(paths: list[Path]) -> None:
    click.echo("This is removed for good:", err=True)
    for path in paths:
        click.echo(f"  {path}", err=True)
    if not sys.stdin.isatty():
        click.echo("Error: nobody is there to confirm it.\n  → Add --yes to do it.", err=True)
        sys.exit(DENIED)
    if not click.confirm("Remove it?", err=True):
        sys.exit(DENIED)


def _refuse_in_use(paths: list[Path]) -> None:
    """Before anything is removed: a session that somebody is at work in stays."""
    from ..errors import SessionError
    from ..health import held
    from ..sessions import known

    for folder in paths:
        for session in known(folder) if folder.name == "sessions" else []:
            if held(session):
                raise SessionError(f"session {session.id} is in use", "end it first")


def _remove(path: Path) -> None:
    import shutil

    from ..sessions import known, remove

    if path.is_symlink() or path.is_file():
        path.unlink()
        return
    for session in known(path) if path.name == "sessions" else []:
        remove(session)
    shutil.rmtree(path)
