"""What an orchestrator holds of one turn (ORC-004)."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from errors import RpcError
from mutations import broken
from request import Json, Request

from components import context
from components.asking import Asking, TurnEndError

_shared: list[Json] = []  # nothing is shared between turns (ORC-004)
_PASSED_ON = (
    "token",
    "thinking",
    "content_block_start",
    "content_block_delta",
    "content_block_end",
)


class Turn:
    """The request, what was said so far, and what the next request to the model gets besides."""

    last: ClassVar[Request]  # the turn that began last; only a switch looks at it (ORC-004)

    def __init__(self, request: Request, service: Any) -> None:
        Turn.last = self.request = request
        self.service = service
        self.ask = Asking(request, service)
        self.count = 0
        self.status = "completed"
        self.response = ""
        self.usage: Json = {}
        # ephemeral injections for the next request
        self.once: list[Json] = _shared if broken("orc-004-shared") else []
        self.last_role = ""  # of the message that was stored last
        self.streamed_text = ""
        providers = request.params["providers"]
        self.provider = providers[0]["name"] if providers else ""
        models = (providers[0].get("models") or []) if providers else []
        self.model: Json | None = models[0] if models else None

    def outcome(self) -> Json:
        """OrchestratorExecuteResult (ORC-032)."""
        result = {"response": self.response, "status": self.status, "turn_count": self.count}
        return {**result, "usage": self.usage} if self.usage else result

    def stop_if_cancelled(self) -> None:
        """A graceful cancel: nothing new (RPC-085, ORC-041)."""
        if self.request.stopping():
            status = "completed" if broken("orc-041-completed") else "cancelled"
            raise TurnEndError(status, self.response)

    def use(self, usage: Json | None) -> None:
        """Add the tokens of one request."""
        for name in ("input_tokens", "output_tokens", "total_tokens"):
            if usage and name in usage:
                self.usage[name] = self.usage.get(name, 0) + usage[name]

    def store(self, message: Json) -> None:
        """Add a message to the history, through the host (ORC-005)."""
        self.last_role = message["role"]
        if broken("orc-005-itself"):
            context.keep(self.request, message)
            return
        try:
            self.request.call("request.context_add_message", {"message": message})
        except RpcError as why:
            self.request.check()
            raise TurnEndError("failed", f"the history cannot be written: {why.message}") from None
        self.request.notify("stream.context_message_added", message=message)

    def messages(self) -> list[Json]:
        """What to send to the model, for the model that will read it (ORC-011)."""
        told = self.model and not broken("orc-011-bare")
        params = {"provider_info": self.model} if told else {}
        try:
            answer = self.request.call("request.context_get_messages", params)
        except RpcError as why:
            self.request.check()
            raise TurnEndError("failed", f"the history cannot be read: {why.message}") from None
        messages: list[Json] = answer["messages"]
        return messages

    def inject(self, answer: Json, *, stored: bool = True) -> None:
        """Add the text of an injection to the next request; store it if it is to last (HOK-047, ORC-014)."""
        if not answer.get("context_injection") or broken("hok-045-lost"):
            return
        join = answer.get("append_to_last_tool_result") and self.last_role == "tool"
        if broken("hok-045-append"):
            join = False
        ephemeral = answer.get("ephemeral") and not broken("orc-014-stores")
        if join or ephemeral or not stored or broken("hok-047-forgets"):
            self.once.append({**answer, "append_to_last_tool_result": join})
        else:
            self.store(_message(answer))

    def for_once(self, messages: list[Json]) -> list[Json]:
        """The messages with what is for this request alone, which is used up by it (HOK-045)."""
        messages = copy.deepcopy(messages)
        for answer in self.once:
            text = answer["context_injection"]
            if not (answer["append_to_last_tool_result"] and _append(messages, text)):
                messages.append(_message(answer))
        if not broken("hok-045-always"):
            self.once = []
        return messages

    def streamed(self, method: str, params: Json) -> None:
        """Pass on what the provider streams (ORC-030)."""
        name = method.removeprefix("stream.provider.")
        if name == "token" and isinstance(params.get("text"), str):
            self.streamed_text += params["text"]
        if name in _PASSED_ON and not broken("orc-030-silent"):
            rest = {k: v for k, v in params.items() if k not in ("request_id", "_meta")}
            self.request.notify(f"stream.{name}", **rest)


def _message(answer: Json) -> Json:
    role = answer.get("context_injection_role", "system")
    if broken("hok-045-role"):
        role = "user"
    return {"role": role, "content": answer["context_injection"]}


def _append(messages: list[Json], text: str) -> bool:
    """Put the text at the end of the last tool result; False if there is none."""
    for message in reversed(messages):
        if message["role"] == "tool":
            content: Any = message["content"]
            if isinstance(content, str):
                message["content"] = f"{content}\n\n{text}"
            else:
                message["content"] = [*content, {"type": "text", "text": text}]
            return True
    return False
