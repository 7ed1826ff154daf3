"""The events of a turn: asked of the hooks, and what they inject kept for the next request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import Context, HookResult, Message, MountedHook

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Injection:
    """A text that a hook puts into the conversation of one request."""

    text: str
    role: str
    append_to_last_tool_result: bool


@dataclass(slots=True)
class Emitter:
    """Emits events through the host; `queue` holds the injections for the next request."""

    ctx: Context
    hooks: Sequence[MountedHook]
    queue: list[Injection] = field(default_factory=list)

    def heard(self, event: str) -> bool:
        """Whether any mounted hook listens to the event."""
        return any(_matches(pattern, event) for hook in self.hooks for pattern in hook.events)

    async def ask(self, event: str, **data: Any) -> HookResult:
        """Emit an event whose answer matters."""
        if not self.heard(event):
            return HookResult()
        result = await self.ctx.host.emit(event, data)
        if result.user_message:
            await self.ctx.host.show(result.user_message, result.user_message_level)
        await self._take_injection(result)
        return result

    async def tell(self, event: str, **data: Any) -> None:
        """Emit an event that is only observed; nobody is asked when nobody listens."""
        if self.heard(event):
            await self.ask(event, **data)

    def apply(self, messages: list[Message]) -> list[Message]:
        """The messages of a request with what hooks injected; the queue stays until the request has succeeded."""
        shown = list(messages)
        for injection in self.queue:
            last = shown[-1] if shown else None
            if (
                injection.append_to_last_tool_result
                and last
                and last.role == "tool"
                and isinstance(last.content, str)
            ):
                shown[-1] = last.model_copy(
                    update={"content": f"{last.content}\n\n{injection.text}"}
                )
            else:
                shown.append(
                    Message.model_validate({"role": injection.role, "content": injection.text})
                )
        return shown

    async def _take_injection(self, result: HookResult) -> None:
        text = result.context_injection
        if not text or result.action == "deny":
            return
        role = str(result.context_injection_role or "system")
        if result.ephemeral:
            self.queue.append(Injection(text, role, bool(result.append_to_last_tool_result)))
        else:
            await self.ctx.host.add_message(Message.model_validate({"role": role, "content": text}))


def _matches(pattern: str, event: str) -> bool:
    return pattern in ("*", event) or (pattern.endswith(":*") and event.startswith(pattern[:-1]))
