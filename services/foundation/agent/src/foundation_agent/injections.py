"""Texts that hooks put into the conversation of one request (services.md §1.1, step 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from amplifier_ipc import HookResult, Message


@dataclass(frozen=True, slots=True)
class Injection:
    """A text, the role that says it, and whether it is joined to a tool message that stands last."""

    text: str
    role: str
    append: bool
    ephemeral: bool

    @staticmethod
    def of(result: HookResult) -> Injection | None:
        """Return what a hook's answer injects, if it does."""
        text = result.context_injection
        if not text or result.action == "deny":
            return None
        append = result.append_to_last_tool_result
        return Injection(text, result.context_injection_role, append, result.ephemeral)

    @property
    def lasts(self) -> bool:
        """Whether it becomes a message of the conversation; otherwise only the next request has it."""
        return not self.ephemeral and not self.append

    def message(self) -> Message:
        """Return it as a message."""
        return Message.model_validate({"role": self.role, "content": self.text})


def applied(messages: Iterable[Message], injections: Iterable[Injection]) -> list[Message]:
    """Return the messages of a request with its injections; the messages given are not changed."""
    shown = list(messages)
    for injection in injections:
        if injection.append and shown and shown[-1].role == "tool":
            shown[-1] = _joined(shown[-1], injection.text)
        else:
            shown.append(injection.message())
    return shown


def _joined(message: Message, text: str) -> Message:
    wire = message.to_wire()
    content = wire["content"]
    if isinstance(content, str):
        wire["content"] = f"{content}\n\n{text}"
    else:
        wire["content"] = [*content, {"type": "text", "text": text}]
    return Message.model_validate(wire)
