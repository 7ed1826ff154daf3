// Code generated from schemas/ by "make generate"; DO NOT EDIT.

//! The canonical events.

use super::types::HookAction;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: &'static str,
    /// Its category.
    pub category: &'static str,
    /// Who emits it.
    pub emitted_by: &'static str,
    /// The type of its data, where there is one.
    pub data: Option<&'static str>,
    /// The members of its data that a patch may touch; `None` = all.
    pub modify: Option<&'static [&'static str]>,
    /// The actions that have an effect on what the emitter does.
    pub actions: &'static [HookAction],
}

/// Returns what is known of an event; events outside the table are legal.
pub fn event(name: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.name == name)
}

/// Returns the members of an event's data that a patch may touch; `None` = all.
pub fn open_members(name: &str) -> Option<&'static [&'static str]> {
    event(name).and_then(|event| event.modify)
}

/// A session begins.
pub const SESSION_START: &str = "session:start";

/// A session is over.
pub const SESSION_END: &str = "session:end";

/// A session begins as the child of another.
pub const SESSION_FORK: &str = "session:fork";

/// A session is taken up again.
pub const SESSION_RESUME: &str = "session:resume";

/// `session:start` with details.
pub const SESSION_START_DEBUG: &str = "session:start:debug";

/// `session:start` with everything.
pub const SESSION_START_RAW: &str = "session:start:raw";

/// `session:fork` with details.
pub const SESSION_FORK_DEBUG: &str = "session:fork:debug";

/// `session:fork` with everything.
pub const SESSION_FORK_RAW: &str = "session:fork:raw";

/// `session:resume` with details.
pub const SESSION_RESUME_DEBUG: &str = "session:resume:debug";

/// `session:resume` with everything.
pub const SESSION_RESUME_RAW: &str = "session:resume:raw";

/// The user said something.
pub const PROMPT_SUBMIT: &str = "prompt:submit";

/// The answer is ready; an injection asks for one more iteration.
pub const PROMPT_COMPLETE: &str = "prompt:complete";

/// Planning begins.
pub const PLAN_START: &str = "plan:start";

/// Planning is over.
pub const PLAN_END: &str = "plan:end";

/// A model is about to be asked.
pub const PROVIDER_REQUEST: &str = "provider:request";

/// A model has answered.
pub const PROVIDER_RESPONSE: &str = "provider:response";

/// A model could not be asked.
pub const PROVIDER_ERROR: &str = "provider:error";

/// A model will be asked again.
pub const PROVIDER_RETRY: &str = "provider:retry";

/// A request waits.
pub const PROVIDER_THROTTLE: &str = "provider:throttle";

/// Tool calls without a result got one.
pub const PROVIDER_TOOL_SEQUENCE_REPAIRED: &str = "provider:tool_sequence_repaired";

/// Provider and model are chosen.
pub const PROVIDER_RESOLVE: &str = "provider:resolve";

/// A request goes out.
pub const LLM_REQUEST: &str = "llm:request";

/// `llm:request` with shortened content.
pub const LLM_REQUEST_DEBUG: &str = "llm:request:debug";

/// `llm:request` with everything.
pub const LLM_REQUEST_RAW: &str = "llm:request:raw";

/// A response came in.
pub const LLM_RESPONSE: &str = "llm:response";

/// `llm:response` with shortened content.
pub const LLM_RESPONSE_DEBUG: &str = "llm:response:debug";

/// `llm:response` with everything.
pub const LLM_RESPONSE_RAW: &str = "llm:response:raw";

/// A block begins.
pub const CONTENT_BLOCK_START: &str = "content_block:start";

/// A block grows.
pub const CONTENT_BLOCK_DELTA: &str = "content_block:delta";

/// A block is complete.
pub const CONTENT_BLOCK_END: &str = "content_block:end";

/// Thoughts grow.
pub const THINKING_DELTA: &str = "thinking:delta";

/// Thoughts are complete.
pub const THINKING_FINAL: &str = "thinking:final";

/// A tool is about to run.
pub const TOOL_PRE: &str = "tool:pre";

/// A tool has run.
pub const TOOL_POST: &str = "tool:post";

/// A tool could not run.
pub const TOOL_ERROR: &str = "tool:error";

/// The history is about to be compacted; may be denied once.
pub const CONTEXT_PRE_COMPACT: &str = "context:pre_compact";

/// The history was compacted.
pub const CONTEXT_POST_COMPACT: &str = "context:post_compact";

/// What compaction did.
pub const CONTEXT_COMPACTION: &str = "context:compaction";

/// A file was put into the context.
pub const CONTEXT_INCLUDE: &str = "context:include";

/// The loop is over.
pub const ORCHESTRATOR_COMPLETE: &str = "orchestrator:complete";

/// A turn begins.
pub const EXECUTION_START: &str = "execution:start";

/// A turn is over.
pub const EXECUTION_END: &str = "execution:end";

/// The user is told something.
pub const USER_NOTIFICATION: &str = "user:notification";

/// A tool wrote a file.
pub const ARTIFACT_WRITE: &str = "artifact:write";

/// A tool read a file.
pub const ARTIFACT_READ: &str = "artifact:read";

/// Something broke a policy.
pub const POLICY_VIOLATION: &str = "policy:violation";

/// The user must decide.
pub const APPROVAL_REQUIRED: &str = "approval:required";

/// The user said yes.
pub const APPROVAL_GRANTED: &str = "approval:granted";

/// The user said no.
pub const APPROVAL_DENIED: &str = "approval:denied";

/// A turn shall stop.
pub const CANCEL_REQUESTED: &str = "cancel:requested";

/// A turn has stopped.
pub const CANCEL_COMPLETED: &str = "cancel:completed";

/// Every canonical event.
pub static EVENTS: &[Event] = &[
    Event {
        name: SESSION_START,
        category: "session",
        emitted_by: "host",
        data: Some("SessionStartData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_END,
        category: "session",
        emitted_by: "host",
        data: Some("SessionEndData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_FORK,
        category: "session",
        emitted_by: "host",
        data: Some("SessionForkData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_RESUME,
        category: "session",
        emitted_by: "host",
        data: Some("SessionResumeData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_START_DEBUG,
        category: "session",
        emitted_by: "host",
        data: Some("SessionStartData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_START_RAW,
        category: "session",
        emitted_by: "host",
        data: Some("SessionStartData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_FORK_DEBUG,
        category: "session",
        emitted_by: "host",
        data: Some("SessionForkData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_FORK_RAW,
        category: "session",
        emitted_by: "host",
        data: Some("SessionForkData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_RESUME_DEBUG,
        category: "session",
        emitted_by: "host",
        data: Some("SessionResumeData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: SESSION_RESUME_RAW,
        category: "session",
        emitted_by: "host",
        data: Some("SessionResumeData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PROMPT_SUBMIT,
        category: "prompt",
        emitted_by: "orchestrator",
        data: Some("PromptSubmitData"),
        modify: Some(&["prompt"]),
        actions: &[
            HookAction::Deny,
            HookAction::Modify,
            HookAction::InjectContext,
            HookAction::AskUser,
        ],
    },
    Event {
        name: PROMPT_COMPLETE,
        category: "prompt",
        emitted_by: "orchestrator",
        data: Some("PromptCompleteData"),
        modify: None,
        actions: &[HookAction::InjectContext],
    },
    Event {
        name: PLAN_START,
        category: "plan",
        emitted_by: "orchestrator",
        data: Some("PlanStartData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PLAN_END,
        category: "plan",
        emitted_by: "orchestrator",
        data: Some("PlanEndData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PROVIDER_REQUEST,
        category: "provider",
        emitted_by: "orchestrator",
        data: Some("ProviderRequestData"),
        modify: Some(&["provider", "model", "model_config", "tool_names"]),
        actions: &[
            HookAction::Deny,
            HookAction::Modify,
            HookAction::InjectContext,
        ],
    },
    Event {
        name: PROVIDER_RESPONSE,
        category: "provider",
        emitted_by: "orchestrator",
        data: Some("ProviderResponseData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PROVIDER_ERROR,
        category: "provider",
        emitted_by: "orchestrator",
        data: Some("ProviderErrorData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PROVIDER_RETRY,
        category: "provider",
        emitted_by: "orchestrator",
        data: Some("ProviderRetryData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PROVIDER_THROTTLE,
        category: "provider",
        emitted_by: "orchestrator",
        data: Some("ProviderThrottleData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PROVIDER_TOOL_SEQUENCE_REPAIRED,
        category: "provider",
        emitted_by: "orchestrator",
        data: Some("ProviderToolSequenceRepairedData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: PROVIDER_RESOLVE,
        category: "provider",
        emitted_by: "orchestrator",
        data: Some("ProviderResolveData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: LLM_REQUEST,
        category: "llm",
        emitted_by: "orchestrator",
        data: Some("LlmRequestData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: LLM_REQUEST_DEBUG,
        category: "llm",
        emitted_by: "orchestrator",
        data: Some("LlmRequestData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: LLM_REQUEST_RAW,
        category: "llm",
        emitted_by: "orchestrator",
        data: Some("LlmRequestData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: LLM_RESPONSE,
        category: "llm",
        emitted_by: "orchestrator",
        data: Some("LlmResponseData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: LLM_RESPONSE_DEBUG,
        category: "llm",
        emitted_by: "orchestrator",
        data: Some("LlmResponseData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: LLM_RESPONSE_RAW,
        category: "llm",
        emitted_by: "orchestrator",
        data: Some("LlmResponseData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CONTENT_BLOCK_START,
        category: "content",
        emitted_by: "orchestrator",
        data: Some("ContentBlockStartData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CONTENT_BLOCK_DELTA,
        category: "content",
        emitted_by: "orchestrator",
        data: Some("ContentBlockDeltaData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CONTENT_BLOCK_END,
        category: "content",
        emitted_by: "orchestrator",
        data: Some("ContentBlockEndData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: THINKING_DELTA,
        category: "thinking",
        emitted_by: "orchestrator",
        data: Some("ThinkingDeltaData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: THINKING_FINAL,
        category: "thinking",
        emitted_by: "orchestrator",
        data: Some("ThinkingFinalData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: TOOL_PRE,
        category: "tool",
        emitted_by: "orchestrator",
        data: Some("ToolPreData"),
        modify: Some(&["tool_input"]),
        actions: &[
            HookAction::Deny,
            HookAction::Modify,
            HookAction::InjectContext,
            HookAction::AskUser,
        ],
    },
    Event {
        name: TOOL_POST,
        category: "tool",
        emitted_by: "orchestrator",
        data: Some("ToolPostData"),
        modify: Some(&["result"]),
        actions: &[
            HookAction::Deny,
            HookAction::Modify,
            HookAction::InjectContext,
        ],
    },
    Event {
        name: TOOL_ERROR,
        category: "tool",
        emitted_by: "orchestrator",
        data: Some("ToolErrorData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CONTEXT_PRE_COMPACT,
        category: "context",
        emitted_by: "context_manager",
        data: Some("ContextPreCompactData"),
        modify: None,
        actions: &[HookAction::Deny],
    },
    Event {
        name: CONTEXT_POST_COMPACT,
        category: "context",
        emitted_by: "context_manager",
        data: Some("ContextPostCompactData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CONTEXT_COMPACTION,
        category: "context",
        emitted_by: "context_manager",
        data: Some("ContextCompactionData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CONTEXT_INCLUDE,
        category: "context",
        emitted_by: "context_manager",
        data: Some("ContextIncludeData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: ORCHESTRATOR_COMPLETE,
        category: "orchestrator",
        emitted_by: "orchestrator",
        data: Some("OrchestratorCompleteData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: EXECUTION_START,
        category: "orchestrator",
        emitted_by: "host",
        data: Some("ExecutionStartData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: EXECUTION_END,
        category: "orchestrator",
        emitted_by: "host",
        data: Some("ExecutionEndData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: USER_NOTIFICATION,
        category: "user",
        emitted_by: "any",
        data: Some("UserNotificationData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: ARTIFACT_WRITE,
        category: "artifact",
        emitted_by: "tool",
        data: Some("ArtifactWriteData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: ARTIFACT_READ,
        category: "artifact",
        emitted_by: "tool",
        data: Some("ArtifactReadData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: POLICY_VIOLATION,
        category: "policy",
        emitted_by: "any",
        data: Some("PolicyViolationData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: APPROVAL_REQUIRED,
        category: "policy",
        emitted_by: "approval",
        data: Some("ApprovalRequiredData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: APPROVAL_GRANTED,
        category: "policy",
        emitted_by: "approval",
        data: Some("ApprovalGrantedData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: APPROVAL_DENIED,
        category: "policy",
        emitted_by: "approval",
        data: Some("ApprovalDeniedData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CANCEL_REQUESTED,
        category: "cancel",
        emitted_by: "host",
        data: Some("CancelRequestedData"),
        modify: None,
        actions: &[],
    },
    Event {
        name: CANCEL_COMPLETED,
        category: "cancel",
        emitted_by: "host",
        data: Some("CancelCompletedData"),
        modify: None,
        actions: &[],
    },
];
