package ipc

import (
	"context"

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

func (s *served) collectChannel(ctx context.Context, call *Call, params *protocol.ChannelCollectParams) (any, error) {
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
