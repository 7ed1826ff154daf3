"""How the orchestrator asks the hooks and the user: through the host (HOK-040 to HOK-046)."""

from __future__ import annotations

from typing import Any

import schema
from calls import TimedOutError
from errors import RpcError, error
from mutations import broken
from request import Json, Request

from components import hooks

TIMEOUT = 300.0  # seconds for an approval (HOK-043)
PATIENCE = 1.0  # seconds for a hook that is told the end of a turn


class TurnEndError(Exception):
    """The turn ends here, with this status."""

    def __init__(self, status: str, text: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Asking:
    """The hooks and the user, for one turn."""

    def __init__(self, request: Request, service: Any) -> None:
        self.request = request
        self.service = service

    def emit(self, event: str, data: Json) -> Json:
        """The fold of the hooks, whose answer is needed: an error of the host ends the turn."""
        if broken("hok-046-itself"):
            return hooks.asked_all(self.service, event, data)
        try:
            answer = self.request.call("request.hook_emit", {"event": event, "data": data})
            _demand_fold(answer)
        except RpcError as why:
            self.request.check()
            raise TurnEndError("failed", f"the hooks could not be asked: {why.message}") from None
        return {name: value for name, value in answer.items() if value is not None}

    def tell(self, event: str, data: Json) -> Json:
        """Make something known; what the hooks answer counts only if it comes (ORC-044)."""
        request = self.request
        final = request.stopped
        try:
            answer = request.call(
                "request.hook_emit",
                {"event": event, "data": data},
                timeout=PATIENCE if final else None,
                final=final,
            )
            _demand_fold(answer)
        except RpcError:
            if not final:
                request.check()
            return {}
        return {name: value for name, value in answer.items() if value is not None}

    def forbidden(self, answer: Json, what: str, action: str, **more: Any) -> str | None:
        """Why it may not be done: the hooks deny it, or the user does (HOK-041, HOK-042)."""
        verdict = answer.get("action")
        if verdict == "deny":
            return str(answer.get("reason", "the hooks forbade it"))
        if verdict == "ask_user" and not broken("hok-042-goes-on"):
            return self._approve(answer, what, action, more)
        return None

    def _approve(self, answer: Json, what: str, action: str, more: Json) -> str | None:
        named = {"tool_name": what}
        if "call_id" in more:
            named["tool_call_id"] = more["call_id"]
        question: Json = {"tool_name": what, "action": action, "risk_level": "medium"}
        if broken("apr-003-empty"):
            question["action"] = ""
        question["details"] = more.get("details", {})
        members = ("prompt", "options", "timeout", "default")
        for member in members[2:] if broken("hok-042-members") else members:
            if f"approval_{member}" in answer:
                question[member] = answer[f"approval_{member}"]
        shown = {k: v for k, v in question.items() if k not in ("timeout", "default")}
        self.tell("approval:required", {**shown, **named})
        result = self._decision(question)
        said = {k: result[k] for k in ("option", "reason") if result.get(k) is not None}
        approved = result["approved"]
        if not broken("apr-030-silent"):
            self.tell("approval:granted" if approved else "approval:denied", {**named, **said})
        if broken("apr-030-both"):
            self.tell("approval:denied" if approved else "approval:granted", {**named, **said})
        if broken("hok-042-denied"):
            return None
        return None if approved else str(result.get("reason") or "it was not approved")

    def _decision(self, question: Json) -> Json:
        """The answer, the default after the time (HOK-043), or no approval (APR-013)."""
        timeout = question.get("timeout", TIMEOUT)
        try:
            if broken("hok-043-waits"):
                timeout = None
            result = self.request.call("request.approval", question, timeout=timeout)
        except TimedOutError:
            allowed = question.get("default") == "allow" or broken("hok-043-allow")
            return {"approved": allowed, "reason": "nobody answered"}
        except RpcError as why:
            self.request.check()
            if broken("apr-013-error"):
                return {"approved": True}
            return {"approved": False, "reason": f"nobody could be asked: {why.message}"}
        if schema.type_faults("approval.schema.json#/$defs/ApprovalResult", result):
            if broken("apr-013-misfit"):
                return {"approved": True}
            return {"approved": False, "reason": "the answer was no decision"}
        decided: Json = result
        return decided


def _demand_fold(answer: Any) -> None:
    if schema.type_faults("hook.schema.json#/$defs/HookResult", answer):
        raise error("internal_error", "the host answered no HookResult")
