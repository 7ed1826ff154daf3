package ipc

import (
	"context"
	"encoding/json"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// GetState reads a value of the session; null when it is unset.
func (h *Host) GetState(ctx context.Context, key string) (json.RawMessage, error) {
	result, err := invoke(ctx, h, protocol.CallStateGet, StateGetParams{Key: key}, nil)
	return result.Value, err
}

// SetState writes a value of the session; nil deletes it.
func (h *Host) SetState(ctx context.Context, key string, value any) error {
	raw, err := jsontext.Marshal(value)
	if err != nil {
		return err
	}
	_, err = invoke(ctx, h, protocol.CallStateSet, StateSetParams{Key: key, Value: raw}, nil)
	return err
}

// GetCapability asks who exports a capability.
func (h *Host) GetCapability(ctx context.Context, name string) (CapabilityInfo, error) {
	return invoke(ctx, h, protocol.CallCapabilityGet, CapabilityGetParams{Name: name}, nil)
}

// ListCapabilities lists what is exported.
func (h *Host) ListCapabilities(ctx context.Context) ([]CapabilityInfo, error) {
	result, err := invoke(ctx, h, protocol.CallCapabilityList, CapabilityListParams{}, nil)
	return result.Capabilities, err
}

// CallCapability calls a capability of any service.
func (h *Host) CallCapability(ctx context.Context, name string, input any) (json.RawMessage, error) {
	raw, err := jsontext.Marshal(input)
	if err != nil {
		return nil, err
	}
	result, err := invoke(ctx, h, protocol.CallRequestCapabilityCall, CapabilityCallParams{Name: name, Input: raw}, nil)
	return result.Output, err
}

// CollectChannel collects what all services contribute to a channel.
func (h *Host) CollectChannel(ctx context.Context, channel string) ([]ChannelContribution, error) {
	result, err := invoke(ctx, h, protocol.CallRequestChannelCollect, ChannelCollectParams{Channel: channel}, nil)
	return result.Contributions, err
}

// Publish publishes on a channel.
func (h *Host) Publish(ctx context.Context, channel string, data any) {
	params := (&jsontext.Builder{}).Text("channel", channel).Raw("data", rawOrNull(data))
	h.notify(ctx, protocol.MethodChannelPublish, params)
}

// Show shows the user a message.
func (h *Host) Show(ctx context.Context, level MessageLevel, text string) {
	params := (&jsontext.Builder{}).Text("message", text).Text("level", string(level))
	if h.call.component != "" {
		params.Text("source", h.call.component)
	}
	h.notify(ctx, protocol.MethodDisplayShow, params)
}

// ReadContent reads content of a service; "" = of the session.
func (h *Host) ReadContent(ctx context.Context, service, path string) (ContentReadResult, error) {
	params := RequestContentReadParams{Service: unlessZero(service), Path: path}
	return invoke(ctx, h, protocol.CallRequestContentRead, params, nil)
}

// ListContent lists content of a service.
func (h *Host) ListContent(ctx context.Context, service, prefix string) ([]string, error) {
	params := RequestContentListParams{Service: unlessZero(service), Prefix: unlessZero(prefix)}
	result, err := invoke(ctx, h, protocol.CallRequestContentList, params, nil)
	return result.Paths, err
}

func (h *Host) notify(ctx context.Context, method string, params *jsontext.Builder) {
	if h.call.exchange != nil {
		h.call.exchange.Tell(ctx, method, params.Object())
	}
}
