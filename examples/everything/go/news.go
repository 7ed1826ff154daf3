package main

import (
	"context"
	"encoding/json"

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

// newsReader remembers the last news of each session.
type newsReader struct{ newest sessions[*news] }

func (r *newsReader) receive(ctx context.Context, message ipc.ChannelMessageParams) error {
	r.newest.with(ctx, func(newest **news) { *newest = &news{message.Sender, message.Data} })
	return nil
}

func (r *newsReader) last(ctx context.Context, _ struct{}) (last *news, err error) {
	r.newest.with(ctx, func(newest **news) { last = *newest })
	return last, nil
}
