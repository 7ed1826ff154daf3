"""`amplifier-ipc trace`: the messages of a traced session as a waterfall."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import HostError

if TYPE_CHECKING:
    from ..trace.rows import Turn


@click.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write one page with all turns, and filters of its own.",
)
@click.option("--turn", type=click.IntRange(1), metavar="N", help="Not the last turn but this one.")
@click.option("--text", default="", help="Only messages with this text in them.")
@click.option("--service", default="", help="Only messages of and to this service.")
@click.option("--errors", is_flag=True, help="Only messages that failed or were not answered.")
def trace(  # noqa: PLR0913, PLR0917 - one an option
    id_: str, html: Path | None, turn: int | None, text: str, service: str, errors: bool
) -> None:
    """Show who asked whom for what in a turn that was run with --trace; the page also what was said.

    ID is a session's, or so much of its beginning that no other begins so.
    """
    from ..sessions import find, known
    from ..trace.records import read
    from ..trace.waterfall import turns

    session = find(known(), id_)
    read_ = read(session.folder / "trace.jsonl")
    found = turns(read_.records)
    if not any(each.rows for each in found):
        raise HostError(
            f"the trace of session {session.id} holds no message", "run a turn of it with --trace"
        )
    shown = [_turn(found, turn)] if turn or html is None else found
    if html is not None:
        if text or service or errors:
            raise click.UsageError("--text, --service and --errors are not for --html.")
        _write(html, f"Session {session.id}", shown, read_.remarks)
        return
    _print(shown[0], len(found), text=text, service=service, errors=errors)
    for remark in read_.remarks:
        click.echo(remark, err=True)


def _turn(found: list[Turn], number: int | None) -> Turn:
    if number is not None and number > len(found):
        raise HostError(f"there is no turn {number} in the trace", f"it has {len(found)}")
    return found[(number or len(found)) - 1]


def _write(path: Path, title: str, turns: list[Turn], remarks: list[str]) -> None:
    """The page may hold what was said, so that only its owner may read it."""
    from ..files import replace
    from ..trace.page import render

    page = render(title, turns, remarks=remarks).encode(errors="replace")
    try:
        replace(path, page)
    except OSError as error:
        text = f"{path} cannot be written: {error.strerror}"
        raise HostError(text, "name a file in a folder that you may write") from error
    click.echo(f"Page: {path}", err=True)


def _print(turn: Turn, of: int, *, text: str, service: str, errors: bool) -> None:
    from ..trace.terminal import show, summary
    from .tables import console

    names = [each.name for each in turn.services]
    if service and service not in names:
        raise HostError(f"no service {service} took part in turn {turn.number}", ", ".join(names))
    click.echo(f"Turn {turn.number} of {of}: {summary(turn)}.")
    rows = [row for row in turn.rows if row.matches(text, service, wrong_only=errors)]
    if rows:
        show(console(), turn, rows)
    else:
        click.echo("No message fits.", err=True)
