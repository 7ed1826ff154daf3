// Code generated from schemas/ by "make generate"; DO NOT EDIT.

import type {
  ApprovalDeniedData,
  ApprovalGrantedData,
  ApprovalRequiredData,
  ArtifactReadData,
  ArtifactWriteData,
  CancelCompletedData,
  CancelRequestedData,
  ContentBlockDeltaData,
  ContentBlockEndData,
  ContentBlockStartData,
  ContextCompactionData,
  ContextIncludeData,
  ContextPostCompactData,
  ContextPreCompactData,
  ExecutionEndData,
  ExecutionStartData,
  HookAction,
  JsonObject,
  LlmRequestData,
  LlmResponseData,
  OrchestratorCompleteData,
  PlanEndData,
  PlanStartData,
  PolicyViolationData,
  PromptCompleteData,
  PromptSubmitData,
  ProviderErrorData,
  ProviderRequestData,
  ProviderResolveData,
  ProviderResponseData,
  ProviderRetryData,
  ProviderThrottleData,
  ProviderToolSequenceRepairedData,
  SessionEndData,
  SessionForkData,
  SessionResumeData,
  SessionStartData,
  ThinkingDeltaData,
  ThinkingFinalData,
  ToolErrorData,
  ToolPostData,
  ToolPreData,
  Types,
  UserNotificationData,
} from "./types.js";

/** The canonical events with the types of their data. */
export interface Events {
  "session:start": SessionStartData;
  "session:end": SessionEndData;
  "session:fork": SessionForkData;
  "session:resume": SessionResumeData;
  "session:start:debug": SessionStartData;
  "session:start:raw": SessionStartData;
  "session:fork:debug": SessionForkData;
  "session:fork:raw": SessionForkData;
  "session:resume:debug": SessionResumeData;
  "session:resume:raw": SessionResumeData;
  "prompt:submit": PromptSubmitData;
  "prompt:complete": PromptCompleteData;
  "plan:start": PlanStartData;
  "plan:end": PlanEndData;
  "provider:request": ProviderRequestData;
  "provider:response": ProviderResponseData;
  "provider:error": ProviderErrorData;
  "provider:retry": ProviderRetryData;
  "provider:throttle": ProviderThrottleData;
  "provider:tool_sequence_repaired": ProviderToolSequenceRepairedData;
  "provider:resolve": ProviderResolveData;
  "llm:request": LlmRequestData;
  "llm:request:debug": LlmRequestData;
  "llm:request:raw": LlmRequestData;
  "llm:response": LlmResponseData;
  "llm:response:debug": LlmResponseData;
  "llm:response:raw": LlmResponseData;
  "content_block:start": ContentBlockStartData;
  "content_block:delta": ContentBlockDeltaData;
  "content_block:end": ContentBlockEndData;
  "thinking:delta": ThinkingDeltaData;
  "thinking:final": ThinkingFinalData;
  "tool:pre": ToolPreData;
  "tool:post": ToolPostData;
  "tool:error": ToolErrorData;
  "context:pre_compact": ContextPreCompactData;
  "context:post_compact": ContextPostCompactData;
  "context:compaction": ContextCompactionData;
  "context:include": ContextIncludeData;
  "orchestrator:complete": OrchestratorCompleteData;
  "execution:start": ExecutionStartData;
  "execution:end": ExecutionEndData;
  "user:notification": UserNotificationData;
  "artifact:write": ArtifactWriteData;
  "artifact:read": ArtifactReadData;
  "policy:violation": PolicyViolationData;
  "approval:required": ApprovalRequiredData;
  "approval:granted": ApprovalGrantedData;
  "approval:denied": ApprovalDeniedData;
  "cancel:requested": CancelRequestedData;
  "cancel:completed": CancelCompletedData;
}

/** The name of a canonical event. */
export type EventName = keyof Events;

/** What there is to know about an event. */
export interface EventInfo {
  readonly category: string;
  readonly emittedBy: string;
  /** The type of its data; null = free. */
  readonly data: keyof Types | null;
  /** The members of its data that a patch may touch; null = all. */
  readonly modify: readonly string[] | null;
  /** The actions that have an effect on what the emitter does. */
  readonly actions: readonly HookAction[];
}

/** A session begins. */
export const SESSION_START = "session:start";
/** A session is over. */
export const SESSION_END = "session:end";
/** A session begins as the child of another. */
export const SESSION_FORK = "session:fork";
/** A session is taken up again. */
export const SESSION_RESUME = "session:resume";
/** `session:start` with details. */
export const SESSION_START_DEBUG = "session:start:debug";
/** `session:start` with everything. */
export const SESSION_START_RAW = "session:start:raw";
/** `session:fork` with details. */
export const SESSION_FORK_DEBUG = "session:fork:debug";
/** `session:fork` with everything. */
export const SESSION_FORK_RAW = "session:fork:raw";
/** `session:resume` with details. */
export const SESSION_RESUME_DEBUG = "session:resume:debug";
/** `session:resume` with everything. */
export const SESSION_RESUME_RAW = "session:resume:raw";
/** The user said something. */
export const PROMPT_SUBMIT = "prompt:submit";
/** The answer is ready; an injection asks for one more iteration. */
export const PROMPT_COMPLETE = "prompt:complete";
/** Planning begins. */
export const PLAN_START = "plan:start";
/** Planning is over. */
export const PLAN_END = "plan:end";
/** A model is about to be asked. */
export const PROVIDER_REQUEST = "provider:request";
/** A model has answered. */
export const PROVIDER_RESPONSE = "provider:response";
/** A model could not be asked. */
export const PROVIDER_ERROR = "provider:error";
/** A model will be asked again. */
export const PROVIDER_RETRY = "provider:retry";
/** A request waits. */
export const PROVIDER_THROTTLE = "provider:throttle";
/** Tool calls without a result got one. */
export const PROVIDER_TOOL_SEQUENCE_REPAIRED = "provider:tool_sequence_repaired";
/** Provider and model are chosen. */
export const PROVIDER_RESOLVE = "provider:resolve";
/** A request goes out. */
export const LLM_REQUEST = "llm:request";
/** `llm:request` with shortened content. */
export const LLM_REQUEST_DEBUG = "llm:request:debug";
/** `llm:request` with everything. */
export const LLM_REQUEST_RAW = "llm:request:raw";
/** A response came in. */
export const LLM_RESPONSE = "llm:response";
/** `llm:response` with shortened content. */
export const LLM_RESPONSE_DEBUG = "llm:response:debug";
/** `llm:response` with everything. */
export const LLM_RESPONSE_RAW = "llm:response:raw";
/** A block begins. */
export const CONTENT_BLOCK_START = "content_block:start";
/** A block grows. */
export const CONTENT_BLOCK_DELTA = "content_block:delta";
/** A block is complete. */
export const CONTENT_BLOCK_END = "content_block:end";
/** Thoughts grow. */
export const THINKING_DELTA = "thinking:delta";
/** Thoughts are complete. */
export const THINKING_FINAL = "thinking:final";
/** A tool is about to run. */
export const TOOL_PRE = "tool:pre";
/** A tool has run. */
export const TOOL_POST = "tool:post";
/** A tool could not run. */
export const TOOL_ERROR = "tool:error";
/** The history is about to be compacted; may be denied once. */
export const CONTEXT_PRE_COMPACT = "context:pre_compact";
/** The history was compacted. */
export const CONTEXT_POST_COMPACT = "context:post_compact";
/** What compaction did. */
export const CONTEXT_COMPACTION = "context:compaction";
/** A file was put into the context. */
export const CONTEXT_INCLUDE = "context:include";
/** The loop is over. */
export const ORCHESTRATOR_COMPLETE = "orchestrator:complete";
/** A turn begins. */
export const EXECUTION_START = "execution:start";
/** A turn is over. */
export const EXECUTION_END = "execution:end";
/** The user is told something. */
export const USER_NOTIFICATION = "user:notification";
/** A tool wrote a file. */
export const ARTIFACT_WRITE = "artifact:write";
/** A tool read a file. */
export const ARTIFACT_READ = "artifact:read";
/** Something broke a policy. */
export const POLICY_VIOLATION = "policy:violation";
/** The user must decide. */
export const APPROVAL_REQUIRED = "approval:required";
/** The user said yes. */
export const APPROVAL_GRANTED = "approval:granted";
/** The user said no. */
export const APPROVAL_DENIED = "approval:denied";
/** A turn shall stop. */
export const CANCEL_REQUESTED = "cancel:requested";
/** A turn has stopped. */
export const CANCEL_COMPLETED = "cancel:completed";

/** The table of the canonical events; other events are legal too. */
export const EVENTS: Readonly<Record<EventName, EventInfo>> = {
  "session:start": {
    category: "session",
    emittedBy: "host",
    data: "SessionStartData",
    modify: null,
    actions: [],
  },
  "session:end": {
    category: "session",
    emittedBy: "host",
    data: "SessionEndData",
    modify: null,
    actions: [],
  },
  "session:fork": {
    category: "session",
    emittedBy: "host",
    data: "SessionForkData",
    modify: null,
    actions: [],
  },
  "session:resume": {
    category: "session",
    emittedBy: "host",
    data: "SessionResumeData",
    modify: null,
    actions: [],
  },
  "session:start:debug": {
    category: "session",
    emittedBy: "host",
    data: "SessionStartData",
    modify: null,
    actions: [],
  },
  "session:start:raw": {
    category: "session",
    emittedBy: "host",
    data: "SessionStartData",
    modify: null,
    actions: [],
  },
  "session:fork:debug": {
    category: "session",
    emittedBy: "host",
    data: "SessionForkData",
    modify: null,
    actions: [],
  },
  "session:fork:raw": {
    category: "session",
    emittedBy: "host",
    data: "SessionForkData",
    modify: null,
    actions: [],
  },
  "session:resume:debug": {
    category: "session",
    emittedBy: "host",
    data: "SessionResumeData",
    modify: null,
    actions: [],
  },
  "session:resume:raw": {
    category: "session",
    emittedBy: "host",
    data: "SessionResumeData",
    modify: null,
    actions: [],
  },
  "prompt:submit": {
    category: "prompt",
    emittedBy: "orchestrator",
    data: "PromptSubmitData",
    modify: ["prompt"],
    actions: ["deny", "modify", "inject_context", "ask_user"],
  },
  "prompt:complete": {
    category: "prompt",
    emittedBy: "orchestrator",
    data: "PromptCompleteData",
    modify: null,
    actions: ["inject_context"],
  },
  "plan:start": {
    category: "plan",
    emittedBy: "orchestrator",
    data: "PlanStartData",
    modify: null,
    actions: [],
  },
  "plan:end": {
    category: "plan",
    emittedBy: "orchestrator",
    data: "PlanEndData",
    modify: null,
    actions: [],
  },
  "provider:request": {
    category: "provider",
    emittedBy: "orchestrator",
    data: "ProviderRequestData",
    modify: ["provider", "model", "model_config", "tool_names"],
    actions: ["deny", "modify", "inject_context"],
  },
  "provider:response": {
    category: "provider",
    emittedBy: "orchestrator",
    data: "ProviderResponseData",
    modify: null,
    actions: [],
  },
  "provider:error": {
    category: "provider",
    emittedBy: "orchestrator",
    data: "ProviderErrorData",
    modify: null,
    actions: [],
  },
  "provider:retry": {
    category: "provider",
    emittedBy: "orchestrator",
    data: "ProviderRetryData",
    modify: null,
    actions: [],
  },
  "provider:throttle": {
    category: "provider",
    emittedBy: "orchestrator",
    data: "ProviderThrottleData",
    modify: null,
    actions: [],
  },
  "provider:tool_sequence_repaired": {
    category: "provider",
    emittedBy: "orchestrator",
    data: "ProviderToolSequenceRepairedData",
    modify: null,
    actions: [],
  },
  "provider:resolve": {
    category: "provider",
    emittedBy: "orchestrator",
    data: "ProviderResolveData",
    modify: null,
    actions: [],
  },
  "llm:request": {
    category: "llm",
    emittedBy: "orchestrator",
    data: "LlmRequestData",
    modify: null,
    actions: [],
  },
  "llm:request:debug": {
    category: "llm",
    emittedBy: "orchestrator",
    data: "LlmRequestData",
    modify: null,
    actions: [],
  },
  "llm:request:raw": {
    category: "llm",
    emittedBy: "orchestrator",
    data: "LlmRequestData",
    modify: null,
    actions: [],
  },
  "llm:response": {
    category: "llm",
    emittedBy: "orchestrator",
    data: "LlmResponseData",
    modify: null,
    actions: [],
  },
  "llm:response:debug": {
    category: "llm",
    emittedBy: "orchestrator",
    data: "LlmResponseData",
    modify: null,
    actions: [],
  },
  "llm:response:raw": {
    category: "llm",
    emittedBy: "orchestrator",
    data: "LlmResponseData",
    modify: null,
    actions: [],
  },
  "content_block:start": {
    category: "content",
    emittedBy: "orchestrator",
    data: "ContentBlockStartData",
    modify: null,
    actions: [],
  },
  "content_block:delta": {
    category: "content",
    emittedBy: "orchestrator",
    data: "ContentBlockDeltaData",
    modify: null,
    actions: [],
  },
  "content_block:end": {
    category: "content",
    emittedBy: "orchestrator",
    data: "ContentBlockEndData",
    modify: null,
    actions: [],
  },
  "thinking:delta": {
    category: "thinking",
    emittedBy: "orchestrator",
    data: "ThinkingDeltaData",
    modify: null,
    actions: [],
  },
  "thinking:final": {
    category: "thinking",
    emittedBy: "orchestrator",
    data: "ThinkingFinalData",
    modify: null,
    actions: [],
  },
  "tool:pre": {
    category: "tool",
    emittedBy: "orchestrator",
    data: "ToolPreData",
    modify: ["tool_input"],
    actions: ["deny", "modify", "inject_context", "ask_user"],
  },
  "tool:post": {
    category: "tool",
    emittedBy: "orchestrator",
    data: "ToolPostData",
    modify: ["result"],
    actions: ["deny", "modify", "inject_context"],
  },
  "tool:error": {
    category: "tool",
    emittedBy: "orchestrator",
    data: "ToolErrorData",
    modify: null,
    actions: [],
  },
  "context:pre_compact": {
    category: "context",
    emittedBy: "context_manager",
    data: "ContextPreCompactData",
    modify: null,
    actions: ["deny"],
  },
  "context:post_compact": {
    category: "context",
    emittedBy: "context_manager",
    data: "ContextPostCompactData",
    modify: null,
    actions: [],
  },
  "context:compaction": {
    category: "context",
    emittedBy: "context_manager",
    data: "ContextCompactionData",
    modify: null,
    actions: [],
  },
  "context:include": {
    category: "context",
    emittedBy: "context_manager",
    data: "ContextIncludeData",
    modify: null,
    actions: [],
  },
  "orchestrator:complete": {
    category: "orchestrator",
    emittedBy: "orchestrator",
    data: "OrchestratorCompleteData",
    modify: null,
    actions: [],
  },
  "execution:start": {
    category: "orchestrator",
    emittedBy: "host",
    data: "ExecutionStartData",
    modify: null,
    actions: [],
  },
  "execution:end": {
    category: "orchestrator",
    emittedBy: "host",
    data: "ExecutionEndData",
    modify: null,
    actions: [],
  },
  "user:notification": {
    category: "user",
    emittedBy: "any",
    data: "UserNotificationData",
    modify: null,
    actions: [],
  },
  "artifact:write": {
    category: "artifact",
    emittedBy: "tool",
    data: "ArtifactWriteData",
    modify: null,
    actions: [],
  },
  "artifact:read": {
    category: "artifact",
    emittedBy: "tool",
    data: "ArtifactReadData",
    modify: null,
    actions: [],
  },
  "policy:violation": {
    category: "policy",
    emittedBy: "any",
    data: "PolicyViolationData",
    modify: null,
    actions: [],
  },
  "approval:required": {
    category: "policy",
    emittedBy: "approval",
    data: "ApprovalRequiredData",
    modify: null,
    actions: [],
  },
  "approval:granted": {
    category: "policy",
    emittedBy: "approval",
    data: "ApprovalGrantedData",
    modify: null,
    actions: [],
  },
  "approval:denied": {
    category: "policy",
    emittedBy: "approval",
    data: "ApprovalDeniedData",
    modify: null,
    actions: [],
  },
  "cancel:requested": {
    category: "cancel",
    emittedBy: "host",
    data: "CancelRequestedData",
    modify: null,
    actions: [],
  },
  "cancel:completed": {
    category: "cancel",
    emittedBy: "host",
    data: "CancelCompletedData",
    modify: null,
    actions: [],
  },
};
