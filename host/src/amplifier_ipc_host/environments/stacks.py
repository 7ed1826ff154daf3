"""How a service of each stack is built, and where its command is found, from its definition alone (pure).

Whatever a language's own tool does in the source folder is done there: a workspace stays one, its caches are used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
BUILT = ("uv", "cargo", "go", "npm")


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a build. `tool`: what must be installed for it; `says`: what it does, for the progress."""

    says: str
    tool: str
    command: tuple[str, ...]
    alone: bool = False  # two of them side by side would be in each other's way


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an environment is made. `finds`: where the first word of a command is looked for, in this order."""

    steps: tuple[Step, ...] = ()
    finds: tuple[Path, ...] = ()
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """Where things lie: the source folder of the service, and the folder of its environment.

    `locked`: a lock file of its packages lies with the source.
    """

    source: Path
    folder: Path
    locked: bool = False


def command_words(service: Json) -> list[str]:
    """The command of a service, a word each; empty if it names none."""
    command = service.get("command", [])
    return [command] if isinstance(command, str) else list(command)


def recipe(stack: str, site: Site) -> Recipe:
    """The recipe of a stack; one of which nothing is built has no steps."""
    return _RECIPES[stack](site) if stack in _RECIPES else Recipe()


def recipe_tools() -> dict[str, list[str]]:
    """Stack → the tools that must be installed for it."""
    site = Site(Path(), Path())
    return {
        stack: list(dict.fromkeys(step.tool for step in recipe(stack, site).steps))
        for stack in BUILT
    }


def _uv(site: Site) -> Recipe:
    venv = site.folder / "venv"
    install = ("uv", "pip", "install", "--quiet", "--python", str(venv / "bin" / "python"))
    return Recipe(
        steps=(
            Step("making a Python of its own", "uv", ("uv", "venv", "-q", "--clear", str(venv))),
            Step("installing its packages", "uv", (*install, str(site.source))),
        ),
        finds=(venv / "bin",),
        env={"VIRTUAL_ENV": str(venv)},
    )


def _cargo(site: Site) -> Recipe:
    root = site.folder / "root"
    locked = ("--locked",) if site.locked else ()
    install = ("cargo", "install", "--quiet", *locked, "--force", "--path", str(site.source))
    command = (*install, "--root", str(root), "--no-track")
    return Recipe(steps=(Step("compiling", "cargo", command, alone=True),), finds=(root / "bin",))


def _go(site: Site) -> Recipe:
    folder = site.folder / "bin"
    build = ("go", "build", "-trimpath", "-buildvcs=false", "-o", f"{folder}/", ".")
    return Recipe(steps=(Step("compiling", "go", build),), finds=(folder,))


def _npm(site: Site) -> Recipe:
    quiet = ("--no-audit", "--no-fund", "--loglevel", "error")
    install = ("npm", "install", "--no-save", "--ignore-scripts", *quiet)
    build = ("npm", "run", "--silent", "--if-present", "build")
    return Recipe(
        steps=(
            Step("installing its packages", "npm", install, alone=True),
            Step("building", "npm", build, alone=True),
        ),
        finds=(site.source / "node_modules" / ".bin",),
    )


_RECIPES: dict[str, Callable[[Site], Recipe]] = {
    "uv": _uv,
    "cargo": _cargo,
    "go": _go,
    "npm": _npm,
}
