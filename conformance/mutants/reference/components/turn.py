"""What an orchestrator holds of one turn (ORC-004)."""

from __future__ import annotations

import copy
import threading
from typing import Any

from errors import RpcError
from request import Json, Request

from components.asking import Asking, TurnEndError

_PASSED_ON = (
    "token",
    "thinking",
    "content_block_start",
    "content_block_delta",
    "content_block_end",
)


class Turn:
    """The request, what was said so far, and what the next request to the model gets besides."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.ask = Asking(request)
        self.count = 0
        self.status = "completed"
        self.response = ""
        self.usage: Json = {}
        self.once: list[Json] = []  # ephemeral injections for the next request
        self.streamed_text = ""
        self.locks: dict[str, threading.Lock] = {}  # of tools that are not parallel_safe
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
            raise TurnEndError("cancelled", self.response)

    def use(self, usage: Json | None) -> None:
        """Add the tokens of one request."""
        for name in ("input_tokens", "output_tokens", "total_tokens"):
            if usage and name in usage:
                self.usage[name] = self.usage.get(name, 0) + usage[name]

    def store(self, message: Json) -> None:
        """Add a message to the history."""
        try:
            self.request.call("request.context_add_message", {"message": message})
        except RpcError as why:
            self.request.check()
            raise TurnEndError("failed", f"the history cannot be written: {why.message}") from None
        self.request.notify("stream.context_message_added", message=message)

    def messages(self) -> list[Json]:
        """What to send to the model, for the model that will read it (ORC-011)."""
        params = {"provider_info": self.model} if self.model else {}
        try:
            answer = self.request.call("request.context_get_messages", params)
        except RpcError as why:
            self.request.check()
            raise TurnEndError("failed", f"the history cannot be read: {why.message}") from None
        messages: list[Json] = answer["messages"]
        return messages

    def inject(self, answer: Json) -> None:
        """Add the text of an injection to the conversation (HOK-045, ORC-014)."""
        text = answer.get("context_injection")
        if not text:
            return
        if answer.get("ephemeral"):
            self.once.append(answer)
        elif not (answer.get("append_to_last_tool_result") and self._append_to_history(text)):
            self.store(_message(answer))

    def for_once(self, messages: list[Json]) -> list[Json]:
        """The messages with the ephemeral injections, which are used up by this."""
        messages = copy.deepcopy(messages)
        for answer in self.once:
            text = answer["context_injection"]
            if not (answer.get("append_to_last_tool_result") and _append(messages, text)):
                messages.append(_message(answer))
        self.once = []
        return messages

    def _append_to_history(self, text: str) -> bool:
        messages = self.request.call("request.context_get_messages", {})["messages"]
        if not _append(messages, text):
            return False
        self.request.call("request.context_set_messages", {"messages": messages})
        return True

    def streamed(self, method: str, params: Json) -> None:
        """Pass on what the provider streams (ORC-030)."""
        name = method.removeprefix("stream.provider.")
        if name == "token" and isinstance(params.get("text"), str):
            self.streamed_text += params["text"]
        if name in _PASSED_ON:
            rest = {k: v for k, v in params.items() if k not in ("request_id", "_meta")}
            self.request.notify(f"stream.{name}", **rest)


def _message(answer: Json) -> Json:
    role = answer.get("context_injection_role", "system")
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
