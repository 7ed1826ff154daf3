package main

import (
	"context"
	"encoding/json"
	"sync/atomic"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

type capabilityInput struct {
	Text string `json:"text"`
}

type capabilityOutput struct {
	Count uint64 `json:"count"`
}

func countCapability(_ context.Context, in capabilityInput) (capabilityOutput, error) {
	return capabilityOutput{words(in.Text)}, nil
}

func headline(context.Context) (any, error) {
	return map[string]string{"headline": "all is well"}, nil
}

type news struct {
	Sender string          `json:"sender"`
	Data   json.RawMessage `json:"data"`
}

// newsReader remembers the last news.
type newsReader struct{ newest atomic.Pointer[news] }

func (r *newsReader) receive(_ context.Context, message ipc.ChannelMessageParams) error {
	r.newest.Store(&news{message.Sender, message.Data})
	return nil
}

func (r *newsReader) last(context.Context, struct{}) (*news, error) { return r.newest.Load(), nil }
