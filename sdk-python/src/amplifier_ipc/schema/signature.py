"""What a function takes and a dataclass holds, with what the docstring says of each."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any, NotRequired, Required

from .docs import parameters_of
from .shape import REQUIRED, Field, ShapeError


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


def fields_of_typeddict(cls: Any) -> list[Field]:
    """Return the members of a TypedDict; one that may be missing has no default either."""
    described = parameters_of(inspect.getdoc(cls) or "")
    fields = []
    for name, declared in _hints(cls).items():
        hint = declared
        marked = typing.get_origin(hint)
        # With postponed annotations __required_keys__ does not know of the marks.
        needed = name in cls.__required_keys__
        if marked in (Required, NotRequired):
            needed, hint = marked is Required, typing.get_args(hint)[0]
        fields.append(Field(name, hint, REQUIRED if needed else dict, described.get(name)))
    return fields


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
