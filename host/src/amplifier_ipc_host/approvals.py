"""Questions to the user: asked through the front end, denied where there is none or when it stays silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from .events import ApprovalRequested, Event

Json = dict[str, Any]
DEFAULT_TIMEOUT = 300.0
Policy = Literal["ask", "auto", "deny"]


class Approvals:
    """Open questions by id. `ask`: the front end decides; `auto`: yes to all; `deny`: no to all."""

    def __init__(self, policy: Policy, emit: Callable[[Event], None]) -> None:
        self.policy = policy
        self._emit = emit
        self._open: dict[str, asyncio.Future[Json]] = {}
        self._number = 0

    async def ask(self, request: Json, session_id: str | None = None) -> Json:
        """The ApprovalResult; after the time-out the request's default, which is deny."""
        if self.policy != "ask":
            reason = (
                "approved without a question"
                if self.policy == "auto"
                else "nobody is there to approve it"
            )
            return {"approved": self.policy == "auto", "reason": reason}
        self._number += 1
        approval_id = f"approval-{self._number}"
        future = self._open[approval_id] = asyncio.get_running_loop().create_future()
        seconds = time_to_answer(request)
        self._emit(
            ApprovalRequested(
                approval_id=approval_id, request=request, timeout=seconds, session_id=session_id
            )
        )
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return silent(request, seconds)
        finally:
            del self._open[approval_id]

    def answer(self, approval_id: str, result: Json) -> bool:
        """Answer a question; False when it is not open (any more)."""
        future = self._open.get(approval_id)
        if future is None or future.done():
            return False
        future.set_result(result)
        return True


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
