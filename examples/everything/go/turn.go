package main

import (
	"cmp"
	"context"
	"encoding/json"
	"sync"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// memory is a context manager that keeps messages in a list.
type memory struct {
	mu       sync.Mutex
	messages []ipc.Message
}

func (m *memory) AddMessage(_ context.Context, message ipc.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages = append(m.messages, message)
	return nil
}

// GetMessages gives the longest tail that fits the budget, or else the window; a word is a token.
func (m *memory) GetMessages(_ context.Context, params ipc.ContextGetMessagesParams) ([]ipc.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var window struct {
		Size *uint64 `json:"context_window"`
	}
	_ = json.Unmarshal(params.ProviderInfo, &window) // who does not tell has none
	left := cmp.Or(params.TokenBudget, window.Size)
	if left == nil {
		return append([]ipc.Message{}, m.messages...), nil
	}
	first := len(m.messages)
	for ; first > 0; first-- {
		need := words(m.messages[first-1].Content.String())
		if need > *left {
			break
		}
		*left -= need
	}
	for first < len(m.messages) && m.messages[first].Role == protocol.RoleTool {
		first++ // the results of a tool call that is left out go with it (CTX-013)
	}
	return append([]ipc.Message{}, m.messages[first:]...), nil
}

func (m *memory) SetMessages(_ context.Context, messages []ipc.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages = messages
	return nil
}

func (m *memory) Clear(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages = nil
	return nil
}

// byRisk is an approval provider.
func byRisk(_ context.Context, request ipc.ApprovalRequest) (ipc.ApprovalResult, error) {
	if request.RiskLevel == ipc.RiskLevelLow || request.RiskLevel == ipc.RiskLevelMedium {
		return ipc.ApprovalResult{Approved: true}, nil
	}
	return ipc.ApprovalResult{Reason: new("too risky: " + string(request.RiskLevel))}, nil
}
