package kit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// listTimeout are the seconds for a list of models.
const listTimeout = 30

// provider puts around an adapter what is the same for all vendors.
type provider[C any] struct {
	vendor     Vendor
	adapter    Adapter[C]
	clock      clock
	transports transports
	mu         sync.Mutex
	chosen     map[string]string   // by base URL and pattern, "" for none: the model that it stands for
	breakers   map[string]*breaker // by base URL: sessions may have servers of their own
}

func newProvider[C any](vendor Vendor, adapter Adapter[C], c clock) *provider[C] {
	return &provider[C]{
		vendor: vendor, adapter: adapter, clock: c,
		transports: transports{proxy: map[string]*http.Transport{}}, chosen: map[string]string{}, breakers: map[string]*breaker{},
	}
}

func (p *provider[C]) breakerOf(baseURL string) *breaker {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.breakers[baseURL] == nil {
		p.breakers[baseURL] = &breaker{}
	}
	return p.breakers[baseURL]
}

// Info says what the provider is.
func (p *provider[C]) Info(context.Context) (ipc.ProviderInfo, error) { return p.vendor.info(), nil }

// Complete answers a request.
func (p *provider[C]) Complete(ctx context.Context, request ipc.ChatRequest) (ipc.ChatResponse, error) {
	call := ipc.FromContext(ctx)
	config := ipc.ConfigOf[C](ctx)
	settings := settingsOf(&config)
	common, whom := settings.Common(), p.about(settings)
	whom.model = orZero(request.Model)
	timeout := common.Timeout
	if request.Timeout != nil {
		timeout = min(timeout, *request.Timeout)
	}
	keeper := startCall(ctx, p.clock, timeout, common.IdleTimeout, whom)
	defer keeper.close()
	conn, watch, err := p.conn(call, config, keeper)
	if err != nil {
		return ipc.ChatResponse{}, err
	}
	c := &completion[C]{provider: p, ipc: call, caller: ctx, time: keeper, watcher: watch, config: common, whom: whom}
	c.breaker = p.breakerOf(conn.BaseURL)
	c.call = &Call[C]{Conn: *conn, Request: request, names: namesOf(request.Tools), Temperature: request.Temperature, Stream: call.Streaming()}
	if c.call.Temperature == nil {
		c.call.Temperature = common.Temperature
	}
	var rest []Said
	c.call.System, rest = splitSystem(request.System, conversationOf(request.Messages))
	if len(c.call.System) == 0 && !slices.ContainsFunc(rest, says) { // servers of models answer nothing at great length
		return ipc.ChatResponse{}, &ipc.InvalidRequestError{LLMError: whom.details("The request has no messages with content.")}
	}
	repairedConversation, made := repair(rest)
	c.call.Conversation = repairedConversation
	if len(made) > 0 {
		c.emit(protocol.EventProviderToolSequenceRepaired, ipc.ProviderToolSequenceRepairedData{Repaired: made})
	}
	return c.run()
}

// says tells whether a message holds more than thoughts, which say nothing without what followed from them.
func says(said Said) bool {
	return slices.ContainsFunc(said.Parts, func(part Part) bool { return part.Type != Thinking && part.Type != Opaque })
}

// ListModels returns the vendor's list; where the vendor cannot be reached, what is known, and a line in the log.
func (p *provider[C]) ListModels(ctx context.Context) ([]ipc.ModelInfo, error) {
	call := ipc.FromContext(ctx)
	config := ipc.ConfigOf[C](ctx)
	settings := settingsOf(&config)
	common, whom := settings.Common(), p.about(settings)
	keeper := startCall(ctx, p.clock, min(listTimeout, common.Timeout), listTimeout, whom)
	defer keeper.close()
	conn, watch, err := p.conn(call, config, keeper)
	if err != nil {
		return nil, err
	}
	models, err := p.list(keeper.ctx, conn, common)
	if err == nil {
		return models, nil
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if cause := context.Cause(keeper.ctx); cause != nil {
		err = cause
	}
	whom.now = p.clock.now()
	failure := failureOf(err, watch.look(), whom)
	known := listed(p.vendor.Models, common.Models)
	if mustMend(failure) || len(known) == 0 {
		var details *ipc.LLMError
		if errors.As(failure, &details) {
			details.Message = p.hinted(failure, "")
		}
		return nil, failure
	}
	call.Log(ipc.LogLevelWarning, failure.Error()+"; the models are those that are known beforehand", nil)
	return known, nil
}

// mustMend tells whether the user has something to mend, so that the list of what is known would only hide it.
func mustMend(failure error) bool {
	switch ipc.LLMErrorName(failure) { //nolint:exhaustive // the others pass
	case ipc.LlmErrorNameAuthentication, ipc.LlmErrorNameAccessDenied, ipc.LlmErrorNameConfiguration:
		return true
	}
	return false
}

func (p *provider[C]) list(ctx context.Context, conn *Conn[C], common *Config) ([]ipc.ModelInfo, error) {
	found, err := p.adapter.ListModels(ctx, conn)
	if err != nil {
		return nil, err
	}
	models := make([]ipc.ModelInfo, len(found))
	for i, each := range found {
		models[i] = modelInfo(each, factsOf(each.ID, p.vendor.Models, common.Models))
	}
	return models, nil
}

// model is that of the request, of the configuration, or the default; a pattern stands for the newest that fits.
func (p *provider[C]) model(ctx context.Context, conn *Conn[C], wanted string, common *Config) (string, error) {
	wanted = orElse(wanted, common.Model)
	if wanted != "" && !strings.Contains(wanted, "*") {
		return wanted, nil
	}
	key := choiceKey(conn.BaseURL, wanted)
	p.mu.Lock()
	known := p.chosen[key]
	p.mu.Unlock()
	if known != "" {
		return known, nil
	}
	found, err := p.choose(ctx, conn, wanted, common)
	if err == nil {
		p.mu.Lock()
		p.chosen[key] = found
		p.mu.Unlock()
	}
	return found, err
}

func choiceKey(baseURL, wanted string) string { return baseURL + "\x00" + wanted }

// forget has the model chosen anew at the next call: the one that was chosen is gone.
func (p *provider[C]) forget(baseURL, wanted string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.chosen, choiceKey(baseURL, wanted))
}

func (p *provider[C]) choose(ctx context.Context, conn *Conn[C], wanted string, common *Config) (string, error) {
	if wanted == "" {
		return p.adapter.DefaultModel(ctx, conn)
	}
	models, err := p.list(ctx, conn, common)
	if err != nil {
		return "", err
	}
	found, fits := newest(wanted, models)
	if !fits {
		text := fmt.Sprintf("%s has no model that fits %s: amplifier-ipc provider models %s", p.vendor.DisplayName, wanted, p.vendor.Name)
		return "", &ipc.NotFoundError{LLMError: p.about(settingsOf(&conn.Config)).details(text)}
	}
	return found, nil
}

func (p *provider[C]) conn(call *ipc.Call, config C, keeper *callTime) (*Conn[C], *watcher, error) {
	settings := settingsOf(&config)
	common, whom := settings.Common(), p.about(settings)
	headers, unset := common.headers()
	transport, err := p.transports.through(common.Proxy)
	if len(unset) > 0 {
		err = fmt.Errorf("%s, which a header of %s needs, is not set", strings.Join(unset, ", "), p.vendor.Name)
	}
	if err != nil {
		return nil, nil, &ipc.ConfigurationError{LLMError: whom.details(err.Error())}
	}
	watch := &watcher{base: transport, headers: headers, alive: keeper.alive}
	log := func(string, any) {}
	if common.Debug {
		log = debug(call, p.vendor.Name, whom.secrets)
	}
	return &Conn[C]{Config: config, HTTP: clientOf(watch), BaseURL: p.vendor.baseURL(common), Key: keyIn(whom.variable), log: log}, watch, nil
}

// settingsOf returns a configuration as what [Add] has seen that it is.
func settingsOf[C any](config *C) Settings {
	settings, _ := any(config).(Settings)
	return settings
}

func (p *provider[C]) about(settings Settings) about {
	variable := p.vendor.keyVariable(settings)
	secrets := settings.Common().secrets(append([]string{variable}, p.vendor.Keys...))
	return about{provider: p.vendor.Name, display: p.vendor.DisplayName, variable: variable, secrets: secrets}
}

// round keeps the numbers of events readable.
func round(number float64) float64 { return math.Round(number*1000) / 1000 }
