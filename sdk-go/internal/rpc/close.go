package rpc

import (
	"context"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
)

// Drain refuses new requests from now on and waits until those under way have been answered, or ctx ends.
func (c *Conn) Drain(ctx context.Context) error {
	c.mu.Lock()
	c.draining = true
	if len(c.requests) == 0 {
		c.mu.Unlock()
		return nil
	}
	if c.idle == nil {
		c.idle = make(chan struct{})
	}
	idle := c.idle
	c.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// CancelAll cancels the contexts of all requests under way.
func (c *Conn) CancelAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, request := range c.requests {
		request.cancel(exchange.ErrStopping)
	}
}

// Close writes what is queued, or gives up when ctx ends. Nothing must be sent afterwards.
func (c *Conn) Close(ctx context.Context) error {
	c.mu.Lock()
	c.closing = true
	c.timer.Stop()
	c.mu.Unlock()
	select {
	case c.work <- struct{}{}:
	default: // the writer has been woken already
	}
	select {
	case <-c.written:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
