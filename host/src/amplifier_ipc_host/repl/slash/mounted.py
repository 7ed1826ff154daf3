"""/tools, /hooks, /status, /cost: what is mounted, and what it came to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...screen.status import short
from .row import Row

if TYPE_CHECKING:
    from ..conversation import Conversation


async def _tools(conversation: Conversation, _: str) -> None:
    tools = conversation.stage.crew.tools()
    conversation.screen.rows(
        (tool["name"], str(tool.get("description") or "").strip().partition("\n")[0])
        for tool in tools
    )
    if not tools:
        conversation.screen.say("The agent has no tools.")


async def _hooks(conversation: Conversation, _: str) -> None:
    hooks = conversation.stage.crew.hooks()
    conversation.screen.rows(
        (hook["name"], f"{service.name}: {', '.join(hook['events'])}") for service, hook in hooks
    )
    if not hooks:
        conversation.screen.say("The agent has no hooks.")


async def _status(conversation: Conversation, _: str) -> None:
    session, counts = conversation.session, conversation.counts()
    rows = {
        "session": session.session_id,
        "agent": f"{session.plan.agent} ({session.plan.origin})",
        "model": conversation.model(),
        "working directory": str(session.cwd),
        "services": ", ".join(service.name for service in conversation.stage.crew.services),
        "messages": str(counts.get("total_messages", 0)),
        "tools called": f"{counts.get('tool_invocations', 0)}, {counts.get('tool_failures', 0)} failed",
    }
    conversation.screen.rows([*rows.items(), *_spent(counts)], "")


async def _cost(conversation: Conversation, _: str) -> None:
    conversation.screen.rows(_spent(conversation.counts()), "")


def _spent(counts: dict[str, Any]) -> list[tuple[str, str]]:
    given, taken = counts.get("total_input_tokens", 0), counts.get("total_output_tokens", 0)
    cost = counts.get("estimated_cost")
    told = f"${Decimal(cost):f}" if cost else "not known"
    return [("tokens", f"{short(given)} in, {short(taken)} out"), ("cost", told)]


COMMANDS = {
    "tools": Row("", "the tools that the agent has", _tools),
    "hooks": Row("", "the hooks that watch over it", _hooks),
    "status": Row("", "the session, and what it came to", _status),
    "cost": Row("", "tokens and cost", _cost),
}
