package peer

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
)

// outgoing is an own call without an answer yet.
type outgoing struct {
	id       message.ID
	number   uint64
	parent   message.ID
	patience time.Duration
	expires  time.Time
	// cancelled is the hardest cancel that has been sent.
	cancelled CancelMode
}

func (o *outgoing) renew(now time.Time) {
	if o.patience > 0 {
		o.expires = now.Add(o.patience)
	}
}

// CallOptions is what a call is made with beside its params.
type CallOptions struct {
	// Parent is the request that is being answered: its meta, deadline and cancel travel along. Zero = none.
	Parent message.ID
	// Timeout is how long the other side may be silent; progress and stream notifications renew it. Zero = for ever.
	Timeout time.Duration
}

// Call makes a call. Its id comes back with what is to be done.
func (p *Peer) Call(now time.Time, method string, params json.RawMessage, options CallOptions) (message.ID, []Effect) {
	p.next++
	id := message.TextID(string(p.side) + "-" + strconv.FormatUint(p.next, 10))
	if p.lost {
		return id, []Effect{Failed{id, gone()}}
	}
	call := &outgoing{id: id, number: p.next, parent: options.Parent, patience: options.Timeout}
	call.renew(now)
	p.outgoing[id] = call
	params = p.passOnMeta(now, options.Parent, params)
	return id, []Effect{Send{message.Request{ID: id, Method: method, Params: params}}}
}

// Notify sends a notification.
func (p *Peer) Notify(method string, params json.RawMessage) []Effect {
	if p.lost {
		return nil
	}
	return []Effect{Send{message.Notification{Method: method, Params: params}}}
}

// Cancel tells the other side that an own call is no longer wanted; it will still answer. The mode and the reason
// may be empty.
func (p *Peer) Cancel(id message.ID, mode CancelMode, reason string) []Effect {
	call := p.outgoing[id]
	if call == nil || call.cancelled == Immediate || (mode == Graceful && call.cancelled == Graceful) {
		return nil
	}
	call.cancelled = cmp.Or(mode, Immediate)
	return []Effect{cancelMessage(id, mode, reason)}
}

// calls returns the own calls that fit, in the order in which they were made.
func (p *Peer) calls(fits func(*outgoing) bool) []*outgoing {
	var calls []*outgoing
	for _, call := range p.outgoing {
		if fits(call) {
			calls = append(calls, call)
		}
	}
	slices.SortFunc(calls, func(a, b *outgoing) int { return cmp.Compare(a.number, b.number) })
	return calls
}

func (p *Peer) cancelCallsOf(parent message.ID, mode CancelMode, reason string) []Effect {
	var effects []Effect
	for _, call := range p.calls(func(call *outgoing) bool { return call.parent == parent }) {
		effects = append(effects, p.Cancel(call.id, mode, reason)...)
	}
	return effects
}

func (p *Peer) expireOutgoing(now time.Time) []Effect {
	var effects []Effect
	due := p.calls(func(call *outgoing) bool { return !call.expires.IsZero() && !call.expires.After(now) })
	for _, call := range due {
		delete(p.outgoing, call.id)
		effects = append(effects, cancelMessage(call.id, Immediate, "timeout"),
			Failed{call.id, newError(-32001, "no answer within the time given", nil)})
	}
	return effects
}

// passOnMeta adds the meta of the request that is being answered.
func (p *Peer) passOnMeta(now time.Time, parent message.ID, params json.RawMessage) json.RawMessage {
	request := p.incoming[parent]
	if request == nil {
		return params
	}
	return PassOn(now, request.meta, request.deadline, params)
}

// PassOn adds to the params of a call the meta of the request that it is made for, one deeper and with the time that
// is left (RPC-022, RPC-023). What the params say themselves wins.
func PassOn(now time.Time, given json.RawMessage, deadline time.Time, params json.RawMessage) json.RawMessage {
	values, names := map[string]json.RawMessage{}, []string{}
	set := func(name, value []byte) {
		if values[string(name)] == nil {
			names = append(names, string(name))
		}
		values[string(name)] = value
	}
	_ = jsontext.Object(given, maxMetaDepth, func(name, value []byte) {
		if wellTyped(string(name), value) {
			set(name, value)
		}
	})
	set([]byte("depth"), strconv.AppendUint(nil, depth(given)+1, 10))
	if !deadline.IsZero() {
		left := max(deadline.Sub(now).Milliseconds(), 0)
		set([]byte("deadline_ms"), strconv.AppendInt(nil, left, 10))
	}
	_ = jsontext.Object(objectOrNil(jsontext.Last(params, "_meta")), maxMetaDepth, set)
	var meta jsontext.Builder
	for _, name := range names {
		meta.Raw(name, values[name])
	}
	return jsontext.Prepend(without(params, "_meta"), "_meta", meta.Object())
}

// wellTyped tells whether a member of meta is of its type; others count as absent (RPC-060).
func wellTyped(name string, value []byte) bool {
	switch name {
	case "traceparent", "tracestate", "baggage", "session_id", "parent_session_id", "turn_id":
		return value[0] == '"'
	case "deadline_ms", "depth":
		return value[0] == '-' || '0' <= value[0] && value[0] <= '9'
	}
	return true
}

// maxMetaDepth never stops anything: the wire has checked the depth already.
const maxMetaDepth = 128

// without returns an object without a member; nil counts as the empty object.
func without(object json.RawMessage, name string) json.RawMessage {
	if object == nil {
		return json.RawMessage("{}")
	}
	if !bytes.Contains(object, []byte(name)) {
		return object
	}
	var rest jsontext.Builder
	_ = jsontext.Object(object, maxMetaDepth, func(member, value []byte) {
		if string(member) != name {
			rest.Raw(string(member), value)
		}
	})
	return rest.Object()
}

func cancelMessage(id message.ID, mode CancelMode, reason string) Effect {
	var params jsontext.Builder
	params.Raw("id", id.JSON())
	if mode != "" {
		params.Text("mode", string(mode))
	}
	if reason != "" {
		params.Text("reason", reason)
	}
	return Send{message.Notification{Method: "$/cancel", Params: params.Object()}}
}
