"""`amplifier-ipc new`: a working service to begin with."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("kind", type=click.Choice(["tool", "hook", "provider", "context", "orchestrator"]))
@click.argument("name")
@click.option(
    "--lang",
    type=click.Choice(["python", "rust", "go", "typescript"]),
    required=True,
    help="The language that it is written in.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="Where its folder is made (default: here).",
)
def new(kind: str, name: str, lang: str, into: Path) -> None:
    """Make the folder NAME with a service of one KIND: its program, definition, conformance test and README."""
    from ..errors import HostError
    from ..files import writing
    from ..scaffold import LANGUAGES, checked, files, sdks_of_this

    folder = into / checked(name)
    if folder.exists():
        raise HostError(f"{folder} is there already", "choose another name, or remove it")
    made = files(kind, name, lang, sdks_of_this())
    for path, text in made.items():
        file = folder / path
        with writing(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        click.echo(file)
    click.echo(f"The {kind} {name} is in {folder}, in {LANGUAGES[lang].name}.", err=True)
    click.echo(f"Next: {folder / 'README.md'} says how to build and try it.", err=True)
