// Code generated from schemas/ by "make generate"; DO NOT EDIT.

//! The methods of the protocol and what there is to know about each.

use serde::{Serialize, de::DeserializeOwned};

use super::types;

/// Who may send a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The host sends it to a service.
    HostToService,
    /// A service sends it to the host.
    ServiceToHost,
    /// Either side sends it.
    Both,
}

/// Whether a method is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It is answered.
    Request,
    /// It is not answered.
    Notification,
}

/// The endpoint of a method in the HTTP binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Http {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The path; members of the params stand in braces.
    pub path: &'static str,
    /// `always` if it answers with a stream of events, `accept` if it does so when `Accept` asks for one.
    pub stream: Option<&'static str>,
    /// Where it answers with a stream, if that is another path.
    pub stream_path: Option<&'static str>,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its name on the wire.
    pub name: &'static str,
    /// Who may send it.
    pub direction: Direction,
    /// Whether it is answered.
    pub kind: Kind,
    /// The type of its params.
    pub params: &'static str,
    /// The type of its result; `None` for notifications.
    pub result: Option<&'static str>,
    /// The grant that a service needs to send it; `None` = every service may.
    pub grant: Option<&'static str>,
    /// The method under which the host passes it on.
    pub routes_to: Option<&'static str>,
    /// The member of the params that decides who gets it.
    pub routing_member: Option<&'static str>,
    /// Its endpoint in the HTTP binding.
    pub http: Option<Http>,
}

/// A request with its types, so that a call can be typed by its method alone.
pub trait Call {
    /// Its name on the wire.
    const NAME: &'static str;
    /// The type of its params.
    type Params: Serialize + DeserializeOwned + Send;
    /// The type of its result.
    type Result: Serialize + DeserializeOwned + Send;
}

/// Returns what is known of a method.
pub fn method(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

/// `describe`: Who are you and what do you offer?
pub const DESCRIBE: &str = "describe";

/// `configure`: Take these settings.
pub const CONFIGURE: &str = "configure";

/// `ping`: Are you there?
pub const PING: &str = "ping";

/// `$/cancel`: The sender no longer wants a request's answer.
pub const CANCEL: &str = "$/cancel";

/// `$/progress`: How far a request is.
pub const PROGRESS: &str = "$/progress";

/// `$/log`: A structured line for the host's log.
pub const LOG: &str = "$/log";

/// `orchestrator.execute`: Run one turn.
pub const ORCHESTRATOR_EXECUTE: &str = "orchestrator.execute";

/// `provider.complete`: Ask the model.
pub const PROVIDER_COMPLETE: &str = "provider.complete";

/// `provider.info`: What is this provider?
pub const PROVIDER_INFO: &str = "provider.info";

/// `provider.list_models`: Which models are there?
pub const PROVIDER_LIST_MODELS: &str = "provider.list_models";

/// `provider.parse_tool_calls`: Which tools does this response want to call?
pub const PROVIDER_PARSE_TOOL_CALLS: &str = "provider.parse_tool_calls";

/// `tool.execute`: Run a tool.
pub const TOOL_EXECUTE: &str = "tool.execute";

/// `hook.emit`: Something happens; what do you say?
pub const HOOK_EMIT: &str = "hook.emit";

/// `context.add_message`: Add a message to the history.
pub const CONTEXT_ADD_MESSAGE: &str = "context.add_message";

/// `context.get_messages`: Give the history, or what of it to send to the model.
pub const CONTEXT_GET_MESSAGES: &str = "context.get_messages";

/// `context.set_messages`: Replace the history.
pub const CONTEXT_SET_MESSAGES: &str = "context.set_messages";

/// `context.clear`: Forget the history.
pub const CONTEXT_CLEAR: &str = "context.clear";

/// `approval.request`: May this happen?
pub const APPROVAL_REQUEST: &str = "approval.request";

/// `content.read`: Give the content of a path.
pub const CONTENT_READ: &str = "content.read";

/// `content.list`: Which paths are there?
pub const CONTENT_LIST: &str = "content.list";

/// `capability.call`: Call an exported capability.
pub const CAPABILITY_CALL: &str = "capability.call";

/// `channel.collect`: What do you contribute to this channel?
pub const CHANNEL_COLLECT: &str = "channel.collect";

/// `channel.message`: Somebody published on a channel.
pub const CHANNEL_MESSAGE: &str = "channel.message";

/// `state.get`: Read a value of the session.
pub const STATE_GET: &str = "state.get";

/// `state.set`: Write a value of the session.
pub const STATE_SET: &str = "state.set";

/// `request.state_get`: Older spelling of `state.get`.
pub const REQUEST_STATE_GET: &str = "request.state_get";

/// `request.state_set`: Older spelling of `state.set`.
pub const REQUEST_STATE_SET: &str = "request.state_set";

/// `capability.get`: Who exports this capability?
pub const CAPABILITY_GET: &str = "capability.get";

/// `capability.list`: Which capabilities are mounted?
pub const CAPABILITY_LIST: &str = "capability.list";

/// `channel.publish`: Publish on a channel.
pub const CHANNEL_PUBLISH: &str = "channel.publish";

/// `display.show`: Show the user a message.
pub const DISPLAY_SHOW: &str = "display.show";

/// `request.hook_emit`: Ask the hooks (fan-out and fold by the host).
pub const REQUEST_HOOK_EMIT: &str = "request.hook_emit";

/// `request.tool_execute`: Run a tool of any service.
pub const REQUEST_TOOL_EXECUTE: &str = "request.tool_execute";

/// `request.provider_complete`: Ask a model through its provider.
pub const REQUEST_PROVIDER_COMPLETE: &str = "request.provider_complete";

/// `request.provider_info`: What is this provider?
pub const REQUEST_PROVIDER_INFO: &str = "request.provider_info";

/// `request.provider_list_models`: Which models does a provider have?
pub const REQUEST_PROVIDER_LIST_MODELS: &str = "request.provider_list_models";

/// `request.context_add_message`: Add a message to the history (and to the transcript).
pub const REQUEST_CONTEXT_ADD_MESSAGE: &str = "request.context_add_message";

/// `request.context_get_messages`: Give the history, or what of it to send to the model.
pub const REQUEST_CONTEXT_GET_MESSAGES: &str = "request.context_get_messages";

/// `request.context_set_messages`: Replace the history.
pub const REQUEST_CONTEXT_SET_MESSAGES: &str = "request.context_set_messages";

/// `request.context_clear`: Forget the history.
pub const REQUEST_CONTEXT_CLEAR: &str = "request.context_clear";

/// `request.approval`: May this happen? Goes to the approval provider or to the user.
pub const REQUEST_APPROVAL: &str = "request.approval";

/// `request.session_spawn`: Run a turn in a new child session.
pub const REQUEST_SESSION_SPAWN: &str = "request.session_spawn";

/// `request.session_resume`: Run one more turn in a child session.
pub const REQUEST_SESSION_RESUME: &str = "request.session_resume";

/// `request.content_read`: Read content of a service.
pub const REQUEST_CONTENT_READ: &str = "request.content_read";

/// `request.content_list`: List content of a service.
pub const REQUEST_CONTENT_LIST: &str = "request.content_list";

/// `request.capability_call`: Call a capability of any service.
pub const REQUEST_CAPABILITY_CALL: &str = "request.capability_call";

/// `request.channel_collect`: Collect what all services contribute to a channel.
pub const REQUEST_CHANNEL_COLLECT: &str = "request.channel_collect";

/// `stream.token`: Text of the answer. Streamed to the user while a turn runs.
pub const STREAM_TOKEN: &str = "stream.token";

/// `stream.thinking`: Thoughts of the model. Streamed to the user while a turn runs.
pub const STREAM_THINKING: &str = "stream.thinking";

/// `stream.tool_call_start`: A tool call begins. Streamed to the user while a turn runs.
pub const STREAM_TOOL_CALL_START: &str = "stream.tool_call_start";

/// `stream.tool_call_end`: A tool call is over. Streamed to the user while a turn runs.
pub const STREAM_TOOL_CALL_END: &str = "stream.tool_call_end";

/// `stream.content_block_start`: A block begins. Streamed to the user while a turn runs.
pub const STREAM_CONTENT_BLOCK_START: &str = "stream.content_block_start";

/// `stream.content_block_delta`: A block grows. Streamed to the user while a turn runs.
pub const STREAM_CONTENT_BLOCK_DELTA: &str = "stream.content_block_delta";

/// `stream.content_block_end`: A block is complete. Streamed to the user while a turn runs.
pub const STREAM_CONTENT_BLOCK_END: &str = "stream.content_block_end";

/// `stream.context_message_added`: A message was stored. Streamed to the user while a turn runs.
pub const STREAM_CONTEXT_MESSAGE_ADDED: &str = "stream.context_message_added";

/// `stream.todo_update`: The list of things to do changed. Streamed to the user while a turn runs.
pub const STREAM_TODO_UPDATE: &str = "stream.todo_update";

/// `stream.usage`: Tokens used so far. Streamed to the user while a turn runs.
pub const STREAM_USAGE: &str = "stream.usage";

/// `stream.provider.token`: Text of the answer. Streamed to the caller of provider.complete.
pub const STREAM_PROVIDER_TOKEN: &str = "stream.provider.token";

/// `stream.provider.thinking`: Thoughts of the model. Streamed to the caller of provider.complete.
pub const STREAM_PROVIDER_THINKING: &str = "stream.provider.thinking";

/// `stream.provider.tool_call_start`: A tool call begins. Streamed to the caller of provider.complete.
pub const STREAM_PROVIDER_TOOL_CALL_START: &str = "stream.provider.tool_call_start";

/// `stream.provider.content_block_start`: A block begins. Streamed to the caller of provider.complete.
pub const STREAM_PROVIDER_CONTENT_BLOCK_START: &str = "stream.provider.content_block_start";

/// `stream.provider.content_block_delta`: A block grows. Streamed to the caller of provider.complete.
pub const STREAM_PROVIDER_CONTENT_BLOCK_DELTA: &str = "stream.provider.content_block_delta";

/// `stream.provider.content_block_end`: A block is complete. Streamed to the caller of provider.complete.
pub const STREAM_PROVIDER_CONTENT_BLOCK_END: &str = "stream.provider.content_block_end";

/// `stream.provider.usage`: Tokens used so far. Streamed to the caller of provider.complete.
pub const STREAM_PROVIDER_USAGE: &str = "stream.provider.usage";

/// `stream.tool.output`: Output of a running tool.
pub const STREAM_TOOL_OUTPUT: &str = "stream.tool.output";

/// Every method.
pub static METHODS: &[Method] = &[
    Method {
        name: DESCRIBE,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "DescribeParams",
        result: Some("DescribeResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "GET",
            path: "/describe",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CONFIGURE,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ConfigureParams",
        result: Some("ConfigureResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "POST",
            path: "/configure",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: PING,
        direction: Direction::Both,
        kind: Kind::Request,
        params: "PingParams",
        result: Some("EmptyResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "GET",
            path: "/healthz",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CANCEL,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "CancelParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "POST",
            path: "/orchestrator/cancel",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: PROGRESS,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "ProgressParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: None,
        http: None,
    },
    Method {
        name: LOG,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "LogParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: None,
        http: None,
    },
    Method {
        name: ORCHESTRATOR_EXECUTE,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "OrchestratorExecuteParams",
        result: Some("OrchestratorExecuteResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("orchestrator"),
        http: Some(Http {
            method: "POST",
            path: "/orchestrator/execute",
            stream: Some("always"),
            stream_path: None,
        }),
    },
    Method {
        name: PROVIDER_COMPLETE,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ProviderCompleteParams",
        result: Some("ChatResponse"),
        grant: None,
        routes_to: None,
        routing_member: Some("provider"),
        http: Some(Http {
            method: "POST",
            path: "/providers/{provider}/complete",
            stream: None,
            stream_path: Some("/providers/{provider}/stream"),
        }),
    },
    Method {
        name: PROVIDER_INFO,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ProviderInfoParams",
        result: Some("ProviderInfo"),
        grant: None,
        routes_to: None,
        routing_member: Some("provider"),
        http: Some(Http {
            method: "GET",
            path: "/providers/{provider}",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: PROVIDER_LIST_MODELS,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ProviderListModelsParams",
        result: Some("ProviderListModelsResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("provider"),
        http: Some(Http {
            method: "GET",
            path: "/providers/{provider}/models",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: PROVIDER_PARSE_TOOL_CALLS,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ProviderParseToolCallsParams",
        result: Some("ProviderParseToolCallsResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("provider"),
        http: Some(Http {
            method: "POST",
            path: "/providers/{provider}/parse_tool_calls",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: TOOL_EXECUTE,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ToolExecuteParams",
        result: Some("ToolResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("name"),
        http: Some(Http {
            method: "POST",
            path: "/tools/{name}/execute",
            stream: Some("accept"),
            stream_path: None,
        }),
    },
    Method {
        name: HOOK_EMIT,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "HookEmitParams",
        result: Some("HookResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("event"),
        http: Some(Http {
            method: "POST",
            path: "/hooks/{event}",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CONTEXT_ADD_MESSAGE,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ContextAddMessageParams",
        result: Some("EmptyResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "POST",
            path: "/context/messages",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CONTEXT_GET_MESSAGES,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ContextGetMessagesParams",
        result: Some("ContextGetMessagesResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "GET",
            path: "/context/messages",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CONTEXT_SET_MESSAGES,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ContextSetMessagesParams",
        result: Some("EmptyResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "PUT",
            path: "/context/messages",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CONTEXT_CLEAR,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ContextClearParams",
        result: Some("EmptyResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "DELETE",
            path: "/context/messages",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: APPROVAL_REQUEST,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ApprovalRequestParams",
        result: Some("ApprovalResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("provider"),
        http: Some(Http {
            method: "POST",
            path: "/approvals",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CONTENT_READ,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ContentReadParams",
        result: Some("ContentReadResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("path"),
        http: Some(Http {
            method: "GET",
            path: "/content/{path}",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CONTENT_LIST,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ContentListParams",
        result: Some("ContentListResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: Some(Http {
            method: "GET",
            path: "/content",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CAPABILITY_CALL,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "CapabilityCallParams",
        result: Some("CapabilityCallResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("name"),
        http: Some(Http {
            method: "POST",
            path: "/capabilities/{name}",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CHANNEL_COLLECT,
        direction: Direction::HostToService,
        kind: Kind::Request,
        params: "ChannelCollectParams",
        result: Some("ChannelCollectResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("channel"),
        http: Some(Http {
            method: "GET",
            path: "/channels/{channel}",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: CHANNEL_MESSAGE,
        direction: Direction::HostToService,
        kind: Kind::Notification,
        params: "ChannelMessageParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("channel"),
        http: Some(Http {
            method: "POST",
            path: "/channels/{channel}",
            stream: None,
            stream_path: None,
        }),
    },
    Method {
        name: STATE_GET,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "StateGetParams",
        result: Some("StateGetResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("key"),
        http: None,
    },
    Method {
        name: STATE_SET,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "StateSetParams",
        result: Some("EmptyResult"),
        grant: None,
        routes_to: None,
        routing_member: Some("key"),
        http: None,
    },
    Method {
        name: REQUEST_STATE_GET,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "StateGetParams",
        result: Some("StateGetResult"),
        grant: None,
        routes_to: Some("state.get"),
        routing_member: Some("key"),
        http: None,
    },
    Method {
        name: REQUEST_STATE_SET,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "StateSetParams",
        result: Some("EmptyResult"),
        grant: None,
        routes_to: Some("state.set"),
        routing_member: Some("key"),
        http: None,
    },
    Method {
        name: CAPABILITY_GET,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "CapabilityGetParams",
        result: Some("CapabilityInfo"),
        grant: None,
        routes_to: None,
        routing_member: Some("name"),
        http: None,
    },
    Method {
        name: CAPABILITY_LIST,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "CapabilityListParams",
        result: Some("CapabilityListResult"),
        grant: None,
        routes_to: None,
        routing_member: None,
        http: None,
    },
    Method {
        name: CHANNEL_PUBLISH,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "ChannelPublishParams",
        result: None,
        grant: None,
        routes_to: Some("channel.message"),
        routing_member: Some("channel"),
        http: None,
    },
    Method {
        name: DISPLAY_SHOW,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "DisplayShowParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: None,
        http: None,
    },
    Method {
        name: REQUEST_HOOK_EMIT,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "HookEmitParams",
        result: Some("HookResult"),
        grant: Some("hook.emit"),
        routes_to: Some("hook.emit"),
        routing_member: Some("event"),
        http: None,
    },
    Method {
        name: REQUEST_TOOL_EXECUTE,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ToolExecuteParams",
        result: Some("ToolResult"),
        grant: Some("tool.execute"),
        routes_to: Some("tool.execute"),
        routing_member: Some("name"),
        http: None,
    },
    Method {
        name: REQUEST_PROVIDER_COMPLETE,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ProviderCompleteParams",
        result: Some("ChatResponse"),
        grant: Some("provider.complete"),
        routes_to: Some("provider.complete"),
        routing_member: Some("provider"),
        http: None,
    },
    Method {
        name: REQUEST_PROVIDER_INFO,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ProviderInfoParams",
        result: Some("ProviderInfo"),
        grant: Some("provider.complete"),
        routes_to: Some("provider.info"),
        routing_member: Some("provider"),
        http: None,
    },
    Method {
        name: REQUEST_PROVIDER_LIST_MODELS,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ProviderListModelsParams",
        result: Some("ProviderListModelsResult"),
        grant: Some("provider.complete"),
        routes_to: Some("provider.list_models"),
        routing_member: Some("provider"),
        http: None,
    },
    Method {
        name: REQUEST_CONTEXT_ADD_MESSAGE,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ContextAddMessageParams",
        result: Some("EmptyResult"),
        grant: Some("context"),
        routes_to: Some("context.add_message"),
        routing_member: None,
        http: None,
    },
    Method {
        name: REQUEST_CONTEXT_GET_MESSAGES,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ContextGetMessagesParams",
        result: Some("ContextGetMessagesResult"),
        grant: Some("context"),
        routes_to: Some("context.get_messages"),
        routing_member: None,
        http: None,
    },
    Method {
        name: REQUEST_CONTEXT_SET_MESSAGES,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ContextSetMessagesParams",
        result: Some("EmptyResult"),
        grant: Some("context"),
        routes_to: Some("context.set_messages"),
        routing_member: None,
        http: None,
    },
    Method {
        name: REQUEST_CONTEXT_CLEAR,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ContextClearParams",
        result: Some("EmptyResult"),
        grant: Some("context"),
        routes_to: Some("context.clear"),
        routing_member: None,
        http: None,
    },
    Method {
        name: REQUEST_APPROVAL,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ApprovalRequestParams",
        result: Some("ApprovalResult"),
        grant: Some("approval"),
        routes_to: Some("approval.request"),
        routing_member: Some("provider"),
        http: None,
    },
    Method {
        name: REQUEST_SESSION_SPAWN,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "RequestSessionSpawnParams",
        result: Some("RequestSessionResult"),
        grant: Some("session.spawn"),
        routes_to: None,
        routing_member: None,
        http: None,
    },
    Method {
        name: REQUEST_SESSION_RESUME,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "RequestSessionResumeParams",
        result: Some("RequestSessionResult"),
        grant: Some("session.spawn"),
        routes_to: None,
        routing_member: None,
        http: None,
    },
    Method {
        name: REQUEST_CONTENT_READ,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "RequestContentReadParams",
        result: Some("ContentReadResult"),
        grant: Some("content.read"),
        routes_to: Some("content.read"),
        routing_member: Some("service"),
        http: None,
    },
    Method {
        name: REQUEST_CONTENT_LIST,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "RequestContentListParams",
        result: Some("ContentListResult"),
        grant: Some("content.read"),
        routes_to: Some("content.list"),
        routing_member: Some("service"),
        http: None,
    },
    Method {
        name: REQUEST_CAPABILITY_CALL,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "CapabilityCallParams",
        result: Some("CapabilityCallResult"),
        grant: Some("capability.call"),
        routes_to: Some("capability.call"),
        routing_member: Some("name"),
        http: None,
    },
    Method {
        name: REQUEST_CHANNEL_COLLECT,
        direction: Direction::ServiceToHost,
        kind: Kind::Request,
        params: "ChannelCollectParams",
        result: Some("RequestChannelCollectResult"),
        grant: Some("channel.collect"),
        routes_to: Some("channel.collect"),
        routing_member: Some("channel"),
        http: None,
    },
    Method {
        name: STREAM_TOKEN,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamTokenParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_THINKING,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamThinkingParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_TOOL_CALL_START,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamToolCallStartParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_TOOL_CALL_END,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamToolCallEndParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_CONTENT_BLOCK_START,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamContentBlockStartParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_CONTENT_BLOCK_DELTA,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamContentBlockDeltaParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_CONTENT_BLOCK_END,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamContentBlockEndParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_CONTEXT_MESSAGE_ADDED,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamContextMessageAddedParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_TODO_UPDATE,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamTodoUpdateParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_USAGE,
        direction: Direction::ServiceToHost,
        kind: Kind::Notification,
        params: "StreamUsageParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_PROVIDER_TOKEN,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamTokenParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_PROVIDER_THINKING,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamThinkingParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_PROVIDER_TOOL_CALL_START,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamToolCallStartParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_PROVIDER_CONTENT_BLOCK_START,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamContentBlockStartParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_PROVIDER_CONTENT_BLOCK_DELTA,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamContentBlockDeltaParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_PROVIDER_CONTENT_BLOCK_END,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamContentBlockEndParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_PROVIDER_USAGE,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamUsageParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
    Method {
        name: STREAM_TOOL_OUTPUT,
        direction: Direction::Both,
        kind: Kind::Notification,
        params: "StreamToolOutputParams",
        result: None,
        grant: None,
        routes_to: None,
        routing_member: Some("request_id"),
        http: None,
    },
];

/// `describe`: Who are you and what do you offer?
#[derive(Clone, Copy, Debug)]
pub enum Describe {}

impl Call for Describe {
    const NAME: &'static str = DESCRIBE;
    type Params = types::DescribeParams;
    type Result = types::DescribeResult;
}

/// `configure`: Take these settings.
#[derive(Clone, Copy, Debug)]
pub enum Configure {}

impl Call for Configure {
    const NAME: &'static str = CONFIGURE;
    type Params = types::ConfigureParams;
    type Result = types::ConfigureResult;
}

/// `ping`: Are you there?
#[derive(Clone, Copy, Debug)]
pub enum Ping {}

impl Call for Ping {
    const NAME: &'static str = PING;
    type Params = types::PingParams;
    type Result = types::EmptyResult;
}

/// `orchestrator.execute`: Run one turn.
#[derive(Clone, Copy, Debug)]
pub enum OrchestratorExecute {}

impl Call for OrchestratorExecute {
    const NAME: &'static str = ORCHESTRATOR_EXECUTE;
    type Params = types::OrchestratorExecuteParams;
    type Result = types::OrchestratorExecuteResult;
}

/// `provider.complete`: Ask the model.
#[derive(Clone, Copy, Debug)]
pub enum ProviderComplete {}

impl Call for ProviderComplete {
    const NAME: &'static str = PROVIDER_COMPLETE;
    type Params = types::ProviderCompleteParams;
    type Result = types::ChatResponse;
}

/// `provider.info`: What is this provider?
#[derive(Clone, Copy, Debug)]
pub enum ProviderInfo {}

impl Call for ProviderInfo {
    const NAME: &'static str = PROVIDER_INFO;
    type Params = types::ProviderInfoParams;
    type Result = types::ProviderInfo;
}

/// `provider.list_models`: Which models are there?
#[derive(Clone, Copy, Debug)]
pub enum ProviderListModels {}

impl Call for ProviderListModels {
    const NAME: &'static str = PROVIDER_LIST_MODELS;
    type Params = types::ProviderListModelsParams;
    type Result = types::ProviderListModelsResult;
}

/// `provider.parse_tool_calls`: Which tools does this response want to call?
#[derive(Clone, Copy, Debug)]
pub enum ProviderParseToolCalls {}

impl Call for ProviderParseToolCalls {
    const NAME: &'static str = PROVIDER_PARSE_TOOL_CALLS;
    type Params = types::ProviderParseToolCallsParams;
    type Result = types::ProviderParseToolCallsResult;
}

/// `tool.execute`: Run a tool.
#[derive(Clone, Copy, Debug)]
pub enum ToolExecute {}

impl Call for ToolExecute {
    const NAME: &'static str = TOOL_EXECUTE;
    type Params = types::ToolExecuteParams;
    type Result = types::ToolResult;
}

/// `hook.emit`: Something happens; what do you say?
#[derive(Clone, Copy, Debug)]
pub enum HookEmit {}

impl Call for HookEmit {
    const NAME: &'static str = HOOK_EMIT;
    type Params = types::HookEmitParams;
    type Result = types::HookResult;
}

/// `context.add_message`: Add a message to the history.
#[derive(Clone, Copy, Debug)]
pub enum ContextAddMessage {}

impl Call for ContextAddMessage {
    const NAME: &'static str = CONTEXT_ADD_MESSAGE;
    type Params = types::ContextAddMessageParams;
    type Result = types::EmptyResult;
}

/// `context.get_messages`: Give the history, or what of it to send to the model.
#[derive(Clone, Copy, Debug)]
pub enum ContextGetMessages {}

impl Call for ContextGetMessages {
    const NAME: &'static str = CONTEXT_GET_MESSAGES;
    type Params = types::ContextGetMessagesParams;
    type Result = types::ContextGetMessagesResult;
}

/// `context.set_messages`: Replace the history.
#[derive(Clone, Copy, Debug)]
pub enum ContextSetMessages {}

impl Call for ContextSetMessages {
    const NAME: &'static str = CONTEXT_SET_MESSAGES;
    type Params = types::ContextSetMessagesParams;
    type Result = types::EmptyResult;
}

/// `context.clear`: Forget the history.
#[derive(Clone, Copy, Debug)]
pub enum ContextClear {}

impl Call for ContextClear {
    const NAME: &'static str = CONTEXT_CLEAR;
    type Params = types::ContextClearParams;
    type Result = types::EmptyResult;
}

/// `approval.request`: May this happen?
#[derive(Clone, Copy, Debug)]
pub enum ApprovalRequest {}

impl Call for ApprovalRequest {
    const NAME: &'static str = APPROVAL_REQUEST;
    type Params = types::ApprovalRequestParams;
    type Result = types::ApprovalResult;
}

/// `content.read`: Give the content of a path.
#[derive(Clone, Copy, Debug)]
pub enum ContentRead {}

impl Call for ContentRead {
    const NAME: &'static str = CONTENT_READ;
    type Params = types::ContentReadParams;
    type Result = types::ContentReadResult;
}

/// `content.list`: Which paths are there?
#[derive(Clone, Copy, Debug)]
pub enum ContentList {}

impl Call for ContentList {
    const NAME: &'static str = CONTENT_LIST;
    type Params = types::ContentListParams;
    type Result = types::ContentListResult;
}

/// `capability.call`: Call an exported capability.
#[derive(Clone, Copy, Debug)]
pub enum CapabilityCall {}

impl Call for CapabilityCall {
    const NAME: &'static str = CAPABILITY_CALL;
    type Params = types::CapabilityCallParams;
    type Result = types::CapabilityCallResult;
}

/// `channel.collect`: What do you contribute to this channel?
#[derive(Clone, Copy, Debug)]
pub enum ChannelCollect {}

impl Call for ChannelCollect {
    const NAME: &'static str = CHANNEL_COLLECT;
    type Params = types::ChannelCollectParams;
    type Result = types::ChannelCollectResult;
}

/// `state.get`: Read a value of the session.
#[derive(Clone, Copy, Debug)]
pub enum StateGet {}

impl Call for StateGet {
    const NAME: &'static str = STATE_GET;
    type Params = types::StateGetParams;
    type Result = types::StateGetResult;
}

/// `state.set`: Write a value of the session.
#[derive(Clone, Copy, Debug)]
pub enum StateSet {}

impl Call for StateSet {
    const NAME: &'static str = STATE_SET;
    type Params = types::StateSetParams;
    type Result = types::EmptyResult;
}

/// `request.state_get`: Older spelling of `state.get`.
#[derive(Clone, Copy, Debug)]
pub enum RequestStateGet {}

impl Call for RequestStateGet {
    const NAME: &'static str = REQUEST_STATE_GET;
    type Params = types::StateGetParams;
    type Result = types::StateGetResult;
}

/// `request.state_set`: Older spelling of `state.set`.
#[derive(Clone, Copy, Debug)]
pub enum RequestStateSet {}

impl Call for RequestStateSet {
    const NAME: &'static str = REQUEST_STATE_SET;
    type Params = types::StateSetParams;
    type Result = types::EmptyResult;
}

/// `capability.get`: Who exports this capability?
#[derive(Clone, Copy, Debug)]
pub enum CapabilityGet {}

impl Call for CapabilityGet {
    const NAME: &'static str = CAPABILITY_GET;
    type Params = types::CapabilityGetParams;
    type Result = types::CapabilityInfo;
}

/// `capability.list`: Which capabilities are mounted?
#[derive(Clone, Copy, Debug)]
pub enum CapabilityList {}

impl Call for CapabilityList {
    const NAME: &'static str = CAPABILITY_LIST;
    type Params = types::CapabilityListParams;
    type Result = types::CapabilityListResult;
}

/// `request.hook_emit`: Ask the hooks (fan-out and fold by the host).
#[derive(Clone, Copy, Debug)]
pub enum RequestHookEmit {}

impl Call for RequestHookEmit {
    const NAME: &'static str = REQUEST_HOOK_EMIT;
    type Params = types::HookEmitParams;
    type Result = types::HookResult;
}

/// `request.tool_execute`: Run a tool of any service.
#[derive(Clone, Copy, Debug)]
pub enum RequestToolExecute {}

impl Call for RequestToolExecute {
    const NAME: &'static str = REQUEST_TOOL_EXECUTE;
    type Params = types::ToolExecuteParams;
    type Result = types::ToolResult;
}

/// `request.provider_complete`: Ask a model through its provider.
#[derive(Clone, Copy, Debug)]
pub enum RequestProviderComplete {}

impl Call for RequestProviderComplete {
    const NAME: &'static str = REQUEST_PROVIDER_COMPLETE;
    type Params = types::ProviderCompleteParams;
    type Result = types::ChatResponse;
}

/// `request.provider_info`: What is this provider?
#[derive(Clone, Copy, Debug)]
pub enum RequestProviderInfo {}

impl Call for RequestProviderInfo {
    const NAME: &'static str = REQUEST_PROVIDER_INFO;
    type Params = types::ProviderInfoParams;
    type Result = types::ProviderInfo;
}

/// `request.provider_list_models`: Which models does a provider have?
#[derive(Clone, Copy, Debug)]
pub enum RequestProviderListModels {}

impl Call for RequestProviderListModels {
    const NAME: &'static str = REQUEST_PROVIDER_LIST_MODELS;
    type Params = types::ProviderListModelsParams;
    type Result = types::ProviderListModelsResult;
}

/// `request.context_add_message`: Add a message to the history (and to the transcript).
#[derive(Clone, Copy, Debug)]
pub enum RequestContextAddMessage {}

impl Call for RequestContextAddMessage {
    const NAME: &'static str = REQUEST_CONTEXT_ADD_MESSAGE;
    type Params = types::ContextAddMessageParams;
    type Result = types::EmptyResult;
}

/// `request.context_get_messages`: Give the history, or what of it to send to the model.
#[derive(Clone, Copy, Debug)]
pub enum RequestContextGetMessages {}

impl Call for RequestContextGetMessages {
    const NAME: &'static str = REQUEST_CONTEXT_GET_MESSAGES;
    type Params = types::ContextGetMessagesParams;
    type Result = types::ContextGetMessagesResult;
}

/// `request.context_set_messages`: Replace the history.
#[derive(Clone, Copy, Debug)]
pub enum RequestContextSetMessages {}

impl Call for RequestContextSetMessages {
    const NAME: &'static str = REQUEST_CONTEXT_SET_MESSAGES;
    type Params = types::ContextSetMessagesParams;
    type Result = types::EmptyResult;
}

/// `request.context_clear`: Forget the history.
#[derive(Clone, Copy, Debug)]
pub enum RequestContextClear {}

impl Call for RequestContextClear {
    const NAME: &'static str = REQUEST_CONTEXT_CLEAR;
    type Params = types::ContextClearParams;
    type Result = types::EmptyResult;
}

/// `request.approval`: May this happen? Goes to the approval provider or to the user.
#[derive(Clone, Copy, Debug)]
pub enum RequestApproval {}

impl Call for RequestApproval {
    const NAME: &'static str = REQUEST_APPROVAL;
    type Params = types::ApprovalRequestParams;
    type Result = types::ApprovalResult;
}

/// `request.session_spawn`: Run a turn in a new child session.
#[derive(Clone, Copy, Debug)]
pub enum RequestSessionSpawn {}

impl Call for RequestSessionSpawn {
    const NAME: &'static str = REQUEST_SESSION_SPAWN;
    type Params = types::RequestSessionSpawnParams;
    type Result = types::RequestSessionResult;
}

/// `request.session_resume`: Run one more turn in a child session.
#[derive(Clone, Copy, Debug)]
pub enum RequestSessionResume {}

impl Call for RequestSessionResume {
    const NAME: &'static str = REQUEST_SESSION_RESUME;
    type Params = types::RequestSessionResumeParams;
    type Result = types::RequestSessionResult;
}

/// `request.content_read`: Read content of a service.
#[derive(Clone, Copy, Debug)]
pub enum RequestContentRead {}

impl Call for RequestContentRead {
    const NAME: &'static str = REQUEST_CONTENT_READ;
    type Params = types::RequestContentReadParams;
    type Result = types::ContentReadResult;
}

/// `request.content_list`: List content of a service.
#[derive(Clone, Copy, Debug)]
pub enum RequestContentList {}

impl Call for RequestContentList {
    const NAME: &'static str = REQUEST_CONTENT_LIST;
    type Params = types::RequestContentListParams;
    type Result = types::ContentListResult;
}

/// `request.capability_call`: Call a capability of any service.
#[derive(Clone, Copy, Debug)]
pub enum RequestCapabilityCall {}

impl Call for RequestCapabilityCall {
    const NAME: &'static str = REQUEST_CAPABILITY_CALL;
    type Params = types::CapabilityCallParams;
    type Result = types::CapabilityCallResult;
}

/// `request.channel_collect`: Collect what all services contribute to a channel.
#[derive(Clone, Copy, Debug)]
pub enum RequestChannelCollect {}

impl Call for RequestChannelCollect {
    const NAME: &'static str = REQUEST_CHANNEL_COLLECT;
    type Params = types::ChannelCollectParams;
    type Result = types::RequestChannelCollectResult;
}
