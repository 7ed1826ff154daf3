"""/agent, /agents, /model: who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...registry import Registry
from ...session import new_id
from ...store import home
from .row import Row

if TYPE_CHECKING:
    from ..conversation import Conversation


async def _agent(conversation: Conversation, name: str) -> None:
    plan = conversation.session.plan
    if not name:
        conversation.screen.say(f"{plan.agent}: {plan.description or plan.origin}")
        return
    old = conversation.session
    await conversation.open(agent=name, session_id=new_id())
    await old.close()
    conversation.screen.say(f"A new session with {conversation.session.plan.agent}.")


async def _agents(conversation: Conversation, _: str) -> None:
    spawned = (await conversation.stage.agents()).items()
    rows = [(name, "registered") for name in _registered(conversation)]
    rows += [
        (name, each.description.partition("\n")[0]) for name, each in spawned if name == each.name
    ]
    conversation.screen.rows(rows)
    if not rows:
        conversation.screen.say("No agent is registered, and this one has none to give tasks to.")


async def _model(conversation: Conversation, name: str) -> None:
    if name:
        await conversation.reopen(model=name)
    conversation.screen.say(conversation.model())


def _registered(_: Conversation) -> list[str]:
    return [entry.alias for entry in Registry(home()).entries("agent")]


COMMANDS = {
    "agent": Row("[NAME]", "the agent; or a new session with another", _agent, _registered),
    "agents": Row("", "the registered agents, and those that tasks can be given to", _agents),
    "model": Row("[NAME]", "the model; or ask for another from now on", _model),
}
