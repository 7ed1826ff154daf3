# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictFloat, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .common import Meta, RequestId

CancelMode = TypeAliasType("CancelMode", Literal["immediate", "graceful"])
"""How to stop: at once, or finish what runs and start nothing new."""


class CancelParams(IpcDefaults):
    """Params of `$/cancel`: the sender no longer wants a request's answer. The handler still answers."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    id: RequestId
    mode: CancelMode = "immediate"
    reason: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Why."""


class ProgressParams(IpcModel):
    """Params of `$/progress`: how far a request is."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    request_id: RequestId
    message: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What is being done."""
    progress: Annotated[StrictFloat | None, Field(exclude_if=absent)] = None
    """How much is done."""
    total: Annotated[StrictFloat | None, Field(exclude_if=absent)] = None
    """How much there is to do."""
    data: Annotated[Any | None, Field(exclude_if=absent)] = None
    """More about it."""


LogLevel = TypeAliasType("LogLevel", Literal["debug", "info", "warning", "error"])
"""How important a log line is."""


class LogParams(IpcModel):
    """Params of `$/log`: a structured line for the host's log."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    level: LogLevel
    message: StrictStr
    """The line."""
    logger: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Who writes it."""
    data: Annotated[Any | None, Field(exclude_if=absent)] = None
    """More about it."""
