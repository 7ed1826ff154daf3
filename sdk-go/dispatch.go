package ipc

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/hooks"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

func (s *session) executeTool(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
	var params protocol.ToolExecuteParams
	if err := params.UnmarshalJSON(raw); err != nil {
		return nil, err
	}
	var names []string
	for _, t := range s.tools {
		if t.spec.Name != params.Name {
			names = append(names, t.spec.Name)
			continue
		}
		input, wrong := t.input.Check(params.Input)
		if len(wrong) > 0 {
			faults := make([]Fault, len(wrong))
			for i, fault := range wrong {
				faults[i] = Fault{Path: "/input" + fault.Path, Message: fault.Message}
			}
			return nil, InvalidParams(faults...)
		}
		call.component, call.callID = t.spec.Name, orZero(params.CallID)
		return t.run(ctx, input)
	}
	return nil, NotFound("tool", params.Name, names...)
}

// emitHook asks the handler that the host names, or all handlers of the service, folded (protocol §7).
func (s *session) emitHook(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
	var params protocol.HookEmitParams
	if err := params.UnmarshalJSON(raw); err != nil {
		return nil, err
	}
	if params.Hook == nil {
		return s.emitAll(ctx, call, Event{Name: params.Event, Data: params.Data})
	}
	var names []string
	for _, h := range s.hooks {
		if h.spec.Name == *params.Hook {
			return s.runHook(ctx, call, h, Event{Name: params.Event, Data: params.Data})
		}
		names = append(names, h.spec.Name)
	}
	return nil, NotFound("hook", *params.Hook, names...)
}

// runHook asks one handler; an event that it did not subscribe to is none of its business. A panic is its failure
// alone, also among others.
func (s *session) runHook(ctx context.Context, call *Call, h *hook, event Event) (result HookResult, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked("hook "+h.spec.Name, cause)
		}
	}()
	if !hooks.Wants(h.spec.Events, event.Name) {
		return Continue(), nil
	}
	own := *call
	own.component = h.spec.Name
	return h.run(context.WithValue(ctx, callKey{}, &own), event)
}

func (s *session) emitAll(ctx context.Context, call *Call, event Event) (any, error) {
	handlers := make([]hooks.Handler, len(s.hooks))
	for i, h := range s.hooks {
		handlers[i] = hooks.Handler{Name: h.spec.Name, Events: h.spec.Events, Priority: h.spec.PriorityOrDefault()}
	}
	info, known := protocol.Events[event.Name]
	fold := hooks.NewFold(event.Data, info.Modify, !known || info.ModifyAll)
	for _, i := range hooks.Order(handlers, event.Name) {
		h := s.hooks[i]
		result, err := s.runHook(ctx, call, h, Event{Name: event.Name, Data: fold.Data()})
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		answer := hooks.Answer{Result: result}
		if err != nil {
			answer.Failure = fmt.Sprintf("hook %q failed: %v", h.spec.Name, err)
			fmt.Fprintln(os.Stderr, answer.Failure)
		}
		if stop := fold.Take(answer, h.spec.OnErrorOrDefault()); stop {
			break
		}
	}
	return fold.Result(), nil
}

// providerHandler returns what serves a provider.* method.
func (s *session) providerHandler(method string) handler {
	switch method {
	case protocol.MethodProviderComplete:
		return func(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
			var params protocol.ProviderCompleteParams
			return withProvider(s, call, &params, raw, func() *string { return params.Provider }, func(p *provider) (any, error) {
				return p.impl.Complete(ctx, params.Request)
			})
		}
	case protocol.MethodProviderInfo:
		return func(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
			var params protocol.ProviderInfoParams
			return withProvider(s, call, &params, raw, func() *string { return params.Provider }, func(p *provider) (any, error) {
				return p.info(ctx)
			})
		}
	case protocol.MethodProviderListModels:
		return func(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
			var params protocol.ProviderListModelsParams
			return withProvider(s, call, &params, raw, func() *string { return params.Provider }, func(p *provider) (any, error) {
				return p.listModels(ctx)
			})
		}
	case protocol.MethodProviderParseToolCalls:
		return func(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
			var params protocol.ProviderParseToolCallsParams
			return withProvider(s, call, &params, raw, func() *string { return params.Provider }, func(p *provider) (any, error) {
				return p.parseToolCalls(ctx, params.Response)
			})
		}
	}
	return nil
}

// withProvider reads params and runs with the provider that they name; without a name, with the first.
func withProvider(s *session, call *Call, params json.Unmarshaler, raw json.RawMessage, name func() *string, run func(*provider) (any, error)) (any, error) {
	if err := params.UnmarshalJSON(raw); err != nil {
		return nil, err
	}
	wanted := s.providers[0].spec.Name
	if given := name(); given != nil {
		wanted = *given
	}
	var names []string
	for _, p := range s.providers {
		if p.spec.Name == wanted {
			call.component = wanted
			return run(p)
		}
		names = append(names, p.spec.Name)
	}
	return nil, NotFound("provider", wanted, names...)
}
