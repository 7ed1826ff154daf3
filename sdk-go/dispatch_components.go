package ipc

import (
	"context"
	"encoding/json"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// typed returns the handler of a method whose params are P. Params that do not fit are -32602 with all faults.
func typed[P any, R interface {
	*P
	json.Unmarshaler
}](run func(context.Context, *Call, *P) (any, error),
) handler {
	return func(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
		params := new(P)
		if R(params).UnmarshalJSON(raw) != nil {
			if err := R(params).UnmarshalJSON(withGoodMeta(raw)); err != nil {
				return nil, err
			}
		}
		return run(ctx, call, params)
	}
}

// enter makes a component the one that the call is about, and sets it up if that has not happened. After it, the
// component's code runs.
func (s *served) enter(ctx context.Context, call *Call, component string) error {
	call.component = component
	if err := s.prepare(ctx, component); err != nil {
		return err
	}
	call.exchange.Begin()
	return nil
}

// handler returns what serves a method; a contract that nothing declares is unknown.
func (s *served) handler(method string) handler {
	switch method {
	case protocol.MethodToolExecute:
		return offered(s.tools, typed(s.executeTool))
	case protocol.MethodHookEmit:
		return offered(s.hooks, typed(s.emitHook))
	case protocol.MethodProviderComplete, protocol.MethodProviderInfo, protocol.MethodProviderListModels,
		protocol.MethodProviderParseToolCalls:
		return offered(s.providers, s.providerHandler(method))
	case protocol.MethodContextAddMessage, protocol.MethodContextGetMessages, protocol.MethodContextSetMessages,
		protocol.MethodContextClear:
		return offered(s.contextManagers, s.contextHandler(method))
	case protocol.MethodOrchestratorExecute:
		return offered(s.orchestrators, typed(s.execute))
	case protocol.MethodApprovalRequest:
		return offered(s.approvals, typed(s.requestApproval))
	case protocol.MethodCapabilityCall:
		return offered(s.exports, typed(s.callCapability))
	case protocol.MethodChannelCollect:
		return offered(s.channels, typed(s.collectChannel))
	case protocol.MethodContentList:
		return s.ofContent(typed(s.listContent))
	case protocol.MethodContentRead:
		return s.ofContent(typed(s.readContent))
	}
	return nil
}

// offered returns the handler if there is a component for it.
func offered[T any](components []T, handle handler) handler {
	if len(components) == 0 {
		return nil
	}
	return handle
}

func (s *served) ofContent(handle handler) handler {
	if s.content == nil {
		return nil
	}
	return handle
}

func (s *served) execute(ctx context.Context, call *Call, params *protocol.OrchestratorExecuteParams) (any, error) {
	orchestrator, err := pick(s.orchestrators, params.Orchestrator, "orchestrator")
	if err != nil {
		return nil, err
	}
	call.drives = true
	if err := s.enter(ctx, call, orchestrator.name); err != nil {
		return nil, err
	}
	return orchestrator.impl.Execute(ctx, *params)
}

func (s *served) requestApproval(ctx context.Context, call *Call, params *protocol.ApprovalRequestParams) (any, error) {
	approval, err := pick(s.approvals, params.Provider, "approval_provider")
	if err != nil {
		return nil, err
	}
	if err := s.enter(ctx, call, approval.name); err != nil {
		return nil, err
	}
	return approval.impl.RequestApproval(ctx, ApprovalRequest{
		ToolName: params.ToolName, Action: params.Action, Details: params.Details, RiskLevel: params.RiskLevel,
		Prompt: params.Prompt, Options: params.Options, Timeout: params.Timeout, Default: params.Default, Extra: params.Extra,
	})
}

// contextHandler returns what serves a context.* method.
func (s *served) contextHandler(method string) handler {
	switch method {
	case protocol.MethodContextAddMessage:
		return history(s, func(ctx context.Context, m ContextManager, p *protocol.ContextAddMessageParams) (any, error) {
			return EmptyResult{}, m.AddMessage(ctx, p.Message)
		})
	case protocol.MethodContextGetMessages:
		return history(s, func(ctx context.Context, m ContextManager, p *protocol.ContextGetMessagesParams) (any, error) {
			messages, err := m.GetMessages(ctx, *p)
			return protocol.ContextGetMessagesResult{Messages: messages}, err
		})
	case protocol.MethodContextSetMessages:
		return history(s, func(ctx context.Context, m ContextManager, p *protocol.ContextSetMessagesParams) (any, error) {
			return EmptyResult{}, m.SetMessages(ctx, p.Messages)
		})
	}
	return history(s, func(ctx context.Context, m ContextManager, _ *protocol.ContextClearParams) (any, error) {
		return EmptyResult{}, m.Clear(ctx)
	})
}

// history returns a handler that works on the context manager.
func history[P any, R interface {
	*P
	json.Unmarshaler
}](s *served, run func(context.Context, ContextManager, *P) (any, error),
) handler {
	return typed[P, R](func(ctx context.Context, call *Call, params *P) (any, error) {
		manager := s.contextManagers[0]
		if err := s.enter(ctx, call, manager.name); err != nil {
			return nil, err
		}
		return run(ctx, manager.impl, params)
	})
}

// providerHandler returns what serves a provider.* method.
func (s *served) providerHandler(method string) handler {
	switch method {
	case protocol.MethodProviderComplete:
		return typed(func(ctx context.Context, call *Call, params *protocol.ProviderCompleteParams) (any, error) {
			call.quiet = !orZero(params.Stream)
			return s.withProvider(ctx, call, params.Provider, func(p *provider) (any, error) {
				return p.impl.Complete(ctx, params.Request)
			})
		})
	case protocol.MethodProviderInfo:
		return typed(func(ctx context.Context, call *Call, params *protocol.ProviderInfoParams) (any, error) {
			return s.withProvider(ctx, call, params.Provider, func(p *provider) (any, error) { return p.info(ctx) })
		})
	case protocol.MethodProviderListModels:
		return typed(func(ctx context.Context, call *Call, params *protocol.ProviderListModelsParams) (any, error) {
			return s.withProvider(ctx, call, params.Provider, func(p *provider) (any, error) { return p.listModels(ctx) })
		})
	}
	return typed(func(ctx context.Context, call *Call, params *protocol.ProviderParseToolCallsParams) (any, error) {
		return s.withProvider(ctx, call, params.Provider, func(p *provider) (any, error) {
			return p.parseToolCalls(ctx, params.Response)
		})
	})
}

func (s *served) withProvider(ctx context.Context, call *Call, wanted *string, run func(*provider) (any, error)) (any, error) {
	p, err := pick(s.providers, wanted, "provider")
	if err != nil {
		return nil, err
	}
	if err := s.enter(ctx, call, p.spec.Name); err != nil {
		return nil, err
	}
	return run(p)
}
