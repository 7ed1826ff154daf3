package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/peer"
)

// CallError is the error response to an own call.
type CallError = exchange.CallError

// CallOptions is what a call is made with beside its params.
type CallOptions = exchange.CallOptions

// call is the mailbox of an own call. The connection's door guards it.
type call struct {
	wake   chan struct{}
	keeps  bool // whether notifications are wanted
	stream []peer.Streamed
	done   bool
	result json.RawMessage
	err    error
}

func (m *call) streamed(e peer.Streamed) {
	if m == nil || !m.keeps {
		return
	}
	m.stream = append(m.stream, e)
	m.signal()
}

func (m *call) signal() {
	select {
	case m.wake <- struct{}{}:
	default: // it has been woken already
	}
}

// Call asks the other side and waits for the answer. When ctx ends first, the other side is told, and the error is
// that of ctx.
func (c *Conn) Call(ctx context.Context, method string, params json.RawMessage, options CallOptions) (json.RawMessage, error) {
	return c.call(ctx, method, params, options, message.ID{})
}

func (c *Conn) call(ctx context.Context, method string, params json.RawMessage, options CallOptions, parent message.ID) (json.RawMessage, error) {
	if ctx.Err() != nil {
		return nil, ended(ctx, method)
	}
	box := &call{wake: make(chan struct{}, 1), keeps: options.Stream != nil}
	c.mu.Lock()
	id, effects := c.peer.Call(time.Now(), method, params, peer.CallOptions{Parent: parent, Timeout: options.Patience})
	c.calls[id] = box
	c.apply(effects)
	c.mu.Unlock()
	defer c.giveUp(ctx, id) // also when a stream func panics; what has been answered is no longer there
	for {
		c.mu.Lock()
		news := box.stream
		box.stream = nil
		done := box.done
		c.mu.Unlock()
		for _, n := range news {
			options.Stream(n.Method, n.Params)
		}
		if done {
			return box.result, box.err
		}
		select {
		case <-box.wake:
		case <-ctx.Done():
			return nil, ended(ctx, method)
		}
	}
}

func ended(ctx context.Context, method string) error {
	return fmt.Errorf("%s: %w", method, context.Cause(ctx))
}

// giveUp cancels a call that is not answered. At a deadline it says what the peer says, which may be later (RPC-062).
func (c *Conn) giveUp(ctx context.Context, id message.ID) {
	var mode peer.CancelMode
	var reason string
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		mode, reason = peer.Immediate, peer.DeadlineExceeded
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.calls, id)
	c.apply(c.peer.Cancel(id, mode, reason))
}

func (c *Conn) finishCall(id message.ID, result json.RawMessage, err error) {
	box := c.calls[id]
	if box == nil {
		return
	}
	delete(c.calls, id)
	box.done, box.result, box.err = true, result, err
	box.signal()
}
