"""`amplifier-ipc install`, `uninstall`, `update` and `service list`: the environments of services."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from .exits import CANCELLED, FAILED

if TYPE_CHECKING:
    from ..definition import Definition
    from ..environments.build import Built, Progress
    from ..environments.environment import Environment
    from ..registry import Entry


@click.command("install")
@click.argument("names", metavar="[NAME|FILE]...", nargs=-1)
@click.option("--again", is_flag=True, help="Also what is installed already.")
def install(names: tuple[str, ...], again: bool) -> None:
    """Build what services need to run: those of an agent, a behavior or a provider, or of all that is registered."""
    of_names(names, again=again)


def of_names(names: tuple[str, ...], *, again: bool = False) -> None:
    """Build the environments of what is named; ends the command when one fails. Raises HostError."""
    install_all(_definitions(names), again=again)


@click.command("uninstall")
@click.argument("name", metavar="NAME|FILE")
def uninstall(name: str) -> None:
    """Remove what was built for the services of an agent or a behavior, or for one service."""
    import shutil

    gone = [each for each in _environments(_definitions((name,))) if each.folder.exists()]
    for each in gone:
        shutil.rmtree(each.folder)
        click.echo(f"Service {each.name} is not installed any more.", err=True)
    if not gone:
        click.echo(f"Nothing was installed for {name}.", err=True)


@click.command("update")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--check", is_flag=True, help="Say what has changed, and change nothing.")
@click.option("--yes", "-y", is_flag=True, help="Accept what is fetched without a question.")
def update(names: tuple[str, ...], check: bool, yes: bool) -> None:
    """Fetch what has changed elsewhere, and build anew what is stale."""
    changed = _changed_sources(names)
    for entry, why in changed:
        click.echo(f"{entry.kind} {entry.alias}: {why}")
    if check:
        for each in _environments(_definitions(names)):
            if each.state() != "ready":
                click.echo(f"service {each.name}: {_TOLD[each.state()]}")
        return
    _accept(changed, yes=yes)
    install_all(_definitions(names))


@click.command("refresh")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--yes", "-y", is_flag=True, help="Accept what is fetched without a question.")
def refresh(names: tuple[str, ...], yes: bool) -> None:
    """Read anew the definitions that have changed where they came from; nothing is built (`update` does that too)."""
    _check_names(names)
    changed = _changed_sources(names)
    for entry, why in changed:
        click.echo(f"{entry.kind} {entry.alias}: {why}")
    _accept([each for each in changed if _is_there(each[0])], yes=yes)
    if not changed:
        click.echo("All definitions are as they were registered.", err=True)


def _check_names(names: Sequence[str]) -> None:
    """Raises RegistryError, with the nearest ones, for a name that nothing is registered under."""
    from ..registry import KINDS, Registry
    from ..store import home

    registry = Registry(home())
    there = {entry.alias for kind in KINDS for entry in registry.entries(kind)}
    for name in names:
        if name not in there:
            raise registry.nothing(name)


def _is_there(entry: Entry) -> bool:
    from pathlib import Path

    from ..sources import is_remote

    return is_remote(entry.url) or Path(entry.url).exists()


def _accept(changed: Sequence[tuple[Entry, str]], *, yes: bool) -> None:
    """Register anew what has changed, after the user has seen what comes from elsewhere."""
    from ..definition import read
    from ..registry import Registry
    from ..sources import fetch, is_remote
    from ..store import home
    from .registering import enter

    for entry, _ in changed:
        root = read(fetch(entry.url, fresh=is_remote(entry.url)))
        now = Registry(home()).find(entry.kind, entry.alias)
        if now.revision and now.revision == root.source.revision:
            continue  # accepted a moment ago, with another of its repository
        enter([root], yes=yes, register=True, install=False, alias=entry.alias)


@click.group("service")
def service() -> None:
    """The services of what is registered."""


@service.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(as_json: bool) -> None:
    """Show each service, what makes it, and whether it is installed."""
    from .tables import table

    rows = [
        {
            "service": each.name,
            "stack": each.stack,
            "state": each.state(),
            "source": each.origin,
        }
        for each in _environments(_definitions(()))
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        click.echo("Nothing that has a service is registered.", err=True)
    else:
        table(
            ["service", "stack", "", "source"],
            [[row["service"], row["stack"], _TOLD[row["state"]], row["source"]] for row in rows],
        )


_TOLD = {
    "ready": "ready",
    "stale": "has changed since it was installed",
    "missing": "is not installed",
}


def install_all(definitions: Sequence[Definition], *, again: bool = False) -> None:
    """Build the environments of definitions with a progress; ends the command when one fails."""
    from ..environments.build import build_all

    environments = [each for each in _environments(definitions) if each.built]
    if not environments:
        click.echo("There is nothing to install.", err=True)
        return
    with _progress(len(environments)) as report:
        try:
            built = asyncio.run(_until_told(build_all(environments, report, again=again)))
        except asyncio.CancelledError:
            sys.exit(CANCELLED)
    for each in built:
        _tell(each)
    if any(each.error for each in built):
        sys.exit(FAILED)


async def _until_told(work: Coroutine[Any, Any, list[Built]]) -> list[Built]:
    """What is built until the terminal has gone, or the command is told to end: the tools end with it."""
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await work


def _tell(built: Built) -> None:
    from ..errors import sentence

    name = built.environment.name
    if not built.error:
        said = "is installed already" if built.fresh else "is installed"
        click.echo(f"Service {name} {said}.", err=True)
        return
    click.echo(f"Error: {sentence(built.error)}", err=True)
    for line in built.output.splitlines():
        click.echo(f"  | {line}", err=True)
    if built.hint:
        click.echo(f"  → {sentence(built.hint)}", err=True)


@contextmanager
def _progress(count: int) -> Iterator[Callable[[Progress], None]]:
    """Bars on a terminal, a line a step elsewhere."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield (
            lambda step: (
                click.echo(f"{step.name}: {step.says} ({step.done}/{step.steps})", err=True)
                if step.done < step.steps
                else None
            )
        )
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.fields[name]}"),
        BarColumn(20),
        TextColumn("{task.description}"),
    )
    with Bars(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        tasks: dict[str, object] = {}

        def report(step: Progress) -> None:
            if step.name not in tasks:
                tasks[step.name] = bars.add_task(step.says, total=step.steps, name=step.name)
            bars.update(
                tasks[step.name],  # type: ignore[arg-type]
                completed=step.done,
                total=step.steps,
                description=step.says,
            )

        yield report


def _definitions(names: Sequence[str]) -> list[Definition]:
    """The definitions of these names with all below them, or all that are registered. Raises HostError."""
    from ..definition import read, walk
    from ..registry import KINDS, Registry, RegistryError, locate
    from ..store import home

    registry = Registry(home())
    everything = [entry for kind in KINDS for entry in registry.entries(kind)]
    roots: list[Definition] = []
    services: list[Definition] = []
    for name in names:
        for kind in KINDS:
            try:
                roots.append(locate(name, kind, registry))
                break
            except RegistryError:
                continue
        else:
            all_below = [
                d for e in everything for d in walk(read(e.source()), registry.accept).written
            ]
            made = [each for each in all_below if "service" in each.body]
            found = [each for each in made if each.ref == name] or _catalogued(name)
            if not found:
                raise registry.nothing(name, [each.ref for each in made])
            services += found
    if not names:
        roots = [read(entry.source()) for entry in everything]
    return [*services, *(each for root in roots for each in walk(root, registry.accept).written)]


def _catalogued(name: str) -> list[Definition]:
    """The provider of this name, of what is registered under another spelling, or of the catalog."""
    from ..offer import Found, source

    found = source(None, name)
    return [found.definition()] if isinstance(found, Found) else []


def _environments(definitions: Sequence[Definition]) -> list[Environment]:
    """The environments of definitions with a service, each once, as the user's settings change them."""
    from pathlib import Path

    from ..environments.environment import Environment
    from ..overriding import overridden, resolved
    from ..settings_files import load
    from ..store import home

    overrides = resolved(load(Path.cwd()).get("service_overrides", {}), Path.cwd())
    found = {each.path: each for each in definitions if "service" in each.body}
    return [Environment.of(overridden(each, overrides), home()) for each in found.values()]


def _changed_sources(names: Sequence[str]) -> list[tuple[Entry, str]]:
    """Registered definitions that are not as they were accepted, and how one can tell."""
    from ..registry import KINDS, Registry
    from ..store import home

    registry = Registry(home())
    entries = [entry for kind in KINDS for entry in registry.entries(kind)]
    chosen = [entry for entry in entries if not names or entry.alias in names]
    return [(entry, why) for entry in chosen if (why := _why_changed(entry))]


def _why_changed(entry: Entry) -> str:
    from hashlib import sha256
    from pathlib import Path

    from ..sources import is_remote, latest

    if is_remote(entry.url):
        return "" if latest(entry.url) == entry.revision else f"{entry.url} has changed"
    if not Path(entry.url).exists():
        return f"{entry.url} is not there any more"
    same = sha256(Path(entry.url).read_bytes()).hexdigest() == entry.digest
    return "" if same else "its definition has changed since it was registered"
