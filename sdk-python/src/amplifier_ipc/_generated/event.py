# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .approval import RiskLevel
from .common import MessageLevel
from .content import ContentBlock
from .notification import CancelMode
from .orchestrator import TurnStatus
from .provider import ChatResponse, FinishReason, Usage
from .session import ProviderPreference, SessionState
from .tool import ToolAnnotations, ToolResult

OrchestratorStatus = TypeAliasType(
    "OrchestratorStatus",
    Literal["success", "max_iterations_reached", "cancelled", "denied", "failed"] | StrictStr,
)
"""How an orchestrator ended."""


class EventError(IpcModel):
    """An error, as events tell it."""

    type: StrictStr
    """The type of the exception, or the kind."""
    msg: StrictStr
    """What went wrong."""
    kind: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The name that programs test."""


class SessionStartData(IpcModel):
    """Data of `session:start`."""

    agent: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The agent."""
    cwd: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The working directory."""
    raw: Annotated[Any | None, Field(exclude_if=absent)] = None
    """Everything, in the `:raw` variant."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class SessionEndData(IpcModel):
    """Data of `session:end`."""

    status: Annotated[SessionState | None, Field(exclude_if=absent)] = None
    turn_count: Annotated[StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)] = (
        None
    )
    """Turns of the session."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class SessionForkData(IpcModel):
    """Data of `session:fork`."""

    parent: StrictStr
    """The parent session."""
    agent: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The agent."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class SessionResumeData(IpcModel):
    """Data of `session:resume`."""

    message_count: Annotated[
        StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)
    ] = None
    """Messages of the transcript."""
    agent: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The agent."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class PromptSubmitData(IpcModel):
    """Data of `prompt:submit`."""

    prompt: StrictStr
    """What the user said."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class PromptCompleteData(IpcModel):
    """Data of `prompt:complete`."""

    response: StrictStr
    """The answer."""
    response_preview: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Its first 200 characters."""
    length: Annotated[StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)] = None
    """Its characters."""
    usage: Annotated[Usage | None, Field(exclude_if=absent)] = None
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ProviderRequestData(IpcModel):
    """Data of `provider:request`."""

    iteration: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The request of this turn, counted from one."""
    provider: StrictStr
    """The provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model."""
    model_role: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The role that a model is chosen by."""
    message_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages of the conversation."""
    model_config_: Annotated[
        dict[str, Any] | None, Field(alias="model_config", exclude_if=absent)
    ] = None
    """Settings for this request."""
    tool_names: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The tools offered in this request."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ProviderResponseData(IpcModel):
    """Data of `provider:response`."""

    provider: StrictStr
    """The provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model."""
    response: Annotated[ChatResponse | None, Field(exclude_if=absent)] = None
    usage: Annotated[Usage | None, Field(exclude_if=absent)] = None
    iteration: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The request of this turn, counted from one."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ProviderErrorData(IpcModel):
    """Data of `provider:error`."""

    iteration: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The request of this turn, counted from one."""
    provider: StrictStr
    """The provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model."""
    error: EventError
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ProviderRetryData(IpcModel):
    """Data of `provider:retry`."""

    provider: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model."""
    attempt: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The try that failed, counted from one."""
    max_retries: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The most tries."""
    delay_s: Annotated[StrictFloat, Field(ge=0.0)]
    """Seconds until the next try."""
    error: EventError
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ProviderResolveData(IpcModel):
    """Data of `provider:resolve`."""

    provider: StrictStr
    """The provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model."""
    role: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The role that the model was chosen by."""
    candidates_tried: Annotated[list[ProviderPreference] | None, Field(exclude_if=absent)] = None
    """What was tried before."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ProviderThrottleData(IpcModel):
    """Data of `provider:throttle`."""

    provider: StrictStr
    """The provider."""
    delay_ms: Annotated[StrictFloat, Field(ge=0.0)]
    """Milliseconds of waiting."""
    reason: StrictStr
    """Why."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class RepairedToolCall(IpcModel):
    """A tool call that got a result made up for it."""

    id: StrictStr
    """The id of the call."""
    name: StrictStr
    """The tool."""


class ProviderToolSequenceRepairedData(IpcModel):
    """Data of `provider:tool_sequence_repaired`."""

    repaired: list[RepairedToolCall]
    """The calls."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class LlmRequestData(IpcModel):
    """Data of `llm:request` and its variants."""

    provider: StrictStr
    """The provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model."""
    message_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages of the request."""
    tool_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tools of the request."""
    iteration: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The request of this turn, counted from one."""
    messages: Annotated[Any | None, Field(exclude_if=absent)] = None
    """The messages, shortened, in the `:debug` variant."""
    request: Annotated[Any | None, Field(exclude_if=absent)] = None
    """The whole request, in the `:raw` variant."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


LlmStatus = TypeAliasType("LlmStatus", Literal["ok", "error"] | StrictStr)
"""How a call of a model ended."""


class LlmResponseData(IpcModel):
    """Data of `llm:response` and its variants."""

    provider: StrictStr
    """The provider."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model."""
    usage: Annotated[Usage | None, Field(exclude_if=absent)] = None
    status: LlmStatus
    duration_ms: Annotated[StrictFloat, Field(ge=0.0)]
    """Milliseconds that it took."""
    finish_reason: Annotated[FinishReason | None, Field(exclude_if=absent)] = None
    messages: Annotated[Any | None, Field(exclude_if=absent)] = None
    """The answer, shortened, in the `:debug` variant."""
    response: Annotated[Any | None, Field(exclude_if=absent)] = None
    """The whole answer, in the `:raw` variant."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ContentBlockStartData(IpcModel):
    """Data of `content_block:start`."""

    block_type: StrictStr
    """The type of the block."""
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ContentBlockDeltaData(IpcModel):
    """Data of `content_block:delta`."""

    block_type: StrictStr
    """The type of the block."""
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    delta: Any
    """What is new: usually text."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ContentBlockEndData(IpcModel):
    """Data of `content_block:end`."""

    block_type: StrictStr
    """The type of the block."""
    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    block: ContentBlock
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ThinkingDeltaData(IpcModel):
    """Data of `thinking:delta`."""

    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    delta: StrictStr
    """The thoughts since the last one."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ThinkingFinalData(IpcModel):
    """Data of `thinking:final`."""

    index: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The block, counted from zero."""
    text: StrictStr
    """All thoughts of the block."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ToolPreData(IpcModel):
    """Data of `tool:pre`."""

    tool_name: StrictStr
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    tool_input: dict[str, Any]
    """Its input."""
    annotations: Annotated[ToolAnnotations | None, Field(exclude_if=absent)] = None
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ToolPostData(IpcModel):
    """Data of `tool:post`."""

    tool_name: StrictStr
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    tool_input: dict[str, Any]
    """Its input."""
    result: ToolResult
    duration_ms: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """Milliseconds that it took."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ToolErrorData(IpcModel):
    """Data of `tool:error`."""

    tool_name: StrictStr
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    error: EventError
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class OrchestratorCompleteData(IpcModel):
    """Data of `orchestrator:complete`."""

    orchestrator: StrictStr
    """The orchestrator."""
    turn_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Requests to a model that it took."""
    status: OrchestratorStatus
    usage: Annotated[Usage | None, Field(exclude_if=absent)] = None
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ExecutionStartData(IpcModel):
    """Data of `execution:start`."""

    prompt: StrictStr
    """What the user said."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ExecutionEndData(IpcModel):
    """Data of `execution:end`."""

    response: StrictStr
    """The answer."""
    status: TurnStatus
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class CancelRequestedData(IpcDefaults):
    """Data of `cancel:requested`."""

    mode: CancelMode = "immediate"
    reason: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Why."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class CancelCompletedData(IpcDefaults):
    """Data of `cancel:completed`."""

    mode: CancelMode = "immediate"
    partial: Annotated[Any | None, Field(exclude_if=absent)] = None
    """What had been produced so far."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ApprovalRequiredData(IpcModel):
    """Data of `approval:required`."""

    tool_name: StrictStr
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    action: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What it wants to do, for the user."""
    details: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """More about it."""
    risk_level: Annotated[RiskLevel | None, Field(exclude_if=absent)] = None
    prompt: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The question."""
    options: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The answers offered."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ApprovalGrantedData(IpcDefaults):
    """Data of `approval:granted`."""

    tool_name: StrictStr
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    option: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The option that was chosen."""
    reason: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Why."""
    remember: StrictBool = False
    """Whether the answer holds for like questions."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ApprovalDeniedData(IpcDefaults):
    """Data of `approval:denied`."""

    tool_name: StrictStr
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    option: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The option that was chosen."""
    reason: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Why."""
    remember: StrictBool = False
    """Whether the answer holds for like questions."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ContextPreCompactData(IpcModel):
    """Data of `context:pre_compact`."""

    message_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages before."""
    token_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens before, estimated."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ContextPostCompactData(IpcModel):
    """Data of `context:post_compact`."""

    message_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages after."""
    token_count: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens after, estimated."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ContextCompactionData(IpcModel):
    """Data of `context:compaction`."""

    strategy_level: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The highest level that was needed."""
    budget: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens that there was room for."""
    target_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens aimed at."""
    before_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens before."""
    after_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens after."""
    before_messages: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages before."""
    after_messages: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages after."""
    messages_removed: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages left out."""
    messages_truncated: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Messages shortened."""
    user_messages_stubbed: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """User messages cut to a stub."""
    system_messages_preserved: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """System messages kept."""
    protected_recent: Annotated[StrictFloat, Field(ge=0.0)]
    """The setting: which fraction of the messages is protected."""
    protected_tool_results: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """The setting: how many tool results are protected."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


IncludeSource = TypeAliasType("IncludeSource", Literal["file", "mention"] | StrictStr)
"""Why a file was included."""


class ContextIncludeData(IpcModel):
    """Data of `context:include`."""

    path: StrictStr
    """The file."""
    source: IncludeSource
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class PlanStartData(IpcModel):
    """Data of `plan:start`."""

    goal: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What the plan is for."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class PlanEndData(IpcModel):
    """Data of `plan:end`."""

    goal: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """What the plan is for."""
    plan: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The plan, as text."""
    status: Annotated[OrchestratorStatus | None, Field(exclude_if=absent)] = None
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class UserNotificationData(IpcDefaults):
    """Data of `user:notification`."""

    message: StrictStr
    """What the user is told."""
    level: MessageLevel = "info"
    source: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Who says it."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ArtifactWriteData(IpcModel):
    """Data of `artifact:write`."""

    path: StrictStr
    """The file."""
    bytes: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """How many bytes were written."""
    created: Annotated[StrictBool | None, Field(exclude_if=absent)] = None
    """Whether the file is new."""
    tool_name: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class ArtifactReadData(IpcModel):
    """Data of `artifact:read`."""

    path: StrictStr
    """The file."""
    bytes: Annotated[StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)] = None
    """How many bytes were read."""
    tool_name: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""


class PolicyViolationData(IpcModel):
    """Data of `policy:violation`."""

    tool_name: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The tool."""
    tool_call_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The id of the call."""
    mode: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The mode whose policy it is."""
    reason: StrictStr
    """What the policy forbids, and why."""
    timestamp: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """When it happened (RFC 3339, UTC); stamped by the host."""
    session_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The session; stamped by the host."""
    parent_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The parent of the session; stamped by the host."""
