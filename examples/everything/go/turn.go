package main

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// memory is a context manager that keeps the messages of each session in a list.
type memory struct{ messages sessions[[]ipc.Message] }

func (m *memory) AddMessage(ctx context.Context, message ipc.Message) error {
	m.messages.with(ctx, func(messages *[]ipc.Message) { *messages = append(*messages, message) })
	return nil
}

// GetMessages gives the longest tail that fits the budget, or else the window; a word is a token.
func (m *memory) GetMessages(ctx context.Context, params ipc.ContextGetMessagesParams) (messages []ipc.Message, err error) {
	var window struct {
		Size *uint64 `json:"context_window"`
	}
	_ = json.Unmarshal(params.ProviderInfo, &window) // who does not tell has none
	left := cmp.Or(params.TokenBudget, window.Size)
	m.messages.with(ctx, func(all *[]ipc.Message) { messages = slices.Clone((*all)[tail(*all, left):]) })
	return messages, nil
}

// tail is where the longest tail begins that fits; nil = all of it does.
func tail(messages []ipc.Message, budget *uint64) (first int) {
	if budget == nil {
		return 0
	}
	left := *budget
	for first = len(messages); first > 0; first-- {
		need := words(messages[first-1].Content.String())
		if need > left {
			break
		}
		left -= need
	}
	for first < len(messages) && messages[first].Role == protocol.RoleTool {
		first++ // the results of a tool call that is left out go with it (CTX-013)
	}
	return first
}

func (m *memory) SetMessages(ctx context.Context, messages []ipc.Message) error {
	m.messages.with(ctx, func(all *[]ipc.Message) { *all = messages })
	return nil
}

func (m *memory) Clear(ctx context.Context) error {
	return m.SetMessages(ctx, nil)
}

// byRisk is an approval provider.
func byRisk(_ context.Context, request ipc.ApprovalRequest) (ipc.ApprovalResult, error) {
	if request.RiskLevel == ipc.RiskLevelLow || request.RiskLevel == ipc.RiskLevelMedium {
		return ipc.ApprovalResult{Approved: true}, nil
	}
	return ipc.ApprovalResult{Reason: new("too risky: " + string(request.RiskLevel))}, nil
}
