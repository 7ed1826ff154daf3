"""Context manager `simple`: the conversation in memory, and the view of it that fits a model."""

from __future__ import annotations

from typing import Any

from amplifier_ipc import Context, ContextGetMessagesParams, Message, context_manager

from .config import SimpleConfig
from .view import budget_of, view


@context_manager(
    "simple",
    description="Keeps the conversation; compacts only the view for a request.",
    config=SimpleConfig,
)
class Simple:
    """The messages as they came, oldest first. Unknown members survive."""

    def __init__(self) -> None:
        self._messages: list[dict[str, Any]] = []

    async def add_message(self, message: Message) -> None:
        """Append one message."""
        self._messages.append(message.to_wire())

    async def get_messages(
        self, params: ContextGetMessagesParams, ctx: Context
    ) -> list[dict[str, Any]]:
        """Return all messages; with `provider_info` or `token_budget` what to send to that model."""
        if params.provider_info is None and params.token_budget is None:
            return self._messages
        config: SimpleConfig = ctx.config
        budget = budget_of(config, params.provider_info or {}, params.token_budget)
        return view(self._messages, budget, config)

    async def set_messages(self, messages: list[Message]) -> None:
        """Replace the conversation."""
        self._messages = [message.to_wire() for message in messages]

    async def clear(self) -> None:
        """Forget the conversation."""
        self._messages = []
