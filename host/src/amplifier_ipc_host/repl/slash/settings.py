"""/config: the settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...settings_files import load
from .row import Row

if TYPE_CHECKING:
    from ..conversation import Conversation


async def _config(conversation: Conversation, _: str) -> None:
    leaves = list(load(conversation.session.cwd).leaves())
    for place, value, origin in leaves:
        shown = json.dumps(value, ensure_ascii=False)
        conversation.screen.say(f"  {'.'.join(place)}: {shown}  # {origin}")
    if not leaves:
        conversation.screen.say("Nothing is set: amplifier-ipc config set KEY VALUE.")


COMMANDS = {"config": Row("", "the settings, and where each comes from", _config)}
