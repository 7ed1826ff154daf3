"""Questions to the user, one at a time: asked through the front end, denied where there is none or it is silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from .errors import SessionError
from .events import ApprovalRequested, Event, Log
from .remembered import Remembered
from .rules import Rule, Scope, holding, suggested, too_wide

Json = dict[str, Any]
DEFAULT_TIMEOUT = 300.0
Policy = Literal["ask", "auto", "deny"]


@dataclass(frozen=True, slots=True)
class _Question:
    """One that the front end was told of."""

    approval_id: str
    request: Json
    answered: asyncio.Future[Json]


class Approvals:
    """`ask`: what was remembered decides, else the front end; `auto`: yes to all; `deny`: no to all.

    A question waits for those before it; the time that it has counts from when it was put (APR-020).
    """

    def __init__(self, policy: Policy, emit: Callable[[Event], None]) -> None:
        self.policy = policy
        self.remembered = Remembered()
        self.unasked: list[str] = []  # what was denied without a question, by the name of its tool
        self._emit = emit
        self._turn = asyncio.Lock()
        self._open: _Question | None = None
        self._number = 0

    async def ask(self, request: Json, session_id: str | None = None) -> Json:
        """The ApprovalResult; after the time-out the request's default, which is deny."""
        if self.policy == "deny":
            self.unasked.append(str(request.get("tool_name") or request.get("action") or "?"))
        if self.policy != "ask":
            reason = (
                "approved without a question"
                if self.policy == "auto"
                else "nobody is there to approve it"
            )
            return {"approved": self.policy == "auto", "reason": reason}
        seconds = time_to_answer(request)
        over = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(over), self._turn:
                return self._known(request) or await self._asked(request, session_id, over)
        except TimeoutError:
            return silent(request, seconds)

    def answer(
        self,
        approval_id: str,
        result: Json,
        *,
        remember: Scope | None = None,
        pattern: str | None = None,
    ) -> bool:
        """Answer a question; False when it is not open (any more). Raises SessionError for too wide a pattern."""
        question = self._open
        if question is None or question.approval_id != approval_id or question.answered.done():
            return False
        if remember is not None:
            self._remember(question.request, bool(result["approved"]), remember, pattern)
            result = {**result, "remember": True}
        question.answered.set_result(result)
        return True

    async def _asked(self, request: Json, session_id: str | None, over: float) -> Json:
        self._number += 1
        loop = asyncio.get_running_loop()
        question = _Question(f"approval-{self._number}", request, loop.create_future())
        self._open = question
        told = ApprovalRequested(
            approval_id=question.approval_id,
            request=request,
            timeout=max(0.0, round(over - loop.time(), 3)),
            session_id=session_id,
            pattern=suggested(request),
        )
        self._emit(told)
        try:
            return await question.answered
        finally:
            self._open = None

    def _known(self, request: Json) -> Json | None:
        """What was answered before to such a question."""
        try:
            rule = holding(self.remembered.rules(), request)
        except SessionError as error:  # what cannot be read approves nothing
            self._emit(Log(service="host", level="warning", message=error.message))
            return None
        return None if rule is None else _by(rule)

    def _remember(self, request: Json, approved: bool, scope: Scope, pattern: str | None) -> None:
        wanted = pattern or suggested(request)
        tool = str(request.get("tool_name"))
        if approved and too_wide(request, wanted):
            raise SessionError(
                f"'{wanted}' would allow {tool} whatever it is told", "name at least the command"
            )
        self.remembered.add(tool, wanted, scope, approved=approved)


def time_to_answer(request: Json) -> float:
    """Seconds that a question stays open."""
    given = request.get("timeout")
    return DEFAULT_TIMEOUT if given is None else float(given)


def silent(request: Json, seconds: float) -> Json:
    """The answer to a question that nobody answered: its default, which is deny."""
    approved = request.get("default") == "allow"
    return {"approved": approved, "reason": f"nobody answered within {seconds:g} s"}


def gone(provider: str) -> Json:
    """The answer to a question that nobody is left to decide: no, whatever its default (APR-021)."""
    return {
        "approved": False,
        "reason": f"service {provider}, which decides, is not there any more",
    }


def _by(rule: Rule) -> Json:
    how = "allowed" if rule.approved else "denied"
    reason = f"{how} by an answer for {rule.tool}: {rule.pattern} (amplifier-ipc approvals list)"
    return {"approved": rule.approved, "reason": reason, "remember": True}
