package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// session is a service on one connection: what has been described and configured, and the way from a request to its
// handler.
type session struct {
	*Service          // only the components that are served
	all      *Service // all that were declared
	conn     *rpc.Conn

	// described belongs to the reader.
	described bool
	// settled is the last configuration; nil without one. It belongs to the reader.
	settled *settlement
	// received is closed when the channel message before has been received; nil without one. It belongs to the reader.
	received chan struct{}

	// history is closed when the context.* request before has been answered; nil without one. It belongs to the reader.
	history chan struct{}

	// ctx ends when the service stops; receivers, which belong to no request, run in it.
	ctx       context.Context //nolint:containedctx // the session is the scope of this context
	receiving sync.WaitGroup

	mu       sync.Mutex
	stopping bool // nothing more is received
}

// settlement is a configuration: what is requested after it, and before the next one, goes by it (LIF-035).
type settlement struct {
	done     chan struct{} // closed when it has been decided
	refused  bool
	settings *ConfigureSession
	given    map[string]json.RawMessage // by component, checked
}

// wait waits until it has been decided (nil has been); the error is why ctx ended before that.
func (c *settlement) wait(ctx context.Context) error {
	if c == nil {
		return nil
	}
	select {
	case <-c.done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// handler answers the request of a call.
type handler func(ctx context.Context, call *Call, params json.RawMessage) (any, error)

// request takes a request on the reading goroutine, in the order of lines: state changes happen here, work does not.
func (s *session) request(r *rpc.Request) {
	switch r.Method {
	case protocol.MethodPing:
		r.Answer(json.RawMessage("{}"))
		return
	case protocol.MethodDescribe:
		s.answer(r, &Call{session: s, request: r}, s.describe)
		return
	}
	if !s.described {
		r.Fail(NewError(ErrorKindNotReady, "describe comes first; "+r.Method+" works after it").object())
		return
	}
	before, received := s.settled, s.received
	if r.Method == protocol.MethodConfigure {
		next := &settlement{done: make(chan struct{})}
		s.settled = next
		go func() {
			defer close(next.done)
			next.refused = true // until it is through; also when it panics
			if err := before.wait(r.Context()); err != nil {
				r.Fail(AsError(err).object())
				return
			}
			s.answer(r, &Call{session: s, request: r, settled: next}, s.configureHandler)
		}()
		return
	}
	call := &Call{session: s, request: r, settled: before}
	if !strings.HasPrefix(r.Method, "context.") {
		go s.handle(r, call, received)
		return
	}
	earlier, done := s.history, make(chan struct{})
	s.history = done
	go s.handleInOrder(r, call, received, earlier, done)
}

// ready answers what needs a configuration that has not been refused.
func (s *session) ready(ctx context.Context, call *Call, params json.RawMessage) (any, error) {
	if call.settled != nil && call.settled.refused {
		return nil, NewError(ErrorKindNotReady, "the configuration was refused; send configure with one that fits")
	}
	method := call.request.Method
	handle := s.handler(method)
	if handle == nil {
		return nil, NewError(ErrorKindMethodNotFound, fmt.Sprintf("service %q does not serve the method %q", s.name, method))
	}
	return handle(ctx, call, params)
}

// handleInOrder handles a request after an earlier one: what changes the history takes effect in the order of lines
// (CTX-007).
func (s *session) handleInOrder(r *rpc.Request, call *Call, received, earlier <-chan struct{}, done chan<- struct{}) {
	defer close(done)
	if earlier != nil {
		select {
		case <-earlier:
		case <-r.Context().Done():
			r.Fail(AsError(context.Cause(r.Context())).object())
			<-earlier // a later one must not overtake it
			return
		}
	}
	s.handle(r, call, received)
}

func (s *session) handle(r *rpc.Request, call *Call, received <-chan struct{}) {
	if err := call.settled.wait(r.Context()); err != nil {
		r.Fail(AsError(err).object())
		return
	}
	if received != nil {
		select {
		case <-received:
		case <-time.After(receivePatience):
		case <-r.Context().Done():
		}
	}
	s.answer(r, call, s.ready)
}

// answer runs a handler and answers with what it returns. Whatever it does — panic, Goexit, nonsense — is the fault
// of this request alone.
func (s *session) answer(r *rpc.Request, call *Call, handle handler) {
	returned := false
	defer func() {
		switch cause := recover(); {
		case cause != nil:
			r.Fail(panicked("the handler of "+r.Method, cause).object())
		case !returned:
			r.Fail(internalError("runtime.Goexit", "the handler of "+r.Method+" ended its goroutine").object())
		}
	}()
	params := r.Params
	if params == nil {
		params = json.RawMessage("{}")
	}
	result, err := handle(context.WithValue(r.Context(), callKey{}, call), call, params)
	returned = true
	if err == nil {
		var raw json.RawMessage
		if raw, err = encode(result); err == nil {
			r.Answer(raw)
			return
		}
	}
	r.Fail(s.failure(r, err).object())
}

// failure returns the error of a handler; one that only passes on that its context has ended says why it has.
func (s *session) failure(r *rpc.Request, err error) *Error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		if cause := context.Cause(r.Context()); cause != nil {
			return AsError(cause)
		}
	}
	return AsError(err)
}

// panicked returns the error of a panic. The stack goes to stderr, never to the caller.
func panicked(who string, cause any) *Error {
	fmt.Fprintf(os.Stderr, "%s panicked: %v\n%s", who, cause, debug.Stack())
	name := fmt.Sprintf("panic(%T)", cause)
	if err, ok := cause.(error); ok {
		name = typeName(err)
	}
	return internalError(name, fmt.Sprintf("%s panicked: %v", who, cause))
}

// encode returns a result as it may stand in a response.
func encode(result any) (json.RawMessage, error) {
	var raw json.RawMessage
	var err error
	if marshaler, ok := result.(json.Marshaler); ok {
		raw, err = marshaler.MarshalJSON()
	} else {
		raw, err = jsontext.Marshal(result)
	}
	if err != nil {
		return nil, fmt.Errorf("the result is no JSON: %w", err)
	}
	if raw, err = wire.Payload(raw, 1); err != nil {
		return nil, fmt.Errorf("the result is no legal JSON: %w", err)
	}
	return raw, nil
}

func (s *session) configureHandler(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
	var params protocol.ConfigureParams
	if err := params.UnmarshalJSON(withGoodMeta(raw)); err != nil {
		return nil, err
	}
	call.settled.settings = params.Session
	if err := s.configure(ctx, call.settled, params.Config); err != nil {
		return nil, err
	}
	call.settled.refused = false
	return protocol.ConfigureResult{Status: protocol.ConfigureStatusOk}, nil
}

func (s *session) describe(_ context.Context, _ *Call, raw json.RawMessage) (any, error) {
	var params protocol.DescribeParams
	if err := params.UnmarshalJSON(withGoodMeta(raw)); err != nil {
		return nil, err
	}
	if len(params.ProtocolVersions) > 0 && !slices.Contains(params.ProtocolVersions, ProtocolVersion) {
		e := NewError(ErrorKindUnsupportedVersion, fmt.Sprintf("service %q speaks version %s only", s.name, ProtocolVersion))
		e.Data.Supported = []string{ProtocolVersion}
		return nil, e
	}
	limits := params.Limits
	if limits == nil {
		limits = &Limits{}
	}
	s.conn.SetSendLimit(int(limits.MaxMessageBytesOrDefault())) //nolint:gosec // at most 2^53
	s.described = true
	return s.describeResult(), nil
}
