"""`amplifier-ipc notify`: how you are told that a turn is over."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from .config import Scope, scoped
from .exits import FAILED


def switched(command: Any) -> Any:
    """The options that a way has in common with the other."""
    for option in (
        click.option("--test", is_flag=True, help="Send one now."),
        click.option("--on/--off", "on", default=None, help="Switch it on or off."),
    ):
        command = option(command)
    return scoped(command)


@click.group("notify")
def notify() -> None:
    """Be told when a turn is over, by the desktop or by ntfy, if it took long (notifications.min_seconds, 20)."""


@notify.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """Show what is switched on, and what it needs."""
    import shutil

    from .. import notifications as n
    from ..keys import visible
    from ..settings_files import load

    settings = load(Path.cwd())
    topic = visible([n.TOPIC]).get(n.TOPIC)
    rows = {
        "desktop": {
            "enabled": "desktop" in n.enabled(settings),
            "notify_send": shutil.which("notify-send"),
        },
        "ntfy": {
            "enabled": "ntfy" in n.enabled(settings),
            "server": settings.get("notifications.ntfy.server", n.SERVER),
            "topic_set": bool(topic),
        },
        "min_seconds": settings.get("notifications.min_seconds", n.MIN_SECONDS),
    }
    if as_json:
        click.echo(json.dumps(rows))
        return
    on = {True: "on", False: "off"}
    desktop, ntfy = rows["desktop"], rows["ntfy"]
    click.echo(
        f"desktop: {on[desktop['enabled']]}, notify-send: {desktop['notify_send'] or 'not installed'}"
    )
    told = "is set" if topic else "is not set"
    click.echo(f"ntfy: {on[ntfy['enabled']]}, {ntfy['server']}, the topic {told} ({n.TOPIC})")
    click.echo(f"after turns of at least {rows['min_seconds']} s")


@notify.command("desktop")
@switched
@click.option("--preview/--no-preview", default=None, help="Show the beginning of the answer.")
@click.option("--preview-length", type=click.IntRange(min=0), metavar="N", help="How much of it.")
@click.option(
    "--project-name/--no-project-name", "show_project", default=None, help="Name the project."
)
@click.option("--device/--no-device", default=None, help="Name the machine.")
def desktop(scope: Scope | None, on: bool | None, test: bool, **shown: Any) -> None:
    """Let the desktop tell (by notify-send). Without options it is switched on."""
    members = {
        "show_preview": shown["preview"],
        "preview_length": shown["preview_length"],
        "show_project": shown["show_project"],
        "show_device": shown["device"],
    }
    _change(scope, "desktop", on, test, {k: v for k, v in members.items() if v is not None})
    _try(test, "desktop")


@notify.command("ntfy")
@switched
@click.option("--server", metavar="URL", help="The server (default: https://ntfy.sh).")
@click.option("--topic", "ask_topic", is_flag=True, help="Give the topic anew.")
def ntfy(
    scope: Scope | None, on: bool | None, test: bool, server: str | None, ask_topic: bool
) -> None:
    """Let ntfy tell. Without options it is switched on.

    The topic is asked for, or read from standard input where there is no terminal; it is kept in keys.env.
    """
    from .. import notifications as n
    from ..keys import keep, visible
    from .naming import tell_of_environment

    if server is not None and not server.startswith(("http://", "https://")):
        raise click.UsageError(f"'{server}' is no address such as {n.SERVER}")
    wanted = on is not False
    if wanted and (ask_topic or not visible([n.TOPIC]).get(n.TOPIC)):
        click.echo(n.PUBLIC, err=True)
        topic = _topic()
        click.echo(f"The topic is kept in {keep(n.TOPIC, topic)}.", err=True)
        tell_of_environment(n.TOPIC)
    _change(scope, "ntfy", on, test, {} if server is None else {"server": server})
    _try(test, "ntfy")


@notify.command("reset")
@scoped
def reset(scope: Scope | None) -> None:
    """Forget all settings of notifications in a file, and the topic."""
    from .. import notifications as n
    from ..keys import keep, kept
    from ..settings_files import read, write
    from .config import settings_file

    path = settings_file(scope)
    if "notifications" in read(path):
        write(path, "notifications", None)
    if n.TOPIC in kept():
        keep(n.TOPIC, None)
    click.echo(f"Nothing is left of them in {path}.", err=True)


def _topic() -> str:
    from .. import notifications as n

    value = (
        str(click.prompt("Topic", err=True)).strip()
        if sys.stdin.isatty()
        else sys.stdin.readline().strip()
    )
    if not n.usable(value):
        raise click.UsageError(
            "a topic has 1 to 64 letters, digits, '-' and '_'; give one on standard input"
        )
    return value


def _change(
    scope: Scope | None, way: str, on: bool | None, test: bool, members: dict[str, Any]
) -> None:
    """Write what was asked for; without any wish the way is switched on."""
    from ..settings_files import write
    from .config import settings_file

    path = settings_file(scope)
    if on is None and not members and not test:
        on = True
    changes = {**({} if on is None else {"enabled": on}), **members}
    for key, value in changes.items():
        write(path, f"notifications.{way}.{key}", value)
    if changes:
        told = ", ".join(f"{key} {json.dumps(value)}" for key, value in changes.items())
        click.echo(f"notifications.{way}: {told} ({path}).", err=True)


def _try(test: bool, way: str) -> None:
    """Send one now, whether it is switched on or not; ends the command when that fails."""
    if not test:
        return
    from .. import notifications as n
    from ..settings import Settings
    from ..settings_files import load

    found = load(Path.cwd())
    kept = {**found.get(f"notifications.{way}", {}), "enabled": True}
    ended = n.Ended("completed", "This is a test.", "amplifier-ipc", Path(os.getcwd()), 0.0)
    faults = n.send(Settings({"notifications": {way: kept}}), ended)
    for fault in faults:
        click.echo(f"Error: {fault}.", err=True)
    if faults:
        sys.exit(FAILED)
    click.echo("It was sent.", err=True)
