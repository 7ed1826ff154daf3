package rpc

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

const (
	// highWater is how much may be queued before notifications wait, in bytes; lowWater is when they go on.
	highWater = 4 << 20
	lowWater  = 2 << 20
	// gather is how much goes into one write before the next one begins.
	gather = 64 << 10
	// envelopeSize is about what a message weighs beside its raw member.
	envelopeSize = 128
)

// Notify sends a notification. It waits while more than enough is queued.
func (c *Conn) Notify(ctx context.Context, method string, params json.RawMessage) {
	c.notify(ctx, method, params, func() bool { return true })
}

func (c *Conn) notify(ctx context.Context, method string, params json.RawMessage, still func() bool) {
	for {
		c.mu.Lock()
		if c.queued <= highWater || c.broken {
			if still() {
				// Not by the machine, which has lost the connection once nothing more can be read: the other side may
				// still read what belongs to handlers under way (LIF-073).
				c.enqueue(message.Notification{Method: method, Params: params})
			}
			c.mu.Unlock()
			return
		}
		if c.room == nil {
			c.room = make(chan struct{})
		}
		room := c.room
		c.mu.Unlock()
		select {
		case <-room:
		case <-ctx.Done():
			return
		}
	}
}

func (c *Conn) enqueue(m message.Message) {
	if c.broken {
		return
	}
	c.queue = append(c.queue, m)
	c.queued += weight(m)
	select {
	case c.work <- struct{}{}:
	default: // the writer has been woken already
	}
}

func weight(m message.Message) int {
	switch m := m.(type) {
	case message.Request:
		return envelopeSize + len(m.Params)
	case message.Notification:
		return envelopeSize + len(m.Params)
	case message.Response:
		return envelopeSize + len(m.Result)
	}
	return envelopeSize
}

// write is the writer: it encodes and writes what is queued until the connection is closed and the queue empty.
func (c *Conn) write() {
	defer close(c.written)
	var lines []byte
	for range c.work {
		for {
			batch, last := c.take()
			if len(batch) == 0 {
				if last {
					return
				}
				break
			}
			if lines = c.writeBatch(batch, lines[:0]); cap(lines) > 1<<20 {
				lines = nil // one huge message must not hold its memory for ever
			}
		}
	}
}

func (c *Conn) writeBatch(batch []message.Message, lines []byte) []byte {
	written := 0
	for _, m := range batch {
		lines = c.encode(lines, m)
		written += weight(m)
		if len(lines) >= gather {
			c.flush(lines)
			lines = lines[:0]
		}
	}
	c.flush(lines)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queued -= written
	if c.room != nil && (c.queued <= lowWater || c.broken) {
		close(c.room)
		c.room = nil
	}
	if c.empty != nil && (c.queued == 0 || c.broken) {
		close(c.empty)
		c.empty = nil
	}
	return lines
}

// Flush waits until all that was sent has been written, on the connection of the request whose context this is, or
// until ctx ends: for a handler that ends the process.
func Flush(ctx context.Context) {
	c, is := ctx.Value(connKey{}).(*Conn)
	if !is {
		return
	}
	c.mu.Lock()
	if c.queued == 0 || c.broken {
		c.mu.Unlock()
		return
	}
	if c.empty == nil {
		c.empty = make(chan struct{})
	}
	empty := c.empty
	c.mu.Unlock()
	select {
	case <-empty:
	case <-ctx.Done():
	}
}

func (c *Conn) take() (batch []message.Message, last bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	batch, c.queue = c.queue, nil
	return batch, c.closing
}

// encode writes a message, or what stands for it when the other side would not read it.
func (c *Conn) encode(lines []byte, m message.Message) []byte {
	start := len(lines)
	lines = wire.Append(lines, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	limit := c.sendLimit
	size := len(lines) - start - 1
	if size <= limit {
		return lines
	}
	lines = lines[:start]
	failure := tooLarge(size, limit)
	switch m := m.(type) {
	case message.Response:
		return wire.Append(lines, message.Response{ID: m.ID, Error: &failure})
	case message.Request:
		c.finishCall(m.ID, nil, &CallError{Failure: failure})
		c.apply(c.peer.Dropped(m.ID)) // forgets the call, which is finished already
	}
	return lines
}

func tooLarge(size, limit int) message.Error {
	return message.Error{
		Code:    -32006,
		Message: fmt.Sprintf("the message would have %d bytes, the other side reads at most %d", size, limit),
		Data:    json.RawMessage(fmt.Sprintf(`{"kind":"message_too_large","limit":%d}`, limit)),
	}
}

func (c *Conn) flush(lines []byte) {
	if len(lines) == 0 {
		return
	}
	if _, err := c.out.Write(lines); err != nil {
		c.mu.Lock()
		c.broken = true
		c.mu.Unlock()
	}
}
