"""Tools: functions that a model calls."""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Callable, Sequence
from typing import Any, overload

from ..context import Context
from ..errors import ToolFailed
from ..schema.shape import ShapeError, output_schema_of
from ..wire import Object
from .base import declare
from .function import Function, FunctionComponent

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")


class ToolComponent(FunctionComponent):
    """A function as a tool."""

    kind = "tool"
    listed_as = "tools"

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        annotations: dict[str, bool] | None = None,
        output_schema: Object | None = None,
        **more: Any,
    ) -> None:
        super().__init__(function, **more)
        self._annotations = annotations or {}
        self._output_schema = output_schema

    def prepare(self) -> list[str]:
        """Make the schemas; a type that JSON cannot carry is a fault."""
        faults = super().prepare()
        if not _NAME.fullmatch(self.name):
            rule = "a letter or '_', then up to 63 of letters, digits and '_.-'"
            faults.append(f"'{self.name}' is no name of a tool: {rule}")
        if not self._description:
            faults.append(f"the {self.label} needs a docstring: the model reads it")
        self._output_schema = self._output_schema or self._returned()
        return faults + self._schema_faults("output", self._output_schema or {})

    def spec(self) -> Object:
        """Return its ToolSpec."""
        spec = super().spec()
        if self._output_schema is not None:
            spec["output_schema"] = self._output_schema
        if self._annotations:
            spec["annotations"] = self._annotations
        return spec

    async def run(self, tool_input: Object, context: Context) -> Any:
        """Run the function; return its ToolResult as it stands on the wire."""
        try:
            return _result(await self.invoke(tool_input, context))
        except ToolFailed as failure:
            return failure.to_wire()

    def _returned(self) -> Object | None:
        """Return the schema of the return type; where JSON cannot tell, nothing is promised."""
        try:
            hints = typing.get_type_hints(self._callee.function, include_extras=True)
            return output_schema_of(hints.get("return", Any))
        except (NameError, ShapeError):
            return None


def _result(returned: Any) -> Any:
    generated = sys.modules.get("amplifier_ipc._generated.tool")
    if generated is not None and isinstance(returned, generated.ToolResult):
        return returned.to_wire()
    return {"success": True, "output": returned}


@overload
def tool(function: Function, /) -> Function: ...
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
) -> Callable[[Function], Function]: ...
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
