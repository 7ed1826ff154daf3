# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent


class Meta(IpcModel):
    """What travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages)."""

    traceparent: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """W3C trace context: version, trace id, parent id, flags."""
    tracestate: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """W3C trace state."""
    baggage: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """W3C baggage."""
    deadline_ms: Annotated[
        StrictInt | None, Field(ge=-9007199254740991, le=9007199254740991, exclude_if=absent)
    ] = None
    """Time left for the answer in milliseconds; the clock starts when the line has been read; zero or less has expired."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session that the call belongs to."""
    parent_session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of that session."""
    turn_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The turn that the call belongs to."""
    depth: Annotated[StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)] = None
    """How many calls lie above this one; each caller raises it by one."""


RequestId = TypeAliasType("RequestId", StrictStr | StrictInt)
"""The id of a request: chosen by the caller, echoed exactly."""

ResponseId = TypeAliasType("ResponseId", StrictStr | StrictInt | None)
"""The id of a response: that of the request, or null when it could not be read."""


class Limits(IpcDefaults):
    """What one side can take. Absent members mean the defaults: 64 MiB and 64."""

    max_message_bytes: Annotated[StrictInt, Field(ge=1048576, le=9007199254740991)] = 67108864
    """The largest line that this side reads, in bytes before the LF."""
    max_concurrency: Annotated[StrictInt, Field(ge=1, le=9007199254740991)] = 64
    """How many requests this side handles at once."""


class Implementation(IpcModel):
    """A program and its version."""

    name: StrictStr
    """Its name."""
    version: StrictStr
    """Its version."""


class EmptyResult(IpcModel):
    """The result of a method that has nothing to tell."""


MessageLevel = TypeAliasType("MessageLevel", Literal["info", "warning", "error"])
"""How loud a message to the user is."""
