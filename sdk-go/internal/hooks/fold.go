package hooks

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Strength ascending; the index is the rank.
var (
	actions = []protocol.HookAction{
		protocol.HookActionContinue, protocol.HookActionModify, protocol.HookActionInjectContext,
		protocol.HookActionAskUser, protocol.HookActionDeny,
	}
	levels = []protocol.MessageLevel{
		protocol.MessageLevelInfo, protocol.MessageLevelWarning, protocol.MessageLevelError,
	}
)

const (
	injects = 2
	asks    = 3
	denies  = 4
)

// Fold folds the answers of an event's handlers, one after the other.
type Fold struct {
	data     json.RawMessage
	patch    []member
	open     []string
	openAll  bool
	rank     int
	result   protocol.HookResult
	texts    []string
	messages []string
	level    int
}

type member struct {
	name  string
	value json.RawMessage
}

// NewFold starts with the data of the event and the members of it that handlers may touch.
func NewFold(data json.RawMessage, open []string, openAll bool) *Fold {
	return &Fold{data: data, open: open, openAll: openAll, level: -1}
}

// Data returns the data as patched so far: what the next handler sees.
func (f *Fold) Data() json.RawMessage { return f.data }

// Answer is what a handler said, or why it said nothing.
type Answer struct {
	Result  protocol.HookResult
	Failure string // it failed, timed out or died
}

// Take takes the next handler's answer; stop means that nobody else is asked.
func (f *Fold) Take(answer Answer, onError protocol.OnError) (stop bool) {
	switch {
	case answer.Failure == "":
		return f.add(answer.Result)
	case onError == protocol.OnErrorDeny:
		return f.add(protocol.HookResult{Action: new(protocol.HookActionDeny), Reason: &answer.Failure})
	}
	return false // logged by the caller, and skipped
}

func (f *Fold) add(answer protocol.HookResult) (stop bool) {
	rank := max(slices.Index(actions, answer.ActionOrDefault()), 0)
	if rank > f.rank {
		f.rank, f.result.Reason = rank, nil
	}
	if rank == f.rank && f.result.Reason == nil {
		f.result.Reason = answer.Reason
	}
	f.note(answer)
	if rank == denies {
		return true
	}
	f.apply(answer.Data)
	// An ask_user that is itself a fold may carry the injection of a weaker handler: it counts too.
	if answer.ContextInjection != nil && rank >= injects {
		f.inject(answer)
	}
	if rank == asks && f.result.ApprovalPrompt == nil && f.result.Action == nil {
		f.ask(answer)
	}
	return false
}

// Result returns the folded answer; what nobody set is absent, so that folds compose.
func (f *Fold) Result() protocol.HookResult {
	result := f.result
	result.Action = new(actions[f.rank])
	if len(f.patch) > 0 {
		var patch jsontext.Builder
		for _, m := range f.patch {
			patch.Raw(m.name, m.value)
		}
		result.Data = patch.Object()
	}
	if f.rank == denies {
		result.ContextInjectionRole, result.Ephemeral, result.AppendToLastToolResult = nil, nil, nil
		result.ApprovalPrompt, result.ApprovalOptions = nil, nil
		result.ApprovalTimeout, result.ApprovalDefault = nil, nil
	} else if len(f.texts) > 0 {
		result.ContextInjection = new(strings.Join(f.texts, "\n\n"))
	}
	if len(f.messages) > 0 {
		result.UserMessage = new(strings.Join(f.messages, "\n"))
		if f.level >= 0 {
			result.UserMessageLevel = new(levels[f.level])
		}
	}
	return result
}

func (f *Fold) note(answer protocol.HookResult) {
	if answer.SuppressOutputOrDefault() {
		f.result.SuppressOutput = new(true)
	}
	if answer.UserMessage == nil {
		return
	}
	f.messages = append(f.messages, *answer.UserMessage)
	if answer.UserMessageLevel != nil {
		f.level = max(f.level, slices.Index(levels, *answer.UserMessageLevel))
	}
	if f.result.UserMessageSource == nil {
		f.result.UserMessageSource = answer.UserMessageSource
	}
}

func (f *Fold) inject(answer protocol.HookResult) {
	if len(f.texts) == 0 {
		f.result.ContextInjectionRole = answer.ContextInjectionRole
		f.result.Ephemeral = answer.Ephemeral
		f.result.AppendToLastToolResult = answer.AppendToLastToolResult
	}
	f.texts = append(f.texts, *answer.ContextInjection)
}

// ask keeps the first question. result.Action marks that there is one, also when it has no prompt.
func (f *Fold) ask(answer protocol.HookResult) {
	f.result.Action = answer.Action
	f.result.ApprovalPrompt, f.result.ApprovalOptions = answer.ApprovalPrompt, answer.ApprovalOptions
	f.result.ApprovalTimeout, f.result.ApprovalDefault = answer.ApprovalTimeout, answer.ApprovalDefault
}

// apply patches the members that the event opens.
func (f *Fold) apply(patch json.RawMessage) {
	if patch == nil {
		return
	}
	_ = jsontext.Object(patch, maxDepth, func(name, value []byte) {
		if f.openAll || slices.Contains(f.open, string(name)) {
			f.patch = put(f.patch, string(name), value)
		}
	})
	var members []member
	set := func(name, value []byte) { members = put(members, string(name), value) }
	_ = jsontext.Object(f.data, maxDepth, set)
	for _, m := range f.patch {
		set([]byte(m.name), m.value)
	}
	var data jsontext.Builder
	for _, m := range members {
		data.Raw(m.name, m.value)
	}
	f.data = data.Object()
}

func put(members []member, name string, value json.RawMessage) []member {
	for i := range members {
		if members[i].name == name {
			members[i].value = value
			return members
		}
	}
	return append(members, member{name, value})
}

// maxDepth never stops anything: the wire has checked the depth already.
const maxDepth = 128
