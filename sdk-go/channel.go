package ipc

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// Channel is what a service has to do with a channel; one of the functions may be nil.
type Channel struct {
	// Collect returns what the service contributes, as JSON.
	Collect func(ctx context.Context) (any, error)
	// Receive takes what others publish, one message after the other. An error goes to the log.
	Receive func(ctx context.Context, message ChannelMessageParams) error
}

type channel struct {
	component[Channel]
}

// AddChannel makes the service contribute to a channel, subscribe to it, or both.
func AddChannel(s *Service, name string, impl Channel) {
	if accepts(s, "channel", name, impl.Collect != nil || impl.Receive != nil, s.channels) {
		s.channels = append(s.channels, &channel{component[Channel]{name, impl}})
	}
}

func (c *channel) spec() ChannelSpec {
	return ChannelSpec{Name: c.name, Contributes: new(c.impl.Collect != nil), Subscribes: new(c.impl.Receive != nil)}
}

func (s *session) collectChannel(ctx context.Context, call *Call, params *protocol.ChannelCollectParams) (any, error) {
	contributing := keep(s.channels, func(c *channel) bool { return c.impl.Collect != nil })
	c, err := pick(contributing, &params.Channel, "channel")
	if err != nil {
		return nil, err
	}
	if err := s.enter(ctx, call, c.name); err != nil {
		return nil, err
	}
	data, err := c.impl.Collect(ctx)
	if err != nil {
		return nil, err
	}
	raw, err := jsontext.Marshal(data)
	return protocol.ChannelCollectResult{Data: raw}, err
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
	for _, c := range s.channels {
		if c.name == params.Channel && c.impl.Receive != nil && !s.stopping {
			before, call := s.received, &Call{session: s, settled: s.settled}
			done := make(chan struct{})
			s.received = done
			s.receiving.Go(func() {
				defer close(done)
				s.receive(call, c, params, before)
			})
		}
	}
}

func (s *session) receive(call *Call, c *channel, message ChannelMessageParams, before <-chan struct{}) {
	defer func() {
		if cause := recover(); cause != nil {
			_ = panicked("the receiver of channel "+c.name, cause)
		}
	}()
	if before != nil {
		<-before
	}
	if call.settled.wait(s.ctx) != nil { // the service stops
		return
	}
	ctx := context.WithValue(s.ctx, callKey{}, call)
	err := s.enter(ctx, call, c.name)
	if err == nil {
		err = c.impl.Receive(ctx, message)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "channel %q: %v\n", c.name, err)
	}
}
