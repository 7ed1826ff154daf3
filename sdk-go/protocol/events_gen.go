// Code generated from schemas/ by "make generate"; DO NOT EDIT.

package protocol

// EventInfo is what there is to know about an event.
type EventInfo struct {
	Name, Category, EmittedBy string
	// Data names the type of its data; empty = free.
	Data string
	// Modify lists the members of its data that a patch may touch, unless ModifyAll.
	Modify    []string
	ModifyAll bool
	// Actions lists the actions that have an effect on what the emitter does.
	Actions []HookAction
}

// The names of the canonical events.
const (
	// EventSessionStart: A session begins.
	EventSessionStart = "session:start"
	// EventSessionEnd: A session is over.
	EventSessionEnd = "session:end"
	// EventSessionFork: A session begins as the child of another.
	EventSessionFork = "session:fork"
	// EventSessionResume: A session is taken up again.
	EventSessionResume = "session:resume"
	// EventSessionStartDebug: `session:start` with details.
	EventSessionStartDebug = "session:start:debug"
	// EventSessionStartRaw: `session:start` with everything.
	EventSessionStartRaw = "session:start:raw"
	// EventSessionForkDebug: `session:fork` with details.
	EventSessionForkDebug = "session:fork:debug"
	// EventSessionForkRaw: `session:fork` with everything.
	EventSessionForkRaw = "session:fork:raw"
	// EventSessionResumeDebug: `session:resume` with details.
	EventSessionResumeDebug = "session:resume:debug"
	// EventSessionResumeRaw: `session:resume` with everything.
	EventSessionResumeRaw = "session:resume:raw"
	// EventPromptSubmit: The user said something.
	EventPromptSubmit = "prompt:submit"
	// EventPromptComplete: The answer is ready; an injection asks for one more iteration.
	EventPromptComplete = "prompt:complete"
	// EventPlanStart: Planning begins.
	EventPlanStart = "plan:start"
	// EventPlanEnd: Planning is over.
	EventPlanEnd = "plan:end"
	// EventProviderRequest: A model is about to be asked.
	EventProviderRequest = "provider:request"
	// EventProviderResponse: A model has answered.
	EventProviderResponse = "provider:response"
	// EventProviderError: A model could not be asked.
	EventProviderError = "provider:error"
	// EventProviderRetry: A model will be asked again.
	EventProviderRetry = "provider:retry"
	// EventProviderThrottle: A request waits.
	EventProviderThrottle = "provider:throttle"
	// EventProviderToolSequenceRepaired: Tool calls without a result got one.
	EventProviderToolSequenceRepaired = "provider:tool_sequence_repaired"
	// EventProviderResolve: Provider and model are chosen.
	EventProviderResolve = "provider:resolve"
	// EventLlmRequest: A request goes out.
	EventLlmRequest = "llm:request"
	// EventLlmRequestDebug: `llm:request` with shortened content.
	EventLlmRequestDebug = "llm:request:debug"
	// EventLlmRequestRaw: `llm:request` with everything.
	EventLlmRequestRaw = "llm:request:raw"
	// EventLlmResponse: A response came in.
	EventLlmResponse = "llm:response"
	// EventLlmResponseDebug: `llm:response` with shortened content.
	EventLlmResponseDebug = "llm:response:debug"
	// EventLlmResponseRaw: `llm:response` with everything.
	EventLlmResponseRaw = "llm:response:raw"
	// EventContentBlockStart: A block begins.
	EventContentBlockStart = "content_block:start"
	// EventContentBlockDelta: A block grows.
	EventContentBlockDelta = "content_block:delta"
	// EventContentBlockEnd: A block is complete.
	EventContentBlockEnd = "content_block:end"
	// EventThinkingDelta: Thoughts grow.
	EventThinkingDelta = "thinking:delta"
	// EventThinkingFinal: Thoughts are complete.
	EventThinkingFinal = "thinking:final"
	// EventToolPre: A tool is about to run.
	EventToolPre = "tool:pre"
	// EventToolPost: A tool has run.
	EventToolPost = "tool:post"
	// EventToolError: A tool could not run.
	EventToolError = "tool:error"
	// EventContextPreCompact: The history is about to be compacted; may be denied once.
	EventContextPreCompact = "context:pre_compact"
	// EventContextPostCompact: The history was compacted.
	EventContextPostCompact = "context:post_compact"
	// EventContextCompaction: What compaction did.
	EventContextCompaction = "context:compaction"
	// EventContextInclude: A file was put into the context.
	EventContextInclude = "context:include"
	// EventOrchestratorComplete: The loop is over.
	EventOrchestratorComplete = "orchestrator:complete"
	// EventExecutionStart: A turn begins.
	EventExecutionStart = "execution:start"
	// EventExecutionEnd: A turn is over.
	EventExecutionEnd = "execution:end"
	// EventUserNotification: The user is told something.
	EventUserNotification = "user:notification"
	// EventArtifactWrite: A tool wrote a file.
	EventArtifactWrite = "artifact:write"
	// EventArtifactRead: A tool read a file.
	EventArtifactRead = "artifact:read"
	// EventPolicyViolation: Something broke a policy.
	EventPolicyViolation = "policy:violation"
	// EventApprovalRequired: The user must decide.
	EventApprovalRequired = "approval:required"
	// EventApprovalGranted: The user said yes.
	EventApprovalGranted = "approval:granted"
	// EventApprovalDenied: The user said no.
	EventApprovalDenied = "approval:denied"
	// EventCancelRequested: A turn shall stop.
	EventCancelRequested = "cancel:requested"
	// EventCancelCompleted: A turn has stopped.
	EventCancelCompleted = "cancel:completed"
)

// Events is the table of the canonical events by their names; other events are legal too.
var Events = map[string]EventInfo{
	EventSessionStart:                 {Name: "session:start", Category: "session", EmittedBy: "host", Data: "SessionStartData", ModifyAll: true},
	EventSessionEnd:                   {Name: "session:end", Category: "session", EmittedBy: "host", Data: "SessionEndData", ModifyAll: true},
	EventSessionFork:                  {Name: "session:fork", Category: "session", EmittedBy: "host", Data: "SessionForkData", ModifyAll: true},
	EventSessionResume:                {Name: "session:resume", Category: "session", EmittedBy: "host", Data: "SessionResumeData", ModifyAll: true},
	EventSessionStartDebug:            {Name: "session:start:debug", Category: "session", EmittedBy: "host", Data: "SessionStartData", ModifyAll: true},
	EventSessionStartRaw:              {Name: "session:start:raw", Category: "session", EmittedBy: "host", Data: "SessionStartData", ModifyAll: true},
	EventSessionForkDebug:             {Name: "session:fork:debug", Category: "session", EmittedBy: "host", Data: "SessionForkData", ModifyAll: true},
	EventSessionForkRaw:               {Name: "session:fork:raw", Category: "session", EmittedBy: "host", Data: "SessionForkData", ModifyAll: true},
	EventSessionResumeDebug:           {Name: "session:resume:debug", Category: "session", EmittedBy: "host", Data: "SessionResumeData", ModifyAll: true},
	EventSessionResumeRaw:             {Name: "session:resume:raw", Category: "session", EmittedBy: "host", Data: "SessionResumeData", ModifyAll: true},
	EventPromptSubmit:                 {Name: "prompt:submit", Category: "prompt", EmittedBy: "orchestrator", Data: "PromptSubmitData", Modify: []string{"prompt"}, Actions: []HookAction{HookActionDeny, HookActionModify, HookActionInjectContext, HookActionAskUser}},
	EventPromptComplete:               {Name: "prompt:complete", Category: "prompt", EmittedBy: "orchestrator", Data: "PromptCompleteData", ModifyAll: true, Actions: []HookAction{HookActionInjectContext}},
	EventPlanStart:                    {Name: "plan:start", Category: "plan", EmittedBy: "orchestrator", Data: "PlanStartData", ModifyAll: true},
	EventPlanEnd:                      {Name: "plan:end", Category: "plan", EmittedBy: "orchestrator", Data: "PlanEndData", ModifyAll: true},
	EventProviderRequest:              {Name: "provider:request", Category: "provider", EmittedBy: "orchestrator", Data: "ProviderRequestData", Modify: []string{"provider", "model", "model_config", "tool_names"}, Actions: []HookAction{HookActionDeny, HookActionModify, HookActionInjectContext}},
	EventProviderResponse:             {Name: "provider:response", Category: "provider", EmittedBy: "orchestrator", Data: "ProviderResponseData", ModifyAll: true},
	EventProviderError:                {Name: "provider:error", Category: "provider", EmittedBy: "orchestrator", Data: "ProviderErrorData", ModifyAll: true},
	EventProviderRetry:                {Name: "provider:retry", Category: "provider", EmittedBy: "orchestrator", Data: "ProviderRetryData", ModifyAll: true},
	EventProviderThrottle:             {Name: "provider:throttle", Category: "provider", EmittedBy: "orchestrator", Data: "ProviderThrottleData", ModifyAll: true},
	EventProviderToolSequenceRepaired: {Name: "provider:tool_sequence_repaired", Category: "provider", EmittedBy: "orchestrator", Data: "ProviderToolSequenceRepairedData", ModifyAll: true},
	EventProviderResolve:              {Name: "provider:resolve", Category: "provider", EmittedBy: "orchestrator", Data: "ProviderResolveData", ModifyAll: true},
	EventLlmRequest:                   {Name: "llm:request", Category: "llm", EmittedBy: "orchestrator", Data: "LlmRequestData", ModifyAll: true},
	EventLlmRequestDebug:              {Name: "llm:request:debug", Category: "llm", EmittedBy: "orchestrator", Data: "LlmRequestData", ModifyAll: true},
	EventLlmRequestRaw:                {Name: "llm:request:raw", Category: "llm", EmittedBy: "orchestrator", Data: "LlmRequestData", ModifyAll: true},
	EventLlmResponse:                  {Name: "llm:response", Category: "llm", EmittedBy: "orchestrator", Data: "LlmResponseData", ModifyAll: true},
	EventLlmResponseDebug:             {Name: "llm:response:debug", Category: "llm", EmittedBy: "orchestrator", Data: "LlmResponseData", ModifyAll: true},
	EventLlmResponseRaw:               {Name: "llm:response:raw", Category: "llm", EmittedBy: "orchestrator", Data: "LlmResponseData", ModifyAll: true},
	EventContentBlockStart:            {Name: "content_block:start", Category: "content", EmittedBy: "orchestrator", Data: "ContentBlockStartData", ModifyAll: true},
	EventContentBlockDelta:            {Name: "content_block:delta", Category: "content", EmittedBy: "orchestrator", Data: "ContentBlockDeltaData", ModifyAll: true},
	EventContentBlockEnd:              {Name: "content_block:end", Category: "content", EmittedBy: "orchestrator", Data: "ContentBlockEndData", ModifyAll: true},
	EventThinkingDelta:                {Name: "thinking:delta", Category: "thinking", EmittedBy: "orchestrator", Data: "ThinkingDeltaData", ModifyAll: true},
	EventThinkingFinal:                {Name: "thinking:final", Category: "thinking", EmittedBy: "orchestrator", Data: "ThinkingFinalData", ModifyAll: true},
	EventToolPre:                      {Name: "tool:pre", Category: "tool", EmittedBy: "orchestrator", Data: "ToolPreData", Modify: []string{"tool_input"}, Actions: []HookAction{HookActionDeny, HookActionModify, HookActionInjectContext, HookActionAskUser}},
	EventToolPost:                     {Name: "tool:post", Category: "tool", EmittedBy: "orchestrator", Data: "ToolPostData", Modify: []string{"result"}, Actions: []HookAction{HookActionDeny, HookActionModify, HookActionInjectContext}},
	EventToolError:                    {Name: "tool:error", Category: "tool", EmittedBy: "orchestrator", Data: "ToolErrorData", ModifyAll: true},
	EventContextPreCompact:            {Name: "context:pre_compact", Category: "context", EmittedBy: "context_manager", Data: "ContextPreCompactData", ModifyAll: true, Actions: []HookAction{HookActionDeny}},
	EventContextPostCompact:           {Name: "context:post_compact", Category: "context", EmittedBy: "context_manager", Data: "ContextPostCompactData", ModifyAll: true},
	EventContextCompaction:            {Name: "context:compaction", Category: "context", EmittedBy: "context_manager", Data: "ContextCompactionData", ModifyAll: true},
	EventContextInclude:               {Name: "context:include", Category: "context", EmittedBy: "context_manager", Data: "ContextIncludeData", ModifyAll: true},
	EventOrchestratorComplete:         {Name: "orchestrator:complete", Category: "orchestrator", EmittedBy: "orchestrator", Data: "OrchestratorCompleteData", ModifyAll: true},
	EventExecutionStart:               {Name: "execution:start", Category: "orchestrator", EmittedBy: "host", Data: "ExecutionStartData", ModifyAll: true},
	EventExecutionEnd:                 {Name: "execution:end", Category: "orchestrator", EmittedBy: "host", Data: "ExecutionEndData", ModifyAll: true},
	EventUserNotification:             {Name: "user:notification", Category: "user", EmittedBy: "any", Data: "UserNotificationData", ModifyAll: true},
	EventArtifactWrite:                {Name: "artifact:write", Category: "artifact", EmittedBy: "tool", Data: "ArtifactWriteData", ModifyAll: true},
	EventArtifactRead:                 {Name: "artifact:read", Category: "artifact", EmittedBy: "tool", Data: "ArtifactReadData", ModifyAll: true},
	EventPolicyViolation:              {Name: "policy:violation", Category: "policy", EmittedBy: "any", Data: "PolicyViolationData", ModifyAll: true},
	EventApprovalRequired:             {Name: "approval:required", Category: "policy", EmittedBy: "approval", Data: "ApprovalRequiredData", ModifyAll: true},
	EventApprovalGranted:              {Name: "approval:granted", Category: "policy", EmittedBy: "approval", Data: "ApprovalGrantedData", ModifyAll: true},
	EventApprovalDenied:               {Name: "approval:denied", Category: "policy", EmittedBy: "approval", Data: "ApprovalDeniedData", ModifyAll: true},
	EventCancelRequested:              {Name: "cancel:requested", Category: "cancel", EmittedBy: "host", Data: "CancelRequestedData", ModifyAll: true},
	EventCancelCompleted:              {Name: "cancel:completed", Category: "cancel", EmittedBy: "host", Data: "CancelCompletedData", ModifyAll: true},
}
