// Code generated from schemas/ by "make generate"; DO NOT EDIT.

package protocol

// Direction tells who may send a method.
type Direction string

// The directions.
const (
	HostToService Direction = "host_to_service"
	ServiceToHost Direction = "service_to_host"
	BothWays      Direction = "both"
)

// HTTP is the endpoint of a method in the HTTP binding; members of the params stand in braces.
type HTTP struct {
	Method, Path string
	// Stream is "always" if it answers with a stream of events, "accept" if it does so when Accept asks for one.
	Stream string
	// StreamPath is where it answers with a stream, if that is another path.
	StreamPath string
}

// Method is what there is to know about a method.
type Method struct {
	Name         string
	Direction    Direction
	Notification bool
	// Params and Result name the types; notifications have no result.
	Params, Result string
	// Grant is the right that a service needs to send it; empty = every service may.
	Grant string
	// RoutesTo is the method under which the host passes it on.
	RoutesTo string
	// RoutingMember is the member of the params that decides who gets it.
	RoutingMember string
	HTTP          *HTTP
}

// Call ties a request to the types of its params and result.
type Call[P, R any] struct{ Name string }

// The names of the methods.
const (
	// MethodDescribe: Who are you and what do you offer?
	MethodDescribe = "describe"
	// MethodConfigure: Take these settings.
	MethodConfigure = "configure"
	// MethodPing: Are you there?
	MethodPing = "ping"
	// MethodCancel: The sender no longer wants a request's answer.
	MethodCancel = "$/cancel"
	// MethodProgress: How far a request is.
	MethodProgress = "$/progress"
	// MethodLog: A structured line for the host's log.
	MethodLog = "$/log"
	// MethodOrchestratorExecute: Run one turn.
	MethodOrchestratorExecute = "orchestrator.execute"
	// MethodProviderComplete: Ask the model.
	MethodProviderComplete = "provider.complete"
	// MethodProviderInfo: What is this provider?
	MethodProviderInfo = "provider.info"
	// MethodProviderListModels: Which models are there?
	MethodProviderListModels = "provider.list_models"
	// MethodProviderParseToolCalls: Which tools does this response want to call?
	MethodProviderParseToolCalls = "provider.parse_tool_calls"
	// MethodToolExecute: Run a tool.
	MethodToolExecute = "tool.execute"
	// MethodHookEmit: Something happens; what do you say?
	MethodHookEmit = "hook.emit"
	// MethodContextAddMessage: Add a message to the history.
	MethodContextAddMessage = "context.add_message"
	// MethodContextGetMessages: Give the history, or what of it to send to the model.
	MethodContextGetMessages = "context.get_messages"
	// MethodContextSetMessages: Replace the history.
	MethodContextSetMessages = "context.set_messages"
	// MethodContextClear: Forget the history.
	MethodContextClear = "context.clear"
	// MethodApprovalRequest: May this happen?
	MethodApprovalRequest = "approval.request"
	// MethodContentRead: Give the content of a path.
	MethodContentRead = "content.read"
	// MethodContentList: Which paths are there?
	MethodContentList = "content.list"
	// MethodCapabilityCall: Call an exported capability.
	MethodCapabilityCall = "capability.call"
	// MethodChannelCollect: What do you contribute to this channel?
	MethodChannelCollect = "channel.collect"
	// MethodChannelMessage: Somebody published on a channel.
	MethodChannelMessage = "channel.message"
	// MethodStateGet: Read a value of the session.
	MethodStateGet = "state.get"
	// MethodStateSet: Write a value of the session.
	MethodStateSet = "state.set"
	// MethodRequestStateGet: Older spelling of `state.get`.
	MethodRequestStateGet = "request.state_get"
	// MethodRequestStateSet: Older spelling of `state.set`.
	MethodRequestStateSet = "request.state_set"
	// MethodCapabilityGet: Who exports this capability?
	MethodCapabilityGet = "capability.get"
	// MethodCapabilityList: Which capabilities are mounted?
	MethodCapabilityList = "capability.list"
	// MethodChannelPublish: Publish on a channel.
	MethodChannelPublish = "channel.publish"
	// MethodDisplayShow: Show the user a message.
	MethodDisplayShow = "display.show"
	// MethodRequestHookEmit: Ask the hooks (fan-out and fold by the host).
	MethodRequestHookEmit = "request.hook_emit"
	// MethodRequestToolExecute: Run a tool of any service.
	MethodRequestToolExecute = "request.tool_execute"
	// MethodRequestProviderComplete: Ask a model through its provider.
	MethodRequestProviderComplete = "request.provider_complete"
	// MethodRequestProviderInfo: What is this provider?
	MethodRequestProviderInfo = "request.provider_info"
	// MethodRequestProviderListModels: Which models does a provider have?
	MethodRequestProviderListModels = "request.provider_list_models"
	// MethodRequestContextAddMessage: Add a message to the history (and to the transcript).
	MethodRequestContextAddMessage = "request.context_add_message"
	// MethodRequestContextGetMessages: Give the history, or what of it to send to the model.
	MethodRequestContextGetMessages = "request.context_get_messages"
	// MethodRequestContextSetMessages: Replace the history.
	MethodRequestContextSetMessages = "request.context_set_messages"
	// MethodRequestContextClear: Forget the history.
	MethodRequestContextClear = "request.context_clear"
	// MethodRequestApproval: May this happen? Goes to the approval provider or to the user.
	MethodRequestApproval = "request.approval"
	// MethodRequestSessionSpawn: Run a turn in a new child session.
	MethodRequestSessionSpawn = "request.session_spawn"
	// MethodRequestSessionResume: Run one more turn in a child session.
	MethodRequestSessionResume = "request.session_resume"
	// MethodRequestContentRead: Read content of a service.
	MethodRequestContentRead = "request.content_read"
	// MethodRequestContentList: List content of a service.
	MethodRequestContentList = "request.content_list"
	// MethodRequestCapabilityCall: Call a capability of any service.
	MethodRequestCapabilityCall = "request.capability_call"
	// MethodRequestChannelCollect: Collect what all services contribute to a channel.
	MethodRequestChannelCollect = "request.channel_collect"
	// MethodStreamToken: Text of the answer. Streamed to the user while a turn runs.
	MethodStreamToken = "stream.token"
	// MethodStreamThinking: Thoughts of the model. Streamed to the user while a turn runs.
	MethodStreamThinking = "stream.thinking"
	// MethodStreamToolCallStart: A tool call begins. Streamed to the user while a turn runs.
	MethodStreamToolCallStart = "stream.tool_call_start"
	// MethodStreamToolCallEnd: A tool call is over. Streamed to the user while a turn runs.
	MethodStreamToolCallEnd = "stream.tool_call_end"
	// MethodStreamContentBlockStart: A block begins. Streamed to the user while a turn runs.
	MethodStreamContentBlockStart = "stream.content_block_start"
	// MethodStreamContentBlockDelta: A block grows. Streamed to the user while a turn runs.
	MethodStreamContentBlockDelta = "stream.content_block_delta"
	// MethodStreamContentBlockEnd: A block is complete. Streamed to the user while a turn runs.
	MethodStreamContentBlockEnd = "stream.content_block_end"
	// MethodStreamContextMessageAdded: A message was stored. Streamed to the user while a turn runs.
	MethodStreamContextMessageAdded = "stream.context_message_added"
	// MethodStreamTodoUpdate: The list of things to do changed. Streamed to the user while a turn runs.
	MethodStreamTodoUpdate = "stream.todo_update"
	// MethodStreamUsage: Tokens used so far. Streamed to the user while a turn runs.
	MethodStreamUsage = "stream.usage"
	// MethodStreamProviderToken: Text of the answer. Streamed to the caller of provider.complete.
	MethodStreamProviderToken = "stream.provider.token"
	// MethodStreamProviderThinking: Thoughts of the model. Streamed to the caller of provider.complete.
	MethodStreamProviderThinking = "stream.provider.thinking"
	// MethodStreamProviderToolCallStart: A tool call begins. Streamed to the caller of provider.complete.
	MethodStreamProviderToolCallStart = "stream.provider.tool_call_start"
	// MethodStreamProviderContentBlockStart: A block begins. Streamed to the caller of provider.complete.
	MethodStreamProviderContentBlockStart = "stream.provider.content_block_start"
	// MethodStreamProviderContentBlockDelta: A block grows. Streamed to the caller of provider.complete.
	MethodStreamProviderContentBlockDelta = "stream.provider.content_block_delta"
	// MethodStreamProviderContentBlockEnd: A block is complete. Streamed to the caller of provider.complete.
	MethodStreamProviderContentBlockEnd = "stream.provider.content_block_end"
	// MethodStreamProviderUsage: Tokens used so far. Streamed to the caller of provider.complete.
	MethodStreamProviderUsage = "stream.provider.usage"
	// MethodStreamToolOutput: Output of a running tool.
	MethodStreamToolOutput = "stream.tool.output"
)

// The requests with their types.
var (
	// CallDescribe is `describe`.
	CallDescribe = Call[DescribeParams, DescribeResult]{MethodDescribe}
	// CallConfigure is `configure`.
	CallConfigure = Call[ConfigureParams, ConfigureResult]{MethodConfigure}
	// CallPing is `ping`.
	CallPing = Call[PingParams, EmptyResult]{MethodPing}
	// CallOrchestratorExecute is `orchestrator.execute`.
	CallOrchestratorExecute = Call[OrchestratorExecuteParams, OrchestratorExecuteResult]{MethodOrchestratorExecute}
	// CallProviderComplete is `provider.complete`.
	CallProviderComplete = Call[ProviderCompleteParams, ChatResponse]{MethodProviderComplete}
	// CallProviderInfo is `provider.info`.
	CallProviderInfo = Call[ProviderInfoParams, ProviderInfo]{MethodProviderInfo}
	// CallProviderListModels is `provider.list_models`.
	CallProviderListModels = Call[ProviderListModelsParams, ProviderListModelsResult]{MethodProviderListModels}
	// CallProviderParseToolCalls is `provider.parse_tool_calls`.
	CallProviderParseToolCalls = Call[ProviderParseToolCallsParams, ProviderParseToolCallsResult]{MethodProviderParseToolCalls}
	// CallToolExecute is `tool.execute`.
	CallToolExecute = Call[ToolExecuteParams, ToolResult]{MethodToolExecute}
	// CallHookEmit is `hook.emit`.
	CallHookEmit = Call[HookEmitParams, HookResult]{MethodHookEmit}
	// CallContextAddMessage is `context.add_message`.
	CallContextAddMessage = Call[ContextAddMessageParams, EmptyResult]{MethodContextAddMessage}
	// CallContextGetMessages is `context.get_messages`.
	CallContextGetMessages = Call[ContextGetMessagesParams, ContextGetMessagesResult]{MethodContextGetMessages}
	// CallContextSetMessages is `context.set_messages`.
	CallContextSetMessages = Call[ContextSetMessagesParams, EmptyResult]{MethodContextSetMessages}
	// CallContextClear is `context.clear`.
	CallContextClear = Call[ContextClearParams, EmptyResult]{MethodContextClear}
	// CallApprovalRequest is `approval.request`.
	CallApprovalRequest = Call[ApprovalRequestParams, ApprovalResult]{MethodApprovalRequest}
	// CallContentRead is `content.read`.
	CallContentRead = Call[ContentReadParams, ContentReadResult]{MethodContentRead}
	// CallContentList is `content.list`.
	CallContentList = Call[ContentListParams, ContentListResult]{MethodContentList}
	// CallCapabilityCall is `capability.call`.
	CallCapabilityCall = Call[CapabilityCallParams, CapabilityCallResult]{MethodCapabilityCall}
	// CallChannelCollect is `channel.collect`.
	CallChannelCollect = Call[ChannelCollectParams, ChannelCollectResult]{MethodChannelCollect}
	// CallStateGet is `state.get`.
	CallStateGet = Call[StateGetParams, StateGetResult]{MethodStateGet}
	// CallStateSet is `state.set`.
	CallStateSet = Call[StateSetParams, EmptyResult]{MethodStateSet}
	// CallRequestStateGet is `request.state_get`.
	CallRequestStateGet = Call[StateGetParams, StateGetResult]{MethodRequestStateGet}
	// CallRequestStateSet is `request.state_set`.
	CallRequestStateSet = Call[StateSetParams, EmptyResult]{MethodRequestStateSet}
	// CallCapabilityGet is `capability.get`.
	CallCapabilityGet = Call[CapabilityGetParams, CapabilityInfo]{MethodCapabilityGet}
	// CallCapabilityList is `capability.list`.
	CallCapabilityList = Call[CapabilityListParams, CapabilityListResult]{MethodCapabilityList}
	// CallRequestHookEmit is `request.hook_emit`.
	CallRequestHookEmit = Call[HookEmitParams, HookResult]{MethodRequestHookEmit}
	// CallRequestToolExecute is `request.tool_execute`.
	CallRequestToolExecute = Call[ToolExecuteParams, ToolResult]{MethodRequestToolExecute}
	// CallRequestProviderComplete is `request.provider_complete`.
	CallRequestProviderComplete = Call[ProviderCompleteParams, ChatResponse]{MethodRequestProviderComplete}
	// CallRequestProviderInfo is `request.provider_info`.
	CallRequestProviderInfo = Call[ProviderInfoParams, ProviderInfo]{MethodRequestProviderInfo}
	// CallRequestProviderListModels is `request.provider_list_models`.
	CallRequestProviderListModels = Call[ProviderListModelsParams, ProviderListModelsResult]{MethodRequestProviderListModels}
	// CallRequestContextAddMessage is `request.context_add_message`.
	CallRequestContextAddMessage = Call[ContextAddMessageParams, EmptyResult]{MethodRequestContextAddMessage}
	// CallRequestContextGetMessages is `request.context_get_messages`.
	CallRequestContextGetMessages = Call[ContextGetMessagesParams, ContextGetMessagesResult]{MethodRequestContextGetMessages}
	// CallRequestContextSetMessages is `request.context_set_messages`.
	CallRequestContextSetMessages = Call[ContextSetMessagesParams, EmptyResult]{MethodRequestContextSetMessages}
	// CallRequestContextClear is `request.context_clear`.
	CallRequestContextClear = Call[ContextClearParams, EmptyResult]{MethodRequestContextClear}
	// CallRequestApproval is `request.approval`.
	CallRequestApproval = Call[ApprovalRequestParams, ApprovalResult]{MethodRequestApproval}
	// CallRequestSessionSpawn is `request.session_spawn`.
	CallRequestSessionSpawn = Call[RequestSessionSpawnParams, RequestSessionResult]{MethodRequestSessionSpawn}
	// CallRequestSessionResume is `request.session_resume`.
	CallRequestSessionResume = Call[RequestSessionResumeParams, RequestSessionResult]{MethodRequestSessionResume}
	// CallRequestContentRead is `request.content_read`.
	CallRequestContentRead = Call[RequestContentReadParams, ContentReadResult]{MethodRequestContentRead}
	// CallRequestContentList is `request.content_list`.
	CallRequestContentList = Call[RequestContentListParams, ContentListResult]{MethodRequestContentList}
	// CallRequestCapabilityCall is `request.capability_call`.
	CallRequestCapabilityCall = Call[CapabilityCallParams, CapabilityCallResult]{MethodRequestCapabilityCall}
	// CallRequestChannelCollect is `request.channel_collect`.
	CallRequestChannelCollect = Call[ChannelCollectParams, RequestChannelCollectResult]{MethodRequestChannelCollect}
)

// Methods is the table of the methods by their names.
var Methods = map[string]Method{
	MethodDescribe:                        {Name: "describe", Direction: HostToService, Params: "DescribeParams", Result: "DescribeResult", HTTP: &HTTP{Method: "GET", Path: "/describe"}},
	MethodConfigure:                       {Name: "configure", Direction: HostToService, Params: "ConfigureParams", Result: "ConfigureResult", HTTP: &HTTP{Method: "POST", Path: "/configure"}},
	MethodPing:                            {Name: "ping", Direction: BothWays, Params: "PingParams", Result: "EmptyResult", HTTP: &HTTP{Method: "GET", Path: "/healthz"}},
	MethodCancel:                          {Name: "$/cancel", Direction: BothWays, Params: "CancelParams", Notification: true, HTTP: &HTTP{Method: "POST", Path: "/orchestrator/cancel"}},
	MethodProgress:                        {Name: "$/progress", Direction: BothWays, Params: "ProgressParams", Notification: true},
	MethodLog:                             {Name: "$/log", Direction: ServiceToHost, Params: "LogParams", Notification: true},
	MethodOrchestratorExecute:             {Name: "orchestrator.execute", Direction: HostToService, Params: "OrchestratorExecuteParams", Result: "OrchestratorExecuteResult", RoutingMember: "orchestrator", HTTP: &HTTP{Method: "POST", Path: "/orchestrator/execute", Stream: "always"}},
	MethodProviderComplete:                {Name: "provider.complete", Direction: HostToService, Params: "ProviderCompleteParams", Result: "ChatResponse", RoutingMember: "provider", HTTP: &HTTP{Method: "POST", Path: "/providers/{provider}/complete", StreamPath: "/providers/{provider}/stream"}},
	MethodProviderInfo:                    {Name: "provider.info", Direction: HostToService, Params: "ProviderInfoParams", Result: "ProviderInfo", RoutingMember: "provider", HTTP: &HTTP{Method: "GET", Path: "/providers/{provider}"}},
	MethodProviderListModels:              {Name: "provider.list_models", Direction: HostToService, Params: "ProviderListModelsParams", Result: "ProviderListModelsResult", RoutingMember: "provider", HTTP: &HTTP{Method: "GET", Path: "/providers/{provider}/models"}},
	MethodProviderParseToolCalls:          {Name: "provider.parse_tool_calls", Direction: HostToService, Params: "ProviderParseToolCallsParams", Result: "ProviderParseToolCallsResult", RoutingMember: "provider", HTTP: &HTTP{Method: "POST", Path: "/providers/{provider}/parse_tool_calls"}},
	MethodToolExecute:                     {Name: "tool.execute", Direction: HostToService, Params: "ToolExecuteParams", Result: "ToolResult", RoutingMember: "name", HTTP: &HTTP{Method: "POST", Path: "/tools/{name}/execute", Stream: "accept"}},
	MethodHookEmit:                        {Name: "hook.emit", Direction: HostToService, Params: "HookEmitParams", Result: "HookResult", RoutingMember: "event", HTTP: &HTTP{Method: "POST", Path: "/hooks/{event}"}},
	MethodContextAddMessage:               {Name: "context.add_message", Direction: HostToService, Params: "ContextAddMessageParams", Result: "EmptyResult", HTTP: &HTTP{Method: "POST", Path: "/context/messages"}},
	MethodContextGetMessages:              {Name: "context.get_messages", Direction: HostToService, Params: "ContextGetMessagesParams", Result: "ContextGetMessagesResult", HTTP: &HTTP{Method: "GET", Path: "/context/messages"}},
	MethodContextSetMessages:              {Name: "context.set_messages", Direction: HostToService, Params: "ContextSetMessagesParams", Result: "EmptyResult", HTTP: &HTTP{Method: "PUT", Path: "/context/messages"}},
	MethodContextClear:                    {Name: "context.clear", Direction: HostToService, Params: "ContextClearParams", Result: "EmptyResult", HTTP: &HTTP{Method: "DELETE", Path: "/context/messages"}},
	MethodApprovalRequest:                 {Name: "approval.request", Direction: HostToService, Params: "ApprovalRequestParams", Result: "ApprovalResult", RoutingMember: "provider", HTTP: &HTTP{Method: "POST", Path: "/approvals"}},
	MethodContentRead:                     {Name: "content.read", Direction: HostToService, Params: "ContentReadParams", Result: "ContentReadResult", RoutingMember: "path", HTTP: &HTTP{Method: "GET", Path: "/content/{path}"}},
	MethodContentList:                     {Name: "content.list", Direction: HostToService, Params: "ContentListParams", Result: "ContentListResult", HTTP: &HTTP{Method: "GET", Path: "/content"}},
	MethodCapabilityCall:                  {Name: "capability.call", Direction: HostToService, Params: "CapabilityCallParams", Result: "CapabilityCallResult", RoutingMember: "name", HTTP: &HTTP{Method: "POST", Path: "/capabilities/{name}"}},
	MethodChannelCollect:                  {Name: "channel.collect", Direction: HostToService, Params: "ChannelCollectParams", Result: "ChannelCollectResult", RoutingMember: "channel", HTTP: &HTTP{Method: "GET", Path: "/channels/{channel}"}},
	MethodChannelMessage:                  {Name: "channel.message", Direction: HostToService, Params: "ChannelMessageParams", Notification: true, RoutingMember: "channel", HTTP: &HTTP{Method: "POST", Path: "/channels/{channel}"}},
	MethodStateGet:                        {Name: "state.get", Direction: ServiceToHost, Params: "StateGetParams", Result: "StateGetResult", RoutingMember: "key"},
	MethodStateSet:                        {Name: "state.set", Direction: ServiceToHost, Params: "StateSetParams", Result: "EmptyResult", RoutingMember: "key"},
	MethodRequestStateGet:                 {Name: "request.state_get", Direction: ServiceToHost, Params: "StateGetParams", Result: "StateGetResult", RoutesTo: "state.get", RoutingMember: "key"},
	MethodRequestStateSet:                 {Name: "request.state_set", Direction: ServiceToHost, Params: "StateSetParams", Result: "EmptyResult", RoutesTo: "state.set", RoutingMember: "key"},
	MethodCapabilityGet:                   {Name: "capability.get", Direction: ServiceToHost, Params: "CapabilityGetParams", Result: "CapabilityInfo", RoutingMember: "name"},
	MethodCapabilityList:                  {Name: "capability.list", Direction: ServiceToHost, Params: "CapabilityListParams", Result: "CapabilityListResult"},
	MethodChannelPublish:                  {Name: "channel.publish", Direction: ServiceToHost, Params: "ChannelPublishParams", Notification: true, RoutesTo: "channel.message", RoutingMember: "channel"},
	MethodDisplayShow:                     {Name: "display.show", Direction: ServiceToHost, Params: "DisplayShowParams", Notification: true},
	MethodRequestHookEmit:                 {Name: "request.hook_emit", Direction: ServiceToHost, Params: "HookEmitParams", Result: "HookResult", Grant: "hook.emit", RoutesTo: "hook.emit", RoutingMember: "event"},
	MethodRequestToolExecute:              {Name: "request.tool_execute", Direction: ServiceToHost, Params: "ToolExecuteParams", Result: "ToolResult", Grant: "tool.execute", RoutesTo: "tool.execute", RoutingMember: "name"},
	MethodRequestProviderComplete:         {Name: "request.provider_complete", Direction: ServiceToHost, Params: "ProviderCompleteParams", Result: "ChatResponse", Grant: "provider.complete", RoutesTo: "provider.complete", RoutingMember: "provider"},
	MethodRequestProviderInfo:             {Name: "request.provider_info", Direction: ServiceToHost, Params: "ProviderInfoParams", Result: "ProviderInfo", Grant: "provider.complete", RoutesTo: "provider.info", RoutingMember: "provider"},
	MethodRequestProviderListModels:       {Name: "request.provider_list_models", Direction: ServiceToHost, Params: "ProviderListModelsParams", Result: "ProviderListModelsResult", Grant: "provider.complete", RoutesTo: "provider.list_models", RoutingMember: "provider"},
	MethodRequestContextAddMessage:        {Name: "request.context_add_message", Direction: ServiceToHost, Params: "ContextAddMessageParams", Result: "EmptyResult", Grant: "context", RoutesTo: "context.add_message"},
	MethodRequestContextGetMessages:       {Name: "request.context_get_messages", Direction: ServiceToHost, Params: "ContextGetMessagesParams", Result: "ContextGetMessagesResult", Grant: "context", RoutesTo: "context.get_messages"},
	MethodRequestContextSetMessages:       {Name: "request.context_set_messages", Direction: ServiceToHost, Params: "ContextSetMessagesParams", Result: "EmptyResult", Grant: "context", RoutesTo: "context.set_messages"},
	MethodRequestContextClear:             {Name: "request.context_clear", Direction: ServiceToHost, Params: "ContextClearParams", Result: "EmptyResult", Grant: "context", RoutesTo: "context.clear"},
	MethodRequestApproval:                 {Name: "request.approval", Direction: ServiceToHost, Params: "ApprovalRequestParams", Result: "ApprovalResult", Grant: "approval", RoutesTo: "approval.request", RoutingMember: "provider"},
	MethodRequestSessionSpawn:             {Name: "request.session_spawn", Direction: ServiceToHost, Params: "RequestSessionSpawnParams", Result: "RequestSessionResult", Grant: "session.spawn"},
	MethodRequestSessionResume:            {Name: "request.session_resume", Direction: ServiceToHost, Params: "RequestSessionResumeParams", Result: "RequestSessionResult", Grant: "session.spawn"},
	MethodRequestContentRead:              {Name: "request.content_read", Direction: ServiceToHost, Params: "RequestContentReadParams", Result: "ContentReadResult", Grant: "content.read", RoutesTo: "content.read", RoutingMember: "service"},
	MethodRequestContentList:              {Name: "request.content_list", Direction: ServiceToHost, Params: "RequestContentListParams", Result: "ContentListResult", Grant: "content.read", RoutesTo: "content.list", RoutingMember: "service"},
	MethodRequestCapabilityCall:           {Name: "request.capability_call", Direction: ServiceToHost, Params: "CapabilityCallParams", Result: "CapabilityCallResult", Grant: "capability.call", RoutesTo: "capability.call", RoutingMember: "name"},
	MethodRequestChannelCollect:           {Name: "request.channel_collect", Direction: ServiceToHost, Params: "ChannelCollectParams", Result: "RequestChannelCollectResult", Grant: "channel.collect", RoutesTo: "channel.collect", RoutingMember: "channel"},
	MethodStreamToken:                     {Name: "stream.token", Direction: ServiceToHost, Params: "StreamTokenParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamThinking:                  {Name: "stream.thinking", Direction: ServiceToHost, Params: "StreamThinkingParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamToolCallStart:             {Name: "stream.tool_call_start", Direction: ServiceToHost, Params: "StreamToolCallStartParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamToolCallEnd:               {Name: "stream.tool_call_end", Direction: ServiceToHost, Params: "StreamToolCallEndParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamContentBlockStart:         {Name: "stream.content_block_start", Direction: ServiceToHost, Params: "StreamContentBlockStartParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamContentBlockDelta:         {Name: "stream.content_block_delta", Direction: ServiceToHost, Params: "StreamContentBlockDeltaParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamContentBlockEnd:           {Name: "stream.content_block_end", Direction: ServiceToHost, Params: "StreamContentBlockEndParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamContextMessageAdded:       {Name: "stream.context_message_added", Direction: ServiceToHost, Params: "StreamContextMessageAddedParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamTodoUpdate:                {Name: "stream.todo_update", Direction: ServiceToHost, Params: "StreamTodoUpdateParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamUsage:                     {Name: "stream.usage", Direction: ServiceToHost, Params: "StreamUsageParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamProviderToken:             {Name: "stream.provider.token", Direction: BothWays, Params: "StreamTokenParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamProviderThinking:          {Name: "stream.provider.thinking", Direction: BothWays, Params: "StreamThinkingParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamProviderToolCallStart:     {Name: "stream.provider.tool_call_start", Direction: BothWays, Params: "StreamToolCallStartParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamProviderContentBlockStart: {Name: "stream.provider.content_block_start", Direction: BothWays, Params: "StreamContentBlockStartParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamProviderContentBlockDelta: {Name: "stream.provider.content_block_delta", Direction: BothWays, Params: "StreamContentBlockDeltaParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamProviderContentBlockEnd:   {Name: "stream.provider.content_block_end", Direction: BothWays, Params: "StreamContentBlockEndParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamProviderUsage:             {Name: "stream.provider.usage", Direction: BothWays, Params: "StreamUsageParams", Notification: true, RoutingMember: "request_id"},
	MethodStreamToolOutput:                {Name: "stream.tool.output", Direction: BothWays, Params: "StreamToolOutputParams", Notification: true, RoutingMember: "request_id"},
}
