"""What the host does for services: what it passes on by name, and what it answers itself (spec chapter 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from calls import Asked, with_members
from children import Children
from commons import Approvals, Channels
from connection import Connection
from failure import not_found

if TYPE_CHECKING:
    from session import Session

Json = dict[str, Any]


class HostSide:
    """The handlers of a session's router."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._router = session.router

    def serve(self) -> None:
        """Enter all methods that this host knows."""
        channels, children = Channels(self._session), Children(self._session)
        self._router.handlers |= {
            "ping": lambda asked: self._router.result(asked, {}),
            "request.hook_emit": self._hook_emit,
            "request.tool_execute": self._tool_execute,
            "request.capability_call": self._capability_call,
            "request.approval": Approvals(self._session).ask,
            "request.channel_collect": channels.collect,
            "request.session_spawn": children.spawn,
            "request.session_resume": children.resume,
            "capability.get": self._capability_get,
            "capability.list": self._capability_list,
        }
        for name in ("complete", "info", "list_models"):
            self._router.handlers[f"request.provider_{name}"] = self._provider(f"provider.{name}")
        for name in ("add_message", "get_messages", "set_messages", "clear"):
            self._router.handlers[f"request.context_{name}"] = self._context(name)
        for name in ("read", "list"):
            self._router.handlers[f"request.content_{name}"] = self._content(f"content.{name}")
        for prefix in ("state.", "request.state_"):
            self._router.handlers[f"{prefix}get"] = self._state_get
            self._router.handlers[f"{prefix}set"] = self._state_set
        self._router.notices |= {
            "channel.publish": channels.publish,
            "display.show": self._display,
            "$/log": self._log,
        }

    def _hook_emit(self, asked: Asked) -> None:
        self._session.emit(asked.body, lambda fold: self._router.result(asked, fold), asked)

    def _tool_execute(self, asked: Asked) -> None:
        tools, name = self._session.table.tools, asked.body["name"]
        if name not in tools:
            raise not_found("tool", name, tools)
        self._router.forward(asked, tools[name][0], "tool.execute")

    def _capability_call(self, asked: Asked) -> None:
        exports, name = self._session.table.exports, asked.body["name"]
        if name not in exports:
            raise not_found("capability", name, exports)
        self._router.forward(asked, exports[name][0], "capability.call")

    def _provider(self, method: str) -> Callable[[Asked], None]:
        def forward(asked: Asked) -> None:
            table, raw = self._session.table, None
            name = asked.body.get("provider")
            if name is None:  # PRV-003
                name = table.provider
                raw = with_members(asked.body, provider=name)
            if name not in table.providers:
                raise not_found("provider", name, table.providers)
            self._router.forward(asked, table.providers[name], method, raw)

        return forward

    def _context(self, name: str) -> Callable[[Asked], None]:
        def forward(asked: Asked) -> None:
            store, context = self._session.store, self._session.table.context
            if context is None:
                raise not_found("context_manager", self._session.plan.context_manager)
            if name == "add_message":
                store.append(asked.body["message"])
            elif name != "get_messages":
                store.replace(asked.body.get("messages", []))
            self._router.forward(asked, context, f"context.{name}")

        return forward

    def _content(self, method: str) -> Callable[[Asked], None]:
        def forward(asked: Asked) -> None:
            table, name = self._session.table, asked.body.get("service")
            name = asked.by.name if name is None else name  # CNT-020
            service = table.services.get(name)
            if service is None or not (service.describe.get("capabilities") or {}).get("content"):
                raise not_found("service", name, table.services)
            self._router.forward(asked, service.connection, method)

        return forward

    def _capability_get(self, asked: Asked) -> None:
        exports, name = self._session.table.exports, asked.body["name"]
        if name not in exports:
            raise not_found("capability", name, exports)
        self._router.result(asked, self._info(name))

    def _capability_list(self, asked: Asked) -> None:
        names = list(self._session.table.exports)
        self._router.result(asked, {"capabilities": [self._info(name) for name in names]})

    def _info(self, name: str) -> Json:
        connection, spec = self._session.table.exports[name]
        more = {key: spec[key] for key in ("description", "input_schema") if spec.get(key)}
        return {"name": name, "service": connection.name, **more}

    def _state_get(self, asked: Asked) -> None:
        self._router.result(asked, {"value": self._session.store.state.get(asked.body["key"])})

    def _state_set(self, asked: Asked) -> None:
        self._session.store.set(asked.body["key"], asked.body["value"])
        self._router.result(asked, {})

    def _display(self, connection: Connection, params: Json) -> None:
        """LIF-067."""
        source = params.get("source") or connection.name
        self._session.show(f"[{params['level']}] {source}: {params['message']}")

    def _log(self, connection: Connection, params: Json) -> None:
        self._session.show(f"log: {connection.name}: {params['level']}: {params['message']}")
