package ipctest

import (
	"context"
	"encoding/json"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Handle sets how the fake host answers a call, with its types:
//
//	ipctest.Handle(host, protocol.CallStateGet, func(_ context.Context, p ipc.StateGetParams) (ipc.StateGetResult, error) {
//		return ipc.StateGetResult{Value: json.RawMessage(`4`)}, nil
//	})
func Handle[P, R any](host *Host, what protocol.Call[P, R], answer func(ctx context.Context, params P) (R, error)) {
	host.Handle(what.Name, func(ctx context.Context, raw json.RawMessage) (any, error) {
		var params P
		if err := json.Unmarshal(raw, &params); err != nil {
			return nil, err
		}
		return answer(ctx, params)
	})
}

// Ask makes any request of the service, with its types.
func Ask[P, R any](host *Host, what protocol.Call[P, R], params P) (R, error) {
	host.t.Helper()
	return call[R](host, what.Name, params)
}

// orFirst is how a request names a component: "" = the first.
func orFirst(name string) *string {
	if name == "" {
		return nil
	}
	return &name
}

// Complete asks a provider; "" = the first.
func (h *Host) Complete(name string, request ipc.ChatRequest) (ipc.ChatResponse, error) {
	h.t.Helper()
	return Ask(h, protocol.CallProviderComplete, ipc.ProviderCompleteParams{Provider: orFirst(name), Request: request})
}

// StreamComplete asks a provider for a stream, and returns its tokens too; "" = the first.
func (h *Host) StreamComplete(name string, request ipc.ChatRequest) (tokens []string, response ipc.ChatResponse, err error) {
	h.t.Helper()
	before := len(h.Notifications())
	params := ipc.ProviderCompleteParams{Provider: orFirst(name), Request: request, Stream: new(true)}
	response, err = Ask(h, protocol.CallProviderComplete, params)
	for _, note := range h.Notifications()[before:] {
		if note.Method == protocol.MethodStreamProviderToken {
			text, _ := jsontext.Text(jsontext.Last(note.Params, "text"))
			tokens = append(tokens, text)
		}
	}
	return tokens, response, err
}

// AddMessage adds a message to the history of the context manager.
func (h *Host) AddMessage(message ipc.Message) error {
	h.t.Helper()
	_, err := Ask(h, protocol.CallContextAddMessage, protocol.ContextAddMessageParams{Message: message})
	return err
}

// GetMessages gives the history, or what of it fits.
func (h *Host) GetMessages(params ipc.ContextGetMessagesParams) ([]ipc.Message, error) {
	h.t.Helper()
	result, err := Ask(h, protocol.CallContextGetMessages, params)
	return result.Messages, err
}

// SetMessages replaces the history.
func (h *Host) SetMessages(messages []ipc.Message) error {
	h.t.Helper()
	_, err := Ask(h, protocol.CallContextSetMessages, protocol.ContextSetMessagesParams{Messages: messages})
	return err
}

// ClearMessages forgets the history.
func (h *Host) ClearMessages() error {
	h.t.Helper()
	_, err := Ask(h, protocol.CallContextClear, protocol.ContextClearParams{})
	return err
}

// Execute lets the orchestrator drive a turn with this prompt, under what else the turn says.
func (h *Host) Execute(prompt string, turn ipc.OrchestratorExecuteParams) (ipc.OrchestratorExecuteResult, error) {
	h.t.Helper()
	turn.Prompt = prompt
	if turn.Config == nil {
		turn.Config = json.RawMessage("{}")
	}
	return Ask(h, protocol.CallOrchestratorExecute, turn)
}

// RequestApproval asks an approval provider; "" = the first.
func (h *Host) RequestApproval(name string, request ipc.ApprovalRequest) (ipc.ApprovalResult, error) {
	h.t.Helper()
	params := ipc.ApprovalRequestParams{
		Provider: orFirst(name), ToolName: request.ToolName, Action: request.Action, Details: request.Details,
		RiskLevel: request.RiskLevel, Prompt: request.Prompt, Options: request.Options, Timeout: request.Timeout,
		Default: request.Default, Extra: request.Extra,
	}
	if params.Details == nil {
		params.Details = json.RawMessage("{}")
	}
	return Ask(h, protocol.CallApprovalRequest, params)
}

// ListContent lists the content below a prefix.
func (h *Host) ListContent(prefix string) ([]string, error) {
	h.t.Helper()
	result, err := Ask(h, protocol.CallContentList, protocol.ContentListParams{Prefix: orFirst(prefix)})
	return result.Paths, err
}

// ReadContent reads content.
func (h *Host) ReadContent(path string) (ipc.ContentReadResult, error) {
	h.t.Helper()
	return Ask(h, protocol.CallContentRead, protocol.ContentReadParams{Path: path})
}

// CallCapability calls a capability that the service exports.
func (h *Host) CallCapability(name string, input any) (json.RawMessage, error) {
	h.t.Helper()
	raw, err := jsontext.Marshal(input)
	if err != nil {
		h.t.Fatalf("input of %s: %v", name, err)
	}
	result, err := Ask(h, protocol.CallCapabilityCall, ipc.CapabilityCallParams{Name: name, Input: raw})
	return result.Output, err
}

// CollectChannel collects what the service contributes to a channel.
func (h *Host) CollectChannel(name string) (json.RawMessage, error) {
	h.t.Helper()
	result, err := Ask(h, protocol.CallChannelCollect, ipc.ChannelCollectParams{Channel: name})
	return result.Data, err
}

// Publish sends the service a message of a channel. What is asked afterwards finds it received.
func (h *Host) Publish(name, sender string, data any) {
	h.t.Helper()
	raw, err := jsontext.Marshal(data)
	if err == nil {
		raw, err = ipc.ChannelMessageParams{Channel: name, Sender: sender, Data: raw}.MarshalJSON()
	}
	if err != nil {
		h.t.Fatalf("message on %s: %v", name, err)
	}
	h.conn.Notify(context.Background(), protocol.MethodChannelMessage, raw)
}
