# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .common import Meta

SessionState = TypeAliasType("SessionState", Literal["running", "completed", "failed", "cancelled"])
"""Where a session stands."""


class SessionStatus(IpcModel):
    """What is known of a session."""

    session_id: StrictStr
    """Its id."""
    started_at: StrictStr
    """When it began (RFC 3339)."""
    ended_at: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it ended (RFC 3339)."""
    status: SessionState
    total_messages: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages of the transcript."""
    tool_invocations: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tool calls."""
    tool_successes: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Of these: succeeded."""
    tool_failures: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Of these: failed."""
    total_input_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens read."""
    total_output_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens written."""
    estimated_cost: Annotated[
        StrictStr | None, Field(pattern="^-?[0-9]+(\\.[0-9]+)?$", exclude_if=absent)
    ] = None
    """Cost in US dollars, a decimal string."""
    last_activity: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When something last happened (RFC 3339)."""
    last_error: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The last error, one sentence."""


ContextDepth = TypeAliasType("ContextDepth", Literal["none", "recent", "all"])
"""How much of the parent's conversation a child gets."""

ContextScope = TypeAliasType("ContextScope", Literal["conversation", "agents", "full"])
"""Which messages of the parent's conversation a child gets."""

AgentSelection = TypeAliasType("AgentSelection", StrictStr | list[StrictStr])
"""`all`, `none`, or the names of the agents."""


class ProviderPreference(IpcModel):
    """A provider and its model."""

    provider: StrictStr
    """The provider."""
    model: StrictStr
    """The model, or a pattern with `*`."""


class RequestSessionSpawnParams(IpcDefaults):
    """Params of `request.session_spawn`: a child session and its first turn."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    agent: StrictStr
    """The agent, or `self`."""
    instruction: StrictStr
    """The prompt of the child."""
    context_depth: ContextDepth = "none"
    context_scope: ContextScope = "conversation"
    context_turns: Annotated[
        StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)
    ] = None
    """How many turns, with depth `recent`."""
    exclude_tools: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """Tools that the child does not get."""
    inherit_tools: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The only tools that the child gets."""
    exclude_hooks: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """Hooks that the child does not get; one whose `on_error` is `deny` it gets all the same."""
    inherit_hooks: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The only hooks that the child gets, beside those whose `on_error` is `deny`."""
    agents: Annotated[AgentSelection | None, Field(exclude_if=absent)] = None
    provider_preferences: Annotated[list[ProviderPreference] | None, Field(exclude_if=absent)] = (
        None
    )
    """Providers and models to try, in order."""
    model_role: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The role to choose a model by."""


class RequestSessionResumeParams(IpcModel):
    """Params of `request.session_resume`: one more turn of a child."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    session_id: StrictStr
    """The child."""
    instruction: StrictStr
    """The prompt."""


class RequestSessionResult(IpcModel):
    """Result of `request.session_spawn` and `request.session_resume`."""

    session_id: StrictStr
    """The child."""
    response: StrictStr
    """Its answer."""
    turn_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Requests to a model that it took."""
    metadata: dict[str, Any]
    """Free metadata."""
