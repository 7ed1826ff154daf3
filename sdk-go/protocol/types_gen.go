// Code generated from schemas/ by "make generate"; DO NOT EDIT.

package protocol

import (
	"encoding/json"
	"math"
	"regexp"
)

var (
	pattern1 = regexp.MustCompile("^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")
	pattern2 = regexp.MustCompile("^[0-9]+\\.[0-9]+$")
	pattern3 = regexp.MustCompile("^-?[0-9]+(\\.[0-9]+)?$")
)

// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
type Meta struct {
	// Traceparent: W3C trace context: version, trace id, parent id, flags.
	Traceparent *string `json:"traceparent,omitzero"`
	// Tracestate: W3C trace state.
	Tracestate *string `json:"tracestate,omitzero"`
	// Baggage: W3C baggage.
	Baggage *string `json:"baggage,omitzero"`
	// DeadlineMS: time left for the answer in milliseconds; the clock starts when the line has been read; zero or less has expired.
	DeadlineMS *int64 `json:"deadline_ms,omitzero"`
	// SessionID: the session that the call belongs to.
	SessionID *string `json:"session_id,omitzero"`
	// ParentSessionID: the parent of that session.
	ParentSessionID *string `json:"parent_session_id,omitzero"`
	// TurnID: the turn that the call belongs to.
	TurnID *string `json:"turn_id,omitzero"`
	// Depth: how many calls lie above this one; each caller raises it by one.
	Depth *uint64 `json:"depth,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeMeta(raw json.RawMessage) (v Meta, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "traceparent", &v.Traceparent, decodeString)
	mayPointer(o, "tracestate", &v.Tracestate, decodeString)
	mayPointer(o, "baggage", &v.Baggage, decodeString)
	mayPointer(o, "deadline_ms", &v.DeadlineMS, decodeInt(-9007199254740991, 9007199254740991))
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_session_id", &v.ParentSessionID, decodeString)
	mayPointer(o, "turn_id", &v.TurnID, decodeString)
	mayPointer(o, "depth", &v.Depth, decodeUint(0, 9007199254740991))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Meta) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeMeta(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Meta) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Traceparent != nil {
		e.put("traceparent", *v.Traceparent)
	}
	if v.Tracestate != nil {
		e.put("tracestate", *v.Tracestate)
	}
	if v.Baggage != nil {
		e.put("baggage", *v.Baggage)
	}
	if v.DeadlineMS != nil {
		e.put("deadline_ms", *v.DeadlineMS)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentSessionID != nil {
		e.put("parent_session_id", *v.ParentSessionID)
	}
	if v.TurnID != nil {
		e.put("turn_id", *v.TurnID)
	}
	if v.Depth != nil {
		e.put("depth", *v.Depth)
	}
	return e.finish(v.Extra)
}

// RequestId: the id of a request: chosen by the caller, echoed exactly.
// Exactly one field is set.
type RequestId struct {
	String  *string
	Integer *int64
}

func decodeRequestId(raw json.RawMessage) (v RequestId, err error) {
	switch kindOf(raw) {
	case '"':
		arm, err := decodeString(raw)
		v.String = &arm
		return v, err
	case '0':
		arm, err := decodeInt(math.MinInt64, math.MaxInt64)(raw)
		v.Integer = &arm
		return v, err
	}
	return v, wrongKind("a string or an integer", raw)
}

// UnmarshalJSON reads any of the kinds.
func (v *RequestId) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestId(raw)
	return err
}

// MarshalJSON writes the field that is set.
func (v RequestId) MarshalJSON() ([]byte, error) {
	switch {
	case v.String != nil:
		return valueBytes(*v.String)
	case v.Integer != nil:
		return valueBytes(*v.Integer)
	}
	return nil, errEmpty("RequestId")
}

// ResponseId: the id of a response: that of the request, or null when it could not be read.
// At most one field is set; none stands for null.
type ResponseId struct {
	String  *string
	Integer *int64
}

func decodeResponseId(raw json.RawMessage) (v ResponseId, err error) {
	switch kindOf(raw) {
	case '"':
		arm, err := decodeString(raw)
		v.String = &arm
		return v, err
	case '0':
		arm, err := decodeInt(math.MinInt64, math.MaxInt64)(raw)
		v.Integer = &arm
		return v, err
	case 'n':
		return v, nil
	}
	return v, wrongKind("a string or an integer or null", raw)
}

// UnmarshalJSON reads any of the kinds.
func (v *ResponseId) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeResponseId(raw)
	return err
}

// MarshalJSON writes the field that is set.
func (v ResponseId) MarshalJSON() ([]byte, error) {
	switch {
	case v.String != nil:
		return valueBytes(*v.String)
	case v.Integer != nil:
		return valueBytes(*v.Integer)
	}
	return []byte("null"), nil
}

// Limits: what one side can take. Absent members mean the defaults: 64 MiB and 64.
type Limits struct {
	// MaxMessageBytes: the largest line that this side reads, in bytes before the LF.
	MaxMessageBytes *uint64 `json:"max_message_bytes,omitzero"`
	// MaxConcurrency: how many requests this side handles at once.
	MaxConcurrency *uint64 `json:"max_concurrency,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeLimits(raw json.RawMessage) (v Limits, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "max_message_bytes", &v.MaxMessageBytes, decodeUint(1048576, 9007199254740991))
	mayPointer(o, "max_concurrency", &v.MaxConcurrency, decodeUint(1, 9007199254740991))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Limits) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeLimits(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Limits) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.MaxMessageBytes != nil {
		e.put("max_message_bytes", *v.MaxMessageBytes)
	}
	if v.MaxConcurrency != nil {
		e.put("max_concurrency", *v.MaxConcurrency)
	}
	return e.finish(v.Extra)
}

// MaxMessageBytesOrDefault returns max_message_bytes, or 67108864 when it is absent.
func (v *Limits) MaxMessageBytesOrDefault() uint64 {
	if v.MaxMessageBytes != nil {
		return *v.MaxMessageBytes
	}
	return 67108864
}

// MaxConcurrencyOrDefault returns max_concurrency, or 64 when it is absent.
func (v *Limits) MaxConcurrencyOrDefault() uint64 {
	if v.MaxConcurrency != nil {
		return *v.MaxConcurrency
	}
	return 64
}

// Implementation: A program and its version.
type Implementation struct {
	// Name: its name.
	Name string `json:"name"`
	// Version: its version.
	Version string `json:"version"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeImplementation(raw json.RawMessage) (v Implementation, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	need(o, "version", &v.Version, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Implementation) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeImplementation(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Implementation) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	e.put("version", v.Version)
	return e.finish(v.Extra)
}

// EmptyResult: the result of a method that has nothing to tell.
type EmptyResult struct {
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeEmptyResult(raw json.RawMessage) (v EmptyResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *EmptyResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeEmptyResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v EmptyResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	return e.finish(v.Extra)
}

// MessageLevel: how loud a message to the user is.
type MessageLevel string

// The values of MessageLevel.
const (
	// MessageLevelInfo is `info`.
	MessageLevelInfo MessageLevel = "info"
	// MessageLevelWarning is `warning`.
	MessageLevelWarning MessageLevel = "warning"
	// MessageLevelError is `error`.
	MessageLevelError MessageLevel = "error"
)

func decodeMessageLevel(raw json.RawMessage) (MessageLevel, error) {
	return decodeEnum[MessageLevel](raw, MessageLevelInfo, MessageLevelWarning, MessageLevelError)
}

// HookAction: what a hook wants to happen.
type HookAction string

// The values of HookAction.
const (
	// HookActionContinue is `continue`.
	HookActionContinue HookAction = "continue"
	// HookActionDeny is `deny`.
	HookActionDeny HookAction = "deny"
	// HookActionModify is `modify`.
	HookActionModify HookAction = "modify"
	// HookActionInjectContext is `inject_context`.
	HookActionInjectContext HookAction = "inject_context"
	// HookActionAskUser is `ask_user`.
	HookActionAskUser HookAction = "ask_user"
)

func decodeHookAction(raw json.RawMessage) (HookAction, error) {
	return decodeEnum[HookAction](raw, HookActionContinue, HookActionDeny, HookActionModify, HookActionInjectContext, HookActionAskUser)
}

// InjectionRole: the role under which a text is put into the conversation.
type InjectionRole string

// The values of InjectionRole.
const (
	// InjectionRoleSystem is `system`.
	InjectionRoleSystem InjectionRole = "system"
	// InjectionRoleUser is `user`.
	InjectionRoleUser InjectionRole = "user"
	// InjectionRoleAssistant is `assistant`.
	InjectionRoleAssistant InjectionRole = "assistant"
)

func decodeInjectionRole(raw json.RawMessage) (InjectionRole, error) {
	return decodeEnum[InjectionRole](raw, InjectionRoleSystem, InjectionRoleUser, InjectionRoleAssistant)
}

// ApprovalDefault: what happens when nobody answers in time.
type ApprovalDefault string

// The values of ApprovalDefault.
const (
	// ApprovalDefaultAllow is `allow`.
	ApprovalDefaultAllow ApprovalDefault = "allow"
	// ApprovalDefaultDeny is `deny`.
	ApprovalDefaultDeny ApprovalDefault = "deny"
)

func decodeApprovalDefault(raw json.RawMessage) (ApprovalDefault, error) {
	return decodeEnum[ApprovalDefault](raw, ApprovalDefaultAllow, ApprovalDefaultDeny)
}

// OnError: what a failing handler counts as.
type OnError string

// The values of OnError.
const (
	// OnErrorContinue is `continue`.
	OnErrorContinue OnError = "continue"
	// OnErrorDeny is `deny`.
	OnErrorDeny OnError = "deny"
)

func decodeOnError(raw json.RawMessage) (OnError, error) {
	return decodeEnum[OnError](raw, OnErrorContinue, OnErrorDeny)
}

// HookResult: the answer of a hook, or of the fold over several.
type HookResult struct {
	// Action: what a hook wants to happen.
	Action *HookAction `json:"action,omitzero"`
	// Data: A patch of top-level members of the event's data, applied whatever the action (but deny).
	Data json.RawMessage `json:"data,omitzero"`
	// Reason: why, for the model and the user.
	Reason *string `json:"reason,omitzero"`
	// ContextInjection: the text to put into the conversation.
	ContextInjection *string `json:"context_injection,omitzero"`
	// ContextInjectionRole: the role under which a text is put into the conversation.
	ContextInjectionRole *InjectionRole `json:"context_injection_role,omitzero"`
	// Ephemeral: whether that text is for the next request only.
	Ephemeral *bool `json:"ephemeral,omitzero"`
	// AppendToLastToolResult: whether that text is joined to the last tool result.
	AppendToLastToolResult *bool `json:"append_to_last_tool_result,omitzero"`
	// ApprovalPrompt: the question to the user.
	ApprovalPrompt *string `json:"approval_prompt,omitzero"`
	// ApprovalOptions: the answers offered.
	ApprovalOptions []string `json:"approval_options,omitzero"`
	// ApprovalTimeout: seconds to wait for the answer.
	ApprovalTimeout *float64 `json:"approval_timeout,omitzero"`
	// ApprovalDefault: what happens when nobody answers in time.
	ApprovalDefault *ApprovalDefault `json:"approval_default,omitzero"`
	// SuppressOutput: whether the output of what was hooked is hidden from the user.
	SuppressOutput *bool `json:"suppress_output,omitzero"`
	// UserMessage: A message to the user.
	UserMessage *string `json:"user_message,omitzero"`
	// UserMessageLevel: how loud a message to the user is.
	UserMessageLevel *MessageLevel `json:"user_message_level,omitzero"`
	// UserMessageSource: who says it.
	UserMessageSource *string `json:"user_message_source,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeHookResult(raw json.RawMessage) (v HookResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "action", &v.Action, decodeHookAction)
	may(o, "data", &v.Data, decodeObject)
	mayPointer(o, "reason", &v.Reason, decodeString)
	mayPointer(o, "context_injection", &v.ContextInjection, decodeString)
	mayPointer(o, "context_injection_role", &v.ContextInjectionRole, decodeInjectionRole)
	mayPointer(o, "ephemeral", &v.Ephemeral, decodeBool)
	mayPointer(o, "append_to_last_tool_result", &v.AppendToLastToolResult, decodeBool)
	mayPointer(o, "approval_prompt", &v.ApprovalPrompt, decodeString)
	may(o, "approval_options", &v.ApprovalOptions, decodeList(decodeString))
	mayPointer(o, "approval_timeout", &v.ApprovalTimeout, decodeFloatFrom(0))
	mayPointer(o, "approval_default", &v.ApprovalDefault, decodeApprovalDefault)
	mayPointer(o, "suppress_output", &v.SuppressOutput, decodeBool)
	mayPointer(o, "user_message", &v.UserMessage, decodeString)
	mayPointer(o, "user_message_level", &v.UserMessageLevel, decodeMessageLevel)
	mayPointer(o, "user_message_source", &v.UserMessageSource, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *HookResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeHookResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v HookResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Action != nil {
		e.put("action", *v.Action)
	}
	if v.Data != nil {
		e.put("data", v.Data)
	}
	if v.Reason != nil {
		e.put("reason", *v.Reason)
	}
	if v.ContextInjection != nil {
		e.put("context_injection", *v.ContextInjection)
	}
	if v.ContextInjectionRole != nil {
		e.put("context_injection_role", *v.ContextInjectionRole)
	}
	if v.Ephemeral != nil {
		e.put("ephemeral", *v.Ephemeral)
	}
	if v.AppendToLastToolResult != nil {
		e.put("append_to_last_tool_result", *v.AppendToLastToolResult)
	}
	if v.ApprovalPrompt != nil {
		e.put("approval_prompt", *v.ApprovalPrompt)
	}
	if v.ApprovalOptions != nil {
		putList(e, "approval_options", v.ApprovalOptions)
	}
	if v.ApprovalTimeout != nil {
		e.put("approval_timeout", *v.ApprovalTimeout)
	}
	if v.ApprovalDefault != nil {
		e.put("approval_default", *v.ApprovalDefault)
	}
	if v.SuppressOutput != nil {
		e.put("suppress_output", *v.SuppressOutput)
	}
	if v.UserMessage != nil {
		e.put("user_message", *v.UserMessage)
	}
	if v.UserMessageLevel != nil {
		e.put("user_message_level", *v.UserMessageLevel)
	}
	if v.UserMessageSource != nil {
		e.put("user_message_source", *v.UserMessageSource)
	}
	return e.finish(v.Extra)
}

// ActionOrDefault returns action, or "continue" when it is absent.
func (v *HookResult) ActionOrDefault() HookAction {
	if v.Action != nil {
		return *v.Action
	}
	return "continue"
}

// ContextInjectionRoleOrDefault returns context_injection_role, or "system" when it is absent.
func (v *HookResult) ContextInjectionRoleOrDefault() InjectionRole {
	if v.ContextInjectionRole != nil {
		return *v.ContextInjectionRole
	}
	return "system"
}

// EphemeralOrDefault returns ephemeral, or false when it is absent.
func (v *HookResult) EphemeralOrDefault() bool {
	if v.Ephemeral != nil {
		return *v.Ephemeral
	}
	return false
}

// AppendToLastToolResultOrDefault returns append_to_last_tool_result, or false when it is absent.
func (v *HookResult) AppendToLastToolResultOrDefault() bool {
	if v.AppendToLastToolResult != nil {
		return *v.AppendToLastToolResult
	}
	return false
}

// ApprovalTimeoutOrDefault returns approval_timeout, or 300 when it is absent.
func (v *HookResult) ApprovalTimeoutOrDefault() float64 {
	if v.ApprovalTimeout != nil {
		return *v.ApprovalTimeout
	}
	return 300
}

// ApprovalDefaultOrDefault returns approval_default, or "deny" when it is absent.
func (v *HookResult) ApprovalDefaultOrDefault() ApprovalDefault {
	if v.ApprovalDefault != nil {
		return *v.ApprovalDefault
	}
	return "deny"
}

// SuppressOutputOrDefault returns suppress_output, or false when it is absent.
func (v *HookResult) SuppressOutputOrDefault() bool {
	if v.SuppressOutput != nil {
		return *v.SuppressOutput
	}
	return false
}

// UserMessageLevelOrDefault returns user_message_level, or "info" when it is absent.
func (v *HookResult) UserMessageLevelOrDefault() MessageLevel {
	if v.UserMessageLevel != nil {
		return *v.UserMessageLevel
	}
	return "info"
}

// HookEmitParams: params of `hook.emit` and `request.hook_emit`.
type HookEmitParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Event: the event.
	Event string `json:"event"`
	// Hook: the handler; absent = all handlers of the service, folded.
	Hook *string `json:"hook,omitzero"`
	// Data: the data of the event.
	Data json.RawMessage `json:"data"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeHookEmitParams(raw json.RawMessage) (v HookEmitParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "event", &v.Event, decodeString)
	mayPointer(o, "hook", &v.Hook, decodeString)
	need(o, "data", &v.Data, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *HookEmitParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeHookEmitParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v HookEmitParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("event", v.Event)
	if v.Hook != nil {
		e.put("hook", *v.Hook)
	}
	e.putObject("data", v.Data)
	return e.finish(v.Extra)
}

// HookSpec: A hook as describe announces it.
type HookSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// Events: the events: exact names, `*`, or `prefix:*`.
	Events []string `json:"events"`
	// Priority: lower runs earlier.
	Priority *int64 `json:"priority,omitzero"`
	// TimeoutMS: milliseconds that it may take.
	TimeoutMS *uint64 `json:"timeout_ms,omitzero"`
	// OnError: what a failing handler counts as.
	OnError *OnError `json:"on_error,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeHookSpec(raw json.RawMessage) (v HookSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	need(o, "events", &v.Events, decodeList(decodeString))
	mayPointer(o, "priority", &v.Priority, decodeInt(-9007199254740991, 9007199254740991))
	mayPointer(o, "timeout_ms", &v.TimeoutMS, decodeUint(1, 9007199254740991))
	mayPointer(o, "on_error", &v.OnError, decodeOnError)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *HookSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeHookSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v HookSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	putList(e, "events", v.Events)
	if v.Priority != nil {
		e.put("priority", *v.Priority)
	}
	if v.TimeoutMS != nil {
		e.put("timeout_ms", *v.TimeoutMS)
	}
	if v.OnError != nil {
		e.put("on_error", *v.OnError)
	}
	return e.finish(v.Extra)
}

// PriorityOrDefault returns priority, or 100 when it is absent.
func (v *HookSpec) PriorityOrDefault() int64 {
	if v.Priority != nil {
		return *v.Priority
	}
	return 100
}

// TimeoutMSOrDefault returns timeout_ms, or 10000 when it is absent.
func (v *HookSpec) TimeoutMSOrDefault() uint64 {
	if v.TimeoutMS != nil {
		return *v.TimeoutMS
	}
	return 10000
}

// OnErrorOrDefault returns on_error, or "continue" when it is absent.
func (v *HookSpec) OnErrorOrDefault() OnError {
	if v.OnError != nil {
		return *v.OnError
	}
	return "continue"
}

// RiskLevel: how bad it could get.
type RiskLevel string

// The values of RiskLevel.
const (
	// RiskLevelLow is `low`.
	RiskLevelLow RiskLevel = "low"
	// RiskLevelMedium is `medium`.
	RiskLevelMedium RiskLevel = "medium"
	// RiskLevelHigh is `high`.
	RiskLevelHigh RiskLevel = "high"
	// RiskLevelCritical is `critical`.
	RiskLevelCritical RiskLevel = "critical"
)

func decodeRiskLevel(raw json.RawMessage) (RiskLevel, error) {
	return decodeEnum[RiskLevel](raw, RiskLevelLow, RiskLevelMedium, RiskLevelHigh, RiskLevelCritical)
}

// ApprovalRequest: A question to the user, or to who decides for them.
type ApprovalRequest struct {
	// ToolName: the tool that wants to act.
	ToolName string `json:"tool_name"`
	// Action: what it wants to do, for the user.
	Action string `json:"action"`
	// Details: more about it.
	Details json.RawMessage `json:"details"`
	// RiskLevel: how bad it could get.
	RiskLevel RiskLevel `json:"risk_level"`
	// Prompt: the question.
	Prompt *string `json:"prompt,omitzero"`
	// Options: the answers offered.
	Options []string `json:"options,omitzero"`
	// Timeout: seconds to wait for the answer; absent = wait.
	Timeout *float64 `json:"timeout,omitzero"`
	// Default: what happens when nobody answers in time.
	Default *ApprovalDefault `json:"default,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeApprovalRequest(raw json.RawMessage) (v ApprovalRequest, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_name", &v.ToolName, decodeString)
	need(o, "action", &v.Action, decodeString)
	need(o, "details", &v.Details, decodeObject)
	need(o, "risk_level", &v.RiskLevel, decodeRiskLevel)
	mayPointer(o, "prompt", &v.Prompt, decodeString)
	may(o, "options", &v.Options, decodeList(decodeString))
	mayPointer(o, "timeout", &v.Timeout, decodeFloatFrom(0))
	mayPointer(o, "default", &v.Default, decodeApprovalDefault)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ApprovalRequest) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeApprovalRequest(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ApprovalRequest) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("tool_name", v.ToolName)
	e.put("action", v.Action)
	e.putObject("details", v.Details)
	e.put("risk_level", v.RiskLevel)
	if v.Prompt != nil {
		e.put("prompt", *v.Prompt)
	}
	if v.Options != nil {
		putList(e, "options", v.Options)
	}
	if v.Timeout != nil {
		e.put("timeout", *v.Timeout)
	}
	if v.Default != nil {
		e.put("default", *v.Default)
	}
	return e.finish(v.Extra)
}

// DefaultOrDefault returns default, or "deny" when it is absent.
func (v *ApprovalRequest) DefaultOrDefault() ApprovalDefault {
	if v.Default != nil {
		return *v.Default
	}
	return "deny"
}

// ApprovalResult: the answer.
type ApprovalResult struct {
	// Approved: whether it may happen.
	Approved bool `json:"approved"`
	// Option: the option that was chosen.
	Option *string `json:"option,omitzero"`
	// Reason: why.
	Reason *string `json:"reason,omitzero"`
	// Remember: whether the answer holds for like questions.
	Remember *bool `json:"remember,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeApprovalResult(raw json.RawMessage) (v ApprovalResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "approved", &v.Approved, decodeBool)
	mayPointer(o, "option", &v.Option, decodeString)
	mayPointer(o, "reason", &v.Reason, decodeString)
	mayPointer(o, "remember", &v.Remember, decodeBool)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ApprovalResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeApprovalResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ApprovalResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("approved", v.Approved)
	if v.Option != nil {
		e.put("option", *v.Option)
	}
	if v.Reason != nil {
		e.put("reason", *v.Reason)
	}
	if v.Remember != nil {
		e.put("remember", *v.Remember)
	}
	return e.finish(v.Extra)
}

// RememberOrDefault returns remember, or false when it is absent.
func (v *ApprovalResult) RememberOrDefault() bool {
	if v.Remember != nil {
		return *v.Remember
	}
	return false
}

// ApprovalRequestParams: params of `approval.request` and `request.approval`: an ApprovalRequest and who is asked.
type ApprovalRequestParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Provider: the approval provider; absent = the default one.
	Provider *string `json:"provider,omitzero"`
	// ToolName: the tool that wants to act.
	ToolName string `json:"tool_name"`
	// Action: what it wants to do, for the user.
	Action string `json:"action"`
	// Details: more about it.
	Details json.RawMessage `json:"details"`
	// RiskLevel: how bad it could get.
	RiskLevel RiskLevel `json:"risk_level"`
	// Prompt: the question.
	Prompt *string `json:"prompt,omitzero"`
	// Options: the answers offered.
	Options []string `json:"options,omitzero"`
	// Timeout: seconds to wait for the answer; absent = wait.
	Timeout *float64 `json:"timeout,omitzero"`
	// Default: what happens when nobody answers in time.
	Default *ApprovalDefault `json:"default,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeApprovalRequestParams(raw json.RawMessage) (v ApprovalRequestParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "provider", &v.Provider, decodeString)
	need(o, "tool_name", &v.ToolName, decodeString)
	need(o, "action", &v.Action, decodeString)
	need(o, "details", &v.Details, decodeObject)
	need(o, "risk_level", &v.RiskLevel, decodeRiskLevel)
	mayPointer(o, "prompt", &v.Prompt, decodeString)
	may(o, "options", &v.Options, decodeList(decodeString))
	mayPointer(o, "timeout", &v.Timeout, decodeFloatFrom(0))
	mayPointer(o, "default", &v.Default, decodeApprovalDefault)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ApprovalRequestParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeApprovalRequestParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ApprovalRequestParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Provider != nil {
		e.put("provider", *v.Provider)
	}
	e.put("tool_name", v.ToolName)
	e.put("action", v.Action)
	e.putObject("details", v.Details)
	e.put("risk_level", v.RiskLevel)
	if v.Prompt != nil {
		e.put("prompt", *v.Prompt)
	}
	if v.Options != nil {
		putList(e, "options", v.Options)
	}
	if v.Timeout != nil {
		e.put("timeout", *v.Timeout)
	}
	if v.Default != nil {
		e.put("default", *v.Default)
	}
	return e.finish(v.Extra)
}

// DefaultOrDefault returns default, or "deny" when it is absent.
func (v *ApprovalRequestParams) DefaultOrDefault() ApprovalDefault {
	if v.Default != nil {
		return *v.Default
	}
	return "deny"
}

// Visibility: who a block is meant for.
type Visibility string

// The values of Visibility that this version knows.
const (
	// VisibilityInternal is `internal`.
	VisibilityInternal Visibility = "internal"
	// VisibilityDeveloper is `developer`.
	VisibilityDeveloper Visibility = "developer"
	// VisibilityUser is `user`.
	VisibilityUser Visibility = "user"
)

func decodeVisibility(raw json.RawMessage) (Visibility, error) {
	return decodeEnum[Visibility](raw)
}

// TextBlock: plain text.
type TextBlock struct {
	// Text: the text.
	Text string `json:"text"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeTextBlock(raw json.RawMessage) (v TextBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "text")
	need(o, "text", &v.Text, decodeString)
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *TextBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeTextBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v TextBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "text")
	e.put("text", v.Text)
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// ThinkingBlock: what the model thought, as far as its vendor shows it.
type ThinkingBlock struct {
	// Thinking: the thoughts.
	Thinking string `json:"thinking"`
	// Signature: the vendor's signature over them; needed to send the block back.
	Signature *string `json:"signature,omitzero"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeThinkingBlock(raw json.RawMessage) (v ThinkingBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "thinking")
	need(o, "thinking", &v.Thinking, decodeString)
	mayPointer(o, "signature", &v.Signature, decodeString)
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ThinkingBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeThinkingBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ThinkingBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "thinking")
	e.put("thinking", v.Thinking)
	if v.Signature != nil {
		e.put("signature", *v.Signature)
	}
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// RedactedThinkingBlock: thoughts that the vendor shows only encrypted.
type RedactedThinkingBlock struct {
	// Data: the opaque data to send back.
	Data string `json:"data"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRedactedThinkingBlock(raw json.RawMessage) (v RedactedThinkingBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "redacted_thinking")
	need(o, "data", &v.Data, decodeString)
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RedactedThinkingBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRedactedThinkingBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RedactedThinkingBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "redacted_thinking")
	e.put("data", v.Data)
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// ToolCallBlock: the model wants a tool to be called.
type ToolCallBlock struct {
	// ID: the id of this call; the tool result refers to it.
	ID string `json:"id"`
	// Name: the tool.
	Name string `json:"name"`
	// Input: the arguments.
	Input json.RawMessage `json:"input"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolCallBlock(raw json.RawMessage) (v ToolCallBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "tool_call")
	need(o, "id", &v.ID, decodeString)
	need(o, "name", &v.Name, decodeString)
	need(o, "input", &v.Input, decodeObject)
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolCallBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolCallBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolCallBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "tool_call")
	e.put("id", v.ID)
	e.put("name", v.Name)
	e.putObject("input", v.Input)
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// ToolResultBlock: what a tool call gave.
type ToolResultBlock struct {
	// ToolCallID: the call that this answers.
	ToolCallID string `json:"tool_call_id"`
	// Output: what the tool returned: any JSON value.
	Output json.RawMessage `json:"output"`
	// IsError: whether the tool failed.
	IsError *bool `json:"is_error,omitzero"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolResultBlock(raw json.RawMessage) (v ToolResultBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "tool_result")
	need(o, "tool_call_id", &v.ToolCallID, decodeString)
	need(o, "output", &v.Output, decodeAny)
	mayPointer(o, "is_error", &v.IsError, decodeBool)
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolResultBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolResultBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolResultBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "tool_result")
	e.put("tool_call_id", v.ToolCallID)
	e.put("output", v.Output)
	if v.IsError != nil {
		e.put("is_error", *v.IsError)
	}
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// ImageSourceType: where the bytes of an image are.
type ImageSourceType string

// The values of ImageSourceType.
const (
	// ImageSourceTypeBase64 is `base64`.
	ImageSourceTypeBase64 ImageSourceType = "base64"
	// ImageSourceTypeUrl is `url`.
	ImageSourceTypeUrl ImageSourceType = "url"
)

func decodeImageSourceType(raw json.RawMessage) (ImageSourceType, error) {
	return decodeEnum[ImageSourceType](raw, ImageSourceTypeBase64, ImageSourceTypeUrl)
}

// ImageSource: the bytes of an image, or where they lie.
type ImageSource struct {
	// Type: where the bytes of an image are.
	Type ImageSourceType `json:"type"`
	// MediaType: the media type, for example `image/png`.
	MediaType *string `json:"media_type,omitzero"`
	// Data: the bytes in base64, for type `base64`.
	Data *string `json:"data,omitzero"`
	// URL: the address, for type `url`.
	URL *string `json:"url,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeImageSource(raw json.RawMessage) (v ImageSource, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "type", &v.Type, decodeImageSourceType)
	mayPointer(o, "media_type", &v.MediaType, decodeString)
	mayPointer(o, "data", &v.Data, decodeString)
	mayPointer(o, "url", &v.URL, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ImageSource) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeImageSource(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ImageSource) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", v.Type)
	if v.MediaType != nil {
		e.put("media_type", *v.MediaType)
	}
	if v.Data != nil {
		e.put("data", *v.Data)
	}
	if v.URL != nil {
		e.put("url", *v.URL)
	}
	return e.finish(v.Extra)
}

// ImageBlock: an image.
type ImageBlock struct {
	// Source: the bytes of an image, or where they lie.
	Source ImageSource `json:"source"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeImageBlock(raw json.RawMessage) (v ImageBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "image")
	need(o, "source", &v.Source, decodeImageSource)
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ImageBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeImageBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ImageBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "image")
	e.put("source", v.Source)
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// ReasoningBlock: reasoning items of a model.
type ReasoningBlock struct {
	// Content: the reasoning items as the vendor gave them.
	Content []json.RawMessage `json:"content"`
	// Summary: the summary items as the vendor gave them.
	Summary []json.RawMessage `json:"summary"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeReasoningBlock(raw json.RawMessage) (v ReasoningBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "reasoning")
	need(o, "content", &v.Content, decodeList(decodeAny))
	need(o, "summary", &v.Summary, decodeList(decodeAny))
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ReasoningBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeReasoningBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ReasoningBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "reasoning")
	putList(e, "content", v.Content)
	putList(e, "summary", v.Summary)
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// UnknownBlock: A block of a type that this version does not know; kept as it came.
type UnknownBlock struct {
	// Type: the unknown type.
	Type string `json:"type"`
	// Visibility: who a block is meant for.
	Visibility *Visibility `json:"visibility,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeUnknownBlock(raw json.RawMessage) (v UnknownBlock, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "type", &v.Type, decodeExcept("text", "thinking", "redacted_thinking", "tool_call", "tool_result", "image", "reasoning"))
	mayPointer(o, "visibility", &v.Visibility, decodeVisibility)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *UnknownBlock) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeUnknownBlock(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v UnknownBlock) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", v.Type)
	if v.Visibility != nil {
		e.put("visibility", *v.Visibility)
	}
	return e.finish(v.Extra)
}

// ContentBlock: one block of a message. A block with an unknown type is kept as it came; a known type with wrong members is an error.
//
// It is one of *TextBlock, *ThinkingBlock, *RedactedThinkingBlock, *ToolCallBlock, *ToolResultBlock, *ImageBlock, *ReasoningBlock, *UnknownBlock.
type ContentBlock interface{ isContentBlock() }

func (*TextBlock) isContentBlock()             {}
func (*ThinkingBlock) isContentBlock()         {}
func (*RedactedThinkingBlock) isContentBlock() {}
func (*ToolCallBlock) isContentBlock()         {}
func (*ToolResultBlock) isContentBlock()       {}
func (*ImageBlock) isContentBlock()            {}
func (*ReasoningBlock) isContentBlock()        {}
func (*UnknownBlock) isContentBlock()          {}

func decodeContentBlock(raw json.RawMessage) (ContentBlock, error) {
	tag, err := peekTag(raw, "type")
	if err != nil {
		return nil, err
	}
	switch tag {
	case "text":
		return armOf[ContentBlock](raw, decodeTextBlock)
	case "thinking":
		return armOf[ContentBlock](raw, decodeThinkingBlock)
	case "redacted_thinking":
		return armOf[ContentBlock](raw, decodeRedactedThinkingBlock)
	case "tool_call":
		return armOf[ContentBlock](raw, decodeToolCallBlock)
	case "tool_result":
		return armOf[ContentBlock](raw, decodeToolResultBlock)
	case "image":
		return armOf[ContentBlock](raw, decodeImageBlock)
	case "reasoning":
		return armOf[ContentBlock](raw, decodeReasoningBlock)
	}
	return armOf[ContentBlock](raw, decodeUnknownBlock)
}

// DecodeContentBlock reads one of the arms; the error is a [Faults] that lists every fault.
func DecodeContentBlock(raw json.RawMessage) (v ContentBlock, err error) {
	if !json.Valid(raw) {
		return v, fault("must be JSON")
	}
	return decodeContentBlock(raw)
}

// ContentReadParams: params of `content.read`.
type ContentReadParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Path: the path: relative, `/` between the parts, inside.
	Path string `json:"path"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentReadParams(raw json.RawMessage) (v ContentReadParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "path", &v.Path, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentReadParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentReadParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentReadParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("path", v.Path)
	return e.finish(v.Extra)
}

// ContentEncoding: how content is written as text.
type ContentEncoding string

// The values of ContentEncoding.
const (
	// ContentEncodingUtf8 is `utf-8`.
	ContentEncodingUtf8 ContentEncoding = "utf-8"
	// ContentEncodingBase64 is `base64`.
	ContentEncodingBase64 ContentEncoding = "base64"
)

func decodeContentEncoding(raw json.RawMessage) (ContentEncoding, error) {
	return decodeEnum[ContentEncoding](raw, ContentEncodingUtf8, ContentEncodingBase64)
}

// ContentReadResult: result of `content.read`.
type ContentReadResult struct {
	// Content: the content.
	Content string `json:"content"`
	// Encoding: how content is written as text.
	Encoding ContentEncoding `json:"encoding"`
	// MimeType: its media type.
	MimeType *string `json:"mime_type,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentReadResult(raw json.RawMessage) (v ContentReadResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "content", &v.Content, decodeString)
	need(o, "encoding", &v.Encoding, decodeContentEncoding)
	mayPointer(o, "mime_type", &v.MimeType, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentReadResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentReadResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentReadResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("content", v.Content)
	e.put("encoding", v.Encoding)
	if v.MimeType != nil {
		e.put("mime_type", *v.MimeType)
	}
	return e.finish(v.Extra)
}

// ContentListParams: params of `content.list`.
type ContentListParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Prefix: only paths that begin with it.
	Prefix *string `json:"prefix,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentListParams(raw json.RawMessage) (v ContentListParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "prefix", &v.Prefix, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentListParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentListParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentListParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Prefix != nil {
		e.put("prefix", *v.Prefix)
	}
	return e.finish(v.Extra)
}

// ContentListResult: result of `content.list`.
type ContentListResult struct {
	// Paths: the paths.
	Paths []string `json:"paths"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentListResult(raw json.RawMessage) (v ContentListResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "paths", &v.Paths, decodeList(decodeString))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentListResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentListResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentListResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "paths", v.Paths)
	return e.finish(v.Extra)
}

// RequestContentReadParams: params of `request.content_read`.
type RequestContentReadParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Service: the service; absent = the caller's own.
	Service *string `json:"service,omitzero"`
	// Path: the path: relative, `/` between the parts, inside.
	Path string `json:"path"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRequestContentReadParams(raw json.RawMessage) (v RequestContentReadParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "service", &v.Service, decodeString)
	need(o, "path", &v.Path, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RequestContentReadParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestContentReadParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RequestContentReadParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Service != nil {
		e.put("service", *v.Service)
	}
	e.put("path", v.Path)
	return e.finish(v.Extra)
}

// RequestContentListParams: params of `request.content_list`.
type RequestContentListParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Service: the service; absent = the caller's own.
	Service *string `json:"service,omitzero"`
	// Prefix: only paths that begin with it.
	Prefix *string `json:"prefix,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRequestContentListParams(raw json.RawMessage) (v RequestContentListParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "service", &v.Service, decodeString)
	mayPointer(o, "prefix", &v.Prefix, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RequestContentListParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestContentListParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RequestContentListParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Service != nil {
		e.put("service", *v.Service)
	}
	if v.Prefix != nil {
		e.put("prefix", *v.Prefix)
	}
	return e.finish(v.Extra)
}

// Role: who speaks.
type Role string

// The values of Role.
const (
	// RoleSystem is `system`.
	RoleSystem Role = "system"
	// RoleDeveloper is `developer`.
	RoleDeveloper Role = "developer"
	// RoleUser is `user`.
	RoleUser Role = "user"
	// RoleAssistant is `assistant`.
	RoleAssistant Role = "assistant"
	// RoleFunction is `function`.
	RoleFunction Role = "function"
	// RoleTool is `tool`.
	RoleTool Role = "tool"
)

func decodeRole(raw json.RawMessage) (Role, error) {
	return decodeEnum[Role](raw, RoleSystem, RoleDeveloper, RoleUser, RoleAssistant, RoleFunction, RoleTool)
}

// MessageContent: text, or a list of blocks.
// Exactly one field is set.
type MessageContent struct {
	Text   *string
	Blocks []ContentBlock
}

func decodeMessageContent(raw json.RawMessage) (v MessageContent, err error) {
	switch kindOf(raw) {
	case '"':
		arm, err := decodeString(raw)
		v.Text = &arm
		return v, err
	case '[':
		v.Blocks, err = decodeList(decodeContentBlock)(raw)
		return v, err
	}
	return v, wrongKind("a string or a list", raw)
}

// UnmarshalJSON reads any of the kinds.
func (v *MessageContent) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeMessageContent(raw)
	return err
}

// MarshalJSON writes the field that is set.
func (v MessageContent) MarshalJSON() ([]byte, error) {
	switch {
	case v.Text != nil:
		return valueBytes(*v.Text)
	case v.Blocks != nil:
		return listBytes(v.Blocks)
	}
	return nil, errEmpty("MessageContent")
}

// ToolCall: A call of a tool, as the orchestrator runs it.
type ToolCall struct {
	// ID: the id of the call.
	ID string `json:"id"`
	// Name: the tool.
	Name string `json:"name"`
	// Arguments: the arguments.
	Arguments json.RawMessage `json:"arguments"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolCall(raw json.RawMessage) (v ToolCall, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "id", &v.ID, decodeString)
	need(o, "name", &v.Name, decodeString)
	need(o, "arguments", &v.Arguments, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolCall) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolCall(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolCall) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("id", v.ID)
	e.put("name", v.Name)
	e.putObject("arguments", v.Arguments)
	return e.finish(v.Extra)
}

// Message: one message of a conversation.
type Message struct {
	// Role: who speaks.
	Role Role `json:"role"`
	// Content: text, or a list of blocks.
	Content MessageContent `json:"content"`
	// ToolCalls: the calls that an assistant message asks for.
	ToolCalls []ToolCall `json:"tool_calls,omitzero"`
	// ToolCallID: the call that a tool message answers.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Name: the name of the speaker or of the tool.
	Name *string `json:"name,omitzero"`
	// Metadata: free metadata, kept by everybody.
	Metadata json.RawMessage `json:"metadata,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeMessage(raw json.RawMessage) (v Message, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "role", &v.Role, decodeRole)
	need(o, "content", &v.Content, decodeMessageContent)
	may(o, "tool_calls", &v.ToolCalls, decodeList(decodeToolCall))
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	mayPointer(o, "name", &v.Name, decodeString)
	may(o, "metadata", &v.Metadata, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Message) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeMessage(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Message) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("role", v.Role)
	e.put("content", v.Content)
	if v.ToolCalls != nil {
		putList(e, "tool_calls", v.ToolCalls)
	}
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	if v.Name != nil {
		e.put("name", *v.Name)
	}
	if v.Metadata != nil {
		e.put("metadata", v.Metadata)
	}
	return e.finish(v.Extra)
}

// ContextAddMessageParams: params of `context.add_message` and `request.context_add_message`.
type ContextAddMessageParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Message: one message of a conversation.
	Message Message `json:"message"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextAddMessageParams(raw json.RawMessage) (v ContextAddMessageParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "message", &v.Message, decodeMessage)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextAddMessageParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextAddMessageParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextAddMessageParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("message", v.Message)
	return e.finish(v.Extra)
}

// ContextSetMessagesParams: params of `context.set_messages` and `request.context_set_messages`.
type ContextSetMessagesParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Messages: the whole history, oldest first.
	Messages []Message `json:"messages"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextSetMessagesParams(raw json.RawMessage) (v ContextSetMessagesParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "messages", &v.Messages, decodeList(decodeMessage))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextSetMessagesParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextSetMessagesParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextSetMessagesParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	putList(e, "messages", v.Messages)
	return e.finish(v.Extra)
}

// ContextClearParams: params of `context.clear` and `request.context_clear`.
type ContextClearParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextClearParams(raw json.RawMessage) (v ContextClearParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextClearParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextClearParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextClearParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	return e.finish(v.Extra)
}

// ContextGetMessagesParams: params of `context.get_messages`. With either member: what to send to the model, compacted to fit.
type ContextGetMessagesParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// ProviderInfo: what is known of the provider and model that will read them (ProviderInfo or ModelInfo members).
	ProviderInfo json.RawMessage `json:"provider_info,omitzero"`
	// TokenBudget: the most tokens that they may have.
	TokenBudget *uint64 `json:"token_budget,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextGetMessagesParams(raw json.RawMessage) (v ContextGetMessagesParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	may(o, "provider_info", &v.ProviderInfo, decodeObject)
	mayPointer(o, "token_budget", &v.TokenBudget, decodeUint(0, 9007199254740991))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextGetMessagesParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextGetMessagesParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextGetMessagesParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.ProviderInfo != nil {
		e.put("provider_info", v.ProviderInfo)
	}
	if v.TokenBudget != nil {
		e.put("token_budget", *v.TokenBudget)
	}
	return e.finish(v.Extra)
}

// ContextGetMessagesResult: result of `context.get_messages`.
type ContextGetMessagesResult struct {
	// Messages: the messages, oldest first.
	Messages []Message `json:"messages"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextGetMessagesResult(raw json.RawMessage) (v ContextGetMessagesResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "messages", &v.Messages, decodeList(decodeMessage))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextGetMessagesResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextGetMessagesResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextGetMessagesResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "messages", v.Messages)
	return e.finish(v.Extra)
}

// ToolAnnotations: what a tool may do at worst.
type ToolAnnotations struct {
	// ReadOnly: it changes nothing.
	ReadOnly *bool `json:"read_only,omitzero"`
	// Destructive: it may destroy something.
	Destructive *bool `json:"destructive,omitzero"`
	// Idempotent: doing it twice is like doing it once.
	Idempotent *bool `json:"idempotent,omitzero"`
	// OpenWorld: it reaches outside this machine's files.
	OpenWorld *bool `json:"open_world,omitzero"`
	// ParallelSafe: several calls may run at once.
	ParallelSafe *bool `json:"parallel_safe,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolAnnotations(raw json.RawMessage) (v ToolAnnotations, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "read_only", &v.ReadOnly, decodeBool)
	mayPointer(o, "destructive", &v.Destructive, decodeBool)
	mayPointer(o, "idempotent", &v.Idempotent, decodeBool)
	mayPointer(o, "open_world", &v.OpenWorld, decodeBool)
	mayPointer(o, "parallel_safe", &v.ParallelSafe, decodeBool)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolAnnotations) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolAnnotations(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolAnnotations) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.ReadOnly != nil {
		e.put("read_only", *v.ReadOnly)
	}
	if v.Destructive != nil {
		e.put("destructive", *v.Destructive)
	}
	if v.Idempotent != nil {
		e.put("idempotent", *v.Idempotent)
	}
	if v.OpenWorld != nil {
		e.put("open_world", *v.OpenWorld)
	}
	if v.ParallelSafe != nil {
		e.put("parallel_safe", *v.ParallelSafe)
	}
	return e.finish(v.Extra)
}

// ReadOnlyOrDefault returns read_only, or false when it is absent.
func (v *ToolAnnotations) ReadOnlyOrDefault() bool {
	if v.ReadOnly != nil {
		return *v.ReadOnly
	}
	return false
}

// DestructiveOrDefault returns destructive, or false when it is absent.
func (v *ToolAnnotations) DestructiveOrDefault() bool {
	if v.Destructive != nil {
		return *v.Destructive
	}
	return false
}

// IdempotentOrDefault returns idempotent, or false when it is absent.
func (v *ToolAnnotations) IdempotentOrDefault() bool {
	if v.Idempotent != nil {
		return *v.Idempotent
	}
	return false
}

// OpenWorldOrDefault returns open_world, or false when it is absent.
func (v *ToolAnnotations) OpenWorldOrDefault() bool {
	if v.OpenWorld != nil {
		return *v.OpenWorld
	}
	return false
}

// ParallelSafeOrDefault returns parallel_safe, or true when it is absent.
func (v *ToolAnnotations) ParallelSafeOrDefault() bool {
	if v.ParallelSafe != nil {
		return *v.ParallelSafe
	}
	return true
}

// ToolSpec: A tool as describe announces it and as a model sees it. Readers take `parameters` as an alias of `input_schema`.
type ToolSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// Description: what it does, for the model.
	Description string `json:"description"`
	// InputSchema: JSON Schema 2020-12 of its input.
	InputSchema json.RawMessage `json:"input_schema"`
	// OutputSchema: JSON Schema 2020-12 of its output when it succeeds.
	OutputSchema json.RawMessage `json:"output_schema,omitzero"`
	// Annotations: what a tool may do at worst.
	Annotations *ToolAnnotations `json:"annotations,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolSpec(raw json.RawMessage) (v ToolSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodePattern(pattern1))
	need(o, "description", &v.Description, decodeString)
	need(o, "input_schema", &v.InputSchema, decodeObject)
	may(o, "output_schema", &v.OutputSchema, decodeObject)
	mayPointer(o, "annotations", &v.Annotations, decodeToolAnnotations)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	e.put("description", v.Description)
	e.putObject("input_schema", v.InputSchema)
	if v.OutputSchema != nil {
		e.put("output_schema", v.OutputSchema)
	}
	if v.Annotations != nil {
		e.put("annotations", *v.Annotations)
	}
	return e.finish(v.Extra)
}

// ToolError: why a tool failed.
type ToolError struct {
	// Message: what went wrong, for the model and the user.
	Message string `json:"message"`
	// Kind: the name that programs test, for example `not_found`.
	Kind *string `json:"kind,omitzero"`
	// Details: more about it.
	Details json.RawMessage `json:"details,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolError(raw json.RawMessage) (v ToolError, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "message", &v.Message, decodeString)
	mayPointer(o, "kind", &v.Kind, decodeString)
	may(o, "details", &v.Details, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolError) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolError(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolError) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("message", v.Message)
	if v.Kind != nil {
		e.put("kind", *v.Kind)
	}
	if v.Details != nil {
		e.put("details", v.Details)
	}
	return e.finish(v.Extra)
}

// ToolResult: what a tool gave. A tool that ran and failed is a result with `success: false`, not an error.
type ToolResult struct {
	// Success: whether it succeeded.
	Success *bool `json:"success,omitzero"`
	// Output: what it returned: any JSON value, also null.
	Output json.RawMessage `json:"output"`
	// Error: why a tool failed.
	Error *ToolError `json:"error,omitzero"`
	// Content: images and files that the tool shows the model.
	Content []ContentBlock `json:"content,omitzero"`
	// Metadata: free metadata.
	Metadata json.RawMessage `json:"metadata,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolResult(raw json.RawMessage) (v ToolResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "success", &v.Success, decodeBool)
	need(o, "output", &v.Output, decodeAny)
	mayPointer(o, "error", &v.Error, decodeToolError)
	may(o, "content", &v.Content, decodeList(decodeContentBlock))
	may(o, "metadata", &v.Metadata, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Success != nil {
		e.put("success", *v.Success)
	}
	e.put("output", v.Output)
	if v.Error != nil {
		e.put("error", *v.Error)
	}
	if v.Content != nil {
		putList(e, "content", v.Content)
	}
	if v.Metadata != nil {
		e.put("metadata", v.Metadata)
	}
	return e.finish(v.Extra)
}

// SuccessOrDefault returns success, or true when it is absent.
func (v *ToolResult) SuccessOrDefault() bool {
	if v.Success != nil {
		return *v.Success
	}
	return true
}

// ToolExecuteParams: params of `tool.execute` and `request.tool_execute`.
type ToolExecuteParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Name: the tool.
	Name string `json:"name"`
	// CallID: the id of the model's call.
	CallID *string `json:"call_id,omitzero"`
	// Input: its input, valid against its `input_schema`.
	Input json.RawMessage `json:"input"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolExecuteParams(raw json.RawMessage) (v ToolExecuteParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "name", &v.Name, decodeString)
	mayPointer(o, "call_id", &v.CallID, decodeString)
	need(o, "input", &v.Input, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolExecuteParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolExecuteParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolExecuteParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("name", v.Name)
	if v.CallID != nil {
		e.put("call_id", *v.CallID)
	}
	e.putObject("input", v.Input)
	return e.finish(v.Extra)
}

// OutputChannel: which stream of a process.
type OutputChannel string

// The values of OutputChannel.
const (
	// OutputChannelStdout is `stdout`.
	OutputChannelStdout OutputChannel = "stdout"
	// OutputChannelStderr is `stderr`.
	OutputChannelStderr OutputChannel = "stderr"
)

func decodeOutputChannel(raw json.RawMessage) (OutputChannel, error) {
	return decodeEnum[OutputChannel](raw, OutputChannelStdout, OutputChannelStderr)
}

// StreamToolOutputParams: params of `stream.tool.output`: output of a running tool.
type StreamToolOutputParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Channel: which stream of a process.
	Channel OutputChannel `json:"channel"`
	// Text: the output since the last one.
	Text string `json:"text"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamToolOutputParams(raw json.RawMessage) (v StreamToolOutputParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "channel", &v.Channel, decodeOutputChannel)
	need(o, "text", &v.Text, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamToolOutputParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamToolOutputParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamToolOutputParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("channel", v.Channel)
	e.put("text", v.Text)
	return e.finish(v.Extra)
}

// DescribeParams: params of `describe`.
type DescribeParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// ProtocolVersions: the versions that the host speaks; absent = any.
	ProtocolVersions []string `json:"protocol_versions,omitzero"`
	// Host: A program and its version.
	Host *Implementation `json:"host,omitzero"`
	// Limits: what one side can take. Absent members mean the defaults: 64 MiB and 64.
	Limits *Limits `json:"limits,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeDescribeParams(raw json.RawMessage) (v DescribeParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	may(o, "protocol_versions", &v.ProtocolVersions, decodeList(decodeString))
	mayPointer(o, "host", &v.Host, decodeImplementation)
	mayPointer(o, "limits", &v.Limits, decodeLimits)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *DescribeParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeDescribeParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v DescribeParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.ProtocolVersions != nil {
		putList(e, "protocol_versions", v.ProtocolVersions)
	}
	if v.Host != nil {
		e.put("host", *v.Host)
	}
	if v.Limits != nil {
		e.put("limits", *v.Limits)
	}
	return e.finish(v.Extra)
}

// SdkInfo: the SDK that a service is written with.
type SdkInfo struct {
	// Name: its name.
	Name string `json:"name"`
	// Version: its version.
	Version string `json:"version"`
	// Language: the language.
	Language string `json:"language"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeSdkInfo(raw json.RawMessage) (v SdkInfo, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	need(o, "version", &v.Version, decodeString)
	need(o, "language", &v.Language, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *SdkInfo) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeSdkInfo(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v SdkInfo) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	e.put("version", v.Version)
	e.put("language", v.Language)
	return e.finish(v.Extra)
}

// OrchestratorSpec: an orchestrator as describe announces it.
type OrchestratorSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// Description: what it does.
	Description *string `json:"description,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeOrchestratorSpec(raw json.RawMessage) (v OrchestratorSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	mayPointer(o, "description", &v.Description, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *OrchestratorSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeOrchestratorSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v OrchestratorSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	if v.Description != nil {
		e.put("description", *v.Description)
	}
	return e.finish(v.Extra)
}

// ContextManagerSpec: A context manager as describe announces it.
type ContextManagerSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// Description: what it does.
	Description *string `json:"description,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextManagerSpec(raw json.RawMessage) (v ContextManagerSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	mayPointer(o, "description", &v.Description, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextManagerSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextManagerSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextManagerSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	if v.Description != nil {
		e.put("description", *v.Description)
	}
	return e.finish(v.Extra)
}

// ProviderSpec: A provider as describe announces it.
type ProviderSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// DisplayName: its name for people.
	DisplayName *string `json:"display_name,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderSpec(raw json.RawMessage) (v ProviderSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	mayPointer(o, "display_name", &v.DisplayName, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	if v.DisplayName != nil {
		e.put("display_name", *v.DisplayName)
	}
	return e.finish(v.Extra)
}

// ApprovalProviderSpec: an approval provider as describe announces it.
type ApprovalProviderSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// Description: what it does.
	Description *string `json:"description,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeApprovalProviderSpec(raw json.RawMessage) (v ApprovalProviderSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	mayPointer(o, "description", &v.Description, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ApprovalProviderSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeApprovalProviderSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ApprovalProviderSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	if v.Description != nil {
		e.put("description", *v.Description)
	}
	return e.finish(v.Extra)
}

// ExportSpec: A callable capability as describe announces it.
type ExportSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// Description: what it does.
	Description *string `json:"description,omitzero"`
	// InputSchema: JSON Schema 2020-12 of its input.
	InputSchema json.RawMessage `json:"input_schema,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeExportSpec(raw json.RawMessage) (v ExportSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	mayPointer(o, "description", &v.Description, decodeString)
	may(o, "input_schema", &v.InputSchema, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ExportSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeExportSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ExportSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	if v.Description != nil {
		e.put("description", *v.Description)
	}
	if v.InputSchema != nil {
		e.put("input_schema", v.InputSchema)
	}
	return e.finish(v.Extra)
}

// ChannelSpec: A channel that a service takes part in.
type ChannelSpec struct {
	// Name: its name.
	Name string `json:"name"`
	// Contributes: whether it answers channel.collect.
	Contributes *bool `json:"contributes,omitzero"`
	// Subscribes: whether it gets channel.message.
	Subscribes *bool `json:"subscribes,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChannelSpec(raw json.RawMessage) (v ChannelSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	mayPointer(o, "contributes", &v.Contributes, decodeBool)
	mayPointer(o, "subscribes", &v.Subscribes, decodeBool)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChannelSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChannelSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChannelSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	if v.Contributes != nil {
		e.put("contributes", *v.Contributes)
	}
	if v.Subscribes != nil {
		e.put("subscribes", *v.Subscribes)
	}
	return e.finish(v.Extra)
}

// ContributesOrDefault returns contributes, or false when it is absent.
func (v *ChannelSpec) ContributesOrDefault() bool {
	if v.Contributes != nil {
		return *v.Contributes
	}
	return false
}

// SubscribesOrDefault returns subscribes, or false when it is absent.
func (v *ChannelSpec) SubscribesOrDefault() bool {
	if v.Subscribes != nil {
		return *v.Subscribes
	}
	return false
}

// ContentSpec: the content that a service serves.
type ContentSpec struct {
	// Paths: its paths: relative, `/` between the parts.
	Paths []string `json:"paths"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentSpec(raw json.RawMessage) (v ContentSpec, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "paths", &v.Paths, decodeList(decodeString))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentSpec) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentSpec(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentSpec) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "paths", v.Paths)
	return e.finish(v.Extra)
}

// Capabilities: what a service offers. Absent lists are empty; what is declared is served.
type Capabilities struct {
	// Orchestrators: its orchestrators.
	Orchestrators []OrchestratorSpec `json:"orchestrators,omitzero"`
	// ContextManagers: its context managers.
	ContextManagers []ContextManagerSpec `json:"context_managers,omitzero"`
	// Providers: its providers.
	Providers []ProviderSpec `json:"providers,omitzero"`
	// Tools: its tools.
	Tools []ToolSpec `json:"tools,omitzero"`
	// Hooks: its hooks.
	Hooks []HookSpec `json:"hooks,omitzero"`
	// ApprovalProviders: its approval providers.
	ApprovalProviders []ApprovalProviderSpec `json:"approval_providers,omitzero"`
	// Exports: its callable capabilities.
	Exports []ExportSpec `json:"exports,omitzero"`
	// Channels: the channels that it takes part in.
	Channels []ChannelSpec `json:"channels,omitzero"`
	// Content: the content that a service serves.
	Content *ContentSpec `json:"content,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCapabilities(raw json.RawMessage) (v Capabilities, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	may(o, "orchestrators", &v.Orchestrators, decodeList(decodeOrchestratorSpec))
	may(o, "context_managers", &v.ContextManagers, decodeList(decodeContextManagerSpec))
	may(o, "providers", &v.Providers, decodeList(decodeProviderSpec))
	may(o, "tools", &v.Tools, decodeList(decodeToolSpec))
	may(o, "hooks", &v.Hooks, decodeList(decodeHookSpec))
	may(o, "approval_providers", &v.ApprovalProviders, decodeList(decodeApprovalProviderSpec))
	may(o, "exports", &v.Exports, decodeList(decodeExportSpec))
	may(o, "channels", &v.Channels, decodeList(decodeChannelSpec))
	mayPointer(o, "content", &v.Content, decodeContentSpec)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Capabilities) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCapabilities(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Capabilities) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Orchestrators != nil {
		putList(e, "orchestrators", v.Orchestrators)
	}
	if v.ContextManagers != nil {
		putList(e, "context_managers", v.ContextManagers)
	}
	if v.Providers != nil {
		putList(e, "providers", v.Providers)
	}
	if v.Tools != nil {
		putList(e, "tools", v.Tools)
	}
	if v.Hooks != nil {
		putList(e, "hooks", v.Hooks)
	}
	if v.ApprovalProviders != nil {
		putList(e, "approval_providers", v.ApprovalProviders)
	}
	if v.Exports != nil {
		putList(e, "exports", v.Exports)
	}
	if v.Channels != nil {
		putList(e, "channels", v.Channels)
	}
	if v.Content != nil {
		e.put("content", *v.Content)
	}
	return e.finish(v.Extra)
}

// Grant: the right to call some of the host's services.
type Grant string

// The values of Grant that this version knows.
const (
	// GrantHookEmit is `hook.emit`.
	GrantHookEmit Grant = "hook.emit"
	// GrantToolExecute is `tool.execute`.
	GrantToolExecute Grant = "tool.execute"
	// GrantProviderComplete is `provider.complete`.
	GrantProviderComplete Grant = "provider.complete"
	// GrantContext is `context`.
	GrantContext Grant = "context"
	// GrantApproval is `approval`.
	GrantApproval Grant = "approval"
	// GrantSessionSpawn is `session.spawn`.
	GrantSessionSpawn Grant = "session.spawn"
	// GrantContentRead is `content.read`.
	GrantContentRead Grant = "content.read"
	// GrantCapabilityCall is `capability.call`.
	GrantCapabilityCall Grant = "capability.call"
	// GrantChannelCollect is `channel.collect`.
	GrantChannelCollect Grant = "channel.collect"
)

func decodeGrant(raw json.RawMessage) (Grant, error) {
	return decodeEnum[Grant](raw)
}

// DescribeResult: result of `describe`: who a service is and what it offers.
type DescribeResult struct {
	// ProtocolVersion: the version that the service speaks.
	ProtocolVersion string `json:"protocol_version"`
	// Name: the service's name.
	Name string `json:"name"`
	// Version: the service's version.
	Version string `json:"version"`
	// Description: what it is for.
	Description *string `json:"description,omitzero"`
	// SDK: the SDK that a service is written with.
	SDK *SdkInfo `json:"sdk,omitzero"`
	// Limits: what one side can take. Absent members mean the defaults: 64 MiB and 64.
	Limits *Limits `json:"limits,omitzero"`
	// Requires: the grants that it needs.
	Requires []Grant `json:"requires,omitzero"`
	// ConfigSchema: component name to the JSON Schema of its config.
	ConfigSchema json.RawMessage `json:"config_schema,omitzero"`
	// Capabilities: what a service offers. Absent lists are empty; what is declared is served.
	Capabilities Capabilities `json:"capabilities"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeDescribeResult(raw json.RawMessage) (v DescribeResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "protocol_version", &v.ProtocolVersion, decodePattern(pattern2))
	need(o, "name", &v.Name, decodeString)
	need(o, "version", &v.Version, decodeString)
	mayPointer(o, "description", &v.Description, decodeString)
	mayPointer(o, "sdk", &v.SDK, decodeSdkInfo)
	mayPointer(o, "limits", &v.Limits, decodeLimits)
	may(o, "requires", &v.Requires, decodeList(decodeGrant))
	may(o, "config_schema", &v.ConfigSchema, decodeObject)
	need(o, "capabilities", &v.Capabilities, decodeCapabilities)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *DescribeResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeDescribeResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v DescribeResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("protocol_version", v.ProtocolVersion)
	e.put("name", v.Name)
	e.put("version", v.Version)
	if v.Description != nil {
		e.put("description", *v.Description)
	}
	if v.SDK != nil {
		e.put("sdk", *v.SDK)
	}
	if v.Limits != nil {
		e.put("limits", *v.Limits)
	}
	if v.Requires != nil {
		putList(e, "requires", v.Requires)
	}
	if v.ConfigSchema != nil {
		e.put("config_schema", v.ConfigSchema)
	}
	e.put("capabilities", v.Capabilities)
	return e.finish(v.Extra)
}

// ConfigureSession: the session that a service is configured for.
type ConfigureSession struct {
	// ID: its id.
	ID string `json:"id"`
	// Cwd: its working directory, absolute.
	Cwd string `json:"cwd"`
	// ParentID: its parent.
	ParentID *string `json:"parent_id,omitzero"`
	// Agent: its agent.
	Agent *string `json:"agent,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeConfigureSession(raw json.RawMessage) (v ConfigureSession, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "id", &v.ID, decodeString)
	need(o, "cwd", &v.Cwd, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	mayPointer(o, "agent", &v.Agent, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ConfigureSession) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeConfigureSession(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ConfigureSession) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("id", v.ID)
	e.put("cwd", v.Cwd)
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	if v.Agent != nil {
		e.put("agent", *v.Agent)
	}
	return e.finish(v.Extra)
}

// ConfigureParams: params of `configure`.
type ConfigureParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Config: component name to its config.
	Config json.RawMessage `json:"config"`
	// Session: the session that a service is configured for.
	Session *ConfigureSession `json:"session,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeConfigureParams(raw json.RawMessage) (v ConfigureParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "config", &v.Config, decodeObject)
	mayPointer(o, "session", &v.Session, decodeConfigureSession)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ConfigureParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeConfigureParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ConfigureParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.putObject("config", v.Config)
	if v.Session != nil {
		e.put("session", *v.Session)
	}
	return e.finish(v.Extra)
}

// ConfigureStatus: that the configuration was taken.
type ConfigureStatus string

// The values of ConfigureStatus.
const (
	// ConfigureStatusOk is `ok`.
	ConfigureStatusOk ConfigureStatus = "ok"
)

func decodeConfigureStatus(raw json.RawMessage) (ConfigureStatus, error) {
	return decodeEnum[ConfigureStatus](raw, ConfigureStatusOk)
}

// ConfigureResult: result of `configure`.
type ConfigureResult struct {
	// Status: that the configuration was taken.
	Status ConfigureStatus `json:"status"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeConfigureResult(raw json.RawMessage) (v ConfigureResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "status", &v.Status, decodeConfigureStatus)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ConfigureResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeConfigureResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ConfigureResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("status", v.Status)
	return e.finish(v.Extra)
}

// PingParams: params of `ping`.
type PingParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodePingParams(raw json.RawMessage) (v PingParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *PingParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodePingParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v PingParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	return e.finish(v.Extra)
}

// ErrorKind: the name of an error that programs test; an unknown kind is treated by its code.
type ErrorKind string

// The values of ErrorKind that this version knows.
const (
	// ErrorKindParseError is `parse_error`.
	ErrorKindParseError ErrorKind = "parse_error"
	// ErrorKindInvalidRequest is `invalid_request`.
	ErrorKindInvalidRequest ErrorKind = "invalid_request"
	// ErrorKindMethodNotFound is `method_not_found`.
	ErrorKindMethodNotFound ErrorKind = "method_not_found"
	// ErrorKindInvalidParams is `invalid_params`.
	ErrorKindInvalidParams ErrorKind = "invalid_params"
	// ErrorKindInternalError is `internal_error`.
	ErrorKindInternalError ErrorKind = "internal_error"
	// ErrorKindCancelled is `cancelled`.
	ErrorKindCancelled ErrorKind = "cancelled"
	// ErrorKindDeadlineExceeded is `deadline_exceeded`.
	ErrorKindDeadlineExceeded ErrorKind = "deadline_exceeded"
	// ErrorKindServiceUnavailable is `service_unavailable`.
	ErrorKindServiceUnavailable ErrorKind = "service_unavailable"
	// ErrorKindPermissionDenied is `permission_denied`.
	ErrorKindPermissionDenied ErrorKind = "permission_denied"
	// ErrorKindNotFound is `not_found`.
	ErrorKindNotFound ErrorKind = "not_found"
	// ErrorKindOverloaded is `overloaded`.
	ErrorKindOverloaded ErrorKind = "overloaded"
	// ErrorKindMessageTooLarge is `message_too_large`.
	ErrorKindMessageTooLarge ErrorKind = "message_too_large"
	// ErrorKindNotReady is `not_ready`.
	ErrorKindNotReady ErrorKind = "not_ready"
	// ErrorKindUnsupportedVersion is `unsupported_version`.
	ErrorKindUnsupportedVersion ErrorKind = "unsupported_version"
	// ErrorKindLlmError is `llm_error`.
	ErrorKindLlmError ErrorKind = "llm_error"
)

func decodeErrorKind(raw json.RawMessage) (ErrorKind, error) {
	return decodeEnum[ErrorKind](raw)
}

// LlmErrorName: what went wrong between a provider and its model.
type LlmErrorName string

// The values of LlmErrorName that this version knows.
const (
	// LlmErrorNameRateLimit is `rate_limit`.
	LlmErrorNameRateLimit LlmErrorName = "rate_limit"
	// LlmErrorNameQuotaExceeded is `quota_exceeded`.
	LlmErrorNameQuotaExceeded LlmErrorName = "quota_exceeded"
	// LlmErrorNameAuthentication is `authentication`.
	LlmErrorNameAuthentication LlmErrorName = "authentication"
	// LlmErrorNameAccessDenied is `access_denied`.
	LlmErrorNameAccessDenied LlmErrorName = "access_denied"
	// LlmErrorNameContextLength is `context_length`.
	LlmErrorNameContextLength LlmErrorName = "context_length"
	// LlmErrorNameContentFilter is `content_filter`.
	LlmErrorNameContentFilter LlmErrorName = "content_filter"
	// LlmErrorNameInvalidRequest is `invalid_request`.
	LlmErrorNameInvalidRequest LlmErrorName = "invalid_request"
	// LlmErrorNameNotFound is `not_found`.
	LlmErrorNameNotFound LlmErrorName = "not_found"
	// LlmErrorNameProviderUnavailable is `provider_unavailable`.
	LlmErrorNameProviderUnavailable LlmErrorName = "provider_unavailable"
	// LlmErrorNameNetwork is `network`.
	LlmErrorNameNetwork LlmErrorName = "network"
	// LlmErrorNameLlmTimeout is `llm_timeout`.
	LlmErrorNameLlmTimeout LlmErrorName = "llm_timeout"
	// LlmErrorNameStreamError is `stream_error`.
	LlmErrorNameStreamError LlmErrorName = "stream_error"
	// LlmErrorNameAbort is `abort`.
	LlmErrorNameAbort LlmErrorName = "abort"
	// LlmErrorNameInvalidToolCall is `invalid_tool_call`.
	LlmErrorNameInvalidToolCall LlmErrorName = "invalid_tool_call"
	// LlmErrorNameConfiguration is `configuration`.
	LlmErrorNameConfiguration LlmErrorName = "configuration"
)

func decodeLlmErrorName(raw json.RawMessage) (LlmErrorName, error) {
	return decodeEnum[LlmErrorName](raw)
}

// Fault: one thing that is wrong with params.
type Fault struct {
	// Path: JSON Pointer to it, relative to the params, for example `/input/text`.
	Path string `json:"path"`
	// Message: what is wrong and what would be right.
	Message string `json:"message"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeFault(raw json.RawMessage) (v Fault, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "path", &v.Path, decodeString)
	need(o, "message", &v.Message, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Fault) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeFault(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Fault) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("path", v.Path)
	e.put("message", v.Message)
	return e.finish(v.Extra)
}

// ErrorData: what programs need of an error; which members are there depends on the kind.
type ErrorData struct {
	// Kind: the name of an error that programs test; an unknown kind is treated by its code.
	Kind ErrorKind `json:"kind"`
	// Errors: invalid_params: all faults.
	Errors []Fault `json:"errors,omitzero"`
	// Exception: internal_error: the type of the exception.
	Exception *string `json:"exception,omitzero"`
	// Service: service_unavailable: the service.
	Service *string `json:"service,omitzero"`
	// ExitCode: service_unavailable: its exit code.
	ExitCode *int64 `json:"exit_code,omitzero"`
	// Signal: service_unavailable: the signal that ended it, for example `SIGKILL`.
	Signal *string `json:"signal,omitzero"`
	// StderrTail: service_unavailable: the end of its stderr.
	StderrTail *string `json:"stderr_tail,omitzero"`
	// Partial: what had been produced so far: usually text.
	Partial json.RawMessage `json:"partial,omitzero"`
	// What: not_found: the kind of thing, for example `tool`.
	What *string `json:"what,omitzero"`
	// Name: not_found: the name that was asked for.
	Name *string `json:"name,omitzero"`
	// DidYouMean: not_found: the nearest name.
	DidYouMean *string `json:"did_you_mean,omitzero"`
	// RetryAfterMS: overloaded: milliseconds to wait.
	RetryAfterMS *uint64 `json:"retry_after_ms,omitzero"`
	// Limit: message_too_large: the limit in bytes.
	Limit *uint64 `json:"limit,omitzero"`
	// Supported: unsupported_version: the versions that would do.
	Supported []string `json:"supported,omitzero"`
	// LlmError: what went wrong between a provider and its model.
	LlmError *LlmErrorName `json:"llm_error,omitzero"`
	// Provider: llm_error: the provider.
	Provider *string `json:"provider,omitzero"`
	// Model: llm_error: the model.
	Model *string `json:"model,omitzero"`
	// StatusCode: llm_error: the vendor's HTTP status.
	StatusCode *int64 `json:"status_code,omitzero"`
	// Retryable: llm_error: whether another try may help.
	Retryable *bool `json:"retryable,omitzero"`
	// RetryAfter: llm_error: seconds to wait.
	RetryAfter *float64 `json:"retry_after,omitzero"`
	// DelayMultiplier: llm_error: factor on the usual delay.
	DelayMultiplier *float64 `json:"delay_multiplier,omitzero"`
	// Attempts: llm_error: tries already made.
	Attempts *uint64 `json:"attempts,omitzero"`
	// ToolName: invalid_tool_call: the tool.
	ToolName *string `json:"tool_name,omitzero"`
	// RawArguments: invalid_tool_call: the arguments as the model wrote them.
	RawArguments *string `json:"raw_arguments,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeErrorData(raw json.RawMessage) (v ErrorData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "kind", &v.Kind, decodeErrorKind)
	may(o, "errors", &v.Errors, decodeList(decodeFault))
	mayPointer(o, "exception", &v.Exception, decodeString)
	mayPointer(o, "service", &v.Service, decodeString)
	mayPointer(o, "exit_code", &v.ExitCode, decodeInt(-9007199254740991, 9007199254740991))
	mayPointer(o, "signal", &v.Signal, decodeString)
	mayPointer(o, "stderr_tail", &v.StderrTail, decodeString)
	may(o, "partial", &v.Partial, decodeAny)
	mayPointer(o, "what", &v.What, decodeString)
	mayPointer(o, "name", &v.Name, decodeString)
	mayPointer(o, "did_you_mean", &v.DidYouMean, decodeString)
	mayPointer(o, "retry_after_ms", &v.RetryAfterMS, decodeUint(0, 9007199254740991))
	mayPointer(o, "limit", &v.Limit, decodeUint(0, 9007199254740991))
	may(o, "supported", &v.Supported, decodeList(decodeString))
	mayPointer(o, "llm_error", &v.LlmError, decodeLlmErrorName)
	mayPointer(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	mayPointer(o, "status_code", &v.StatusCode, decodeInt(-9007199254740991, 9007199254740991))
	mayPointer(o, "retryable", &v.Retryable, decodeBool)
	mayPointer(o, "retry_after", &v.RetryAfter, decodeFloatFrom(0))
	mayPointer(o, "delay_multiplier", &v.DelayMultiplier, decodeFloatFrom(0))
	mayPointer(o, "attempts", &v.Attempts, decodeUint(0, 9007199254740991))
	mayPointer(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "raw_arguments", &v.RawArguments, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ErrorData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeErrorData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ErrorData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("kind", v.Kind)
	if v.Errors != nil {
		putList(e, "errors", v.Errors)
	}
	if v.Exception != nil {
		e.put("exception", *v.Exception)
	}
	if v.Service != nil {
		e.put("service", *v.Service)
	}
	if v.ExitCode != nil {
		e.put("exit_code", *v.ExitCode)
	}
	if v.Signal != nil {
		e.put("signal", *v.Signal)
	}
	if v.StderrTail != nil {
		e.put("stderr_tail", *v.StderrTail)
	}
	if v.Partial != nil {
		e.put("partial", v.Partial)
	}
	if v.What != nil {
		e.put("what", *v.What)
	}
	if v.Name != nil {
		e.put("name", *v.Name)
	}
	if v.DidYouMean != nil {
		e.put("did_you_mean", *v.DidYouMean)
	}
	if v.RetryAfterMS != nil {
		e.put("retry_after_ms", *v.RetryAfterMS)
	}
	if v.Limit != nil {
		e.put("limit", *v.Limit)
	}
	if v.Supported != nil {
		putList(e, "supported", v.Supported)
	}
	if v.LlmError != nil {
		e.put("llm_error", *v.LlmError)
	}
	if v.Provider != nil {
		e.put("provider", *v.Provider)
	}
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	if v.StatusCode != nil {
		e.put("status_code", *v.StatusCode)
	}
	if v.Retryable != nil {
		e.put("retryable", *v.Retryable)
	}
	if v.RetryAfter != nil {
		e.put("retry_after", *v.RetryAfter)
	}
	if v.DelayMultiplier != nil {
		e.put("delay_multiplier", *v.DelayMultiplier)
	}
	if v.Attempts != nil {
		e.put("attempts", *v.Attempts)
	}
	if v.ToolName != nil {
		e.put("tool_name", *v.ToolName)
	}
	if v.RawArguments != nil {
		e.put("raw_arguments", *v.RawArguments)
	}
	return e.finish(v.Extra)
}

// ErrorObject: the `error` member of a response.
type ErrorObject struct {
	// Code: the code.
	Code int64 `json:"code"`
	// Message: one sentence for people.
	Message string `json:"message"`
	// Data: what programs need of an error; which members are there depends on the kind.
	Data *ErrorData `json:"data,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeErrorObject(raw json.RawMessage) (v ErrorObject, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "code", &v.Code, decodeInt(-9007199254740991, 9007199254740991))
	need(o, "message", &v.Message, decodeString)
	mayPointer(o, "data", &v.Data, decodeErrorData)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ErrorObject) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeErrorObject(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ErrorObject) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("code", v.Code)
	e.put("message", v.Message)
	if v.Data != nil {
		e.put("data", *v.Data)
	}
	return e.finish(v.Extra)
}

// Problem: an error over HTTP: the problem details of RFC 9457.
type Problem struct {
	// Type: A URI of the sort of problem; `about:blank` says that `kind` tells it.
	Type *string `json:"type,omitzero"`
	// Title: what the status is called.
	Title *string `json:"title,omitzero"`
	// Status: the status of the answer; in a stream the one that it would have had.
	Status uint64 `json:"status"`
	// Detail: one sentence for people: the `message` of the error.
	Detail string `json:"detail"`
	// Kind: the name of an error that programs test; an unknown kind is treated by its code.
	Kind ErrorKind `json:"kind"`
	// Code: the code of the error.
	Code int64 `json:"code"`
	// Data: what programs need of an error; which members are there depends on the kind.
	Data *ErrorData `json:"data,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProblem(raw json.RawMessage) (v Problem, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "type", &v.Type, decodeString)
	mayPointer(o, "title", &v.Title, decodeString)
	need(o, "status", &v.Status, decodeUint(400, 599))
	need(o, "detail", &v.Detail, decodeString)
	need(o, "kind", &v.Kind, decodeErrorKind)
	need(o, "code", &v.Code, decodeInt(-9007199254740991, 9007199254740991))
	mayPointer(o, "data", &v.Data, decodeErrorData)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Problem) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProblem(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Problem) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Type != nil {
		e.put("type", *v.Type)
	}
	if v.Title != nil {
		e.put("title", *v.Title)
	}
	e.put("status", v.Status)
	e.put("detail", v.Detail)
	e.put("kind", v.Kind)
	e.put("code", v.Code)
	if v.Data != nil {
		e.put("data", *v.Data)
	}
	return e.finish(v.Extra)
}

// TypeOrDefault returns type, or "about:blank" when it is absent.
func (v *Problem) TypeOrDefault() string {
	if v.Type != nil {
		return *v.Type
	}
	return "about:blank"
}

// RequestMessage: A request on the wire.
type RequestMessage struct {
	// ID: the id of a request: chosen by the caller, echoed exactly.
	ID RequestId `json:"id"`
	// Method: the method.
	Method string `json:"method"`
	// Params: the params.
	Params json.RawMessage `json:"params,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRequestMessage(raw json.RawMessage) (v RequestMessage, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("jsonrpc", "2.0")
	need(o, "id", &v.ID, decodeRequestId)
	need(o, "method", &v.Method, decodeString)
	may(o, "params", &v.Params, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RequestMessage) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestMessage(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RequestMessage) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("jsonrpc", "2.0")
	e.put("id", v.ID)
	e.put("method", v.Method)
	if v.Params != nil {
		e.put("params", v.Params)
	}
	return e.finish(v.Extra)
}

// NotificationMessage: A notification on the wire.
type NotificationMessage struct {
	// Method: the method.
	Method string `json:"method"`
	// Params: the params.
	Params json.RawMessage `json:"params,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeNotificationMessage(raw json.RawMessage) (v NotificationMessage, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("jsonrpc", "2.0")
	need(o, "method", &v.Method, decodeString)
	may(o, "params", &v.Params, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *NotificationMessage) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeNotificationMessage(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v NotificationMessage) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("jsonrpc", "2.0")
	e.put("method", v.Method)
	if v.Params != nil {
		e.put("params", v.Params)
	}
	return e.finish(v.Extra)
}

// ResultMessage: A response that succeeded, on the wire.
type ResultMessage struct {
	// ID: the id of a request: chosen by the caller, echoed exactly.
	ID RequestId `json:"id"`
	// Result: the result.
	Result json.RawMessage `json:"result"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeResultMessage(raw json.RawMessage) (v ResultMessage, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("jsonrpc", "2.0")
	need(o, "id", &v.ID, decodeRequestId)
	need(o, "result", &v.Result, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ResultMessage) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeResultMessage(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ResultMessage) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("jsonrpc", "2.0")
	e.put("id", v.ID)
	e.put("result", v.Result)
	return e.finish(v.Extra)
}

// ErrorMessage: A response that failed, on the wire.
type ErrorMessage struct {
	// ID: the id of a response: that of the request, or null when it could not be read.
	ID ResponseId `json:"id"`
	// Error: the `error` member of a response.
	Error ErrorObject `json:"error"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeErrorMessage(raw json.RawMessage) (v ErrorMessage, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("jsonrpc", "2.0")
	need(o, "id", &v.ID, decodeResponseId)
	need(o, "error", &v.Error, decodeErrorObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ErrorMessage) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeErrorMessage(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ErrorMessage) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("jsonrpc", "2.0")
	e.put("id", v.ID)
	e.put("error", v.Error)
	return e.finish(v.Extra)
}

// CancelMode: how to stop: at once, or finish what runs and start nothing new.
type CancelMode string

// The values of CancelMode.
const (
	// CancelModeImmediate is `immediate`.
	CancelModeImmediate CancelMode = "immediate"
	// CancelModeGraceful is `graceful`.
	CancelModeGraceful CancelMode = "graceful"
)

func decodeCancelMode(raw json.RawMessage) (CancelMode, error) {
	return decodeEnum[CancelMode](raw, CancelModeImmediate, CancelModeGraceful)
}

// CancelParams: params of `$/cancel`: the sender no longer wants a request's answer. The handler still answers.
type CancelParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// ID: the id of a request: chosen by the caller, echoed exactly.
	ID RequestId `json:"id"`
	// Mode: how to stop: at once, or finish what runs and start nothing new.
	Mode *CancelMode `json:"mode,omitzero"`
	// Reason: why.
	Reason *string `json:"reason,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCancelParams(raw json.RawMessage) (v CancelParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "id", &v.ID, decodeRequestId)
	mayPointer(o, "mode", &v.Mode, decodeCancelMode)
	mayPointer(o, "reason", &v.Reason, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CancelParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCancelParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CancelParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("id", v.ID)
	if v.Mode != nil {
		e.put("mode", *v.Mode)
	}
	if v.Reason != nil {
		e.put("reason", *v.Reason)
	}
	return e.finish(v.Extra)
}

// ModeOrDefault returns mode, or "immediate" when it is absent.
func (v *CancelParams) ModeOrDefault() CancelMode {
	if v.Mode != nil {
		return *v.Mode
	}
	return "immediate"
}

// ProgressParams: params of `$/progress`: how far a request is.
type ProgressParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Message: what is being done.
	Message *string `json:"message,omitzero"`
	// Progress: how much is done.
	Progress *float64 `json:"progress,omitzero"`
	// Total: how much there is to do.
	Total *float64 `json:"total,omitzero"`
	// Data: more about it.
	Data json.RawMessage `json:"data,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProgressParams(raw json.RawMessage) (v ProgressParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	mayPointer(o, "message", &v.Message, decodeString)
	mayPointer(o, "progress", &v.Progress, decodeFloat)
	mayPointer(o, "total", &v.Total, decodeFloat)
	may(o, "data", &v.Data, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProgressParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProgressParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProgressParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	if v.Message != nil {
		e.put("message", *v.Message)
	}
	if v.Progress != nil {
		e.put("progress", *v.Progress)
	}
	if v.Total != nil {
		e.put("total", *v.Total)
	}
	if v.Data != nil {
		e.put("data", v.Data)
	}
	return e.finish(v.Extra)
}

// LogLevel: how important a log line is.
type LogLevel string

// The values of LogLevel.
const (
	// LogLevelDebug is `debug`.
	LogLevelDebug LogLevel = "debug"
	// LogLevelInfo is `info`.
	LogLevelInfo LogLevel = "info"
	// LogLevelWarning is `warning`.
	LogLevelWarning LogLevel = "warning"
	// LogLevelError is `error`.
	LogLevelError LogLevel = "error"
)

func decodeLogLevel(raw json.RawMessage) (LogLevel, error) {
	return decodeEnum[LogLevel](raw, LogLevelDebug, LogLevelInfo, LogLevelWarning, LogLevelError)
}

// LogParams: params of `$/log`: a structured line for the host's log.
type LogParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Level: how important a log line is.
	Level LogLevel `json:"level"`
	// Message: the line.
	Message string `json:"message"`
	// Logger: who writes it.
	Logger *string `json:"logger,omitzero"`
	// Data: more about it.
	Data json.RawMessage `json:"data,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeLogParams(raw json.RawMessage) (v LogParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "level", &v.Level, decodeLogLevel)
	need(o, "message", &v.Message, decodeString)
	mayPointer(o, "logger", &v.Logger, decodeString)
	may(o, "data", &v.Data, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *LogParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeLogParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v LogParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("level", v.Level)
	e.put("message", v.Message)
	if v.Logger != nil {
		e.put("logger", *v.Logger)
	}
	if v.Data != nil {
		e.put("data", v.Data)
	}
	return e.finish(v.Extra)
}

// Usage: tokens of one call or one turn.
type Usage struct {
	// InputTokens: tokens read.
	InputTokens uint64 `json:"input_tokens"`
	// OutputTokens: tokens written.
	OutputTokens uint64 `json:"output_tokens"`
	// TotalTokens: both.
	TotalTokens uint64 `json:"total_tokens"`
	// ReasoningTokens: of the output: reasoning.
	ReasoningTokens *uint64 `json:"reasoning_tokens,omitzero"`
	// CacheReadTokens: of the input: read from the cache.
	CacheReadTokens *uint64 `json:"cache_read_tokens,omitzero"`
	// CacheWriteTokens: of the input: written to the cache.
	CacheWriteTokens *uint64 `json:"cache_write_tokens,omitzero"`
	// CostUSD: cost in US dollars, a decimal string.
	CostUSD *string `json:"cost_usd,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeUsage(raw json.RawMessage) (v Usage, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "input_tokens", &v.InputTokens, decodeUint(0, 9007199254740991))
	need(o, "output_tokens", &v.OutputTokens, decodeUint(0, 9007199254740991))
	need(o, "total_tokens", &v.TotalTokens, decodeUint(0, 9007199254740991))
	mayPointer(o, "reasoning_tokens", &v.ReasoningTokens, decodeUint(0, 9007199254740991))
	mayPointer(o, "cache_read_tokens", &v.CacheReadTokens, decodeUint(0, 9007199254740991))
	mayPointer(o, "cache_write_tokens", &v.CacheWriteTokens, decodeUint(0, 9007199254740991))
	mayPointer(o, "cost_usd", &v.CostUSD, decodePattern(pattern3))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Usage) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeUsage(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Usage) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("input_tokens", v.InputTokens)
	e.put("output_tokens", v.OutputTokens)
	e.put("total_tokens", v.TotalTokens)
	if v.ReasoningTokens != nil {
		e.put("reasoning_tokens", *v.ReasoningTokens)
	}
	if v.CacheReadTokens != nil {
		e.put("cache_read_tokens", *v.CacheReadTokens)
	}
	if v.CacheWriteTokens != nil {
		e.put("cache_write_tokens", *v.CacheWriteTokens)
	}
	if v.CostUSD != nil {
		e.put("cost_usd", *v.CostUSD)
	}
	return e.finish(v.Extra)
}

// TextFormat: the answer is free text.
type TextFormat struct {
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeTextFormat(raw json.RawMessage) (v TextFormat, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "text")
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *TextFormat) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeTextFormat(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v TextFormat) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "text")
	return e.finish(v.Extra)
}

// JsonFormat: the answer is some JSON value.
type JsonFormat struct {
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeJsonFormat(raw json.RawMessage) (v JsonFormat, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "json")
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *JsonFormat) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeJsonFormat(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v JsonFormat) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "json")
	return e.finish(v.Extra)
}

// JsonSchemaFormat: the answer is JSON that fits a schema.
type JsonSchemaFormat struct {
	// Schema: the JSON Schema.
	Schema json.RawMessage `json:"schema"`
	// Strict: whether the vendor must enforce it.
	Strict *bool `json:"strict,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeJsonSchemaFormat(raw json.RawMessage) (v JsonSchemaFormat, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	o.constant("type", "json_schema")
	need(o, "schema", &v.Schema, decodeObject)
	mayPointer(o, "strict", &v.Strict, decodeBool)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *JsonSchemaFormat) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeJsonSchemaFormat(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v JsonSchemaFormat) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", "json_schema")
	e.putObject("schema", v.Schema)
	if v.Strict != nil {
		e.put("strict", *v.Strict)
	}
	return e.finish(v.Extra)
}

// ResponseFormat: the form of the answer.
//
// It is one of *TextFormat, *JsonFormat, *JsonSchemaFormat.
type ResponseFormat interface{ isResponseFormat() }

func (*TextFormat) isResponseFormat()       {}
func (*JsonFormat) isResponseFormat()       {}
func (*JsonSchemaFormat) isResponseFormat() {}

func decodeResponseFormat(raw json.RawMessage) (ResponseFormat, error) {
	tag, err := peekTag(raw, "type")
	if err != nil {
		return nil, err
	}
	switch tag {
	case "text":
		return armOf[ResponseFormat](raw, decodeTextFormat)
	case "json":
		return armOf[ResponseFormat](raw, decodeJsonFormat)
	case "json_schema":
		return armOf[ResponseFormat](raw, decodeJsonSchemaFormat)
	}
	return nil, unknownTag(raw, "type", "text", "json", "json_schema")
}

// DecodeResponseFormat reads one of the arms; the error is a [Faults] that lists every fault.
func DecodeResponseFormat(raw json.RawMessage) (v ResponseFormat, err error) {
	if !json.Valid(raw) {
		return v, fault("must be JSON")
	}
	return decodeResponseFormat(raw)
}

// NamedToolChoice: the one tool that the model must call.
type NamedToolChoice struct {
	// Name: the tool.
	Name string `json:"name"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeNamedToolChoice(raw json.RawMessage) (v NamedToolChoice, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *NamedToolChoice) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeNamedToolChoice(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v NamedToolChoice) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	return e.finish(v.Extra)
}

// ToolChoice: `auto`, `none`, `required`, or the one tool to call.
// Exactly one field is set.
type ToolChoice struct {
	Mode            *string
	NamedToolChoice *NamedToolChoice
}

func decodeToolChoice(raw json.RawMessage) (v ToolChoice, err error) {
	switch kindOf(raw) {
	case '"':
		arm, err := decodeString(raw)
		v.Mode = &arm
		return v, err
	case '{':
		arm, err := decodeNamedToolChoice(raw)
		v.NamedToolChoice = &arm
		return v, err
	}
	return v, wrongKind("a string or an object", raw)
}

// UnmarshalJSON reads any of the kinds.
func (v *ToolChoice) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolChoice(raw)
	return err
}

// MarshalJSON writes the field that is set.
func (v ToolChoice) MarshalJSON() ([]byte, error) {
	switch {
	case v.Mode != nil:
		return valueBytes(*v.Mode)
	case v.NamedToolChoice != nil:
		return valueBytes(*v.NamedToolChoice)
	}
	return nil, errEmpty("ToolChoice")
}

// ReasoningEffort: how much the model should think.
type ReasoningEffort string

// The values of ReasoningEffort that this version knows.
const (
	// ReasoningEffortMinimal is `minimal`.
	ReasoningEffortMinimal ReasoningEffort = "minimal"
	// ReasoningEffortLow is `low`.
	ReasoningEffortLow ReasoningEffort = "low"
	// ReasoningEffortMedium is `medium`.
	ReasoningEffortMedium ReasoningEffort = "medium"
	// ReasoningEffortHigh is `high`.
	ReasoningEffortHigh ReasoningEffort = "high"
)

func decodeReasoningEffort(raw json.RawMessage) (ReasoningEffort, error) {
	return decodeEnum[ReasoningEffort](raw)
}

// ChatRequest: one request to a model.
type ChatRequest struct {
	// Messages: the conversation, oldest first.
	Messages []Message `json:"messages"`
	// Tools: the tools that the model may call.
	Tools []ToolSpec `json:"tools,omitzero"`
	// System: the system prompt.
	System *string `json:"system,omitzero"`
	// Model: the model; absent = the provider's default.
	Model *string `json:"model,omitzero"`
	// ToolChoice: `auto`, `none`, `required`, or the one tool to call.
	ToolChoice *ToolChoice `json:"tool_choice,omitzero"`
	// ResponseFormat: the form of the answer.
	ResponseFormat ResponseFormat `json:"response_format,omitzero"`
	// Temperature: sampling temperature.
	Temperature *float64 `json:"temperature,omitzero"`
	// TopP: nucleus sampling.
	TopP *float64 `json:"top_p,omitzero"`
	// MaxOutputTokens: the most tokens to write.
	MaxOutputTokens *uint64 `json:"max_output_tokens,omitzero"`
	// Stop: texts that end the answer.
	Stop []string `json:"stop,omitzero"`
	// ReasoningEffort: how much the model should think.
	ReasoningEffort *ReasoningEffort `json:"reasoning_effort,omitzero"`
	// ConversationID: the vendor's conversation to go on with.
	ConversationID *string `json:"conversation_id,omitzero"`
	// Timeout: seconds until the call is given up.
	Timeout *float64 `json:"timeout,omitzero"`
	// Metadata: free metadata.
	Metadata json.RawMessage `json:"metadata,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChatRequest(raw json.RawMessage) (v ChatRequest, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "messages", &v.Messages, decodeList(decodeMessage))
	may(o, "tools", &v.Tools, decodeList(decodeToolSpec))
	mayPointer(o, "system", &v.System, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	mayPointer(o, "tool_choice", &v.ToolChoice, decodeToolChoice)
	may(o, "response_format", &v.ResponseFormat, decodeResponseFormat)
	mayPointer(o, "temperature", &v.Temperature, decodeFloatFrom(0))
	mayPointer(o, "top_p", &v.TopP, decodeFloatFrom(0))
	mayPointer(o, "max_output_tokens", &v.MaxOutputTokens, decodeUint(1, 9007199254740991))
	may(o, "stop", &v.Stop, decodeList(decodeString))
	mayPointer(o, "reasoning_effort", &v.ReasoningEffort, decodeReasoningEffort)
	mayPointer(o, "conversation_id", &v.ConversationID, decodeString)
	mayPointer(o, "timeout", &v.Timeout, decodeFloatFrom(0))
	may(o, "metadata", &v.Metadata, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChatRequest) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChatRequest(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChatRequest) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "messages", v.Messages)
	if v.Tools != nil {
		putList(e, "tools", v.Tools)
	}
	if v.System != nil {
		e.put("system", *v.System)
	}
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	if v.ToolChoice != nil {
		e.put("tool_choice", *v.ToolChoice)
	}
	if v.ResponseFormat != nil {
		e.put("response_format", v.ResponseFormat)
	}
	if v.Temperature != nil {
		e.put("temperature", *v.Temperature)
	}
	if v.TopP != nil {
		e.put("top_p", *v.TopP)
	}
	if v.MaxOutputTokens != nil {
		e.put("max_output_tokens", *v.MaxOutputTokens)
	}
	if v.Stop != nil {
		putList(e, "stop", v.Stop)
	}
	if v.ReasoningEffort != nil {
		e.put("reasoning_effort", *v.ReasoningEffort)
	}
	if v.ConversationID != nil {
		e.put("conversation_id", *v.ConversationID)
	}
	if v.Timeout != nil {
		e.put("timeout", *v.Timeout)
	}
	if v.Metadata != nil {
		e.put("metadata", v.Metadata)
	}
	return e.finish(v.Extra)
}

// FinishReason: why the model stopped.
type FinishReason string

// The values of FinishReason that this version knows.
const (
	// FinishReasonStop is `stop`.
	FinishReasonStop FinishReason = "stop"
	// FinishReasonLength is `length`.
	FinishReasonLength FinishReason = "length"
	// FinishReasonToolCalls is `tool_calls`.
	FinishReasonToolCalls FinishReason = "tool_calls"
	// FinishReasonContentFilter is `content_filter`.
	FinishReasonContentFilter FinishReason = "content_filter"
	// FinishReasonError is `error`.
	FinishReasonError FinishReason = "error"
)

func decodeFinishReason(raw json.RawMessage) (FinishReason, error) {
	return decodeEnum[FinishReason](raw)
}

// Degradation: something asked for that the provider could not do.
type Degradation struct {
	// Requested: what was asked for.
	Requested string `json:"requested"`
	// Actual: what was done.
	Actual string `json:"actual"`
	// Reason: why.
	Reason string `json:"reason"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeDegradation(raw json.RawMessage) (v Degradation, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "requested", &v.Requested, decodeString)
	need(o, "actual", &v.Actual, decodeString)
	need(o, "reason", &v.Reason, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *Degradation) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeDegradation(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v Degradation) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("requested", v.Requested)
	e.put("actual", v.Actual)
	e.put("reason", v.Reason)
	return e.finish(v.Extra)
}

// ChatResponse: one answer of a model.
type ChatResponse struct {
	// Content: the blocks of the answer.
	Content []ContentBlock `json:"content"`
	// ToolCalls: the tools that the model wants to call.
	ToolCalls []ToolCall `json:"tool_calls,omitzero"`
	// Usage: tokens of one call or one turn.
	Usage *Usage `json:"usage,omitzero"`
	// FinishReason: why the model stopped.
	FinishReason *FinishReason `json:"finish_reason,omitzero"`
	// Degradation: something asked for that the provider could not do.
	Degradation *Degradation `json:"degradation,omitzero"`
	// Model: the model that answered.
	Model *string `json:"model,omitzero"`
	// Metadata: free metadata.
	Metadata json.RawMessage `json:"metadata,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChatResponse(raw json.RawMessage) (v ChatResponse, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "content", &v.Content, decodeList(decodeContentBlock))
	may(o, "tool_calls", &v.ToolCalls, decodeList(decodeToolCall))
	mayPointer(o, "usage", &v.Usage, decodeUsage)
	mayPointer(o, "finish_reason", &v.FinishReason, decodeFinishReason)
	mayPointer(o, "degradation", &v.Degradation, decodeDegradation)
	mayPointer(o, "model", &v.Model, decodeString)
	may(o, "metadata", &v.Metadata, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChatResponse) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChatResponse(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChatResponse) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "content", v.Content)
	if v.ToolCalls != nil {
		putList(e, "tool_calls", v.ToolCalls)
	}
	if v.Usage != nil {
		e.put("usage", *v.Usage)
	}
	if v.FinishReason != nil {
		e.put("finish_reason", *v.FinishReason)
	}
	if v.Degradation != nil {
		e.put("degradation", *v.Degradation)
	}
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	if v.Metadata != nil {
		e.put("metadata", v.Metadata)
	}
	return e.finish(v.Extra)
}

// ModelCapability: what a provider or model can do.
type ModelCapability string

// The values of ModelCapability that this version knows.
const (
	// ModelCapabilityStreaming is `streaming`.
	ModelCapabilityStreaming ModelCapability = "streaming"
	// ModelCapabilityTools is `tools`.
	ModelCapabilityTools ModelCapability = "tools"
	// ModelCapabilityVision is `vision`.
	ModelCapabilityVision ModelCapability = "vision"
	// ModelCapabilityThinking is `thinking`.
	ModelCapabilityThinking ModelCapability = "thinking"
	// ModelCapabilityJsonMode is `json_mode`.
	ModelCapabilityJsonMode ModelCapability = "json_mode"
)

func decodeModelCapability(raw json.RawMessage) (ModelCapability, error) {
	return decodeEnum[ModelCapability](raw)
}

// ConfigFieldType: how a setting is asked for.
type ConfigFieldType string

// The values of ConfigFieldType.
const (
	// ConfigFieldTypeText is `text`.
	ConfigFieldTypeText ConfigFieldType = "text"
	// ConfigFieldTypeSecret is `secret`.
	ConfigFieldTypeSecret ConfigFieldType = "secret"
	// ConfigFieldTypeChoice is `choice`.
	ConfigFieldTypeChoice ConfigFieldType = "choice"
	// ConfigFieldTypeBoolean is `boolean`.
	ConfigFieldTypeBoolean ConfigFieldType = "boolean"
)

func decodeConfigFieldType(raw json.RawMessage) (ConfigFieldType, error) {
	return decodeEnum[ConfigFieldType](raw, ConfigFieldTypeText, ConfigFieldTypeSecret, ConfigFieldTypeChoice, ConfigFieldTypeBoolean)
}

// ConfigField: A setting that a user is asked for.
type ConfigField struct {
	// ID: its key.
	ID string `json:"id"`
	// DisplayName: its name for people.
	DisplayName string `json:"display_name"`
	// FieldType: how a setting is asked for.
	FieldType ConfigFieldType `json:"field_type"`
	// Prompt: the question.
	Prompt string `json:"prompt"`
	// EnvVar: the environment variable that sets it.
	EnvVar *string `json:"env_var,omitzero"`
	// Choices: the choices, for type `choice`.
	Choices []string `json:"choices,omitzero"`
	// Required: whether it must be set.
	Required bool `json:"required"`
	// Default: its default.
	Default json.RawMessage `json:"default,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeConfigField(raw json.RawMessage) (v ConfigField, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "id", &v.ID, decodeString)
	need(o, "display_name", &v.DisplayName, decodeString)
	need(o, "field_type", &v.FieldType, decodeConfigFieldType)
	need(o, "prompt", &v.Prompt, decodeString)
	mayPointer(o, "env_var", &v.EnvVar, decodeString)
	may(o, "choices", &v.Choices, decodeList(decodeString))
	need(o, "required", &v.Required, decodeBool)
	may(o, "default", &v.Default, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ConfigField) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeConfigField(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ConfigField) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("id", v.ID)
	e.put("display_name", v.DisplayName)
	e.put("field_type", v.FieldType)
	e.put("prompt", v.Prompt)
	if v.EnvVar != nil {
		e.put("env_var", *v.EnvVar)
	}
	if v.Choices != nil {
		putList(e, "choices", v.Choices)
	}
	e.put("required", v.Required)
	if v.Default != nil {
		e.put("default", v.Default)
	}
	return e.finish(v.Extra)
}

// ProviderInfo: what a provider is and needs.
type ProviderInfo struct {
	// ID: its id.
	ID string `json:"id"`
	// DisplayName: its name for people.
	DisplayName string `json:"display_name"`
	// CredentialEnvVars: the environment variables that hold its keys.
	CredentialEnvVars []string `json:"credential_env_vars"`
	// Capabilities: what it can do.
	Capabilities []ModelCapability `json:"capabilities"`
	// Defaults: its default settings.
	Defaults json.RawMessage `json:"defaults"`
	// ConfigFields: what a user is asked for.
	ConfigFields []ConfigField `json:"config_fields"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderInfo(raw json.RawMessage) (v ProviderInfo, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "id", &v.ID, decodeString)
	need(o, "display_name", &v.DisplayName, decodeString)
	need(o, "credential_env_vars", &v.CredentialEnvVars, decodeList(decodeString))
	need(o, "capabilities", &v.Capabilities, decodeList(decodeModelCapability))
	need(o, "defaults", &v.Defaults, decodeObject)
	need(o, "config_fields", &v.ConfigFields, decodeList(decodeConfigField))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderInfo) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderInfo(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderInfo) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("id", v.ID)
	e.put("display_name", v.DisplayName)
	putList(e, "credential_env_vars", v.CredentialEnvVars)
	putList(e, "capabilities", v.Capabilities)
	e.putObject("defaults", v.Defaults)
	putList(e, "config_fields", v.ConfigFields)
	return e.finish(v.Extra)
}

// ModelInfo: A model of a provider.
type ModelInfo struct {
	// ID: its id.
	ID string `json:"id"`
	// DisplayName: its name for people.
	DisplayName string `json:"display_name"`
	// ContextWindow: tokens that it can read and write in one call.
	ContextWindow uint64 `json:"context_window"`
	// MaxOutputTokens: tokens that it can write in one call.
	MaxOutputTokens uint64 `json:"max_output_tokens"`
	// Capabilities: what it can do.
	Capabilities []ModelCapability `json:"capabilities"`
	// Defaults: its default settings.
	Defaults json.RawMessage `json:"defaults"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeModelInfo(raw json.RawMessage) (v ModelInfo, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "id", &v.ID, decodeString)
	need(o, "display_name", &v.DisplayName, decodeString)
	need(o, "context_window", &v.ContextWindow, decodeUint(0, 9007199254740991))
	need(o, "max_output_tokens", &v.MaxOutputTokens, decodeUint(0, 9007199254740991))
	need(o, "capabilities", &v.Capabilities, decodeList(decodeModelCapability))
	need(o, "defaults", &v.Defaults, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ModelInfo) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeModelInfo(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ModelInfo) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("id", v.ID)
	e.put("display_name", v.DisplayName)
	e.put("context_window", v.ContextWindow)
	e.put("max_output_tokens", v.MaxOutputTokens)
	putList(e, "capabilities", v.Capabilities)
	e.putObject("defaults", v.Defaults)
	return e.finish(v.Extra)
}

// ProviderCompleteParams: params of `provider.complete` and `request.provider_complete`.
type ProviderCompleteParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Provider: the provider; absent = the default one.
	Provider *string `json:"provider,omitzero"`
	// Stream: whether to stream the answer.
	Stream *bool `json:"stream,omitzero"`
	// Request: one request to a model.
	Request ChatRequest `json:"request"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderCompleteParams(raw json.RawMessage) (v ProviderCompleteParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "stream", &v.Stream, decodeBool)
	need(o, "request", &v.Request, decodeChatRequest)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderCompleteParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderCompleteParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderCompleteParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Provider != nil {
		e.put("provider", *v.Provider)
	}
	if v.Stream != nil {
		e.put("stream", *v.Stream)
	}
	e.put("request", v.Request)
	return e.finish(v.Extra)
}

// StreamOrDefault returns stream, or false when it is absent.
func (v *ProviderCompleteParams) StreamOrDefault() bool {
	if v.Stream != nil {
		return *v.Stream
	}
	return false
}

// ProviderInfoParams: params of `provider.info` and `request.provider_info`.
type ProviderInfoParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Provider: the provider; absent = the default one.
	Provider *string `json:"provider,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderInfoParams(raw json.RawMessage) (v ProviderInfoParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "provider", &v.Provider, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderInfoParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderInfoParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderInfoParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Provider != nil {
		e.put("provider", *v.Provider)
	}
	return e.finish(v.Extra)
}

// ProviderListModelsParams: params of `provider.list_models` and `request.provider_list_models`.
type ProviderListModelsParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Provider: the provider; absent = the default one.
	Provider *string `json:"provider,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderListModelsParams(raw json.RawMessage) (v ProviderListModelsParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "provider", &v.Provider, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderListModelsParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderListModelsParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderListModelsParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Provider != nil {
		e.put("provider", *v.Provider)
	}
	return e.finish(v.Extra)
}

// ProviderListModelsResult: result of `provider.list_models`.
type ProviderListModelsResult struct {
	// Models: the models.
	Models []ModelInfo `json:"models"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderListModelsResult(raw json.RawMessage) (v ProviderListModelsResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "models", &v.Models, decodeList(decodeModelInfo))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderListModelsResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderListModelsResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderListModelsResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "models", v.Models)
	return e.finish(v.Extra)
}

// ProviderParseToolCallsParams: params of `provider.parse_tool_calls`.
type ProviderParseToolCallsParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Provider: the provider; absent = the default one.
	Provider *string `json:"provider,omitzero"`
	// Response: one answer of a model.
	Response ChatResponse `json:"response"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderParseToolCallsParams(raw json.RawMessage) (v ProviderParseToolCallsParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "provider", &v.Provider, decodeString)
	need(o, "response", &v.Response, decodeChatResponse)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderParseToolCallsParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderParseToolCallsParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderParseToolCallsParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Provider != nil {
		e.put("provider", *v.Provider)
	}
	e.put("response", v.Response)
	return e.finish(v.Extra)
}

// ProviderParseToolCallsResult: result of `provider.parse_tool_calls`.
type ProviderParseToolCallsResult struct {
	// ToolCalls: the calls found in the response.
	ToolCalls []ToolCall `json:"tool_calls"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderParseToolCallsResult(raw json.RawMessage) (v ProviderParseToolCallsResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_calls", &v.ToolCalls, decodeList(decodeToolCall))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderParseToolCallsResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderParseToolCallsResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderParseToolCallsResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "tool_calls", v.ToolCalls)
	return e.finish(v.Extra)
}

// MountedHook: A hook that is mounted.
type MountedHook struct {
	// Name: its name.
	Name string `json:"name"`
	// Service: its service.
	Service string `json:"service"`
	// Events: its events.
	Events []string `json:"events"`
	// Priority: lower runs earlier.
	Priority int64 `json:"priority"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeMountedHook(raw json.RawMessage) (v MountedHook, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	need(o, "service", &v.Service, decodeString)
	need(o, "events", &v.Events, decodeList(decodeString))
	need(o, "priority", &v.Priority, decodeInt(-9007199254740991, 9007199254740991))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *MountedHook) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeMountedHook(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v MountedHook) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	e.put("service", v.Service)
	putList(e, "events", v.Events)
	e.put("priority", v.Priority)
	return e.finish(v.Extra)
}

// MountedProvider: A provider that is mounted.
type MountedProvider struct {
	// Name: its name.
	Name string `json:"name"`
	// Service: its service.
	Service string `json:"service"`
	// Info: what a provider is and needs.
	Info *ProviderInfo `json:"info,omitzero"`
	// Models: its models, where they are known.
	Models []ModelInfo `json:"models,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeMountedProvider(raw json.RawMessage) (v MountedProvider, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	need(o, "service", &v.Service, decodeString)
	mayPointer(o, "info", &v.Info, decodeProviderInfo)
	may(o, "models", &v.Models, decodeList(decodeModelInfo))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *MountedProvider) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeMountedProvider(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v MountedProvider) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	e.put("service", v.Service)
	if v.Info != nil {
		e.put("info", *v.Info)
	}
	if v.Models != nil {
		putList(e, "models", v.Models)
	}
	return e.finish(v.Extra)
}

// AgentInfo: an agent that can be delegated to.
type AgentInfo struct {
	// Name: its name.
	Name string `json:"name"`
	// Description: what it is good for.
	Description string `json:"description"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeAgentInfo(raw json.RawMessage) (v AgentInfo, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	need(o, "description", &v.Description, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *AgentInfo) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeAgentInfo(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v AgentInfo) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	e.put("description", v.Description)
	return e.finish(v.Extra)
}

// OrchestratorExecuteParams: params of `orchestrator.execute`: one turn.
type OrchestratorExecuteParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Orchestrator: the orchestrator; absent = the only one of the service.
	Orchestrator *string `json:"orchestrator,omitzero"`
	// Prompt: what the user said.
	Prompt string `json:"prompt"`
	// SystemPrompt: the system prompt.
	SystemPrompt string `json:"system_prompt"`
	// Tools: the tools that are mounted.
	Tools []ToolSpec `json:"tools"`
	// Hooks: the hooks that are mounted.
	Hooks []MountedHook `json:"hooks"`
	// Providers: the providers that are mounted.
	Providers []MountedProvider `json:"providers"`
	// Agents: the agents that can be delegated to.
	Agents []AgentInfo `json:"agents"`
	// Config: the orchestrator's config.
	Config json.RawMessage `json:"config"`
	// Attachments: blocks that belong to the prompt.
	Attachments []ContentBlock `json:"attachments,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeOrchestratorExecuteParams(raw json.RawMessage) (v OrchestratorExecuteParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	mayPointer(o, "orchestrator", &v.Orchestrator, decodeString)
	need(o, "prompt", &v.Prompt, decodeString)
	need(o, "system_prompt", &v.SystemPrompt, decodeString)
	need(o, "tools", &v.Tools, decodeList(decodeToolSpec))
	need(o, "hooks", &v.Hooks, decodeList(decodeMountedHook))
	need(o, "providers", &v.Providers, decodeList(decodeMountedProvider))
	need(o, "agents", &v.Agents, decodeList(decodeAgentInfo))
	need(o, "config", &v.Config, decodeObject)
	may(o, "attachments", &v.Attachments, decodeList(decodeContentBlock))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *OrchestratorExecuteParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeOrchestratorExecuteParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v OrchestratorExecuteParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	if v.Orchestrator != nil {
		e.put("orchestrator", *v.Orchestrator)
	}
	e.put("prompt", v.Prompt)
	e.put("system_prompt", v.SystemPrompt)
	putList(e, "tools", v.Tools)
	putList(e, "hooks", v.Hooks)
	putList(e, "providers", v.Providers)
	putList(e, "agents", v.Agents)
	e.putObject("config", v.Config)
	if v.Attachments != nil {
		putList(e, "attachments", v.Attachments)
	}
	return e.finish(v.Extra)
}

// TurnStatus: how a turn ended.
type TurnStatus string

// The values of TurnStatus.
const (
	// TurnStatusCompleted is `completed`.
	TurnStatusCompleted TurnStatus = "completed"
	// TurnStatusCancelled is `cancelled`.
	TurnStatusCancelled TurnStatus = "cancelled"
	// TurnStatusDenied is `denied`.
	TurnStatusDenied TurnStatus = "denied"
	// TurnStatusFailed is `failed`.
	TurnStatusFailed TurnStatus = "failed"
)

func decodeTurnStatus(raw json.RawMessage) (TurnStatus, error) {
	return decodeEnum[TurnStatus](raw, TurnStatusCompleted, TurnStatusCancelled, TurnStatusDenied, TurnStatusFailed)
}

// OrchestratorExecuteResult: result of `orchestrator.execute`.
type OrchestratorExecuteResult struct {
	// Response: the answer to the user.
	Response string `json:"response"`
	// Status: how a turn ended.
	Status TurnStatus `json:"status"`
	// TurnCount: requests to a model that it took.
	TurnCount *uint64 `json:"turn_count,omitzero"`
	// Usage: tokens of one call or one turn.
	Usage *Usage `json:"usage,omitzero"`
	// Metadata: free metadata.
	Metadata json.RawMessage `json:"metadata,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeOrchestratorExecuteResult(raw json.RawMessage) (v OrchestratorExecuteResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "response", &v.Response, decodeString)
	need(o, "status", &v.Status, decodeTurnStatus)
	mayPointer(o, "turn_count", &v.TurnCount, decodeUint(0, 9007199254740991))
	mayPointer(o, "usage", &v.Usage, decodeUsage)
	may(o, "metadata", &v.Metadata, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *OrchestratorExecuteResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeOrchestratorExecuteResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v OrchestratorExecuteResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("response", v.Response)
	e.put("status", v.Status)
	if v.TurnCount != nil {
		e.put("turn_count", *v.TurnCount)
	}
	if v.Usage != nil {
		e.put("usage", *v.Usage)
	}
	if v.Metadata != nil {
		e.put("metadata", v.Metadata)
	}
	return e.finish(v.Extra)
}

// SessionState: where a session stands.
type SessionState string

// The values of SessionState.
const (
	// SessionStateRunning is `running`.
	SessionStateRunning SessionState = "running"
	// SessionStateCompleted is `completed`.
	SessionStateCompleted SessionState = "completed"
	// SessionStateFailed is `failed`.
	SessionStateFailed SessionState = "failed"
	// SessionStateCancelled is `cancelled`.
	SessionStateCancelled SessionState = "cancelled"
)

func decodeSessionState(raw json.RawMessage) (SessionState, error) {
	return decodeEnum[SessionState](raw, SessionStateRunning, SessionStateCompleted, SessionStateFailed, SessionStateCancelled)
}

// SessionStatus: what is known of a session.
type SessionStatus struct {
	// SessionID: its id.
	SessionID string `json:"session_id"`
	// StartedAt: when it began (RFC 3339).
	StartedAt string `json:"started_at"`
	// EndedAt: when it ended (RFC 3339).
	EndedAt *string `json:"ended_at,omitzero"`
	// Status: where a session stands.
	Status SessionState `json:"status"`
	// TotalMessages: messages of the transcript.
	TotalMessages uint64 `json:"total_messages"`
	// ToolInvocations: tool calls.
	ToolInvocations uint64 `json:"tool_invocations"`
	// ToolSuccesses: of these: succeeded.
	ToolSuccesses uint64 `json:"tool_successes"`
	// ToolFailures: of these: failed.
	ToolFailures uint64 `json:"tool_failures"`
	// TotalInputTokens: tokens read.
	TotalInputTokens uint64 `json:"total_input_tokens"`
	// TotalOutputTokens: tokens written.
	TotalOutputTokens uint64 `json:"total_output_tokens"`
	// EstimatedCost: cost in US dollars, a decimal string.
	EstimatedCost *string `json:"estimated_cost,omitzero"`
	// LastActivity: when something last happened (RFC 3339).
	LastActivity *string `json:"last_activity,omitzero"`
	// LastError: the last error, one sentence.
	LastError *string `json:"last_error,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeSessionStatus(raw json.RawMessage) (v SessionStatus, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "session_id", &v.SessionID, decodeString)
	need(o, "started_at", &v.StartedAt, decodeString)
	mayPointer(o, "ended_at", &v.EndedAt, decodeString)
	need(o, "status", &v.Status, decodeSessionState)
	need(o, "total_messages", &v.TotalMessages, decodeUint(0, 9007199254740991))
	need(o, "tool_invocations", &v.ToolInvocations, decodeUint(0, 9007199254740991))
	need(o, "tool_successes", &v.ToolSuccesses, decodeUint(0, 9007199254740991))
	need(o, "tool_failures", &v.ToolFailures, decodeUint(0, 9007199254740991))
	need(o, "total_input_tokens", &v.TotalInputTokens, decodeUint(0, 9007199254740991))
	need(o, "total_output_tokens", &v.TotalOutputTokens, decodeUint(0, 9007199254740991))
	mayPointer(o, "estimated_cost", &v.EstimatedCost, decodePattern(pattern3))
	mayPointer(o, "last_activity", &v.LastActivity, decodeString)
	mayPointer(o, "last_error", &v.LastError, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *SessionStatus) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeSessionStatus(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v SessionStatus) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("session_id", v.SessionID)
	e.put("started_at", v.StartedAt)
	if v.EndedAt != nil {
		e.put("ended_at", *v.EndedAt)
	}
	e.put("status", v.Status)
	e.put("total_messages", v.TotalMessages)
	e.put("tool_invocations", v.ToolInvocations)
	e.put("tool_successes", v.ToolSuccesses)
	e.put("tool_failures", v.ToolFailures)
	e.put("total_input_tokens", v.TotalInputTokens)
	e.put("total_output_tokens", v.TotalOutputTokens)
	if v.EstimatedCost != nil {
		e.put("estimated_cost", *v.EstimatedCost)
	}
	if v.LastActivity != nil {
		e.put("last_activity", *v.LastActivity)
	}
	if v.LastError != nil {
		e.put("last_error", *v.LastError)
	}
	return e.finish(v.Extra)
}

// ContextDepth: how much of the parent's conversation a child gets.
type ContextDepth string

// The values of ContextDepth.
const (
	// ContextDepthNone is `none`.
	ContextDepthNone ContextDepth = "none"
	// ContextDepthRecent is `recent`.
	ContextDepthRecent ContextDepth = "recent"
	// ContextDepthAll is `all`.
	ContextDepthAll ContextDepth = "all"
)

func decodeContextDepth(raw json.RawMessage) (ContextDepth, error) {
	return decodeEnum[ContextDepth](raw, ContextDepthNone, ContextDepthRecent, ContextDepthAll)
}

// ContextScope: which messages of the parent's conversation a child gets.
type ContextScope string

// The values of ContextScope.
const (
	// ContextScopeConversation is `conversation`.
	ContextScopeConversation ContextScope = "conversation"
	// ContextScopeAgents is `agents`.
	ContextScopeAgents ContextScope = "agents"
	// ContextScopeFull is `full`.
	ContextScopeFull ContextScope = "full"
)

func decodeContextScope(raw json.RawMessage) (ContextScope, error) {
	return decodeEnum[ContextScope](raw, ContextScopeConversation, ContextScopeAgents, ContextScopeFull)
}

// AgentSelection: `all`, `none`, or the names of the agents.
// Exactly one field is set.
type AgentSelection struct {
	Keyword *string
	Names   []string
}

func decodeAgentSelection(raw json.RawMessage) (v AgentSelection, err error) {
	switch kindOf(raw) {
	case '"':
		arm, err := decodeString(raw)
		v.Keyword = &arm
		return v, err
	case '[':
		v.Names, err = decodeList(decodeString)(raw)
		return v, err
	}
	return v, wrongKind("a string or a list", raw)
}

// UnmarshalJSON reads any of the kinds.
func (v *AgentSelection) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeAgentSelection(raw)
	return err
}

// MarshalJSON writes the field that is set.
func (v AgentSelection) MarshalJSON() ([]byte, error) {
	switch {
	case v.Keyword != nil:
		return valueBytes(*v.Keyword)
	case v.Names != nil:
		return listBytes(v.Names)
	}
	return nil, errEmpty("AgentSelection")
}

// ProviderPreference: A provider and its model.
type ProviderPreference struct {
	// Provider: the provider.
	Provider string `json:"provider"`
	// Model: the model, or a pattern with `*`.
	Model string `json:"model"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderPreference(raw json.RawMessage) (v ProviderPreference, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "provider", &v.Provider, decodeString)
	need(o, "model", &v.Model, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderPreference) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderPreference(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderPreference) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("provider", v.Provider)
	e.put("model", v.Model)
	return e.finish(v.Extra)
}

// RequestSessionSpawnParams: params of `request.session_spawn`: a child session and its first turn.
type RequestSessionSpawnParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Agent: the agent, or `self`.
	Agent string `json:"agent"`
	// Instruction: the prompt of the child.
	Instruction string `json:"instruction"`
	// ContextDepth: how much of the parent's conversation a child gets.
	ContextDepth *ContextDepth `json:"context_depth,omitzero"`
	// ContextScope: which messages of the parent's conversation a child gets.
	ContextScope *ContextScope `json:"context_scope,omitzero"`
	// ContextTurns: how many turns, with depth `recent`.
	ContextTurns *uint64 `json:"context_turns,omitzero"`
	// ExcludeTools: tools that the child does not get.
	ExcludeTools []string `json:"exclude_tools,omitzero"`
	// InheritTools: the only tools that the child gets.
	InheritTools []string `json:"inherit_tools,omitzero"`
	// ExcludeHooks: hooks that the child does not get; one whose `on_error` is `deny` it gets all the same.
	ExcludeHooks []string `json:"exclude_hooks,omitzero"`
	// InheritHooks: the only hooks that the child gets, beside those whose `on_error` is `deny`.
	InheritHooks []string `json:"inherit_hooks,omitzero"`
	// Agents: `all`, `none`, or the names of the agents.
	Agents *AgentSelection `json:"agents,omitzero"`
	// ProviderPreferences: providers and models to try, in order.
	ProviderPreferences []ProviderPreference `json:"provider_preferences,omitzero"`
	// ModelRole: the role to choose a model by.
	ModelRole *string `json:"model_role,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRequestSessionSpawnParams(raw json.RawMessage) (v RequestSessionSpawnParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "agent", &v.Agent, decodeString)
	need(o, "instruction", &v.Instruction, decodeString)
	mayPointer(o, "context_depth", &v.ContextDepth, decodeContextDepth)
	mayPointer(o, "context_scope", &v.ContextScope, decodeContextScope)
	mayPointer(o, "context_turns", &v.ContextTurns, decodeUint(0, 9007199254740991))
	may(o, "exclude_tools", &v.ExcludeTools, decodeList(decodeString))
	may(o, "inherit_tools", &v.InheritTools, decodeList(decodeString))
	may(o, "exclude_hooks", &v.ExcludeHooks, decodeList(decodeString))
	may(o, "inherit_hooks", &v.InheritHooks, decodeList(decodeString))
	mayPointer(o, "agents", &v.Agents, decodeAgentSelection)
	may(o, "provider_preferences", &v.ProviderPreferences, decodeList(decodeProviderPreference))
	mayPointer(o, "model_role", &v.ModelRole, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RequestSessionSpawnParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestSessionSpawnParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RequestSessionSpawnParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("agent", v.Agent)
	e.put("instruction", v.Instruction)
	if v.ContextDepth != nil {
		e.put("context_depth", *v.ContextDepth)
	}
	if v.ContextScope != nil {
		e.put("context_scope", *v.ContextScope)
	}
	if v.ContextTurns != nil {
		e.put("context_turns", *v.ContextTurns)
	}
	if v.ExcludeTools != nil {
		putList(e, "exclude_tools", v.ExcludeTools)
	}
	if v.InheritTools != nil {
		putList(e, "inherit_tools", v.InheritTools)
	}
	if v.ExcludeHooks != nil {
		putList(e, "exclude_hooks", v.ExcludeHooks)
	}
	if v.InheritHooks != nil {
		putList(e, "inherit_hooks", v.InheritHooks)
	}
	if v.Agents != nil {
		e.put("agents", *v.Agents)
	}
	if v.ProviderPreferences != nil {
		putList(e, "provider_preferences", v.ProviderPreferences)
	}
	if v.ModelRole != nil {
		e.put("model_role", *v.ModelRole)
	}
	return e.finish(v.Extra)
}

// ContextDepthOrDefault returns context_depth, or "none" when it is absent.
func (v *RequestSessionSpawnParams) ContextDepthOrDefault() ContextDepth {
	if v.ContextDepth != nil {
		return *v.ContextDepth
	}
	return "none"
}

// ContextScopeOrDefault returns context_scope, or "conversation" when it is absent.
func (v *RequestSessionSpawnParams) ContextScopeOrDefault() ContextScope {
	if v.ContextScope != nil {
		return *v.ContextScope
	}
	return "conversation"
}

// RequestSessionResumeParams: params of `request.session_resume`: one more turn of a child.
type RequestSessionResumeParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// SessionID: the child.
	SessionID string `json:"session_id"`
	// Instruction: the prompt.
	Instruction string `json:"instruction"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRequestSessionResumeParams(raw json.RawMessage) (v RequestSessionResumeParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "session_id", &v.SessionID, decodeString)
	need(o, "instruction", &v.Instruction, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RequestSessionResumeParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestSessionResumeParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RequestSessionResumeParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("session_id", v.SessionID)
	e.put("instruction", v.Instruction)
	return e.finish(v.Extra)
}

// RequestSessionResult: result of `request.session_spawn` and `request.session_resume`.
type RequestSessionResult struct {
	// SessionID: the child.
	SessionID string `json:"session_id"`
	// Response: its answer.
	Response string `json:"response"`
	// TurnCount: requests to a model that it took.
	TurnCount uint64 `json:"turn_count"`
	// Metadata: free metadata.
	Metadata json.RawMessage `json:"metadata"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRequestSessionResult(raw json.RawMessage) (v RequestSessionResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "session_id", &v.SessionID, decodeString)
	need(o, "response", &v.Response, decodeString)
	need(o, "turn_count", &v.TurnCount, decodeUint(0, 9007199254740991))
	need(o, "metadata", &v.Metadata, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RequestSessionResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestSessionResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RequestSessionResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("session_id", v.SessionID)
	e.put("response", v.Response)
	e.put("turn_count", v.TurnCount)
	e.putObject("metadata", v.Metadata)
	return e.finish(v.Extra)
}

// OrchestratorStatus: how an orchestrator ended.
type OrchestratorStatus string

// The values of OrchestratorStatus that this version knows.
const (
	// OrchestratorStatusSuccess is `success`.
	OrchestratorStatusSuccess OrchestratorStatus = "success"
	// OrchestratorStatusMaxIterationsReached is `max_iterations_reached`.
	OrchestratorStatusMaxIterationsReached OrchestratorStatus = "max_iterations_reached"
	// OrchestratorStatusCancelled is `cancelled`.
	OrchestratorStatusCancelled OrchestratorStatus = "cancelled"
	// OrchestratorStatusDenied is `denied`.
	OrchestratorStatusDenied OrchestratorStatus = "denied"
	// OrchestratorStatusFailed is `failed`.
	OrchestratorStatusFailed OrchestratorStatus = "failed"
)

func decodeOrchestratorStatus(raw json.RawMessage) (OrchestratorStatus, error) {
	return decodeEnum[OrchestratorStatus](raw)
}

// EventError: an error, as events tell it.
type EventError struct {
	// Type: the type of the exception, or the kind.
	Type string `json:"type"`
	// Msg: what went wrong.
	Msg string `json:"msg"`
	// Kind: the name that programs test.
	Kind *string `json:"kind,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeEventError(raw json.RawMessage) (v EventError, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "type", &v.Type, decodeString)
	need(o, "msg", &v.Msg, decodeString)
	mayPointer(o, "kind", &v.Kind, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *EventError) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeEventError(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v EventError) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("type", v.Type)
	e.put("msg", v.Msg)
	if v.Kind != nil {
		e.put("kind", *v.Kind)
	}
	return e.finish(v.Extra)
}

// SessionStartData: data of `session:start`.
type SessionStartData struct {
	// Agent: the agent.
	Agent *string `json:"agent,omitzero"`
	// Cwd: the working directory.
	Cwd *string `json:"cwd,omitzero"`
	// Raw: everything, in the `:raw` variant.
	Raw json.RawMessage `json:"raw,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeSessionStartData(raw json.RawMessage) (v SessionStartData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "agent", &v.Agent, decodeString)
	mayPointer(o, "cwd", &v.Cwd, decodeString)
	may(o, "raw", &v.Raw, decodeAny)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *SessionStartData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeSessionStartData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v SessionStartData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Agent != nil {
		e.put("agent", *v.Agent)
	}
	if v.Cwd != nil {
		e.put("cwd", *v.Cwd)
	}
	if v.Raw != nil {
		e.put("raw", v.Raw)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// SessionEndData: data of `session:end`.
type SessionEndData struct {
	// Status: where a session stands.
	Status *SessionState `json:"status,omitzero"`
	// TurnCount: turns of the session.
	TurnCount *uint64 `json:"turn_count,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeSessionEndData(raw json.RawMessage) (v SessionEndData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "status", &v.Status, decodeSessionState)
	mayPointer(o, "turn_count", &v.TurnCount, decodeUint(0, 9007199254740991))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *SessionEndData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeSessionEndData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v SessionEndData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Status != nil {
		e.put("status", *v.Status)
	}
	if v.TurnCount != nil {
		e.put("turn_count", *v.TurnCount)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// SessionForkData: data of `session:fork`.
type SessionForkData struct {
	// Parent: the parent session.
	Parent string `json:"parent"`
	// Agent: the agent.
	Agent *string `json:"agent,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeSessionForkData(raw json.RawMessage) (v SessionForkData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "parent", &v.Parent, decodeString)
	mayPointer(o, "agent", &v.Agent, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *SessionForkData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeSessionForkData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v SessionForkData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("parent", v.Parent)
	if v.Agent != nil {
		e.put("agent", *v.Agent)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// SessionResumeData: data of `session:resume`.
type SessionResumeData struct {
	// MessageCount: messages of the transcript.
	MessageCount *uint64 `json:"message_count,omitzero"`
	// Agent: the agent.
	Agent *string `json:"agent,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeSessionResumeData(raw json.RawMessage) (v SessionResumeData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "message_count", &v.MessageCount, decodeUint(0, 9007199254740991))
	mayPointer(o, "agent", &v.Agent, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *SessionResumeData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeSessionResumeData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v SessionResumeData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.MessageCount != nil {
		e.put("message_count", *v.MessageCount)
	}
	if v.Agent != nil {
		e.put("agent", *v.Agent)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// PromptSubmitData: data of `prompt:submit`.
type PromptSubmitData struct {
	// Prompt: what the user said.
	Prompt string `json:"prompt"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodePromptSubmitData(raw json.RawMessage) (v PromptSubmitData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "prompt", &v.Prompt, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *PromptSubmitData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodePromptSubmitData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v PromptSubmitData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("prompt", v.Prompt)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// PromptCompleteData: data of `prompt:complete`.
type PromptCompleteData struct {
	// Response: the answer.
	Response string `json:"response"`
	// ResponsePreview: its first 200 characters.
	ResponsePreview *string `json:"response_preview,omitzero"`
	// Length: its characters.
	Length *uint64 `json:"length,omitzero"`
	// Usage: tokens of one call or one turn.
	Usage *Usage `json:"usage,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodePromptCompleteData(raw json.RawMessage) (v PromptCompleteData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "response", &v.Response, decodeString)
	mayPointer(o, "response_preview", &v.ResponsePreview, decodeString)
	mayPointer(o, "length", &v.Length, decodeUint(0, 9007199254740991))
	mayPointer(o, "usage", &v.Usage, decodeUsage)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *PromptCompleteData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodePromptCompleteData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v PromptCompleteData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("response", v.Response)
	if v.ResponsePreview != nil {
		e.put("response_preview", *v.ResponsePreview)
	}
	if v.Length != nil {
		e.put("length", *v.Length)
	}
	if v.Usage != nil {
		e.put("usage", *v.Usage)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ProviderRequestData: data of `provider:request`.
type ProviderRequestData struct {
	// Iteration: the request of this turn, counted from one.
	Iteration uint64 `json:"iteration"`
	// Provider: the provider.
	Provider string `json:"provider"`
	// Model: the model.
	Model *string `json:"model,omitzero"`
	// ModelRole: the role that a model is chosen by.
	ModelRole *string `json:"model_role,omitzero"`
	// MessageCount: messages of the conversation.
	MessageCount uint64 `json:"message_count"`
	// ModelConfig: settings for this request.
	ModelConfig json.RawMessage `json:"model_config,omitzero"`
	// ToolNames: the tools offered in this request.
	ToolNames []string `json:"tool_names,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderRequestData(raw json.RawMessage) (v ProviderRequestData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "iteration", &v.Iteration, decodeUint(0, 9007199254740991))
	need(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	mayPointer(o, "model_role", &v.ModelRole, decodeString)
	need(o, "message_count", &v.MessageCount, decodeUint(0, 9007199254740991))
	may(o, "model_config", &v.ModelConfig, decodeObject)
	may(o, "tool_names", &v.ToolNames, decodeList(decodeString))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderRequestData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderRequestData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderRequestData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("iteration", v.Iteration)
	e.put("provider", v.Provider)
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	if v.ModelRole != nil {
		e.put("model_role", *v.ModelRole)
	}
	e.put("message_count", v.MessageCount)
	if v.ModelConfig != nil {
		e.put("model_config", v.ModelConfig)
	}
	if v.ToolNames != nil {
		putList(e, "tool_names", v.ToolNames)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ProviderResponseData: data of `provider:response`.
type ProviderResponseData struct {
	// Provider: the provider.
	Provider string `json:"provider"`
	// Model: the model.
	Model *string `json:"model,omitzero"`
	// Response: one answer of a model.
	Response *ChatResponse `json:"response,omitzero"`
	// Usage: tokens of one call or one turn.
	Usage *Usage `json:"usage,omitzero"`
	// Iteration: the request of this turn, counted from one.
	Iteration uint64 `json:"iteration"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderResponseData(raw json.RawMessage) (v ProviderResponseData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	mayPointer(o, "response", &v.Response, decodeChatResponse)
	mayPointer(o, "usage", &v.Usage, decodeUsage)
	need(o, "iteration", &v.Iteration, decodeUint(0, 9007199254740991))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderResponseData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderResponseData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderResponseData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("provider", v.Provider)
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	if v.Response != nil {
		e.put("response", *v.Response)
	}
	if v.Usage != nil {
		e.put("usage", *v.Usage)
	}
	e.put("iteration", v.Iteration)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ProviderErrorData: data of `provider:error`.
type ProviderErrorData struct {
	// Iteration: the request of this turn, counted from one.
	Iteration uint64 `json:"iteration"`
	// Provider: the provider.
	Provider string `json:"provider"`
	// Model: the model.
	Model *string `json:"model,omitzero"`
	// Error: an error, as events tell it.
	Error EventError `json:"error"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderErrorData(raw json.RawMessage) (v ProviderErrorData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "iteration", &v.Iteration, decodeUint(0, 9007199254740991))
	need(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	need(o, "error", &v.Error, decodeEventError)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderErrorData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderErrorData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderErrorData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("iteration", v.Iteration)
	e.put("provider", v.Provider)
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	e.put("error", v.Error)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ProviderRetryData: data of `provider:retry`.
type ProviderRetryData struct {
	// Provider: the provider.
	Provider *string `json:"provider,omitzero"`
	// Model: the model.
	Model *string `json:"model,omitzero"`
	// Attempt: the try that failed, counted from one.
	Attempt uint64 `json:"attempt"`
	// MaxRetries: the most tries.
	MaxRetries uint64 `json:"max_retries"`
	// DelayS: seconds until the next try.
	DelayS float64 `json:"delay_s"`
	// Error: an error, as events tell it.
	Error EventError `json:"error"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderRetryData(raw json.RawMessage) (v ProviderRetryData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	need(o, "attempt", &v.Attempt, decodeUint(0, 9007199254740991))
	need(o, "max_retries", &v.MaxRetries, decodeUint(0, 9007199254740991))
	need(o, "delay_s", &v.DelayS, decodeFloatFrom(0))
	need(o, "error", &v.Error, decodeEventError)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderRetryData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderRetryData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderRetryData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Provider != nil {
		e.put("provider", *v.Provider)
	}
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	e.put("attempt", v.Attempt)
	e.put("max_retries", v.MaxRetries)
	e.put("delay_s", v.DelayS)
	e.put("error", v.Error)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ProviderResolveData: data of `provider:resolve`.
type ProviderResolveData struct {
	// Provider: the provider.
	Provider string `json:"provider"`
	// Model: the model.
	Model *string `json:"model,omitzero"`
	// Role: the role that the model was chosen by.
	Role *string `json:"role,omitzero"`
	// CandidatesTried: what was tried before.
	CandidatesTried []ProviderPreference `json:"candidates_tried,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderResolveData(raw json.RawMessage) (v ProviderResolveData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	mayPointer(o, "role", &v.Role, decodeString)
	may(o, "candidates_tried", &v.CandidatesTried, decodeList(decodeProviderPreference))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderResolveData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderResolveData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderResolveData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("provider", v.Provider)
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	if v.Role != nil {
		e.put("role", *v.Role)
	}
	if v.CandidatesTried != nil {
		putList(e, "candidates_tried", v.CandidatesTried)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ProviderThrottleData: data of `provider:throttle`.
type ProviderThrottleData struct {
	// Provider: the provider.
	Provider string `json:"provider"`
	// DelayMS: milliseconds of waiting.
	DelayMS float64 `json:"delay_ms"`
	// Reason: why.
	Reason string `json:"reason"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderThrottleData(raw json.RawMessage) (v ProviderThrottleData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "provider", &v.Provider, decodeString)
	need(o, "delay_ms", &v.DelayMS, decodeFloatFrom(0))
	need(o, "reason", &v.Reason, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderThrottleData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderThrottleData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderThrottleData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("provider", v.Provider)
	e.put("delay_ms", v.DelayMS)
	e.put("reason", v.Reason)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// RepairedToolCall: A tool call that got a result made up for it.
type RepairedToolCall struct {
	// ID: the id of the call.
	ID string `json:"id"`
	// Name: the tool.
	Name string `json:"name"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRepairedToolCall(raw json.RawMessage) (v RepairedToolCall, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "id", &v.ID, decodeString)
	need(o, "name", &v.Name, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RepairedToolCall) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRepairedToolCall(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RepairedToolCall) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("id", v.ID)
	e.put("name", v.Name)
	return e.finish(v.Extra)
}

// ProviderToolSequenceRepairedData: data of `provider:tool_sequence_repaired`.
type ProviderToolSequenceRepairedData struct {
	// Repaired: the calls.
	Repaired []RepairedToolCall `json:"repaired"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeProviderToolSequenceRepairedData(raw json.RawMessage) (v ProviderToolSequenceRepairedData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "repaired", &v.Repaired, decodeList(decodeRepairedToolCall))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ProviderToolSequenceRepairedData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeProviderToolSequenceRepairedData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ProviderToolSequenceRepairedData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "repaired", v.Repaired)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// LlmRequestData: data of `llm:request` and its variants.
type LlmRequestData struct {
	// Provider: the provider.
	Provider string `json:"provider"`
	// Model: the model.
	Model *string `json:"model,omitzero"`
	// MessageCount: messages of the request.
	MessageCount uint64 `json:"message_count"`
	// ToolCount: tools of the request.
	ToolCount uint64 `json:"tool_count"`
	// Iteration: the request of this turn, counted from one.
	Iteration uint64 `json:"iteration"`
	// Messages: the messages, shortened, in the `:debug` variant.
	Messages json.RawMessage `json:"messages,omitzero"`
	// Request: the whole request, in the `:raw` variant.
	Request json.RawMessage `json:"request,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeLlmRequestData(raw json.RawMessage) (v LlmRequestData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	need(o, "message_count", &v.MessageCount, decodeUint(0, 9007199254740991))
	need(o, "tool_count", &v.ToolCount, decodeUint(0, 9007199254740991))
	need(o, "iteration", &v.Iteration, decodeUint(0, 9007199254740991))
	may(o, "messages", &v.Messages, decodeAny)
	may(o, "request", &v.Request, decodeAny)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *LlmRequestData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeLlmRequestData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v LlmRequestData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("provider", v.Provider)
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	e.put("message_count", v.MessageCount)
	e.put("tool_count", v.ToolCount)
	e.put("iteration", v.Iteration)
	if v.Messages != nil {
		e.put("messages", v.Messages)
	}
	if v.Request != nil {
		e.put("request", v.Request)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// LlmStatus: how a call of a model ended.
type LlmStatus string

// The values of LlmStatus that this version knows.
const (
	// LlmStatusOk is `ok`.
	LlmStatusOk LlmStatus = "ok"
	// LlmStatusError is `error`.
	LlmStatusError LlmStatus = "error"
)

func decodeLlmStatus(raw json.RawMessage) (LlmStatus, error) {
	return decodeEnum[LlmStatus](raw)
}

// LlmResponseData: data of `llm:response` and its variants.
type LlmResponseData struct {
	// Provider: the provider.
	Provider string `json:"provider"`
	// Model: the model.
	Model *string `json:"model,omitzero"`
	// Usage: tokens of one call or one turn.
	Usage *Usage `json:"usage,omitzero"`
	// Status: how a call of a model ended.
	Status LlmStatus `json:"status"`
	// DurationMS: milliseconds that it took.
	DurationMS float64 `json:"duration_ms"`
	// FinishReason: why the model stopped.
	FinishReason *FinishReason `json:"finish_reason,omitzero"`
	// Messages: the answer, shortened, in the `:debug` variant.
	Messages json.RawMessage `json:"messages,omitzero"`
	// Response: the whole answer, in the `:raw` variant.
	Response json.RawMessage `json:"response,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeLlmResponseData(raw json.RawMessage) (v LlmResponseData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "provider", &v.Provider, decodeString)
	mayPointer(o, "model", &v.Model, decodeString)
	mayPointer(o, "usage", &v.Usage, decodeUsage)
	need(o, "status", &v.Status, decodeLlmStatus)
	need(o, "duration_ms", &v.DurationMS, decodeFloatFrom(0))
	mayPointer(o, "finish_reason", &v.FinishReason, decodeFinishReason)
	may(o, "messages", &v.Messages, decodeAny)
	may(o, "response", &v.Response, decodeAny)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *LlmResponseData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeLlmResponseData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v LlmResponseData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("provider", v.Provider)
	if v.Model != nil {
		e.put("model", *v.Model)
	}
	if v.Usage != nil {
		e.put("usage", *v.Usage)
	}
	e.put("status", v.Status)
	e.put("duration_ms", v.DurationMS)
	if v.FinishReason != nil {
		e.put("finish_reason", *v.FinishReason)
	}
	if v.Messages != nil {
		e.put("messages", v.Messages)
	}
	if v.Response != nil {
		e.put("response", v.Response)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ContentBlockStartData: data of `content_block:start`.
type ContentBlockStartData struct {
	// BlockType: the type of the block.
	BlockType string `json:"block_type"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentBlockStartData(raw json.RawMessage) (v ContentBlockStartData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "block_type", &v.BlockType, decodeString)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentBlockStartData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentBlockStartData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentBlockStartData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("block_type", v.BlockType)
	e.put("index", v.Index)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ContentBlockDeltaData: data of `content_block:delta`.
type ContentBlockDeltaData struct {
	// BlockType: the type of the block.
	BlockType string `json:"block_type"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Delta: what is new: usually text.
	Delta json.RawMessage `json:"delta"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentBlockDeltaData(raw json.RawMessage) (v ContentBlockDeltaData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "block_type", &v.BlockType, decodeString)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	need(o, "delta", &v.Delta, decodeAny)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentBlockDeltaData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentBlockDeltaData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentBlockDeltaData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("block_type", v.BlockType)
	e.put("index", v.Index)
	e.put("delta", v.Delta)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ContentBlockEndData: data of `content_block:end`.
type ContentBlockEndData struct {
	// BlockType: the type of the block.
	BlockType string `json:"block_type"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Block: one block of a message. A block with an unknown type is kept as it came; a known type with wrong members is an error.
	Block ContentBlock `json:"block"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContentBlockEndData(raw json.RawMessage) (v ContentBlockEndData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "block_type", &v.BlockType, decodeString)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	need(o, "block", &v.Block, decodeContentBlock)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContentBlockEndData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContentBlockEndData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContentBlockEndData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("block_type", v.BlockType)
	e.put("index", v.Index)
	e.put("block", v.Block)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ThinkingDeltaData: data of `thinking:delta`.
type ThinkingDeltaData struct {
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Delta: the thoughts since the last one.
	Delta string `json:"delta"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeThinkingDeltaData(raw json.RawMessage) (v ThinkingDeltaData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	need(o, "delta", &v.Delta, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ThinkingDeltaData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeThinkingDeltaData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ThinkingDeltaData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("index", v.Index)
	e.put("delta", v.Delta)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ThinkingFinalData: data of `thinking:final`.
type ThinkingFinalData struct {
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Text: all thoughts of the block.
	Text string `json:"text"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeThinkingFinalData(raw json.RawMessage) (v ThinkingFinalData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	need(o, "text", &v.Text, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ThinkingFinalData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeThinkingFinalData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ThinkingFinalData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("index", v.Index)
	e.put("text", v.Text)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ToolPreData: data of `tool:pre`.
type ToolPreData struct {
	// ToolName: the tool.
	ToolName string `json:"tool_name"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// ToolInput: its input.
	ToolInput json.RawMessage `json:"tool_input"`
	// Annotations: what a tool may do at worst.
	Annotations *ToolAnnotations `json:"annotations,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolPreData(raw json.RawMessage) (v ToolPreData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	need(o, "tool_input", &v.ToolInput, decodeObject)
	mayPointer(o, "annotations", &v.Annotations, decodeToolAnnotations)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolPreData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolPreData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolPreData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("tool_name", v.ToolName)
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	e.putObject("tool_input", v.ToolInput)
	if v.Annotations != nil {
		e.put("annotations", *v.Annotations)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ToolPostData: data of `tool:post`.
type ToolPostData struct {
	// ToolName: the tool.
	ToolName string `json:"tool_name"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// ToolInput: its input.
	ToolInput json.RawMessage `json:"tool_input"`
	// Result: what a tool gave. A tool that ran and failed is a result with `success: false`, not an error.
	Result ToolResult `json:"result"`
	// DurationMS: milliseconds that it took.
	DurationMS *float64 `json:"duration_ms,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolPostData(raw json.RawMessage) (v ToolPostData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	need(o, "tool_input", &v.ToolInput, decodeObject)
	need(o, "result", &v.Result, decodeToolResult)
	mayPointer(o, "duration_ms", &v.DurationMS, decodeFloatFrom(0))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolPostData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolPostData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolPostData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("tool_name", v.ToolName)
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	e.putObject("tool_input", v.ToolInput)
	e.put("result", v.Result)
	if v.DurationMS != nil {
		e.put("duration_ms", *v.DurationMS)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ToolErrorData: data of `tool:error`.
type ToolErrorData struct {
	// ToolName: the tool.
	ToolName string `json:"tool_name"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Error: an error, as events tell it.
	Error EventError `json:"error"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeToolErrorData(raw json.RawMessage) (v ToolErrorData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	need(o, "error", &v.Error, decodeEventError)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ToolErrorData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeToolErrorData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ToolErrorData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("tool_name", v.ToolName)
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	e.put("error", v.Error)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// OrchestratorCompleteData: data of `orchestrator:complete`.
type OrchestratorCompleteData struct {
	// Orchestrator: the orchestrator.
	Orchestrator string `json:"orchestrator"`
	// TurnCount: requests to a model that it took.
	TurnCount uint64 `json:"turn_count"`
	// Status: how an orchestrator ended.
	Status OrchestratorStatus `json:"status"`
	// Usage: tokens of one call or one turn.
	Usage *Usage `json:"usage,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeOrchestratorCompleteData(raw json.RawMessage) (v OrchestratorCompleteData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "orchestrator", &v.Orchestrator, decodeString)
	need(o, "turn_count", &v.TurnCount, decodeUint(0, 9007199254740991))
	need(o, "status", &v.Status, decodeOrchestratorStatus)
	mayPointer(o, "usage", &v.Usage, decodeUsage)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *OrchestratorCompleteData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeOrchestratorCompleteData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v OrchestratorCompleteData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("orchestrator", v.Orchestrator)
	e.put("turn_count", v.TurnCount)
	e.put("status", v.Status)
	if v.Usage != nil {
		e.put("usage", *v.Usage)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ExecutionStartData: data of `execution:start`.
type ExecutionStartData struct {
	// Prompt: what the user said.
	Prompt string `json:"prompt"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeExecutionStartData(raw json.RawMessage) (v ExecutionStartData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "prompt", &v.Prompt, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ExecutionStartData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeExecutionStartData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ExecutionStartData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("prompt", v.Prompt)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ExecutionEndData: data of `execution:end`.
type ExecutionEndData struct {
	// Response: the answer.
	Response string `json:"response"`
	// Status: how a turn ended.
	Status TurnStatus `json:"status"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeExecutionEndData(raw json.RawMessage) (v ExecutionEndData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "response", &v.Response, decodeString)
	need(o, "status", &v.Status, decodeTurnStatus)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ExecutionEndData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeExecutionEndData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ExecutionEndData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("response", v.Response)
	e.put("status", v.Status)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// CancelRequestedData: data of `cancel:requested`.
type CancelRequestedData struct {
	// Mode: how to stop: at once, or finish what runs and start nothing new.
	Mode *CancelMode `json:"mode,omitzero"`
	// Reason: why.
	Reason *string `json:"reason,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCancelRequestedData(raw json.RawMessage) (v CancelRequestedData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "mode", &v.Mode, decodeCancelMode)
	mayPointer(o, "reason", &v.Reason, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CancelRequestedData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCancelRequestedData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CancelRequestedData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Mode != nil {
		e.put("mode", *v.Mode)
	}
	if v.Reason != nil {
		e.put("reason", *v.Reason)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ModeOrDefault returns mode, or "immediate" when it is absent.
func (v *CancelRequestedData) ModeOrDefault() CancelMode {
	if v.Mode != nil {
		return *v.Mode
	}
	return "immediate"
}

// CancelCompletedData: data of `cancel:completed`.
type CancelCompletedData struct {
	// Mode: how to stop: at once, or finish what runs and start nothing new.
	Mode *CancelMode `json:"mode,omitzero"`
	// Partial: what had been produced so far.
	Partial json.RawMessage `json:"partial,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCancelCompletedData(raw json.RawMessage) (v CancelCompletedData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "mode", &v.Mode, decodeCancelMode)
	may(o, "partial", &v.Partial, decodeAny)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CancelCompletedData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCancelCompletedData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CancelCompletedData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Mode != nil {
		e.put("mode", *v.Mode)
	}
	if v.Partial != nil {
		e.put("partial", v.Partial)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ModeOrDefault returns mode, or "immediate" when it is absent.
func (v *CancelCompletedData) ModeOrDefault() CancelMode {
	if v.Mode != nil {
		return *v.Mode
	}
	return "immediate"
}

// ApprovalRequiredData: data of `approval:required`.
type ApprovalRequiredData struct {
	// ToolName: the tool.
	ToolName string `json:"tool_name"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Action: what it wants to do, for the user.
	Action *string `json:"action,omitzero"`
	// Details: more about it.
	Details json.RawMessage `json:"details,omitzero"`
	// RiskLevel: how bad it could get.
	RiskLevel *RiskLevel `json:"risk_level,omitzero"`
	// Prompt: the question.
	Prompt *string `json:"prompt,omitzero"`
	// Options: the answers offered.
	Options []string `json:"options,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeApprovalRequiredData(raw json.RawMessage) (v ApprovalRequiredData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	mayPointer(o, "action", &v.Action, decodeString)
	may(o, "details", &v.Details, decodeObject)
	mayPointer(o, "risk_level", &v.RiskLevel, decodeRiskLevel)
	mayPointer(o, "prompt", &v.Prompt, decodeString)
	may(o, "options", &v.Options, decodeList(decodeString))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ApprovalRequiredData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeApprovalRequiredData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ApprovalRequiredData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("tool_name", v.ToolName)
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	if v.Action != nil {
		e.put("action", *v.Action)
	}
	if v.Details != nil {
		e.put("details", v.Details)
	}
	if v.RiskLevel != nil {
		e.put("risk_level", *v.RiskLevel)
	}
	if v.Prompt != nil {
		e.put("prompt", *v.Prompt)
	}
	if v.Options != nil {
		putList(e, "options", v.Options)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ApprovalGrantedData: data of `approval:granted`.
type ApprovalGrantedData struct {
	// ToolName: the tool.
	ToolName string `json:"tool_name"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Option: the option that was chosen.
	Option *string `json:"option,omitzero"`
	// Reason: why.
	Reason *string `json:"reason,omitzero"`
	// Remember: whether the answer holds for like questions.
	Remember *bool `json:"remember,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeApprovalGrantedData(raw json.RawMessage) (v ApprovalGrantedData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	mayPointer(o, "option", &v.Option, decodeString)
	mayPointer(o, "reason", &v.Reason, decodeString)
	mayPointer(o, "remember", &v.Remember, decodeBool)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ApprovalGrantedData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeApprovalGrantedData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ApprovalGrantedData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("tool_name", v.ToolName)
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	if v.Option != nil {
		e.put("option", *v.Option)
	}
	if v.Reason != nil {
		e.put("reason", *v.Reason)
	}
	if v.Remember != nil {
		e.put("remember", *v.Remember)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// RememberOrDefault returns remember, or false when it is absent.
func (v *ApprovalGrantedData) RememberOrDefault() bool {
	if v.Remember != nil {
		return *v.Remember
	}
	return false
}

// ApprovalDeniedData: data of `approval:denied`.
type ApprovalDeniedData struct {
	// ToolName: the tool.
	ToolName string `json:"tool_name"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Option: the option that was chosen.
	Option *string `json:"option,omitzero"`
	// Reason: why.
	Reason *string `json:"reason,omitzero"`
	// Remember: whether the answer holds for like questions.
	Remember *bool `json:"remember,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeApprovalDeniedData(raw json.RawMessage) (v ApprovalDeniedData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	mayPointer(o, "option", &v.Option, decodeString)
	mayPointer(o, "reason", &v.Reason, decodeString)
	mayPointer(o, "remember", &v.Remember, decodeBool)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ApprovalDeniedData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeApprovalDeniedData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ApprovalDeniedData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("tool_name", v.ToolName)
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	if v.Option != nil {
		e.put("option", *v.Option)
	}
	if v.Reason != nil {
		e.put("reason", *v.Reason)
	}
	if v.Remember != nil {
		e.put("remember", *v.Remember)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// RememberOrDefault returns remember, or false when it is absent.
func (v *ApprovalDeniedData) RememberOrDefault() bool {
	if v.Remember != nil {
		return *v.Remember
	}
	return false
}

// ContextPreCompactData: data of `context:pre_compact`.
type ContextPreCompactData struct {
	// MessageCount: messages before.
	MessageCount uint64 `json:"message_count"`
	// TokenCount: tokens before, estimated.
	TokenCount uint64 `json:"token_count"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextPreCompactData(raw json.RawMessage) (v ContextPreCompactData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "message_count", &v.MessageCount, decodeUint(0, 9007199254740991))
	need(o, "token_count", &v.TokenCount, decodeUint(0, 9007199254740991))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextPreCompactData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextPreCompactData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextPreCompactData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("message_count", v.MessageCount)
	e.put("token_count", v.TokenCount)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ContextPostCompactData: data of `context:post_compact`.
type ContextPostCompactData struct {
	// MessageCount: messages after.
	MessageCount uint64 `json:"message_count"`
	// TokenCount: tokens after, estimated.
	TokenCount uint64 `json:"token_count"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextPostCompactData(raw json.RawMessage) (v ContextPostCompactData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "message_count", &v.MessageCount, decodeUint(0, 9007199254740991))
	need(o, "token_count", &v.TokenCount, decodeUint(0, 9007199254740991))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextPostCompactData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextPostCompactData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextPostCompactData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("message_count", v.MessageCount)
	e.put("token_count", v.TokenCount)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ContextCompactionData: data of `context:compaction`.
type ContextCompactionData struct {
	// StrategyLevel: the highest level that was needed.
	StrategyLevel uint64 `json:"strategy_level"`
	// Budget: tokens that there was room for.
	Budget uint64 `json:"budget"`
	// TargetTokens: tokens aimed at.
	TargetTokens uint64 `json:"target_tokens"`
	// BeforeTokens: tokens before.
	BeforeTokens uint64 `json:"before_tokens"`
	// AfterTokens: tokens after.
	AfterTokens uint64 `json:"after_tokens"`
	// BeforeMessages: messages before.
	BeforeMessages uint64 `json:"before_messages"`
	// AfterMessages: messages after.
	AfterMessages uint64 `json:"after_messages"`
	// MessagesRemoved: messages left out.
	MessagesRemoved uint64 `json:"messages_removed"`
	// MessagesTruncated: messages shortened.
	MessagesTruncated uint64 `json:"messages_truncated"`
	// UserMessagesStubbed: user messages cut to a stub.
	UserMessagesStubbed uint64 `json:"user_messages_stubbed"`
	// SystemMessagesPreserved: system messages kept.
	SystemMessagesPreserved uint64 `json:"system_messages_preserved"`
	// ProtectedRecent: the setting: which fraction of the messages is protected.
	ProtectedRecent float64 `json:"protected_recent"`
	// ProtectedToolResults: the setting: how many tool results are protected.
	ProtectedToolResults uint64 `json:"protected_tool_results"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextCompactionData(raw json.RawMessage) (v ContextCompactionData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "strategy_level", &v.StrategyLevel, decodeUint(0, 9007199254740991))
	need(o, "budget", &v.Budget, decodeUint(0, 9007199254740991))
	need(o, "target_tokens", &v.TargetTokens, decodeUint(0, 9007199254740991))
	need(o, "before_tokens", &v.BeforeTokens, decodeUint(0, 9007199254740991))
	need(o, "after_tokens", &v.AfterTokens, decodeUint(0, 9007199254740991))
	need(o, "before_messages", &v.BeforeMessages, decodeUint(0, 9007199254740991))
	need(o, "after_messages", &v.AfterMessages, decodeUint(0, 9007199254740991))
	need(o, "messages_removed", &v.MessagesRemoved, decodeUint(0, 9007199254740991))
	need(o, "messages_truncated", &v.MessagesTruncated, decodeUint(0, 9007199254740991))
	need(o, "user_messages_stubbed", &v.UserMessagesStubbed, decodeUint(0, 9007199254740991))
	need(o, "system_messages_preserved", &v.SystemMessagesPreserved, decodeUint(0, 9007199254740991))
	need(o, "protected_recent", &v.ProtectedRecent, decodeFloatFrom(0))
	need(o, "protected_tool_results", &v.ProtectedToolResults, decodeUint(0, 9007199254740991))
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextCompactionData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextCompactionData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextCompactionData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("strategy_level", v.StrategyLevel)
	e.put("budget", v.Budget)
	e.put("target_tokens", v.TargetTokens)
	e.put("before_tokens", v.BeforeTokens)
	e.put("after_tokens", v.AfterTokens)
	e.put("before_messages", v.BeforeMessages)
	e.put("after_messages", v.AfterMessages)
	e.put("messages_removed", v.MessagesRemoved)
	e.put("messages_truncated", v.MessagesTruncated)
	e.put("user_messages_stubbed", v.UserMessagesStubbed)
	e.put("system_messages_preserved", v.SystemMessagesPreserved)
	e.put("protected_recent", v.ProtectedRecent)
	e.put("protected_tool_results", v.ProtectedToolResults)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// IncludeSource: why a file was included.
type IncludeSource string

// The values of IncludeSource that this version knows.
const (
	// IncludeSourceFile is `file`.
	IncludeSourceFile IncludeSource = "file"
	// IncludeSourceMention is `mention`.
	IncludeSourceMention IncludeSource = "mention"
)

func decodeIncludeSource(raw json.RawMessage) (IncludeSource, error) {
	return decodeEnum[IncludeSource](raw)
}

// ContextIncludeData: data of `context:include`.
type ContextIncludeData struct {
	// Path: the file.
	Path string `json:"path"`
	// Source: why a file was included.
	Source IncludeSource `json:"source"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeContextIncludeData(raw json.RawMessage) (v ContextIncludeData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "path", &v.Path, decodeString)
	need(o, "source", &v.Source, decodeIncludeSource)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ContextIncludeData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeContextIncludeData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ContextIncludeData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("path", v.Path)
	e.put("source", v.Source)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// PlanStartData: data of `plan:start`.
type PlanStartData struct {
	// Goal: what the plan is for.
	Goal *string `json:"goal,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodePlanStartData(raw json.RawMessage) (v PlanStartData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "goal", &v.Goal, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *PlanStartData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodePlanStartData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v PlanStartData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Goal != nil {
		e.put("goal", *v.Goal)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// PlanEndData: data of `plan:end`.
type PlanEndData struct {
	// Goal: what the plan is for.
	Goal *string `json:"goal,omitzero"`
	// Plan: the plan, as text.
	Plan *string `json:"plan,omitzero"`
	// Status: how an orchestrator ended.
	Status *OrchestratorStatus `json:"status,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodePlanEndData(raw json.RawMessage) (v PlanEndData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "goal", &v.Goal, decodeString)
	mayPointer(o, "plan", &v.Plan, decodeString)
	mayPointer(o, "status", &v.Status, decodeOrchestratorStatus)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *PlanEndData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodePlanEndData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v PlanEndData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Goal != nil {
		e.put("goal", *v.Goal)
	}
	if v.Plan != nil {
		e.put("plan", *v.Plan)
	}
	if v.Status != nil {
		e.put("status", *v.Status)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// UserNotificationData: data of `user:notification`.
type UserNotificationData struct {
	// Message: what the user is told.
	Message string `json:"message"`
	// Level: how loud a message to the user is.
	Level *MessageLevel `json:"level,omitzero"`
	// Source: who says it.
	Source *string `json:"source,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeUserNotificationData(raw json.RawMessage) (v UserNotificationData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "message", &v.Message, decodeString)
	mayPointer(o, "level", &v.Level, decodeMessageLevel)
	mayPointer(o, "source", &v.Source, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *UserNotificationData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeUserNotificationData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v UserNotificationData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("message", v.Message)
	if v.Level != nil {
		e.put("level", *v.Level)
	}
	if v.Source != nil {
		e.put("source", *v.Source)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// LevelOrDefault returns level, or "info" when it is absent.
func (v *UserNotificationData) LevelOrDefault() MessageLevel {
	if v.Level != nil {
		return *v.Level
	}
	return "info"
}

// ArtifactWriteData: data of `artifact:write`.
type ArtifactWriteData struct {
	// Path: the file.
	Path string `json:"path"`
	// Bytes: how many bytes were written.
	Bytes uint64 `json:"bytes"`
	// Created: whether the file is new.
	Created *bool `json:"created,omitzero"`
	// ToolName: the tool.
	ToolName *string `json:"tool_name,omitzero"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeArtifactWriteData(raw json.RawMessage) (v ArtifactWriteData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "path", &v.Path, decodeString)
	need(o, "bytes", &v.Bytes, decodeUint(0, 9007199254740991))
	mayPointer(o, "created", &v.Created, decodeBool)
	mayPointer(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ArtifactWriteData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeArtifactWriteData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ArtifactWriteData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("path", v.Path)
	e.put("bytes", v.Bytes)
	if v.Created != nil {
		e.put("created", *v.Created)
	}
	if v.ToolName != nil {
		e.put("tool_name", *v.ToolName)
	}
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// ArtifactReadData: data of `artifact:read`.
type ArtifactReadData struct {
	// Path: the file.
	Path string `json:"path"`
	// Bytes: how many bytes were read.
	Bytes *uint64 `json:"bytes,omitzero"`
	// ToolName: the tool.
	ToolName *string `json:"tool_name,omitzero"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeArtifactReadData(raw json.RawMessage) (v ArtifactReadData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "path", &v.Path, decodeString)
	mayPointer(o, "bytes", &v.Bytes, decodeUint(0, 9007199254740991))
	mayPointer(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ArtifactReadData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeArtifactReadData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ArtifactReadData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("path", v.Path)
	if v.Bytes != nil {
		e.put("bytes", *v.Bytes)
	}
	if v.ToolName != nil {
		e.put("tool_name", *v.ToolName)
	}
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// PolicyViolationData: data of `policy:violation`.
type PolicyViolationData struct {
	// ToolName: the tool.
	ToolName *string `json:"tool_name,omitzero"`
	// ToolCallID: the id of the call.
	ToolCallID *string `json:"tool_call_id,omitzero"`
	// Mode: the mode whose policy it is.
	Mode *string `json:"mode,omitzero"`
	// Reason: what the policy forbids, and why.
	Reason string `json:"reason"`
	// Timestamp: when it happened (RFC 3339, UTC); stamped by the host.
	Timestamp *string `json:"timestamp,omitzero"`
	// SessionID: the session; stamped by the host.
	SessionID *string `json:"session_id,omitzero"`
	// ParentID: the parent of the session; stamped by the host.
	ParentID *string `json:"parent_id,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodePolicyViolationData(raw json.RawMessage) (v PolicyViolationData, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "tool_name", &v.ToolName, decodeString)
	mayPointer(o, "tool_call_id", &v.ToolCallID, decodeString)
	mayPointer(o, "mode", &v.Mode, decodeString)
	need(o, "reason", &v.Reason, decodeString)
	mayPointer(o, "timestamp", &v.Timestamp, decodeString)
	mayPointer(o, "session_id", &v.SessionID, decodeString)
	mayPointer(o, "parent_id", &v.ParentID, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *PolicyViolationData) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodePolicyViolationData(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v PolicyViolationData) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.ToolName != nil {
		e.put("tool_name", *v.ToolName)
	}
	if v.ToolCallID != nil {
		e.put("tool_call_id", *v.ToolCallID)
	}
	if v.Mode != nil {
		e.put("mode", *v.Mode)
	}
	e.put("reason", v.Reason)
	if v.Timestamp != nil {
		e.put("timestamp", *v.Timestamp)
	}
	if v.SessionID != nil {
		e.put("session_id", *v.SessionID)
	}
	if v.ParentID != nil {
		e.put("parent_id", *v.ParentID)
	}
	return e.finish(v.Extra)
}

// FixtureCrash: what breaks: the handler alone (an exception, a panic), or the whole process at once, with exit code 70.
type FixtureCrash string

// The values of FixtureCrash.
const (
	// FixtureCrashHandler is `handler`.
	FixtureCrashHandler FixtureCrash = "handler"
	// FixtureCrashProcess is `process`.
	FixtureCrashProcess FixtureCrash = "process"
)

func decodeFixtureCrash(raw json.RawMessage) (FixtureCrash, error) {
	return decodeEnum[FixtureCrash](raw, FixtureCrashHandler, FixtureCrashProcess)
}

// FixtureCall: A request that the fixture makes to its host.
type FixtureCall struct {
	// Method: the method, such as `state.get`.
	Method string `json:"method"`
	// Params: its params without `_meta`; absent = empty.
	Params json.RawMessage `json:"params,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeFixtureCall(raw json.RawMessage) (v FixtureCall, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "method", &v.Method, decodeString)
	may(o, "params", &v.Params, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *FixtureCall) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeFixtureCall(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v FixtureCall) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("method", v.Method)
	if v.Params != nil {
		e.put("params", v.Params)
	}
	return e.finish(v.Extra)
}

// FixtureReply: what the host answered to a call: `result` or `error`.
type FixtureReply struct {
	// Result: the result.
	Result json.RawMessage `json:"result,omitzero"`
	// Error: the `error` member of a response.
	Error *ErrorObject `json:"error,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeFixtureReply(raw json.RawMessage) (v FixtureReply, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	may(o, "result", &v.Result, decodeAny)
	mayPointer(o, "error", &v.Error, decodeErrorObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *FixtureReply) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeFixtureReply(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v FixtureReply) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Result != nil {
		e.put("result", v.Result)
	}
	if v.Error != nil {
		e.put("error", *v.Error)
	}
	return e.finish(v.Extra)
}

// FixtureInput: input of the tool `conformance.fixture`. What is asked for happens in the order of these members.
type FixtureInput struct {
	// Log: send `$/log` with level `info` and this message.
	Log *string `json:"log,omitzero"`
	// Print: print this line the way the language usually prints.
	Print *string `json:"print,omitzero"`
	// Progress: send so many `$/progress`: `progress` 1 to n, `total` n.
	Progress *uint64 `json:"progress,omitzero"`
	// Stream: send each text as `stream.tool.output` on `stdout`.
	Stream []string `json:"stream,omitzero"`
	// Calls: make these calls to the host, one after the other.
	Calls []FixtureCall `json:"calls,omitzero"`
	// DelayMS: wait so many milliseconds; a cancel ends it at once.
	DelayMS *uint64 `json:"delay_ms,omitzero"`
	// Crash: what breaks: the handler alone (an exception, a panic), or the whole process at once, with exit code 70.
	Crash *FixtureCrash `json:"crash,omitzero"`
	// Fail: answer a ToolResult that failed, with this message.
	Fail *string `json:"fail,omitzero"`
	// OutputBytes: give `text`, so many times the letter x.
	OutputBytes *uint64 `json:"output_bytes,omitzero"`
	// Echo: any JSON, given back as it is, null too.
	Echo json.RawMessage `json:"echo,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeFixtureInput(raw json.RawMessage) (v FixtureInput, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "log", &v.Log, decodeString)
	mayPointer(o, "print", &v.Print, decodeString)
	mayPointer(o, "progress", &v.Progress, decodeUint(0, 1000000))
	may(o, "stream", &v.Stream, decodeList(decodeString))
	may(o, "calls", &v.Calls, decodeList(decodeFixtureCall))
	mayPointer(o, "delay_ms", &v.DelayMS, decodeUint(0, 600000))
	mayPointer(o, "crash", &v.Crash, decodeFixtureCrash)
	mayPointer(o, "fail", &v.Fail, decodeString)
	mayPointer(o, "output_bytes", &v.OutputBytes, decodeUint(0, 1073741824))
	may(o, "echo", &v.Echo, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *FixtureInput) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeFixtureInput(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v FixtureInput) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Log != nil {
		e.put("log", *v.Log)
	}
	if v.Print != nil {
		e.put("print", *v.Print)
	}
	if v.Progress != nil {
		e.put("progress", *v.Progress)
	}
	if v.Stream != nil {
		putList(e, "stream", v.Stream)
	}
	if v.Calls != nil {
		putList(e, "calls", v.Calls)
	}
	if v.DelayMS != nil {
		e.put("delay_ms", *v.DelayMS)
	}
	if v.Crash != nil {
		e.put("crash", *v.Crash)
	}
	if v.Fail != nil {
		e.put("fail", *v.Fail)
	}
	if v.OutputBytes != nil {
		e.put("output_bytes", *v.OutputBytes)
	}
	if v.Echo != nil {
		e.put("echo", v.Echo)
	}
	return e.finish(v.Extra)
}

// FixtureOutput: output of the tool `conformance.fixture`: a member for each that was asked for.
type FixtureOutput struct {
	// Calls: what the calls gave, in their order.
	Calls []FixtureReply `json:"calls,omitzero"`
	// Cancelled: how to stop: at once, or finish what runs and start nothing new.
	Cancelled *CancelMode `json:"cancelled,omitzero"`
	// Text: what `output_bytes` asked for.
	Text *string `json:"text,omitzero"`
	// Echo: the `echo` of the input.
	Echo json.RawMessage `json:"echo,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeFixtureOutput(raw json.RawMessage) (v FixtureOutput, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	may(o, "calls", &v.Calls, decodeList(decodeFixtureReply))
	mayPointer(o, "cancelled", &v.Cancelled, decodeCancelMode)
	mayPointer(o, "text", &v.Text, decodeString)
	may(o, "echo", &v.Echo, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *FixtureOutput) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeFixtureOutput(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v FixtureOutput) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Calls != nil {
		putList(e, "calls", v.Calls)
	}
	if v.Cancelled != nil {
		e.put("cancelled", *v.Cancelled)
	}
	if v.Text != nil {
		e.put("text", *v.Text)
	}
	if v.Echo != nil {
		e.put("echo", v.Echo)
	}
	return e.finish(v.Extra)
}

// CancelledOrDefault returns cancelled, or "immediate" when it is absent.
func (v *FixtureOutput) CancelledOrDefault() CancelMode {
	if v.Cancelled != nil {
		return *v.Cancelled
	}
	return "immediate"
}

// StateGetParams: params of `state.get`.
type StateGetParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Key: the key, by convention `component.name`.
	Key string `json:"key"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStateGetParams(raw json.RawMessage) (v StateGetParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "key", &v.Key, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StateGetParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStateGetParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StateGetParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("key", v.Key)
	return e.finish(v.Extra)
}

// StateGetResult: result of `state.get`.
type StateGetResult struct {
	// Value: the value; null when unset.
	Value json.RawMessage `json:"value"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStateGetResult(raw json.RawMessage) (v StateGetResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "value", &v.Value, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StateGetResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStateGetResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StateGetResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("value", v.Value)
	return e.finish(v.Extra)
}

// StateSetParams: params of `state.set`.
type StateSetParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Key: the key, by convention `component.name`.
	Key string `json:"key"`
	// Value: the value; null deletes the key.
	Value json.RawMessage `json:"value"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStateSetParams(raw json.RawMessage) (v StateSetParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "key", &v.Key, decodeString)
	need(o, "value", &v.Value, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StateSetParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStateSetParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StateSetParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("key", v.Key)
	e.put("value", v.Value)
	return e.finish(v.Extra)
}

// CapabilityGetParams: params of `capability.get`.
type CapabilityGetParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Name: the capability.
	Name string `json:"name"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCapabilityGetParams(raw json.RawMessage) (v CapabilityGetParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "name", &v.Name, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CapabilityGetParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCapabilityGetParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CapabilityGetParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("name", v.Name)
	return e.finish(v.Extra)
}

// CapabilityListParams: params of `capability.list`.
type CapabilityListParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCapabilityListParams(raw json.RawMessage) (v CapabilityListParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CapabilityListParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCapabilityListParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CapabilityListParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	return e.finish(v.Extra)
}

// CapabilityInfo: A callable capability that is mounted; result of `capability.get`.
type CapabilityInfo struct {
	// Name: its name.
	Name string `json:"name"`
	// Service: its service.
	Service string `json:"service"`
	// Description: what it does.
	Description *string `json:"description,omitzero"`
	// InputSchema: JSON Schema 2020-12 of its input.
	InputSchema json.RawMessage `json:"input_schema,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCapabilityInfo(raw json.RawMessage) (v CapabilityInfo, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "name", &v.Name, decodeString)
	need(o, "service", &v.Service, decodeString)
	mayPointer(o, "description", &v.Description, decodeString)
	may(o, "input_schema", &v.InputSchema, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CapabilityInfo) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCapabilityInfo(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CapabilityInfo) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("name", v.Name)
	e.put("service", v.Service)
	if v.Description != nil {
		e.put("description", *v.Description)
	}
	if v.InputSchema != nil {
		e.put("input_schema", v.InputSchema)
	}
	return e.finish(v.Extra)
}

// CapabilityListResult: result of `capability.list`.
type CapabilityListResult struct {
	// Capabilities: the capabilities that are mounted.
	Capabilities []CapabilityInfo `json:"capabilities"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCapabilityListResult(raw json.RawMessage) (v CapabilityListResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "capabilities", &v.Capabilities, decodeList(decodeCapabilityInfo))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CapabilityListResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCapabilityListResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CapabilityListResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "capabilities", v.Capabilities)
	return e.finish(v.Extra)
}

// CapabilityCallParams: params of `capability.call` and `request.capability_call`.
type CapabilityCallParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Name: the capability.
	Name string `json:"name"`
	// Input: its input.
	Input json.RawMessage `json:"input"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCapabilityCallParams(raw json.RawMessage) (v CapabilityCallParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "name", &v.Name, decodeString)
	need(o, "input", &v.Input, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CapabilityCallParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCapabilityCallParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CapabilityCallParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("name", v.Name)
	e.put("input", v.Input)
	return e.finish(v.Extra)
}

// CapabilityCallResult: result of `capability.call`.
type CapabilityCallResult struct {
	// Output: what it returned.
	Output json.RawMessage `json:"output"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeCapabilityCallResult(raw json.RawMessage) (v CapabilityCallResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "output", &v.Output, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *CapabilityCallResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeCapabilityCallResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v CapabilityCallResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("output", v.Output)
	return e.finish(v.Extra)
}

// ChannelCollectParams: params of `channel.collect` and `request.channel_collect`.
type ChannelCollectParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Channel: the channel.
	Channel string `json:"channel"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChannelCollectParams(raw json.RawMessage) (v ChannelCollectParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "channel", &v.Channel, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChannelCollectParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChannelCollectParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChannelCollectParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("channel", v.Channel)
	return e.finish(v.Extra)
}

// ChannelCollectResult: result of `channel.collect`: what one service contributes.
type ChannelCollectResult struct {
	// Data: the contribution.
	Data json.RawMessage `json:"data"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChannelCollectResult(raw json.RawMessage) (v ChannelCollectResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "data", &v.Data, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChannelCollectResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChannelCollectResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChannelCollectResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("data", v.Data)
	return e.finish(v.Extra)
}

// ChannelContribution: what one service contributed to a channel.
type ChannelContribution struct {
	// Service: the service.
	Service string `json:"service"`
	// Data: the contribution.
	Data json.RawMessage `json:"data"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChannelContribution(raw json.RawMessage) (v ChannelContribution, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "service", &v.Service, decodeString)
	need(o, "data", &v.Data, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChannelContribution) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChannelContribution(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChannelContribution) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("service", v.Service)
	e.put("data", v.Data)
	return e.finish(v.Extra)
}

// RequestChannelCollectResult: result of `request.channel_collect`.
type RequestChannelCollectResult struct {
	// Contributions: what the services contributed.
	Contributions []ChannelContribution `json:"contributions"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeRequestChannelCollectResult(raw json.RawMessage) (v RequestChannelCollectResult, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "contributions", &v.Contributions, decodeList(decodeChannelContribution))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *RequestChannelCollectResult) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeRequestChannelCollectResult(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v RequestChannelCollectResult) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	putList(e, "contributions", v.Contributions)
	return e.finish(v.Extra)
}

// ChannelMessageParams: params of `channel.message`.
type ChannelMessageParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Channel: the channel.
	Channel string `json:"channel"`
	// Sender: the service that published it.
	Sender string `json:"sender"`
	// Data: what it published.
	Data json.RawMessage `json:"data"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChannelMessageParams(raw json.RawMessage) (v ChannelMessageParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "channel", &v.Channel, decodeString)
	need(o, "sender", &v.Sender, decodeString)
	need(o, "data", &v.Data, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChannelMessageParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChannelMessageParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChannelMessageParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("channel", v.Channel)
	e.put("sender", v.Sender)
	e.put("data", v.Data)
	return e.finish(v.Extra)
}

// ChannelPublishParams: params of `channel.publish`.
type ChannelPublishParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Channel: the channel.
	Channel string `json:"channel"`
	// Data: what is published.
	Data json.RawMessage `json:"data"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeChannelPublishParams(raw json.RawMessage) (v ChannelPublishParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "channel", &v.Channel, decodeString)
	need(o, "data", &v.Data, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *ChannelPublishParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeChannelPublishParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v ChannelPublishParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("channel", v.Channel)
	e.put("data", v.Data)
	return e.finish(v.Extra)
}

// DisplayShowParams: params of `display.show`: a message to the user.
type DisplayShowParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// Message: the message.
	Message string `json:"message"`
	// Level: how loud a message to the user is.
	Level MessageLevel `json:"level"`
	// Source: who says it.
	Source *string `json:"source,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeDisplayShowParams(raw json.RawMessage) (v DisplayShowParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "message", &v.Message, decodeString)
	need(o, "level", &v.Level, decodeMessageLevel)
	mayPointer(o, "source", &v.Source, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *DisplayShowParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeDisplayShowParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v DisplayShowParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("message", v.Message)
	e.put("level", v.Level)
	if v.Source != nil {
		e.put("source", *v.Source)
	}
	return e.finish(v.Extra)
}

// StreamTokenParams: params of `stream.token` and `stream.provider.token`. The joined tokens of a block equal that text block of the response.
type StreamTokenParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Text: the text since the last one.
	Text string `json:"text"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamTokenParams(raw json.RawMessage) (v StreamTokenParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	need(o, "text", &v.Text, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamTokenParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamTokenParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamTokenParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("index", v.Index)
	e.put("text", v.Text)
	return e.finish(v.Extra)
}

// StreamThinkingParams: params of `stream.thinking` and `stream.provider.thinking`.
type StreamThinkingParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Text: the text since the last one.
	Text string `json:"text"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamThinkingParams(raw json.RawMessage) (v StreamThinkingParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	need(o, "text", &v.Text, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamThinkingParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamThinkingParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamThinkingParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("index", v.Index)
	e.put("text", v.Text)
	return e.finish(v.Extra)
}

// StreamToolCallStartParams: params of `stream.tool_call_start` and `stream.provider.tool_call_start`.
type StreamToolCallStartParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// ID: the id of the call.
	ID string `json:"id"`
	// Name: the tool.
	Name string `json:"name"`
	// Input: its input, where it is complete.
	Input json.RawMessage `json:"input,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamToolCallStartParams(raw json.RawMessage) (v StreamToolCallStartParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "id", &v.ID, decodeString)
	need(o, "name", &v.Name, decodeString)
	may(o, "input", &v.Input, decodeObject)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamToolCallStartParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamToolCallStartParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamToolCallStartParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("id", v.ID)
	e.put("name", v.Name)
	if v.Input != nil {
		e.put("input", v.Input)
	}
	return e.finish(v.Extra)
}

// StreamToolCallEndParams: params of `stream.tool_call_end`.
type StreamToolCallEndParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// ID: the id of the call.
	ID string `json:"id"`
	// Name: the tool.
	Name string `json:"name"`
	// Success: whether it succeeded.
	Success bool `json:"success"`
	// OutputPreview: the head of its output.
	OutputPreview *string `json:"output_preview,omitzero"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamToolCallEndParams(raw json.RawMessage) (v StreamToolCallEndParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "id", &v.ID, decodeString)
	need(o, "name", &v.Name, decodeString)
	need(o, "success", &v.Success, decodeBool)
	mayPointer(o, "output_preview", &v.OutputPreview, decodeString)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamToolCallEndParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamToolCallEndParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamToolCallEndParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("id", v.ID)
	e.put("name", v.Name)
	e.put("success", v.Success)
	if v.OutputPreview != nil {
		e.put("output_preview", *v.OutputPreview)
	}
	return e.finish(v.Extra)
}

// StreamContentBlockStartParams: params of `stream.content_block_start` and `stream.provider.content_block_start`.
type StreamContentBlockStartParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Type: the type of the block.
	Type string `json:"type"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamContentBlockStartParams(raw json.RawMessage) (v StreamContentBlockStartParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "type", &v.Type, decodeString)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamContentBlockStartParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamContentBlockStartParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamContentBlockStartParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("type", v.Type)
	e.put("index", v.Index)
	return e.finish(v.Extra)
}

// StreamContentBlockDeltaParams: params of `stream.content_block_delta` and `stream.provider.content_block_delta`.
type StreamContentBlockDeltaParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Delta: what is new: usually text.
	Delta json.RawMessage `json:"delta"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamContentBlockDeltaParams(raw json.RawMessage) (v StreamContentBlockDeltaParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	need(o, "delta", &v.Delta, decodeAny)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamContentBlockDeltaParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamContentBlockDeltaParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamContentBlockDeltaParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("index", v.Index)
	e.put("delta", v.Delta)
	return e.finish(v.Extra)
}

// StreamContentBlockEndParams: params of `stream.content_block_end` and `stream.provider.content_block_end`.
type StreamContentBlockEndParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Type: the type of the block.
	Type string `json:"type"`
	// Index: the block, counted from zero.
	Index uint64 `json:"index"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamContentBlockEndParams(raw json.RawMessage) (v StreamContentBlockEndParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "type", &v.Type, decodeString)
	need(o, "index", &v.Index, decodeUint(0, 9007199254740991))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamContentBlockEndParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamContentBlockEndParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamContentBlockEndParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("type", v.Type)
	e.put("index", v.Index)
	return e.finish(v.Extra)
}

// StreamContextMessageAddedParams: params of `stream.context_message_added`.
type StreamContextMessageAddedParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Message: one message of a conversation.
	Message Message `json:"message"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamContextMessageAddedParams(raw json.RawMessage) (v StreamContextMessageAddedParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "message", &v.Message, decodeMessage)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamContextMessageAddedParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamContextMessageAddedParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamContextMessageAddedParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("message", v.Message)
	return e.finish(v.Extra)
}

// TodoStatus: where an item stands.
type TodoStatus string

// The values of TodoStatus that this version knows.
const (
	// TodoStatusPending is `pending`.
	TodoStatusPending TodoStatus = "pending"
	// TodoStatusInProgress is `in_progress`.
	TodoStatusInProgress TodoStatus = "in_progress"
	// TodoStatusCompleted is `completed`.
	TodoStatusCompleted TodoStatus = "completed"
)

func decodeTodoStatus(raw json.RawMessage) (TodoStatus, error) {
	return decodeEnum[TodoStatus](raw)
}

// TodoItem: an item of the list.
type TodoItem struct {
	// Content: what is to be done.
	Content string `json:"content"`
	// ActiveForm: the same, while it is being done.
	ActiveForm *string `json:"activeForm,omitzero"`
	// Status: where an item stands.
	Status TodoStatus `json:"status"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeTodoItem(raw json.RawMessage) (v TodoItem, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	need(o, "content", &v.Content, decodeString)
	mayPointer(o, "activeForm", &v.ActiveForm, decodeString)
	need(o, "status", &v.Status, decodeTodoStatus)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *TodoItem) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeTodoItem(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v TodoItem) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	e.put("content", v.Content)
	if v.ActiveForm != nil {
		e.put("activeForm", *v.ActiveForm)
	}
	e.put("status", v.Status)
	return e.finish(v.Extra)
}

// StreamTodoUpdateParams: params of `stream.todo_update`.
type StreamTodoUpdateParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Todos: the whole list.
	Todos []TodoItem `json:"todos"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamTodoUpdateParams(raw json.RawMessage) (v StreamTodoUpdateParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "todos", &v.Todos, decodeList(decodeTodoItem))
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamTodoUpdateParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamTodoUpdateParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamTodoUpdateParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	putList(e, "todos", v.Todos)
	return e.finish(v.Extra)
}

// StreamUsageParams: params of `stream.usage` and `stream.provider.usage`.
type StreamUsageParams struct {
	// Meta: what travels with a call: trace, deadline, session. A handler passes it on to what it calls (protocol, messages).
	Meta *Meta `json:"_meta,omitzero"`
	// RequestID: the id of a request: chosen by the caller, echoed exactly.
	RequestID RequestId `json:"request_id"`
	// Usage: tokens of one call or one turn.
	Usage Usage `json:"usage"`
	// Extra holds the members that this version does not know, kept as they came.
	Extra map[string]json.RawMessage `json:"-"`
}

func decodeStreamUsageParams(raw json.RawMessage) (v StreamUsageParams, err error) {
	o, err := readObject(raw)
	if err != nil {
		return v, err
	}
	mayPointer(o, "_meta", &v.Meta, decodeMeta)
	need(o, "request_id", &v.RequestID, decodeRequestId)
	need(o, "usage", &v.Usage, decodeUsage)
	v.Extra = o.rest()
	return v, o.err()
}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *StreamUsageParams) UnmarshalJSON(raw []byte) (err error) {
	*v, err = decodeStreamUsageParams(raw)
	return err
}

// MarshalJSON writes the object with its unknown members last.
func (v StreamUsageParams) MarshalJSON() ([]byte, error) {
	e := newEncoder()
	if v.Meta != nil {
		e.put("_meta", *v.Meta)
	}
	e.put("request_id", v.RequestID)
	e.put("usage", v.Usage)
	return e.finish(v.Extra)
}
