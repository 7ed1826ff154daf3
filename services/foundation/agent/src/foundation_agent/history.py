"""The conversation: what is stored of a turn, and what of it a request shows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from amplifier_ipc import Context, Message, RpcError

from .choice import Choice
from .events import Events

Json = dict[str, Any]
NO_RESULT = "No result: the call was interrupted."


@dataclass(slots=True)
class History:
    """The conversation, kept by the context manager."""

    ctx: Context
    events: Events
    repair: bool

    async def add(self, message: Json) -> None:
        """Store a message, also when the turn is cancelled meanwhile: a conversation has no holes."""
        storing = asyncio.create_task(self._store(message))
        try:
            await asyncio.shield(storing)
        except asyncio.CancelledError:
            with suppress(RpcError):
                await storing
            raise

    async def view(self, choice: Choice, token_budget: int | None = None) -> list[Message]:
        """Return what of the conversation goes to the model: as much as its window holds."""
        messages = await self.ctx.host.get_messages(
            provider_info=choice.info or None, token_budget=token_budget
        )
        if not self.repair:
            return messages
        whole, repaired = repair(messages)
        if repaired:
            await self.events.tell("provider:tool_sequence_repaired", repaired=repaired)
        return whole

    async def _store(self, message: Json) -> None:
        stored = Message.model_validate(message)
        try:
            await self.ctx.host.add_message(stored)
        except RpcError as error:
            if error.kind != "cancelled":
                raise
            await self.ctx.host.add_message(stored)  # the turn's cancel had travelled along
        await self.ctx.stream("stream.context_message_added", message=message)


def repair(messages: Sequence[Message]) -> tuple[list[Message], list[Json]]:
    """Give every tool call a result; return the messages, and `{id, name}` of the calls that had none.

    Models refuse a conversation in which a call is not answered right after it.
    """
    whole: list[Message] = []
    repaired: list[Json] = []
    unanswered: dict[str, str] = {}

    def answer_for_them() -> None:
        for call, name in unanswered.items():
            repaired.append({"id": call, "name": name})
            whole.append(_no_result(call, name))
        unanswered.clear()

    for message in messages:
        if message.role == "tool":
            unanswered.pop(message.tool_call_id or "", None)
        else:
            answer_for_them()
        whole.append(message)
        unanswered |= {call.id: call.name for call in message.tool_calls or []}
    answer_for_them()
    return whole, repaired


def _no_result(call: str, name: str) -> Message:
    return Message.model_validate(
        {
            "role": "tool",
            "content": NO_RESULT,
            "tool_call_id": call,
            "name": name,
            "metadata": {"is_error": True},
        }
    )
