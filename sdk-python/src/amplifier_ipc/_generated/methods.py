# Code generated from schemas/ by "make generate"; DO NOT EDIT.
"""The methods of the protocol and what there is to know about each."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class Http(NamedTuple):
    """The endpoint of a method in the HTTP binding; members of the params stand in braces."""

    method: str
    path: str
    stream: str | None = None
    stream_path: str | None = None


class Method(NamedTuple):
    """One row of the table; ``params`` and ``result`` name types, notifications have no result."""

    name: str
    direction: Literal["host_to_service", "service_to_host", "both"]
    kind: Literal["request", "notification"]
    params: str
    result: str | None
    grant: str | None = None
    routes_to: str | None = None
    routing_member: str | None = None
    http: Http | None = None


DESCRIBE: Final = "describe"
"""Who are you and what do you offer?"""
CONFIGURE: Final = "configure"
"""Take these settings."""
PING: Final = "ping"
"""Are you there?"""
CANCEL: Final = "$/cancel"
"""The sender no longer wants a request's answer."""
PROGRESS: Final = "$/progress"
"""How far a request is."""
LOG: Final = "$/log"
"""A structured line for the host's log."""
ORCHESTRATOR_EXECUTE: Final = "orchestrator.execute"
"""Run one turn."""
PROVIDER_COMPLETE: Final = "provider.complete"
"""Ask the model."""
PROVIDER_INFO: Final = "provider.info"
"""What is this provider?"""
PROVIDER_LIST_MODELS: Final = "provider.list_models"
"""Which models are there?"""
PROVIDER_PARSE_TOOL_CALLS: Final = "provider.parse_tool_calls"
"""Which tools does this response want to call?"""
TOOL_EXECUTE: Final = "tool.execute"
"""Run a tool."""
HOOK_EMIT: Final = "hook.emit"
"""Something happens; what do you say?"""
CONTEXT_ADD_MESSAGE: Final = "context.add_message"
"""Add a message to the history."""
CONTEXT_GET_MESSAGES: Final = "context.get_messages"
"""Give the history, or what of it to send to the model."""
CONTEXT_SET_MESSAGES: Final = "context.set_messages"
"""Replace the history."""
CONTEXT_CLEAR: Final = "context.clear"
"""Forget the history."""
APPROVAL_REQUEST: Final = "approval.request"
"""May this happen?"""
CONTENT_READ: Final = "content.read"
"""Give the content of a path."""
CONTENT_LIST: Final = "content.list"
"""Which paths are there?"""
CAPABILITY_CALL: Final = "capability.call"
"""Call an exported capability."""
CHANNEL_COLLECT: Final = "channel.collect"
"""What do you contribute to this channel?"""
CHANNEL_MESSAGE: Final = "channel.message"
"""Somebody published on a channel."""
STATE_GET: Final = "state.get"
"""Read a value of the session."""
STATE_SET: Final = "state.set"
"""Write a value of the session."""
REQUEST_STATE_GET: Final = "request.state_get"
"""Older spelling of `state.get`."""
REQUEST_STATE_SET: Final = "request.state_set"
"""Older spelling of `state.set`."""
CAPABILITY_GET: Final = "capability.get"
"""Who exports this capability?"""
CAPABILITY_LIST: Final = "capability.list"
"""Which capabilities are mounted?"""
CHANNEL_PUBLISH: Final = "channel.publish"
"""Publish on a channel."""
DISPLAY_SHOW: Final = "display.show"
"""Show the user a message."""
REQUEST_HOOK_EMIT: Final = "request.hook_emit"
"""Ask the hooks (fan-out and fold by the host)."""
REQUEST_TOOL_EXECUTE: Final = "request.tool_execute"
"""Run a tool of any service."""
REQUEST_PROVIDER_COMPLETE: Final = "request.provider_complete"
"""Ask a model through its provider."""
REQUEST_PROVIDER_INFO: Final = "request.provider_info"
"""What is this provider?"""
REQUEST_PROVIDER_LIST_MODELS: Final = "request.provider_list_models"
"""Which models does a provider have?"""
REQUEST_CONTEXT_ADD_MESSAGE: Final = "request.context_add_message"
"""Add a message to the history (and to the transcript)."""
REQUEST_CONTEXT_GET_MESSAGES: Final = "request.context_get_messages"
"""Give the history, or what of it to send to the model."""
REQUEST_CONTEXT_SET_MESSAGES: Final = "request.context_set_messages"
"""Replace the history."""
REQUEST_CONTEXT_CLEAR: Final = "request.context_clear"
"""Forget the history."""
REQUEST_APPROVAL: Final = "request.approval"
"""May this happen? Goes to the approval provider or to the user."""
REQUEST_SESSION_SPAWN: Final = "request.session_spawn"
"""Run a turn in a new child session."""
REQUEST_SESSION_RESUME: Final = "request.session_resume"
"""Run one more turn in a child session."""
REQUEST_CONTENT_READ: Final = "request.content_read"
"""Read content of a service."""
REQUEST_CONTENT_LIST: Final = "request.content_list"
"""List content of a service."""
REQUEST_CAPABILITY_CALL: Final = "request.capability_call"
"""Call a capability of any service."""
REQUEST_CHANNEL_COLLECT: Final = "request.channel_collect"
"""Collect what all services contribute to a channel."""
STREAM_TOKEN: Final = "stream.token"
"""Text of the answer. Streamed to the user while a turn runs."""
STREAM_THINKING: Final = "stream.thinking"
"""Thoughts of the model. Streamed to the user while a turn runs."""
STREAM_TOOL_CALL_START: Final = "stream.tool_call_start"
"""A tool call begins. Streamed to the user while a turn runs."""
STREAM_TOOL_CALL_END: Final = "stream.tool_call_end"
"""A tool call is over. Streamed to the user while a turn runs."""
STREAM_CONTENT_BLOCK_START: Final = "stream.content_block_start"
"""A block begins. Streamed to the user while a turn runs."""
STREAM_CONTENT_BLOCK_DELTA: Final = "stream.content_block_delta"
"""A block grows. Streamed to the user while a turn runs."""
STREAM_CONTENT_BLOCK_END: Final = "stream.content_block_end"
"""A block is complete. Streamed to the user while a turn runs."""
STREAM_CONTEXT_MESSAGE_ADDED: Final = "stream.context_message_added"
"""A message was stored. Streamed to the user while a turn runs."""
STREAM_TODO_UPDATE: Final = "stream.todo_update"
"""The list of things to do changed. Streamed to the user while a turn runs."""
STREAM_USAGE: Final = "stream.usage"
"""Tokens used so far. Streamed to the user while a turn runs."""
STREAM_PROVIDER_TOKEN: Final = "stream.provider.token"
"""Text of the answer. Streamed to the caller of provider.complete."""
STREAM_PROVIDER_THINKING: Final = "stream.provider.thinking"
"""Thoughts of the model. Streamed to the caller of provider.complete."""
STREAM_PROVIDER_TOOL_CALL_START: Final = "stream.provider.tool_call_start"
"""A tool call begins. Streamed to the caller of provider.complete."""
STREAM_PROVIDER_CONTENT_BLOCK_START: Final = "stream.provider.content_block_start"
"""A block begins. Streamed to the caller of provider.complete."""
STREAM_PROVIDER_CONTENT_BLOCK_DELTA: Final = "stream.provider.content_block_delta"
"""A block grows. Streamed to the caller of provider.complete."""
STREAM_PROVIDER_CONTENT_BLOCK_END: Final = "stream.provider.content_block_end"
"""A block is complete. Streamed to the caller of provider.complete."""
STREAM_PROVIDER_USAGE: Final = "stream.provider.usage"
"""Tokens used so far. Streamed to the caller of provider.complete."""
STREAM_TOOL_OUTPUT: Final = "stream.tool.output"
"""Output of a running tool."""

METHODS: Final[dict[str, Method]] = {
    DESCRIBE: Method(
        DESCRIBE,
        "host_to_service",
        "request",
        "DescribeParams",
        "DescribeResult",
        http=Http("GET", "/describe"),
    ),
    CONFIGURE: Method(
        CONFIGURE,
        "host_to_service",
        "request",
        "ConfigureParams",
        "ConfigureResult",
        http=Http("POST", "/configure"),
    ),
    PING: Method(
        PING, "both", "request", "PingParams", "EmptyResult", http=Http("GET", "/healthz")
    ),
    CANCEL: Method(
        CANCEL,
        "both",
        "notification",
        "CancelParams",
        None,
        http=Http("POST", "/orchestrator/cancel"),
    ),
    PROGRESS: Method(PROGRESS, "both", "notification", "ProgressParams", None),
    LOG: Method(LOG, "service_to_host", "notification", "LogParams", None),
    ORCHESTRATOR_EXECUTE: Method(
        ORCHESTRATOR_EXECUTE,
        "host_to_service",
        "request",
        "OrchestratorExecuteParams",
        "OrchestratorExecuteResult",
        routing_member="orchestrator",
        http=Http("POST", "/orchestrator/execute", stream="always"),
    ),
    PROVIDER_COMPLETE: Method(
        PROVIDER_COMPLETE,
        "host_to_service",
        "request",
        "ProviderCompleteParams",
        "ChatResponse",
        routing_member="provider",
        http=Http(
            "POST", "/providers/{provider}/complete", stream_path="/providers/{provider}/stream"
        ),
    ),
    PROVIDER_INFO: Method(
        PROVIDER_INFO,
        "host_to_service",
        "request",
        "ProviderInfoParams",
        "ProviderInfo",
        routing_member="provider",
        http=Http("GET", "/providers/{provider}"),
    ),
    PROVIDER_LIST_MODELS: Method(
        PROVIDER_LIST_MODELS,
        "host_to_service",
        "request",
        "ProviderListModelsParams",
        "ProviderListModelsResult",
        routing_member="provider",
        http=Http("GET", "/providers/{provider}/models"),
    ),
    PROVIDER_PARSE_TOOL_CALLS: Method(
        PROVIDER_PARSE_TOOL_CALLS,
        "host_to_service",
        "request",
        "ProviderParseToolCallsParams",
        "ProviderParseToolCallsResult",
        routing_member="provider",
        http=Http("POST", "/providers/{provider}/parse_tool_calls"),
    ),
    TOOL_EXECUTE: Method(
        TOOL_EXECUTE,
        "host_to_service",
        "request",
        "ToolExecuteParams",
        "ToolResult",
        routing_member="name",
        http=Http("POST", "/tools/{name}/execute", stream="accept"),
    ),
    HOOK_EMIT: Method(
        HOOK_EMIT,
        "host_to_service",
        "request",
        "HookEmitParams",
        "HookResult",
        routing_member="event",
        http=Http("POST", "/hooks/{event}"),
    ),
    CONTEXT_ADD_MESSAGE: Method(
        CONTEXT_ADD_MESSAGE,
        "host_to_service",
        "request",
        "ContextAddMessageParams",
        "EmptyResult",
        http=Http("POST", "/context/messages"),
    ),
    CONTEXT_GET_MESSAGES: Method(
        CONTEXT_GET_MESSAGES,
        "host_to_service",
        "request",
        "ContextGetMessagesParams",
        "ContextGetMessagesResult",
        http=Http("GET", "/context/messages"),
    ),
    CONTEXT_SET_MESSAGES: Method(
        CONTEXT_SET_MESSAGES,
        "host_to_service",
        "request",
        "ContextSetMessagesParams",
        "EmptyResult",
        http=Http("PUT", "/context/messages"),
    ),
    CONTEXT_CLEAR: Method(
        CONTEXT_CLEAR,
        "host_to_service",
        "request",
        "ContextClearParams",
        "EmptyResult",
        http=Http("DELETE", "/context/messages"),
    ),
    APPROVAL_REQUEST: Method(
        APPROVAL_REQUEST,
        "host_to_service",
        "request",
        "ApprovalRequestParams",
        "ApprovalResult",
        routing_member="provider",
        http=Http("POST", "/approvals"),
    ),
    CONTENT_READ: Method(
        CONTENT_READ,
        "host_to_service",
        "request",
        "ContentReadParams",
        "ContentReadResult",
        routing_member="path",
        http=Http("GET", "/content/{path}"),
    ),
    CONTENT_LIST: Method(
        CONTENT_LIST,
        "host_to_service",
        "request",
        "ContentListParams",
        "ContentListResult",
        http=Http("GET", "/content"),
    ),
    CAPABILITY_CALL: Method(
        CAPABILITY_CALL,
        "host_to_service",
        "request",
        "CapabilityCallParams",
        "CapabilityCallResult",
        routing_member="name",
        http=Http("POST", "/capabilities/{name}"),
    ),
    CHANNEL_COLLECT: Method(
        CHANNEL_COLLECT,
        "host_to_service",
        "request",
        "ChannelCollectParams",
        "ChannelCollectResult",
        routing_member="channel",
        http=Http("GET", "/channels/{channel}"),
    ),
    CHANNEL_MESSAGE: Method(
        CHANNEL_MESSAGE,
        "host_to_service",
        "notification",
        "ChannelMessageParams",
        None,
        routing_member="channel",
        http=Http("POST", "/channels/{channel}"),
    ),
    STATE_GET: Method(
        STATE_GET,
        "service_to_host",
        "request",
        "StateGetParams",
        "StateGetResult",
        routing_member="key",
    ),
    STATE_SET: Method(
        STATE_SET,
        "service_to_host",
        "request",
        "StateSetParams",
        "EmptyResult",
        routing_member="key",
    ),
    REQUEST_STATE_GET: Method(
        REQUEST_STATE_GET,
        "service_to_host",
        "request",
        "StateGetParams",
        "StateGetResult",
        routes_to="state.get",
        routing_member="key",
    ),
    REQUEST_STATE_SET: Method(
        REQUEST_STATE_SET,
        "service_to_host",
        "request",
        "StateSetParams",
        "EmptyResult",
        routes_to="state.set",
        routing_member="key",
    ),
    CAPABILITY_GET: Method(
        CAPABILITY_GET,
        "service_to_host",
        "request",
        "CapabilityGetParams",
        "CapabilityInfo",
        routing_member="name",
    ),
    CAPABILITY_LIST: Method(
        CAPABILITY_LIST,
        "service_to_host",
        "request",
        "CapabilityListParams",
        "CapabilityListResult",
    ),
    CHANNEL_PUBLISH: Method(
        CHANNEL_PUBLISH,
        "service_to_host",
        "notification",
        "ChannelPublishParams",
        None,
        routes_to="channel.message",
        routing_member="channel",
    ),
    DISPLAY_SHOW: Method(
        DISPLAY_SHOW, "service_to_host", "notification", "DisplayShowParams", None
    ),
    REQUEST_HOOK_EMIT: Method(
        REQUEST_HOOK_EMIT,
        "service_to_host",
        "request",
        "HookEmitParams",
        "HookResult",
        grant="hook.emit",
        routes_to="hook.emit",
        routing_member="event",
    ),
    REQUEST_TOOL_EXECUTE: Method(
        REQUEST_TOOL_EXECUTE,
        "service_to_host",
        "request",
        "ToolExecuteParams",
        "ToolResult",
        grant="tool.execute",
        routes_to="tool.execute",
        routing_member="name",
    ),
    REQUEST_PROVIDER_COMPLETE: Method(
        REQUEST_PROVIDER_COMPLETE,
        "service_to_host",
        "request",
        "ProviderCompleteParams",
        "ChatResponse",
        grant="provider.complete",
        routes_to="provider.complete",
        routing_member="provider",
    ),
    REQUEST_PROVIDER_INFO: Method(
        REQUEST_PROVIDER_INFO,
        "service_to_host",
        "request",
        "ProviderInfoParams",
        "ProviderInfo",
        grant="provider.complete",
        routes_to="provider.info",
        routing_member="provider",
    ),
    REQUEST_PROVIDER_LIST_MODELS: Method(
        REQUEST_PROVIDER_LIST_MODELS,
        "service_to_host",
        "request",
        "ProviderListModelsParams",
        "ProviderListModelsResult",
        grant="provider.complete",
        routes_to="provider.list_models",
        routing_member="provider",
    ),
    REQUEST_CONTEXT_ADD_MESSAGE: Method(
        REQUEST_CONTEXT_ADD_MESSAGE,
        "service_to_host",
        "request",
        "ContextAddMessageParams",
        "EmptyResult",
        grant="context",
        routes_to="context.add_message",
    ),
    REQUEST_CONTEXT_GET_MESSAGES: Method(
        REQUEST_CONTEXT_GET_MESSAGES,
        "service_to_host",
        "request",
        "ContextGetMessagesParams",
        "ContextGetMessagesResult",
        grant="context",
        routes_to="context.get_messages",
    ),
    REQUEST_CONTEXT_SET_MESSAGES: Method(
        REQUEST_CONTEXT_SET_MESSAGES,
        "service_to_host",
        "request",
        "ContextSetMessagesParams",
        "EmptyResult",
        grant="context",
        routes_to="context.set_messages",
    ),
    REQUEST_CONTEXT_CLEAR: Method(
        REQUEST_CONTEXT_CLEAR,
        "service_to_host",
        "request",
        "ContextClearParams",
        "EmptyResult",
        grant="context",
        routes_to="context.clear",
    ),
    REQUEST_APPROVAL: Method(
        REQUEST_APPROVAL,
        "service_to_host",
        "request",
        "ApprovalRequestParams",
        "ApprovalResult",
        grant="approval",
        routes_to="approval.request",
        routing_member="provider",
    ),
    REQUEST_SESSION_SPAWN: Method(
        REQUEST_SESSION_SPAWN,
        "service_to_host",
        "request",
        "RequestSessionSpawnParams",
        "RequestSessionResult",
        grant="session.spawn",
    ),
    REQUEST_SESSION_RESUME: Method(
        REQUEST_SESSION_RESUME,
        "service_to_host",
        "request",
        "RequestSessionResumeParams",
        "RequestSessionResult",
        grant="session.spawn",
    ),
    REQUEST_CONTENT_READ: Method(
        REQUEST_CONTENT_READ,
        "service_to_host",
        "request",
        "RequestContentReadParams",
        "ContentReadResult",
        grant="content.read",
        routes_to="content.read",
        routing_member="service",
    ),
    REQUEST_CONTENT_LIST: Method(
        REQUEST_CONTENT_LIST,
        "service_to_host",
        "request",
        "RequestContentListParams",
        "ContentListResult",
        grant="content.read",
        routes_to="content.list",
        routing_member="service",
    ),
    REQUEST_CAPABILITY_CALL: Method(
        REQUEST_CAPABILITY_CALL,
        "service_to_host",
        "request",
        "CapabilityCallParams",
        "CapabilityCallResult",
        grant="capability.call",
        routes_to="capability.call",
        routing_member="name",
    ),
    REQUEST_CHANNEL_COLLECT: Method(
        REQUEST_CHANNEL_COLLECT,
        "service_to_host",
        "request",
        "ChannelCollectParams",
        "RequestChannelCollectResult",
        grant="channel.collect",
        routes_to="channel.collect",
        routing_member="channel",
    ),
    STREAM_TOKEN: Method(
        STREAM_TOKEN,
        "service_to_host",
        "notification",
        "StreamTokenParams",
        None,
        routing_member="request_id",
    ),
    STREAM_THINKING: Method(
        STREAM_THINKING,
        "service_to_host",
        "notification",
        "StreamThinkingParams",
        None,
        routing_member="request_id",
    ),
    STREAM_TOOL_CALL_START: Method(
        STREAM_TOOL_CALL_START,
        "service_to_host",
        "notification",
        "StreamToolCallStartParams",
        None,
        routing_member="request_id",
    ),
    STREAM_TOOL_CALL_END: Method(
        STREAM_TOOL_CALL_END,
        "service_to_host",
        "notification",
        "StreamToolCallEndParams",
        None,
        routing_member="request_id",
    ),
    STREAM_CONTENT_BLOCK_START: Method(
        STREAM_CONTENT_BLOCK_START,
        "service_to_host",
        "notification",
        "StreamContentBlockStartParams",
        None,
        routing_member="request_id",
    ),
    STREAM_CONTENT_BLOCK_DELTA: Method(
        STREAM_CONTENT_BLOCK_DELTA,
        "service_to_host",
        "notification",
        "StreamContentBlockDeltaParams",
        None,
        routing_member="request_id",
    ),
    STREAM_CONTENT_BLOCK_END: Method(
        STREAM_CONTENT_BLOCK_END,
        "service_to_host",
        "notification",
        "StreamContentBlockEndParams",
        None,
        routing_member="request_id",
    ),
    STREAM_CONTEXT_MESSAGE_ADDED: Method(
        STREAM_CONTEXT_MESSAGE_ADDED,
        "service_to_host",
        "notification",
        "StreamContextMessageAddedParams",
        None,
        routing_member="request_id",
    ),
    STREAM_TODO_UPDATE: Method(
        STREAM_TODO_UPDATE,
        "service_to_host",
        "notification",
        "StreamTodoUpdateParams",
        None,
        routing_member="request_id",
    ),
    STREAM_USAGE: Method(
        STREAM_USAGE,
        "service_to_host",
        "notification",
        "StreamUsageParams",
        None,
        routing_member="request_id",
    ),
    STREAM_PROVIDER_TOKEN: Method(
        STREAM_PROVIDER_TOKEN,
        "both",
        "notification",
        "StreamTokenParams",
        None,
        routing_member="request_id",
    ),
    STREAM_PROVIDER_THINKING: Method(
        STREAM_PROVIDER_THINKING,
        "both",
        "notification",
        "StreamThinkingParams",
        None,
        routing_member="request_id",
    ),
    STREAM_PROVIDER_TOOL_CALL_START: Method(
        STREAM_PROVIDER_TOOL_CALL_START,
        "both",
        "notification",
        "StreamToolCallStartParams",
        None,
        routing_member="request_id",
    ),
    STREAM_PROVIDER_CONTENT_BLOCK_START: Method(
        STREAM_PROVIDER_CONTENT_BLOCK_START,
        "both",
        "notification",
        "StreamContentBlockStartParams",
        None,
        routing_member="request_id",
    ),
    STREAM_PROVIDER_CONTENT_BLOCK_DELTA: Method(
        STREAM_PROVIDER_CONTENT_BLOCK_DELTA,
        "both",
        "notification",
        "StreamContentBlockDeltaParams",
        None,
        routing_member="request_id",
    ),
    STREAM_PROVIDER_CONTENT_BLOCK_END: Method(
        STREAM_PROVIDER_CONTENT_BLOCK_END,
        "both",
        "notification",
        "StreamContentBlockEndParams",
        None,
        routing_member="request_id",
    ),
    STREAM_PROVIDER_USAGE: Method(
        STREAM_PROVIDER_USAGE,
        "both",
        "notification",
        "StreamUsageParams",
        None,
        routing_member="request_id",
    ),
    STREAM_TOOL_OUTPUT: Method(
        STREAM_TOOL_OUTPUT,
        "both",
        "notification",
        "StreamToolOutputParams",
        None,
        routing_member="request_id",
    ),
}
"""Every method by its name."""
