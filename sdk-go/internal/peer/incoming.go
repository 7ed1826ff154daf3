package peer

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
)

// incoming is a request that is being answered.
type incoming struct {
	id        message.ID
	meta      json.RawMessage // its `_meta`, an object or nil
	deadline  time.Time
	cancelled CancelMode
	order     uint64
	counted   bool
}

func (p *Peer) request(now time.Time, m message.Request) []Effect {
	if _, taken := p.incoming[m.ID]; taken {
		return p.Refuse(m.ID, -32600, fmt.Sprintf("the id %s is still under way", m.ID.JSON()), nil)
	}
	counted := m.Method != "ping" && m.Method != "describe" && m.Method != "hook.emit"
	if counted && p.counted >= p.maxConcurrency {
		return p.Refuse(m.ID, -32005, fmt.Sprintf("%d requests are under way, the most that this side handles", p.counted), nil)
	}
	// The line belongs to the reader's message; what outlives it here is copied.
	meta := objectOrNil(bytes.Clone(jsontext.Last(m.Params, "_meta")))
	if strings.HasPrefix(m.Method, "request.") && depth(meta) > MaxCallDepth {
		return p.Refuse(m.ID, -32005, fmt.Sprintf("calls nest deeper than %d", MaxCallDepth), nil)
	}
	deadline, expired := DeadlineOf(now, meta)
	if expired {
		return p.Refuse(m.ID, -32001, "the deadline had passed on arrival", nil)
	}
	if counted {
		p.counted++
	}
	p.arrived++
	p.incoming[m.ID] = &incoming{id: m.ID, meta: meta, deadline: deadline, order: p.arrived, counted: counted}
	return []Effect{Requested{m, deadline}}
}

// Finish tells whether a request still waits for its answer; from now on it no longer does.
func (p *Peer) Finish(id message.ID) bool {
	request, waits := p.incoming[id]
	if waits && request.counted {
		p.counted--
	}
	delete(p.incoming, id)
	return waits
}

// Answering tells whether a request still waits for its answer.
func (p *Peer) Answering(id message.ID) bool { return p.incoming[id] != nil }

// Answer answers a request; what has been answered stays answered.
func (p *Peer) Answer(id message.ID, result json.RawMessage) []Effect {
	if !p.Finish(id) {
		return nil
	}
	return []Effect{Send{message.Response{ID: id, Result: result}}}
}

// Fail answers a request with an error.
func (p *Peer) Fail(id message.ID, failure message.Error) []Effect {
	if !p.Finish(id) {
		return nil
	}
	return []Effect{Send{message.Response{ID: id, Error: &failure}}}
}

func (p *Peer) cancelIncoming(params json.RawMessage) []Effect {
	id, _ := message.ParseID(jsontext.Last(params, "id"))
	request := p.incoming[id]
	if request == nil {
		return nil
	}
	mode := Immediate
	if text, _ := jsontext.Text(jsontext.Last(params, "mode")); text == string(Graceful) {
		mode = Graceful
	}
	// A second cancel counts only when it is the harder one.
	if request.cancelled == mode || request.cancelled == Immediate {
		return nil
	}
	request.cancelled = mode
	reason, _ := jsontext.Text(jsontext.Last(params, "reason"))
	return append(p.cancelCallsOf(id, mode, reason), Cancelled{id, mode})
}

func (p *Peer) expireIncoming(now time.Time) []Effect {
	var due []*incoming
	for _, request := range p.incoming {
		if !request.deadline.IsZero() && !request.deadline.After(now) {
			due = append(due, request)
		}
	}
	slices.SortFunc(due, func(a, b *incoming) int {
		return cmp.Or(a.deadline.Compare(b.deadline), cmp.Compare(a.order, b.order))
	})
	var effects []Effect
	for _, request := range due {
		effects = append(effects, Expired{request.id})
		effects = append(effects, p.cancelCallsOf(request.id, Immediate, DeadlineExceeded)...)
		late := newError(-32001, "the deadline passed before the answer was ready", nil)
		effects = append(effects, p.Fail(request.id, late)...)
	}
	return effects
}

func objectOrNil(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	return raw
}

// depth returns `_meta.depth`, 0 when it is absent.
func depth(meta json.RawMessage) uint64 {
	n, _ := strconv.ParseUint(string(jsontext.Last(meta, "depth")), 10, 64)
	return n
}

// DeadlineOf returns when the answer to a request with this meta is due; the zero time stands for never.
func DeadlineOf(now time.Time, meta json.RawMessage) (at time.Time, expired bool) {
	left, err := strconv.ParseInt(string(jsontext.Last(meta, "deadline_ms")), 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	if left <= 0 {
		return time.Time{}, true
	}
	if left > int64(maxWait/time.Millisecond) {
		return time.Time{}, false
	}
	return now.Add(time.Duration(left) * time.Millisecond), false
}

// maxWait: deadlines further away than this need no clock, and a longer duration would overflow.
const maxWait = 10 * 365 * 24 * time.Hour
