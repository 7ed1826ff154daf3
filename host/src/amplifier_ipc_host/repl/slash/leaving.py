"""/exit and /quit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .row import Row

if TYPE_CHECKING:
    from ..conversation import Conversation


async def _leave(conversation: Conversation, _: str) -> None:
    conversation.over = True


COMMANDS = {"exit": Row("", "leave", _leave), "quit": Row("", "leave", _leave)}
