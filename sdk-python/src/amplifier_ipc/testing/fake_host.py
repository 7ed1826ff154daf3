"""A service under test in memory: no process, no print guard, a fake host.

::

    async with FakeHost(word_count) as host:
        result = await host.execute_tool("word_count", {"text": "one two"})
        assert result.output == 2
"""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from ..connection import Connection, Inbound, Link
from ..errors import RpcError
from ..schema.check import check
from ..service import Service
from ..service.run import run
from ..wire import Object

if TYPE_CHECKING:
    from .._generated import (
        ApprovalRequest,
        ApprovalResult,
        ChatRequest,
        ChatResponse,
        ContentReadResult,
        DescribeResult,
        HookResult,
        Message,
        OrchestratorExecuteResult,
        ToolResult,
    )

Reply = Any
"""What the fake host answers: a value, an `RpcError`, or a (async) function of the params."""


class FakeHost:
    """A host with one service; it answers the service's calls as it is told to.

    ``replies``: method → `Reply`. ``notifications`` holds what came that is about no call,
    ``requests`` what the service asked for, both as ``(method, params)``.
    """

    def __init__(
        self,
        *components: Any,
        replies: dict[str, Reply] | None = None,
        config: dict[str, Any] | None = None,
        session: dict[str, Any] | None = None,
    ) -> None:
        given = components[0] if len(components) == 1 else None
        self._service = (
            given if isinstance(given, Service) else Service(*components, name="under-test")
        )
        self._config, self._session = config, session
        self.replies: dict[str, Reply] = dict(replies or {})
        self.notifications: list[tuple[str, Object]] = []
        self.requests: list[tuple[str, Object]] = []
        self.described: DescribeResult
        self.connection: Connection

    async def __aenter__(self) -> FakeHost:
        from .._generated import DescribeResult

        ours, theirs = _links()
        self._stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._running = asyncio.create_task(run(self._service, theirs, self._stop))
        self.connection = Connection("host", ours, self, max_concurrency=1 << 30)
        described = await self.call("describe", {"protocol_versions": ["1.0"]})
        self.described = DescribeResult.model_validate(described)
        if self._config is not None or self._session is not None:
            await self.configure(self._config or {}, self._session)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set_result(None)
        await self._running
        self.connection.close()

    async def configure(
        self, config: dict[str, Any], session: dict[str, Any] | None = None
    ) -> None:
        """Configure the service: component → config. Raises `RpcError` with every fault."""
        named = {} if session is None else {"session": session}
        await self.call("configure", {"config": config, **named})

    async def execute_tool(self, name: str, tool_input: dict[str, Any]) -> ToolResult:
        """Run a tool; what it returns is checked against its output schema."""
        from .._generated import ToolResult

        result = await self.call("tool.execute", {"name": name, "input": tool_input})
        spec = next(tool for tool in self.described.capabilities.tools or [] if tool.name == name)
        if result["success"] and spec.output_schema is not None:
            faults = check(spec.output_schema, result["output"], "/output")
            assert not faults, f"the tool '{name}' does not return what it promised: {faults}"
        return ToolResult.model_validate(result)

    async def emit_hook(self, event: str, data: dict[str, Any]) -> HookResult:
        """Emit an event to all hooks of the service."""
        from .._generated import HookResult

        return HookResult.model_validate(
            await self.call("hook.emit", {"event": event, "data": data})
        )

    async def complete(
        self,
        request: ChatRequest | dict[str, Any],
        *,
        provider: str | None = None,
        on_stream: Callable[[str, Object], None] | None = None,
    ) -> ChatResponse:
        """Ask a provider; with ``on_stream`` the answer is streamed."""
        from .._generated import ChatResponse

        params = _given(provider=provider, stream=on_stream and True, request=_wire(request))
        return ChatResponse.model_validate(
            await self.call("provider.complete", params, on_stream=on_stream)
        )

    async def add_message(self, message: Message | dict[str, Any]) -> None:
        """Add a message to the context manager."""
        await self.call("context.add_message", {"message": _wire(message)})

    async def get_messages(self, *, token_budget: int | None = None) -> list[Message]:
        """Return the messages of the context manager; with a budget, what fits."""
        from .._generated import Message

        result = await self.call("context.get_messages", _given(token_budget=token_budget))
        return [Message.model_validate(message) for message in result["messages"]]

    async def set_messages(self, messages: Sequence[Message | dict[str, Any]]) -> None:
        """Replace the messages of the context manager."""
        await self.call("context.set_messages", {"messages": [_wire(each) for each in messages]})

    async def clear_messages(self) -> None:
        """Empty the context manager."""
        await self.call("context.clear")

    async def execute(
        self,
        prompt: str,
        *,
        on_stream: Callable[[str, Object], None] | None = None,
        **params: Any,
    ) -> OrchestratorExecuteResult:
        """Run a turn; ``params`` are members of OrchestratorExecuteParams, empty when left out."""
        from .._generated import OrchestratorExecuteResult

        lists: Object = {"tools": [], "hooks": [], "providers": [], "agents": []}
        turn = {"prompt": prompt, "system_prompt": "", **lists, "config": {}, **params}
        return OrchestratorExecuteResult.model_validate(
            await self.call("orchestrator.execute", turn, on_stream=on_stream)
        )

    async def request_approval(self, request: ApprovalRequest | dict[str, Any]) -> ApprovalResult:
        """Ask the approval provider."""
        from .._generated import ApprovalResult

        return ApprovalResult.model_validate(await self.call("approval.request", _wire(request)))

    async def read_content(self, path: str) -> ContentReadResult:
        """Read a path of the service's content."""
        from .._generated import ContentReadResult

        return ContentReadResult.model_validate(await self.call("content.read", {"path": path}))

    async def list_content(self, prefix: str = "") -> list[str]:
        """Return the paths of the service's content."""
        return list((await self.call("content.list", {"prefix": prefix}))["paths"])

    async def call_capability(self, name: str, value: Any) -> Any:
        """Call a capability; return its output."""
        return (await self.call("capability.call", {"name": name, "input": value}))["output"]

    async def collect_channel(self, channel: str) -> Any:
        """Return what the service contributes to a channel."""
        return (await self.call("channel.collect", {"channel": channel}))["data"]

    def publish(self, channel: str, data: Any, sender: str = "somebody") -> None:
        """Publish on a channel, as another service does."""
        message = {"channel": channel, "sender": sender, "data": data}
        self.connection.notify("channel.message", message)

    async def call(
        self,
        method: str,
        params: dict[str, Any] | None = None,
        *,
        on_stream: Callable[[str, Object], None] | None = None,
    ) -> Any:
        """Send any request; ``on_stream`` gets what is streamed about it. Raises `RpcError`."""
        return await self.connection.call(method, params or {}, on_stream=on_stream)

    def request(self, inbound: Inbound) -> Coroutine[Any, Any, Any] | Object:
        """Answer a call of the service (for the connection)."""
        self.requests.append((inbound.method, inbound.params))
        if inbound.method not in self.replies:
            raise RpcError.method_not_found(inbound.method)
        return self._reply(self.replies[inbound.method], inbound.params)

    def notification(self, inbound: Inbound) -> None:
        """Keep a notification (for the connection)."""
        self.notifications.append((inbound.method, inbound.params))

    @staticmethod
    async def _reply(reply: Reply, params: Object) -> Any:
        if callable(reply):
            reply = reply(params)
        if inspect.isawaitable(reply):
            reply = await reply
        if isinstance(reply, RpcError):
            raise reply
        return reply


def _wire(value: Any) -> Object:
    wire: Object = value if isinstance(value, dict) else value.to_wire()
    return wire


def _given(**members: Any) -> Object:
    return {name: value for name, value in members.items() if value is not None}


def _links() -> tuple[Link, Link]:
    to_service, to_host = os.pipe(), os.pipe()
    return Link(to_host[0], to_service[1]), Link(to_service[0], to_host[1])
