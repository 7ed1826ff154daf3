"""Asking the user, when a hook wants them to decide."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from amplifier_ipc import ApprovalRequestParams, ApprovalResult, Context, HookResult, RpcError

from .events import Events

Json = dict[str, Any]
LAST_WORD = 1.0
"""Seconds that the host has, after the time for an approval is over, to tell the default itself (HOK-043)."""


@dataclass(slots=True)
class Approvals:
    """Asks through the host; who cannot be asked has not agreed."""

    ctx: Context
    events: Events

    async def refused(self, gate: HookResult, about: Json, request: Json) -> str | None:
        """Return why it may not happen; None when the user agrees.

        `about`: the members `tool_name` and `tool_call_id` of events; `request`: `action`, `details`
        and `risk_level` of the ApprovalRequest.
        """
        prompt = gate.approval_prompt or gate.reason or f"May it {request['action']}?"
        asked = request | {"prompt": prompt}
        if gate.approval_options:
            asked["options"] = gate.approval_options
        await self.events.tell("approval:required", **about, **asked)
        terms = {"timeout": gate.approval_timeout, "default": gate.approval_default}
        params = {"tool_name": about["tool_name"], **asked, **terms}
        question = ApprovalRequestParams.model_validate(params)
        try:
            answer = await asyncio.wait_for(
                self.ctx.host.request_approval(question), gate.approval_timeout + LAST_WORD
            )
        except TimeoutError:
            answer = ApprovalResult(
                approved=gate.approval_default == "allow", reason="nobody decided in time"
            )
        except RpcError as error:
            reason = f"nobody could be asked: {error.message}"
            await self.events.tell("approval:denied", **about, reason=reason)
            return reason
        said: Json = {"remember": answer.remember}
        said |= {"option": answer.option} if answer.option else {}
        said |= {"reason": answer.reason} if answer.reason else {}
        event = "approval:granted" if answer.approved else "approval:denied"
        await self.events.tell(event, **about, **said)
        return None if answer.approved else answer.reason or "the user said no"
