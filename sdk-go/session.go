package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
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
	// settled is closed when the configure before has been decided; nil without one. It belongs to the reader.
	settled chan struct{}
	// received is closed when the channel message before has been received; nil without one. It belongs to the reader.
	received chan struct{}

	// ctx ends when the service stops; receivers, which belong to no request, run in it.
	ctx       context.Context //nolint:containedctx // the session is the scope of this context
	receiving sync.WaitGroup

	mu       sync.Mutex
	refused  bool // the last configuration was
	settings *ConfigureSession
	given    map[string]json.RawMessage // the configuration of components, checked
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
		done := make(chan struct{})
		s.settled = done
		go func() {
			defer close(done)
			s.handle(r, before, nil, s.configureHandler)
		}()
		return
	}
	go s.handle(r, before, received, s.ready)
}

// ready answers what needs a configuration that has not been refused.
func (s *session) ready(ctx context.Context, call *Call, params json.RawMessage) (any, error) {
	s.mu.Lock()
	refused := s.refused
	s.mu.Unlock()
	if refused {
		return nil, NewError(ErrorKindNotReady, "the configuration was refused; send configure with one that fits")
	}
	method := call.request.Method
	handle := s.handler(method)
	if handle == nil {
		return nil, NewError(ErrorKindMethodNotFound, fmt.Sprintf("service %q does not serve the method %q", s.name, method))
	}
	return handle(ctx, call, params)
}

func (s *session) handle(r *rpc.Request, before, received <-chan struct{}, handle handler) {
	if before != nil {
		select {
		case <-before:
		case <-r.Context().Done():
		}
	}
	if received != nil {
		select {
		case <-received:
		case <-time.After(receivePatience):
		case <-r.Context().Done():
		}
	}
	s.answer(r, &Call{session: s, request: r}, handle)
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

func (s *session) configureHandler(ctx context.Context, _ *Call, raw json.RawMessage) (any, error) {
	var params protocol.ConfigureParams
	if err := params.UnmarshalJSON(raw); err != nil {
		s.settle(true, nil, nil)
		return nil, err
	}
	s.mu.Lock()
	s.settings = params.Session
	s.mu.Unlock()
	refused := true
	var given map[string]json.RawMessage
	defer func() { s.settle(refused, params.Session, given) }() // also when apply panics
	given, err := s.configure(ctx, params.Config)
	if err != nil {
		return nil, err
	}
	refused = false
	return protocol.ConfigureResult{Status: protocol.ConfigureStatusOk}, nil
}

func (s *session) settle(refused bool, settings *ConfigureSession, given map[string]json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused, s.settings, s.given = refused, settings, given
}

func (s *session) describe(_ context.Context, _ *Call, raw json.RawMessage) (any, error) {
	var params protocol.DescribeParams
	if err := params.UnmarshalJSON(raw); err != nil {
		return nil, err
	}
	if params.ProtocolVersions != nil && !slices.Contains(params.ProtocolVersions, ProtocolVersion) {
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
