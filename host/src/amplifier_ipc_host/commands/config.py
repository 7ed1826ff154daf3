"""`amplifier-ipc config`, `allowed-dirs` and `denied-dirs`: the settings and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

Scope = Literal["global", "project", "local"]


def scoped(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose a file."""
    for scope, text in (
        ("local", "For you in this project (.amplifier/settings.local.yaml)."),
        ("project", "For all who work on this project (.amplifier/settings.yaml)."),
        ("global", "For you everywhere (settings.yaml in AMPLIFIER_HOME); the default."),
    ):
        command = click.option(f"--{scope}", "scope", flag_value=scope, help=text)(command)
    return command


@click.group("config")
def config() -> None:
    """Show and change settings."""


@config.command("show")
@click.option("--origin", is_flag=True, help="Tell where each value comes from.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.argument("key", required=False)
def show(origin: bool, as_json: bool, key: str | None) -> None:
    """Show all settings, or those under KEY, such as `routing.matrix`."""
    from ..settings_files import load

    found = load(Path.cwd())
    for warning in found.warnings:
        click.echo(f"Warning: {warning}.", err=True)
    begin = tuple(key.split(".")) if key else ()
    leaves = [leaf for leaf in found.leaves() if leaf[0][: len(begin)] == begin]
    if as_json:
        members = [{"key": ".".join(p), "value": v, "origin": o} for p, v, o in leaves]
        click.echo(json.dumps(members if origin else found.get(key) if key else found.values))
    elif not leaves:
        click.echo(f"{key} is not set." if key else "Nothing is set.", err=True)
    for place, value, where in [] if as_json else leaves:
        line = f"{'.'.join(place)}: {json.dumps(value, ensure_ascii=False)}"
        click.echo(f"{line}  # {where}" if origin else line)


@config.command("set")
@scoped
@click.argument("key")
@click.argument("value")
def set_(scope: Scope | None, key: str, value: str) -> None:
    """Set KEY to VALUE; VALUE is YAML: a text, a number, true, [a, list]."""
    from ..settings_files import write

    path = settings_file(scope)
    parsed = _parsed(value)
    refuse_unheeded(scope, _known(key), parsed)
    write(path, key, parsed)
    click.echo(f"{key} is set in {path}.", err=True)


@config.command("unset")
@scoped
@click.argument("key")
def unset(scope: Scope | None, key: str) -> None:
    """Remove KEY from a file."""
    from ..settings_files import write

    path = settings_file(scope)
    write(path, _known(key), None)
    click.echo(f"{key} is not set in {path} any more.", err=True)


def settings_file(scope: Scope | None) -> Path:
    """The file that the options of `scoped` choose."""
    from ..settings_files import files

    return dict(files(Path.cwd()))[scope or "global"]


def refuse_unheeded(scope: Scope | None, key: str, value: Any) -> None:
    """Raises UsageError for what a project's file cannot say, since others may have written that."""
    from ..settings import NOT_FROM_A_PROJECT

    for (first,), only in NOT_FROM_A_PROJECT:
        if scope == "project" and key.split(".", maxsplit=1)[0] == first and only in (None, value):
            raise click.UsageError(
                f"'{first}' is not heeded in a project's file; use --local, which is yours alone"
            )


def _known(key: str) -> str:
    """A key whose first part is a setting; raises UsageError with the nearest one."""
    from ..settings import Tier, merge
    from ..settings_files import schema

    value: Any = {}
    for part in reversed(key.split(".")):
        value = {part: value}
    warnings = merge([Tier("", value)], schema()).warnings
    if warnings:
        raise click.UsageError(warnings[0].removeprefix(": "))
    return key


def _parsed(text: str) -> Any:
    from ..settings_files import broken, value_of

    try:
        return value_of(text)
    except broken() as error:
        raise click.UsageError(f"{text!r} is not YAML; put a text in quotes") from error


def _paths(name: str, setting: str, what: str) -> click.Group:
    """The commands for a list of paths."""

    @click.group(name, help=f"{what}: list, add, remove.")
    def group() -> None: ...

    @group.command("list")
    def list_() -> None:
        """Show them."""
        from ..settings_files import load

        for path in load(Path.cwd()).get(setting, []):
            click.echo(path)

    @group.command("add")
    @scoped
    @click.argument("path")
    def add(scope: Scope | None, path: str) -> None:
        """Add PATH."""
        _change(scope, setting, lambda there: [*there, *([] if path in there else [path])])

    @group.command("remove")
    @scoped
    @click.argument("path")
    def remove(scope: Scope | None, path: str) -> None:
        """Remove PATH."""
        if path not in _there(scope, setting):
            raise click.UsageError(f"{path} is not in {settings_file(scope)}")
        _change(scope, setting, lambda there: [each for each in there if each != path])

    return group


def _there(scope: Scope | None, setting: str) -> list[str]:
    from ..settings_files import read

    return list(read(settings_file(scope)).get(setting, []))


def _change(scope: Scope | None, setting: str, change: Callable[[list[str]], list[str]]) -> None:
    from ..settings_files import write

    write(settings_file(scope), setting, change(_there(scope, setting)) or None)


allowed_dirs = _paths("allowed-dirs", "allowed_write_paths", "Where tools may write")
denied_dirs = _paths("denied-dirs", "denied_write_paths", "Where tools may not write")
