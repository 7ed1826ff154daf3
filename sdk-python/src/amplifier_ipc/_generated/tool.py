# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .common import Meta, RequestId
from .content import ContentBlock


class ToolAnnotations(IpcDefaults):
    """What a tool may do at worst."""

    read_only: StrictBool = False
    """It changes nothing."""
    destructive: StrictBool = False
    """It may destroy something."""
    idempotent: StrictBool = False
    """Doing it twice is like doing it once."""
    open_world: StrictBool = False
    """It reaches outside this machine's files."""
    parallel_safe: StrictBool = True
    """Several calls may run at once."""


class ToolSpec(IpcModel):
    """A tool as describe announces it and as a model sees it. Readers take `parameters` as an alias of `input_schema`."""

    name: Annotated[StrictStr, Field(pattern="^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")]
    """Its name."""
    description: StrictStr
    """What it does, for the model."""
    input_schema: dict[str, Any]
    """JSON Schema 2020-12 of its input."""
    output_schema: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """JSON Schema 2020-12 of its output when it succeeds."""
    annotations: Annotated[ToolAnnotations | None, Field(exclude_if=absent)] = None


class ToolError(IpcModel):
    """Why a tool failed."""

    message: StrictStr
    """What went wrong, for the model and the user."""
    kind: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The name that programs test, for example `not_found`."""
    details: Annotated[Any | None, Field(exclude_if=absent)] = None
    """More about it."""


class ToolResult(IpcDefaults):
    """What a tool gave. A tool that ran and failed is a result with `success: false`, not an error."""

    success: StrictBool = True
    """Whether it succeeded."""
    output: Any
    """What it returned: any JSON value, also null."""
    error: Annotated[ToolError | None, Field(exclude_if=absent)] = None
    content: Annotated[list[ContentBlock] | None, Field(exclude_if=absent)] = None
    """Images and files that the tool shows the model."""
    metadata: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Free metadata."""


class ToolExecuteParams(IpcModel):
    """Params of `tool.execute` and `request.tool_execute`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    name: StrictStr
    """The tool."""
    call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the model's call."""
    input: dict[str, Any]
    """Its input, valid against its `input_schema`."""


OutputChannel = TypeAliasType("OutputChannel", Literal["stdout", "stderr"])
"""Which stream of a process."""


class StreamToolOutputParams(IpcModel):
    """Params of `stream.tool.output`: output of a running tool."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    channel: OutputChannel
    text: StrictStr
    """The output since the last one."""
