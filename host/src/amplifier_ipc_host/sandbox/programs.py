"""What a service is made of: the files that its command needs to start, as they lie on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .permits import of_its_own

_LINKS = 40  # as many as the kernel follows


def needed(
    command: Sequence[str], parts: Sequence[str], env: Mapping[str, str], home: Path
) -> list[str]:
    """Paths that must be read: `parts`, where its own code lies, its program with what that was installed with.

    A folder that holds the user's own things as well (a home folder, `~/.local`, that of the host) is never one.
    """
    user = os.path.expanduser("~")
    private = [
        user,
        f"{user}/.local/share",
        str(home / "sessions"),
        str(home.resolve() / "sessions"),
    ]
    files = [*_chain(command[0], env.get("PATH", os.defpath)), *_script(command[1:])]
    folders = [*parts, *(str(folder) for file in files for folder in _prefixes(file))]
    folders += [str(Path(word).parent) for word in map(str, _script(command[1:]))]
    return [*map(str, files), *of_its_own(dict.fromkeys(folders), private)]


def _script(arguments: Sequence[str]) -> list[Path]:
    """What an interpreter is given to run: the first argument that is a file."""
    found = (Path(word) for word in arguments if word.startswith("/"))
    first = next((path for path in found if path.is_file()), None)
    return [] if first is None else list(dict.fromkeys([first, first.resolve()]))


def _chain(program: str, path: str) -> list[Path]:
    """A program, what it is a link to, and the programs that run it if it is a script."""
    found: list[Path] = []
    waiting = [program]
    while waiting and len(found) < _LINKS:
        where = shutil.which(waiting.pop(), path=path)
        if where is None or Path(where) in found:
            continue
        file = Path(where).absolute()
        found.append(file)
        if file.is_symlink():
            waiting.append(str(file.parent / os.readlink(file)))
        else:
            waiting += _interpreters(file)
    return found


def _interpreters(file: Path) -> list[str]:
    """What the first line of a script names: a program, and of `env` also what that looks up."""
    try:
        with file.open("rb") as opened:
            line = opened.read(512).split(b"\n")[0].decode("utf-8", "replace")
    except OSError:
        return []
    words = line[2:].split() if line.startswith("#!") else []
    looked_up = [word for word in words[1:] if word[0] != "-"][:1]
    return [*words[:1], *(looked_up if words[:1] and words[0].endswith("/env") else [])]


def _prefixes(file: Path) -> Iterator[Path]:
    """The folder that a program was installed into, and of a Python environment what that leads to."""
    if file.parent.name not in ("bin", "sbin", "shims"):
        return
    prefix = file.parent.parent
    yield prefix
    for line in _lines(prefix / "pyvenv.cfg"):
        key, _, value = line.partition("=")
        if key.strip() == "home":
            yield Path(value.strip()).parent
            yield from _editable(prefix)


def _editable(environment: Path) -> Iterator[Path]:
    """Folders of packages that are not copied into a Python environment but lie where they are worked on."""
    for link in environment.glob("lib/python*/site-packages/*.pth"):
        for line in _lines(link):
            if line.startswith("/") and Path(line).is_dir():
                yield Path(line)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
