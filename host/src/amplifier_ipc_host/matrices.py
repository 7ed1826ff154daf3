"""The matrices that choose models by role: files of a project or a user, and the routing service's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from .errors import HostError
from .store import home

# What the routing service brings along; its files are its own.
OF_SERVICE = {
    "balanced": "Good answers at a fair price",
    "quality": "The best answers",
    "economy": "The lowest price",
    "anthropic": "Models of Anthropic only",
    "openai": "Models of OpenAI only",
    "gemini": "Models of Google only",
    "copilot": "Models of GitHub Copilot only",
}


class MatrixError(HostError):
    """A matrix that is not there, or a file that holds none."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix. `roles`: role → its candidates in order, as `provider/model`; empty where only its name is known."""

    name: str
    description: str
    source: str
    roles: dict[str, list[str]] = field(default_factory=dict)


def read(text: str, where: str) -> Matrix:
    """A matrix from its file's text; raises MatrixError with what is missing."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise MatrixError(f"{where}{line} is not YAML", "mend that line") from error
    if not isinstance(value, dict) or not isinstance(value.get("roles"), dict):
        raise MatrixError(f"{where} is no matrix: it has no 'roles'", "mend or remove that file")
    roles = {
        str(role): _candidates(about, f"{where}: {role}") for role, about in value["roles"].items()
    }
    for needed in ("general", "fast"):
        if needed not in roles:
            raise MatrixError(f"{where} is no matrix: it has no role '{needed}'", "add that role")
    name = value.get("name") or Path(where).stem
    return Matrix(str(name), str(value.get("description") or ""), where, roles)


def _candidates(about: Any, where: str) -> list[str]:
    listed = about.get("candidates") if isinstance(about, dict) else None
    if not isinstance(listed, list) or not listed:
        raise MatrixError(f"{where} has no candidates", "list at least one")
    found = []
    for each in listed:
        if not isinstance(each, dict) or not {"provider", "model"} <= each.keys():
            raise MatrixError(f"{where}: a candidate names a provider and a model", "mend it")
        found.append(f"{each['provider']}/{each['model']}")
    return found


def known(project: Path) -> tuple[list[Matrix], list[str]]:
    """All of them, one a name: a project's beats the user's, and that the service's; and what is wrong with files."""
    found: dict[str, Matrix] = {}
    faults = []
    for folder in (project / ".amplifier", home()):
        for path in sorted((folder / "routing").glob("*.yaml")):
            try:
                matrix = read(path.read_text(encoding="utf-8"), str(path))
            except MatrixError as error:
                faults.append(error.message)
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{path} cannot be read: {error}")
            else:
                found.setdefault(matrix.name, matrix)
    for name, description in OF_SERVICE.items():
        found.setdefault(name, Matrix(name, description, "the routing service"))
    return list(found.values()), faults


def find(project: Path, name: str) -> Matrix:
    """The matrix of this name; raises MatrixError with the nearest ones."""
    matrices, faults = known(project)
    for each in matrices:
        if each.name == name:
            return each
    names = [each.name for each in matrices]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    because = f" ({'; '.join(faults)})" if faults else ""
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(names)}"
    raise MatrixError(f"there is no matrix '{name}'{because}", hint)
