package ipc

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Host asks the host on behalf of a call (protocol §6): meta and deadline of the call travel along, its cancel too.
// Ending the context of a method tells the host that the answer is no longer wanted. What the service was not granted
// fails with permission_denied.
type Host struct {
	call     *Call
	patience time.Duration
}

// Within returns the client with a time-out: a call fails with deadline_exceeded, and is cancelled, when the host is
// silent for so long. Progress and streams renew it, unlike the deadline of a context.
func (h *Host) Within(patience time.Duration) *Host { return &Host{call: h.call, patience: patience} }

// StreamFunc takes the stream.* and $/progress notifications of a call to the host, in order.
type StreamFunc = func(method string, params json.RawMessage)

// invoke makes a call with its types.
func invoke[P, R any](ctx context.Context, h *Host, what protocol.Call[P, R], params P, stream StreamFunc) (result R, err error) {
	raw, err := encode(params)
	if err != nil {
		return result, fmt.Errorf("params of %s: %w", what.Name, err)
	}
	answer, err := h.ask(ctx, what.Name, raw, stream)
	if err != nil {
		return result, fromCall(err)
	}
	if err := any(&result).(json.Unmarshaler).UnmarshalJSON(answer); err != nil { //nolint:errcheck,forcetypeassert // all generated types have it
		return result, NewError(ErrorKindInternalError, fmt.Sprintf("the host's answer to %s does not fit: %v", what.Name, err))
	}
	return result, nil
}

func (h *Host) ask(ctx context.Context, method string, params json.RawMessage, stream StreamFunc) (json.RawMessage, error) {
	if h.call.exchange == nil {
		return nil, NewError(ErrorKindServiceUnavailable, "there is no host here: "+method+" works in a handler of a served service")
	}
	return h.call.exchange.Call(ctx, method, params, exchange.CallOptions{Stream: stream, Patience: h.patience})
}

// Call makes any request of the host, with params and result as JSON.
func (h *Host) Call(ctx context.Context, method string, params json.RawMessage) (json.RawMessage, error) {
	params, err := wire.Payload(params, 1)
	if err != nil {
		return nil, fmt.Errorf("params of %s: %w", method, err)
	}
	answer, err := h.ask(ctx, method, params, nil)
	return answer, fromCall(err)
}

// ExecuteTool runs a tool of any service. A tool that failed is a result with success false.
func (h *Host) ExecuteTool(ctx context.Context, params ToolExecuteParams, stream ...StreamFunc) (ToolResult, error) {
	return invoke(ctx, h, protocol.CallRequestToolExecute, params, first(stream))
}

// EmitHook asks the hooks of all services; the host folds their answers.
func (h *Host) EmitHook(ctx context.Context, event string, data any) (HookResult, error) {
	raw, err := jsontext.Marshal(data)
	if err != nil {
		return HookResult{}, fmt.Errorf("data of %s: %w", event, err)
	}
	return invoke(ctx, h, protocol.CallRequestHookEmit, HookEmitParams{Event: event, Data: raw}, nil)
}

// Complete asks a model through its provider. For tokens as they are made see [Host.StreamComplete].
func (h *Host) Complete(ctx context.Context, params ProviderCompleteParams) (ChatResponse, error) {
	return invoke(ctx, h, protocol.CallRequestProviderComplete, params, nil)
}

// ProviderInfo asks what a provider is; "" = the default one.
func (h *Host) ProviderInfo(ctx context.Context, name string) (ProviderInfo, error) {
	return invoke(ctx, h, protocol.CallRequestProviderInfo, ProviderInfoParams{Provider: unlessZero(name)}, nil)
}

// ListModels asks which models a provider has; "" = the default one.
func (h *Host) ListModels(ctx context.Context, name string) ([]ModelInfo, error) {
	result, err := invoke(ctx, h, protocol.CallRequestProviderListModels, ProviderListModelsParams{Provider: unlessZero(name)}, nil)
	return result.Models, err
}

// AddMessage adds a message to the history.
func (h *Host) AddMessage(ctx context.Context, message Message) error {
	_, err := invoke(ctx, h, protocol.CallRequestContextAddMessage, ContextAddMessageParams{Message: message}, nil)
	return err
}

// GetMessages gives the history, or what of it to send to a model.
func (h *Host) GetMessages(ctx context.Context, params ContextGetMessagesParams) ([]Message, error) {
	result, err := invoke(ctx, h, protocol.CallRequestContextGetMessages, params, nil)
	return result.Messages, err
}

// SetMessages replaces the history.
func (h *Host) SetMessages(ctx context.Context, messages []Message) error {
	_, err := invoke(ctx, h, protocol.CallRequestContextSetMessages, ContextSetMessagesParams{Messages: messages}, nil)
	return err
}

// ClearMessages forgets the history.
func (h *Host) ClearMessages(ctx context.Context) error {
	_, err := invoke(ctx, h, protocol.CallRequestContextClear, ContextClearParams{}, nil)
	return err
}

// RequestApproval asks whether something may happen: the approval provider, or the user.
func (h *Host) RequestApproval(ctx context.Context, params ApprovalRequestParams) (ApprovalResult, error) {
	return invoke(ctx, h, protocol.CallRequestApproval, params, nil)
}

// SpawnSession runs a turn in a new child session.
func (h *Host) SpawnSession(ctx context.Context, params RequestSessionSpawnParams) (RequestSessionResult, error) {
	return invoke(ctx, h, protocol.CallRequestSessionSpawn, params, nil)
}

// ResumeSession runs one more turn in a child session.
func (h *Host) ResumeSession(ctx context.Context, params RequestSessionResumeParams) (RequestSessionResult, error) {
	return invoke(ctx, h, protocol.CallRequestSessionResume, params, nil)
}

func first(streams []StreamFunc) StreamFunc {
	if len(streams) == 0 {
		return nil
	}
	return streams[0]
}
