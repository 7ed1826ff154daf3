"""What tools and capabilities share: a function with typed input."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..context import Context
from ..errors import Fault, RpcError
from ..schema.check import check, faults_of_schema
from ..schema.docs import summary_of
from ..schema.quick import quick_check
from ..schema.shape import InvalidValueError, Shape, ShapeError, object_shape
from ..schema.signature import fields_of_callable
from ..wire import Object
from .base import Callee, Component, misuse, name_of, wrong_form

Function = TypeVar("Function", bound=Callable[..., Any])


class FunctionComponent(Component):
    """A function whose signature is the schema of its input."""

    def __init__(  # noqa: PLR0913 # what the decorators take
        self,
        function: Callable[..., Any],
        *,
        name: str | None = None,
        description: str | None = None,
        input_schema: Object | None = None,
        config: type | None = None,
        requires: Sequence[str] = (),
    ) -> None:
        super().__init__(name or name_of(function), requires, config)
        self._callee = Callee(function)
        self._description = description or summary_of(inspect.getdoc(function) or "")
        self._own_schema = input_schema
        self._input = Shape({})
        self._fits = quick_check({})

    def prepare(self) -> list[str]:
        """Make the schema of the input; a type that JSON cannot carry is a fault."""
        faults = super().prepare()
        try:
            self._input = self._input_shape()
            self._fits = quick_check(self._input.schema)
        except ShapeError as error:
            faults.append(f"the {self.label}: {error}")
        function = self._callee.function
        wrong = wrong_form(function) if self._own_schema is None else misuse(function, "input")
        faults += [f"the {self.label} {fault}" for fault in wrong]
        return faults + self._schema_faults("input", self._input.schema)

    def spec(self) -> Object:
        """Return its name, what it does, and the schema of its input."""
        spec: Object = {"name": self.name}
        if self._description:
            spec["description"] = self._description
        return {**spec, "input_schema": self._input.schema}

    def faults_of(self, value: Any, path: str = "/input") -> list[Fault]:
        """Return every fault of an input."""
        return [] if self._fits(value) else check(self._input.schema, value, path)

    async def invoke(self, value: Any, context: Context) -> Any:
        """Call the function with an input that fits. Raises invalid_params when its type disagrees."""
        try:
            arguments = self._input.convert(value) if self._input.convert else value
        except InvalidValueError as error:
            faults = [Fault(f"/input{fault.path}", fault.message) for fault in error.faults]
            raise RpcError.invalid_params(faults) from None
        if self._own_schema is not None:
            return await self._callee(context, arguments)
        return await self._callee(context, **arguments)

    def _input_shape(self) -> Shape:
        if self._own_schema is not None:
            return Shape(self._own_schema)  # the function takes the whole input
        fields, _ = fields_of_callable(self._callee.function, lambda hint: hint is Context)
        return object_shape([field for field in fields if field.name != self._callee.context_name])

    def _schema_faults(self, what: str, schema: Object) -> list[str]:
        return [f"the {what} schema of the {self.label}: {f}" for f in faults_of_schema(schema)]
