package main

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// once is an orchestrator: a whole turn with its hooks, but without tools.
func once(ctx context.Context, params ipc.OrchestratorExecuteParams) (ipc.OrchestratorExecuteResult, error) {
	call := ipc.FromContext(ctx)
	t := &turn{params: params, call: call, host: call.Host()}
	err := t.submit(ctx)
	if err == nil {
		err = t.answer(ctx)
	}
	return t.end(context.WithoutCancel(ctx), err) // the hooks hear of the end of a cancelled turn, too
}

type turn struct {
	params   ipc.OrchestratorExecuteParams
	call     *ipc.Call
	host     *ipc.Host
	passing  []ipc.Message // injected into the request, and not stored
	requests uint64
	said     string // the answer so far
}

// denied is what a hook, or the user whom it asked, does not want.
type denied struct{ reason string }

func (d denied) Error() string { return d.reason }

func (t *turn) submit(ctx context.Context) error {
	fold, err := t.emit(ctx, protocol.EventPromptSubmit, ipc.PromptSubmitData{Prompt: t.params.Prompt})
	if err != nil {
		return err
	}
	patched := struct{ Prompt string }{t.params.Prompt}
	if err := patch(&patched, fold); err != nil {
		return err
	}
	blocks := append([]ipc.ContentBlock{&ipc.TextBlock{Text: patched.Prompt}}, t.params.Attachments...)
	if err := t.host.AddMessage(ctx, message(protocol.RoleUser, blocks)); err != nil {
		return err
	}
	return t.inject(ctx, fold)
}

// wanted is whom hooks want to be asked, and how.
type wanted struct {
	Provider string                     `json:"provider"`
	Model    *string                    `json:"model"`
	Settings map[string]json.RawMessage `json:"model_config"`
}

func (t *turn) answer(ctx context.Context) error {
	whole, err := t.host.GetMessages(ctx, ipc.ContextGetMessagesParams{})
	if err != nil {
		return err
	}
	var want wanted
	if len(t.params.Providers) > 0 {
		want.Provider = t.params.Providers[0].Name
	}
	asking := ipc.ProviderRequestData{Iteration: 1, Provider: want.Provider, MessageCount: uint64(len(whole))}
	fold, err := t.emit(ctx, protocol.EventProviderRequest, asking)
	if err == nil {
		err = t.inject(ctx, fold)
	}
	if err == nil {
		err = patch(&want, fold)
	}
	if err != nil {
		return err
	}
	response, err := t.ask(ctx, want)
	if err != nil {
		return t.failed(ctx, asking.Provider, err)
	}
	t.said = response.Text()
	return t.host.AddMessage(ctx, message(protocol.RoleAssistant, response.Content))
}

// ask asks the model that provider:request has come to, and passes its tokens on.
func (t *turn) ask(ctx context.Context, want wanted) (ipc.ChatResponse, error) {
	request, err := t.request(ctx, want)
	if err != nil {
		return ipc.ChatResponse{}, err
	}
	select {
	case <-t.call.Graceful(): // forbids to begin
		return ipc.ChatResponse{}, ipc.NewError(ipc.ErrorKindCancelled, "the turn was cancelled")
	default:
	}
	t.requests++
	params := ipc.ProviderCompleteParams{Request: request}
	if want.Provider != "" {
		params.Provider = &want.Provider
	}
	answer := t.host.StreamComplete(ctx, params)
	for piece, err := range answer.Pieces() {
		if err == nil && piece.Kind == ipc.PieceToken { // what went wrong, Response tells
			t.said += piece.Text
			t.call.Token(piece.Index, piece.Text)
		}
	}
	return answer.Response()
}

func (t *turn) request(ctx context.Context, want wanted) (request ipc.ChatRequest, err error) {
	info, err := t.info(ctx, want.Provider)
	if err != nil {
		return request, err
	}
	messages, err := t.host.GetMessages(ctx, ipc.ContextGetMessagesParams{ProviderInfo: info})
	if err != nil {
		return request, err
	}
	settings := map[string]json.RawMessage{}
	maps.Copy(settings, want.Settings)
	settings["messages"] = json.RawMessage("[]")
	raw, err := json.Marshal(settings)
	if err == nil {
		err = request.UnmarshalJSON(raw)
	}
	request.Messages, request.System, request.Model = append(messages, t.passing...), &t.params.SystemPrompt, want.Model
	return request, err
}

// info is what is known of a provider.
func (t *turn) info(ctx context.Context, provider string) (json.RawMessage, error) {
	for _, mounted := range t.params.Providers {
		if mounted.Name == provider && mounted.Info != nil {
			return mounted.Info.MarshalJSON()
		}
	}
	info, err := t.host.ProviderInfo(ctx, provider)
	if err != nil {
		return nil, err
	}
	return info.MarshalJSON()
}

// failed tells the hooks that the model could not be asked.
func (t *turn) failed(ctx context.Context, provider string, err error) error {
	kind := string(ipc.KindOf(err))
	if kind == string(ipc.ErrorKindCancelled) || ctx.Err() != nil {
		return err
	}
	told := ipc.ProviderErrorData{Iteration: 1, Provider: provider, Error: ipc.EventError{Type: kind, Msg: err.Error(), Kind: &kind}}
	_, deaf := t.emit(ctx, protocol.EventProviderError, told)
	return errors.Join(err, deaf)
}

// emit asks the hooks; what they forbid is a denied.
func (t *turn) emit(ctx context.Context, event string, data any) (ipc.HookResult, error) {
	fold, err := t.host.EmitHook(ctx, event, data)
	if err != nil {
		return fold, err
	}
	gate := event == protocol.EventPromptSubmit || event == protocol.EventProviderRequest
	switch action := or(fold.Action, ipc.HookActionContinue); {
	case action == ipc.HookActionDeny && gate:
		return fold, denied{or(fold.Reason, "a hook denied "+event)}
	case action == ipc.HookActionAskUser && event == protocol.EventPromptSubmit:
		return fold, t.approve(ctx, fold)
	}
	return fold, nil
}

// longest is more seconds than anybody waits for an approval, and fewer than a Duration can hold.
const longest = 1e9

// approve asks the user on behalf of a hook; anything but an approval is a denied.
func (t *turn) approve(ctx context.Context, fold ipc.HookResult) error {
	const tool, action = "prompt", "send the prompt to the model"
	_, err := t.emit(ctx, protocol.EventApprovalRequired, ipc.ApprovalRequiredData{ToolName: tool, Action: new(action)})
	if err != nil {
		return err
	}
	patience := time.Duration(min(or(fold.ApprovalTimeout, 300), longest) * float64(time.Second))
	patient, stop := context.WithTimeout(ctx, patience)
	defer stop()
	answer, err := t.host.RequestApproval(patient, ipc.ApprovalRequestParams{
		ToolName: tool, Action: action, Details: json.RawMessage("{}"), RiskLevel: ipc.RiskLevelMedium,
		Prompt: fold.ApprovalPrompt, Options: fold.ApprovalOptions, Timeout: fold.ApprovalTimeout, Default: fold.ApprovalDefault,
	})
	switch {
	case ipc.KindOf(err) == ipc.ErrorKindCancelled || ctx.Err() != nil:
		return err
	case err != nil && patient.Err() != nil:
		allowed := or(fold.ApprovalDefault, ipc.ApprovalDefaultDeny) == ipc.ApprovalDefaultAllow
		answer = ipc.ApprovalResult{Approved: allowed, Reason: new("nobody decided in time")}
	case err != nil: // an answer that does not fit, too (APR-013)
		answer = ipc.ApprovalResult{Reason: new("nobody could be asked: " + err.Error())}
	}
	if answer.Approved {
		_, err = t.emit(ctx, protocol.EventApprovalGranted, ipc.ApprovalGrantedData{ToolName: tool})
		return err
	}
	if _, err := t.emit(ctx, protocol.EventApprovalDenied, ipc.ApprovalDeniedData{ToolName: tool}); err != nil {
		return err
	}
	return denied{or(answer.Reason, "it was not approved")}
}

// inject puts into the conversation what the hooks want there, for good or for this turn's request.
func (t *turn) inject(ctx context.Context, fold ipc.HookResult) error {
	if fold.ContextInjection == nil || or(fold.Action, ipc.HookActionContinue) == ipc.HookActionDeny {
		return nil
	}
	role := protocol.Role(or(fold.ContextInjectionRole, ipc.InjectionRoleSystem))
	injected := ipc.Message{Role: role, Content: protocol.TextContent(*fold.ContextInjection)}
	if or(fold.Ephemeral, false) {
		t.passing = append(t.passing, injected)
		return nil
	}
	return t.host.AddMessage(ctx, injected)
}

// end tells the hooks how the turn has ended, and answers it.
func (t *turn) end(ctx context.Context, err error) (ipc.OrchestratorExecuteResult, error) {
	if no := (denied{}); errors.As(err, &no) {
		return ipc.OrchestratorExecuteResult{Response: no.reason, Status: ipc.TurnStatusDenied}, nil
	}
	result := ipc.OrchestratorExecuteResult{Response: t.said, Status: ipc.TurnStatusCompleted, TurnCount: &t.requests}
	told := ipc.OrchestratorCompleteData{Orchestrator: "once", TurnCount: t.requests, Status: ipc.OrchestratorStatusSuccess}
	switch {
	case ipc.KindOf(err) == ipc.ErrorKindCancelled:
		result.Status, told.Status = ipc.TurnStatusCancelled, ipc.OrchestratorStatusCancelled
	case err != nil:
		result.Status, told.Status = ipc.TurnStatusFailed, ipc.OrchestratorStatusFailed
		result.Metadata, _ = json.Marshal(map[string]string{"error": err.Error()}) //nolint:errchkjson // two texts
	}
	if _, err := t.emit(ctx, protocol.EventOrchestratorComplete, told); err != nil {
		return result, err
	}
	fold, err := t.emit(ctx, protocol.EventPromptComplete, ipc.PromptCompleteData{Response: t.said})
	if err == nil {
		err = t.inject(ctx, fold)
	}
	return result, err
}

// patch changes data as the hooks want it.
func patch(data any, fold ipc.HookResult) error {
	if fold.Data == nil {
		return nil
	}
	return json.Unmarshal(fold.Data, data)
}

func message(role protocol.Role, blocks []ipc.ContentBlock) ipc.Message {
	return ipc.Message{Role: role, Content: ipc.MessageContent{Blocks: blocks}}
}

// or is what a pointer leads to, or a default.
func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}
