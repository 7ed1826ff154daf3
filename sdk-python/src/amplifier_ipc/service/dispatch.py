"""From a request to the component that answers it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from ..components import (
    CapabilityComponent,
    ChannelComponent,
    Component,
    HookComponent,
    ToolComponent,
    list_content,
    read_content,
)
from ..components.params import check_params, faults_of
from ..connection import CallsOut, Inbound, in_thread
from ..context import Context, Settings
from ..errors import RpcError, from_exception
from ..hooks import Failure, Fold, order
from ..wire import DEFAULT_MAX_MESSAGE_BYTES, Object
from .service import PROTOCOL_VERSION, Service
from .settings import defaults, settings

_KINDS = {
    "provider": ("provider", "provider"),
    "context": ("context_manager", None),
    "orchestrator": ("orchestrator", "orchestrator"),
    "approval": ("approval_provider", "provider"),
}
"""The part of a method before the dot: the kind that answers it, the member that names which one."""
_RAISED = (Exception, SystemExit, KeyboardInterrupt)
"""What an author's code may raise without ending the service; a cancel is none of it."""
_C = TypeVar("_C", bound=Component)
_Answer = Coroutine[Any, Any, Any]
_TOOL_MEMBERS = {"name": str, "input": dict, "call_id": str}


class Dispatcher:
    """A service that runs; what changes state is answered at once, in the order of lines (LIF-035)."""

    def __init__(
        self, service: Service, configured: Settings | None = None, *, described: bool = False
    ) -> None:
        self._service = service
        self._settings = configured
        self._described = described
        self._refused = False
        self.closing = False

    def serves(self, method: str) -> bool:
        """Tell whether the service declares the contract of a method."""
        return method in _OF_ALL or bool(self._service.of_kind(_KIND_OF.get(method, "")))

    def request(self, inbound: Inbound) -> Coroutine[Any, Any, Any] | Object:
        """Return the answer, or what makes it."""
        method, params = inbound.method, inbound.params
        if method == "ping":
            return {}
        if method == "describe":
            return self._describe(inbound)
        self.check_ready(method)
        if method == "configure":
            return self._configure(params)
        own = self._own_ways().get(method)
        if own is not None and self._service.of_kind(own[0]):
            return own[1](inbound)
        kind, member = _KINDS.get(method.partition(".")[0], ("", None))
        served = self._service.of_kind(kind)
        if not served or method not in _METHODS[kind]:
            raise RpcError.method_not_found(method)
        return self._class_component(inbound, served, member)

    def _own_ways(self) -> dict[str, tuple[str, Callable[[Inbound], _Answer]]]:
        """Return the methods whose components are no classes with one method each: kind and way."""
        return {
            "tool.execute": ("tool", self._tool),
            "hook.emit": ("hook", self._hook),
            "capability.call": ("capability", self._capability),
            "channel.collect": ("channel", self._collect),
            "content.read": ("content", self._read_content),
            "content.list": ("content", self._list_content),
        }

    def notification(self, inbound: Inbound) -> None:
        """Hand a message to the channel that subscribes; ignore what is not known (CHN-012)."""
        method, params = inbound.method, inbound.params
        if method != "channel.message" or not self._described or self._refused or self.closing:
            return
        if faults_of(method, params):
            return
        channels: list[ChannelComponent] = self._service.of_kind("channel")
        for channel in channels:
            if channel.name == params["channel"] and channel.has("receive"):
                inbound.out.spawn(self._receive(channel, inbound))

    async def _receive(self, channel: ChannelComponent, inbound: Inbound) -> None:
        context = self._context(inbound, channel)
        try:
            await channel.receive(inbound.params, context, self._current())
        except _RAISED as error:  # nobody waits for an answer
            _log_error(inbound.out, channel, f"receive: {type(error).__name__}: {error}")

    async def cleanup(self, out: CallsOut) -> None:
        """Let the components release what they hold; faults go to the log."""
        for component in self._service.components:
            try:
                await component.cleanup()
            except _RAISED as error:  # the others are to be cleaned up, too
                _log_error(out, component, f"cleanup: {type(error).__name__}: {error}")

    def _describe(self, inbound: Inbound) -> Object:
        params = inbound.params
        check_params("describe", params)
        versions = params.get("protocol_versions")
        if versions and PROTOCOL_VERSION not in versions:
            message = f"this service speaks version {PROTOCOL_VERSION} of the protocol only"
            raise RpcError("unsupported_version", message, supported=[PROTOCOL_VERSION])
        limit = (params.get("limits") or {}).get("max_message_bytes")
        inbound.out.their_limit = limit or DEFAULT_MAX_MESSAGE_BYTES
        self._described = True
        return self._service.describe()

    def check_ready(self, method: str) -> None:
        """Raise what a request meets that comes too early or too late."""
        if not self._described:
            raise RpcError("not_ready", f"{method} came before describe")
        if self._refused and method != "configure":
            message = "the configuration was refused; configure again first"
            raise RpcError("not_ready", message)
        if self.closing:
            message = f"the service '{self._service.name}' is stopping"
            raise RpcError("service_unavailable", message, service=self._service.name)

    def _configure(self, params: Object) -> Object:
        self._refused = True
        self._settings = settings(params, self._service.components)
        self._refused = False
        return {"status": "ok"}

    def _context(self, inbound: Inbound, component: Component) -> Context:
        return Context(inbound, component.name, self._current())

    def _current(self) -> Settings:
        if self._settings is None:
            self._settings = defaults(self._service.components)
        return self._settings

    def _tool(self, inbound: Inbound) -> Coroutine[Any, Any, Any]:
        params = inbound.params
        tools: list[ToolComponent] = self._service.of_kind("tool")
        tool = next((tool for tool in tools if tool.name == params.get("name")), None)
        if not _is_plain_tool_call(params) or tool is None:
            self._refuse_tool_call(params, tool, [tool.name for tool in tools])
        assert tool is not None
        faults = tool.faults_of(params["input"])
        if faults:
            raise RpcError.invalid_params(faults)
        return tool.run(params["input"], self._context(inbound, tool))

    @staticmethod
    def _refuse_tool_call(params: Object, tool: ToolComponent | None, known: list[str]) -> None:
        faults = faults_of("tool.execute", params)
        if tool is None and isinstance(params.get("name"), str):
            raise RpcError.not_found("tool", params["name"], known)
        if tool is not None and isinstance(params.get("input"), dict):
            faults += tool.faults_of(params["input"])
        if faults:
            raise RpcError.invalid_params(faults)

    def _hook(self, inbound: Inbound) -> Coroutine[Any, Any, Any]:
        params = inbound.params
        check_params(inbound.method, params)
        hooks: list[HookComponent] = self._service.of_kind("hook")
        event, data, name = params["event"], params["data"], params.get("hook")
        if name is None:
            return self._fold(inbound, order(hooks, event), event, data)
        hook = _named(hooks, name, "hook")
        return hook.run(event, data, self._context(inbound, hook))

    async def _fold(
        self, inbound: Inbound, hooks: list[HookComponent], event: str, data: Object
    ) -> Object:
        """Ask all handlers of the event, one after the other (``hook.emit`` without ``hook``)."""
        fold = Fold(data)
        for hook in hooks:
            answer: Object | Failure
            try:
                answer = await hook.run(event, dict(fold.data), self._context(inbound, hook))
            except _RAISED as error:
                answer = Failure(from_exception(error).message)
            if not fold.take(answer, hook.on_error):
                break
        return fold.result()

    def _capability(self, inbound: Inbound) -> _Answer:
        params = inbound.params
        check_params(inbound.method, params)
        exports: list[CapabilityComponent] = self._service.of_kind("capability")
        export = _named(exports, params["name"], "capability")
        faults = export.faults_of(params["input"])
        if faults:
            raise RpcError.invalid_params(faults)
        return export.run(params["input"], self._context(inbound, export))

    def _collect(self, inbound: Inbound) -> _Answer:
        params = inbound.params
        check_params(inbound.method, params)
        channels: list[ChannelComponent] = self._service.of_kind("channel")
        giving = [channel for channel in channels if channel.has("collect")]
        channel = _named(giving, params["channel"], "channel")
        return channel.collect(self._context(inbound, channel), self._current())

    async def _read_content(self, inbound: Inbound) -> Object:
        check_params(inbound.method, inbound.params)
        contents = self._service.of_kind("content")
        return await in_thread(read_content, contents, inbound.params["path"])

    async def _list_content(self, inbound: Inbound) -> Object:
        check_params(inbound.method, inbound.params)
        contents, prefix = self._service.of_kind("content"), inbound.params.get("prefix") or ""
        return {"paths": await in_thread(list_content, contents, prefix)}

    def _class_component(
        self, inbound: Inbound, served: list[Any], member: str | None
    ) -> Coroutine[Any, Any, Any]:
        name = inbound.params.get(member) if member else None
        component: Any = served[0]
        if isinstance(name, str):
            component = _named(served, name, component.kind)
        context = self._context(inbound, component)
        answer: Coroutine[Any, Any, Any] = component.serve(
            inbound.method, inbound.params, context, self._current()
        )
        return answer


_METHODS = {
    "provider": {
        "provider.complete",
        "provider.info",
        "provider.list_models",
        "provider.parse_tool_calls",
    },
    "context_manager": {
        "context.add_message",
        "context.get_messages",
        "context.set_messages",
        "context.clear",
    },
    "orchestrator": {"orchestrator.execute"},
    "approval_provider": {"approval.request"},
}

_KIND_OF = {
    **{method: kind for kind, methods in _METHODS.items() for method in methods},
    "tool.execute": "tool",
    "hook.emit": "hook",
    "capability.call": "capability",
    "channel.collect": "channel",
    "channel.message": "channel",
    "content.read": "content",
    "content.list": "content",
}
"""Each method of a contract, with the kind of component that answers it."""
_OF_ALL = ("describe", "configure", "ping")


def _log_error(out: CallsOut, component: Component, message: str) -> None:
    out.notify("$/log", {"level": "error", "message": message, "logger": component.name})


def _named(components: list[_C], name: str, what: str) -> _C:
    """Return the component of a name. Raises not_found."""
    for component in components:
        if component.name == name:
            return component
    raise RpcError.not_found(what, name, [component.name for component in components])


def _is_plain_tool_call(params: Object) -> bool:
    """Tell whether params have the usual shape, which needs no schema to be told right."""
    return (
        "name" in params
        and "input" in params
        and all(isinstance(value, _TOOL_MEMBERS.get(name, ())) for name, value in params.items())
    )
