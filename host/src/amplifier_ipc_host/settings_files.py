"""The files of the settings: read, checked, changed in place with their comments kept."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import Any

from .errors import HostError
from .files import make_private, replace
from .settings import Json, Settings, Tier, from_environment, merge
from .store import home

SHARED = "settings.yaml"
OWN = "settings.local.yaml"


class SettingsError(HostError):
    """Settings that cannot be read or written."""


def load(
    project: Path, flags: Json | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """The settings for a working directory: files, environment, flags. Raises SettingsError."""
    tiers = [
        Tier(str(path), read(path), shared=scope == "project") for scope, path in files(project)
    ]
    tiers.append(Tier("environment", from_environment(environ, schema())))
    tiers.append(Tier("command line", {k: v for k, v in (flags or {}).items() if v is not None}))
    for tier in tiers:
        check(tier.name, tier.values)
    return merge(tiers, schema())


def files(project: Path) -> list[tuple[str, Path]]:
    """The files by scope, the weakest first: global, project, local."""
    folder = project / ".amplifier"
    return [
        ("global", home() / SHARED),
        ("project", folder / SHARED),
        ("local", folder / OWN),
    ]


def read(path: Path) -> Json:
    """What a file says; nothing if there is none. Raises SettingsError with the line."""
    try:
        text = path.read_text(encoding="utf-8")
        value = value_of(text)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"{path} cannot be read: {why}", "mend or remove that file") from error
    except broken() as error:
        raise SettingsError(f"{path} is not YAML: {_fault(error)}", "mend that line") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise SettingsError(f"{path} holds no mapping", "write 'key: value' lines")
    return json.loads(json.dumps(value, default=str))  # type: ignore[no-any-return]


def value_of(text: str) -> Any:
    """What a text is in the YAML of the files, in which `off` is a text and only `false` is false. Raises broken()."""
    return _yaml(safe=True).load(text)


def check(name: str, values: Json) -> None:
    """Raises SettingsError for a value that does not fit; keys that are unknown are no fault."""
    for error in _validator().iter_errors(values):
        place = ".".join(str(part) for part in error.instance_path)
        if "additional properties" in error.message.lower():
            continue  # told as a warning, with the nearest known key
        raise SettingsError(
            f"{name}: the setting '{place}' does not fit: {error.message}", "mend that value"
        )


def write(path: Path, place: str, value: Any) -> None:
    """Set one value in a file (None: remove it); comments and order stay. Raises SettingsError."""
    yaml = _yaml(safe=False)
    try:
        document = yaml.load(path.read_text(encoding="utf-8")) if path.exists() else {}
    except broken() as error:
        raise SettingsError(f"{path} is not YAML: {_fault(error)}", "mend that line") from error
    document = document if isinstance(document, dict) else {}
    _change(document, place.split("."), value)
    check(str(path), json.loads(json.dumps(document, default=str)))
    text = StringIO()
    yaml.dump(document, text)
    try:
        make_private(path.parent)
        replace(path, text.getvalue().encode())
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror}",
            "choose another scope, or mend its folder",
        ) from error


@cache
def schema() -> Json:
    """The schema of the settings."""
    text = (resources.files(__package__) / "_generated" / "settings.schema.json").read_text(
        encoding="utf-8"
    )
    found: Json = json.loads(text)
    return found


def _change(document: Any, parts: list[str], value: Any) -> None:
    if value is None:
        _remove(document, parts)
        return
    for part in parts[:-1]:
        if not isinstance(document.get(part), dict):
            document[part] = {}
        document = document[part]
    document[parts[-1]] = value


def _remove(document: Any, parts: list[str]) -> None:
    """Take one value out, and what is empty without it."""
    first, *rest = parts
    if not rest:
        document.pop(first, None)
    elif isinstance(document.get(first), dict):
        _remove(document[first], rest)
        if not document[first]:
            del document[first]


def _yaml(*, safe: bool) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True) if safe else YAML()


def broken() -> type[Exception]:
    """What the reading of YAML raises."""
    from ruamel.yaml.error import YAMLError

    return YAMLError


def _fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else problem


@cache
def _validator() -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema())
