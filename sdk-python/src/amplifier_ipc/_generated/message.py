# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcModel, absent
from .content import ContentBlock

Role = TypeAliasType(
    "Role", Literal["system", "developer", "user", "assistant", "function", "tool"]
)
"""Who speaks."""

MessageContent = TypeAliasType("MessageContent", StrictStr | list[ContentBlock])
"""Text, or a list of blocks."""


class ToolCall(IpcModel):
    """A call of a tool, as the orchestrator runs it."""

    id: StrictStr
    """The id of the call."""
    name: StrictStr
    """The tool."""
    arguments: dict[str, Any]
    """The arguments."""


class Message(IpcModel):
    """One message of a conversation."""

    role: Role
    content: MessageContent
    tool_calls: Annotated[list[ToolCall] | None, Field(exclude_if=absent)] = None
    """The calls that an assistant message asks for."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The call that a tool message answers."""
    name: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The name of the speaker or of the tool."""
    metadata: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Free metadata, kept by everybody."""
