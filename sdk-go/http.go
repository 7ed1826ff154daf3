package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpconn"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// HTTPHandler is a service over HTTP, for a server of one's own ([Handler]).
type HTTPHandler struct {
	state  *httpSession
	server *httpconn.Server
}

// Handler returns a service as an [http.Handler] (protocol, chapter 13), for those who bring their own server, their own
// TLS, or more endpoints than ours; [Service.Serve] needs none of it. It leaves the process alone, asks for no token, and
// ignores the environment. Under a path it belongs behind [http.StripPrefix], and not into an [http.ServeMux] that would
// clean the paths of content. The error is what is wrong with the declarations.
//
// Before the process ends, after [http.Server.Shutdown], say [HTTPHandler.Close].
func Handler(s *Service) (*HTTPHandler, error) {
	all, err := s.chosen("")
	if err != nil {
		return nil, err
	}
	return newHTTPHandler(&served{all, s}, ""), nil
}

// Close takes no more requests, waits for those under way until ctx ends, then cancels them, and runs the cleanups. The
// error is that of ctx.
func (h *HTTPHandler) Close(ctx context.Context) error {
	err := h.server.Drain(ctx)
	if err != nil {
		h.server.CancelAll()
		within(cancelTime, h.server.Drain)
	}
	within(cleanupTime, h.state.cleanUp)
	return err
}

// ServeHTTP serves a request.
func (h *HTTPHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.server.ServeHTTP(w, r) }

func newHTTPHandler(s *served, token string) *HTTPHandler {
	state := &httpSession{served: s, turns: map[string]*turn{}}
	return &HTTPHandler{state: state, server: httpconn.New(httpconn.Options{
		Offers: s.offers, Version: ProtocolVersion, MaxMessageBytes: s.maxMessageBytes, MaxConcurrency: s.maxConcurrency,
		Token: token, Request: state.request,
	})}
}

// offers tells which methods have an endpoint (HTP-001, HTP-009).
func (s *served) offers(method string) bool {
	switch method {
	case protocol.MethodDescribe, protocol.MethodConfigure, protocol.MethodPing:
		return true
	case protocol.MethodCancel:
		return len(s.orchestrators) > 0
	case protocol.MethodChannelMessage:
		return len(s.channels) > 0
	}
	return s.handler(method) != nil
}

// httpSession is a service over HTTP. Unlike [session] it has many sessions of the host at once, and no order of lines:
// the history and the messages of channels of one session are taken one after the other, as they come.
type httpSession struct {
	*served

	mu      sync.Mutex
	settled *settlement // the last configuration; nil without one
	turns   map[string]*turn
}

// turn is held by one request of a session at a time; waiting counts those who hold it or want it.
type turn struct {
	token   chan struct{}
	waiting int
}

// request handles a request, on a goroutine of its own.
func (s *httpSession) request(r *httpconn.Request) {
	call := &Call{served: s.served, exchange: r, method: r.Method, params: r.Params}
	if r.Method == protocol.MethodDescribe {
		s.answer(r, call, s.describe)
		return
	}
	before := s.latest(call)
	if r.Method == protocol.MethodConfigure {
		s.settle(r, call, before)
		return
	}
	err := before.wait(r.Context())
	if err == nil && (r.Method == protocol.MethodChannelMessage || strings.HasPrefix(r.Method, contextMethods)) {
		var leave func()
		if leave, err = s.takeTurn(r.Context(), sessionOf(r.Params)); err == nil {
			defer leave()
		}
	}
	switch {
	case err != nil:
		r.Fail(AsError(err).object())
	case r.Method == protocol.MethodChannelMessage:
		s.answer(r, call, s.receiveMessage)
	default:
		s.answer(r, call, s.ready)
	}
}

// latest gives a call the configuration that holds for it: configure a new one. It returns the one before.
func (s *httpSession) latest(call *Call) *settlement {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.settled
	if call.method == protocol.MethodConfigure {
		s.settled = unsettled()
	}
	call.settled = s.settled
	return before
}

// takeTurn waits until no other request holds the turn of a session. A handler that does not listen to its cancel keeps it.
func (s *httpSession) takeTurn(ctx context.Context, session string) (leave func(), err error) {
	s.mu.Lock()
	t := s.turns[session]
	if t == nil {
		t = &turn{token: make(chan struct{}, 1)}
		s.turns[session] = t
	}
	t.waiting++
	s.mu.Unlock()
	give := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if t.waiting--; t.waiting == 0 {
			delete(s.turns, session)
		}
	}
	select {
	case t.token <- struct{}{}:
		return func() { <-t.token; give() }, nil
	case <-ctx.Done():
		give()
		return nil, context.Cause(ctx)
	}
}

func sessionOf(params json.RawMessage) string {
	return string(jsontext.Last(jsontext.Last(params, "_meta"), "session_id"))
}

func (s *httpSession) describe(_ context.Context, _ *Call, raw json.RawMessage) (any, error) {
	result, _, err := s.describeTo(raw)
	return result, err
}

// receiveMessage hands a message to its receivers before it is answered: a process that is frozen between requests
// would never come to it.
func (s *httpSession) receiveMessage(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
	var params protocol.ChannelMessageParams
	if err := params.UnmarshalJSON(raw); err != nil {
		return nil, err
	}
	for _, c := range s.receivers(params.Channel) {
		s.runReceiver(ctx, call, c, params)
	}
	return EmptyResult{}, nil
}

// configureWith takes the settings that a process is started with (HTP-077).
func (s *httpSession) configureWith(ctx context.Context, config string) error {
	if err := jsontext.Check([]byte(config), maxDataDepth); err != nil {
		return errors.New("AMPLIFIER_CONFIG is not JSON: " + err.Error())
	}
	params := (&jsontext.Builder{}).Raw("config", []byte(config)).Object()
	call := &Call{served: s.served, exchange: nowhere{ctx}, method: protocol.MethodConfigure, params: params, settled: unsettled()}
	defer close(call.settled.done)
	s.settled = call.settled
	if _, err := s.configureHandler(context.WithValue(ctx, callKey{}, call), call, params); err != nil {
		return errors.New("AMPLIFIER_CONFIG does not fit: " + err.Error())
	}
	return nil
}

// nowhere is the exchange of what no host has asked for.
type nowhere struct {
	ctx context.Context //nolint:containedctx // that of the start
}

func (n nowhere) Context() context.Context                          { return n.ctx }
func (nowhere) Graceful() <-chan struct{}                           { return nil }
func (nowhere) Begin()                                              {}
func (nowhere) Notify(string, json.RawMessage)                      {}
func (nowhere) Tell(_ context.Context, _ string, _ json.RawMessage) {}

func (nowhere) Call(_ context.Context, method string, _ json.RawMessage, _ exchange.CallOptions) (json.RawMessage, error) {
	return nil, NewError(ErrorKindServiceUnavailable, "no host has asked for this, so "+method+" cannot be asked")
}
