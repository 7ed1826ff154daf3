"""Python types as JSON Schema, and JSON values as Python values.

Plain types (``str int float bool None list dict Literal Optional`` unions of them, enums,
dataclasses, TypedDicts) need no pydantic; everything else is asked of pydantic when it is first met.
"""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union, get_args, get_origin

from ..errors import Fault

if TYPE_CHECKING:
    import pydantic

Convert = Callable[[Any], Any]


class Field(NamedTuple):
    """A parameter or member: ``default`` is `REQUIRED` when it must be given."""

    name: str
    annotation: Any
    default: Any
    description: str | None = None


class Shape(NamedTuple):
    """A type as JSON knows it; ``convert`` makes the Python value of a value that fits, None keeps it."""

    schema: dict[str, Any]
    convert: Convert | None = None


class ShapeError(TypeError):
    """A type that JSON cannot carry."""


class InvalidValueError(Exception):
    """A value that fits its schema but not its type: a validator of the author's refused it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.message}" for fault in faults))
        self.faults = faults


REQUIRED: Any = object()
"""Marks a field without a default."""

_SCALARS: dict[Any, Shape] = {
    str: Shape({"type": "string"}),
    int: Shape({"type": "integer"}, int),
    float: Shape({"type": "number"}, float),
    bool: Shape({"type": "boolean"}),
    None: Shape({"type": "null"}),
    type(None): Shape({"type": "null"}),
    Any: Shape({}),
    object: Shape({}),
    dict: Shape({"type": "object"}),
    list: Shape({"type": "array"}),
}


def object_shape(fields: Sequence[Field], make: Callable[..., Any] = dict) -> Shape:
    """Return the shape of an object that has exactly these members."""
    shapes = {field.name: shape_of(field.annotation) for field in fields}
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    definitions: dict[str, Any] = {}
    for field in fields:
        schema["properties"][field.name] = _member(field, shapes[field.name], definitions)
    required = [field.name for field in fields if field.default is REQUIRED]
    if required:
        schema["required"] = required
    schema["additionalProperties"] = False
    if definitions:
        schema["$defs"] = definitions
    converts = {name: shape.convert for name, shape in shapes.items() if shape.convert}
    return Shape(schema, lambda value: make(**_convert_members(value, converts)))


def shape_of(annotation: Any) -> Shape:
    """Return the shape of a type. Raises `ShapeError` for what JSON cannot carry."""
    try:
        plain = _SCALARS.get(annotation)
    except TypeError:  # what cannot be hashed is no plain type
        plain = None
    if plain is not None:
        return plain
    if typing.is_typeddict(annotation):
        from .signature import fields_of_typeddict

        return _of_members(annotation, fields_of_typeddict, dict)
    if hasattr(annotation, "__dataclass_fields__") and isinstance(annotation, type):
        from .signature import fields_of_dataclass

        return _of_members(annotation, fields_of_dataclass, annotation)
    return _generic(annotation) or _by_pydantic(annotation)


_within: ContextVar[tuple[type, ...]] = ContextVar("_within", default=())
"""The types whose members are being looked at: one that comes again holds itself."""


class _HoldsItselfError(Exception):
    """A type that was met within itself."""


def _of_members(
    cls: Any, fields_of: Callable[[Any], list[Field]], make: Callable[..., Any]
) -> Shape:
    """Return the shape of a type by its members; one that holds itself is left to pydantic."""
    outer = _within.get()
    if cls in outer:
        raise _HoldsItselfError
    token = _within.set((*outer, cls))
    try:
        return object_shape(fields_of(cls), make)
    except _HoldsItselfError:
        if outer:
            raise
        return _by_pydantic(cls)
    finally:
        _within.reset(token)


def output_schema_of(annotation: Any) -> dict[str, Any] | None:
    """Return the schema of what a function returns; None where the type promises nothing.

    Raises `ShapeError` for what JSON cannot carry.
    """
    if annotation in (None, type(None), Any, object) or _is_result(annotation):
        return None
    if get_origin(annotation) in (Union, types.UnionType) and any(
        _is_result(arg) for arg in get_args(annotation)
    ):
        return None
    if hasattr(annotation, "model_json_schema"):
        schema: dict[str, Any] = annotation.model_json_schema(mode="serialization")
        return schema
    return shape_of(annotation).schema


def _is_result(annotation: Any) -> bool:
    """Tell whether a type is the protocol's ToolResult, which says all by itself."""
    return str(getattr(annotation, "__module__", "")).endswith("_generated.tool")


def _generic(annotation: Any) -> Shape | None:  # noqa: PLR0911 # one return for each form of type
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal and all(isinstance(arg, str | int | bool | None) for arg in args):
        return Shape({"enum": list(args)})
    if origin in (Union, types.UnionType):
        return _union([shape_of(arg) for arg in args])
    if origin in (list, Sequence) and len(args) == 1:
        item = shape_of(args[0])
        return _hoisted({"type": "array"}, "items", item, _each(item.convert))
    if origin in (dict, Mapping) and args and args[0] is str:
        item = shape_of(args[1])
        schema: dict[str, Any] = {"type": "object"}
        return _hoisted(schema, "additionalProperties", item, _each_value(item.convert))
    if origin is typing.Annotated and all(isinstance(note, str) for note in args[1:]):
        shape = shape_of(args[0])
        return shape._replace(schema={**shape.schema, "description": args[1]})
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        values = [member.value for member in annotation]
        return Shape({"enum": values}, annotation)
    return None


def _union(shapes: list[Shape]) -> Shape | None:
    """Return a union of types; one in which only the type tells how to convert is left to pydantic."""
    if any("$defs" in shape.schema for shape in shapes):
        return None
    converting = [shape for shape in shapes if shape.convert]
    if len(converting) > 1:
        return None
    kinds = [shape.schema.get("type") for shape in shapes]
    if all(list(shape.schema) == ["type"] for shape in shapes):
        schema: dict[str, Any] = {"type": kinds}
    else:
        schema = {"anyOf": [shape.schema for shape in shapes]}
    if not converting:
        return Shape(schema)
    others = [shape.schema for shape in shapes if not shape.convert]
    return Shape(schema, _unless(others, converting[0].convert))


def _unless(others: list[dict[str, Any]], convert: Convert | None) -> Convert:
    from .check import check

    def converted(value: Any) -> Any:
        if convert is None or any(not check(schema, value) for schema in others):
            return value
        return convert(value)

    return converted


def _hoisted(schema: dict[str, Any], word: str, item: Shape, convert: Convert | None) -> Shape:
    inner = dict(item.schema)
    definitions = inner.pop("$defs", None)
    schema[word] = inner
    if definitions:
        schema["$defs"] = definitions
    return Shape(schema, convert)


def _member(field: Field, shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = dict(shape.schema)
    definitions.update(schema.pop("$defs", {}))
    if field.description:
        schema.setdefault("description", field.description)
    if isinstance(field.default, str | int | float | bool | None):
        schema.setdefault("default", field.default)
    return schema


def _convert_members(value: dict[str, Any], converts: dict[str, Convert]) -> dict[str, Any]:
    converted = dict(value)
    faults: list[Fault] = []
    for name, convert in converts.items():
        if name in value:
            try:
                converted[name] = convert(value[name])
            except InvalidValueError as error:
                faults += [Fault(f"/{name}{fault.path}", fault.message) for fault in error.faults]
    if faults:
        raise InvalidValueError(faults)
    return converted


def _each(convert: Convert | None) -> Convert | None:
    return None if convert is None else lambda value: [convert(item) for item in value]


def _each_value(convert: Convert | None) -> Convert | None:
    return None if convert is None else lambda value: {k: convert(v) for k, v in value.items()}


def _by_pydantic(annotation: Any) -> Shape:
    import pydantic

    try:
        adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(annotation)
        schema = adapter.json_schema(mode="validation")
    except pydantic.errors.PydanticUserError as error:
        raise ShapeError(f"JSON cannot carry {annotation!r}: {error.message}") from error

    def convert(value: Any) -> Any:
        try:
            return adapter.validate_python(value)
        except pydantic.ValidationError as error:
            raise InvalidValueError(pydantic_faults(error)) from None

    return Shape(schema, convert)


def pydantic_faults(error: pydantic.ValidationError, path: str = "") -> list[Fault]:
    """Return the faults without the values: they may be secrets."""
    return [Fault(path + _pointer(fault["loc"]), fault["msg"]) for fault in error.errors()]


def _pointer(location: tuple[int | str, ...]) -> str:
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "".join(f"/{part}" for part in parts)
