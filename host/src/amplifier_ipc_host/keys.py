"""Keys of providers and the like: `$AMPLIFIER_HOME/keys.env`, lines `KEY="value"`, for the user alone.

The environment wins over the file, and settings never hold a key. What a service sees of it stands in its `env:`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .errors import HostError
from .files import make_private, replace
from .store import home

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LINE = re.compile(
    r"""(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*
    (?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'#]*))\s*(?:\#.*)?\Z""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")


class KeysError(HostError):
    """A keys file that cannot be read or written, or a value that cannot be kept in it."""


def keys_file() -> Path:
    """Where the keys lie."""
    return home() / "keys.env"


def parse(text: str, where: str) -> dict[str, str]:
    """The keys that a text holds; a later line wins. Raises KeysError with the line, never with its value."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _LINE.match(stripped)
        if match is None:
            raise KeysError(f'{where}:{number} is no line such as KEY="value"', "mend that line")
        found[match["name"]] = _value(match)
    return found


def _value(match: re.Match[str]) -> str:
    if match["double"] is not None:
        return _ESCAPED.sub(r"\1", match["double"])
    return match["single"] if match["single"] is not None else match["bare"]


def changed(text: str, name: str, value: str | None) -> str:
    """The text with this key set, or without it (None); all other lines stay. Raises KeysError."""
    lines = text.removesuffix("\n").split("\n") if text else []
    kept = [line for line in lines if not _is_of(line, name)]
    if value is not None:
        kept.append(f"{name}={_quoted(name, value)}")
    return "".join(f"{line}\n" for line in kept)


def _is_of(line: str, name: str) -> bool:
    match = _LINE.match(line.strip())
    return match is not None and match["name"] == name


def _quoted(name: str, value: str) -> str:
    if not NAME.match(name):
        raise KeysError(f"'{name}' is no name of a variable", "name one such as ANTHROPIC_API_KEY")
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise KeysError(f"the value for {name} is more than one line of text", "give one line")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def kept() -> dict[str, str]:
    """What the file holds; nothing if there is none. Raises KeysError."""
    path = keys_file()
    return parse(_read(path), str(path))


def keep(name: str, value: str | None) -> Path:
    """Set a key in the file, or remove it (None); where that is. Only the user may read it. Raises KeysError."""
    path = keys_file()
    text = changed(_read(path), name, value)
    try:
        make_private(path.parent)
        replace(path, text.encode())
    except OSError as error:
        raise KeysError(
            f"{path} cannot be written: {error.strerror}",
            "set AMPLIFIER_HOME to a folder that you may write",
        ) from error
    return path


def visible(names: Iterable[str], environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Of these variables, those that are set: in the environment, or else in the file. Raises KeysError.

    The file is not even read where the environment has them all.
    """
    wanted = list(names)
    found = {name: environ[name] for name in wanted if name in environ}
    if len(found) < len(set(wanted)):
        in_file = kept()
        found |= {n: in_file[n] for n in wanted if n not in found and n in in_file}
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise KeysError(f"{path} cannot be read: {why}", "mend or remove that file") from error
