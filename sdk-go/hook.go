package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/schema"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// hook is a hook with its type erased.
type hook struct {
	spec HookSpec
	run  func(ctx context.Context, event Event) (HookResult, error)
}

func (h *hook) componentName() string { return h.spec.Name }

// Event is an event as it came: the handler of `*`, or of several events, takes this.
type Event struct {
	Name string
	// Data is an object, as patched by the handlers before.
	Data json.RawMessage
}

// Subscription says which events a hook wants, and how.
type Subscription struct{ spec HookSpec }

// On subscribes to events: exact names, `*`, or `prefix:*`.
func On(events ...string) Subscription { return Subscription{HookSpec{Events: events}} }

// Priority places the hook in the chain: the lowest is asked first (100).
func (s Subscription) Priority(priority int64) Subscription {
	s.spec.Priority = &priority
	return s
}

// Timeout is how long the host waits for the hook (10 s).
func (s Subscription) Timeout(patience time.Duration) Subscription {
	s.spec.TimeoutMS = new(uint64(max(patience.Milliseconds(), 1)))
	return s
}

// DenyOnError makes a failure of the hook count as deny: gates fail closed.
func (s Subscription) DenyOnError() Subscription {
	s.spec.OnError = new(OnErrorDeny)
	return s
}

// AddHook adds a hook. E is what the handler takes: [Event], the data of one event ([ToolPreData], …), or an own struct
// that the data is read into.
func AddHook[E any](s *Service, name string, on Subscription, run func(context.Context, E) (HookResult, error)) {
	h := &hook{spec: on.spec, run: runHook(run)}
	h.spec.Name = name
	if name == "" {
		s.fault("a hook needs a name")
	}
	if len(h.spec.Events) == 0 {
		s.fault("hook %q subscribes to no event: say ipc.On(\"tool:pre\")", name)
	}
	if contains(namesOf(s.hooks), name) {
		s.fault("there are two hooks %q", name)
	}
	s.hooks = append(s.hooks, h)
}

func runHook[E any](run func(context.Context, E) (HookResult, error)) func(context.Context, Event) (HookResult, error) {
	return func(ctx context.Context, event Event) (HookResult, error) {
		var data E
		if whole, ok := any(&data).(*Event); ok {
			*whole = event
		} else if err := schema.Unmarshal(event.Data, &data); err != nil {
			return HookResult{}, InvalidParams(dataFaults(err)...)
		}
		return run(ctx, data)
	}
}

func dataFaults(err error) []Fault {
	var faults protocol.Faults
	if !errors.As(err, &faults) {
		return []Fault{{Path: "/data" + fieldOf(err), Message: misfit(err)}}
	}
	below := make([]Fault, len(faults))
	for i, fault := range faults {
		below[i] = Fault{Path: "/data" + fault.Path, Message: fault.Message}
	}
	return below
}

// Continue is the answer of a hook that has nothing to say.
func Continue() HookResult { return HookResult{Action: new(HookActionContinue)} }

// Deny is the answer that it must not happen; the reason is for the model and the user.
func Deny(reason string) HookResult {
	return HookResult{Action: new(HookActionDeny), Reason: &reason}
}

// Modify patches top-level members of the event's data. The patch is a map or a struct; one that is no JSON makes the
// hook fail.
func Modify(patch any) HookResult {
	raw, err := jsontext.Marshal(patch)
	if err != nil {
		raw = json.RawMessage(err.Error()) // no JSON either: the answer is refused with where it breaks
	}
	return HookResult{Action: new(HookActionModify), Data: raw}
}

// Inject puts a text into the conversation.
func Inject(role InjectionRole, text string) HookResult {
	return HookResult{Action: new(HookActionInjectContext), ContextInjection: &text, ContextInjectionRole: &role}
}

// AskUser asks the user before it happens.
func AskUser(prompt string, options ...string) HookResult {
	return HookResult{Action: new(HookActionAskUser), ApprovalPrompt: &prompt, ApprovalOptions: options}
}
