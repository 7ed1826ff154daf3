"""What the host does for services: what it passes on by name, and what it answers itself (spec chapter 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shapes
from calls import Asked, with_members
from children import Children
from commons import Approvals, Channels
from connection import Connection
from failure import Failure, not_found
from hooks import chain
from mutations import broken
from table import Service

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
            "ping": self._ping,
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
            if broken("lif-063-unknown") and prefix != "state.":
                continue
            self._router.handlers[f"{prefix}get"] = self._state_get
            self._router.handlers[f"{prefix}set"] = self._state_set
        self._router.notices |= {
            "channel.publish": channels.publish,
            "display.show": self._display,
            "$/log": self._log,
        }

    def _ping(self, asked: Asked) -> None:
        """RPC-057."""
        if broken("rpc-057-slow") and len(asked.by.asked) > 1:
            self._router.clock.after(3, lambda: self._router.result(asked, {}))
        else:
            self._router.result(asked, {})

    def _hook_emit(self, asked: Asked) -> None:
        if broken("hok-009-only-known-events") and asked.body["event"] not in shapes.events():
            raise not_found("event", asked.body["event"])
        nobody = not chain(
            [handler for handler, _ in self._session.table.hooks], asked.body["event"]
        )
        if broken("hok-008-not-found") and nobody:
            raise not_found("hook", asked.body["event"])

        def done(fold: Json) -> None:
            if broken("hok-033-acts-on-it") and fold["action"] == "deny":
                self._router.fail(asked, Failure("permission_denied", str(fold.get("reason"))))
            else:
                self._router.result(asked, fold)

        self._session.emit(asked.body, done, asked)

    def _tool_execute(self, asked: Asked) -> None:
        tools, name = self._session.table.tools, asked.body["name"]
        if name not in tools:
            what = "capability" if broken("tol-017-another-sort") else "tool"
            raise not_found(what, name, tools)
        self._router.forward(asked, tools[name][0], "tool.execute")

    def _capability_call(self, asked: Asked) -> None:
        exports, name = self._session.table.exports, asked.body["name"]
        if name not in exports:
            what = "tool" if broken("chn-006-another-sort") else "capability"
            raise not_found(what, name, exports)
        to = exports[name][0]
        if broken("chn-005-to-the-asker"):
            to = asked.by
        self._router.forward(asked, to, "capability.call")

    def _provider(self, method: str) -> Callable[[Asked], None]:
        def forward(asked: Asked) -> None:
            table, raw = self._session.table, None
            name = asked.body.get("provider")
            if name is None:  # PRV-003
                name = table.provider
                if broken("prv-003-any-provider"):
                    name = [*table.providers][-1]
                raw = with_members(asked.body, provider=name)
            if name not in table.providers:
                raise not_found("provider", name, table.providers)
            self._router.forward(asked, table.providers[name], method, raw)

        return forward

    def _context(self, name: str) -> Callable[[Asked], None]:
        def forward(asked: Asked) -> None:
            store, context = self._session.store, self._session.table.context
            if broken("ctx-030-first-service"):
                context = next(iter(self._session.table.services.values())).connection
            if context is None:
                raise not_found("context_manager", self._session.plan.context_manager)
            if name == "add_message" and broken("ctx-031-written-later"):
                self._router.clock.after(0.5, lambda: store.append(asked.body["message"]))
            elif name == "add_message":
                store.append(asked.body["message"])
            elif name != "get_messages":
                store.replace(asked.body.get("messages", []))
            self._router.forward(asked, context, f"context.{name}")

        return forward

    def _content(self, method: str) -> Callable[[Asked], None]:
        def forward(asked: Asked) -> None:
            table, name = self._session.table, asked.body.get("service")
            if name is None:
                name = asked.by.name
                if broken("cnt-020-first-service"):
                    name = next(n for n, s in table.services.items() if _has_content(s))
            service = table.services.get(name)
            if service is None or not _has_content(service):
                what = "content" if broken("cnt-021-another-sort") else "service"
                raise not_found(what, name, table.services)
            self._router.forward(asked, service.connection, method)

        return forward

    def _capability_get(self, asked: Asked) -> None:
        exports, name = self._session.table.exports, asked.body["name"]
        if name not in exports:
            if broken("lif-065-null"):
                self._router.result(asked, None)
                return
            raise not_found("capability", name, exports)
        self._router.result(asked, self._info(name))

    def _capability_list(self, asked: Asked) -> None:
        names = list(self._session.table.exports)
        if broken("lif-064-not-of-the-asker"):
            names = [n for n in names if self._session.table.exports[n][0] is not asked.by]
        if broken("lif-064-one-only"):
            names = names[:1]
        self._router.result(asked, {"capabilities": [self._info(name) for name in names]})

    def _info(self, name: str) -> Json:
        connection, spec = self._session.table.exports[name]
        more = {key: spec[key] for key in ("description", "input_schema") if spec.get(key)}
        return {"name": name, "service": connection.name, **more}

    def _state_get(self, asked: Asked) -> None:
        key, state = asked.body["key"], self._session.store.state
        if broken("lif-060-not-found") and key not in state:
            raise not_found("key", key)
        value = {} if broken("rpc-088-without-its-value") else {"value": state.get(key)}
        self._router.result(asked, value)

    def _state_set(self, asked: Asked) -> None:
        key, value = asked.body["key"], asked.body["value"]
        if broken("lif-062-later"):
            self._router.clock.after(0.2, lambda: self._session.store.set(key, value))
        else:
            self._session.store.set(key, value)
        self._router.result(asked, {})

    def _display(self, connection: Connection, params: Json) -> None:
        """LIF-067."""
        if broken("lif-067-not-shown"):
            return
        source = params.get("source") or connection.name
        self._session.show(f"[{params['level']}] {source}: {params['message']}")

    def _log(self, connection: Connection, params: Json) -> None:
        self._session.show(f"log: {connection.name}: {params['level']}: {params['message']}")


def _has_content(service: Service) -> bool:
    return bool((service.describe.get("capabilities") or {}).get("content"))
