"""The host's services, seen from a service (protocol §6): typed calls back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .connection import CallsOut
from .errors import RpcError
from .wire import Id, Object

if TYPE_CHECKING:
    from ._generated import (
        ApprovalRequestParams,
        ApprovalResult,
        CapabilityInfo,
        ChannelContribution,
        ChatRequest,
        ChatResponse,
        ContentReadResult,
        HookResult,
        Message,
        ModelInfo,
        ProviderInfo,
        RequestSessionResult,
        RequestSessionSpawnParams,
        ToolResult,
    )
    from ._generated._base import IpcModel
    from .completion import CompletionStream

_M = TypeVar("_M", bound="IpcModel")
Params = "dict[str, Any] | IpcModel"


class Host:
    """The host. What may be called is a matter of grants: without one, -32003 permission_denied.

    ``_meta`` of the request being answered is passed on one deeper with the time that is left, and a
    cancel travels. Cancelling a waiting task cancels the call. Errors are `RpcError` and, from
    providers, `LLMError`.
    """

    def __init__(
        self, out: CallsOut, parent: Id | None = None, patience: float | None = None
    ) -> None:
        self._out = out
        self._parent = parent
        self._patience = patience

    def with_timeout(self, seconds: float) -> Host:
        """Return the same host; its calls give up after so much silence (streams renew it)."""
        return Host(self._out, self._parent, seconds)

    async def call(
        self,
        method: str,
        params: dict[str, Any] | IpcModel | None = None,
        *,
        timeout: float | None = None,  # silence that a stream renews: no asyncio.timeout can
    ) -> Any:
        """Send any request, untyped; return its result."""
        patience = self._patience if timeout is None else timeout
        return await self._out.call(method, _members(params), parent=self._parent, timeout=patience)

    async def emit_hook(self, event: str, data: dict[str, Any] | IpcModel) -> HookResult:
        """Emit an event; the fold of what the hooks said comes back. Grant ``hook.emit``."""
        from ._generated import HookResult

        params = {"event": event, "data": _members(data)}
        return await self._typed(HookResult, "request.hook_emit", params)

    async def execute_tool(
        self,
        name: str,
        input: dict[str, Any],  # noqa: A002 # the member's name on the wire
        *,
        call_id: str | None = None,
    ) -> ToolResult:
        """Run a tool of any service. Grant ``tool.execute``."""
        from ._generated import ToolResult

        params = _given(name=name, call_id=call_id, input=input)
        return await self._typed(ToolResult, "request.tool_execute", params)

    async def complete(self, request: ChatRequest, *, provider: str | None = None) -> ChatResponse:
        """Ask a model; without ``provider`` the default one. Grant ``provider.complete``."""
        from ._generated import ChatResponse

        params = _given(provider=provider, request=request.to_wire())
        return await self._typed(ChatResponse, "request.provider_complete", params)

    def stream_complete(
        self, request: ChatRequest, *, provider: str | None = None
    ) -> CompletionStream:
        """Ask a model and get the pieces as they come. Grant ``provider.complete``."""
        from .completion import CompletionStream

        params = _given(provider=provider, stream=True, request=request.to_wire())
        return CompletionStream(self._out, params, self._parent, self._patience)

    async def provider_info(self, provider: str | None = None) -> ProviderInfo:
        """Return what a provider is. Grant ``provider.complete``."""
        from ._generated import ProviderInfo

        return await self._typed(ProviderInfo, "request.provider_info", _given(provider=provider))

    async def list_models(self, provider: str | None = None) -> list[ModelInfo]:
        """Return the models of a provider. Grant ``provider.complete``."""
        from ._generated import ProviderListModelsResult as Result

        method = "request.provider_list_models"
        return (await self._typed(Result, method, _given(provider=provider))).models

    async def add_message(self, message: Message) -> None:
        """Add a message to the conversation. Grant ``context``."""
        await self.call("request.context_add_message", {"message": message.to_wire()})

    async def get_messages(
        self,
        *,
        provider_info: dict[str, Any] | ProviderInfo | ModelInfo | None = None,
        token_budget: int | None = None,
    ) -> list[Message]:
        """Return the conversation; with an argument, what of it to send. Grant ``context``."""
        from ._generated import ContextGetMessagesResult as Result

        info = None if provider_info is None else _members(provider_info)
        params = _given(provider_info=info, token_budget=token_budget)
        return (await self._typed(Result, "request.context_get_messages", params)).messages

    async def set_messages(self, messages: list[Message]) -> None:
        """Replace the conversation. Grant ``context``."""
        wire = [message.to_wire() for message in messages]
        await self.call("request.context_set_messages", {"messages": wire})

    async def clear_messages(self) -> None:
        """Empty the conversation. Grant ``context``."""
        await self.call("request.context_clear")

    async def request_approval(self, request: ApprovalRequestParams) -> ApprovalResult:
        """Ask the user, or who stands for them. Grant ``approval``."""
        from ._generated import ApprovalResult

        return await self._typed(ApprovalResult, "request.approval", request)

    async def spawn_session(self, params: RequestSessionSpawnParams) -> RequestSessionResult:
        """Start a session below this one and wait for its answer. Grant ``session.spawn``."""
        return await self._session("request.session_spawn", params)

    async def resume_session(self, session_id: str, instruction: str) -> RequestSessionResult:
        """Go on with such a session. Grant ``session.spawn``."""
        params = {"session_id": session_id, "instruction": instruction}
        return await self._session("request.session_resume", params)

    async def get_state(self, key: str) -> Any:
        """Return a value of the session's state; None when unset."""
        return (await self.call("state.get", {"key": key})).get("value")

    async def set_state(self, key: str, value: Any) -> None:
        """Set a value of the session's state; None deletes it."""
        await self.call("state.set", {"key": key, "value": value})

    async def read_content(self, path: str, *, service: str | None = None) -> ContentReadResult:
        """Read a service's content. Grant ``content.read``."""
        from ._generated import ContentReadResult

        params = _given(service=service, path=path)
        return await self._typed(ContentReadResult, "request.content_read", params)

    async def list_content(
        self, prefix: str | None = None, *, service: str | None = None
    ) -> list[str]:
        """Return the paths of a service's content. Grant ``content.read``."""
        from ._generated import ContentListResult

        params = _given(service=service, prefix=prefix)
        return (await self._typed(ContentListResult, "request.content_list", params)).paths

    async def call_capability(
        self,
        name: str,
        input: Any,  # noqa: A002 # the member's name on the wire
    ) -> Any:
        """Call what another service exports. Grant ``capability.call``."""
        result = await self.call("request.capability_call", {"name": name, "input": input})
        return result.get("output")

    async def get_capability(self, name: str) -> CapabilityInfo:
        """Look a capability up."""
        from ._generated import CapabilityInfo

        return await self._typed(CapabilityInfo, "capability.get", {"name": name})

    async def list_capabilities(self) -> list[CapabilityInfo]:
        """Return what the services export."""
        from ._generated import CapabilityListResult

        return (await self._typed(CapabilityListResult, "capability.list")).capabilities

    async def collect_channel(self, channel: str) -> list[ChannelContribution]:
        """Collect what the services contribute to a channel. Grant ``channel.collect``."""
        from ._generated import RequestChannelCollectResult as Result

        params = {"channel": channel}
        return (await self._typed(Result, "request.channel_collect", params)).contributions

    async def publish(self, channel: str, data: Any) -> None:
        """Tell the subscribers of a channel."""
        params = {"channel": channel, "data": data}
        await self._out.notify_with_room("channel.publish", params)

    async def show(self, message: str, level: Literal["info", "warning", "error"] = "info") -> None:
        """Show the user a message."""
        params = {"message": message, "level": level}
        await self._out.notify_with_room("display.show", params)

    async def _session(
        self, method: str, params: dict[str, Any] | RequestSessionSpawnParams
    ) -> RequestSessionResult:
        from ._generated import RequestSessionResult

        return await self._typed(RequestSessionResult, method, params)

    async def _typed(
        self, model: type[_M], method: str, params: dict[str, Any] | IpcModel | None = None
    ) -> _M:
        return read_answer(model, method, await self.call(method, params))


def read_answer(model: type[_M], method: str, answer: Any) -> _M:
    """Return an answer as its type. One that does not fit is the other side's fault: internal_error."""
    from pydantic import ValidationError

    from .schema.shape import pydantic_faults

    try:
        return model.model_validate(answer)
    except ValidationError as error:
        faults = "; ".join(
            f"{fault.path} {fault.message}".lstrip() for fault in pydantic_faults(error)
        )
        message = f"the answer to {method} does not fit {model.__name__}: {faults}"
        raise RpcError("internal_error", message) from None


def _members(params: dict[str, Any] | IpcModel | None) -> Object:
    if params is None:
        return {}
    return params if isinstance(params, dict) else params.to_wire()


def _given(**members: Any) -> Object:
    return {name: value for name, value in members.items() if value is not None}
