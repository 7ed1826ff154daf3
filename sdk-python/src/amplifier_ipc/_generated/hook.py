# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .common import MessageLevel, Meta

HookAction = TypeAliasType(
    "HookAction", Literal["continue", "deny", "modify", "inject_context", "ask_user"]
)
"""What a hook wants to happen."""

InjectionRole = TypeAliasType("InjectionRole", Literal["system", "user", "assistant"])
"""The role under which a text is put into the conversation."""

ApprovalDefault = TypeAliasType("ApprovalDefault", Literal["allow", "deny"])
"""What happens when nobody answers in time."""

OnError = TypeAliasType("OnError", Literal["continue", "deny"])
"""What a failing handler counts as."""


class HookResult(IpcDefaults):
    """The answer of a hook, or of the fold over several."""

    action: HookAction = "continue"
    data: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """A patch of top-level members of the event's data, applied whatever the action (but deny)."""
    reason: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Why, for the model and the user."""
    context_injection: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The text to put into the conversation."""
    context_injection_role: InjectionRole = "system"
    ephemeral: StrictBool = False
    """Whether that text is for the next request only."""
    append_to_last_tool_result: StrictBool = False
    """Whether that text is joined to the last tool result."""
    approval_prompt: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The question to the user."""
    approval_options: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The answers offered."""
    approval_timeout: Annotated[StrictFloat, Field(ge=0.0)] = 300
    """Seconds to wait for the answer."""
    approval_default: ApprovalDefault = "deny"
    suppress_output: StrictBool = False
    """Whether the output of what was hooked is hidden from the user."""
    user_message: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """A message to the user."""
    user_message_level: MessageLevel = "info"
    user_message_source: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Who says it."""


class HookEmitParams(IpcModel):
    """Params of `hook.emit` and `request.hook_emit`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    event: StrictStr
    """The event."""
    hook: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The handler; absent = all handlers of the service, folded."""
    data: dict[str, Any]
    """The data of the event."""


class HookSpec(IpcDefaults):
    """A hook as describe announces it."""

    name: StrictStr
    """Its name."""
    events: list[StrictStr]
    """The events: exact names, `*`, or `prefix:*`."""
    priority: Annotated[StrictInt, Field(ge=-9007199254740991, le=9007199254740991)] = 100
    """Lower runs earlier."""
    timeout_ms: Annotated[StrictInt, Field(ge=1, le=9007199254740991)] = 10000
    """Milliseconds that it may take."""
    on_error: OnError = "continue"
