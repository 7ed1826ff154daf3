"""What a hook may decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .._generated import HookResult


def deny(reason: str, *, user_message: str | None = None) -> HookResult:
    """Stop what was about to happen."""
    from .._generated import HookResult

    return HookResult(action="deny", reason=reason, user_message=user_message)


def modify(**members: Any) -> HookResult:
    """Change members of the event's data (those that the event opens)."""
    from .._generated import HookResult

    return HookResult(action="modify", data=members)


def inject(
    text: str,
    *,
    role: Literal["system", "user", "assistant"] = "system",
    ephemeral: bool = False,
    append_to_last_tool_result: bool = False,
) -> HookResult:
    """Put a text into the conversation; ``ephemeral``: for the next request only."""
    from .._generated import HookResult

    return HookResult(
        action="inject_context",
        context_injection=text,
        context_injection_role=role,
        ephemeral=ephemeral,
        append_to_last_tool_result=append_to_last_tool_result,
    )


def ask(
    prompt: str,
    *,
    options: list[str] | None = None,
    timeout: float = 300.0,
    default: Literal["allow", "deny"] = "deny",
    reason: str | None = None,
) -> HookResult:
    """Ask the user; ``default`` holds when nobody answers within ``timeout`` seconds."""
    from .._generated import HookResult

    return HookResult(
        action="ask_user",
        reason=reason,
        approval_prompt=prompt,
        approval_options=options,
        approval_timeout=timeout,
        approval_default=default,
    )
