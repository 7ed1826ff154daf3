# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcModel, absent
from .common import Meta
from .content import ContentBlock
from .provider import ModelInfo, ProviderInfo, Usage
from .tool import ToolSpec


class MountedHook(IpcModel):
    """A hook that is mounted."""

    name: StrictStr
    """Its name."""
    service: StrictStr
    """Its service."""
    events: list[StrictStr]
    """Its events."""
    priority: Annotated[StrictInt, Field(ge=-9007199254740991, le=9007199254740991)]
    """Lower runs earlier."""


class MountedProvider(IpcModel):
    """A provider that is mounted."""

    name: StrictStr
    """Its name."""
    service: StrictStr
    """Its service."""
    info: Annotated[ProviderInfo | None, Field(exclude_if=absent)] = None
    models: Annotated[list[ModelInfo] | None, Field(exclude_if=absent)] = None
    """Its models, where they are known."""


class AgentInfo(IpcModel):
    """An agent that can be delegated to."""

    name: StrictStr
    """Its name."""
    description: StrictStr
    """What it is good for."""


class OrchestratorExecuteParams(IpcModel):
    """Params of `orchestrator.execute`: one turn."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    orchestrator: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The orchestrator; absent = the only one of the service."""
    prompt: StrictStr
    """What the user said."""
    system_prompt: StrictStr
    """The system prompt."""
    tools: list[ToolSpec]
    """The tools that are mounted."""
    hooks: list[MountedHook]
    """The hooks that are mounted."""
    providers: list[MountedProvider]
    """The providers that are mounted."""
    agents: list[AgentInfo]
    """The agents that can be delegated to."""
    config: dict[str, Any]
    """The orchestrator's config."""
    attachments: Annotated[list[ContentBlock] | None, Field(exclude_if=absent)] = None
    """Blocks that belong to the prompt."""


TurnStatus = TypeAliasType("TurnStatus", Literal["completed", "cancelled", "denied", "failed"])
"""How a turn ended."""


class OrchestratorExecuteResult(IpcModel):
    """Result of `orchestrator.execute`."""

    response: StrictStr
    """The answer to the user."""
    status: TurnStatus
    turn_count: Annotated[StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)] = (
        None
    )
    """Requests to a model that it took."""
    usage: Annotated[Usage | None, Field(exclude_if=absent)] = None
    metadata: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Free metadata."""
