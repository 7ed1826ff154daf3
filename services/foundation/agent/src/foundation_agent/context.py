"""Context manager `simple`: the conversation in memory, and the view of it that fits a model."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from amplifier_ipc import Context, ContextGetMessagesParams, Message, context_manager

from .config import SimpleConfig
from .view import budget_of, view

KEPT_SESSIONS = 1000
"""How many conversations a process keeps: those used last."""


@context_manager(
    "simple",
    description="Keeps the conversation; compacts only the view for a request.",
    config=SimpleConfig,
)
class Simple:
    """The messages of each session as they came, oldest first (HTP-024). Unknown members survive."""

    def __init__(self) -> None:
        self._conversations: OrderedDict[str | None, list[dict[str, Any]]] = OrderedDict()

    async def add_message(self, message: Message, ctx: Context) -> None:
        """Append one message."""
        conversation = self._of(ctx)
        conversation.append(message.to_wire())
        self._keep(ctx, conversation)

    async def get_messages(
        self, params: ContextGetMessagesParams, ctx: Context
    ) -> list[dict[str, Any]]:
        """Return all messages; with `provider_info` or `token_budget` what to send to that model."""
        if params.provider_info is None and params.token_budget is None:
            return self._of(ctx)
        config: SimpleConfig = ctx.config
        budget = budget_of(config, params.provider_info or {}, params.token_budget)
        return view(self._of(ctx), budget, config)

    async def set_messages(self, messages: list[Message], ctx: Context) -> None:
        """Replace the conversation."""
        self._keep(ctx, [message.to_wire() for message in messages])

    async def clear(self, ctx: Context) -> None:
        """Forget the conversation."""
        self._conversations.pop(ctx.session_id, None)

    def _of(self, ctx: Context) -> list[dict[str, Any]]:
        """Return the conversation of the call's session; calls without one share one."""
        if ctx.session_id in self._conversations:
            self._conversations.move_to_end(ctx.session_id)
        return self._conversations.get(ctx.session_id, [])

    def _keep(self, ctx: Context, conversation: list[dict[str, Any]]) -> None:
        self._conversations[ctx.session_id] = conversation
        self._conversations.move_to_end(ctx.session_id)
        if len(self._conversations) > KEPT_SESSIONS:
            self._conversations.popitem(last=False)
