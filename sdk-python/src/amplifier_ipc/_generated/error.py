# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .common import RequestId, ResponseId

ErrorKind = TypeAliasType(
    "ErrorKind",
    Literal[
        "parse_error",
        "invalid_request",
        "method_not_found",
        "invalid_params",
        "internal_error",
        "cancelled",
        "deadline_exceeded",
        "service_unavailable",
        "permission_denied",
        "not_found",
        "overloaded",
        "message_too_large",
        "not_ready",
        "unsupported_version",
        "llm_error",
    ]
    | StrictStr,
)
"""The name of an error that programs test; an unknown kind is treated by its code."""

LlmErrorName = TypeAliasType(
    "LlmErrorName",
    Literal[
        "rate_limit",
        "quota_exceeded",
        "authentication",
        "access_denied",
        "context_length",
        "content_filter",
        "invalid_request",
        "not_found",
        "provider_unavailable",
        "network",
        "llm_timeout",
        "stream_error",
        "abort",
        "invalid_tool_call",
        "configuration",
    ]
    | StrictStr,
)
"""What went wrong between a provider and its model."""


class Fault(IpcModel):
    """One thing that is wrong with params."""

    path: StrictStr
    """JSON Pointer to it, relative to the params, for example `/input/text`."""
    message: StrictStr
    """What is wrong and what would be right."""


class ErrorData(IpcModel):
    """What programs need of an error; which members are there depends on the kind."""

    kind: ErrorKind
    errors: Annotated[list[Fault] | None, Field(exclude_if=absent)] = None
    """invalid_params: all faults."""
    exception: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """internal_error: the type of the exception."""
    service: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """service_unavailable: the service."""
    exit_code: Annotated[
        StrictInt | None, Field(ge=-9007199254740991, le=9007199254740991, exclude_if=absent)
    ] = None
    """service_unavailable: its exit code."""
    signal: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """service_unavailable: the signal that ended it, for example `SIGKILL`."""
    stderr_tail: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """service_unavailable: the end of its stderr."""
    partial: Annotated[Any | None, Field(exclude_if=absent)] = None
    """What had been produced so far: usually text."""
    what: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """not_found: the kind of thing, for example `tool`."""
    name: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """not_found: the name that was asked for."""
    did_you_mean: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """not_found: the nearest name."""
    retry_after_ms: Annotated[
        StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)
    ] = None
    """overloaded: milliseconds to wait."""
    limit: Annotated[StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)] = None
    """message_too_large: the limit in bytes."""
    supported: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """unsupported_version: the versions that would do."""
    llm_error: Annotated[LlmErrorName | None, Field(exclude_if=absent)] = None
    provider: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """llm_error: the provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """llm_error: the model."""
    status_code: Annotated[
        StrictInt | None, Field(ge=-9007199254740991, le=9007199254740991, exclude_if=absent)
    ] = None
    """llm_error: the vendor's HTTP status."""
    retryable: Annotated[StrictBool | None, Field(exclude_if=absent)] = None
    """llm_error: whether another try may help."""
    retry_after: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """llm_error: seconds to wait."""
    delay_multiplier: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """llm_error: factor on the usual delay."""
    attempts: Annotated[StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)] = (
        None
    )
    """llm_error: tries already made."""
    tool_name: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """invalid_tool_call: the tool."""
    raw_arguments: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """invalid_tool_call: the arguments as the model wrote them."""


class ErrorObject(IpcModel):
    """The `error` member of a response."""

    code: Annotated[StrictInt, Field(ge=-9007199254740991, le=9007199254740991)]
    """The code."""
    message: StrictStr
    """One sentence for people."""
    data: Annotated[ErrorData | None, Field(exclude_if=absent)] = None


class Problem(IpcDefaults):
    """An error over HTTP: the problem details of RFC 9457."""

    type: StrictStr = "about:blank"
    """A URI of the sort of problem; `about:blank` says that `kind` tells it."""
    title: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What the status is called."""
    status: Annotated[StrictInt, Field(ge=400, le=599)]
    """The status of the answer; in a stream the one that it would have had."""
    detail: StrictStr
    """One sentence for people: the `message` of the error."""
    kind: ErrorKind
    code: Annotated[StrictInt, Field(ge=-9007199254740991, le=9007199254740991)]
    """The code of the error."""
    data: Annotated[ErrorData | None, Field(exclude_if=absent)] = None


class RequestMessage(IpcModel):
    """A request on the wire."""

    jsonrpc: Literal["2.0"] = "2.0"
    """Always `2.0`."""
    id: RequestId
    method: StrictStr
    """The method."""
    params: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """The params."""


class NotificationMessage(IpcModel):
    """A notification on the wire."""

    jsonrpc: Literal["2.0"] = "2.0"
    """Always `2.0`."""
    method: StrictStr
    """The method."""
    params: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """The params."""


class ResultMessage(IpcModel):
    """A response that succeeded, on the wire."""

    jsonrpc: Literal["2.0"] = "2.0"
    """Always `2.0`."""
    id: RequestId
    result: Any
    """The result."""


class ErrorMessage(IpcModel):
    """A response that failed, on the wire."""

    jsonrpc: Literal["2.0"] = "2.0"
    """Always `2.0`."""
    id: ResponseId
    error: ErrorObject
