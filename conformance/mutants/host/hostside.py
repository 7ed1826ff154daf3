"""What the host does for services: routes by name, and what it answers itself (spec chapter 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calls import Asked, with_members
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
        self._router.handlers |= {
            "ping": lambda asked: self._router.result(asked, {}),
            "request.hook_emit": self._hook_emit,
            "request.tool_execute": self._tool_execute,
            "request.provider_complete": self._provider("provider.complete"),
            "request.provider_info": self._provider("provider.info"),
            "request.provider_list_models": self._provider("provider.list_models"),
            "state.get": self._state_get,
            "state.set": self._state_set,
            "request.state_get": self._state_get,
            "request.state_set": self._state_set,
        }

    def _hook_emit(self, asked: Asked) -> None:
        self._session.emit(asked.body, lambda fold: self._router.result(asked, fold), asked)

    def _tool_execute(self, asked: Asked) -> None:
        tools, name = self._session.table.tools, asked.body["name"]
        if name not in tools:
            raise not_found("tool", name, tools)
        self._router.forward(asked, tools[name][0], "tool.execute")

    def _provider(self, method: str) -> Any:
        def forward(asked: Asked) -> None:
            table, raw = self._session.table, None
            name = asked.body.get("provider")
            if name is None:
                name = table.provider
                raw = with_members(asked.body, provider=name)
            if name not in table.providers:
                raise not_found("provider", name, table.providers)
            self._router.forward(asked, table.providers[name], method, raw)

        return forward

    def _state_get(self, asked: Asked) -> None:
        self._router.result(asked, {"value": self._session.store.state.get(asked.body["key"])})

    def _state_set(self, asked: Asked) -> None:
        self._session.store.set(asked.body["key"], asked.body["value"])
        self._router.result(asked, {})
