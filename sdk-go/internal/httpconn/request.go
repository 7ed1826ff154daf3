package httpconn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpmap"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Request is a request that is to be answered, once.
type Request struct {
	Method string
	Params json.RawMessage

	server   *Server
	w        http.ResponseWriter
	streams  bool            // the answer is a stream
	ctx      context.Context //nolint:containedctx // the request is the scope of this context
	cancel   context.CancelCauseFunc
	release  func()
	deadline time.Time
	way      callback
	graceful chan struct{}
	done     chan struct{} // closed when there is an outcome

	mu        sync.Mutex // guards what follows; the calls and the outcome
	calls     map[*ownCall]bool
	stopping  bool // graceful is closed
	answered  bool
	result    json.RawMessage
	failure   *message.Error
	writing   sync.Mutex // guards w and what follows
	begun     bool       // the stream has begun
	over      bool       // nothing more may be written
	lastWords *time.Timer
}

var _ exchange.Request = (*Request)(nil)

const (
	// cancelPatience: a cancelled request is over within 5 s, also when its handler does not listen.
	cancelPatience = 4500 * time.Millisecond
	// writePatience: who does not read the end of an answer for so long gets no more of it.
	writePatience = 5 * time.Second
)

func (s *Server) newRequest(w http.ResponseWriter, r *http.Request, match httpmap.Match, params json.RawMessage, arrived time.Time) (*Request, *httpmap.Refusal) {
	deadline, expired := peer.DeadlineOf(arrived, jsontext.Last(params, "_meta"))
	if expired {
		return nil, &httpmap.Refusal{Kind: protocol.ErrorKindDeadlineExceeded, Reason: "the deadline had passed on arrival"}
	}
	q := &Request{
		Method: match.Method, Params: params, server: s, w: w, streams: match.Streams(r.Header), deadline: deadline,
		way: callbackOf(r.Header), graceful: make(chan struct{}), done: make(chan struct{}), calls: map[*ownCall]bool{},
	}
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(r.Context()))
	q.ctx, q.cancel, q.release = ctx, cancel, func() { cancel(context.Canceled) }
	if !deadline.IsZero() {
		timed, release := context.WithDeadline(ctx, deadline)
		q.ctx, q.release = timed, func() { release(); cancel(context.Canceled) }
	}
	context.AfterFunc(r.Context(), func() { cancel(exchange.ErrCancelled) }) // HTP-050
	return q, nil
}

// serve runs the handler and writes the answer. Its place is free before who waits for the answer can use it.
func (q *Request) serve(free func()) {
	s := q.server
	s.mu.Lock()
	s.requests[q] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.requests, q)
		s.mu.Unlock()
	}()
	go s.options.Request(q)
	select {
	case <-q.done:
	case <-q.ctx.Done():
		q.ended()
		q.Fail(q.lateAnswer())
	}
	free()
	q.finish()
	q.release()
}

// ended ends the calls under way with the request that they are made for, and what writes to somebody who does not
// read.
func (q *Request) ended() {
	cause := context.Cause(q.ctx)
	q.mu.Lock()
	for call := range q.calls {
		if !call.late {
			call.cancel(cause)
		}
	}
	q.mu.Unlock()
	_ = http.NewResponseController(q.w).SetWriteDeadline(time.Now().Add(writePatience)) // not all servers have it
}

// lateAnswer is the answer of a request whose context has ended, if the handler has none: at a deadline at once.
func (q *Request) lateAnswer() message.Error {
	kind, reason := protocol.ErrorKindDeadlineExceeded, "the deadline passed before the answer was ready"
	if !errors.Is(context.Cause(q.ctx), context.DeadlineExceeded) {
		kind, reason = protocol.ErrorKindCancelled, "the request was cancelled"
		patience := time.NewTimer(cancelPatience)
		defer patience.Stop()
		select {
		case <-q.done:
		case <-patience.C:
		}
	}
	return (&httpmap.Refusal{Kind: kind, Reason: reason}).Failure()
}

// Context ends with the cancel, the deadline, and the answer.
func (q *Request) Context() context.Context { return q.ctx }

// Graceful is closed when the caller wants what runs to be finished and nothing new to be started.
func (q *Request) Graceful() <-chan struct{} { return q.graceful }

// Answer answers with a result; what has been answered stays answered.
func (q *Request) Answer(result json.RawMessage) { q.settle(result, nil) }

// Fail answers with an error.
func (q *Request) Fail(failure message.Error) { q.settle(nil, &failure) }

func (q *Request) settle(result json.RawMessage, failure *message.Error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.answered {
		q.answered, q.result, q.failure = true, result, failure
		close(q.done)
	}
}

// Begin begins the stream, so that the caller sees that the handler runs.
func (q *Request) Begin() {
	q.writing.Lock()
	defer q.writing.Unlock()
	q.begin()
}

func (q *Request) begin() {
	if !q.streams || q.begun || q.over {
		return
	}
	header := q.w.Header()
	header.Set("Content-Type", httpmap.EventStream)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // proxies pass on what comes (HTP-042)
	q.w.WriteHeader(http.StatusOK)
	q.begun = true
	q.lastWords = time.AfterFunc(q.server.options.Silence, q.comment)
	q.write(nil)
}

// write writes a part of a stream and sends it. An error shows that nobody reads: the context of the request tells.
func (q *Request) write(part []byte) {
	_, _ = q.w.Write(part) //nolint:gosec // JSON, and declared as a stream of events
	_ = http.NewResponseController(q.w).Flush()
	q.lastWords.Reset(q.server.options.Silence)
}

func (q *Request) comment() {
	q.writing.Lock()
	defer q.writing.Unlock()
	if !q.over {
		q.write([]byte(httpmap.Comment))
	}
}

// Notify sends an event about this request; without a stream it is dropped.
func (q *Request) Notify(method string, params json.RawMessage) { q.event(method, params) }

func (q *Request) event(method string, params json.RawMessage) (sent bool) {
	q.writing.Lock()
	defer q.writing.Unlock()
	if !q.begun || q.over {
		return false
	}
	q.write(httpmap.AppendEvent(nil, method, params))
	return true
}

// Tell sends a notification: a line of the log in the stream, or else to stderr, and anything else to the host.
func (q *Request) Tell(ctx context.Context, method string, params json.RawMessage) {
	if method != protocol.MethodLog {
		q.tellHost(ctx, method, params)
	} else if !q.event(method, params) {
		fmt.Fprintf(os.Stderr, "%s\n", params)
	}
}

// finish writes the outcome.
func (q *Request) finish() {
	q.mu.Lock()
	result, failure := q.result, q.failure
	q.mu.Unlock()
	q.writing.Lock()
	defer q.writing.Unlock()
	if failure == nil {
		q.begin() // unless it has, or is no stream
	}
	switch {
	case q.begun && failure == nil:
		q.write(httpmap.AppendEvent(nil, "result", result))
	case q.begun:
		_, problem := httpmap.Problem(*failure, 0)
		q.write(httpmap.AppendEvent(nil, "error", problem))
	case failure != nil:
		status, problem := httpmap.Problem(*failure, 0)
		answerJSON(q.w, status, httpmap.ProblemJSON, problem)
	case protocol.Methods[q.Method].Notification:
		q.w.WriteHeader(http.StatusNoContent)
	default:
		answerJSON(q.w, http.StatusOK, httpmap.JSON, result)
	}
	q.over = true
	if q.lastWords != nil {
		q.lastWords.Stop()
	}
}

// stopGracefully passes a graceful cancel on to the handler and to its calls under way (HTP-052).
func (q *Request) stopGracefully(reason string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stopping {
		return
	}
	q.stopping = true
	for call := range q.calls {
		go q.passCancelOn(call, reason)
	}
	close(q.graceful)
}
