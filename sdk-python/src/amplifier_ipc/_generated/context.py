# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictInt

from ._base import IpcModel, absent
from .common import Meta
from .message import Message


class ContextAddMessageParams(IpcModel):
    """Params of `context.add_message` and `request.context_add_message`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    message: Message


class ContextSetMessagesParams(IpcModel):
    """Params of `context.set_messages` and `request.context_set_messages`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    messages: list[Message]
    """The whole history, oldest first."""


class ContextClearParams(IpcModel):
    """Params of `context.clear` and `request.context_clear`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None


class ContextGetMessagesParams(IpcModel):
    """Params of `context.get_messages`. With either member: what to send to the model, compacted to fit."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    provider_info: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """What is known of the provider and model that will read them (ProviderInfo or ModelInfo members)."""
    token_budget: Annotated[
        StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)
    ] = None
    """The most tokens that they may have."""


class ContextGetMessagesResult(IpcModel):
    """Result of `context.get_messages`."""

    messages: list[Message]
    """The messages, oldest first."""
