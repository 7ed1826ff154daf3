package ipc

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/rpc"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// session is a service on one connection of lines: what has been described and configured, and what the order of lines
// means.
type session struct {
	*served
	conn *rpc.Conn

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

// request takes a request on the reading goroutine, in the order of lines: state changes happen here, work does not.
func (s *session) request(r *rpc.Request) {
	call := &Call{served: s.served, exchange: r, method: r.Method, params: r.Params}
	switch r.Method {
	case protocol.MethodPing:
		r.Answer(json.RawMessage("{}"))
		return
	case protocol.MethodDescribe:
		s.answer(r, call, s.describe)
		return
	}
	if !s.described {
		r.Fail(NewError(ErrorKindNotReady, "describe comes first; "+r.Method+" works after it").object())
		return
	}
	before, received := s.settled, s.received
	if r.Method == protocol.MethodConfigure {
		s.settled = unsettled()
		call.settled = s.settled
		go s.settle(r, call, before)
		return
	}
	call.settled = before
	if !strings.HasPrefix(r.Method, contextMethods) {
		go s.handle(r, call, received)
		return
	}
	earlier, done := s.history, make(chan struct{})
	s.history = done
	go s.handleInOrder(r, call, received, earlier, done)
}

// contextMethods begins the names of the methods about the history.
const contextMethods = "context."

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

func (s *session) describe(_ context.Context, _ *Call, raw json.RawMessage) (any, error) {
	result, limits, err := s.describeTo(raw)
	if err != nil {
		return nil, err
	}
	s.conn.SetSendLimit(int(limits.MaxMessageBytesOrDefault())) //nolint:gosec // at most 2^53
	s.described = true
	return result, nil
}

// receivePatience is how long later requests wait for a message that came before them to be received.
const receivePatience = time.Second

// notification takes a notification on the reading goroutine. Messages are received in the order of their lines, and
// before what is requested after them.
func (s *session) notification(method string, raw json.RawMessage) {
	if method != protocol.MethodChannelMessage || !s.described {
		return
	}
	var params protocol.ChannelMessageParams
	if params.UnmarshalJSON(raw) != nil { // nobody waits for an answer
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.receivers(params.Channel) {
		if s.stopping {
			return
		}
		before := s.received
		call := &Call{served: s.served, exchange: receiving{s.conn, s.ctx}, method: method, params: raw, settled: s.settled}
		done := make(chan struct{})
		s.received = done
		s.receiving.Go(func() {
			defer close(done)
			if before != nil {
				<-before
			}
			if call.settled.wait(s.ctx) == nil { // else the service stops
				s.runReceiver(s.ctx, call, c, params)
			}
		})
	}
}

// receiving is the exchange of a receiver: over lines it belongs to no request.
type receiving struct {
	*rpc.Conn
	ctx context.Context //nolint:containedctx // that of the session
}

func (r receiving) Context() context.Context     { return r.ctx }
func (receiving) Graceful() <-chan struct{}      { return nil }
func (receiving) Begin()                         {}
func (receiving) Notify(string, json.RawMessage) {}

func (r receiving) Tell(ctx context.Context, method string, params json.RawMessage) {
	r.Conn.Notify(ctx, method, params)
}
