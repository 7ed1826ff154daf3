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
    screen = conversation.screen
    for name in _registered(conversation):
        screen.say(f"  {name:<24} registered")
    for name, agent in (await conversation.stage.agents()).items():
        if name == agent.name:
            screen.say(f"  {name:<24} {agent.description.partition(chr(10))[0]}")


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
