"""Hooks: functions that are asked when something happens."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

from ..context import Context
from ..errors import RpcError
from ..schema.shape import pydantic_faults
from ..wire import Object
from .base import Callee, Component, declare, misuse, name_of, wants_context
from .params import data_faults

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Event:
    """An event; the members of its data are attributes, ``name`` and ``data`` beside them."""

    __slots__ = ("data", "name")

    def __init__(self, name: str, data: Object) -> None:
        self.name = name
        self.data = data

    def __getattr__(self, member: str) -> Any:
        if member in self.__slots__:  # not there yet: it is being copied
            raise AttributeError(member)
        try:
            return self.data[member]
        except KeyError:
            known = ", ".join(sorted(self.data)) or "none"
            raise AttributeError(
                f"the data of {self.name} has no member '{member}' (there are: {known})"
            ) from None

    def get(self, member: str, default: Any = None) -> Any:
        """Return a member of the data, or the default."""
        return self.data.get(member, default)

    def __repr__(self) -> str:
        return f"Event({self.name!r}, members: {sorted(self.data)})"


class HookComponent(Component):
    """A function as a hook."""

    kind = "hook"
    listed_as = "hooks"

    def __init__(  # noqa: PLR0913 # what @hook takes
        self,
        function: Callable[..., Any],
        events: Sequence[str],
        *,
        name: str | None = None,
        priority: int = 100,
        timeout_ms: int = 10_000,
        on_error: Literal["continue", "deny"] = "continue",
        config: type | None = None,
        requires: Sequence[str] = (),
    ) -> None:
        super().__init__(name or name_of(function), requires, config)
        self.events = tuple(events)
        self.priority = priority
        self.on_error = on_error
        self._timeout_ms = timeout_ms
        self._callee = Callee(function)
        self._model: Any = None

    def prepare(self) -> list[str]:
        """Look at the type of the event; a hook that wants no event is a fault."""
        faults = super().prepare()
        if not self.events or not all(self.events):
            faults.append(f'the {self.label} wants no event: @hook("tool:pre") names one')
        if str(self.on_error) not in ("continue", "deny"):
            faults.append(
                f"the {self.label}: on_error is 'continue' or 'deny', not {self.on_error!r}"
            )
        numbers: dict[str, Any] = {"priority": self.priority, "timeout_ms": self._timeout_ms}
        faults += [
            f"the {self.label}: {name} is {'a positive' if least else 'an'} integer, not {value!r}"
            for (name, value), least in zip(numbers.items(), (0, 1), strict=True)
            if not isinstance(value, int) or (least and value < least)
        ]
        return faults + self._look_at_event()

    def spec(self) -> Object:
        """Return its HookSpec."""
        return {
            "name": self.name,
            "events": list(self.events),
            "priority": self.priority,
            "timeout_ms": self._timeout_ms,
            "on_error": self.on_error,
        }

    async def run(self, event: str, data: Object, context: Context) -> Object:
        """Ask the function; return its HookResult as it stands on the wire."""
        decision = await self._callee(context, self._event(event, data))
        if decision is None:
            return {"action": "continue"}
        if isinstance(decision, dict):
            return {"action": "continue", **decision}
        if hasattr(decision, "model_dump"):
            said: Object = decision.model_dump(mode="json", exclude_unset=True)
            return {"action": "continue", **said}
        kind = type(decision).__name__
        raise TypeError(f"a hook returns None, deny(…), modify(…) or a HookResult, not {kind}")

    def _look_at_event(self) -> list[str]:
        function = self._callee.function
        parameters = inspect.signature(function).parameters.values()
        taken = [parameter for parameter in parameters if not wants_context(parameter)]
        if not taken:
            return [f"the {self.label} must take the event as its first parameter"]
        if wrong := misuse(function, "event"):
            return [f"the {self.label} {wrong[0]}"]
        try:
            annotation = typing.get_type_hints(function).get(taken[0].name)
        except NameError as error:
            return [f"the {self.label}: a type cannot be resolved: {error}"]
        self._model = annotation if hasattr(annotation, "model_validate") else None
        return []

    def _event(self, event: str, data: Object) -> Any:
        if self._model is None:
            return Event(event, data)
        from pydantic import ValidationError

        try:
            return self._model.model_validate(data)
        except ValidationError as error:
            faults = data_faults(self._model.__name__, data)
            raise RpcError.invalid_params(faults or pydantic_faults(error, "/data")) from None


def hook(  # noqa: PLR0913 # one keyword for each member of the spec
    *events: str,
    name: str | None = None,
    priority: int = 100,
    timeout_ms: int = 10_000,
    on_error: Literal["continue", "deny"] = "continue",
    config: type | None = None,
    requires: Sequence[str] = (),
) -> Callable[[_Function], _Function]:
    """Declare a function to be a hook of these events: exact names, ``*``, or ``prefix:*``.

    It takes the event and returns None, `deny`, `modify`, `inject`, `ask` or a HookResult. Lower
    ``priority`` is asked earlier; ``on_error="deny"`` is for gates, which fail closed.
    """

    def declared(function: _Function) -> _Function:
        component = HookComponent(
            function,
            events,
            name=name,
            priority=priority,
            timeout_ms=timeout_ms,
            on_error=on_error,
            config=config,
            requires=requires,
        )
        return declare(function, component)

    return declared
