package main

import (
	"context"
	"sync"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
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

// GetMessages gives the longest tail that fits the budget; a word is a token.
func (m *memory) GetMessages(_ context.Context, params ipc.ContextGetMessagesParams) ([]ipc.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	first := len(m.messages)
	for left := params.TokenBudget; first > 0; first-- {
		if left == nil {
			first = 0
			break
		}
		need := words(m.messages[first-1].Content.String())
		if need > *left {
			break
		}
		*left -= need
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

// once is an orchestrator that asks the model once.
func once(ctx context.Context, turn ipc.OrchestratorExecuteParams) (ipc.OrchestratorExecuteResult, error) {
	call, none := ipc.FromContext(ctx), ipc.OrchestratorExecuteResult{}
	host := call.Host()
	if err := host.AddMessage(ctx, ipc.UserMessage(turn.Prompt)); err != nil {
		return none, err
	}
	messages, err := host.GetMessages(ctx, ipc.ContextGetMessagesParams{})
	if err != nil {
		return none, err
	}
	answer := host.StreamComplete(ctx, ipc.ProviderCompleteParams{Request: ipc.ChatRequest{Messages: messages}})
	said := ""
	for piece, err := range answer.Pieces() {
		if err == nil && piece.Kind == ipc.PieceToken { // what went wrong, Response tells
			said += piece.Text
			call.Token(piece.Index, piece.Text)
		}
	}
	response, err := answer.Response()
	if ipc.KindOf(err) == ipc.ErrorKindCancelled {
		return ipc.OrchestratorExecuteResult{Response: said, Status: ipc.TurnStatusCancelled}, nil
	}
	if err != nil {
		return none, err
	}
	if err := host.AddMessage(ctx, ipc.AssistantMessage(response.Text())); err != nil {
		return none, err
	}
	return ipc.OrchestratorExecuteResult{Response: response.Text(), Status: ipc.TurnStatusCompleted, TurnCount: new(uint64(1))}, nil
}

// byRisk is an approval provider.
func byRisk(_ context.Context, request ipc.ApprovalRequest) (ipc.ApprovalResult, error) {
	if request.RiskLevel == ipc.RiskLevelLow || request.RiskLevel == ipc.RiskLevelMedium {
		return ipc.ApprovalResult{Approved: true}, nil
	}
	return ipc.ApprovalResult{Reason: new("too risky: " + string(request.RiskLevel))}, nil
}
