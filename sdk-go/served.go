package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// served is a service as it is served, whatever the binding: the way from a request to its handler.
type served struct {
	*Service          // only the components that are served
	all      *Service // all that were declared
}

// handler answers the request of a call.
type handler func(ctx context.Context, call *Call, params json.RawMessage) (any, error)

// settlement is a configuration: what is requested after it, and before the next one, goes by it (LIF-035).
type settlement struct {
	done     chan struct{} // closed when it has been decided
	refused  bool
	settings *ConfigureSession
	given    map[string]json.RawMessage // by component, checked
}

// unsettled returns a configuration that has not been decided; it counts as refused until it is through, also when it
// panics.
func unsettled() *settlement { return &settlement{done: make(chan struct{}), refused: true} }

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

// settle decides a configuration, after the one before it.
func (s *served) settle(r exchange.Request, call *Call, before *settlement) {
	defer close(call.settled.done)
	if err := before.wait(r.Context()); err != nil {
		r.Fail(AsError(err).object())
		return
	}
	s.answer(r, call, s.configureHandler)
}

// ready answers what needs a configuration that has not been refused.
func (s *served) ready(ctx context.Context, call *Call, params json.RawMessage) (any, error) {
	if call.settled != nil && call.settled.refused {
		return nil, NewError(ErrorKindNotReady, "the configuration was refused; send configure with one that fits")
	}
	handle := s.handler(call.method)
	if handle == nil {
		return nil, NewError(ErrorKindMethodNotFound, fmt.Sprintf("service %q does not serve the method %q", s.name, call.method))
	}
	return handle(ctx, call, params)
}

// answer runs a handler and answers with what it returns. Whatever it does — panic, Goexit, nonsense — is the fault
// of this request alone.
func (s *served) answer(r exchange.Request, call *Call, handle handler) {
	returned := false
	defer func() {
		switch cause := recover(); {
		case cause != nil:
			r.Fail(panicked("the handler of "+call.method, cause).object())
		case !returned:
			r.Fail(internalError("runtime.Goexit", "the handler of "+call.method+" ended its goroutine").object())
		}
	}()
	params := call.params
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
	r.Fail(failure(r.Context(), err).object())
}

// failure returns the error of a handler; one that only passes on that its context has ended says why it has.
func failure(ctx context.Context, err error) *Error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		if cause := context.Cause(ctx); cause != nil {
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

func (s *served) configureHandler(ctx context.Context, call *Call, raw json.RawMessage) (any, error) {
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

// describeTo answers describe; limits are those of the other side.
func (s *served) describeTo(raw json.RawMessage) (result DescribeResult, limits Limits, err error) {
	var params protocol.DescribeParams
	if err := params.UnmarshalJSON(withGoodMeta(raw)); err != nil {
		return result, limits, err
	}
	if len(params.ProtocolVersions) > 0 && !slices.Contains(params.ProtocolVersions, ProtocolVersion) {
		e := NewError(ErrorKindUnsupportedVersion, fmt.Sprintf("service %q speaks version %s only", s.name, ProtocolVersion))
		e.Data.Supported = []string{ProtocolVersion}
		return result, limits, e
	}
	return s.describeResult(), orZero(params.Limits), nil
}

// runReceiver hands a message of a channel to its receiver. What goes wrong goes to stderr: nobody waits for an answer.
func (s *served) runReceiver(ctx context.Context, call *Call, c *channel, message ChannelMessageParams) {
	defer func() {
		if cause := recover(); cause != nil {
			_ = panicked("the receiver of channel "+c.name, cause)
		}
	}()
	ctx = context.WithValue(ctx, callKey{}, call)
	err := s.enter(ctx, call, c.name)
	if err == nil {
		err = c.impl.Receive(ctx, message)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "channel %q: %v\n", c.name, err)
	}
}

// receivers lists the channels of a name that something is done with what others publish on.
func (s *served) receivers(name string) []*channel {
	return keep(s.channels, func(c *channel) bool { return c.name == name && c.impl.Receive != nil })
}
