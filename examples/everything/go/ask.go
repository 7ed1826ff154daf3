package main

import (
	"context"
	"encoding/json"
	"errors"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

type askInput struct {
	Service string `json:"service" enum:"hooks,tools,provider,provider_stream,context,state,approval,sessions,capabilities,channels,display,content"`
}

// object is any JSON object.
type object map[string]any

// askHost shows the calls that a service can make to its host.
func askHost(ctx context.Context, in askInput) (any, error) {
	host := ipc.FromContext(ctx).Host()
	return map[string]func(context.Context, *ipc.Host) (any, error){
		"hooks": askHooks, "tools": askTools, "provider": askProvider, "provider_stream": askStream,
		"context": askContext, "state": askState, "approval": askApproval, "sessions": askSessions,
		"capabilities": askCapabilities, "channels": askChannels, "display": askDisplay, "content": askContent,
	}[in.Service](ctx, host)
}

func askHooks(ctx context.Context, host *ipc.Host) (any, error) {
	result, err := host.EmitHook(ctx, "tool:pre", object{"tool_name": "bash", "tool_input": object{"command": "ls"}})
	return object{"action": result.ActionOrDefault(), "reason": result.Reason}, err
}

func askTools(ctx context.Context, host *ipc.Host) (any, error) {
	result, err := host.ExecuteTool(ctx, ipc.ToolExecuteParams{Name: "echo", CallID: new("c1"), Input: json.RawMessage(`{"text":"hi"}`)})
	return object{"success": result.SuccessOrDefault(), "output": result.Output}, err
}

// hi asks the default provider.
var hi = ipc.ProviderCompleteParams{Request: ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage("hi")}}}

func askProvider(ctx context.Context, host *ipc.Host) (any, error) {
	info, err := host.ProviderInfo(ctx, "")
	if err != nil {
		return nil, err
	}
	models, err := host.ListModels(ctx, "")
	if err != nil {
		return nil, err
	}
	response, err := host.Complete(ctx, hi)
	var failure *ipc.LLMError
	if errors.As(err, &failure) {
		var limit *ipc.RateLimitError
		return object{
			"llm_error": ipc.LLMErrorName(err), "is_rate_limit": errors.As(err, &limit),
			"retryable": ipc.IsRetryable(err), "retry_after": nonZero(failure.RetryAfter),
		}, nil
	}
	names := []string{}
	for _, model := range models {
		names = append(names, model.ID)
	}
	return object{"provider": info.ID, "models": names, "text": response.Text()}, err
}

func nonZero(seconds float64) *float64 {
	if seconds == 0 {
		return nil
	}
	return &seconds
}

func askStream(ctx context.Context, host *ipc.Host) (any, error) {
	answer, tokens := host.StreamComplete(ctx, hi), []string{}
	for piece, err := range answer.Pieces() {
		if err != nil {
			return nil, err
		}
		if piece.Kind == ipc.PieceToken {
			tokens = append(tokens, piece.Text)
		}
	}
	response, err := answer.Response()
	return object{"tokens": tokens, "text": response.Text()}, err
}

func askContext(ctx context.Context, host *ipc.Host) (any, error) {
	if err := host.AddMessage(ctx, ipc.UserMessage("hi")); err != nil {
		return nil, err
	}
	messages, err := host.GetMessages(ctx, ipc.ContextGetMessagesParams{TokenBudget: new(uint64(100))})
	if err != nil {
		return nil, err
	}
	if err := host.SetMessages(ctx, messages); err != nil {
		return nil, err
	}
	return object{"count": len(messages)}, host.ClearMessages(ctx)
}

func askState(ctx context.Context, host *ipc.Host) (any, error) {
	if err := host.SetState(ctx, "everything.last", object{"n": 1}); err != nil {
		return nil, err
	}
	value, err := host.GetState(ctx, "everything.last")
	return object{"value": value}, err
}

func askApproval(ctx context.Context, host *ipc.Host) (any, error) {
	result, err := host.RequestApproval(ctx, ipc.ApprovalRequestParams{
		ToolName: "bash", Action: "run", Details: json.RawMessage(`{}`), RiskLevel: ipc.RiskLevelHigh,
	})
	return object{"approved": result.Approved, "reason": result.Reason}, err
}

func askSessions(ctx context.Context, host *ipc.Host) (any, error) {
	child, err := host.SpawnSession(ctx, ipc.RequestSessionSpawnParams{Agent: "self", Instruction: "hi"})
	if err != nil {
		return nil, err
	}
	again, err := host.ResumeSession(ctx, ipc.RequestSessionResumeParams{SessionID: child.SessionID, Instruction: "more"})
	return object{"session_id": child.SessionID, "first": child.Response, "second": again.Response}, err
}

func askCapabilities(ctx context.Context, host *ipc.Host) (any, error) {
	all, err := host.ListCapabilities(ctx)
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, capability := range all {
		names = append(names, capability.Name)
	}
	one, err := host.GetCapability(ctx, "words.count")
	if err != nil {
		return nil, err
	}
	output, err := host.CallCapability(ctx, one.Name, object{"text": "a b"})
	return object{"names": names, "service": one.Service, "output": output}, err
}

func askChannels(ctx context.Context, host *ipc.Host) (any, error) {
	host.Publish(ctx, "news", object{"n": 1})
	contributions, err := host.CollectChannel(ctx, "news")
	data := []json.RawMessage{}
	for _, contribution := range contributions {
		data = append(data, contribution.Data)
	}
	return object{"contributions": data}, err
}

func askDisplay(ctx context.Context, host *ipc.Host) (any, error) {
	host.Show(ctx, ipc.MessageLevelWarning, "hello")
	return "shown", nil
}

func askContent(ctx context.Context, host *ipc.Host) (any, error) {
	paths, err := host.ListContent(ctx, "", "context/")
	if err != nil {
		return nil, err
	}
	hello, err := host.ReadContent(ctx, "", "context/hello.md")
	return object{"paths": paths, "content": hello.Content}, err
}
