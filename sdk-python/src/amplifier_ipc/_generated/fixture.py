# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .error import ErrorObject
from .notification import CancelMode

FixtureCrash = TypeAliasType("FixtureCrash", Literal["handler", "process"])
"""What breaks: the handler alone (an exception, a panic), or the whole process at once, with exit code 70."""


class FixtureCall(IpcModel):
    """A request that the fixture makes to its host."""

    method: StrictStr
    """The method, such as `state.get`."""
    params: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Its params without `_meta`; absent = empty."""


class FixtureReply(IpcModel):
    """What the host answered to a call: `result` or `error`."""

    result: Annotated[Any | None, Field(exclude_if=absent)] = None
    """The result."""
    error: Annotated[ErrorObject | None, Field(exclude_if=absent)] = None


class FixtureInput(IpcModel):
    """Input of the tool `conformance.fixture`. What is asked for happens in the order of these members."""

    log: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Send `$/log` with level `info` and this message."""
    print: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Print this line the way the language usually prints."""
    progress: Annotated[StrictInt | None, Field(ge=0, le=1000000, exclude_if=absent)] = None
    """Send so many `$/progress`: `progress` 1 to n, `total` n."""
    stream: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """Send each text as `stream.tool.output` on `stdout`."""
    calls: Annotated[list[FixtureCall] | None, Field(exclude_if=absent)] = None
    """Make these calls to the host, one after the other."""
    delay_ms: Annotated[StrictInt | None, Field(ge=0, le=600000, exclude_if=absent)] = None
    """Wait so many milliseconds; a cancel ends it at once."""
    crash: Annotated[FixtureCrash | None, Field(exclude_if=absent)] = None
    fail: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Answer a ToolResult that failed, with this message."""
    output_bytes: Annotated[StrictInt | None, Field(ge=0, le=1073741824, exclude_if=absent)] = None
    """Give `text`, so many times the letter x."""
    echo: Annotated[Any | None, Field(exclude_if=absent)] = None
    """Any JSON, given back as it is, null too."""


class FixtureOutput(IpcDefaults):
    """Output of the tool `conformance.fixture`: a member for each that was asked for."""

    calls: Annotated[list[FixtureReply] | None, Field(exclude_if=absent)] = None
    """What the calls gave, in their order."""
    cancelled: CancelMode = "immediate"
    text: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What `output_bytes` asked for."""
    echo: Annotated[Any | None, Field(exclude_if=absent)] = None
    """The `echo` of the input."""
