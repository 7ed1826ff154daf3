"""Tools: functions that a model calls."""

from __future__ import annotations

import inspect
import re
import sys
import typing
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

from ..context import Context
from ..errors import Fault, RpcError, ToolFailed
from ..schema.check import check, faults_of_schema
from ..schema.shape import InvalidValueError, Shape, ShapeError, object_shape, shape_of
from ..schema.signature import fields_of_callable, summary_of
from ..wire import Object
from .base import Callee, Component, declare, name_of

_Function = TypeVar("_Function", bound=Callable[..., Any])
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")


class ToolComponent(Component):
    """A function as a tool."""

    kind = "tool"
    listed_as = "tools"

    def __init__(  # noqa: PLR0913 # what @tool takes
        self,
        function: Callable[..., Any],
        *,
        name: str | None = None,
        description: str | None = None,
        annotations: dict[str, bool] | None = None,
        input_schema: Object | None = None,
        output_schema: Object | None = None,
        config: type | None = None,
        requires: Sequence[str] = (),
    ) -> None:
        super().__init__(name or name_of(function), requires, config)
        self._callee = Callee(function)
        self._description = description or summary_of(inspect.getdoc(function) or "")
        self._annotations = annotations or {}
        self._own_schema = input_schema
        self._output_schema = output_schema
        self._input = Shape({})

    def prepare(self) -> list[str]:
        """Make the schemas; a type that JSON cannot carry is a fault."""
        faults = super().prepare()
        if not _NAME.fullmatch(self.name):
            rule = "a letter or '_', then up to 63 of letters, digits and '_.-'"
            faults.append(f"'{self.name}' is no name of a tool: {rule}")
        if not self._description:
            faults.append(f"the {self.label} needs a docstring: the model reads it")
        try:
            self._input = self._input_shape()
            self._output_schema = self._output_schema or self._returned()
        except ShapeError as error:
            faults.append(f"the {self.label}: {error}")
        for what, schema in (("input", self._input.schema), ("output", self._output_schema)):
            wrong = [] if schema is None else faults_of_schema(schema)
            faults += [f"the {what} schema of the {self.label}: {fault}" for fault in wrong]
        return faults

    def spec(self) -> Object:
        """Return its ToolSpec."""
        spec: Object = {
            "name": self.name,
            "description": self._description,
            "input_schema": self._input.schema,
        }
        if self._output_schema is not None:
            spec["output_schema"] = self._output_schema
        if self._annotations:
            spec["annotations"] = self._annotations
        return spec

    def faults_of(self, tool_input: Any, path: str = "/input") -> list[Fault]:
        """Return every fault of an input."""
        return check(self._input.schema, tool_input, path)

    async def run(self, tool_input: Object, context: Context) -> Any:
        """Run the function; return its ToolResult as it stands on the wire."""
        try:
            arguments = self._input.convert(tool_input) if self._input.convert else tool_input
        except InvalidValueError as error:
            faults = [Fault(f"/input{fault.path}", fault.message) for fault in error.faults]
            raise RpcError.invalid_params(faults) from None
        try:
            if self._own_schema is not None:
                return _result(await self._callee(context, arguments))
            return _result(await self._callee(context, **arguments))
        except ToolFailed as failure:
            return failure.to_wire()

    def _input_shape(self) -> Shape:
        if self._own_schema is not None:
            return Shape(self._own_schema)  # the function takes the whole input
        fields, _ = fields_of_callable(self._callee.function, lambda hint: hint is Context)
        return object_shape([field for field in fields if field.name != self._callee.context_name])

    def _returned(self) -> Object | None:
        """Return the schema of a plain return type; nothing is promised for any other."""
        hints = typing.get_type_hints(self._callee.function)
        returned = hints.get("return", Any)
        if returned in (str, int, float, bool):
            return shape_of(returned).schema
        return None


def _result(returned: Any) -> Any:
    generated = sys.modules.get("amplifier_ipc._generated.tool")
    if generated is not None and isinstance(returned, generated.ToolResult):
        return returned.to_wire()
    return {"success": True, "output": returned}


@overload
def tool(function: _Function, /) -> _Function: ...
@overload
def tool(
    *,
    name: str | None = None,
    description: str | None = None,
    read_only: bool | None = None,
    destructive: bool | None = None,
    idempotent: bool | None = None,
    open_world: bool | None = None,
    parallel_safe: bool | None = None,
    input_schema: Object | None = None,
    output_schema: Object | None = None,
    config: type | None = None,
    requires: Sequence[str] = (),
) -> Callable[[_Function], _Function]: ...
def tool(function: Any = None, /, **options: Any) -> Any:
    """Declare a function to be a tool; it stays a plain function.

    The signature becomes the input schema, the docstring the description. With ``input_schema`` the
    function takes the whole input as one dict. Return a value, a ToolResult or nothing; raise
    `ToolFailed` when the tool ran and failed.
    """
    if function is not None:
        return declare(function, ToolComponent(function))
    hints = ("read_only", "destructive", "idempotent", "open_world", "parallel_safe")
    given = {name: options.pop(name) for name in hints if name in options}
    annotations = {name: value for name, value in given.items() if value is not None}
    return lambda decorated: declare(
        decorated, ToolComponent(decorated, annotations=annotations, **options)
    )
