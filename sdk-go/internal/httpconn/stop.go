package httpconn

import (
	"context"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
)

// Drain refuses new requests from now on and waits until those under way are over, or ctx ends.
func (s *Server) Drain(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	if s.present == 0 {
		s.mu.Unlock()
		return nil
	}
	if s.idle == nil {
		s.idle = make(chan struct{})
	}
	idle := s.idle
	s.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// CancelAll cancels the contexts of all requests under way.
func (s *Server) CancelAll() {
	for _, request := range s.underWay() {
		request.cancel(exchange.ErrStopping)
	}
}

func (s *Server) underWay() []*Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var requests []*Request
	for request := range s.requests {
		requests = append(requests, request)
	}
	return requests
}
