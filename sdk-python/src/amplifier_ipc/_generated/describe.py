# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .common import Implementation, Limits, Meta
from .hook import HookSpec
from .tool import ToolSpec


class DescribeParams(IpcModel):
    """Params of `describe`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    protocol_versions: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The versions that the host speaks; absent = any."""
    host: Annotated[Implementation | None, Field(exclude_if=absent)] = None
    limits: Annotated[Limits | None, Field(exclude_if=absent)] = None


class SdkInfo(IpcModel):
    """The SDK that a service is written with."""

    name: StrictStr
    """Its name."""
    version: StrictStr
    """Its version."""
    language: StrictStr
    """The language."""


class OrchestratorSpec(IpcModel):
    """An orchestrator as describe announces it."""

    name: StrictStr
    """Its name."""
    description: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What it does."""


class ContextManagerSpec(IpcModel):
    """A context manager as describe announces it."""

    name: StrictStr
    """Its name."""
    description: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What it does."""


class ProviderSpec(IpcModel):
    """A provider as describe announces it."""

    name: StrictStr
    """Its name."""
    display_name: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Its name for people."""


class ApprovalProviderSpec(IpcModel):
    """An approval provider as describe announces it."""

    name: StrictStr
    """Its name."""
    description: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What it does."""


class ExportSpec(IpcModel):
    """A callable capability as describe announces it."""

    name: StrictStr
    """Its name."""
    description: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What it does."""
    input_schema: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """JSON Schema 2020-12 of its input."""


class ChannelSpec(IpcDefaults):
    """A channel that a service takes part in."""

    name: StrictStr
    """Its name."""
    contributes: StrictBool = False
    """Whether it answers channel.collect."""
    subscribes: StrictBool = False
    """Whether it gets channel.message."""


class ContentSpec(IpcModel):
    """The content that a service serves."""

    paths: list[StrictStr]
    """Its paths: relative, `/` between the parts."""


class Capabilities(IpcModel):
    """What a service offers. Absent lists are empty; what is declared is served."""

    orchestrators: Annotated[list[OrchestratorSpec] | None, Field(exclude_if=absent)] = None
    """Its orchestrators."""
    context_managers: Annotated[list[ContextManagerSpec] | None, Field(exclude_if=absent)] = None
    """Its context managers."""
    providers: Annotated[list[ProviderSpec] | None, Field(exclude_if=absent)] = None
    """Its providers."""
    tools: Annotated[list[ToolSpec] | None, Field(exclude_if=absent)] = None
    """Its tools."""
    hooks: Annotated[list[HookSpec] | None, Field(exclude_if=absent)] = None
    """Its hooks."""
    approval_providers: Annotated[list[ApprovalProviderSpec] | None, Field(exclude_if=absent)] = (
        None
    )
    """Its approval providers."""
    exports: Annotated[list[ExportSpec] | None, Field(exclude_if=absent)] = None
    """Its callable capabilities."""
    channels: Annotated[list[ChannelSpec] | None, Field(exclude_if=absent)] = None
    """The channels that it takes part in."""
    content: Annotated[ContentSpec | None, Field(exclude_if=absent)] = None


Grant = TypeAliasType(
    "Grant",
    Literal[
        "hook.emit",
        "tool.execute",
        "provider.complete",
        "context",
        "approval",
        "session.spawn",
        "content.read",
        "capability.call",
        "channel.collect",
    ]
    | StrictStr,
)
"""The right to call some of the host's services."""


class DescribeResult(IpcModel):
    """Result of `describe`: who a service is and what it offers."""

    protocol_version: Annotated[StrictStr, Field(pattern="^[0-9]+\\.[0-9]+$")]
    """The version that the service speaks."""
    name: StrictStr
    """The service's name."""
    version: StrictStr
    """The service's version."""
    description: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What it is for."""
    sdk: Annotated[SdkInfo | None, Field(exclude_if=absent)] = None
    limits: Annotated[Limits | None, Field(exclude_if=absent)] = None
    requires: Annotated[list[Grant] | None, Field(exclude_if=absent)] = None
    """The grants that it needs."""
    config_schema: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Component name to the JSON Schema of its config."""
    capabilities: Capabilities


class ConfigureSession(IpcModel):
    """The session that a service is configured for."""

    id: StrictStr
    """Its id."""
    cwd: StrictStr
    """Its working directory, absolute."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Its parent."""
    agent: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Its agent."""


class ConfigureParams(IpcModel):
    """Params of `configure`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    config: dict[str, Any]
    """Component name to its config."""
    session: Annotated[ConfigureSession | None, Field(exclude_if=absent)] = None


ConfigureStatus = TypeAliasType("ConfigureStatus", Literal["ok"])
"""That the configuration was taken."""


class ConfigureResult(IpcModel):
    """Result of `configure`."""

    status: ConfigureStatus


class PingParams(IpcModel):
    """Params of `ping`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
