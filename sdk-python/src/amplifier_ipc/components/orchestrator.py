"""Orchestrators: classes that run a turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..context import Context, Settings
from ..errors import RpcError
from ..wire import Object
from .base import ClassComponent, declare
from .params import decode

_Class = TypeVar("_Class", bound=type)


class OrchestratorComponent(ClassComponent):
    """A class as an orchestrator (ORC-001, ORC-002)."""

    kind = "orchestrator"
    listed_as = "orchestrators"
    methods = ("execute",)
    takes = {"execute": ("turn",)}  # noqa: RUF012 # a ClassVar of the base

    def __init__(self, name: str, cls: Any, description: str | None = None, **more: Any) -> None:
        super().__init__(name, cls, **more)
        self._description = description

    def spec(self) -> Object:
        """Return its OrchestratorSpec."""
        said = {} if self._description is None else {"description": self._description}
        return {"name": self.name, **said}

    async def serve(self, method: str, params: Object, context: Context, settings: Settings) -> Any:
        """Answer a method of the contract; a bare text is the answer of a completed turn."""
        if method != "orchestrator.execute":
            raise RpcError.method_not_found(method)
        result = await self.call("execute", context, settings, decode(method, params))
        return {"response": result, "status": "completed"} if isinstance(result, str) else result


def orchestrator(
    name: str,
    *,
    description: str | None = None,
    config: type | None = None,
    requires: Sequence[str] = (),
) -> Callable[[_Class], _Class]:
    """Declare a class to be an orchestrator; it stays a plain class.

    ``execute(turn, ctx) -> OrchestratorExecuteResult | str``; optionally ``setup(ctx)``, ``cleanup()``.
    """
    return lambda cls: declare(
        cls, OrchestratorComponent(name, cls, description, config=config, requires=requires)
    )
