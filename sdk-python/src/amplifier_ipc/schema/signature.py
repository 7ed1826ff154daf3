"""What a function takes and a dataclass holds, with what the docstring says of each."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable
from typing import Any

from .shape import REQUIRED, Field, ShapeError

_PARAM = re.compile(r"^\s*:param\s+(?:\S+\s+)?(\w+)\s*:\s*(.*)$")
_ARGS_HEADING = re.compile(r"^\s*(?:Args|Arguments|Parameters):\s*$")
_UNDERLINE = re.compile(r"^\s*-{3,}\s*$")
_NUMPY_ARG = re.compile(r"^\*{0,2}(\w+)(?:\s*:.*)?$")
_ARG = re.compile(r"^(\s+)\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")


def fields_of_callable(
    function: Callable[..., Any], skip: Callable[[Any], bool]
) -> tuple[list[Field], list[str]]:
    """Return the parameters of a function, and the names of those that `skip` an annotation.

    Raises `ShapeError` for a parameter without a type, or one that cannot be given by name.
    """
    hints = _hints(function)
    described = parameters_of(inspect.getdoc(function) or "")
    fields, skipped = [], []
    for parameter in inspect.signature(function).parameters.values():
        annotation = hints.get(parameter.name, REQUIRED)
        if skip(annotation):
            skipped.append(parameter.name)
            continue
        _check_parameter(parameter, annotation)
        default = REQUIRED if parameter.default is parameter.empty else parameter.default
        description = described.get(parameter.name)
        fields.append(Field(parameter.name, annotation, default, description))
    return fields, skipped


def fields_of_dataclass(cls: type) -> list[Field]:
    """Return the members of a dataclass that its constructor takes."""
    import dataclasses

    hints = _hints(cls)
    described = parameters_of(inspect.getdoc(cls) or "")
    fields = []
    for field in dataclasses.fields(cls):
        if not field.init:
            continue
        default = REQUIRED
        if field.default is not dataclasses.MISSING:
            default = field.default
        elif field.default_factory is not dataclasses.MISSING:
            default = field.default_factory  # only that there is one matters
        fields.append(Field(field.name, hints[field.name], default, described.get(field.name)))
    return fields


def summary_of(doc: str) -> str:
    """Return a docstring without the part about its parameters."""
    lines, given = [], inspect.cleandoc(doc).splitlines()
    for at, line in enumerate(given):
        if (
            _ARGS_HEADING.match(line)
            or _PARAM.match(line)
            or _is_numpy_heading(given, at)
            or line.strip() in ("Returns:", "Raises:")
        ):
            break
        lines.append(line)
    return "\n".join(lines).strip()


def parameters_of(doc: str) -> dict[str, str]:
    """Return what a docstring says of each parameter.

    Understood are ``:param x: …``, an ``Args:`` section, and a ``Parameters`` section that is underlined.
    """
    lines = inspect.cleandoc(doc).splitlines()
    described = _numpy_parameters(lines)
    indent, name = None, ""
    for line in lines:
        if match := _PARAM.match(line):
            described[match[1]] = match[2].strip()
        elif _ARGS_HEADING.match(line):
            indent = ""
        elif indent is None or not line.strip():
            indent = None if not line.strip() else indent
        elif (match := _ARG.match(line)) and (not indent or match[1] == indent):
            indent, name = match[1], match[2]
            described[name] = match[3].strip()
        elif indent and line.startswith(indent):
            described[name] = f"{described[name]} {line.strip()}".strip()
    return described


def _numpy_parameters(lines: list[str]) -> dict[str, str]:
    """Return the parameters of a section as numpydoc writes it."""
    headings = (at for at, line in enumerate(lines) if _is_numpy_heading(lines, at, "Parameters"))
    start = next(headings, None)
    described: dict[str, str] = {}
    name = ""
    for at in range(start + 2 if start is not None else len(lines), len(lines)):
        line = lines[at]
        if _is_numpy_heading(lines, at):
            break
        if line.startswith(" ") and name:
            described[name] = f"{described[name]} {line.strip()}".strip()
        elif match := _NUMPY_ARG.match(line):
            name = match[1]
            described[name] = ""
    return {name: text for name, text in described.items() if text}


def _is_numpy_heading(lines: list[str], at: int, title: str | None = None) -> bool:
    underlined = at + 1 < len(lines) and bool(_UNDERLINE.match(lines[at + 1]))
    return underlined and bool(lines[at].strip()) and title in (None, lines[at].strip())


def _check_parameter(parameter: inspect.Parameter, annotation: Any) -> None:
    if annotation is REQUIRED:
        raise ShapeError(f"the parameter '{parameter.name}' needs a type: it becomes the schema")
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        raise ShapeError(f"the parameter '{parameter.name}' must be one that is given by name")


def _hints(declared: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(declared, include_extras=True)
    except NameError as error:
        raise ShapeError(f"a type cannot be resolved: {error}") from error
