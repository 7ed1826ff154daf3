# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictStr

from ._base import IpcModel, absent
from .common import MessageLevel, Meta


class StateGetParams(IpcModel):
    """Params of `state.get`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    key: StrictStr
    """The key, by convention `component.name`."""


class StateGetResult(IpcModel):
    """Result of `state.get`."""

    value: Any
    """The value; null when unset."""


class StateSetParams(IpcModel):
    """Params of `state.set`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    key: StrictStr
    """The key, by convention `component.name`."""
    value: Any
    """The value; null deletes the key."""


class CapabilityGetParams(IpcModel):
    """Params of `capability.get`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    name: StrictStr
    """The capability."""


class CapabilityListParams(IpcModel):
    """Params of `capability.list`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None


class CapabilityInfo(IpcModel):
    """A callable capability that is mounted; result of `capability.get`."""

    name: StrictStr
    """Its name."""
    service: StrictStr
    """Its service."""
    description: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What it does."""
    input_schema: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """JSON Schema 2020-12 of its input."""


class CapabilityListResult(IpcModel):
    """Result of `capability.list`."""

    capabilities: list[CapabilityInfo]
    """The capabilities that are mounted."""


class CapabilityCallParams(IpcModel):
    """Params of `capability.call` and `request.capability_call`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    name: StrictStr
    """The capability."""
    input: Any
    """Its input."""


class CapabilityCallResult(IpcModel):
    """Result of `capability.call`."""

    output: Any
    """What it returned."""


class ChannelCollectParams(IpcModel):
    """Params of `channel.collect` and `request.channel_collect`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    channel: StrictStr
    """The channel."""


class ChannelCollectResult(IpcModel):
    """Result of `channel.collect`: what one service contributes."""

    data: Any
    """The contribution."""


class ChannelContribution(IpcModel):
    """What one service contributed to a channel."""

    service: StrictStr
    """The service."""
    data: Any
    """The contribution."""


class RequestChannelCollectResult(IpcModel):
    """Result of `request.channel_collect`."""

    contributions: list[ChannelContribution]
    """What the services contributed."""


class ChannelMessageParams(IpcModel):
    """Params of `channel.message`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    channel: StrictStr
    """The channel."""
    sender: StrictStr
    """The service that published it."""
    data: Any
    """What it published."""


class ChannelPublishParams(IpcModel):
    """Params of `channel.publish`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    channel: StrictStr
    """The channel."""
    data: Any
    """What is published."""


class DisplayShowParams(IpcModel):
    """Params of `display.show`: a message to the user."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    message: StrictStr
    """The message."""
    level: MessageLevel
    source: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Who says it."""
