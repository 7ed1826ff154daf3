package ipc

import (
	"context"
)

// Provider asks a model. Text is streamed through the [Call]: [Call.Token], [Call.Thinking], ….
type Provider interface {
	// Complete answers a request; the response holds everything, also what was streamed.
	Complete(ctx context.Context, request ChatRequest) (ChatResponse, error)
}

// What a provider may offer besides. A provider without them is described by its name, has no list of models, and
// its tool calls are those that stand in the response.
type (
	// Informer says what the provider is.
	Informer interface {
		Info(ctx context.Context) (ProviderInfo, error)
	}
	// ModelLister lists its models.
	ModelLister interface {
		ListModels(ctx context.Context) ([]ModelInfo, error)
	}
	// ToolCallParser finds the tool calls of a response.
	ToolCallParser interface {
		ParseToolCalls(ctx context.Context, response ChatResponse) ([]ToolCall, error)
	}
)

// CompleteFunc is a function as a [Provider].
type CompleteFunc func(ctx context.Context, request ChatRequest) (ChatResponse, error)

// Complete calls the function.
func (f CompleteFunc) Complete(ctx context.Context, request ChatRequest) (ChatResponse, error) {
	return f(ctx, request)
}

type provider struct {
	spec ProviderSpec
	impl Provider
}

// AddProvider adds a provider. The display name may be empty.
func AddProvider(s *Service, name, displayName string, impl Provider) {
	if !accepts(s, "provider", name, impl != nil, s.providers) {
		return
	}
	spec := ProviderSpec{Name: name, DisplayName: unlessZero(displayName)}
	s.providers = append(s.providers, &provider{spec: spec, impl: impl})
	s.adopt(name, impl)
}

func (p *provider) componentName() string { return p.spec.Name }

func (p *provider) info(ctx context.Context) (ProviderInfo, error) {
	if informer, ok := p.impl.(Informer); ok {
		return informer.Info(ctx)
	}
	display := orZero(p.spec.DisplayName)
	if display == "" {
		display = p.spec.Name
	}
	return ProviderInfo{ID: p.spec.Name, DisplayName: display}, nil
}

func (p *provider) listModels(ctx context.Context) (ProviderListModelsResult, error) {
	lister, ok := p.impl.(ModelLister)
	if !ok {
		return ProviderListModelsResult{}, nil
	}
	models, err := lister.ListModels(ctx)
	return ProviderListModelsResult{Models: models}, err
}

func (p *provider) parseToolCalls(ctx context.Context, response ChatResponse) (ProviderParseToolCallsResult, error) {
	if parser, ok := p.impl.(ToolCallParser); ok {
		calls, err := parser.ParseToolCalls(ctx, response)
		return ProviderParseToolCallsResult{ToolCalls: calls}, err
	}
	if response.ToolCalls != nil {
		return ProviderParseToolCallsResult{ToolCalls: response.ToolCalls}, nil
	}
	var calls []ToolCall
	for _, block := range response.Content {
		if call, ok := block.(*ToolCallBlock); ok {
			calls = append(calls, ToolCall{ID: call.ID, Name: call.Name, Arguments: call.Input})
		}
	}
	return ProviderParseToolCallsResult{ToolCalls: calls}, nil
}
