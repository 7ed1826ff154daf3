# Code generated from schemas/ by "make generate"; DO NOT EDIT.
"""The types of the protocol; each schema file is a module that is loaded when first used.

Importing this package loads no pydantic: ``from amplifier_ipc._generated import ToolResult`` does.
``_base.py`` and ``_validate.py`` are written by hand; the other files are generated.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .approval import ApprovalRequest as ApprovalRequest
    from .approval import ApprovalRequestParams as ApprovalRequestParams
    from .approval import ApprovalResult as ApprovalResult
    from .approval import RiskLevel as RiskLevel
    from .common import EmptyResult as EmptyResult
    from .common import Implementation as Implementation
    from .common import Limits as Limits
    from .common import MessageLevel as MessageLevel
    from .common import Meta as Meta
    from .common import RequestId as RequestId
    from .common import ResponseId as ResponseId
    from .content import ContentBlock as ContentBlock
    from .content import ImageBlock as ImageBlock
    from .content import ImageSource as ImageSource
    from .content import ImageSourceType as ImageSourceType
    from .content import ReasoningBlock as ReasoningBlock
    from .content import RedactedThinkingBlock as RedactedThinkingBlock
    from .content import TextBlock as TextBlock
    from .content import ThinkingBlock as ThinkingBlock
    from .content import ToolCallBlock as ToolCallBlock
    from .content import ToolResultBlock as ToolResultBlock
    from .content import UnknownBlock as UnknownBlock
    from .content import Visibility as Visibility
    from .content_service import ContentEncoding as ContentEncoding
    from .content_service import ContentListParams as ContentListParams
    from .content_service import ContentListResult as ContentListResult
    from .content_service import ContentReadParams as ContentReadParams
    from .content_service import ContentReadResult as ContentReadResult
    from .content_service import RequestContentListParams as RequestContentListParams
    from .content_service import RequestContentReadParams as RequestContentReadParams
    from .context import ContextAddMessageParams as ContextAddMessageParams
    from .context import ContextClearParams as ContextClearParams
    from .context import ContextGetMessagesParams as ContextGetMessagesParams
    from .context import ContextGetMessagesResult as ContextGetMessagesResult
    from .context import ContextSetMessagesParams as ContextSetMessagesParams
    from .describe import ApprovalProviderSpec as ApprovalProviderSpec
    from .describe import Capabilities as Capabilities
    from .describe import ChannelSpec as ChannelSpec
    from .describe import ConfigureParams as ConfigureParams
    from .describe import ConfigureResult as ConfigureResult
    from .describe import ConfigureSession as ConfigureSession
    from .describe import ConfigureStatus as ConfigureStatus
    from .describe import ContentSpec as ContentSpec
    from .describe import ContextManagerSpec as ContextManagerSpec
    from .describe import DescribeParams as DescribeParams
    from .describe import DescribeResult as DescribeResult
    from .describe import ExportSpec as ExportSpec
    from .describe import Grant as Grant
    from .describe import OrchestratorSpec as OrchestratorSpec
    from .describe import PingParams as PingParams
    from .describe import ProviderSpec as ProviderSpec
    from .describe import SdkInfo as SdkInfo
    from .error import ErrorData as ErrorData
    from .error import ErrorKind as ErrorKind
    from .error import ErrorMessage as ErrorMessage
    from .error import ErrorObject as ErrorObject
    from .error import Fault as Fault
    from .error import LlmErrorName as LlmErrorName
    from .error import NotificationMessage as NotificationMessage
    from .error import Problem as Problem
    from .error import RequestMessage as RequestMessage
    from .error import ResultMessage as ResultMessage
    from .event import ApprovalDeniedData as ApprovalDeniedData
    from .event import ApprovalGrantedData as ApprovalGrantedData
    from .event import ApprovalRequiredData as ApprovalRequiredData
    from .event import ArtifactReadData as ArtifactReadData
    from .event import ArtifactWriteData as ArtifactWriteData
    from .event import CancelCompletedData as CancelCompletedData
    from .event import CancelRequestedData as CancelRequestedData
    from .event import ContentBlockDeltaData as ContentBlockDeltaData
    from .event import ContentBlockEndData as ContentBlockEndData
    from .event import ContentBlockStartData as ContentBlockStartData
    from .event import ContextCompactionData as ContextCompactionData
    from .event import ContextIncludeData as ContextIncludeData
    from .event import ContextPostCompactData as ContextPostCompactData
    from .event import ContextPreCompactData as ContextPreCompactData
    from .event import EventError as EventError
    from .event import ExecutionEndData as ExecutionEndData
    from .event import ExecutionStartData as ExecutionStartData
    from .event import IncludeSource as IncludeSource
    from .event import LlmRequestData as LlmRequestData
    from .event import LlmResponseData as LlmResponseData
    from .event import LlmStatus as LlmStatus
    from .event import OrchestratorCompleteData as OrchestratorCompleteData
    from .event import OrchestratorStatus as OrchestratorStatus
    from .event import PlanEndData as PlanEndData
    from .event import PlanStartData as PlanStartData
    from .event import PolicyViolationData as PolicyViolationData
    from .event import PromptCompleteData as PromptCompleteData
    from .event import PromptSubmitData as PromptSubmitData
    from .event import ProviderErrorData as ProviderErrorData
    from .event import ProviderRequestData as ProviderRequestData
    from .event import ProviderResolveData as ProviderResolveData
    from .event import ProviderResponseData as ProviderResponseData
    from .event import ProviderRetryData as ProviderRetryData
    from .event import ProviderThrottleData as ProviderThrottleData
    from .event import ProviderToolSequenceRepairedData as ProviderToolSequenceRepairedData
    from .event import RepairedToolCall as RepairedToolCall
    from .event import SessionEndData as SessionEndData
    from .event import SessionForkData as SessionForkData
    from .event import SessionResumeData as SessionResumeData
    from .event import SessionStartData as SessionStartData
    from .event import ThinkingDeltaData as ThinkingDeltaData
    from .event import ThinkingFinalData as ThinkingFinalData
    from .event import ToolErrorData as ToolErrorData
    from .event import ToolPostData as ToolPostData
    from .event import ToolPreData as ToolPreData
    from .event import UserNotificationData as UserNotificationData
    from .fixture import FixtureCall as FixtureCall
    from .fixture import FixtureCrash as FixtureCrash
    from .fixture import FixtureInput as FixtureInput
    from .fixture import FixtureOutput as FixtureOutput
    from .fixture import FixtureReply as FixtureReply
    from .hook import ApprovalDefault as ApprovalDefault
    from .hook import HookAction as HookAction
    from .hook import HookEmitParams as HookEmitParams
    from .hook import HookResult as HookResult
    from .hook import HookSpec as HookSpec
    from .hook import InjectionRole as InjectionRole
    from .hook import OnError as OnError
    from .message import Message as Message
    from .message import MessageContent as MessageContent
    from .message import Role as Role
    from .message import ToolCall as ToolCall
    from .notification import CancelMode as CancelMode
    from .notification import CancelParams as CancelParams
    from .notification import LogLevel as LogLevel
    from .notification import LogParams as LogParams
    from .notification import ProgressParams as ProgressParams
    from .orchestrator import AgentInfo as AgentInfo
    from .orchestrator import MountedHook as MountedHook
    from .orchestrator import MountedProvider as MountedProvider
    from .orchestrator import OrchestratorExecuteParams as OrchestratorExecuteParams
    from .orchestrator import OrchestratorExecuteResult as OrchestratorExecuteResult
    from .orchestrator import TurnStatus as TurnStatus
    from .provider import ChatRequest as ChatRequest
    from .provider import ChatResponse as ChatResponse
    from .provider import ConfigField as ConfigField
    from .provider import ConfigFieldType as ConfigFieldType
    from .provider import Degradation as Degradation
    from .provider import FinishReason as FinishReason
    from .provider import JsonFormat as JsonFormat
    from .provider import JsonSchemaFormat as JsonSchemaFormat
    from .provider import ModelCapability as ModelCapability
    from .provider import ModelInfo as ModelInfo
    from .provider import NamedToolChoice as NamedToolChoice
    from .provider import ProviderCompleteParams as ProviderCompleteParams
    from .provider import ProviderInfo as ProviderInfo
    from .provider import ProviderInfoParams as ProviderInfoParams
    from .provider import ProviderListModelsParams as ProviderListModelsParams
    from .provider import ProviderListModelsResult as ProviderListModelsResult
    from .provider import ProviderParseToolCallsParams as ProviderParseToolCallsParams
    from .provider import ProviderParseToolCallsResult as ProviderParseToolCallsResult
    from .provider import ReasoningEffort as ReasoningEffort
    from .provider import ResponseFormat as ResponseFormat
    from .provider import TextFormat as TextFormat
    from .provider import ToolChoice as ToolChoice
    from .provider import Usage as Usage
    from .session import AgentSelection as AgentSelection
    from .session import ContextDepth as ContextDepth
    from .session import ContextScope as ContextScope
    from .session import ProviderPreference as ProviderPreference
    from .session import RequestSessionResult as RequestSessionResult
    from .session import RequestSessionResumeParams as RequestSessionResumeParams
    from .session import RequestSessionSpawnParams as RequestSessionSpawnParams
    from .session import SessionState as SessionState
    from .session import SessionStatus as SessionStatus
    from .shared import CapabilityCallParams as CapabilityCallParams
    from .shared import CapabilityCallResult as CapabilityCallResult
    from .shared import CapabilityGetParams as CapabilityGetParams
    from .shared import CapabilityInfo as CapabilityInfo
    from .shared import CapabilityListParams as CapabilityListParams
    from .shared import CapabilityListResult as CapabilityListResult
    from .shared import ChannelCollectParams as ChannelCollectParams
    from .shared import ChannelCollectResult as ChannelCollectResult
    from .shared import ChannelContribution as ChannelContribution
    from .shared import ChannelMessageParams as ChannelMessageParams
    from .shared import ChannelPublishParams as ChannelPublishParams
    from .shared import DisplayShowParams as DisplayShowParams
    from .shared import RequestChannelCollectResult as RequestChannelCollectResult
    from .shared import StateGetParams as StateGetParams
    from .shared import StateGetResult as StateGetResult
    from .shared import StateSetParams as StateSetParams
    from .stream import StreamContentBlockDeltaParams as StreamContentBlockDeltaParams
    from .stream import StreamContentBlockEndParams as StreamContentBlockEndParams
    from .stream import StreamContentBlockStartParams as StreamContentBlockStartParams
    from .stream import StreamContextMessageAddedParams as StreamContextMessageAddedParams
    from .stream import StreamThinkingParams as StreamThinkingParams
    from .stream import StreamTodoUpdateParams as StreamTodoUpdateParams
    from .stream import StreamTokenParams as StreamTokenParams
    from .stream import StreamToolCallEndParams as StreamToolCallEndParams
    from .stream import StreamToolCallStartParams as StreamToolCallStartParams
    from .stream import StreamUsageParams as StreamUsageParams
    from .stream import TodoItem as TodoItem
    from .stream import TodoStatus as TodoStatus
    from .tool import OutputChannel as OutputChannel
    from .tool import StreamToolOutputParams as StreamToolOutputParams
    from .tool import ToolAnnotations as ToolAnnotations
    from .tool import ToolError as ToolError
    from .tool import ToolExecuteParams as ToolExecuteParams
    from .tool import ToolResult as ToolResult
    from .tool import ToolSpec as ToolSpec

HOME = {
    "Meta": "common",
    "RequestId": "common",
    "ResponseId": "common",
    "Limits": "common",
    "Implementation": "common",
    "EmptyResult": "common",
    "MessageLevel": "common",
    "HookAction": "hook",
    "InjectionRole": "hook",
    "ApprovalDefault": "hook",
    "OnError": "hook",
    "HookResult": "hook",
    "HookEmitParams": "hook",
    "HookSpec": "hook",
    "RiskLevel": "approval",
    "ApprovalRequest": "approval",
    "ApprovalResult": "approval",
    "ApprovalRequestParams": "approval",
    "Visibility": "content",
    "TextBlock": "content",
    "ThinkingBlock": "content",
    "RedactedThinkingBlock": "content",
    "ToolCallBlock": "content",
    "ToolResultBlock": "content",
    "ImageSourceType": "content",
    "ImageSource": "content",
    "ImageBlock": "content",
    "ReasoningBlock": "content",
    "UnknownBlock": "content",
    "ContentBlock": "content",
    "ContentReadParams": "content_service",
    "ContentEncoding": "content_service",
    "ContentReadResult": "content_service",
    "ContentListParams": "content_service",
    "ContentListResult": "content_service",
    "RequestContentReadParams": "content_service",
    "RequestContentListParams": "content_service",
    "Role": "message",
    "MessageContent": "message",
    "ToolCall": "message",
    "Message": "message",
    "ContextAddMessageParams": "context",
    "ContextSetMessagesParams": "context",
    "ContextClearParams": "context",
    "ContextGetMessagesParams": "context",
    "ContextGetMessagesResult": "context",
    "ToolAnnotations": "tool",
    "ToolSpec": "tool",
    "ToolError": "tool",
    "ToolResult": "tool",
    "ToolExecuteParams": "tool",
    "OutputChannel": "tool",
    "StreamToolOutputParams": "tool",
    "DescribeParams": "describe",
    "SdkInfo": "describe",
    "OrchestratorSpec": "describe",
    "ContextManagerSpec": "describe",
    "ProviderSpec": "describe",
    "ApprovalProviderSpec": "describe",
    "ExportSpec": "describe",
    "ChannelSpec": "describe",
    "ContentSpec": "describe",
    "Capabilities": "describe",
    "Grant": "describe",
    "DescribeResult": "describe",
    "ConfigureSession": "describe",
    "ConfigureParams": "describe",
    "ConfigureStatus": "describe",
    "ConfigureResult": "describe",
    "PingParams": "describe",
    "ErrorKind": "error",
    "LlmErrorName": "error",
    "Fault": "error",
    "ErrorData": "error",
    "ErrorObject": "error",
    "Problem": "error",
    "RequestMessage": "error",
    "NotificationMessage": "error",
    "ResultMessage": "error",
    "ErrorMessage": "error",
    "CancelMode": "notification",
    "CancelParams": "notification",
    "ProgressParams": "notification",
    "LogLevel": "notification",
    "LogParams": "notification",
    "Usage": "provider",
    "TextFormat": "provider",
    "JsonFormat": "provider",
    "JsonSchemaFormat": "provider",
    "ResponseFormat": "provider",
    "NamedToolChoice": "provider",
    "ToolChoice": "provider",
    "ReasoningEffort": "provider",
    "ChatRequest": "provider",
    "FinishReason": "provider",
    "Degradation": "provider",
    "ChatResponse": "provider",
    "ModelCapability": "provider",
    "ConfigFieldType": "provider",
    "ConfigField": "provider",
    "ProviderInfo": "provider",
    "ModelInfo": "provider",
    "ProviderCompleteParams": "provider",
    "ProviderInfoParams": "provider",
    "ProviderListModelsParams": "provider",
    "ProviderListModelsResult": "provider",
    "ProviderParseToolCallsParams": "provider",
    "ProviderParseToolCallsResult": "provider",
    "MountedHook": "orchestrator",
    "MountedProvider": "orchestrator",
    "AgentInfo": "orchestrator",
    "OrchestratorExecuteParams": "orchestrator",
    "TurnStatus": "orchestrator",
    "OrchestratorExecuteResult": "orchestrator",
    "SessionState": "session",
    "SessionStatus": "session",
    "ContextDepth": "session",
    "ContextScope": "session",
    "AgentSelection": "session",
    "ProviderPreference": "session",
    "RequestSessionSpawnParams": "session",
    "RequestSessionResumeParams": "session",
    "RequestSessionResult": "session",
    "OrchestratorStatus": "event",
    "EventError": "event",
    "SessionStartData": "event",
    "SessionEndData": "event",
    "SessionForkData": "event",
    "SessionResumeData": "event",
    "PromptSubmitData": "event",
    "PromptCompleteData": "event",
    "ProviderRequestData": "event",
    "ProviderResponseData": "event",
    "ProviderErrorData": "event",
    "ProviderRetryData": "event",
    "ProviderResolveData": "event",
    "ProviderThrottleData": "event",
    "RepairedToolCall": "event",
    "ProviderToolSequenceRepairedData": "event",
    "LlmRequestData": "event",
    "LlmStatus": "event",
    "LlmResponseData": "event",
    "ContentBlockStartData": "event",
    "ContentBlockDeltaData": "event",
    "ContentBlockEndData": "event",
    "ThinkingDeltaData": "event",
    "ThinkingFinalData": "event",
    "ToolPreData": "event",
    "ToolPostData": "event",
    "ToolErrorData": "event",
    "OrchestratorCompleteData": "event",
    "ExecutionStartData": "event",
    "ExecutionEndData": "event",
    "CancelRequestedData": "event",
    "CancelCompletedData": "event",
    "ApprovalRequiredData": "event",
    "ApprovalGrantedData": "event",
    "ApprovalDeniedData": "event",
    "ContextPreCompactData": "event",
    "ContextPostCompactData": "event",
    "ContextCompactionData": "event",
    "IncludeSource": "event",
    "ContextIncludeData": "event",
    "PlanStartData": "event",
    "PlanEndData": "event",
    "UserNotificationData": "event",
    "ArtifactWriteData": "event",
    "ArtifactReadData": "event",
    "PolicyViolationData": "event",
    "FixtureCrash": "fixture",
    "FixtureCall": "fixture",
    "FixtureReply": "fixture",
    "FixtureInput": "fixture",
    "FixtureOutput": "fixture",
    "StateGetParams": "shared",
    "StateGetResult": "shared",
    "StateSetParams": "shared",
    "CapabilityGetParams": "shared",
    "CapabilityListParams": "shared",
    "CapabilityInfo": "shared",
    "CapabilityListResult": "shared",
    "CapabilityCallParams": "shared",
    "CapabilityCallResult": "shared",
    "ChannelCollectParams": "shared",
    "ChannelCollectResult": "shared",
    "ChannelContribution": "shared",
    "RequestChannelCollectResult": "shared",
    "ChannelMessageParams": "shared",
    "ChannelPublishParams": "shared",
    "DisplayShowParams": "shared",
    "StreamTokenParams": "stream",
    "StreamThinkingParams": "stream",
    "StreamToolCallStartParams": "stream",
    "StreamToolCallEndParams": "stream",
    "StreamContentBlockStartParams": "stream",
    "StreamContentBlockDeltaParams": "stream",
    "StreamContentBlockEndParams": "stream",
    "StreamContextMessageAddedParams": "stream",
    "TodoStatus": "stream",
    "TodoItem": "stream",
    "StreamTodoUpdateParams": "stream",
    "StreamUsageParams": "stream",
}
"""The module of each type."""


def __getattr__(name: str) -> Any:
    """Load the module of a type when the type is first asked for."""
    home = HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *HOME})
