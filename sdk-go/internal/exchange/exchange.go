// Package exchange is the seam between dispatch and the bindings: what dispatch needs of a request under way, whatever
// brought it. Over stdio it is a request of package rpc, over HTTP one of package httpconn.
package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
)

// ErrCancelled is the cause of a context whose request the caller has cancelled.
var ErrCancelled = errors.New("the caller cancelled the request")

// ErrStopping is the cause of a context whose service is on its way out.
var ErrStopping = errors.New("the service is stopping")

// Exchange is a way to the host: that of a request, or that of what belongs to no request.
type Exchange interface {
	// Context ends with the cancel, the deadline, and the answer.
	Context() context.Context
	// Graceful is closed when the caller wants what runs to be finished and nothing new to be started.
	Graceful() <-chan struct{}
	// Begin says that the author's code runs from now on: what is refused before needs no stream (HTP-046).
	Begin()
	// Notify sends a notification about the request; the params are without `request_id`. It is dropped when the
	// request has been answered.
	Notify(method string, params json.RawMessage)
	// Tell sends a notification about no request.
	Tell(ctx context.Context, method string, params json.RawMessage)
	// Call asks the host while the request is being answered: its meta, deadline and cancel travel along.
	Call(ctx context.Context, method string, params json.RawMessage, options CallOptions) (json.RawMessage, error)
}

// Request is an exchange that is to be answered, once; what has been answered stays answered.
type Request interface {
	Exchange
	Answer(result json.RawMessage)
	Fail(failure message.Error)
}

// CallError is the error response to an own call.
type CallError struct{ Failure message.Error }

func (e *CallError) Error() string { return e.Failure.Message }

// StreamFunc takes the notifications about a call, in order, on the goroutine of the caller.
type StreamFunc func(method string, params json.RawMessage)

// CallOptions is what a call is made with beside its params.
type CallOptions struct {
	// Stream takes the notifications about the call; nil = nobody wants them.
	Stream StreamFunc
	// Patience is how long the other side may be silent, zero = for ever: what it streams renews it.
	Patience time.Duration
}
