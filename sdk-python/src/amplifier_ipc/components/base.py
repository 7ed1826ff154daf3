"""What all components share: a name, needs, a config, and calls of the author's code."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal, TypeVar
from weakref import WeakValueDictionary

from ..connection import in_thread
from ..context import Context, Settings, begin
from ..schema.shape import Shape, ShapeError, shape_of
from ..wire import Object

Kind = Literal[
    "tool",
    "hook",
    "provider",
    "context_manager",
    "orchestrator",
    "approval_provider",
    "capability",
    "channel",
    "content",
]
_MARK = "__amplifier_component__"
_T = TypeVar("_T")


class Component:
    """One thing that a service serves. Subclasses are the contracts."""

    kind: ClassVar[Kind]
    listed_as: ClassVar[str]
    """The list of ``capabilities`` in describe that it stands in."""

    def __init__(self, name: str, requires: Sequence[str] = (), config: type | None = None) -> None:
        self.name = name
        self.requires = tuple(requires)
        self._config_type = config
        self._config: Shape | None = None

    def prepare(self) -> list[str]:
        """Make ready what calls need; return every fault of the declaration."""
        if self._config_type is None:
            return []
        try:
            self._config = shape_of(self._config_type)
        except ShapeError as error:
            return [f"the config of the {self.label}: {error}"]
        return []

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"{self.kind.replace('_', ' ')} '{self.name}'"

    @property
    def config(self) -> Shape | None:
        """The shape of its config, if it announced one."""
        return self._config

    def spec(self) -> Object:
        """Return its entry in describe."""
        return {"name": self.name}

    async def cleanup(self) -> None:
        """Release what it holds, on the way out."""


class Callee:
    """A function or method of the author's: plain ones run in threads, the context goes where it is wanted."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self._async = inspect.iscoroutinefunction(function)
        parameters = inspect.signature(function).parameters.values()
        wanted = (parameter.name for parameter in parameters if wants_context(parameter))
        self.context_name = next(wanted, None)

    async def __call__(self, context: Context, *args: Any, **kwargs: Any) -> Any:
        """Call it, with the context where it is wanted."""
        begin(context)
        if self.context_name is not None:
            kwargs[self.context_name] = context
        if self._async:
            return await self.function(*args, **kwargs)
        result = await in_thread(self.function, *args, **kwargs)
        return await result if inspect.isawaitable(result) else result


def wrong_form(function: Callable[..., Any]) -> list[str]:
    """Return what is wrong with something that is to be a function with one answer."""
    if inspect.isclass(function):
        return ["is a class, and this decorator is for functions"]
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        return [
            "yields, but is to return its answer: ctx.output, ctx.token and ctx.progress stream"
        ]
    return []


def misuse(function: Callable[..., Any], *given: str) -> list[str]:
    """Return what is wrong with a function that is called with these arguments (and the context)."""
    if wrong := wrong_form(function):
        return wrong
    try:
        signature = inspect.signature(function)
    except ValueError:  # written in C: only a call can tell
        return []
    callee = Callee(function)
    context = {} if callee.context_name is None else {callee.context_name: None}
    try:
        signature.bind(*given, **context)
    except TypeError:
        takes = ", ".join((*given, "ctx: Context"))
        return [f"takes {signature}, but is called with ({takes}), the context only if it wants it"]
    return []


def wants_context(parameter: inspect.Parameter) -> bool:
    """Tell whether a parameter is for the context: by its annotation, else by the name ``ctx``."""
    annotation = parameter.annotation
    if annotation is parameter.empty:
        return parameter.name == "ctx"
    if isinstance(annotation, str):
        return annotation.rpartition(".")[2] == "Context"
    return annotation is Context


class Turns:
    """One order of calls for each session: over HTTP a process serves many at once (CTX-007, RPC-054)."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str | None, asyncio.Lock] = WeakValueDictionary()

    def of(self, context: Context) -> asyncio.Lock:
        """Return what the calls of the context's session wait for."""
        return self._locks.setdefault(context.session_id, asyncio.Lock())


class ClassComponent(Component):
    """A component with state: an instance of the author's class, made when the service starts."""

    methods: ClassVar[tuple[str, ...]] = ()
    """The methods that the class must have."""
    takes: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Each method that is called if it is there, with its arguments besides the context."""

    def __init__(
        self,
        name: str,
        made_from: Any,
        requires: Sequence[str] = (),
        config: type | None = None,
    ) -> None:
        super().__init__(name, requires, config)
        self._made_from = made_from
        self._instance: Any = None
        self._callees: dict[str, Callee] = {}
        self._set_up_for: Settings | None = None
        self._setting_up: asyncio.Lock | None = None

    def of_instance(self, instance: Any) -> Component:
        """Return the same component with an instance that the author made."""
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__, _made_from=instance)
        return copy

    def prepare(self) -> list[str]:
        """Make the instance; a missing method is a fault."""
        faults = super().prepare()
        cls = self._made_from if isinstance(self._made_from, type) else type(self._made_from)
        missing = [name for name in self.methods if not callable(getattr(cls, name, None))]
        faults += [
            f"the {self.label}: the class {cls.__name__} has no {name}()" for name in missing
        ]
        faults += [
            f"the {self.label}: {cls.__name__}.{name}() {wrong}"
            for name, arguments in (*self.takes.items(), ("setup", ()), ("cleanup", ()))
            if inspect.isfunction(method := inspect.getattr_static(cls, name, None))
            for wrong in misuse(method, "self", *arguments)
        ]
        if not faults:
            made = isinstance(self._made_from, type)
            self._instance = self._made_from() if made else self._made_from
            self._callees = {}
        return faults

    def has(self, method: str) -> bool:
        """Tell whether the class has this method."""
        return callable(getattr(self._instance, method, None))

    async def call(self, method: str, context: Context, settings: Settings, *args: Any) -> Any:
        """Call a method of the instance; setup comes first, once for each configuration."""
        if self._set_up_for is not settings:
            await self._set_up(context, settings)
        return await self._callee(method)(context, *args)

    def _callee(self, method: str) -> Callee:
        if method not in self._callees:
            self._callees[method] = Callee(getattr(self._instance, method))
        return self._callees[method]

    async def cleanup(self) -> None:
        """Call the author's cleanup, if the component was ever used."""
        if self._set_up_for is not None and self.has("cleanup"):
            result = self._instance.cleanup()
            if inspect.isawaitable(result):
                await result

    async def _set_up(self, context: Context, settings: Settings) -> None:
        self._setting_up = self._setting_up or asyncio.Lock()
        async with self._setting_up:
            if self._set_up_for is settings:
                return
            if self.has("setup"):
                await self._callee("setup")(context)
            self._set_up_for = settings


def declare(target: _T, component: Component) -> _T:
    """Note on a function or class which component it is; it stays what it was."""
    setattr(target, _MARK, component)
    return target


def component_of(target: Any) -> Component | None:
    """Return the component that a function, a class or an instance of one was declared to be."""
    if isinstance(target, Component):
        return target
    declared = getattr(target, _MARK, None)
    if not isinstance(declared, Component):
        return None
    if isinstance(declared, ClassComponent) and not isinstance(target, type):
        return declared.of_instance(target)
    return declared


def name_of(target: Any) -> str:
    """Return the name of a function or class, or of what is called like one."""
    return str(getattr(target, "__name__", type(target).__name__))
