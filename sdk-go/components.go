package ipc

import (
	"context"
	"slices"
)

// ContextManager keeps the history of a session.
type ContextManager interface {
	// AddMessage appends a message.
	AddMessage(ctx context.Context, message Message) error
	// GetMessages gives the history, or what of it fits the token budget that the params may set.
	GetMessages(ctx context.Context, params ContextGetMessagesParams) ([]Message, error)
	// SetMessages replaces the history.
	SetMessages(ctx context.Context, messages []Message) error
	// Clear forgets the history.
	Clear(ctx context.Context) error
}

// Orchestrator drives a turn: it asks models and tools through the [Host], and streams through the [Call].
type Orchestrator interface {
	// Execute answers the prompt. When the context ends it should return what there is, with the status cancelled.
	Execute(ctx context.Context, turn OrchestratorExecuteParams) (OrchestratorExecuteResult, error)
}

// ExecuteFunc is a function as an [Orchestrator].
type ExecuteFunc func(ctx context.Context, turn OrchestratorExecuteParams) (OrchestratorExecuteResult, error)

// Execute calls the function.
func (f ExecuteFunc) Execute(ctx context.Context, turn OrchestratorExecuteParams) (OrchestratorExecuteResult, error) {
	return f(ctx, turn)
}

// ApprovalProvider decides whether something may happen.
type ApprovalProvider interface {
	RequestApproval(ctx context.Context, request ApprovalRequest) (ApprovalResult, error)
}

// ApprovalFunc is a function as an [ApprovalProvider].
type ApprovalFunc func(ctx context.Context, request ApprovalRequest) (ApprovalResult, error)

// RequestApproval calls the function.
func (f ApprovalFunc) RequestApproval(ctx context.Context, request ApprovalRequest) (ApprovalResult, error) {
	return f(ctx, request)
}

// component is an implementation under its name.
type component[T any] struct {
	name string
	impl T
}

func (c *component[T]) componentName() string { return c.name }

// AddContextManager adds a context manager. The host uses one in a session.
func AddContextManager(s *Service, name string, impl ContextManager) {
	if accepts(s, "context manager", name, impl != nil, s.contextManagers) {
		s.contextManagers = append(s.contextManagers, &component[ContextManager]{name, impl})
		s.adopt(name, impl)
	}
}

// AddOrchestrator adds an orchestrator. The host uses one in a session.
func AddOrchestrator(s *Service, name string, impl Orchestrator) {
	if accepts(s, "orchestrator", name, impl != nil, s.orchestrators) {
		s.orchestrators = append(s.orchestrators, &component[Orchestrator]{name, impl})
		s.adopt(name, impl)
	}
}

// AddApprovalProvider adds an approval provider.
func AddApprovalProvider(s *Service, name string, impl ApprovalProvider) {
	if accepts(s, "approval provider", name, impl != nil, s.approvals) {
		s.approvals = append(s.approvals, &component[ApprovalProvider]{name, impl})
		s.adopt(name, impl)
	}
}

// named is any component; all of a kind are told apart by name (LIF-017).
type named interface{ componentName() string }

// namesOf lists components of a kind by name, in the order of their declaration.
func namesOf[T named](list []T) []string {
	names := make([]string, len(list))
	for i, item := range list {
		names[i] = item.componentName()
	}
	return names
}

// accepts tells whether a component can be declared so; if not, the service notes why.
func accepts[T named](s *Service, kind, name string, implemented bool, list []T) bool {
	if name == "" || !implemented {
		s.fault("%s needs a name and an implementation", withArticle(kind))
		return false
	}
	if slices.Contains(namesOf(list), name) {
		s.fault("there are two %ss %q", kind, name)
		return false
	}
	return true
}

func withArticle(kind string) string {
	if kind[0] == 'o' || kind[0] == 'a' {
		return "an " + kind
	}
	return "a " + kind
}

// pick returns the component that the host names; without a name, the first. Unknown names are -32004.
func pick[T named](list []T, wanted *string, what string) (T, error) {
	if wanted == nil {
		return list[0], nil
	}
	for _, item := range list {
		if item.componentName() == *wanted {
			return item, nil
		}
	}
	var none T
	return none, NotFound(what, *wanted, namesOf(list)...)
}
