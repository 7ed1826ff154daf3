"""`amplifier-ipc session`: the sessions on disk."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.tree import Tree

    from ..sessions import Known

Json = dict[str, Any]
NAME_SHOWN = 48
_STEPS = ((86_400, "d"), (3600, "h"), (60, "min"))


@click.group()
def session() -> None:
    """List, show, resume, fork, export and delete sessions."""


@session.command("list")
@click.option("--all-projects", is_flag=True, help="Not only those of this project.")
@click.option("--tree", metavar="ID", help="A session with its children and forks.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(all_projects: bool, tree: str | None, as_json: bool) -> None:
    """Show the sessions of this project, the last used first."""
    from ..sessions import find, known
    from .tables import console, table

    sessions = known()
    if tree is not None:
        found = find(sessions, tree)
        if as_json:
            click.echo(json.dumps(_branch(sessions, found), ensure_ascii=False))
        else:
            console().print(_tree(sessions, found))
        return
    shown = [each for each in sessions if not each.is_child]
    shown = [each for each in shown if all_projects or _is_here(each)]
    if as_json:
        click.echo(json.dumps([_row(each) for each in shown], ensure_ascii=False))
    elif not shown:
        more = "" if all_projects else " of this project (--all-projects shows the others)"
        click.echo(f"There is no session{more}.", err=True)
    else:
        header = ["id", "name", "age", "turns", "cost", "agent", "project"]
        table(header, [[str(cell) for cell in _row(each).values()] for each in shown])


@session.command()
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(id_: str, as_json: bool) -> None:
    """Show what is known of a session."""
    from ..sessions import below
    from ..store import status_of
    from .tables import table

    sessions, found = _find(id_)
    children = [each.id for each in below(sessions, found.id)]
    about = {
        "id": found.id,
        **{key: found.metadata[key] for key in _ABOUT if key in found.metadata},
        **status_of(found.metadata),
        "turns": found.turns,
        **({"children": children} if children else {}),
        "folder": str(found.folder),
    }
    about.pop("session_id", None)
    if as_json:
        click.echo(json.dumps(about, ensure_ascii=False))
        return
    told = {key: ", ".join(v) if isinstance(v, list) else str(v) for key, v in about.items()}
    table(["", ""], [[key.replace("_", " "), value] for key, value in told.items()])


_ABOUT = ("name", "description", "agent", "definition", "cwd", "parent_id", "forked_at")


@session.command(context_settings={"ignore_unknown_options": True})
@click.argument("id_", metavar="ID")
@click.argument("rest", metavar="[OPTIONS OF RUN] [PROMPT]", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def resume(debug: bool, id_: str, rest: tuple[str, ...]) -> None:
    """Go on with a session, as `run` does: with PROMPT, or else by talking to it."""
    from .run import run

    _, found = _find(id_)
    if found.is_child:
        raise SessionError(
            f"session {found.id} is a child, which only its parent can go on with",
            f"resume {found.parent}",
        )
    agent, cwd = found.metadata.get("definition"), found.metadata.get("cwd")
    if not agent:
        raise SessionError(
            f"nothing says which agent session {found.id} is of",
            f"amplifier-ipc run --agent FILE --session {found.id}",
        )
    place = ["--working-dir", str(cwd)] if cwd and "--working-dir" not in rest else []
    given = ["--agent", str(agent)] if "--agent" not in rest else []
    run.main(
        [*given, *place, "--session", found.id, *rest],
        "session resume",
        standalone_mode=False,
        obj=debug,
    )


@session.command()
@click.argument("id_", metavar="ID")
@click.option("--at", type=int, metavar="TURN", help="Up to the end of this turn (from 1).")
@click.option("--id", "new", metavar="NEW", help="The id of the copy.")
def fork(id_: str, at: int | None, new: str | None) -> None:
    """Copy a session, all of it or up to a turn; prints the id of the copy."""
    from ..session import new_id
    from ..store import copy_session

    _, found = _find(id_)
    own = new or new_id()
    copy_session(None, found.id, own, at)
    click.echo(own)


@session.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--format", "form", type=click.Choice(["md", "html", "json"]), default="md", show_default=True
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def export(id_: str, form: str, output: Path | None) -> None:
    """Write the conversation to stdout, or to a file."""
    from .. import export as forms
    from ..files import writing

    _, found = _find(id_)
    write = {"md": forms.as_markdown, "html": forms.as_html, "json": forms.as_json}[form]
    text = write(found.id, found.metadata, found.messages())
    data = text.encode("utf-8", "surrogatepass" if form == "json" else "replace")
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        with writing(output):
            output.write_bytes(data)


@session.command()
@click.argument("id_", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(id_: str, yes: bool) -> None:
    """Delete a session and its children."""
    from ..sessions import with_children

    sessions, found = _find(id_)
    _delete(with_children(sessions, found), yes=yes)


@session.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def prune(yes: bool) -> None:
    """Delete sessions in which nothing was said, and children without a parent."""
    from ..sessions import known, superfluous

    _delete(superfluous(known()), yes=yes)


@session.command()
@click.option("--days", type=click.FloatRange(min=0), required=True, metavar="N")
@click.option("--yes", is_flag=True, help="Do not ask.")
def cleanup(days: float, yes: bool) -> None:
    """Delete sessions that have not been used for N days."""
    from ..sessions import known, older

    _delete(older(known(), days), yes=yes)


def _find(wanted: str) -> tuple[list[Known], Known]:
    from ..sessions import find, known

    sessions = known()
    return sessions, find(sessions, wanted)


def _delete(sessions: Iterable[Known], *, yes: bool) -> None:
    """Ask on a terminal; without one, only with --yes. One that is in use stays, and is told of."""
    from ..sessions import remove

    doomed = list(sessions)
    if not doomed:
        click.echo("There is nothing to delete.", err=True)
        return
    for each in doomed:
        click.echo(f"{each.id}  {each.name}".rstrip(), err=True)
    what = "this session" if len(doomed) == 1 else f"these {len(doomed)} sessions"
    if not yes and not sys.stdin.isatty():
        raise SessionError(f"nobody is there to say whether to delete {what}", "add --yes")
    if not yes:
        click.confirm(f"Delete {what}?", abort=True, err=True)
    kept: list[SessionError] = []
    for each in doomed:
        try:
            remove(each)
        except SessionError as error:
            kept.append(error)
    if kept:
        raise kept[0]


def _row(found: Known) -> Json:
    return {
        "id": found.id,
        "name": found.name if len(found.name) <= NAME_SHOWN else found.name[: NAME_SHOWN - 1] + "…",
        "age": _age(found.last),
        "turns": found.turns,
        "cost": f"${cost}" if (cost := found.metadata.get("estimated_cost")) else "",
        "agent": found.metadata.get("agent", ""),
        "project": found.metadata.get("cwd", ""),
    }


def _age(then: datetime) -> str:
    seconds = (datetime.now(UTC) - then).total_seconds()
    return next((f"{seconds / size:.0f} {unit}" for size, unit in _STEPS if seconds >= size), "now")


def _is_here(found: Known) -> bool:
    from ..prompt.workspace import root_of

    cwd = found.metadata.get("cwd")
    return cwd is None or root_of(Path(cwd)) == root_of(Path.cwd().resolve())


def _branch(sessions: list[Known], found: Known) -> Json:
    """A session with those below it."""
    from ..sessions import below

    children = sorted(below(sessions, found.id), key=lambda one: one.last)
    kind = {"is_child": found.is_child}
    return {**_row(found), **kind, "below": [_branch(sessions, each) for each in children]}


def _tree(sessions: list[Known], found: Known) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    from ..sessions import below

    def line(each: Known) -> Text:
        kind = "" if each is found else "child " if each.is_child else "fork "
        at = f" at turn {each.metadata['forked_at']}" if "forked_at" in each.metadata else ""
        status = each.metadata.get("status", "")
        return Text(f"{kind}{each.id}{at}  {each.name}  {status}, {each.turns} turns")

    def fill(drawn: Tree, each: Known) -> None:
        for child in sorted(below(sessions, each.id), key=lambda one: one.last):
            fill(drawn.add(line(child)), child)

    drawn = Tree(line(found))
    fill(drawn, found)
    return drawn
