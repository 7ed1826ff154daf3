# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcModel, absent
from .common import Meta, RequestId
from .message import Message
from .provider import Usage


class StreamTokenParams(IpcModel):
    """Params of `stream.token` and `stream.provider.token`. The joined tokens of a block equal that text block of the response."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    text: StrictStr
    """The text since the last one."""


class StreamThinkingParams(IpcModel):
    """Params of `stream.thinking` and `stream.provider.thinking`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    text: StrictStr
    """The text since the last one."""


class StreamToolCallStartParams(IpcModel):
    """Params of `stream.tool_call_start` and `stream.provider.tool_call_start`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    id: StrictStr
    """The id of the call."""
    name: StrictStr
    """The tool."""
    input: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Its input, where it is complete."""


class StreamToolCallEndParams(IpcModel):
    """Params of `stream.tool_call_end`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    id: StrictStr
    """The id of the call."""
    name: StrictStr
    """The tool."""
    success: StrictBool
    """Whether it succeeded."""
    output_preview: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The head of its output."""


class StreamContentBlockStartParams(IpcModel):
    """Params of `stream.content_block_start` and `stream.provider.content_block_start`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    type: StrictStr
    """The type of the block."""
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""


class StreamContentBlockDeltaParams(IpcModel):
    """Params of `stream.content_block_delta` and `stream.provider.content_block_delta`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    delta: Any
    """What is new: usually text."""


class StreamContentBlockEndParams(IpcModel):
    """Params of `stream.content_block_end` and `stream.provider.content_block_end`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    type: StrictStr
    """The type of the block."""
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""


class StreamContextMessageAddedParams(IpcModel):
    """Params of `stream.context_message_added`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    message: Message


TodoStatus = TypeAliasType("TodoStatus", Literal["pending", "in_progress", "completed"] | StrictStr)
"""Where an item stands."""


class TodoItem(IpcModel):
    """An item of the list."""

    content: StrictStr
    """What is to be done."""
    activeForm: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The same, while it is being done."""
    status: TodoStatus


class StreamTodoUpdateParams(IpcModel):
    """Params of `stream.todo_update`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    todos: list[TodoItem]
    """The whole list."""


class StreamUsageParams(IpcModel):
    """Params of `stream.usage` and `stream.provider.usage`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    usage: Usage
