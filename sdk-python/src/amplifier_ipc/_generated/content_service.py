# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcModel, absent
from .common import Meta


class ContentReadParams(IpcModel):
    """Params of `content.read`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    path: StrictStr
    """The path: relative, `/` between the parts, inside."""


ContentEncoding = TypeAliasType("ContentEncoding", Literal["utf-8", "base64"])
"""How content is written as text."""


class ContentReadResult(IpcModel):
    """Result of `content.read`."""

    content: StrictStr
    """The content."""
    encoding: ContentEncoding
    mime_type: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Its media type."""


class ContentListParams(IpcModel):
    """Params of `content.list`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    prefix: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Only paths that begin with it."""


class ContentListResult(IpcModel):
    """Result of `content.list`."""

    paths: list[StrictStr]
    """The paths."""


class RequestContentReadParams(IpcModel):
    """Params of `request.content_read`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    service: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The service; absent = the caller's own."""
    path: StrictStr
    """The path: relative, `/` between the parts, inside."""


class RequestContentListParams(IpcModel):
    """Params of `request.content_list`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    service: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The service; absent = the caller's own."""
    prefix: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Only paths that begin with it."""
