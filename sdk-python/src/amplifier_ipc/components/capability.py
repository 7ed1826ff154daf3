"""Capabilities: functions that other services call by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..context import Context
from ..wire import Object
from .base import declare
from .function import Function, FunctionComponent


class CapabilityComponent(FunctionComponent):
    """A function as a capability, which describe lists under ``exports`` (CHN-001 to CHN-004)."""

    kind = "capability"
    listed_as = "exports"

    async def run(self, value: Any, context: Context) -> Object:
        """Call the function; return the result of ``capability.call``."""
        return {"output": await self.invoke(value, context)}


def capability(
    name: str,
    *,
    description: str | None = None,
    input_schema: Object | None = None,
    config: type | None = None,
    requires: Sequence[str] = (),
) -> Callable[[Function], Function]:
    """Declare a function to be a capability; it stays a plain function.

    As of a tool, the signature becomes the schema of the input, and the docstring the description;
    with ``input_schema`` the function takes the whole input, which may be any JSON, as one argument.
    What it returns is the output as it is.
    """
    return lambda function: declare(
        function,
        CapabilityComponent(
            function,
            name=name,
            description=description,
            input_schema=input_schema,
            config=config,
            requires=requires,
        ),
    )
