// Package peer is one connection as a pure state machine: ids, pending calls, cancel, progress, deadlines,
// concurrency. It knows no component, does no I/O, starts nothing and reads no clock: the time is passed in.
//
// Messages, commands and the time go in; what to send and what happened comes out, in order.
package peer

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
)

// Side is the end of the pipe; it prefixes own ids: `h-1` or `s-1`.
type Side string

// The sides.
const (
	Host    Side = "h"
	Service Side = "s"
)

// CancelMode is how a cancel is meant.
type CancelMode string

// The modes; the empty one counts as immediate.
const (
	Immediate CancelMode = "immediate"
	Graceful  CancelMode = "graceful"
)

// DeadlineExceeded is the reason of the cancels of what a deadline ends (RPC-062).
const DeadlineExceeded = "deadline exceeded"

// Limits of the protocol.
const (
	// DefaultMaxConcurrency is how many requests are handled at once when nothing else was announced.
	DefaultMaxConcurrency = 64
	// MaxCallDepth is how deep calls may nest (`_meta.depth`).
	MaxCallDepth = 8
)

// Peer is the state of one connection. It is not safe for concurrent use.
type Peer struct {
	side           Side
	maxConcurrency int
	next           uint64
	outgoing       map[message.ID]*outgoing
	incoming       map[message.ID]*incoming
	counted        int
	arrived        uint64
	lost           bool
}

// New returns the state of a fresh connection that handles at most maxConcurrency requests at once.
func New(side Side, maxConcurrency int) *Peer {
	return &Peer{
		side: side, maxConcurrency: maxConcurrency,
		outgoing: map[message.ID]*outgoing{}, incoming: map[message.ID]*incoming{},
	}
}

// Unanswered counts the requests of the other side that wait for their answer.
func (p *Peer) Unanswered() int { return len(p.incoming) }

// Receive takes a legal message.
func (p *Peer) Receive(now time.Time, m message.Message) []Effect {
	switch m := m.(type) {
	case message.Request:
		return p.request(now, m)
	case message.Notification:
		return p.notification(now, m)
	case message.Response:
		return p.response(m)
	}
	return nil
}

// Refuse answers a line that was no legal message. The data may be nil.
func (p *Peer) Refuse(id message.ID, code int64, reason string, data *jsontext.Builder) []Effect {
	return []Effect{refusal(id, code, reason, data)}
}

// Dropped takes the id of an illegal response: an own call that it names fails, as nobody will answer it again.
func (p *Peer) Dropped(id message.ID) []Effect {
	_, own := p.outgoing[id]
	switch {
	case id.IsZero():
		return nil
	case !own:
		return []Effect{Stray{id}}
	}
	delete(p.outgoing, id)
	return []Effect{Failed{id, newError(-32603, "the answer is not a legal response", nil)}}
}

func (p *Peer) response(m message.Response) []Effect {
	if _, own := p.outgoing[m.ID]; !own {
		return []Effect{Stray{m.ID}}
	}
	delete(p.outgoing, m.ID)
	if m.Error != nil {
		return []Effect{Failed{m.ID, *m.Error}}
	}
	return []Effect{Result{m.ID, m.Result}}
}

func (p *Peer) notification(now time.Time, m message.Notification) []Effect {
	if m.Method == "$/cancel" {
		return p.cancelIncoming(m.Params)
	}
	if strings.HasPrefix(m.Method, "$/") && m.Method != "$/progress" && m.Method != "$/log" {
		return nil // from a later version
	}
	raw := jsontext.Last(m.Params, "request_id")
	if raw == nil {
		return []Effect{Notified{m.Method, m.Params}}
	}
	id, _ := message.ParseID(raw)
	if call, own := p.outgoing[id]; own {
		call.renew(now)
		return []Effect{Streamed{id, m.Method, m.Params}}
	}
	if m.Method == "$/progress" || strings.HasPrefix(m.Method, "stream.") {
		return []Effect{Stray{id}}
	}
	return []Effect{Notified{m.Method, m.Params}}
}

// Tick moves the clock: what has expired is answered or given up.
func (p *Peer) Tick(now time.Time) []Effect {
	return append(p.expireIncoming(now), p.expireOutgoing(now)...)
}

// NextTick returns when [Peer.Tick] has something to do; ok is false when nothing waits for the clock.
func (p *Peer) NextTick() (at time.Time, ok bool) {
	soonest := func(when time.Time) {
		if !when.IsZero() && (!ok || when.Before(at)) {
			at, ok = when, true
		}
	}
	for _, request := range p.incoming {
		soonest(request.deadline)
	}
	for _, call := range p.outgoing {
		soonest(call.expires)
	}
	return at, ok
}

// Lost ends the connection: every own call fails, in the order in which they were made.
func (p *Peer) Lost() []Effect {
	p.lost = true
	var effects []Effect
	for _, call := range p.calls(func(*outgoing) bool { return true }) {
		effects = append(effects, Failed{call.id, gone()})
	}
	clear(p.outgoing)
	return effects
}

func gone() message.Error { return newError(-32002, "the other side closed the connection", nil) }

func refusal(id message.ID, code int64, reason string, data *jsontext.Builder) Effect {
	failure := newError(code, reason, data)
	return Send{message.Response{ID: id, Error: &failure}}
}

var kinds = map[int64]string{
	-32700: "parse_error", -32600: "invalid_request", -32603: "internal_error", -32800: "cancelled",
	-32001: "deadline_exceeded", -32002: "service_unavailable", -32005: "overloaded", -32006: "message_too_large",
}

// newError returns an error object whose data has the kind first.
func newError(code int64, text string, data *jsontext.Builder) message.Error {
	kind := jsontext.AppendText(nil, kinds[code])
	object := json.RawMessage("{}")
	if data != nil {
		object = data.Object()
	}
	return message.Error{Code: code, Message: text, Data: jsontext.Prepend(object, "kind", kind)}
}
