# Code generated from schemas/ by "make generate"; DO NOT EDIT.
"""The canonical events."""

from __future__ import annotations

from typing import Final, NamedTuple


class Event(NamedTuple):
    """One row of the table.

    ``data`` names the type of the data (None: free); ``modify`` lists the members that a patch may
    touch (None: all); ``actions`` those actions of a hook that have an effect on the emitter.
    """

    name: str
    category: str
    emitted_by: str
    data: str | None
    modify: tuple[str, ...] | None
    actions: tuple[str, ...] = ()


SESSION_START: Final = "session:start"
"""A session begins."""
SESSION_END: Final = "session:end"
"""A session is over."""
SESSION_FORK: Final = "session:fork"
"""A session begins as the child of another."""
SESSION_RESUME: Final = "session:resume"
"""A session is taken up again."""
SESSION_START_DEBUG: Final = "session:start:debug"
"""`session:start` with details."""
SESSION_START_RAW: Final = "session:start:raw"
"""`session:start` with everything."""
SESSION_FORK_DEBUG: Final = "session:fork:debug"
"""`session:fork` with details."""
SESSION_FORK_RAW: Final = "session:fork:raw"
"""`session:fork` with everything."""
SESSION_RESUME_DEBUG: Final = "session:resume:debug"
"""`session:resume` with details."""
SESSION_RESUME_RAW: Final = "session:resume:raw"
"""`session:resume` with everything."""
PROMPT_SUBMIT: Final = "prompt:submit"
"""The user said something."""
PROMPT_COMPLETE: Final = "prompt:complete"
"""The answer is ready; an injection asks for one more iteration."""
PLAN_START: Final = "plan:start"
"""Planning begins."""
PLAN_END: Final = "plan:end"
"""Planning is over."""
PROVIDER_REQUEST: Final = "provider:request"
"""A model is about to be asked."""
PROVIDER_RESPONSE: Final = "provider:response"
"""A model has answered."""
PROVIDER_ERROR: Final = "provider:error"
"""A model could not be asked."""
PROVIDER_RETRY: Final = "provider:retry"
"""A model will be asked again."""
PROVIDER_THROTTLE: Final = "provider:throttle"
"""A request waits."""
PROVIDER_TOOL_SEQUENCE_REPAIRED: Final = "provider:tool_sequence_repaired"
"""Tool calls without a result got one."""
PROVIDER_RESOLVE: Final = "provider:resolve"
"""Provider and model are chosen."""
LLM_REQUEST: Final = "llm:request"
"""A request goes out."""
LLM_REQUEST_DEBUG: Final = "llm:request:debug"
"""`llm:request` with shortened content."""
LLM_REQUEST_RAW: Final = "llm:request:raw"
"""`llm:request` with everything."""
LLM_RESPONSE: Final = "llm:response"
"""A response came in."""
LLM_RESPONSE_DEBUG: Final = "llm:response:debug"
"""`llm:response` with shortened content."""
LLM_RESPONSE_RAW: Final = "llm:response:raw"
"""`llm:response` with everything."""
CONTENT_BLOCK_START: Final = "content_block:start"
"""A block begins."""
CONTENT_BLOCK_DELTA: Final = "content_block:delta"
"""A block grows."""
CONTENT_BLOCK_END: Final = "content_block:end"
"""A block is complete."""
THINKING_DELTA: Final = "thinking:delta"
"""Thoughts grow."""
THINKING_FINAL: Final = "thinking:final"
"""Thoughts are complete."""
TOOL_PRE: Final = "tool:pre"
"""A tool is about to run."""
TOOL_POST: Final = "tool:post"
"""A tool has run."""
TOOL_ERROR: Final = "tool:error"
"""A tool could not run."""
CONTEXT_PRE_COMPACT: Final = "context:pre_compact"
"""The history is about to be compacted; may be denied once."""
CONTEXT_POST_COMPACT: Final = "context:post_compact"
"""The history was compacted."""
CONTEXT_COMPACTION: Final = "context:compaction"
"""What compaction did."""
CONTEXT_INCLUDE: Final = "context:include"
"""A file was put into the context."""
ORCHESTRATOR_COMPLETE: Final = "orchestrator:complete"
"""The loop is over."""
EXECUTION_START: Final = "execution:start"
"""A turn begins."""
EXECUTION_END: Final = "execution:end"
"""A turn is over."""
USER_NOTIFICATION: Final = "user:notification"
"""The user is told something."""
ARTIFACT_WRITE: Final = "artifact:write"
"""A tool wrote a file."""
ARTIFACT_READ: Final = "artifact:read"
"""A tool read a file."""
POLICY_VIOLATION: Final = "policy:violation"
"""Something broke a policy."""
APPROVAL_REQUIRED: Final = "approval:required"
"""The user must decide."""
APPROVAL_GRANTED: Final = "approval:granted"
"""The user said yes."""
APPROVAL_DENIED: Final = "approval:denied"
"""The user said no."""
CANCEL_REQUESTED: Final = "cancel:requested"
"""A turn shall stop."""
CANCEL_COMPLETED: Final = "cancel:completed"
"""A turn has stopped."""

EVENTS: Final[dict[str, Event]] = {
    SESSION_START: Event(SESSION_START, "session", "host", "SessionStartData", None, ()),
    SESSION_END: Event(SESSION_END, "session", "host", "SessionEndData", None, ()),
    SESSION_FORK: Event(SESSION_FORK, "session", "host", "SessionForkData", None, ()),
    SESSION_RESUME: Event(SESSION_RESUME, "session", "host", "SessionResumeData", None, ()),
    SESSION_START_DEBUG: Event(
        SESSION_START_DEBUG, "session", "host", "SessionStartData", None, ()
    ),
    SESSION_START_RAW: Event(SESSION_START_RAW, "session", "host", "SessionStartData", None, ()),
    SESSION_FORK_DEBUG: Event(SESSION_FORK_DEBUG, "session", "host", "SessionForkData", None, ()),
    SESSION_FORK_RAW: Event(SESSION_FORK_RAW, "session", "host", "SessionForkData", None, ()),
    SESSION_RESUME_DEBUG: Event(
        SESSION_RESUME_DEBUG, "session", "host", "SessionResumeData", None, ()
    ),
    SESSION_RESUME_RAW: Event(SESSION_RESUME_RAW, "session", "host", "SessionResumeData", None, ()),
    PROMPT_SUBMIT: Event(
        PROMPT_SUBMIT,
        "prompt",
        "orchestrator",
        "PromptSubmitData",
        ("prompt",),
        ("deny", "modify", "inject_context", "ask_user"),
    ),
    PROMPT_COMPLETE: Event(
        PROMPT_COMPLETE, "prompt", "orchestrator", "PromptCompleteData", None, ("inject_context",)
    ),
    PLAN_START: Event(PLAN_START, "plan", "orchestrator", "PlanStartData", None, ()),
    PLAN_END: Event(PLAN_END, "plan", "orchestrator", "PlanEndData", None, ()),
    PROVIDER_REQUEST: Event(
        PROVIDER_REQUEST,
        "provider",
        "orchestrator",
        "ProviderRequestData",
        ("provider", "model", "model_config", "tool_names"),
        ("deny", "modify", "inject_context"),
    ),
    PROVIDER_RESPONSE: Event(
        PROVIDER_RESPONSE, "provider", "orchestrator", "ProviderResponseData", None, ()
    ),
    PROVIDER_ERROR: Event(
        PROVIDER_ERROR, "provider", "orchestrator", "ProviderErrorData", None, ()
    ),
    PROVIDER_RETRY: Event(
        PROVIDER_RETRY, "provider", "orchestrator", "ProviderRetryData", None, ()
    ),
    PROVIDER_THROTTLE: Event(
        PROVIDER_THROTTLE, "provider", "orchestrator", "ProviderThrottleData", None, ()
    ),
    PROVIDER_TOOL_SEQUENCE_REPAIRED: Event(
        PROVIDER_TOOL_SEQUENCE_REPAIRED,
        "provider",
        "orchestrator",
        "ProviderToolSequenceRepairedData",
        None,
        (),
    ),
    PROVIDER_RESOLVE: Event(
        PROVIDER_RESOLVE, "provider", "orchestrator", "ProviderResolveData", None, ()
    ),
    LLM_REQUEST: Event(LLM_REQUEST, "llm", "orchestrator", "LlmRequestData", None, ()),
    LLM_REQUEST_DEBUG: Event(LLM_REQUEST_DEBUG, "llm", "orchestrator", "LlmRequestData", None, ()),
    LLM_REQUEST_RAW: Event(LLM_REQUEST_RAW, "llm", "orchestrator", "LlmRequestData", None, ()),
    LLM_RESPONSE: Event(LLM_RESPONSE, "llm", "orchestrator", "LlmResponseData", None, ()),
    LLM_RESPONSE_DEBUG: Event(
        LLM_RESPONSE_DEBUG, "llm", "orchestrator", "LlmResponseData", None, ()
    ),
    LLM_RESPONSE_RAW: Event(LLM_RESPONSE_RAW, "llm", "orchestrator", "LlmResponseData", None, ()),
    CONTENT_BLOCK_START: Event(
        CONTENT_BLOCK_START, "content", "orchestrator", "ContentBlockStartData", None, ()
    ),
    CONTENT_BLOCK_DELTA: Event(
        CONTENT_BLOCK_DELTA, "content", "orchestrator", "ContentBlockDeltaData", None, ()
    ),
    CONTENT_BLOCK_END: Event(
        CONTENT_BLOCK_END, "content", "orchestrator", "ContentBlockEndData", None, ()
    ),
    THINKING_DELTA: Event(
        THINKING_DELTA, "thinking", "orchestrator", "ThinkingDeltaData", None, ()
    ),
    THINKING_FINAL: Event(
        THINKING_FINAL, "thinking", "orchestrator", "ThinkingFinalData", None, ()
    ),
    TOOL_PRE: Event(
        TOOL_PRE,
        "tool",
        "orchestrator",
        "ToolPreData",
        ("tool_input",),
        ("deny", "modify", "inject_context", "ask_user"),
    ),
    TOOL_POST: Event(
        TOOL_POST,
        "tool",
        "orchestrator",
        "ToolPostData",
        ("result",),
        ("deny", "modify", "inject_context"),
    ),
    TOOL_ERROR: Event(TOOL_ERROR, "tool", "orchestrator", "ToolErrorData", None, ()),
    CONTEXT_PRE_COMPACT: Event(
        CONTEXT_PRE_COMPACT, "context", "context_manager", "ContextPreCompactData", None, ("deny",)
    ),
    CONTEXT_POST_COMPACT: Event(
        CONTEXT_POST_COMPACT, "context", "context_manager", "ContextPostCompactData", None, ()
    ),
    CONTEXT_COMPACTION: Event(
        CONTEXT_COMPACTION, "context", "context_manager", "ContextCompactionData", None, ()
    ),
    CONTEXT_INCLUDE: Event(
        CONTEXT_INCLUDE, "context", "context_manager", "ContextIncludeData", None, ()
    ),
    ORCHESTRATOR_COMPLETE: Event(
        ORCHESTRATOR_COMPLETE, "orchestrator", "orchestrator", "OrchestratorCompleteData", None, ()
    ),
    EXECUTION_START: Event(EXECUTION_START, "orchestrator", "host", "ExecutionStartData", None, ()),
    EXECUTION_END: Event(EXECUTION_END, "orchestrator", "host", "ExecutionEndData", None, ()),
    USER_NOTIFICATION: Event(USER_NOTIFICATION, "user", "any", "UserNotificationData", None, ()),
    ARTIFACT_WRITE: Event(ARTIFACT_WRITE, "artifact", "tool", "ArtifactWriteData", None, ()),
    ARTIFACT_READ: Event(ARTIFACT_READ, "artifact", "tool", "ArtifactReadData", None, ()),
    POLICY_VIOLATION: Event(POLICY_VIOLATION, "policy", "any", "PolicyViolationData", None, ()),
    APPROVAL_REQUIRED: Event(
        APPROVAL_REQUIRED, "policy", "approval", "ApprovalRequiredData", None, ()
    ),
    APPROVAL_GRANTED: Event(
        APPROVAL_GRANTED, "policy", "approval", "ApprovalGrantedData", None, ()
    ),
    APPROVAL_DENIED: Event(APPROVAL_DENIED, "policy", "approval", "ApprovalDeniedData", None, ()),
    CANCEL_REQUESTED: Event(CANCEL_REQUESTED, "cancel", "host", "CancelRequestedData", None, ()),
    CANCEL_COMPLETED: Event(CANCEL_COMPLETED, "cancel", "host", "CancelCompletedData", None, ()),
}
"""Every canonical event by its name; others are legal."""
