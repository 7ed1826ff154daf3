"""/mode, /modes, /compact: what services do that this agent does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .row import Row

if TYPE_CHECKING:
    from ..conversation import Conversation


async def _no_modes(conversation: Conversation, _: str) -> None:
    conversation.screen.say("The agent has no service that offers modes.")


async def _no_compaction(conversation: Conversation, _: str) -> None:
    conversation.screen.say(
        "The agent's context manager cannot be told to compact; it does so when the window is full."
    )


COMMANDS = {
    "mode": Row("[NAME|off]", "the mode; needs a service with modes", _no_modes),
    "modes": Row("", "all modes; needs a service with modes", _no_modes),
    "compact": Row("", "sum up what was said; needs a service for it", _no_compaction),
}
