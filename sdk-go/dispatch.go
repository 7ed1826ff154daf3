package ipc

import (
	"context"
	"fmt"
	"os"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/hooks"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

func (s *served) executeTool(ctx context.Context, call *Call, params *protocol.ToolExecuteParams) (any, error) {
	t, err := pick(s.tools, &params.Name, "tool")
	if err != nil {
		return nil, err
	}
	input, err := checked(t.input, params.Input)
	if err != nil {
		return nil, err
	}
	call.callID = orZero(params.CallID)
	if err := s.enter(ctx, call, t.spec.Name); err != nil {
		return nil, err
	}
	return t.run(ctx, input)
}

// emitHook asks the handler that the host names, or all handlers of the service, folded (protocol §7).
func (s *served) emitHook(ctx context.Context, call *Call, params *protocol.HookEmitParams) (any, error) {
	event := Event{Name: params.Event, Data: params.Data}
	if params.Hook == nil {
		return s.emitAll(ctx, call, event)
	}
	h, err := pick(s.hooks, params.Hook, "hook")
	if err != nil {
		return nil, err
	}
	return s.runHook(ctx, call, h, event)
}

// runHook asks one handler; an event that it did not subscribe to is none of its business. A panic is its failure
// alone, also among others.
func (s *served) runHook(ctx context.Context, call *Call, h *hook, event Event) (result HookResult, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked("hook "+h.spec.Name, cause)
		}
	}()
	if !hooks.Wants(h.spec.Events, event.Name) {
		return Continue(), nil
	}
	own := *call
	ctx = context.WithValue(ctx, callKey{}, &own)
	if err := s.enter(ctx, &own, h.spec.Name); err != nil {
		return HookResult{}, err
	}
	return h.run(ctx, event)
}

func (s *served) emitAll(ctx context.Context, call *Call, event Event) (any, error) {
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
