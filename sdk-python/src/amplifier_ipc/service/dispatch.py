"""From a request to the component that answers it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from ..components import Component, HookComponent, ToolComponent
from ..components.params import check_params, faults_of
from ..connection import Connection, Inbound
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
}
"""The part of a method before the dot: the kind that answers it, the member that names which one."""
_TOOL_MEMBERS = {"name": str, "input": dict, "call_id": str}


class Dispatcher:
    """A service that runs; what changes state is answered at once, in the order of lines."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._settings: Settings | None = None
        self._described = False
        self._refused = False
        self.closing = False
        self.connection: Connection

    def request(self, inbound: Inbound) -> Coroutine[Any, Any, Any] | Object:
        """Return the answer, or what makes it."""
        method, params = inbound.method, inbound.params
        if method == "ping":
            return {}
        if method == "describe":
            return self._describe(params)
        self._check_ready(method)
        if method == "configure":
            return self._configure(params)
        if method == "tool.execute" and self._service.of_kind("tool"):
            return self._tool(inbound)
        if method == "hook.emit" and self._service.of_kind("hook"):
            return self._hook(inbound)
        kind, member = _KINDS.get(method.partition(".")[0], ("", None))
        served = self._service.of_kind(kind)
        if not served or method not in _METHODS[kind]:
            raise RpcError.method_not_found(method)
        return self._class_component(inbound, served, member)

    def notification(self, method: str, params: Object) -> None:
        """Ignore what is not known (protocol §3.1)."""

    async def cleanup(self) -> None:
        """Let the components release what they hold."""
        for component in self._service.components:
            try:
                await component.cleanup()
            except Exception as error:  # the others are to be cleaned up, too
                message = f"cleanup: {type(error).__name__}: {error}"
                params = {"level": "error", "message": message, "logger": component.name}
                self.connection.notify("$/log", params)

    def _describe(self, params: Object) -> Object:
        check_params("describe", params)
        versions = params.get("protocol_versions")
        if versions and PROTOCOL_VERSION not in versions:
            message = f"this service speaks version {PROTOCOL_VERSION} of the protocol only"
            raise RpcError("unsupported_version", message, supported=[PROTOCOL_VERSION])
        limit = (params.get("limits") or {}).get("max_message_bytes")
        self.connection.their_limit = limit or DEFAULT_MAX_MESSAGE_BYTES
        self._described = True
        return self._service.describe()

    def _check_ready(self, method: str) -> None:
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
        return Context(self.connection, inbound, component.name, self._current())

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
        hook = next((hook for hook in hooks if hook.name == name), None)
        if hook is None:
            raise RpcError.not_found("hook", name, [hook.name for hook in hooks])
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
            except asyncio.CancelledError:
                raise
            except Exception as error:
                answer = Failure(from_exception(error).message)
            if not fold.take(answer, hook.on_error):
                break
        return fold.result()

    def _class_component(
        self, inbound: Inbound, served: list[Any], member: str | None
    ) -> Coroutine[Any, Any, Any]:
        name = inbound.params.get(member) if member else None
        component: Any = served[0]
        if isinstance(name, str):
            component = next((c for c in served if c.name == name), None)
            if component is None:
                raise RpcError.not_found(str(member), name, [c.name for c in served])
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
}


def _is_plain_tool_call(params: Object) -> bool:
    """Tell whether params have the usual shape, which needs no schema to be told right."""
    return (
        "name" in params
        and "input" in params
        and all(isinstance(value, _TOOL_MEMBERS.get(name, ())) for name, value in params.items())
    )
