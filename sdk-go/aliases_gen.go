// Code generated from schemas/ by "make generate"; DO NOT EDIT.

package ipc

import "github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"

// The types of the protocol.
type (
	// Meta is [protocol.Meta].
	Meta = protocol.Meta
	// RequestId is [protocol.RequestId].
	RequestId = protocol.RequestId
	// ResponseId is [protocol.ResponseId].
	ResponseId = protocol.ResponseId
	// Limits is [protocol.Limits].
	Limits = protocol.Limits
	// Implementation is [protocol.Implementation].
	Implementation = protocol.Implementation
	// EmptyResult is [protocol.EmptyResult].
	EmptyResult = protocol.EmptyResult
	// MessageLevel is [protocol.MessageLevel].
	MessageLevel = protocol.MessageLevel
	// HookAction is [protocol.HookAction].
	HookAction = protocol.HookAction
	// InjectionRole is [protocol.InjectionRole].
	InjectionRole = protocol.InjectionRole
	// ApprovalDefault is [protocol.ApprovalDefault].
	ApprovalDefault = protocol.ApprovalDefault
	// OnError is [protocol.OnError].
	OnError = protocol.OnError
	// HookResult is [protocol.HookResult].
	HookResult = protocol.HookResult
	// HookEmitParams is [protocol.HookEmitParams].
	HookEmitParams = protocol.HookEmitParams
	// HookSpec is [protocol.HookSpec].
	HookSpec = protocol.HookSpec
	// RiskLevel is [protocol.RiskLevel].
	RiskLevel = protocol.RiskLevel
	// ApprovalRequest is [protocol.ApprovalRequest].
	ApprovalRequest = protocol.ApprovalRequest
	// ApprovalResult is [protocol.ApprovalResult].
	ApprovalResult = protocol.ApprovalResult
	// ApprovalRequestParams is [protocol.ApprovalRequestParams].
	ApprovalRequestParams = protocol.ApprovalRequestParams
	// Visibility is [protocol.Visibility].
	Visibility = protocol.Visibility
	// TextBlock is [protocol.TextBlock].
	TextBlock = protocol.TextBlock
	// ThinkingBlock is [protocol.ThinkingBlock].
	ThinkingBlock = protocol.ThinkingBlock
	// RedactedThinkingBlock is [protocol.RedactedThinkingBlock].
	RedactedThinkingBlock = protocol.RedactedThinkingBlock
	// ToolCallBlock is [protocol.ToolCallBlock].
	ToolCallBlock = protocol.ToolCallBlock
	// ToolResultBlock is [protocol.ToolResultBlock].
	ToolResultBlock = protocol.ToolResultBlock
	// ImageSourceType is [protocol.ImageSourceType].
	ImageSourceType = protocol.ImageSourceType
	// ImageSource is [protocol.ImageSource].
	ImageSource = protocol.ImageSource
	// ImageBlock is [protocol.ImageBlock].
	ImageBlock = protocol.ImageBlock
	// ReasoningBlock is [protocol.ReasoningBlock].
	ReasoningBlock = protocol.ReasoningBlock
	// UnknownBlock is [protocol.UnknownBlock].
	UnknownBlock = protocol.UnknownBlock
	// ContentBlock is [protocol.ContentBlock].
	ContentBlock = protocol.ContentBlock
	// ContentReadParams is [protocol.ContentReadParams].
	ContentReadParams = protocol.ContentReadParams
	// ContentEncoding is [protocol.ContentEncoding].
	ContentEncoding = protocol.ContentEncoding
	// ContentReadResult is [protocol.ContentReadResult].
	ContentReadResult = protocol.ContentReadResult
	// ContentListParams is [protocol.ContentListParams].
	ContentListParams = protocol.ContentListParams
	// ContentListResult is [protocol.ContentListResult].
	ContentListResult = protocol.ContentListResult
	// RequestContentReadParams is [protocol.RequestContentReadParams].
	RequestContentReadParams = protocol.RequestContentReadParams
	// RequestContentListParams is [protocol.RequestContentListParams].
	RequestContentListParams = protocol.RequestContentListParams
	// Role is [protocol.Role].
	Role = protocol.Role
	// MessageContent is [protocol.MessageContent].
	MessageContent = protocol.MessageContent
	// ToolCall is [protocol.ToolCall].
	ToolCall = protocol.ToolCall
	// Message is [protocol.Message].
	Message = protocol.Message
	// ContextAddMessageParams is [protocol.ContextAddMessageParams].
	ContextAddMessageParams = protocol.ContextAddMessageParams
	// ContextSetMessagesParams is [protocol.ContextSetMessagesParams].
	ContextSetMessagesParams = protocol.ContextSetMessagesParams
	// ContextClearParams is [protocol.ContextClearParams].
	ContextClearParams = protocol.ContextClearParams
	// ContextGetMessagesParams is [protocol.ContextGetMessagesParams].
	ContextGetMessagesParams = protocol.ContextGetMessagesParams
	// ContextGetMessagesResult is [protocol.ContextGetMessagesResult].
	ContextGetMessagesResult = protocol.ContextGetMessagesResult
	// ToolAnnotations is [protocol.ToolAnnotations].
	ToolAnnotations = protocol.ToolAnnotations
	// ToolSpec is [protocol.ToolSpec].
	ToolSpec = protocol.ToolSpec
	// ToolError is [protocol.ToolError].
	ToolError = protocol.ToolError
	// ToolResult is [protocol.ToolResult].
	ToolResult = protocol.ToolResult
	// ToolExecuteParams is [protocol.ToolExecuteParams].
	ToolExecuteParams = protocol.ToolExecuteParams
	// OutputChannel is [protocol.OutputChannel].
	OutputChannel = protocol.OutputChannel
	// StreamToolOutputParams is [protocol.StreamToolOutputParams].
	StreamToolOutputParams = protocol.StreamToolOutputParams
	// DescribeParams is [protocol.DescribeParams].
	DescribeParams = protocol.DescribeParams
	// SdkInfo is [protocol.SdkInfo].
	SdkInfo = protocol.SdkInfo
	// OrchestratorSpec is [protocol.OrchestratorSpec].
	OrchestratorSpec = protocol.OrchestratorSpec
	// ContextManagerSpec is [protocol.ContextManagerSpec].
	ContextManagerSpec = protocol.ContextManagerSpec
	// ProviderSpec is [protocol.ProviderSpec].
	ProviderSpec = protocol.ProviderSpec
	// ApprovalProviderSpec is [protocol.ApprovalProviderSpec].
	ApprovalProviderSpec = protocol.ApprovalProviderSpec
	// ExportSpec is [protocol.ExportSpec].
	ExportSpec = protocol.ExportSpec
	// ChannelSpec is [protocol.ChannelSpec].
	ChannelSpec = protocol.ChannelSpec
	// ContentSpec is [protocol.ContentSpec].
	ContentSpec = protocol.ContentSpec
	// Capabilities is [protocol.Capabilities].
	Capabilities = protocol.Capabilities
	// Grant is [protocol.Grant].
	Grant = protocol.Grant
	// DescribeResult is [protocol.DescribeResult].
	DescribeResult = protocol.DescribeResult
	// ConfigureSession is [protocol.ConfigureSession].
	ConfigureSession = protocol.ConfigureSession
	// ConfigureParams is [protocol.ConfigureParams].
	ConfigureParams = protocol.ConfigureParams
	// ConfigureStatus is [protocol.ConfigureStatus].
	ConfigureStatus = protocol.ConfigureStatus
	// ConfigureResult is [protocol.ConfigureResult].
	ConfigureResult = protocol.ConfigureResult
	// PingParams is [protocol.PingParams].
	PingParams = protocol.PingParams
	// ErrorKind is [protocol.ErrorKind].
	ErrorKind = protocol.ErrorKind
	// LlmErrorName is [protocol.LlmErrorName].
	LlmErrorName = protocol.LlmErrorName
	// Fault is [protocol.Fault].
	Fault = protocol.Fault
	// ErrorData is [protocol.ErrorData].
	ErrorData = protocol.ErrorData
	// ErrorObject is [protocol.ErrorObject].
	ErrorObject = protocol.ErrorObject
	// Problem is [protocol.Problem].
	Problem = protocol.Problem
	// RequestMessage is [protocol.RequestMessage].
	RequestMessage = protocol.RequestMessage
	// NotificationMessage is [protocol.NotificationMessage].
	NotificationMessage = protocol.NotificationMessage
	// ResultMessage is [protocol.ResultMessage].
	ResultMessage = protocol.ResultMessage
	// ErrorMessage is [protocol.ErrorMessage].
	ErrorMessage = protocol.ErrorMessage
	// CancelMode is [protocol.CancelMode].
	CancelMode = protocol.CancelMode
	// CancelParams is [protocol.CancelParams].
	CancelParams = protocol.CancelParams
	// ProgressParams is [protocol.ProgressParams].
	ProgressParams = protocol.ProgressParams
	// LogLevel is [protocol.LogLevel].
	LogLevel = protocol.LogLevel
	// LogParams is [protocol.LogParams].
	LogParams = protocol.LogParams
	// Usage is [protocol.Usage].
	Usage = protocol.Usage
	// TextFormat is [protocol.TextFormat].
	TextFormat = protocol.TextFormat
	// JsonFormat is [protocol.JsonFormat].
	JsonFormat = protocol.JsonFormat
	// JsonSchemaFormat is [protocol.JsonSchemaFormat].
	JsonSchemaFormat = protocol.JsonSchemaFormat
	// ResponseFormat is [protocol.ResponseFormat].
	ResponseFormat = protocol.ResponseFormat
	// NamedToolChoice is [protocol.NamedToolChoice].
	NamedToolChoice = protocol.NamedToolChoice
	// ToolChoice is [protocol.ToolChoice].
	ToolChoice = protocol.ToolChoice
	// ReasoningEffort is [protocol.ReasoningEffort].
	ReasoningEffort = protocol.ReasoningEffort
	// ChatRequest is [protocol.ChatRequest].
	ChatRequest = protocol.ChatRequest
	// FinishReason is [protocol.FinishReason].
	FinishReason = protocol.FinishReason
	// Degradation is [protocol.Degradation].
	Degradation = protocol.Degradation
	// ChatResponse is [protocol.ChatResponse].
	ChatResponse = protocol.ChatResponse
	// ModelCapability is [protocol.ModelCapability].
	ModelCapability = protocol.ModelCapability
	// ConfigFieldType is [protocol.ConfigFieldType].
	ConfigFieldType = protocol.ConfigFieldType
	// ConfigField is [protocol.ConfigField].
	ConfigField = protocol.ConfigField
	// ProviderInfo is [protocol.ProviderInfo].
	ProviderInfo = protocol.ProviderInfo
	// ModelInfo is [protocol.ModelInfo].
	ModelInfo = protocol.ModelInfo
	// ProviderCompleteParams is [protocol.ProviderCompleteParams].
	ProviderCompleteParams = protocol.ProviderCompleteParams
	// ProviderInfoParams is [protocol.ProviderInfoParams].
	ProviderInfoParams = protocol.ProviderInfoParams
	// ProviderListModelsParams is [protocol.ProviderListModelsParams].
	ProviderListModelsParams = protocol.ProviderListModelsParams
	// ProviderListModelsResult is [protocol.ProviderListModelsResult].
	ProviderListModelsResult = protocol.ProviderListModelsResult
	// ProviderParseToolCallsParams is [protocol.ProviderParseToolCallsParams].
	ProviderParseToolCallsParams = protocol.ProviderParseToolCallsParams
	// ProviderParseToolCallsResult is [protocol.ProviderParseToolCallsResult].
	ProviderParseToolCallsResult = protocol.ProviderParseToolCallsResult
	// MountedHook is [protocol.MountedHook].
	MountedHook = protocol.MountedHook
	// MountedProvider is [protocol.MountedProvider].
	MountedProvider = protocol.MountedProvider
	// AgentInfo is [protocol.AgentInfo].
	AgentInfo = protocol.AgentInfo
	// OrchestratorExecuteParams is [protocol.OrchestratorExecuteParams].
	OrchestratorExecuteParams = protocol.OrchestratorExecuteParams
	// TurnStatus is [protocol.TurnStatus].
	TurnStatus = protocol.TurnStatus
	// OrchestratorExecuteResult is [protocol.OrchestratorExecuteResult].
	OrchestratorExecuteResult = protocol.OrchestratorExecuteResult
	// SessionState is [protocol.SessionState].
	SessionState = protocol.SessionState
	// SessionStatus is [protocol.SessionStatus].
	SessionStatus = protocol.SessionStatus
	// ContextDepth is [protocol.ContextDepth].
	ContextDepth = protocol.ContextDepth
	// ContextScope is [protocol.ContextScope].
	ContextScope = protocol.ContextScope
	// AgentSelection is [protocol.AgentSelection].
	AgentSelection = protocol.AgentSelection
	// ProviderPreference is [protocol.ProviderPreference].
	ProviderPreference = protocol.ProviderPreference
	// RequestSessionSpawnParams is [protocol.RequestSessionSpawnParams].
	RequestSessionSpawnParams = protocol.RequestSessionSpawnParams
	// RequestSessionResumeParams is [protocol.RequestSessionResumeParams].
	RequestSessionResumeParams = protocol.RequestSessionResumeParams
	// RequestSessionResult is [protocol.RequestSessionResult].
	RequestSessionResult = protocol.RequestSessionResult
	// OrchestratorStatus is [protocol.OrchestratorStatus].
	OrchestratorStatus = protocol.OrchestratorStatus
	// EventError is [protocol.EventError].
	EventError = protocol.EventError
	// SessionStartData is [protocol.SessionStartData].
	SessionStartData = protocol.SessionStartData
	// SessionEndData is [protocol.SessionEndData].
	SessionEndData = protocol.SessionEndData
	// SessionForkData is [protocol.SessionForkData].
	SessionForkData = protocol.SessionForkData
	// SessionResumeData is [protocol.SessionResumeData].
	SessionResumeData = protocol.SessionResumeData
	// PromptSubmitData is [protocol.PromptSubmitData].
	PromptSubmitData = protocol.PromptSubmitData
	// PromptCompleteData is [protocol.PromptCompleteData].
	PromptCompleteData = protocol.PromptCompleteData
	// ProviderRequestData is [protocol.ProviderRequestData].
	ProviderRequestData = protocol.ProviderRequestData
	// ProviderResponseData is [protocol.ProviderResponseData].
	ProviderResponseData = protocol.ProviderResponseData
	// ProviderErrorData is [protocol.ProviderErrorData].
	ProviderErrorData = protocol.ProviderErrorData
	// ProviderRetryData is [protocol.ProviderRetryData].
	ProviderRetryData = protocol.ProviderRetryData
	// ProviderResolveData is [protocol.ProviderResolveData].
	ProviderResolveData = protocol.ProviderResolveData
	// ProviderThrottleData is [protocol.ProviderThrottleData].
	ProviderThrottleData = protocol.ProviderThrottleData
	// RepairedToolCall is [protocol.RepairedToolCall].
	RepairedToolCall = protocol.RepairedToolCall
	// ProviderToolSequenceRepairedData is [protocol.ProviderToolSequenceRepairedData].
	ProviderToolSequenceRepairedData = protocol.ProviderToolSequenceRepairedData
	// LlmRequestData is [protocol.LlmRequestData].
	LlmRequestData = protocol.LlmRequestData
	// LlmStatus is [protocol.LlmStatus].
	LlmStatus = protocol.LlmStatus
	// LlmResponseData is [protocol.LlmResponseData].
	LlmResponseData = protocol.LlmResponseData
	// ContentBlockStartData is [protocol.ContentBlockStartData].
	ContentBlockStartData = protocol.ContentBlockStartData
	// ContentBlockDeltaData is [protocol.ContentBlockDeltaData].
	ContentBlockDeltaData = protocol.ContentBlockDeltaData
	// ContentBlockEndData is [protocol.ContentBlockEndData].
	ContentBlockEndData = protocol.ContentBlockEndData
	// ThinkingDeltaData is [protocol.ThinkingDeltaData].
	ThinkingDeltaData = protocol.ThinkingDeltaData
	// ThinkingFinalData is [protocol.ThinkingFinalData].
	ThinkingFinalData = protocol.ThinkingFinalData
	// ToolPreData is [protocol.ToolPreData].
	ToolPreData = protocol.ToolPreData
	// ToolPostData is [protocol.ToolPostData].
	ToolPostData = protocol.ToolPostData
	// ToolErrorData is [protocol.ToolErrorData].
	ToolErrorData = protocol.ToolErrorData
	// OrchestratorCompleteData is [protocol.OrchestratorCompleteData].
	OrchestratorCompleteData = protocol.OrchestratorCompleteData
	// ExecutionStartData is [protocol.ExecutionStartData].
	ExecutionStartData = protocol.ExecutionStartData
	// ExecutionEndData is [protocol.ExecutionEndData].
	ExecutionEndData = protocol.ExecutionEndData
	// CancelRequestedData is [protocol.CancelRequestedData].
	CancelRequestedData = protocol.CancelRequestedData
	// CancelCompletedData is [protocol.CancelCompletedData].
	CancelCompletedData = protocol.CancelCompletedData
	// ApprovalRequiredData is [protocol.ApprovalRequiredData].
	ApprovalRequiredData = protocol.ApprovalRequiredData
	// ApprovalGrantedData is [protocol.ApprovalGrantedData].
	ApprovalGrantedData = protocol.ApprovalGrantedData
	// ApprovalDeniedData is [protocol.ApprovalDeniedData].
	ApprovalDeniedData = protocol.ApprovalDeniedData
	// ContextPreCompactData is [protocol.ContextPreCompactData].
	ContextPreCompactData = protocol.ContextPreCompactData
	// ContextPostCompactData is [protocol.ContextPostCompactData].
	ContextPostCompactData = protocol.ContextPostCompactData
	// ContextCompactionData is [protocol.ContextCompactionData].
	ContextCompactionData = protocol.ContextCompactionData
	// IncludeSource is [protocol.IncludeSource].
	IncludeSource = protocol.IncludeSource
	// ContextIncludeData is [protocol.ContextIncludeData].
	ContextIncludeData = protocol.ContextIncludeData
	// PlanStartData is [protocol.PlanStartData].
	PlanStartData = protocol.PlanStartData
	// PlanEndData is [protocol.PlanEndData].
	PlanEndData = protocol.PlanEndData
	// UserNotificationData is [protocol.UserNotificationData].
	UserNotificationData = protocol.UserNotificationData
	// ArtifactWriteData is [protocol.ArtifactWriteData].
	ArtifactWriteData = protocol.ArtifactWriteData
	// ArtifactReadData is [protocol.ArtifactReadData].
	ArtifactReadData = protocol.ArtifactReadData
	// PolicyViolationData is [protocol.PolicyViolationData].
	PolicyViolationData = protocol.PolicyViolationData
	// FixtureCrash is [protocol.FixtureCrash].
	FixtureCrash = protocol.FixtureCrash
	// FixtureCall is [protocol.FixtureCall].
	FixtureCall = protocol.FixtureCall
	// FixtureReply is [protocol.FixtureReply].
	FixtureReply = protocol.FixtureReply
	// FixtureInput is [protocol.FixtureInput].
	FixtureInput = protocol.FixtureInput
	// FixtureOutput is [protocol.FixtureOutput].
	FixtureOutput = protocol.FixtureOutput
	// StateGetParams is [protocol.StateGetParams].
	StateGetParams = protocol.StateGetParams
	// StateGetResult is [protocol.StateGetResult].
	StateGetResult = protocol.StateGetResult
	// StateSetParams is [protocol.StateSetParams].
	StateSetParams = protocol.StateSetParams
	// CapabilityGetParams is [protocol.CapabilityGetParams].
	CapabilityGetParams = protocol.CapabilityGetParams
	// CapabilityListParams is [protocol.CapabilityListParams].
	CapabilityListParams = protocol.CapabilityListParams
	// CapabilityInfo is [protocol.CapabilityInfo].
	CapabilityInfo = protocol.CapabilityInfo
	// CapabilityListResult is [protocol.CapabilityListResult].
	CapabilityListResult = protocol.CapabilityListResult
	// CapabilityCallParams is [protocol.CapabilityCallParams].
	CapabilityCallParams = protocol.CapabilityCallParams
	// CapabilityCallResult is [protocol.CapabilityCallResult].
	CapabilityCallResult = protocol.CapabilityCallResult
	// ChannelCollectParams is [protocol.ChannelCollectParams].
	ChannelCollectParams = protocol.ChannelCollectParams
	// ChannelCollectResult is [protocol.ChannelCollectResult].
	ChannelCollectResult = protocol.ChannelCollectResult
	// ChannelContribution is [protocol.ChannelContribution].
	ChannelContribution = protocol.ChannelContribution
	// RequestChannelCollectResult is [protocol.RequestChannelCollectResult].
	RequestChannelCollectResult = protocol.RequestChannelCollectResult
	// ChannelMessageParams is [protocol.ChannelMessageParams].
	ChannelMessageParams = protocol.ChannelMessageParams
	// ChannelPublishParams is [protocol.ChannelPublishParams].
	ChannelPublishParams = protocol.ChannelPublishParams
	// DisplayShowParams is [protocol.DisplayShowParams].
	DisplayShowParams = protocol.DisplayShowParams
	// StreamTokenParams is [protocol.StreamTokenParams].
	StreamTokenParams = protocol.StreamTokenParams
	// StreamThinkingParams is [protocol.StreamThinkingParams].
	StreamThinkingParams = protocol.StreamThinkingParams
	// StreamToolCallStartParams is [protocol.StreamToolCallStartParams].
	StreamToolCallStartParams = protocol.StreamToolCallStartParams
	// StreamToolCallEndParams is [protocol.StreamToolCallEndParams].
	StreamToolCallEndParams = protocol.StreamToolCallEndParams
	// StreamContentBlockStartParams is [protocol.StreamContentBlockStartParams].
	StreamContentBlockStartParams = protocol.StreamContentBlockStartParams
	// StreamContentBlockDeltaParams is [protocol.StreamContentBlockDeltaParams].
	StreamContentBlockDeltaParams = protocol.StreamContentBlockDeltaParams
	// StreamContentBlockEndParams is [protocol.StreamContentBlockEndParams].
	StreamContentBlockEndParams = protocol.StreamContentBlockEndParams
	// StreamContextMessageAddedParams is [protocol.StreamContextMessageAddedParams].
	StreamContextMessageAddedParams = protocol.StreamContextMessageAddedParams
	// TodoStatus is [protocol.TodoStatus].
	TodoStatus = protocol.TodoStatus
	// TodoItem is [protocol.TodoItem].
	TodoItem = protocol.TodoItem
	// StreamTodoUpdateParams is [protocol.StreamTodoUpdateParams].
	StreamTodoUpdateParams = protocol.StreamTodoUpdateParams
	// StreamUsageParams is [protocol.StreamUsageParams].
	StreamUsageParams = protocol.StreamUsageParams
)

// The values of its enumerations.
const (
	// MessageLevelInfo is `info`.
	MessageLevelInfo = protocol.MessageLevelInfo
	// MessageLevelWarning is `warning`.
	MessageLevelWarning = protocol.MessageLevelWarning
	// MessageLevelError is `error`.
	MessageLevelError = protocol.MessageLevelError
	// HookActionContinue is `continue`.
	HookActionContinue = protocol.HookActionContinue
	// HookActionDeny is `deny`.
	HookActionDeny = protocol.HookActionDeny
	// HookActionModify is `modify`.
	HookActionModify = protocol.HookActionModify
	// HookActionInjectContext is `inject_context`.
	HookActionInjectContext = protocol.HookActionInjectContext
	// HookActionAskUser is `ask_user`.
	HookActionAskUser = protocol.HookActionAskUser
	// InjectionRoleSystem is `system`.
	InjectionRoleSystem = protocol.InjectionRoleSystem
	// InjectionRoleUser is `user`.
	InjectionRoleUser = protocol.InjectionRoleUser
	// InjectionRoleAssistant is `assistant`.
	InjectionRoleAssistant = protocol.InjectionRoleAssistant
	// ApprovalDefaultAllow is `allow`.
	ApprovalDefaultAllow = protocol.ApprovalDefaultAllow
	// ApprovalDefaultDeny is `deny`.
	ApprovalDefaultDeny = protocol.ApprovalDefaultDeny
	// OnErrorContinue is `continue`.
	OnErrorContinue = protocol.OnErrorContinue
	// OnErrorDeny is `deny`.
	OnErrorDeny = protocol.OnErrorDeny
	// RiskLevelLow is `low`.
	RiskLevelLow = protocol.RiskLevelLow
	// RiskLevelMedium is `medium`.
	RiskLevelMedium = protocol.RiskLevelMedium
	// RiskLevelHigh is `high`.
	RiskLevelHigh = protocol.RiskLevelHigh
	// RiskLevelCritical is `critical`.
	RiskLevelCritical = protocol.RiskLevelCritical
	// VisibilityInternal is `internal`.
	VisibilityInternal = protocol.VisibilityInternal
	// VisibilityDeveloper is `developer`.
	VisibilityDeveloper = protocol.VisibilityDeveloper
	// VisibilityUser is `user`.
	VisibilityUser = protocol.VisibilityUser
	// ImageSourceTypeBase64 is `base64`.
	ImageSourceTypeBase64 = protocol.ImageSourceTypeBase64
	// ImageSourceTypeUrl is `url`.
	ImageSourceTypeUrl = protocol.ImageSourceTypeUrl
	// ContentEncodingUtf8 is `utf-8`.
	ContentEncodingUtf8 = protocol.ContentEncodingUtf8
	// ContentEncodingBase64 is `base64`.
	ContentEncodingBase64 = protocol.ContentEncodingBase64
	// RoleSystem is `system`.
	RoleSystem = protocol.RoleSystem
	// RoleDeveloper is `developer`.
	RoleDeveloper = protocol.RoleDeveloper
	// RoleUser is `user`.
	RoleUser = protocol.RoleUser
	// RoleAssistant is `assistant`.
	RoleAssistant = protocol.RoleAssistant
	// RoleFunction is `function`.
	RoleFunction = protocol.RoleFunction
	// RoleTool is `tool`.
	RoleTool = protocol.RoleTool
	// OutputChannelStdout is `stdout`.
	OutputChannelStdout = protocol.OutputChannelStdout
	// OutputChannelStderr is `stderr`.
	OutputChannelStderr = protocol.OutputChannelStderr
	// GrantHookEmit is `hook.emit`.
	GrantHookEmit = protocol.GrantHookEmit
	// GrantToolExecute is `tool.execute`.
	GrantToolExecute = protocol.GrantToolExecute
	// GrantProviderComplete is `provider.complete`.
	GrantProviderComplete = protocol.GrantProviderComplete
	// GrantContext is `context`.
	GrantContext = protocol.GrantContext
	// GrantApproval is `approval`.
	GrantApproval = protocol.GrantApproval
	// GrantSessionSpawn is `session.spawn`.
	GrantSessionSpawn = protocol.GrantSessionSpawn
	// GrantContentRead is `content.read`.
	GrantContentRead = protocol.GrantContentRead
	// GrantCapabilityCall is `capability.call`.
	GrantCapabilityCall = protocol.GrantCapabilityCall
	// GrantChannelCollect is `channel.collect`.
	GrantChannelCollect = protocol.GrantChannelCollect
	// ConfigureStatusOk is `ok`.
	ConfigureStatusOk = protocol.ConfigureStatusOk
	// ErrorKindParseError is `parse_error`.
	ErrorKindParseError = protocol.ErrorKindParseError
	// ErrorKindInvalidRequest is `invalid_request`.
	ErrorKindInvalidRequest = protocol.ErrorKindInvalidRequest
	// ErrorKindMethodNotFound is `method_not_found`.
	ErrorKindMethodNotFound = protocol.ErrorKindMethodNotFound
	// ErrorKindInvalidParams is `invalid_params`.
	ErrorKindInvalidParams = protocol.ErrorKindInvalidParams
	// ErrorKindInternalError is `internal_error`.
	ErrorKindInternalError = protocol.ErrorKindInternalError
	// ErrorKindCancelled is `cancelled`.
	ErrorKindCancelled = protocol.ErrorKindCancelled
	// ErrorKindDeadlineExceeded is `deadline_exceeded`.
	ErrorKindDeadlineExceeded = protocol.ErrorKindDeadlineExceeded
	// ErrorKindServiceUnavailable is `service_unavailable`.
	ErrorKindServiceUnavailable = protocol.ErrorKindServiceUnavailable
	// ErrorKindPermissionDenied is `permission_denied`.
	ErrorKindPermissionDenied = protocol.ErrorKindPermissionDenied
	// ErrorKindNotFound is `not_found`.
	ErrorKindNotFound = protocol.ErrorKindNotFound
	// ErrorKindOverloaded is `overloaded`.
	ErrorKindOverloaded = protocol.ErrorKindOverloaded
	// ErrorKindMessageTooLarge is `message_too_large`.
	ErrorKindMessageTooLarge = protocol.ErrorKindMessageTooLarge
	// ErrorKindNotReady is `not_ready`.
	ErrorKindNotReady = protocol.ErrorKindNotReady
	// ErrorKindUnsupportedVersion is `unsupported_version`.
	ErrorKindUnsupportedVersion = protocol.ErrorKindUnsupportedVersion
	// ErrorKindLlmError is `llm_error`.
	ErrorKindLlmError = protocol.ErrorKindLlmError
	// LlmErrorNameRateLimit is `rate_limit`.
	LlmErrorNameRateLimit = protocol.LlmErrorNameRateLimit
	// LlmErrorNameQuotaExceeded is `quota_exceeded`.
	LlmErrorNameQuotaExceeded = protocol.LlmErrorNameQuotaExceeded
	// LlmErrorNameAuthentication is `authentication`.
	LlmErrorNameAuthentication = protocol.LlmErrorNameAuthentication
	// LlmErrorNameAccessDenied is `access_denied`.
	LlmErrorNameAccessDenied = protocol.LlmErrorNameAccessDenied
	// LlmErrorNameContextLength is `context_length`.
	LlmErrorNameContextLength = protocol.LlmErrorNameContextLength
	// LlmErrorNameContentFilter is `content_filter`.
	LlmErrorNameContentFilter = protocol.LlmErrorNameContentFilter
	// LlmErrorNameInvalidRequest is `invalid_request`.
	LlmErrorNameInvalidRequest = protocol.LlmErrorNameInvalidRequest
	// LlmErrorNameNotFound is `not_found`.
	LlmErrorNameNotFound = protocol.LlmErrorNameNotFound
	// LlmErrorNameProviderUnavailable is `provider_unavailable`.
	LlmErrorNameProviderUnavailable = protocol.LlmErrorNameProviderUnavailable
	// LlmErrorNameNetwork is `network`.
	LlmErrorNameNetwork = protocol.LlmErrorNameNetwork
	// LlmErrorNameLlmTimeout is `llm_timeout`.
	LlmErrorNameLlmTimeout = protocol.LlmErrorNameLlmTimeout
	// LlmErrorNameStreamError is `stream_error`.
	LlmErrorNameStreamError = protocol.LlmErrorNameStreamError
	// LlmErrorNameAbort is `abort`.
	LlmErrorNameAbort = protocol.LlmErrorNameAbort
	// LlmErrorNameInvalidToolCall is `invalid_tool_call`.
	LlmErrorNameInvalidToolCall = protocol.LlmErrorNameInvalidToolCall
	// LlmErrorNameConfiguration is `configuration`.
	LlmErrorNameConfiguration = protocol.LlmErrorNameConfiguration
	// CancelModeImmediate is `immediate`.
	CancelModeImmediate = protocol.CancelModeImmediate
	// CancelModeGraceful is `graceful`.
	CancelModeGraceful = protocol.CancelModeGraceful
	// LogLevelDebug is `debug`.
	LogLevelDebug = protocol.LogLevelDebug
	// LogLevelInfo is `info`.
	LogLevelInfo = protocol.LogLevelInfo
	// LogLevelWarning is `warning`.
	LogLevelWarning = protocol.LogLevelWarning
	// LogLevelError is `error`.
	LogLevelError = protocol.LogLevelError
	// ReasoningEffortMinimal is `minimal`.
	ReasoningEffortMinimal = protocol.ReasoningEffortMinimal
	// ReasoningEffortLow is `low`.
	ReasoningEffortLow = protocol.ReasoningEffortLow
	// ReasoningEffortMedium is `medium`.
	ReasoningEffortMedium = protocol.ReasoningEffortMedium
	// ReasoningEffortHigh is `high`.
	ReasoningEffortHigh = protocol.ReasoningEffortHigh
	// FinishReasonStop is `stop`.
	FinishReasonStop = protocol.FinishReasonStop
	// FinishReasonLength is `length`.
	FinishReasonLength = protocol.FinishReasonLength
	// FinishReasonToolCalls is `tool_calls`.
	FinishReasonToolCalls = protocol.FinishReasonToolCalls
	// FinishReasonContentFilter is `content_filter`.
	FinishReasonContentFilter = protocol.FinishReasonContentFilter
	// FinishReasonError is `error`.
	FinishReasonError = protocol.FinishReasonError
	// ModelCapabilityStreaming is `streaming`.
	ModelCapabilityStreaming = protocol.ModelCapabilityStreaming
	// ModelCapabilityTools is `tools`.
	ModelCapabilityTools = protocol.ModelCapabilityTools
	// ModelCapabilityVision is `vision`.
	ModelCapabilityVision = protocol.ModelCapabilityVision
	// ModelCapabilityThinking is `thinking`.
	ModelCapabilityThinking = protocol.ModelCapabilityThinking
	// ModelCapabilityJsonMode is `json_mode`.
	ModelCapabilityJsonMode = protocol.ModelCapabilityJsonMode
	// ConfigFieldTypeText is `text`.
	ConfigFieldTypeText = protocol.ConfigFieldTypeText
	// ConfigFieldTypeSecret is `secret`.
	ConfigFieldTypeSecret = protocol.ConfigFieldTypeSecret
	// ConfigFieldTypeChoice is `choice`.
	ConfigFieldTypeChoice = protocol.ConfigFieldTypeChoice
	// ConfigFieldTypeBoolean is `boolean`.
	ConfigFieldTypeBoolean = protocol.ConfigFieldTypeBoolean
	// TurnStatusCompleted is `completed`.
	TurnStatusCompleted = protocol.TurnStatusCompleted
	// TurnStatusCancelled is `cancelled`.
	TurnStatusCancelled = protocol.TurnStatusCancelled
	// TurnStatusDenied is `denied`.
	TurnStatusDenied = protocol.TurnStatusDenied
	// TurnStatusFailed is `failed`.
	TurnStatusFailed = protocol.TurnStatusFailed
	// SessionStateRunning is `running`.
	SessionStateRunning = protocol.SessionStateRunning
	// SessionStateCompleted is `completed`.
	SessionStateCompleted = protocol.SessionStateCompleted
	// SessionStateFailed is `failed`.
	SessionStateFailed = protocol.SessionStateFailed
	// SessionStateCancelled is `cancelled`.
	SessionStateCancelled = protocol.SessionStateCancelled
	// ContextDepthNone is `none`.
	ContextDepthNone = protocol.ContextDepthNone
	// ContextDepthRecent is `recent`.
	ContextDepthRecent = protocol.ContextDepthRecent
	// ContextDepthAll is `all`.
	ContextDepthAll = protocol.ContextDepthAll
	// ContextScopeConversation is `conversation`.
	ContextScopeConversation = protocol.ContextScopeConversation
	// ContextScopeAgents is `agents`.
	ContextScopeAgents = protocol.ContextScopeAgents
	// ContextScopeFull is `full`.
	ContextScopeFull = protocol.ContextScopeFull
	// OrchestratorStatusSuccess is `success`.
	OrchestratorStatusSuccess = protocol.OrchestratorStatusSuccess
	// OrchestratorStatusMaxIterationsReached is `max_iterations_reached`.
	OrchestratorStatusMaxIterationsReached = protocol.OrchestratorStatusMaxIterationsReached
	// OrchestratorStatusCancelled is `cancelled`.
	OrchestratorStatusCancelled = protocol.OrchestratorStatusCancelled
	// OrchestratorStatusDenied is `denied`.
	OrchestratorStatusDenied = protocol.OrchestratorStatusDenied
	// OrchestratorStatusFailed is `failed`.
	OrchestratorStatusFailed = protocol.OrchestratorStatusFailed
	// LlmStatusOk is `ok`.
	LlmStatusOk = protocol.LlmStatusOk
	// LlmStatusError is `error`.
	LlmStatusError = protocol.LlmStatusError
	// IncludeSourceFile is `file`.
	IncludeSourceFile = protocol.IncludeSourceFile
	// IncludeSourceMention is `mention`.
	IncludeSourceMention = protocol.IncludeSourceMention
	// FixtureCrashHandler is `handler`.
	FixtureCrashHandler = protocol.FixtureCrashHandler
	// FixtureCrashProcess is `process`.
	FixtureCrashProcess = protocol.FixtureCrashProcess
	// TodoStatusPending is `pending`.
	TodoStatusPending = protocol.TodoStatusPending
	// TodoStatusInProgress is `in_progress`.
	TodoStatusInProgress = protocol.TodoStatusInProgress
	// TodoStatusCompleted is `completed`.
	TodoStatusCompleted = protocol.TodoStatusCompleted
)
