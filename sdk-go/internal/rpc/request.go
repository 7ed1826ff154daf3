package rpc

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
)

// Request is a request that is to be answered, once.
type Request struct {
	message.Request
	conn     *Conn
	ctx      context.Context //nolint:containedctx // the request is the scope of this context
	cancel   context.CancelCauseFunc
	release  context.CancelFunc
	graceful chan struct{}
}

// start makes the request of an effect; nil when the connection takes no more.
func (c *Conn) start(e peer.Requested) *Request {
	if c.draining {
		c.apply(c.peer.Fail(e.ID, stopping()))
		return nil
	}
	r := &Request{Request: e.Request, conn: c, graceful: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancelCause(c.base)
	r.release = func() { r.cancel(context.Canceled) }
	if !e.Deadline.IsZero() {
		timed, release := context.WithDeadline(r.ctx, e.Deadline)
		r.ctx = timed
		outer := r.release
		r.release = func() { release(); outer() }
	}
	c.requests[e.ID] = r
	return r
}

func stopping() message.Error {
	return message.Error{Code: -32002, Message: "the service is stopping", Data: json.RawMessage(`{"kind":"service_unavailable"}`)}
}

func (r *Request) cancelled(mode peer.CancelMode) {
	if mode == peer.Immediate {
		r.cancel(exchange.ErrCancelled)
		deaf := time.AfterFunc(cancelPatience, func() { r.Fail(cancelled()) })
		release := r.release
		r.release = func() { deaf.Stop(); release() }
		return
	}
	close(r.graceful)
}

// cancelPatience: a cancelled request is answered within 5 s, also when its handler does not listen (protocol §3.1).
const cancelPatience = 4500 * time.Millisecond

func cancelled() message.Error {
	return message.Error{Code: -32800, Message: "the request was cancelled", Data: json.RawMessage(`{"kind":"cancelled"}`)}
}

// Context ends with the cancel, the deadline, and the answer.
func (r *Request) Context() context.Context { return r.ctx }

// Graceful is closed when the caller wants what runs to be finished and nothing new to be started.
func (r *Request) Graceful() <-chan struct{} { return r.graceful }

// Answer answers with a result; what has been answered stays answered.
func (r *Request) Answer(result json.RawMessage) {
	r.conn.mu.Lock()
	defer r.conn.mu.Unlock()
	r.conn.apply(r.conn.peer.Answer(r.ID, result))
	r.conn.forget(r.ID)
}

// Fail answers with an error.
func (r *Request) Fail(failure message.Error) {
	r.conn.mu.Lock()
	defer r.conn.mu.Unlock()
	r.conn.apply(r.conn.peer.Fail(r.ID, failure))
	r.conn.forget(r.ID)
}

// Begin has nothing to say over stdio.
func (r *Request) Begin() {}

// Notify sends a notification about this request, whose id it puts before the params; it is dropped when the request
// has been answered. It waits while more than enough is queued.
func (r *Request) Notify(method string, params json.RawMessage) {
	params = jsontext.Prepend(params, "request_id", r.ID.JSON())
	r.conn.notify(r.ctx, method, params, func() bool { return r.conn.requests[r.ID] == r })
}

// Tell sends a notification about no request.
func (r *Request) Tell(ctx context.Context, method string, params json.RawMessage) {
	r.conn.Notify(ctx, method, params)
}

// Call asks the other side while this request is being answered: its meta, deadline and cancel travel along.
func (r *Request) Call(ctx context.Context, method string, params json.RawMessage, options CallOptions) (json.RawMessage, error) {
	return r.conn.call(ctx, method, params, options, r.ID)
}

// forget lets go of a request that has been answered.
func (c *Conn) forget(id message.ID) {
	r := c.requests[id]
	if r == nil {
		return
	}
	delete(c.requests, id)
	r.release()
	if c.idle != nil && len(c.requests) == 0 {
		close(c.idle)
		c.idle = nil
	}
}

func number(n int) json.RawMessage { return strconv.AppendInt(nil, int64(n), 10) }
