// Code generated from schemas/ by "make generate"; DO NOT EDIT.

import type {
  ApprovalRequestParams,
  ApprovalResult,
  CancelParams,
  CapabilityCallParams,
  CapabilityCallResult,
  CapabilityGetParams,
  CapabilityInfo,
  CapabilityListParams,
  CapabilityListResult,
  ChannelCollectParams,
  ChannelCollectResult,
  ChannelMessageParams,
  ChannelPublishParams,
  ChatResponse,
  ConfigureParams,
  ConfigureResult,
  ContentListParams,
  ContentListResult,
  ContentReadParams,
  ContentReadResult,
  ContextAddMessageParams,
  ContextClearParams,
  ContextGetMessagesParams,
  ContextGetMessagesResult,
  ContextSetMessagesParams,
  DescribeParams,
  DescribeResult,
  DisplayShowParams,
  EmptyResult,
  HookEmitParams,
  HookResult,
  LogParams,
  OrchestratorExecuteParams,
  OrchestratorExecuteResult,
  PingParams,
  ProgressParams,
  ProviderCompleteParams,
  ProviderInfo,
  ProviderInfoParams,
  ProviderListModelsParams,
  ProviderListModelsResult,
  ProviderParseToolCallsParams,
  ProviderParseToolCallsResult,
  RequestChannelCollectResult,
  RequestContentListParams,
  RequestContentReadParams,
  RequestSessionResult,
  RequestSessionResumeParams,
  RequestSessionSpawnParams,
  StateGetParams,
  StateGetResult,
  StateSetParams,
  StreamContentBlockDeltaParams,
  StreamContentBlockEndParams,
  StreamContentBlockStartParams,
  StreamContextMessageAddedParams,
  StreamThinkingParams,
  StreamTodoUpdateParams,
  StreamTokenParams,
  StreamToolCallEndParams,
  StreamToolCallStartParams,
  StreamToolOutputParams,
  StreamUsageParams,
  ToolExecuteParams,
  ToolResult,
  Types,
} from "./types.js";

/** The requests with their types. */
export interface Requests {
  /** Who are you and what do you offer? */
  "describe": { params: DescribeParams; result: DescribeResult };
  /** Take these settings. */
  "configure": { params: ConfigureParams; result: ConfigureResult };
  /** Are you there? */
  "ping": { params: PingParams; result: EmptyResult };
  /** Run one turn. */
  "orchestrator.execute": { params: OrchestratorExecuteParams; result: OrchestratorExecuteResult };
  /** Ask the model. */
  "provider.complete": { params: ProviderCompleteParams; result: ChatResponse };
  /** What is this provider? */
  "provider.info": { params: ProviderInfoParams; result: ProviderInfo };
  /** Which models are there? */
  "provider.list_models": { params: ProviderListModelsParams; result: ProviderListModelsResult };
  /** Which tools does this response want to call? */
  "provider.parse_tool_calls": { params: ProviderParseToolCallsParams; result: ProviderParseToolCallsResult };
  /** Run a tool. */
  "tool.execute": { params: ToolExecuteParams; result: ToolResult };
  /** Something happens; what do you say? */
  "hook.emit": { params: HookEmitParams; result: HookResult };
  /** Add a message to the history. */
  "context.add_message": { params: ContextAddMessageParams; result: EmptyResult };
  /** Give the history, or what of it to send to the model. */
  "context.get_messages": { params: ContextGetMessagesParams; result: ContextGetMessagesResult };
  /** Replace the history. */
  "context.set_messages": { params: ContextSetMessagesParams; result: EmptyResult };
  /** Forget the history. */
  "context.clear": { params: ContextClearParams; result: EmptyResult };
  /** May this happen? */
  "approval.request": { params: ApprovalRequestParams; result: ApprovalResult };
  /** Give the content of a path. */
  "content.read": { params: ContentReadParams; result: ContentReadResult };
  /** Which paths are there? */
  "content.list": { params: ContentListParams; result: ContentListResult };
  /** Call an exported capability. */
  "capability.call": { params: CapabilityCallParams; result: CapabilityCallResult };
  /** What do you contribute to this channel? */
  "channel.collect": { params: ChannelCollectParams; result: ChannelCollectResult };
  /** Read a value of the session. */
  "state.get": { params: StateGetParams; result: StateGetResult };
  /** Write a value of the session. */
  "state.set": { params: StateSetParams; result: EmptyResult };
  /** Older spelling of `state.get`. */
  "request.state_get": { params: StateGetParams; result: StateGetResult };
  /** Older spelling of `state.set`. */
  "request.state_set": { params: StateSetParams; result: EmptyResult };
  /** Who exports this capability? */
  "capability.get": { params: CapabilityGetParams; result: CapabilityInfo };
  /** Which capabilities are mounted? */
  "capability.list": { params: CapabilityListParams; result: CapabilityListResult };
  /** Ask the hooks (fan-out and fold by the host). */
  "request.hook_emit": { params: HookEmitParams; result: HookResult };
  /** Run a tool of any service. */
  "request.tool_execute": { params: ToolExecuteParams; result: ToolResult };
  /** Ask a model through its provider. */
  "request.provider_complete": { params: ProviderCompleteParams; result: ChatResponse };
  /** What is this provider? */
  "request.provider_info": { params: ProviderInfoParams; result: ProviderInfo };
  /** Which models does a provider have? */
  "request.provider_list_models": { params: ProviderListModelsParams; result: ProviderListModelsResult };
  /** Add a message to the history (and to the transcript). */
  "request.context_add_message": { params: ContextAddMessageParams; result: EmptyResult };
  /** Give the history, or what of it to send to the model. */
  "request.context_get_messages": { params: ContextGetMessagesParams; result: ContextGetMessagesResult };
  /** Replace the history. */
  "request.context_set_messages": { params: ContextSetMessagesParams; result: EmptyResult };
  /** Forget the history. */
  "request.context_clear": { params: ContextClearParams; result: EmptyResult };
  /** May this happen? Goes to the approval provider or to the user. */
  "request.approval": { params: ApprovalRequestParams; result: ApprovalResult };
  /** Run a turn in a new child session. */
  "request.session_spawn": { params: RequestSessionSpawnParams; result: RequestSessionResult };
  /** Run one more turn in a child session. */
  "request.session_resume": { params: RequestSessionResumeParams; result: RequestSessionResult };
  /** Read content of a service. */
  "request.content_read": { params: RequestContentReadParams; result: ContentReadResult };
  /** List content of a service. */
  "request.content_list": { params: RequestContentListParams; result: ContentListResult };
  /** Call a capability of any service. */
  "request.capability_call": { params: CapabilityCallParams; result: CapabilityCallResult };
  /** Collect what all services contribute to a channel. */
  "request.channel_collect": { params: ChannelCollectParams; result: RequestChannelCollectResult };
}

/** The notifications with the types of their params. */
export interface Notifications {
  /** The sender no longer wants a request's answer. */
  "$/cancel": CancelParams;
  /** How far a request is. */
  "$/progress": ProgressParams;
  /** A structured line for the host's log. */
  "$/log": LogParams;
  /** Somebody published on a channel. */
  "channel.message": ChannelMessageParams;
  /** Publish on a channel. */
  "channel.publish": ChannelPublishParams;
  /** Show the user a message. */
  "display.show": DisplayShowParams;
  /** Text of the answer. Streamed to the user while a turn runs. */
  "stream.token": StreamTokenParams;
  /** Thoughts of the model. Streamed to the user while a turn runs. */
  "stream.thinking": StreamThinkingParams;
  /** A tool call begins. Streamed to the user while a turn runs. */
  "stream.tool_call_start": StreamToolCallStartParams;
  /** A tool call is over. Streamed to the user while a turn runs. */
  "stream.tool_call_end": StreamToolCallEndParams;
  /** A block begins. Streamed to the user while a turn runs. */
  "stream.content_block_start": StreamContentBlockStartParams;
  /** A block grows. Streamed to the user while a turn runs. */
  "stream.content_block_delta": StreamContentBlockDeltaParams;
  /** A block is complete. Streamed to the user while a turn runs. */
  "stream.content_block_end": StreamContentBlockEndParams;
  /** A message was stored. Streamed to the user while a turn runs. */
  "stream.context_message_added": StreamContextMessageAddedParams;
  /** The list of things to do changed. Streamed to the user while a turn runs. */
  "stream.todo_update": StreamTodoUpdateParams;
  /** Tokens used so far. Streamed to the user while a turn runs. */
  "stream.usage": StreamUsageParams;
  /** Text of the answer. Streamed to the caller of provider.complete. */
  "stream.provider.token": StreamTokenParams;
  /** Thoughts of the model. Streamed to the caller of provider.complete. */
  "stream.provider.thinking": StreamThinkingParams;
  /** A tool call begins. Streamed to the caller of provider.complete. */
  "stream.provider.tool_call_start": StreamToolCallStartParams;
  /** A block begins. Streamed to the caller of provider.complete. */
  "stream.provider.content_block_start": StreamContentBlockStartParams;
  /** A block grows. Streamed to the caller of provider.complete. */
  "stream.provider.content_block_delta": StreamContentBlockDeltaParams;
  /** A block is complete. Streamed to the caller of provider.complete. */
  "stream.provider.content_block_end": StreamContentBlockEndParams;
  /** Tokens used so far. Streamed to the caller of provider.complete. */
  "stream.provider.usage": StreamUsageParams;
  /** Output of a running tool. */
  "stream.tool.output": StreamToolOutputParams;
}

/** Who may send a method. */
export type Direction = "host_to_service" | "service_to_host" | "both";

/** What there is to know about a method. */
export interface MethodInfo {
  readonly direction: Direction;
  readonly kind: "request" | "notification";
  /** The types of its params and result; notifications have no result. */
  readonly params: keyof Types;
  readonly result: keyof Types | null;
  /** The grant that a service needs to send it; null = every service may. */
  readonly grant: string | null;
  /** The method under which the host passes it on. */
  readonly routesTo: string | null;
  /** The member of the params that decides who gets it. */
  readonly routingMember: string | null;
  /** Its endpoint in the HTTP binding; members of the params stand in braces. */
  readonly http: { readonly method: string; readonly path: string; readonly stream: "always" | "accept" | null; readonly streamPath: string | null } | null;
}

/** The name of a method. */
export type MethodName = keyof Requests | keyof Notifications;

/** Who are you and what do you offer? */
export const DESCRIBE = "describe";
/** Take these settings. */
export const CONFIGURE = "configure";
/** Are you there? */
export const PING = "ping";
/** The sender no longer wants a request's answer. */
export const CANCEL = "$/cancel";
/** How far a request is. */
export const PROGRESS = "$/progress";
/** A structured line for the host's log. */
export const LOG = "$/log";
/** Run one turn. */
export const ORCHESTRATOR_EXECUTE = "orchestrator.execute";
/** Ask the model. */
export const PROVIDER_COMPLETE = "provider.complete";
/** What is this provider? */
export const PROVIDER_INFO = "provider.info";
/** Which models are there? */
export const PROVIDER_LIST_MODELS = "provider.list_models";
/** Which tools does this response want to call? */
export const PROVIDER_PARSE_TOOL_CALLS = "provider.parse_tool_calls";
/** Run a tool. */
export const TOOL_EXECUTE = "tool.execute";
/** Something happens; what do you say? */
export const HOOK_EMIT = "hook.emit";
/** Add a message to the history. */
export const CONTEXT_ADD_MESSAGE = "context.add_message";
/** Give the history, or what of it to send to the model. */
export const CONTEXT_GET_MESSAGES = "context.get_messages";
/** Replace the history. */
export const CONTEXT_SET_MESSAGES = "context.set_messages";
/** Forget the history. */
export const CONTEXT_CLEAR = "context.clear";
/** May this happen? */
export const APPROVAL_REQUEST = "approval.request";
/** Give the content of a path. */
export const CONTENT_READ = "content.read";
/** Which paths are there? */
export const CONTENT_LIST = "content.list";
/** Call an exported capability. */
export const CAPABILITY_CALL = "capability.call";
/** What do you contribute to this channel? */
export const CHANNEL_COLLECT = "channel.collect";
/** Somebody published on a channel. */
export const CHANNEL_MESSAGE = "channel.message";
/** Read a value of the session. */
export const STATE_GET = "state.get";
/** Write a value of the session. */
export const STATE_SET = "state.set";
/** Older spelling of `state.get`. */
export const REQUEST_STATE_GET = "request.state_get";
/** Older spelling of `state.set`. */
export const REQUEST_STATE_SET = "request.state_set";
/** Who exports this capability? */
export const CAPABILITY_GET = "capability.get";
/** Which capabilities are mounted? */
export const CAPABILITY_LIST = "capability.list";
/** Publish on a channel. */
export const CHANNEL_PUBLISH = "channel.publish";
/** Show the user a message. */
export const DISPLAY_SHOW = "display.show";
/** Ask the hooks (fan-out and fold by the host). */
export const REQUEST_HOOK_EMIT = "request.hook_emit";
/** Run a tool of any service. */
export const REQUEST_TOOL_EXECUTE = "request.tool_execute";
/** Ask a model through its provider. */
export const REQUEST_PROVIDER_COMPLETE = "request.provider_complete";
/** What is this provider? */
export const REQUEST_PROVIDER_INFO = "request.provider_info";
/** Which models does a provider have? */
export const REQUEST_PROVIDER_LIST_MODELS = "request.provider_list_models";
/** Add a message to the history (and to the transcript). */
export const REQUEST_CONTEXT_ADD_MESSAGE = "request.context_add_message";
/** Give the history, or what of it to send to the model. */
export const REQUEST_CONTEXT_GET_MESSAGES = "request.context_get_messages";
/** Replace the history. */
export const REQUEST_CONTEXT_SET_MESSAGES = "request.context_set_messages";
/** Forget the history. */
export const REQUEST_CONTEXT_CLEAR = "request.context_clear";
/** May this happen? Goes to the approval provider or to the user. */
export const REQUEST_APPROVAL = "request.approval";
/** Run a turn in a new child session. */
export const REQUEST_SESSION_SPAWN = "request.session_spawn";
/** Run one more turn in a child session. */
export const REQUEST_SESSION_RESUME = "request.session_resume";
/** Read content of a service. */
export const REQUEST_CONTENT_READ = "request.content_read";
/** List content of a service. */
export const REQUEST_CONTENT_LIST = "request.content_list";
/** Call a capability of any service. */
export const REQUEST_CAPABILITY_CALL = "request.capability_call";
/** Collect what all services contribute to a channel. */
export const REQUEST_CHANNEL_COLLECT = "request.channel_collect";
/** Text of the answer. Streamed to the user while a turn runs. */
export const STREAM_TOKEN = "stream.token";
/** Thoughts of the model. Streamed to the user while a turn runs. */
export const STREAM_THINKING = "stream.thinking";
/** A tool call begins. Streamed to the user while a turn runs. */
export const STREAM_TOOL_CALL_START = "stream.tool_call_start";
/** A tool call is over. Streamed to the user while a turn runs. */
export const STREAM_TOOL_CALL_END = "stream.tool_call_end";
/** A block begins. Streamed to the user while a turn runs. */
export const STREAM_CONTENT_BLOCK_START = "stream.content_block_start";
/** A block grows. Streamed to the user while a turn runs. */
export const STREAM_CONTENT_BLOCK_DELTA = "stream.content_block_delta";
/** A block is complete. Streamed to the user while a turn runs. */
export const STREAM_CONTENT_BLOCK_END = "stream.content_block_end";
/** A message was stored. Streamed to the user while a turn runs. */
export const STREAM_CONTEXT_MESSAGE_ADDED = "stream.context_message_added";
/** The list of things to do changed. Streamed to the user while a turn runs. */
export const STREAM_TODO_UPDATE = "stream.todo_update";
/** Tokens used so far. Streamed to the user while a turn runs. */
export const STREAM_USAGE = "stream.usage";
/** Text of the answer. Streamed to the caller of provider.complete. */
export const STREAM_PROVIDER_TOKEN = "stream.provider.token";
/** Thoughts of the model. Streamed to the caller of provider.complete. */
export const STREAM_PROVIDER_THINKING = "stream.provider.thinking";
/** A tool call begins. Streamed to the caller of provider.complete. */
export const STREAM_PROVIDER_TOOL_CALL_START = "stream.provider.tool_call_start";
/** A block begins. Streamed to the caller of provider.complete. */
export const STREAM_PROVIDER_CONTENT_BLOCK_START = "stream.provider.content_block_start";
/** A block grows. Streamed to the caller of provider.complete. */
export const STREAM_PROVIDER_CONTENT_BLOCK_DELTA = "stream.provider.content_block_delta";
/** A block is complete. Streamed to the caller of provider.complete. */
export const STREAM_PROVIDER_CONTENT_BLOCK_END = "stream.provider.content_block_end";
/** Tokens used so far. Streamed to the caller of provider.complete. */
export const STREAM_PROVIDER_USAGE = "stream.provider.usage";
/** Output of a running tool. */
export const STREAM_TOOL_OUTPUT = "stream.tool.output";

/** The table of the methods. */
export const METHODS: Readonly<Record<MethodName, MethodInfo>> = {
  "describe": {
    direction: "host_to_service",
    kind: "request",
    params: "DescribeParams",
    result: "DescribeResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "GET", path: "/describe", stream: null, streamPath: null },
  },
  "configure": {
    direction: "host_to_service",
    kind: "request",
    params: "ConfigureParams",
    result: "ConfigureResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "POST", path: "/configure", stream: null, streamPath: null },
  },
  "ping": {
    direction: "both",
    kind: "request",
    params: "PingParams",
    result: "EmptyResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "GET", path: "/healthz", stream: null, streamPath: null },
  },
  "$/cancel": {
    direction: "both",
    kind: "notification",
    params: "CancelParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "POST", path: "/orchestrator/cancel", stream: null, streamPath: null },
  },
  "$/progress": {
    direction: "both",
    kind: "notification",
    params: "ProgressParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: null,
    http: null,
  },
  "$/log": {
    direction: "service_to_host",
    kind: "notification",
    params: "LogParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: null,
    http: null,
  },
  "orchestrator.execute": {
    direction: "host_to_service",
    kind: "request",
    params: "OrchestratorExecuteParams",
    result: "OrchestratorExecuteResult",
    grant: null,
    routesTo: null,
    routingMember: "orchestrator",
    http: { method: "POST", path: "/orchestrator/execute", stream: "always", streamPath: null },
  },
  "provider.complete": {
    direction: "host_to_service",
    kind: "request",
    params: "ProviderCompleteParams",
    result: "ChatResponse",
    grant: null,
    routesTo: null,
    routingMember: "provider",
    http: { method: "POST", path: "/providers/{provider}/complete", stream: null, streamPath: "/providers/{provider}/stream" },
  },
  "provider.info": {
    direction: "host_to_service",
    kind: "request",
    params: "ProviderInfoParams",
    result: "ProviderInfo",
    grant: null,
    routesTo: null,
    routingMember: "provider",
    http: { method: "GET", path: "/providers/{provider}", stream: null, streamPath: null },
  },
  "provider.list_models": {
    direction: "host_to_service",
    kind: "request",
    params: "ProviderListModelsParams",
    result: "ProviderListModelsResult",
    grant: null,
    routesTo: null,
    routingMember: "provider",
    http: { method: "GET", path: "/providers/{provider}/models", stream: null, streamPath: null },
  },
  "provider.parse_tool_calls": {
    direction: "host_to_service",
    kind: "request",
    params: "ProviderParseToolCallsParams",
    result: "ProviderParseToolCallsResult",
    grant: null,
    routesTo: null,
    routingMember: "provider",
    http: { method: "POST", path: "/providers/{provider}/parse_tool_calls", stream: null, streamPath: null },
  },
  "tool.execute": {
    direction: "host_to_service",
    kind: "request",
    params: "ToolExecuteParams",
    result: "ToolResult",
    grant: null,
    routesTo: null,
    routingMember: "name",
    http: { method: "POST", path: "/tools/{name}/execute", stream: "accept", streamPath: null },
  },
  "hook.emit": {
    direction: "host_to_service",
    kind: "request",
    params: "HookEmitParams",
    result: "HookResult",
    grant: null,
    routesTo: null,
    routingMember: "event",
    http: { method: "POST", path: "/hooks/{event}", stream: null, streamPath: null },
  },
  "context.add_message": {
    direction: "host_to_service",
    kind: "request",
    params: "ContextAddMessageParams",
    result: "EmptyResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "POST", path: "/context/messages", stream: null, streamPath: null },
  },
  "context.get_messages": {
    direction: "host_to_service",
    kind: "request",
    params: "ContextGetMessagesParams",
    result: "ContextGetMessagesResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "GET", path: "/context/messages", stream: null, streamPath: null },
  },
  "context.set_messages": {
    direction: "host_to_service",
    kind: "request",
    params: "ContextSetMessagesParams",
    result: "EmptyResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "PUT", path: "/context/messages", stream: null, streamPath: null },
  },
  "context.clear": {
    direction: "host_to_service",
    kind: "request",
    params: "ContextClearParams",
    result: "EmptyResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "DELETE", path: "/context/messages", stream: null, streamPath: null },
  },
  "approval.request": {
    direction: "host_to_service",
    kind: "request",
    params: "ApprovalRequestParams",
    result: "ApprovalResult",
    grant: null,
    routesTo: null,
    routingMember: "provider",
    http: { method: "POST", path: "/approvals", stream: null, streamPath: null },
  },
  "content.read": {
    direction: "host_to_service",
    kind: "request",
    params: "ContentReadParams",
    result: "ContentReadResult",
    grant: null,
    routesTo: null,
    routingMember: "path",
    http: { method: "GET", path: "/content/{path}", stream: null, streamPath: null },
  },
  "content.list": {
    direction: "host_to_service",
    kind: "request",
    params: "ContentListParams",
    result: "ContentListResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: { method: "GET", path: "/content", stream: null, streamPath: null },
  },
  "capability.call": {
    direction: "host_to_service",
    kind: "request",
    params: "CapabilityCallParams",
    result: "CapabilityCallResult",
    grant: null,
    routesTo: null,
    routingMember: "name",
    http: { method: "POST", path: "/capabilities/{name}", stream: null, streamPath: null },
  },
  "channel.collect": {
    direction: "host_to_service",
    kind: "request",
    params: "ChannelCollectParams",
    result: "ChannelCollectResult",
    grant: null,
    routesTo: null,
    routingMember: "channel",
    http: { method: "GET", path: "/channels/{channel}", stream: null, streamPath: null },
  },
  "channel.message": {
    direction: "host_to_service",
    kind: "notification",
    params: "ChannelMessageParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "channel",
    http: { method: "POST", path: "/channels/{channel}", stream: null, streamPath: null },
  },
  "state.get": {
    direction: "service_to_host",
    kind: "request",
    params: "StateGetParams",
    result: "StateGetResult",
    grant: null,
    routesTo: null,
    routingMember: "key",
    http: null,
  },
  "state.set": {
    direction: "service_to_host",
    kind: "request",
    params: "StateSetParams",
    result: "EmptyResult",
    grant: null,
    routesTo: null,
    routingMember: "key",
    http: null,
  },
  "request.state_get": {
    direction: "service_to_host",
    kind: "request",
    params: "StateGetParams",
    result: "StateGetResult",
    grant: null,
    routesTo: "state.get",
    routingMember: "key",
    http: null,
  },
  "request.state_set": {
    direction: "service_to_host",
    kind: "request",
    params: "StateSetParams",
    result: "EmptyResult",
    grant: null,
    routesTo: "state.set",
    routingMember: "key",
    http: null,
  },
  "capability.get": {
    direction: "service_to_host",
    kind: "request",
    params: "CapabilityGetParams",
    result: "CapabilityInfo",
    grant: null,
    routesTo: null,
    routingMember: "name",
    http: null,
  },
  "capability.list": {
    direction: "service_to_host",
    kind: "request",
    params: "CapabilityListParams",
    result: "CapabilityListResult",
    grant: null,
    routesTo: null,
    routingMember: null,
    http: null,
  },
  "channel.publish": {
    direction: "service_to_host",
    kind: "notification",
    params: "ChannelPublishParams",
    result: null,
    grant: null,
    routesTo: "channel.message",
    routingMember: "channel",
    http: null,
  },
  "display.show": {
    direction: "service_to_host",
    kind: "notification",
    params: "DisplayShowParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: null,
    http: null,
  },
  "request.hook_emit": {
    direction: "service_to_host",
    kind: "request",
    params: "HookEmitParams",
    result: "HookResult",
    grant: "hook.emit",
    routesTo: "hook.emit",
    routingMember: "event",
    http: null,
  },
  "request.tool_execute": {
    direction: "service_to_host",
    kind: "request",
    params: "ToolExecuteParams",
    result: "ToolResult",
    grant: "tool.execute",
    routesTo: "tool.execute",
    routingMember: "name",
    http: null,
  },
  "request.provider_complete": {
    direction: "service_to_host",
    kind: "request",
    params: "ProviderCompleteParams",
    result: "ChatResponse",
    grant: "provider.complete",
    routesTo: "provider.complete",
    routingMember: "provider",
    http: null,
  },
  "request.provider_info": {
    direction: "service_to_host",
    kind: "request",
    params: "ProviderInfoParams",
    result: "ProviderInfo",
    grant: "provider.complete",
    routesTo: "provider.info",
    routingMember: "provider",
    http: null,
  },
  "request.provider_list_models": {
    direction: "service_to_host",
    kind: "request",
    params: "ProviderListModelsParams",
    result: "ProviderListModelsResult",
    grant: "provider.complete",
    routesTo: "provider.list_models",
    routingMember: "provider",
    http: null,
  },
  "request.context_add_message": {
    direction: "service_to_host",
    kind: "request",
    params: "ContextAddMessageParams",
    result: "EmptyResult",
    grant: "context",
    routesTo: "context.add_message",
    routingMember: null,
    http: null,
  },
  "request.context_get_messages": {
    direction: "service_to_host",
    kind: "request",
    params: "ContextGetMessagesParams",
    result: "ContextGetMessagesResult",
    grant: "context",
    routesTo: "context.get_messages",
    routingMember: null,
    http: null,
  },
  "request.context_set_messages": {
    direction: "service_to_host",
    kind: "request",
    params: "ContextSetMessagesParams",
    result: "EmptyResult",
    grant: "context",
    routesTo: "context.set_messages",
    routingMember: null,
    http: null,
  },
  "request.context_clear": {
    direction: "service_to_host",
    kind: "request",
    params: "ContextClearParams",
    result: "EmptyResult",
    grant: "context",
    routesTo: "context.clear",
    routingMember: null,
    http: null,
  },
  "request.approval": {
    direction: "service_to_host",
    kind: "request",
    params: "ApprovalRequestParams",
    result: "ApprovalResult",
    grant: "approval",
    routesTo: "approval.request",
    routingMember: "provider",
    http: null,
  },
  "request.session_spawn": {
    direction: "service_to_host",
    kind: "request",
    params: "RequestSessionSpawnParams",
    result: "RequestSessionResult",
    grant: "session.spawn",
    routesTo: null,
    routingMember: null,
    http: null,
  },
  "request.session_resume": {
    direction: "service_to_host",
    kind: "request",
    params: "RequestSessionResumeParams",
    result: "RequestSessionResult",
    grant: "session.spawn",
    routesTo: null,
    routingMember: null,
    http: null,
  },
  "request.content_read": {
    direction: "service_to_host",
    kind: "request",
    params: "RequestContentReadParams",
    result: "ContentReadResult",
    grant: "content.read",
    routesTo: "content.read",
    routingMember: "service",
    http: null,
  },
  "request.content_list": {
    direction: "service_to_host",
    kind: "request",
    params: "RequestContentListParams",
    result: "ContentListResult",
    grant: "content.read",
    routesTo: "content.list",
    routingMember: "service",
    http: null,
  },
  "request.capability_call": {
    direction: "service_to_host",
    kind: "request",
    params: "CapabilityCallParams",
    result: "CapabilityCallResult",
    grant: "capability.call",
    routesTo: "capability.call",
    routingMember: "name",
    http: null,
  },
  "request.channel_collect": {
    direction: "service_to_host",
    kind: "request",
    params: "ChannelCollectParams",
    result: "RequestChannelCollectResult",
    grant: "channel.collect",
    routesTo: "channel.collect",
    routingMember: "channel",
    http: null,
  },
  "stream.token": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamTokenParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.thinking": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamThinkingParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.tool_call_start": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamToolCallStartParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.tool_call_end": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamToolCallEndParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.content_block_start": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamContentBlockStartParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.content_block_delta": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamContentBlockDeltaParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.content_block_end": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamContentBlockEndParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.context_message_added": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamContextMessageAddedParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.todo_update": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamTodoUpdateParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.usage": {
    direction: "service_to_host",
    kind: "notification",
    params: "StreamUsageParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.provider.token": {
    direction: "both",
    kind: "notification",
    params: "StreamTokenParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.provider.thinking": {
    direction: "both",
    kind: "notification",
    params: "StreamThinkingParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.provider.tool_call_start": {
    direction: "both",
    kind: "notification",
    params: "StreamToolCallStartParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.provider.content_block_start": {
    direction: "both",
    kind: "notification",
    params: "StreamContentBlockStartParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.provider.content_block_delta": {
    direction: "both",
    kind: "notification",
    params: "StreamContentBlockDeltaParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.provider.content_block_end": {
    direction: "both",
    kind: "notification",
    params: "StreamContentBlockEndParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.provider.usage": {
    direction: "both",
    kind: "notification",
    params: "StreamUsageParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
  "stream.tool.output": {
    direction: "both",
    kind: "notification",
    params: "StreamToolOutputParams",
    result: null,
    grant: null,
    routesTo: null,
    routingMember: "request_id",
    http: null,
  },
};
